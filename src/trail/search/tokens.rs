//! The tokens of JSON text that is known to be valid.

/// A token with its place in the text, in bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// The start of an object or array, and true for an object.
    Open { at: usize, is_object: bool },
    /// The end of an object or array: the offset after its bracket.
    Close { end: usize },
    /// The name of a member as it is written, without its quotes.
    Name(&'a str),
    /// A string as it is written, with its quotes.
    Text { at: usize, raw: &'a str },
    /// A number, `true`, `false` or `null`.
    Plain,
}

/// A reader of tokens.
pub(super) struct JsonTokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> JsonTokens<'a> {
    /// Starts at the beginning of a text.
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Continues at another offset.
    pub(super) fn jump(&mut self, at: usize) {
        self.at = at;
    }

    /// Reads the string at the current offset, which is a name if a colon follows it.
    fn string(&mut self) -> Token<'a> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let mut at = start + 1;
        while let Some(found) = memchr::memchr2(b'"', b'\\', bytes.get(at..).unwrap_or_default()) {
            at += found + 1;
            if bytes[at - 1] == b'"' {
                break;
            }
            at += 1;
        }
        self.at = at.min(bytes.len());
        let raw = self.text.get(start..self.at).unwrap_or_default();
        let next = bytes[self.at..].iter().find(|byte| !byte.is_ascii_whitespace());
        if next == Some(&b':') {
            Token::Name(raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default())
        } else {
            Token::Text { at: start, raw }
        }
    }
}

impl<'a> Iterator for JsonTokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let bytes = self.text.as_bytes();
        loop {
            let at = self.at;
            let byte = *bytes.get(at)?;
            if byte == b'"' {
                return Some(self.string());
            }
            self.at += 1;
            match byte {
                b'{' | b'[' => return Some(Token::Open { at, is_object: byte == b'{' }),
                b'}' | b']' => return Some(Token::Close { end: at + 1 }),
                b',' | b':' => {}
                _ if byte.is_ascii_whitespace() => {}
                _ => {
                    let is_end = |byte: &u8| {
                        matches!(byte, b',' | b']' | b'}') || byte.is_ascii_whitespace()
                    };
                    let rest = bytes[at..].iter().position(is_end);
                    self.at = rest.map_or(bytes.len(), |length| at + length);
                    return Some(Token::Plain);
                }
            }
        }
    }
}

/// Returns the names of the members of the object at the start of `text`, which may be cut off.
pub(in crate::trail) fn own_names(text: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    JsonTokens::new(text).filter_map(move |token| {
        match token {
            Token::Open { .. } => depth += 1,
            Token::Close { .. } => depth = depth.saturating_sub(1),
            Token::Name(name) if depth == 1 => return Some(name),
            _ => {}
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_their_places() {
        let text = r#" {"a\"" : [1, "x\\"], "b":null}"#;
        let tokens: Vec<_> = JsonTokens::new(text).collect();
        assert_eq!(
            tokens,
            [
                Token::Open { at: 1, is_object: true },
                Token::Name("a\\\""),
                Token::Open { at: 10, is_object: false },
                Token::Plain,
                Token::Text { at: 14, raw: r#""x\\""# },
                Token::Close { end: 20 },
                Token::Name("b"),
                Token::Plain,
                Token::Close { end: 31 },
            ]
        );
    }

    #[test]
    fn text_that_is_not_json_causes_no_panic() {
        for text in ["\"", "\"\\", "\"\\\"", "{\"a", "]]", "\"é\\é", "x", ""] {
            let _ = JsonTokens::new(text).count();
        }
    }
}
