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
        let mut end = StatementEnd::default();
        loop {
            let start = text.len();
            if self.source.read_line(&mut text).context("cannot read the statements")? == 0 {
                break;
            }
            self.lines += 1;
            let last = &text[start..];
            if is_command(last) && end.is_blank(&text[..start]) {
                return Ok(Some(ScriptPart::Command(last.trim().to_owned(), self.lines)));
            }
            if end.is_reached(&text, start) {
                break;
            }
        }
        Ok(if text.is_empty() { None } else { Some(ScriptPart::Sql(text, first)) })
    }
}

/// The search for the end of a statement in a text that grows by lines. Each line is split into tokens
/// once: starting over with every line would take time with the square of the length.
#[derive(Default)]
struct StatementEnd {
    /// The end of the last complete token, in bytes.
    done: usize,
    /// The last token up to there other than space and comments.
    last: LastToken,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum LastToken {
    #[default]
    None,
    Semicolon,
    Other,
}

impl StatementEnd {
    /// Returns true if the text, to which the line at `start` was added, ends with a semicolon.
    fn is_reached(&mut self, text: &str, start: usize) -> bool {
        // An open token starts at `done`. Only a line that can close it is worth another look.
        let is_open = self.done < start;
        if is_open && !may_close(&text[self.done..], &text[start..]) {
            return false;
        }
        self.advance(text) && self.last == LastToken::Semicolon
    }

    /// Returns true if a text of which all lines have been passed to [`Self::is_reached`] has only space
    /// and comments.
    fn is_blank(&self, text: &str) -> bool {
        self.done == text.len() && self.last == LastToken::None
    }

    /// Reads the tokens after `done`. Returns true if the last one is complete.
    fn advance(&mut self, text: &str) -> bool {
        let Tokens { tokens, is_complete } = tokens(&text[self.done..]);
        for (_, token) in &tokens {
            self.last = match token {
                Token::Whitespace(_) => self.last,
                Token::SemiColon => LastToken::Semicolon,
                _ => LastToken::Other,
            };
        }
        self.done += tokens.last().map_or(0, |(range, _)| range.end);
        is_complete
    }
}

/// Returns true if a line can contain the end of the string, quoted name or comment that `open` starts
/// with.
fn may_close(open: &str, line: &str) -> bool {
    match open.trim_start().as_bytes() {
        [b'/', ..] => line.contains("*/"),
        [b'$', ..] => line.contains('$'),
        // Two quotes are a quote of the text.
        [b'"', ..] => line.replace("\"\"", "").contains('"'),
        [b'\'', ..] => line.replace("''", "").contains('\''),
        // Text with a prefix, such as E'it\'s'.
        _ => line.contains('\''),
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
    line.starts_with(['.', '\\'])
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
    fn a_statement_of_any_length_ends_at_its_semicolon() {
        for (open, line, close) in [
            ("SELECT 1", "  , 2 -- ;\n.5 -- ;\n", ";\n"),
            ("SELECT '", "it''s;\n.b;\n", "';\n"),
            ("SELECT \"", "a';\n.b;\n", "\";\n"),
            ("SELECT $t$", "a';\n.b;\n", "$t$;\n"),
            ("SELECT e'", "a\";\n.b;\n", "';\n"),
            ("SELECT /* /* */", "a';\n.b;\n", "*/ 1;\n"),
            ("SELECT x'", "a\";\n.b;\n", "';\n"),
        ] {
            let statement = format!("{open}\n{}{close}", line.repeat(20_000));
            let expected = [sql(&statement, 1), command(".tables", 40_003)];
            // No comparison of the texts, which would be printed.
            assert!(parts(&format!("{statement}.tables\n")) == expected, "{open}");
        }
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
