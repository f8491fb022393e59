//! Regular expressions that the project builds from names, which are of RE2, for Java and for Joni (Trino).

use crate::dialect::Dialect;

/// Returns an expression to search for.
pub(super) fn searched(expression: &str, dialect: Dialect) -> String {
    let mut found = String::with_capacity(expression.len());
    let mut rest = expression;
    while let Some(at) = rest.find('\\') {
        found.push_str(&rest[..at]);
        let escape = &rest[at..];
        if let Some((letter, length)) = braced(escape) {
            found.push_str(&letter);
            rest = &escape[length..];
        } else {
            let length = escape.chars().take(2).map(char::len_utf8).sum();
            found.push_str(&escape[..length]);
            rest = &escape[length..];
        }
    }
    found.push_str(rest);
    match dialect {
        // RE2 ignores the case of all letters of Unicode.
        Dialect::Spark => found.replace("(?i", "(?iu"),
        Dialect::Athena => found,
    }
}

/// Returns an expression that matches whole texts.
pub(super) fn whole(expression: &str, dialect: Dialect) -> String {
    format!(r"\A(?:{})\z", searched(expression, dialect))
}

/// Returns the letter that `\x{…}` stands for, as both engines write it, and the length of the escape.
fn braced(escape: &str) -> Option<(String, usize)> {
    let (digits, _) = escape.strip_prefix(r"\x{")?.split_once('}')?;
    let letter = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)?;
    let text = if letter.is_ascii() {
        format!(r"\x{:02x}", u32::from(letter))
    } else {
        letter.to_string()
    };
    Some((text, digits.len() + 4))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_with_braces_are_written_out() {
        for (expression, in_spark) in [
            (r"(?is)(?:a\x{2e}b[^\n]*)", r"(?ius)(?:a\x2eb[^\n]*)"),
            (r"[^\x{80}-\x{10FFFF}_]", "[^\u{80}-\u{10FFFF}_]"),
            (r"\\x\{2e\}\", r"\\x\{2e\}\"),
            (r"é\x{9}", r"é\x09"),
        ] {
            assert_eq!(searched(expression, Dialect::Spark), in_spark);
        }
        assert_eq!(whole("(?is)(?:a|b)", Dialect::Athena), r"\A(?:(?is)(?:a|b))\z");
    }
}
