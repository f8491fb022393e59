//! A value that a person asks for: text, in which `*` stands for any characters, as SQL.

use crate::store::literal::quote;

/// A value in the pieces between its stars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    pieces: Vec<String>,
}

impl Pattern {
    /// Reads a value; `\*` is a star itself, any other backslash is a backslash.
    pub(crate) fn read(text: &str) -> Self {
        let mut pieces = vec![String::new()];
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            let is_escaped = letter == '\\' && letters.next_if_eq(&'*').is_some();
            match pieces.last_mut() {
                Some(piece) if is_escaped => piece.push('*'),
                Some(piece) if letter != '*' => piece.push(letter),
                _ => pieces.push(String::new()),
            }
        }
        Self { pieces }
    }

    /// The text between the stars.
    pub(crate) fn pieces(&self) -> &[String] {
        &self.pieces
    }

    /// The value itself, where it has no star.
    pub(crate) fn text(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [text] => Some(text),
            _ => None,
        }
    }

    /// The condition that the column has this value, letter for letter.
    pub(crate) fn is_exactly(&self, column: &str) -> String {
        match self.text() {
            Some(text) => format!("{column} = {}", quote(text)),
            None => format!("{column} LIKE {} ESCAPE '\\'", quote(&self.like())),
        }
    }

    /// The condition that the column has this value, in upper or lower case.
    pub(crate) fn is(&self, column: &str) -> String {
        match self.text() {
            Some(text) => format!("lower({column}) = lower({})", quote(text)),
            None => format!("lower({column}) LIKE lower({}) ESCAPE '\\'", quote(&self.like())),
        }
    }

    fn like(&self) -> String {
        let escaped =
            |piece: &String| piece.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        self.pieces.iter().map(escaped).collect::<Vec<_>>().join("%")
    }
}

/// The text as a value of which no star is a wildcard.
pub(crate) fn literal(text: &str) -> String {
    text.replace('*', "\\*")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<String> {
        Pattern::read(text).pieces
    }

    #[test]
    fn stars_part_a_value_unless_they_are_escaped() {
        assert_eq!(pieces("Delete*"), ["Delete", ""]);
        assert_eq!(pieces("*a**b"), ["", "a", "", "b"]);
        assert_eq!(pieces(r"a\*b"), ["a*b"]);
        assert_eq!(pieces(r"DOMAIN\user\\"), [r"DOMAIN\user\\"]);
        assert_eq!(pieces(""), [""]);
        for text in ["a*b", r"\*", r"a\b**"] {
            assert_eq!(pieces(&literal(text)).len(), 1, "{text}");
        }
        assert_eq!(pieces(&literal("a*b")), ["a*b"]);
    }

    #[test]
    fn nothing_but_a_star_is_a_wildcard_of_sql() {
        let pattern = Pattern::read(r"50%_\'*");
        assert_eq!(pattern.is("x"), r"lower(x) LIKE lower('50\%\_\\''%') ESCAPE '\'");
        assert_eq!(pattern.is_exactly("x"), r"x LIKE '50\%\_\\''%' ESCAPE '\'");
        assert_eq!(Pattern::read("50%'").is("x"), "lower(x) = lower('50%''')");
        assert_eq!(Pattern::read("a?[b]").is_exactly("x"), "x = 'a?[b]'");
    }
}
