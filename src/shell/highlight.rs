//! The colours of what is typed.

use nu_ansi_term::{Color, Style};
use reedline::{Highlighter, StyledText};

use crate::{
    shell::{keywords::is_keyword, script::is_command},
    store::statements::{Token, Tokens, Whitespace, tokens},
    text::is_hidden,
};

/// Colours SQL by its tokens.
pub(crate) struct Colours;

impl Highlighter for Colours {
    fn highlight(&self, text: &str, _cursor: usize) -> StyledText {
        let mut styled = StyledText::new();
        if is_command(text.lines().next().unwrap_or_default()) {
            styled.push((Color::Purple.normal(), shown(text)));
            return styled;
        }
        let Tokens { tokens, .. } = tokens(text);
        let mut end = 0;
        for (range, token) in tokens {
            end = range.end;
            styled.push((style_of(&token), shown(&text[range])));
        }
        // A string or comment that is still open.
        styled.push((Color::Green.normal(), shown(&text[end..])));
        styled
    }
}

fn style_of(token: &Token) -> Style {
    match token {
        Token::Word(word) if word.quote_style.is_none() && is_keyword(&word.value) => {
            Color::Blue.bold()
        }
        Token::Number(..) => Color::Cyan.normal(),
        Token::Whitespace(
            Whitespace::SingleLineComment { .. } | Whitespace::MultiLineComment(_),
        ) => Style::new().dimmed(),
        Token::SingleQuotedString(_)
        | Token::EscapedStringLiteral(_)
        | Token::DollarQuotedString(_) => Color::Green.normal(),
        _ => Style::new(),
    }
}

/// The text with a mark for each character that a terminal would obey, which can be pasted. A mark
/// is as long as its character, as the editor counts bytes.
fn shown(text: &str) -> String {
    let mark = |letter: char| match (letter, letter.len_utf8()) {
        ('\n', _) => '\n',
        ('\t', _) => ' ',
        (letter, _) if !is_hidden(letter) => letter,
        (_, 1) => '?',
        (_, 2) => '¿',
        (_, 3) => '‽',
        _ => '\u{1f786}',
    };
    text.chars().map(mark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<(Style, String)> {
        let styled = Colours.highlight(text, 0).buffer;
        assert_eq!(styled.iter().map(|(_, text)| text.len()).sum::<usize>(), text.len());
        styled
            .into_iter()
            .filter(|(style, text)| *style != Style::new() && !text.is_empty())
            .collect()
    }

    #[test]
    fn words_strings_and_numbers_have_their_colours() {
        let owned = |style: Style, text: &str| (style, text.to_owned());
        assert_eq!(
            pieces("select region, 1 from \"from\" where x = 'Ü' -- all"),
            [
                owned(Color::Blue.bold(), "select"),
                owned(Color::Cyan.normal(), "1"),
                owned(Color::Blue.bold(), "from"),
                owned(Color::Blue.bold(), "where"),
                owned(Color::Green.normal(), "'Ü'"),
                owned(Style::new().dimmed(), "-- all"),
            ]
        );
        assert_eq!(pieces("x = 'open;"), [owned(Color::Green.normal(), "'open;")]);
        assert_eq!(pieces(".mode csv"), [owned(Color::Purple.normal(), ".mode csv")]);
    }

    #[test]
    fn nothing_that_a_terminal_obeys_is_painted() {
        let hostile = "SELECT '\u{1b}]0;x\u{7}\u{9b}\u{202e}\u{e0041}\t' \u{1b}[2J";
        let painted: String =
            Colours.highlight(hostile, 0).buffer.into_iter().map(|it| it.1).collect();
        assert_eq!(painted.len(), hostile.len());
        assert!(!painted.chars().any(is_hidden));
    }
}
