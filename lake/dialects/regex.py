"""Regular expressions of RE2, which DuckDB uses, as Java and Joni (Trino) read them.

RE2 reads $ as the end of the text, Java also as the place before a last line break. In Java a bracket and an
ampersand within a class are operators, . also excludes \\r and the line separators of Unicode, and \\s has \\v.
"""


def translate(pattern, unicode_case=""):
    """Returns the same expression for Java; `unicode_case` is added to the flag i."""
    out, at, dot_is_any = [], 0, "(?s" in pattern or "(?is" in pattern
    while at < len(pattern):
        letter = pattern[at]
        if letter == "\\":
            out.append("[ \\t\\n\\f\\r]" if pattern[at + 1] == "s" else pattern[at : at + 2])
            at += 2
        elif letter == "[":
            text, at = _class(pattern, at)
            out.append(text)
        elif pattern.startswith("(?i", at):
            out.append("(?i" + unicode_case)
            at += 3
        else:
            out.append({"$": "\\z", ".": "." if dot_is_any else "[^\\n]"}.get(letter, letter))
            at += 1
    return "".join(out)


def _class(pattern, start):
    """Returns the class at `start`, and where it ends."""
    at, out = start + 1, ["["]
    if pattern[at] == "^":
        out.append("^")
        at += 1
    first = at
    while pattern[at] != "]" or at == first:
        letter = pattern[at]
        if letter == "\\":
            inner = pattern[at + 1]
            out.append(" \\t\\n\\f\\r" if inner == "s" else "\\" + inner)
            at += 2
            continue
        out.append("\\" + letter if letter in "[]&" else letter)
        at += 1
    return "".join(out) + "]", at + 1
