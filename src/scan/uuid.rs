//! UUIDs, which take half of the space of their text.

/// The bytes of a UUID.
pub(crate) type Uuid = [u8; 16];

/// The positions of the hyphens in the text of a UUID.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];

/// The positions of the first digit of each byte.
const BYTES: [usize; 16] = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

/// Marks a byte in [`DIGITS`] that is no digit.
const NO_DIGIT: u8 = 0x80;

/// The value of each lower-case hexadecimal digit.
const DIGITS: [u8; 256] = digits();

/// Returns the UUID with this text, or `None` if the UUID would be written differently, as with upper-case
/// digits.
pub(crate) fn parse(text: &str) -> Option<Uuid> {
    let text: &[u8; 36] = text.as_bytes().try_into().ok()?;
    if HYPHENS.iter().any(|at| text[*at] != b'-') {
        return None;
    }
    let mut uuid = [0; 16];
    let mut seen = 0;
    for (byte, at) in uuid.iter_mut().zip(BYTES) {
        let (high, low) = (DIGITS[usize::from(text[at])], DIGITS[usize::from(text[at + 1])]);
        seen |= high | low;
        *byte = (high << 4) | (low & 15);
    }
    (seen & NO_DIGIT == 0).then_some(uuid)
}

const fn digits() -> [u8; 256] {
    let mut digits = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        digits[b"0123456789abcdef"[value as usize] as usize] = value;
        value += 1;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_texts_in_the_usual_form_are_uuids() {
        let uuid = [0, 1, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0, 0xff, 1, 2, 3, 4, 5];
        assert_eq!(parse("00012345-6789-abcd-ef00-ff0102030405"), Some(uuid));
        for text in [
            "",
            "00012345-6789-ABCD-EF00-FF0102030405",
            "00012345-6789-abcd-ef00-ff010203040",
            "00012345-6789-abcd-ef00-ff01020304055",
            "000123456-789-abcd-ef00-ff0102030405",
            "00012345-6789-abcd-ef00-ff010203040g",
            "00012345-6789-abcd-ef00_ff0102030405",
            "{0012345-6789-abcd-ef00-ff010203040}",
            "00012345-6789-abcd-ef00-ff01020304é",
            "0001 345-6789-abcd-ef00-ff0102030405",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn each_digit_has_its_place() {
        for at in 0..32 {
            let mut text = "0".repeat(32);
            text.replace_range(at..=at, "a");
            for (count, hyphen) in HYPHENS.iter().enumerate() {
                assert_eq!(text.len(), 32 + count);
                text.insert(*hyphen, '-');
            }
            let uuid = parse(&text).unwrap();
            assert_eq!(hex::encode(uuid).find('a'), Some(at));
        }
    }
}
