//! Values and names as SQL, where a statement cannot take them as parameters.

/// A text as a literal, in which nothing but the quote itself has a meaning.
pub(crate) fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A time as a literal, in microseconds since 1970.
pub(crate) fn instant(micros: i64) -> String {
    format!("make_timestamp({micros}::BIGINT)")
}

/// A name with quotes around it, so that any text is one.
pub(crate) fn name(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_ends_only_where_it_ends() {
        assert_eq!(quote("it's; --"), "'it''s; --'");
        assert_eq!(name("a\"b"), "\"a\"\"b\"");
    }
}
