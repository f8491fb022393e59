//! Text that is safe to look at.

use std::borrow::Cow;

/// The text with every character that a terminal would obey or hide written as an escape: control
/// characters, and those that turn the direction of writing or take no space (Unicode's bidirectional
/// controls, as in CVE-2021-42574, and zero-width characters).
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match letter {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            letter if is_hidden(letter) => shown.extend(letter.escape_unicode()),
            letter => shown.push(letter),
        }
    }
    Cow::Owned(shown)
}

/// Whether a terminal would obey a character, or show nothing for it.
pub fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
            | '\u{3164}' | '\u{ffa0}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{61c}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        let hostile = "a\u{1b}[31mb\u{7}\u{9b}c\r\n\u{202e}d\u{200b}";
        let shown = visible(hostile);
        assert_eq!(shown, "a\\u{1b}[31mb\\u{7}\\u{9b}c\\r\\n\\u{202e}d\\u{200b}");
        assert!(!shown.chars().any(is_hidden));
    }

    #[test]
    fn ordinary_text_of_any_language_stays() {
        for text in ["", "role/session", "Zürich 東京 עברית 😀", "a\\nb"] {
            assert!(matches!(visible(text), Cow::Borrowed(same) if same == text));
        }
    }
}
