//! Text that a string holds in another encoding: base64 of JSON, gzip, or base64 of gzip.
//!
//! A CloudWatch Logs subscription delivers base64 of gzip to Lambda, Kinesis and Firehose: see "Log
//! group-level subscription filters" in the CloudWatch Logs user guide.

use std::io::Read;

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use flate2::bufread::MultiGzDecoder;

const GZIP: &[u8] = &[0x1f, 0x8b];

/// Producers pad or not, and some cut a value into lines.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The largest ratio of the inflated size of a string to its own size, as for a file.
const MAX_EXPANSION: usize = 250;

/// The size to which the strings of one value may inflate at any ratio.
const UNLIMITED_BYTES: usize = 16 << 10;

/// The size to which the strings of one value may inflate at all.
pub(super) const MAX_INFLATED: usize = 32 << 20;

/// The number of bytes to which the strings of one value may still inflate.
pub(super) struct InflateBudget(usize);

/// Says that a string inflates to more than its budget.
#[derive(Debug, PartialEq)]
pub(super) struct TooLarge;

impl InflateBudget {
    /// Returns the budget of a value of `bytes` bytes.
    pub(super) fn of(bytes: usize) -> Self {
        Self((bytes.saturating_mul(MAX_EXPANSION) + UNLIMITED_BYTES).min(MAX_INFLATED))
    }
}

/// Returns the text that `text` encodes, or `None` if it encodes none.
pub(super) fn decode(text: &str, budget: &mut InflateBudget) -> Result<Option<String>, TooLarge> {
    let Some(bytes) = bytes(text) else { return Ok(None) };
    let bytes = if bytes.starts_with(GZIP) {
        let Some(inflated) = inflate(&bytes, budget)? else { return Ok(None) };
        inflated
    } else {
        bytes
    };
    let is_json = matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'['));
    Ok(if is_json { String::from_utf8(bytes).ok() } else { None })
}

/// Returns the bytes that `text` encodes: one for each letter if it is gzip, else by base64.
fn bytes(text: &str) -> Option<Vec<u8>> {
    if text.starts_with("\u{1f}\u{8b}") {
        return text.chars().map(|letter| u8::try_from(letter).ok()).collect();
    }
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/-_=\r\n".contains(&byte);
    if !text.bytes().all(is_base64) {
        return None;
    }
    let letters: Vec<u8> = text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .map(|byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            byte => byte,
        })
        .collect();
    BASE64.decode(letters).ok()
}

/// Inflates all members of gzip, or returns `None` if they are damaged.
fn inflate(bytes: &[u8], budget: &mut InflateBudget) -> Result<Option<Vec<u8>>, TooLarge> {
    let mut inflated = Vec::new();
    let limit = u64::try_from(budget.0).unwrap_or(u64::MAX).saturating_add(1);
    let read = MultiGzDecoder::new(bytes).take(limit).read_to_end(&mut inflated);
    if inflated.len() > budget.0 {
        budget.0 = 0;
        return Err(TooLarge);
    }
    budget.0 -= inflated.len();
    Ok(read.is_ok().then_some(inflated))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    fn decoded(text: &str) -> Result<Option<String>, TooLarge> {
        decode(text, &mut InflateBudget::of(text.len()))
    }

    #[test]
    fn base64_of_json_and_of_gzip_is_decoded_in_every_spelling() {
        let json = "{\"a\":\"ÿÿÿ?>\"}";
        for bytes in [json.as_bytes().to_vec(), gzip(json.as_bytes())] {
            let text = BASE64.encode(&bytes);
            let url_safe = text.replace('+', "-").replace('/', "_");
            let lines = format!("{}\r\n{}", &text[..8], &text[8..]);
            for text in [&text, &url_safe, &lines, text.trim_end_matches('=')] {
                assert_eq!(decoded(text), Ok(Some(json.to_owned())), "{text}");
            }
        }
        let letters: String = gzip(json.as_bytes()).into_iter().map(char::from).collect();
        assert_eq!(decoded(&letters), Ok(Some(json.to_owned())));
    }

    #[test]
    fn other_text_is_not_decoded() {
        let damaged = BASE64.encode(&gzip(b"{\"a\":1}")[..20]);
        for text in ["", "hello", "aGVsbG8=", "not base64!", "\u{1f}\u{8b}\u{100}", &damaged] {
            assert_eq!(decoded(text), Ok(None), "{text}");
        }
    }

    #[test]
    fn expansion_is_bounded() {
        let bomb = BASE64.encode(gzip(&vec![b'['; 8 << 20]));
        let mut budget = InflateBudget::of(bomb.len());
        assert_eq!(decode(&bomb, &mut budget), Err(TooLarge));
        // One string that is too large ends the expansion of all that follow.
        let small = BASE64.encode(gzip(b"{}"));
        assert_eq!(decode(&small, &mut budget), Err(TooLarge));
    }
}
