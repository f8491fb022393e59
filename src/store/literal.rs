//! SQL literals and quoted names, for statements that cannot take parameters.

/// Returns a text as a string literal. If it contains a NUL, which no statement can contain, returns an
/// expression.
pub(crate) fn quote(text: &str) -> String {
    let literal = format!("'{}'", text.replace('\'', "''"));
    if text.contains('\0') {
        return format!("({})", literal.replace('\0', "' || chr(0) || '"));
    }
    literal
}

/// Returns a time, in microseconds since 1970, as an expression of type TIMESTAMP.
pub(crate) fn instant(micros: i64) -> String {
    format!("make_timestamp({micros}::BIGINT)")
}

/// Returns a name in quotes, which may be any text.
pub(crate) fn name(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_in_the_text_are_doubled() {
        assert_eq!(quote("it's; --"), "'it''s; --'");
        assert_eq!(quote("\0it's"), "('' || chr(0) || 'it''s')");
        assert_eq!(name("a\"b"), "\"a\"\"b\"");
    }
}
