//! Values with `*` as a wildcard, and their SQL conditions.

use crate::store::literal::quote;

/// A value, split at its wildcards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    pieces: Vec<String>,
}

impl Pattern {
    /// Parses a value. `\*` is a literal star; any other backslash is a literal backslash.
    pub(crate) fn parse(text: &str) -> Self {
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

    /// Returns the value if it has no wildcard.
    pub(crate) fn text(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [text] => Some(text),
            _ => None,
        }
    }

    /// Returns true if a text matches, ignoring ASCII case.
    pub(crate) fn matches(&self, text: &str) -> bool {
        if let Some(exact) = self.text() {
            return exact.eq_ignore_ascii_case(text);
        }
        let text = text.to_ascii_lowercase();
        let pieces: Vec<String> = self.pieces.iter().map(|it| it.to_ascii_lowercase()).collect();
        let [first, middle @ .., last] = pieces.as_slice() else { return false };
        let Some(mut rest) = text.strip_prefix(first.as_str()) else { return false };
        for piece in middle {
            let Some(at) = rest.find(piece.as_str()) else { return false };
            rest = &rest[at + piece.len()..];
        }
        rest.ends_with(last.as_str())
    }

    /// Returns the condition that the column matches, respecting case.
    pub(crate) fn is_exactly(&self, column: &str) -> String {
        match self.text() {
            Some(text) => format!("{column} = {}", quote(text)),
            None => format!("{column} LIKE {} ESCAPE '\\'", quote(&self.like())),
        }
    }

    /// Returns the condition that the column matches, ignoring case.
    pub(crate) fn is(&self, column: &str) -> String {
        match self.text() {
            Some(text) => format!("lower({column}) = lower({})", quote(text)),
            None => format!("lower({column}) LIKE lower({}) ESCAPE '\\'", quote(&self.like())),
        }
    }

    /// Returns a regular expression (RE2) of the text, in which a wildcard stays in its line.
    pub(crate) fn regex(&self) -> String {
        let escaped = |piece: &String| -> String {
            let letters = piece.chars().map(|letter| {
                let is_plain = letter.is_alphanumeric() || !letter.is_ascii();
                if is_plain {
                    letter.to_string()
                } else {
                    format!("\\x{{{:x}}}", u32::from(letter))
                }
            });
            letters.collect()
        };
        self.pieces.iter().map(escaped).collect::<Vec<_>>().join(r"[^\n]*")
    }

    fn like(&self) -> String {
        let escaped =
            |piece: &String| piece.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        self.pieces.iter().map(escaped).collect::<Vec<_>>().join("%")
    }
}

/// Escapes the stars of a text, so that it has no wildcards.
pub(crate) fn literal(text: &str) -> String {
    text.replace('*', "\\*")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<String> {
        Pattern::parse(text).pieces
    }

    #[test]
    fn stars_split_a_value_unless_they_are_escaped() {
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
    fn a_star_matches_any_text_and_case_does_not_count() {
        for (pattern, matching, other) in [
            ("us-east-1", "US-East-1", "us-east-12"),
            ("us-*", "us-", "eu-us-1"),
            ("*-1", "us-east-1", "us-east-1a"),
            ("*east*1", "us-EAST-1", "us-1-east"),
            ("a*a", "aa", "a"),
            ("ab*bc", "abbc", "abc"),
            (r"a\*", "a*", "ab"),
        ] {
            assert!(Pattern::parse(pattern).matches(matching), "{pattern}");
            assert!(!Pattern::parse(pattern).matches(other), "{pattern}");
        }
        assert!(Pattern::parse("**").matches("") && Pattern::parse("*").matches("a"));
        assert!(!Pattern::parse("").matches("a") && Pattern::parse("").matches(""));
    }

    #[test]
    fn only_a_star_becomes_a_wildcard_in_sql() {
        let pattern = Pattern::parse(r"50%_\'*");
        assert_eq!(pattern.is("x"), r"lower(x) LIKE lower('50\%\_\\''%') ESCAPE '\'");
        assert_eq!(pattern.is_exactly("x"), r"x LIKE '50\%\_\\''%' ESCAPE '\'");
        assert_eq!(Pattern::parse(r"a.b*\*é").regex(), r"a\x{2e}b[^\n]*\x{2a}é");
        assert_eq!(Pattern::parse("50%'").is("x"), "lower(x) = lower('50%''')");
        assert_eq!(Pattern::parse("a?[b]").is_exactly("x"), "x = 'a?[b]'");
    }
}
