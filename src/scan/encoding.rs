//! Text that is not UTF-8.

use std::str::Utf8Error;

/// Returns the reason that a text is not UTF-8. Latin-1 has letters of one byte each, so no two bytes of it
/// together are one of UTF-8.
pub(crate) fn not_utf8(text: &[u8], err: &Utf8Error) -> String {
    let mut chunks = text.utf8_chunks();
    let is_latin1 = chunks.all(|chunk| {
        chunk.valid().is_ascii() && chunk.invalid().iter().all(|byte| (0xa0..0xff).contains(byte))
    });
    if is_latin1 {
        return "not UTF-8 but probably Latin-1 or Windows-1252: convert the file to UTF-8, for example with iconv".to_owned();
    }
    format!("not UTF-8: {err}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin1_is_told_from_other_bytes() {
        let reason = |text: &[u8]| not_utf8(text, &str::from_utf8(text).unwrap_err());
        assert!(reason(b"caf\xe9 \xfcber").contains("Latin-1"));
        for other in [&b"\xff"[..], b"\x80\x81", b"\xc3\xa9 \xe9"] {
            assert!(reason(other).starts_with("not UTF-8: "), "{other:?}");
        }
    }
}
