//! Passes over JSON, and checks it as strictly as `serde_json` does: RFC 8259, without lone surrogates.

use crate::trail::ordinary::special;

/// The number of containers in each other that are passed over. Their kinds are the bits of a number.
const MAX_CONTAINERS: u32 = 62;

/// A place in bytes that should be JSON. The methods return `None` where they are not, or where the bytes
/// end.
pub(super) struct JsonCursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> JsonCursor<'a> {
    /// Starts at the first of `bytes`.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Returns the offset of the next byte.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Passes over the next `count` bytes, which were looked at.
    pub(super) fn consume(&mut self, count: usize) {
        self.at += count;
    }

    /// Returns the bytes from the next one on.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Returns the bytes from `start` to the next one.
    pub(super) fn since(&self, start: usize) -> &'a [u8] {
        self.bytes.get(start..self.at).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Returns the next byte that is not white space, and stops before it.
    #[inline]
    pub(super) fn token(&mut self) -> Option<u8> {
        loop {
            let byte = self.peek()?;
            if byte > b' ' {
                return Some(byte);
            }
            if !matches!(byte, b' ' | b'\n' | b'\t' | b'\r') {
                return None;
            }
            self.at += 1;
        }
    }

    /// Passes over white space and a certain byte.
    #[inline]
    pub(super) fn expect(&mut self, byte: u8) -> Option<()> {
        (self.token()? == byte).then(|| self.at += 1)
    }

    /// Passes over the rest of a string, from the byte after its opening quote on. Returns true if it has
    /// escapes.
    #[inline]
    pub(super) fn string(&mut self) -> Option<bool> {
        let mut has_escapes = false;
        loop {
            self.at += special::find(self.rest())?;
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(has_escapes);
                }
                b'\\' => {
                    has_escapes = true;
                    self.escape()?;
                }
                _ => return None,
            }
        }
    }

    fn escape(&mut self) -> Option<()> {
        match self.bytes.get(self.at + 1)? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.at += 2,
            b'u' => match self.code_unit()? {
                0xD800..=0xDBFF => matches!(self.code_unit()?, 0xDC00..=0xDFFF).then_some(())?,
                0xDC00..=0xDFFF => return None,
                _ => {}
            },
            _ => return None,
        }
        Some(())
    }

    /// Passes over what follows the value of a member: a comma, or the end of the object, for which it
    /// returns false.
    #[inline]
    pub(super) fn has_next_member(&mut self) -> Option<bool> {
        let is_comma = match self.token()? {
            b',' => true,
            b'}' => false,
            _ => return None,
        };
        self.consume(1);
        Some(is_comma)
    }

    /// Passes over an escaped UTF-16 code unit: `\u` and four hexadecimal digits.
    fn code_unit(&mut self) -> Option<u32> {
        let [b'\\', b'u', digits @ ..] = self.rest().first_chunk::<6>()? else { return None };
        self.at += 6;
        digits.iter().try_fold(0, |unit, digit| Some(unit * 16 + char::from(*digit).to_digit(16)?))
    }

    /// Passes over a number, `true`, `false` or `null`.
    #[inline]
    pub(super) fn word(&mut self, first: u8) -> Option<()> {
        let word: &[u8] = match first {
            b't' => b"true",
            b'f' => b"false",
            b'n' => b"null",
            _ => return self.number(),
        };
        self.rest().starts_with(word).then(|| self.at += word.len())
    }

    fn number(&mut self) -> Option<()> {
        if self.peek()? == b'-' {
            self.at += 1;
        }
        // After a leading zero nothing follows the number that may follow one, if that is a digit.
        if self.peek()? == b'0' {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        let count = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        (count > 0).then_some(())
    }

    /// Passes over the value that starts here with the byte `first`.
    #[inline]
    pub(super) fn value(&mut self, first: u8) -> Option<()> {
        match first {
            b'"' => {
                self.at += 1;
                self.string().map(drop)
            }
            b'{' | b'[' => self.container(first),
            _ => self.word(first),
        }
    }

    /// Passes over the object or array that starts here.
    fn container(&mut self, first: u8) -> Option<()> {
        let mut open = OpenContainers::default();
        let mut byte = first;
        loop {
            match byte {
                b'{' | b'[' => {
                    self.at += 1;
                    open.push(byte == b'{')?;
                    let inside = self.token()?;
                    // Only an empty container may close where its first value is expected.
                    if inside != open.closing_byte() {
                        byte = self.value_in(&open)?;
                        continue;
                    }
                }
                b'"' => {
                    self.at += 1;
                    self.string()?;
                }
                _ => self.word(byte)?,
            }
            byte = match self.after_value(&mut open)? {
                AfterValue::Value(first) => first,
                AfterValue::End => return Some(()),
            };
        }
    }

    /// Passes over a name and its colon if the innermost container is an object. Returns the first byte of
    /// the value.
    #[inline]
    fn value_in(&mut self, open: &OpenContainers) -> Option<u8> {
        if open.is_in_object() {
            self.expect(b'"')?;
            self.string()?;
            self.expect(b':')?;
        }
        self.token()
    }

    /// Passes over the end of containers, and over the comma before the next value.
    #[inline]
    fn after_value(&mut self, open: &mut OpenContainers) -> Option<AfterValue> {
        loop {
            let byte = self.token()?;
            self.at += 1;
            if byte == b',' {
                return self.value_in(open).map(AfterValue::Value);
            }
            if byte != open.closing_byte() {
                return None;
            }
            open.pop();
            if open.is_empty() {
                return Some(AfterValue::End);
            }
        }
    }
}

/// The continuation after a value in a container.
enum AfterValue {
    /// Another value, which starts with this byte.
    Value(u8),
    /// The end of the outermost container, which was passed over.
    End,
}

/// The kinds of the open containers: a bit for each, 1 for an object, above them the bit 1.
struct OpenContainers(u64);

impl Default for OpenContainers {
    fn default() -> Self {
        Self(1)
    }
}

impl OpenContainers {
    fn push(&mut self, is_object: bool) -> Option<()> {
        if self.0 >> MAX_CONTAINERS != 0 {
            return None;
        }
        self.0 = self.0 << 1 | u64::from(is_object);
        Some(())
    }

    fn pop(&mut self) {
        self.0 >>= 1;
    }

    fn is_empty(&self) -> bool {
        self.0 == 1
    }

    fn is_in_object(&self) -> bool {
        self.0 & 1 == 1
    }

    fn closing_byte(&self) -> u8 {
        if self.is_in_object() { b'}' } else { b']' }
    }
}
