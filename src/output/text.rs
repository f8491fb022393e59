//! Text that is safe to look at.

use std::borrow::Cow;

/// The text with every character that a terminal would obey or hide written as an escape: control
/// characters, and those that turn the direction of writing or take no space (Unicode's bidirectional
/// controls, as in CVE-2021-42574, and what may be shown as nothing: fillers, joiners, selectors, tags).
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

/// Whether a terminal would obey a character, or show nothing for it: a control character, the end of a
/// line, or one with Unicode's property `Default_Ignorable_Code_Point`. Text can be hidden in these: a
/// hundred selectors behind one letter are a message that nobody sees. Emoji lose their selectors, too.
pub(crate) fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
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
    fn all_that_may_be_shown_as_nothing_is_hidden() {
        use regex_syntax::hir::{Class, HirKind};
        let property = regex_syntax::parse(r"\p{Default_Ignorable_Code_Point}").unwrap();
        let HirKind::Class(Class::Unicode(class)) = property.kind() else { panic!("{property:?}") };
        let mut letters = class.iter().flat_map(|range| range.start()..=range.end());
        assert!(class.iter().count() > 10);
        assert_eq!(letters.find(|letter| !is_hidden(*letter)), None);
    }

    #[test]
    fn ordinary_text_of_any_language_stays() {
        for text in ["", "role/session", "Zürich 東京 עברית 😀", "a\\nb"] {
            assert!(matches!(visible(text), Cow::Borrowed(same) if same == text));
        }
    }
}
