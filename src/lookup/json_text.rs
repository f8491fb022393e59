//! Finding a name inside the text of JSON, as SQL: as a whole value, or as a whole part of one, as
//! the ID at the end of an ARN.
//!
//! The columns hold the exact text of the log, so a name is looked for as the log may spell it:
//! `a/b` is also `a\/b`, `a&b` also `a\u0026b`. A name ends where a character stands that names of
//! resources do not have: `i-0abc` is in `instance/i-0abc` and not in `i-0abcd` or `my-i-0abc`.

use std::fmt::Write;

use crate::{lookup::pattern::Pattern, store::literal::quote};

/// What names of resources are made of, as the inside of a class of a regular expression. All of
/// Unicode beyond ASCII is, as a class of letters alone takes long to compile.
const NAME: &str = r"A-Za-z0-9\x{80}-\x{10FFFF}_.@+%~!*$\-";

/// The condition that the text of the column holds what the pattern says.
pub(crate) fn holds(column: &str, pattern: &Pattern) -> String {
    condition(column, pattern, &bounded(pattern))
}

/// The condition that the JSON of the column has a member `member` with this value, in upper or
/// lower case.
pub(crate) fn has_member(column: &str, member: &str, pattern: &Pattern) -> String {
    let expression = format!(r#"(?i)"{member}"\s*:\s*"{}""#, spelled(pattern));
    format!("regexp_matches({column}::VARCHAR, {})", quote(&expression))
}

/// A plain search for a part comes first: it is many times as fast, and nearly always enough.
fn condition(column: &str, pattern: &Pattern, expression: &str) -> String {
    let matches = format!("regexp_matches({column}::VARCHAR, {})", quote(expression));
    match longest_plain_part(pattern) {
        Some(part) => format!("(contains({column}::VARCHAR, {}) AND {matches})", quote(part)),
        None => matches,
    }
}

/// The value with a boundary on either side. A quotation mark with a colon behind it ends the name
/// of a member, which is no value.
fn bounded(pattern: &Pattern) -> String {
    let before = format!(r"(?:^|[^{NAME}]|\\[nrtbf]|\\u[0-9a-fA-F]{{4}})");
    let after = format!(r#"(?:$|[^{NAME}"]|"\s*(?:[^:\s]|$))"#);
    format!("{before}{}{after}", spelled(pattern))
}

fn spelled(pattern: &Pattern) -> String {
    let pieces: Vec<String> =
        pattern.pieces().iter().map(|piece| piece.chars().map(spelling).collect()).collect();
    pieces.join(r#"[^"]*"#)
}

/// Every way in which JSON may spell a character, as a regular expression.
fn spelling(letter: char) -> String {
    if is_plain(letter) {
        return if letter == '.' { r"\.".to_owned() } else { letter.to_string() };
    }
    let mut units = [0; 2];
    let mut coded = String::new();
    for unit in letter.encode_utf16(&mut units) {
        // Writing to a String cannot fail.
        let _ = write!(coded, r"\\u(?i:{unit:04x})");
    }
    let raw = match letter {
        '"' | '\\' => format!(r"\\\{letter}"),
        '/' => r"\\?/".to_owned(),
        '\n' => r"\\n".to_owned(),
        '\r' => r"\\r".to_owned(),
        '\t' => r"\\t".to_owned(),
        letter if letter.is_ascii_graphic() => format!(r"\{letter}"),
        letter => letter.to_string(),
    };
    format!("(?:{raw}|{coded})")
}

/// Whether no writer of JSON spells the character in another way.
fn is_plain(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.' | ':')
}

fn longest_plain_part(pattern: &Pattern) -> Option<&str> {
    let parts = pattern.pieces().iter().flat_map(|piece| piece.split(|letter| !is_plain(letter)));
    parts.max_by_key(|part| part.len()).filter(|part| !part.is_empty())
}
