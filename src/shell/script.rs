//! A text of statements and dot commands, cut into pieces as it comes: what was typed, a file, or
//! standard input.

use std::io::BufRead;

use anyhow::{Context, Result};

use crate::store::statements::{Token, Tokens, tokens};

/// What a text asks for, and the line of the text that it starts on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A line that is no SQL: `.tables`, or `quit`.
    Command(String, usize),
    /// Statements, of which the last ends with this text.
    Sql(String, usize),
}

/// Reads pieces from a text that may still be written.
pub(crate) struct Script<R> {
    source: R,
    lines: usize,
}

impl<R: BufRead> Script<R> {
    pub(crate) fn new(source: R) -> Self {
        Self { source, lines: 0 }
    }

    /// The next piece; none at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Piece>> {
        let (mut text, first) = (String::new(), self.lines + 1);
        loop {
            let start = text.len();
            if self.source.read_line(&mut text).context("cannot read the statements")? == 0 {
                break;
            }
            self.lines += 1;
            let last = &text[start..];
            if is_command(last) && has_nothing(&text[..start]) {
                return Ok(Some(Piece::Command(last.trim().to_owned(), self.lines)));
            }
            if last.contains(';') && ends_statement(&text) {
                break;
            }
        }
        Ok(if text.is_empty() { None } else { Some(Piece::Sql(text, first)) })
    }
}

/// Whether a text can be run as it is: no statement of it is without its semicolon.
pub(crate) fn is_whole(text: &str) -> bool {
    let mut script = Script::new(text.as_bytes());
    let mut is_whole = true;
    while let Ok(Some(piece)) = script.next() {
        is_whole = match piece {
            Piece::Command(..) => true,
            Piece::Sql(sql, _) => ends_statement(&sql) || has_nothing(&sql),
        };
    }
    is_whole
}

/// Whether a line, where a statement could begin, is a command of the shell.
pub(crate) fn is_command(line: &str) -> bool {
    let line = line.trim();
    let word = line.trim_end_matches(';');
    line.starts_with('.')
        || ["exit", "help", "quit"].iter().any(|command| word.eq_ignore_ascii_case(command))
}

fn ends_statement(text: &str) -> bool {
    let Tokens { tokens, is_complete } = tokens(text);
    let last = tokens.iter().rev().find(|(_, token)| !matches!(token, Token::Whitespace(_)));
    is_complete && matches!(last, Some((_, Token::SemiColon)))
}

/// Whether there is no more than space and comments.
fn has_nothing(text: &str) -> bool {
    let Tokens { tokens, is_complete } = tokens(text);
    is_complete && tokens.iter().all(|(_, token)| matches!(token, Token::Whitespace(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<Piece> {
        let mut script = Script::new(text.as_bytes());
        std::iter::from_fn(|| script.next().unwrap()).collect()
    }

    fn sql(text: &str, line: usize) -> Piece {
        Piece::Sql(text.to_owned(), line)
    }

    fn command(text: &str, line: usize) -> Piece {
        Piece::Command(text.to_owned(), line)
    }

    #[test]
    fn a_piece_ends_where_its_statement_does() {
        let text = "-- first\nSELECT 1;\n.mode csv\nSELECT\n.5, ';\n.tables\n'; SELECT 2;\n\nquit;\nSELECT 3";
        let expected = [
            sql("-- first\nSELECT 1;\n", 1),
            command(".mode csv", 3),
            sql("SELECT\n.5, ';\n.tables\n'; SELECT 2;\n", 4),
            command("quit;", 9),
            sql("SELECT 3", 10),
        ];
        assert_eq!(pieces(text), expected);
        assert_eq!(pieces(""), []);
        assert_eq!(pieces("-- only\n  .tables"), [command(".tables", 2)]);
    }

    #[test]
    fn a_text_is_whole_when_its_last_statement_has_ended() {
        for text in [
            "",
            "  ",
            "-- x",
            "SELECT 1;",
            "SELECT 1; -- x\n",
            ".help",
            "SELECT 1;\n.help",
            "QUIT",
            "/* a */",
        ] {
            assert!(is_whole(text), "{text}");
        }
        for text in [
            "SELECT 1",
            "SELECT ';",
            "SELECT 1; SELECT",
            "SELECT 1 /* ;",
            "SELECT 1 -- ;",
            "SELECT\n.help",
            "SELECT 1;\nquitter",
        ] {
            assert!(!is_whole(text), "{text}");
        }
    }
}
