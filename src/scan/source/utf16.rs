//! UTF-16 text as UTF-8, so that no later step knows of it. PowerShell 5 writes UTF-16 with `>`.

/// The order of the two bytes of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ByteOrder {
    Little,
    Big,
}

impl ByteOrder {
    /// Returns the byte order of UTF-16 text with these first bytes, or `None` for anything else. Text
    /// without a mark is recognised if it starts with ASCII, as JSON and tables do.
    pub(crate) fn of(start: &[u8]) -> Option<Self> {
        match start {
            // UTF-32, which no program writes for logs.
            [0xff, 0xfe, 0, 0, ..] => None,
            [0xff, 0xfe, ..] => Some(Self::Little),
            [0xfe, 0xff, ..] => Some(Self::Big),
            [a, 0, b, 0, ..] if is_text(*a) && is_text(*b) => Some(Self::Little),
            [0, a, 0, b, ..] if is_text(*a) && is_text(*b) => Some(Self::Big),
            _ => None,
        }
    }

    fn unit(self, bytes: [u8; 2]) -> u16 {
        match self {
            Self::Little => u16::from_le_bytes(bytes),
            Self::Big => u16::from_be_bytes(bytes),
        }
    }
}

fn is_text(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~')
}

/// Converts a text chunk by chunk. What is not UTF-16 becomes bytes that are not UTF-8, so that the record
/// around them is rejected and no other.
pub(crate) struct Transcoder {
    order: ByteOrder,
    /// The first byte of a unit whose second byte is in the next chunk.
    half: Option<u8>,
    /// The first half of a surrogate pair whose second half is in the next chunk.
    high: Option<u16>,
}

/// A byte that is in no UTF-8 text.
const INVALID: u8 = 0xff;

impl Transcoder {
    pub(crate) fn new(order: ByteOrder) -> Self {
        Self { order, half: None, high: None }
    }

    /// Appends a chunk of UTF-16 to `out` as UTF-8.
    pub(crate) fn push(&mut self, chunk: &[u8], out: &mut Vec<u8>) {
        let mut bytes = chunk.iter().copied();
        while let Some(first) = self.half.take().or_else(|| bytes.next()) {
            let Some(second) = bytes.next() else {
                self.half = Some(first);
                return;
            };
            self.push_unit(self.order.unit([first, second]), out);
        }
    }

    /// Appends what is left at the end of the text.
    pub(crate) fn finish(&mut self, out: &mut Vec<u8>) {
        out.extend(self.high.take().map(|_| INVALID));
        out.extend(self.half.take().map(|_| INVALID));
    }

    fn push_unit(&mut self, unit: u16, out: &mut Vec<u8>) {
        if let Some(high) = self.high.take() {
            if let Some(Ok(letter)) = char::decode_utf16([high, unit]).next() {
                out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
                return;
            }
            out.push(INVALID);
        }
        match char::from_u32(u32::from(unit)) {
            Some(letter) => out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
            None if unit < 0xdc00 => self.high = Some(unit),
            None => out.push(INVALID),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encode(text: &str, order: ByteOrder) -> Vec<u8> {
        let bytes = |unit: u16| match order {
            ByteOrder::Little => unit.to_le_bytes(),
            ByteOrder::Big => unit.to_be_bytes(),
        };
        text.encode_utf16().flat_map(bytes).collect()
    }

    fn decode(bytes: &[u8], order: ByteOrder, step: usize) -> Vec<u8> {
        let mut transcoder = Transcoder::new(order);
        let mut out = Vec::new();
        for chunk in bytes.chunks(step) {
            transcoder.push(chunk, &mut out);
        }
        transcoder.finish(&mut out);
        out
    }

    #[test]
    fn text_is_the_same_in_any_order_and_in_any_chunks() {
        let text = "\u{feff}{\"name\": \"Ünïcödé 🦆 \u{10ffff}\u{0}\"}\r\n";
        for order in [ByteOrder::Little, ByteOrder::Big] {
            let bytes = encode(text, order);
            assert_eq!(ByteOrder::of(&bytes), Some(order));
            assert_eq!(ByteOrder::of(&bytes[2..]), Some(order), "without a mark");
            for step in 1..9 {
                assert_eq!(decode(&bytes, order, step), text.as_bytes(), "{step}");
            }
        }
    }

    #[test]
    fn what_is_no_utf16_is_no_utf8_and_the_letters_around_it_stay() {
        let units = |units: &[u16]| -> Vec<u8> {
            units.iter().flat_map(|unit| unit.to_le_bytes()).collect()
        };
        for (bytes, expected) in [
            (units(&[0x61, 0xd800, 0x62]), &b"a\xffb"[..]),
            (units(&[0x61, 0xdc00, 0x62]), b"a\xffb"),
            (units(&[0xd800, 0xd800, 0x62]), b"\xff\xffb"),
            (units(&[0xd83e, 0xd83e, 0xdd86]), b"\xff\xf0\x9f\xa6\x86"),
            (units(&[0x61, 0xd800]), b"a\xff"),
            ([&units(&[0x61])[..], b"x"].concat(), b"a\xff"),
        ] {
            for step in 1..5 {
                assert_eq!(decode(&bytes, ByteOrder::Little, step), expected, "{bytes:?} {step}");
            }
        }
    }

    #[test]
    fn other_content_is_not_utf16() {
        for start in [&b"{\"Records\""[..], b"\xff\xfe\0\0", b"PK\x03\x04", b"\0\0\0\0", b"{", b""]
        {
            assert_eq!(ByteOrder::of(start), None, "{start:?}");
        }
    }
}
