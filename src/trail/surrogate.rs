//! Halves of surrogate pairs, which encode no text.

/// Returns true if a JSON text has `\uD8xx` without its other half. RFC 8259 allows it, but it encodes
/// no text, and DuckDB rejects the whole value: in a JSON column it would break every later query.
pub fn is_lone_in(text: &str) -> bool {
    let code_unit = |at: usize| {
        let escape = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(escape, 16).ok()
    };
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &text.as_bytes()[at..]) {
        at += found;
        match code_unit(at) {
            Some(0xD800..=0xDBFF) if matches!(code_unit(at + 6), Some(0xDC00..=0xDFFF)) => at += 12,
            Some(0xD800..=0xDFFF) => return true,
            Some(_) => at += 6,
            None => at += 2,
        }
        if at >= text.len() {
            break;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lone_surrogate_is_found_anywhere_in_a_text() {
        for text in
            [r#""\ud800""#, r#""\uDFFF""#, r#""\ud800\ud800""#, r#""\\\ud83dx""#, r#""\ud83d\n""#]
        {
            assert!(is_lone_in(text), "{text}");
        }
        for text in [r#""\ud83d\ude00""#, r#""\\ud800""#, r#""\u00e9""#, "\"é😀\"", r#""\"""#] {
            assert!(!is_lone_in(text), "{text}");
        }
    }
}
