//! Splits a text into statements and dot commands while reading it.

use std::io::BufRead;

use anyhow::{Context, Result};

use crate::store::statements::{Token, Tokens, tokens};

/// A part of a script, and the line on which it starts.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ScriptPart {
    /// A line that is not SQL: `.tables`, or `quit`.
    Command(String, usize),
    /// Statements; the last one ends at the end of this text.
    Sql(String, usize),
}

/// A reader of scripts. It returns each part as soon as its lines have arrived.
pub(crate) struct Script<R> {
    source: R,
    lines: usize,
}

impl<R: BufRead> Script<R> {
    pub(crate) fn new(source: R) -> Self {
        Self { source, lines: 0 }
    }

    /// Returns the next part, or `None` at the end of the text.
    pub(crate) fn next(&mut self) -> Result<Option<ScriptPart>> {
        let (mut text, first) = (String::new(), self.lines + 1);
        loop {
            let start = text.len();
            if self.source.read_line(&mut text).context("cannot read the statements")? == 0 {
                break;
            }
            self.lines += 1;
            let last = &text[start..];
            if is_command(last) && is_blank(&text[..start]) {
                return Ok(Some(ScriptPart::Command(last.trim().to_owned(), self.lines)));
            }
            if last.contains(';') && ends_statement(&text) {
                break;
            }
        }
        Ok(if text.is_empty() { None } else { Some(ScriptPart::Sql(text, first)) })
    }
}

/// Returns true if every statement of a text ends with its semicolon.
pub(crate) fn is_complete(text: &str) -> bool {
    let mut script = Script::new(text.as_bytes());
    let mut is_complete = true;
    while let Ok(Some(part)) = script.next() {
        is_complete = match part {
            ScriptPart::Command(..) => true,
            ScriptPart::Sql(sql, _) => ends_statement(&sql) || is_blank(&sql),
        };
    }
    is_complete
}

/// Returns true if a line is a dot command, or a word such as `quit`. The line must not be inside a
/// statement.
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

/// Returns true if a text contains only space and comments.
fn is_blank(text: &str) -> bool {
    let Tokens { tokens, is_complete } = tokens(text);
    is_complete && tokens.iter().all(|(_, token)| matches!(token, Token::Whitespace(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<ScriptPart> {
        let mut script = Script::new(text.as_bytes());
        std::iter::from_fn(|| script.next().unwrap()).collect()
    }

    fn sql(text: &str, line: usize) -> ScriptPart {
        ScriptPart::Sql(text.to_owned(), line)
    }

    fn command(text: &str, line: usize) -> ScriptPart {
        ScriptPart::Command(text.to_owned(), line)
    }

    #[test]
    fn a_part_ends_with_its_statement() {
        let text = "-- first\nSELECT 1;\n.mode csv\nSELECT\n.5, ';\n.tables\n'; SELECT 2;\n\nquit;\nSELECT 3";
        let expected = [
            sql("-- first\nSELECT 1;\n", 1),
            command(".mode csv", 3),
            sql("SELECT\n.5, ';\n.tables\n'; SELECT 2;\n", 4),
            command("quit;", 9),
            sql("SELECT 3", 10),
        ];
        assert_eq!(parts(text), expected);
        assert_eq!(parts(""), []);
        assert_eq!(parts("-- only\n  .tables"), [command(".tables", 2)]);
    }

    #[test]
    fn a_text_is_complete_when_its_last_statement_has_ended() {
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
            assert!(is_complete(text), "{text}");
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
            assert!(!is_complete(text), "{text}");
        }
    }
}
