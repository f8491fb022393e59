//! The tokens of a statement.

use crate::store::statements::Token;

/// The tokens of a statement without white space and comments, each with its depth in brackets.
pub(super) struct Words {
    pub(super) tokens: Vec<Token>,
    pub(super) depths: Vec<usize>,
}

impl Words {
    pub(super) fn new(tokens: impl Iterator<Item = Token>) -> Self {
        let tokens: Vec<Token> =
            tokens.filter(|token| !matches!(token, Token::Whitespace(_))).collect();
        let mut depth: usize = 0;
        let depths = tokens.iter().map(|token| match token {
            Token::LParen => {
                depth += 1;
                depth - 1
            }
            Token::RParen => {
                depth = depth.saturating_sub(1);
                depth
            }
            _ => depth,
        });
        let depths = depths.collect();
        Self { tokens, depths }
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Returns the keyword at a place, in upper case.
    pub(super) fn keyword(&self, at: usize) -> Option<String> {
        match self.tokens.get(at)? {
            Token::Word(word) if word.quote_style.is_none() => {
                Some(word.value.to_ascii_uppercase())
            }
            _ => None,
        }
    }

    pub(super) fn is(&self, at: usize, keyword: &str) -> bool {
        self.keyword(at).is_some_and(|found| found == keyword)
    }

    /// Returns a name, which may be quoted.
    pub(super) fn identifier(&self, at: usize) -> Option<String> {
        match self.tokens.get(at)? {
            Token::Word(word) => Some(word.value.clone()),
            _ => None,
        }
    }

    /// Returns the same in lower case.
    pub(super) fn name(&self, at: usize) -> Option<String> {
        self.identifier(at).map(|name| name.to_ascii_lowercase())
    }

    pub(super) fn string(&self, at: usize) -> Option<String> {
        match self.tokens.get(at)? {
            Token::SingleQuotedString(text) => Some(text.replace("''", "'")),
            Token::DollarQuotedString(text) => Some(text.value.clone()),
            _ => None,
        }
    }

    /// Returns true for any kind of string, including those that [`Self::string`] does not read.
    pub(super) fn is_string(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| {
            !matches!(token, Token::Word(_)) && token.to_string().contains(['\'', '$'])
        })
    }

    /// Returns the end of the brackets that open at a place.
    pub(super) fn closing(&self, open: usize) -> usize {
        let depth = self.depths.get(open).copied().unwrap_or_default();
        let is_end = |at: &usize| self.tokens[*at] == Token::RParen && self.depths[*at] == depth;
        (open + 1..self.len()).find(is_end).unwrap_or(self.len())
    }

    /// Returns the places where a statement starts: the first, and those after `EXPLAIN` and `PREPARE`.
    pub(super) fn heads(&self) -> Vec<usize> {
        let mut heads = vec![0];
        if self.is(0, "EXPLAIN") || self.is(0, "PREPARE") {
            let starts = |at: &usize| {
                *at > 0
                    && (matches!(self.tokens[at - 1], Token::RParen)
                        || ["EXPLAIN", "ANALYZE", "AS"].iter().any(|word| self.is(at - 1, word)))
            };
            heads.extend((1..self.len()).filter(starts));
        }
        heads
    }
}
