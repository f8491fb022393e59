//! Text that is safe to print: control characters and invisible characters are escaped. Lines of text.

use std::borrow::Cow;

use console::measure_text_width;

/// Returns the text with every hidden character escaped: control characters, bidirectional controls
/// (CVE-2021-42574), and characters that may be rendered as nothing (fillers, joiners, selectors,
/// tags).
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

/// Returns true if a terminal would act on a character or show nothing for it: control characters,
/// line ends, and characters with Unicode's property `Default_Ignorable_Code_Point`. The latter can
/// carry a hidden message, such as a hundred variation selectors after one letter. Emoji lose their
/// selectors, too.
pub(crate) fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// Breaks a text at spaces into lines of at most `width` columns.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if measure_text_width(line) + 1 + measure_text_width(word) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_and_bidirectional_characters_are_escaped() {
        let hostile = "a\u{1b}[31mb\u{7}\u{9b}c\r\n\u{202e}d\u{200b}";
        let shown = visible(hostile);
        assert_eq!(shown, "a\\u{1b}[31mb\\u{7}\\u{9b}c\\r\\n\\u{202e}d\\u{200b}");
        assert!(!shown.chars().any(is_hidden));
    }

    #[test]
    fn text_is_broken_at_spaces() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("日本 語 unbreakable", 7), ["日本 語", "unbreakable"]);
        assert_eq!(wrapped("", 7), [""]);
    }

    #[test]
    fn default_ignorable_characters_are_hidden() {
        use regex_syntax::hir::{Class, HirKind};
        let property = regex_syntax::parse(r"\p{Default_Ignorable_Code_Point}").unwrap();
        let HirKind::Class(Class::Unicode(class)) = property.kind() else { panic!("{property:?}") };
        let mut letters = class.iter().flat_map(|range| range.start()..=range.end());
        assert!(class.iter().count() > 10);
        assert_eq!(letters.find(|letter| !is_hidden(*letter)), None);
    }

    #[test]
    fn ordinary_text_of_any_language_is_unchanged() {
        for text in ["", "role/session", "Zürich 東京 עברית 😀", "a\\nb"] {
            assert!(matches!(visible(text), Cow::Borrowed(same) if same == text));
        }
    }
}
