//! Syntax highlighting at the prompt.

use nu_ansi_term::{Color, Style};
use reedline::{Highlighter, StyledText};

use crate::{
    shell::{keywords::is_keyword, script::is_command},
    store::statements::{Token, Tokens, Whitespace, tokens},
    text::is_hidden,
};

/// A highlighter of SQL and dot commands.
pub(crate) struct SqlHighlighter;

impl Highlighter for SqlHighlighter {
    fn highlight(&self, text: &str, _cursor: usize) -> StyledText {
        let mut styled = StyledText::new();
        if is_command(text.lines().next().unwrap_or_default()) {
            styled.push((Color::Purple.normal(), printable(text)));
            return styled;
        }
        let Tokens { tokens, .. } = tokens(text);
        let mut end = 0;
        for (range, token) in tokens {
            end = range.end;
            styled.push((style_of(&token), printable(&text[range])));
        }
        // The rest is a string or comment that is not closed yet.
        styled.push((Color::Green.normal(), printable(&text[end..])));
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

/// Replaces the characters that a terminal would interpret or hide; a paste can contain them. Each
/// replacement has as many bytes as its character, because the editor counts bytes.
fn printable(text: &str) -> String {
    let replace = |letter: char| match (letter, letter.len_utf8()) {
        ('\n', _) => '\n',
        ('\t', _) => ' ',
        (letter, _) if !is_hidden(letter) => letter,
        (_, 1) => '?',
        (_, 2) => '¿',
        (_, 3) => '‽',
        _ => '\u{1f786}',
    };
    text.chars().map(replace).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coloured(text: &str) -> Vec<(Style, String)> {
        let styled = SqlHighlighter.highlight(text, 0).buffer;
        assert_eq!(styled.iter().map(|(_, text)| text.len()).sum::<usize>(), text.len());
        styled
            .into_iter()
            .filter(|(style, text)| *style != Style::new() && !text.is_empty())
            .collect()
    }

    #[test]
    fn keywords_strings_and_numbers_are_coloured() {
        let owned = |style: Style, text: &str| (style, text.to_owned());
        assert_eq!(
            coloured("select region, 1 from \"from\" where x = 'Ü' -- all"),
            [
                owned(Color::Blue.bold(), "select"),
                owned(Color::Cyan.normal(), "1"),
                owned(Color::Blue.bold(), "from"),
                owned(Color::Blue.bold(), "where"),
                owned(Color::Green.normal(), "'Ü'"),
                owned(Style::new().dimmed(), "-- all"),
            ]
        );
        assert_eq!(coloured("x = 'open;"), [owned(Color::Green.normal(), "'open;")]);
        assert_eq!(coloured(".mode csv"), [owned(Color::Purple.normal(), ".mode csv")]);
    }

    #[test]
    fn control_characters_are_replaced() {
        let hostile = "SELECT '\u{1b}]0;x\u{7}\u{9b}\u{202e}\u{e0041}\t' \u{1b}[2J";
        let printed: String =
            SqlHighlighter.highlight(hostile, 0).buffer.into_iter().map(|it| it.1).collect();
        assert_eq!(printed.len(), hostile.len());
        assert!(!printed.chars().any(is_hidden));
    }
}
