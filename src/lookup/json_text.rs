//! SQL conditions that find a name in JSON text: as a whole value, or as a whole part of one, such as
//! the ID at the end of an ARN.
//!
//! The columns hold the exact text of the log, so a name is searched for in every spelling that JSON allows:
//! `a/b` is also `a\/b`, `a&b` also `a\u0026b`. A name ends at a character that names of resources do
//! not contain: `i-0abc` is in `instance/i-0abc` but not in `i-0abcd` or `my-i-0abc`.

use std::fmt::Write;

use crate::{lookup::pattern::Pattern, store::literal::quote};

/// The characters in names of resources, for use inside a character class of a regular expression. It
/// includes all of Unicode beyond ASCII, because a class of only the letters takes long to compile.
const NAME_CHARACTERS: &str = r"A-Za-z0-9\x{80}-\x{10FFFF}_.@+%~!*$\-";

/// Returns the condition that the text of the column contains a name that matches the pattern.
pub(crate) fn contains_name(column: &str, pattern: &Pattern) -> String {
    condition(column, pattern, &bounded(pattern))
}

/// Returns the condition that the JSON of the column has a member `member` with a value that matches
/// the pattern, ignoring case.
pub(crate) fn has_member(column: &str, member: &str, pattern: &Pattern) -> String {
    let expression = format!(r#"(?i)"{member}"\s*:\s*"{}""#, spelled(pattern));
    format!("regexp_matches({column}::VARCHAR, {})", quote(&expression))
}

/// Searches for a literal part first: that is many times faster than the regular expression, and it
/// rejects nearly all rows.
fn condition(column: &str, pattern: &Pattern, expression: &str) -> String {
    let matches = format!("regexp_matches({column}::VARCHAR, {})", quote(expression));
    match longest_plain_part(pattern) {
        Some(part) => format!("(contains({column}::VARCHAR, {}) AND {matches})", quote(part)),
        None => matches,
    }
}

/// Returns a regular expression for the name with a boundary on either side. A quotation mark followed
/// by a colon is not a boundary: it ends the name of a member.
fn bounded(pattern: &Pattern) -> String {
    let before = format!(r"(?:^|[^{NAME_CHARACTERS}]|\\[nrtbf]|\\u[0-9a-fA-F]{{4}})");
    let after = format!(r#"(?:$|[^{NAME_CHARACTERS}"]|"\s*(?:[^:\s]|$))"#);
    format!("{before}{}{after}", spelled(pattern))
}

/// Returns a regular expression for the pattern in every spelling that JSON allows.
fn spelled(pattern: &Pattern) -> String {
    let pieces: Vec<String> =
        pattern.pieces().iter().map(|piece| piece.chars().map(spelling).collect()).collect();
    pieces.join(r#"[^"]*"#)
}

/// Returns a regular expression for every spelling of a character that JSON allows.
fn spelling(letter: char) -> String {
    if is_plain(letter) {
        return if letter == '.' { r"\.".to_owned() } else { letter.to_string() };
    }
    let mut units = [0; 2];
    let mut escaped = String::new();
    for unit in letter.encode_utf16(&mut units) {
        // Writing to a String cannot fail.
        let _ = write!(escaped, r"\\u(?i:{unit:04x})");
    }
    let literal = match letter {
        '"' | '\\' => format!(r"\\\{letter}"),
        '/' => r"\\?/".to_owned(),
        '\n' => r"\\n".to_owned(),
        '\r' => r"\\r".to_owned(),
        '\t' => r"\\t".to_owned(),
        letter if letter.is_ascii_graphic() => format!(r"\{letter}"),
        letter => letter.to_string(),
    };
    format!("(?:{literal}|{escaped})")
}

/// Returns true if JSON writers never escape the character.
fn is_plain(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.' | ':')
}

fn longest_plain_part(pattern: &Pattern) -> Option<&str> {
    let parts = pattern.pieces().iter().flat_map(|piece| piece.split(|letter| !is_plain(letter)));
    parts.max_by_key(|part| part.len()).filter(|part| !part.is_empty())
}
