//! Texts with wildcards as conditions in SQL.

use crate::store::literal::quote;

/// A text with wildcards.
pub(super) struct TextPattern {
    /// The letters, each with true if it is a wildcard.
    letters: Vec<(char, bool)>,
    is_cased: bool,
}

impl TextPattern {
    /// Parses a text, which may have more before it and after it. A backslash stands for itself, except before
    /// a wildcard or another backslash.
    pub(super) fn parse(
        text: &str,
        [is_open_before, is_open_after]: [bool; 2],
        is_cased: bool,
    ) -> Self {
        let (mut letters, mut rest) = (Vec::new(), text.chars().peekable());
        letters.extend(is_open_before.then_some(('*', true)));
        while let Some(letter) = rest.next() {
            let escaped = rest.next_if(|next| letter == '\\' && matches!(next, '*' | '?' | '\\'));
            let is_wildcard = escaped.is_none() && matches!(letter, '*' | '?');
            letters.push((escaped.unwrap_or(letter), is_wildcard));
        }
        letters.extend(is_open_after.then_some(('*', true)));
        Self { letters, is_cased }
    }

    pub(super) fn has_wildcards(&self) -> bool {
        self.letters.iter().any(|it| it.1)
    }

    /// Returns the condition that an expression matches, which is in lower case if letters of both cases match.
    /// The cost of LIKE grows with the number of wildcards if one letter is left open; that of a regular
    /// expression does not.
    pub(super) fn matches(&self, it: &str) -> String {
        let is_simple = |(letter, is_wildcard): &(char, bool)| match letter {
            '?' => !is_wildcard,
            _ => !matches!(letter, '%' | '_' | '\\'),
        };
        if !self.has_wildcards() {
            format!("{it} = {}", self.text())
        } else if self.letters.iter().all(is_simple) {
            let letter = |(letter, is_wildcard)| if is_wildcard { '%' } else { letter };
            format!("{it} LIKE {}", self.literal(|it| letter(it).to_string()))
        } else {
            let expression = self.literal(|(letter, is_wildcard)| match letter {
                '*' if is_wildcard => ".*".to_owned(),
                '?' if is_wildcard => ".".to_owned(),
                _ if letter.is_ascii_punctuation() => format!("\\{letter}"),
                _ => letter.to_string(),
            });
            format!("regexp_full_match({it}, {expression}, 's')")
        }
    }

    /// Returns the text as a literal in SQL.
    pub(super) fn text(&self) -> String {
        self.literal(|it| it.0.to_string())
    }

    /// Returns the text in lower case, if it is the same in all languages and letters of both cases match.
    pub(super) fn lower(&self) -> Option<String> {
        let is_plain = !self.is_cased && self.letters.iter().all(|it| it.0.is_ascii() && !it.1);
        is_plain.then(|| self.letters.iter().map(|it| it.0.to_ascii_lowercase()).collect())
    }

    fn literal(&self, of_letter: impl Fn((char, bool)) -> String) -> String {
        let text: String = self.letters.iter().map(|it| of_letter(*it)).collect();
        match (self.is_cased, text.is_ascii()) {
            (true, _) => quote(&text),
            (false, true) => quote(&text.to_ascii_lowercase()),
            (false, false) => format!("lower({})", quote(&text)),
        }
    }

    /// Returns the longest part in lower case that JSON writes as it is. A number can be written in several
    /// ways, so it has a letter.
    pub(super) fn word(&self) -> Option<String> {
        let is_plain = |(letter, is_wildcard): &(char, bool)| {
            !is_wildcard && (letter.is_ascii_alphanumeric() || "-_.: ".contains(*letter))
        };
        let words = self.letters.split(|it| !is_plain(it));
        let words = words.filter(|word| word.iter().any(|it| it.0.is_ascii_alphabetic()));
        let longest = words.max_by_key(|word| word.len())?;
        Some(longest.iter().map(|it| it.0.to_ascii_lowercase()).collect())
    }
}
