//! Several statements in one text, told apart.
//!
//! The driver gives the result of the last statement only, so that each has to be run on its own.
//! Where one ends is decided by a tokenizer of SQL: a semicolon can stand in a string, a quoted
//! name or a comment.

use std::{any::TypeId, ops::Range};

use anyhow::anyhow;
pub(crate) use sqlparser::tokenizer::{Token, Whitespace};
use sqlparser::{
    dialect::{Dialect, DuckDbDialect},
    tokenizer::{Location, Tokenizer},
};

use crate::store::sql_error;

/// One statement of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Statement<'a> {
    /// The statement, without the semicolon.
    pub(crate) text: &'a str,
    /// The line of the text that it starts on, from 1.
    pub(crate) line: usize,
}

impl Statement<'_> {
    /// What DuckDB says of the statement, with the line of the whole text in the place of the
    /// statement's own, and the caret where it was.
    pub(crate) fn explain(&self, err: &duckdb::Error) -> anyhow::Error {
        anyhow!(self.lines_moved(&sql_error::message(err)))
    }

    fn lines_moved(&self, message: &str) -> String {
        let mut lines: Vec<String> = message.split('\n').map(str::to_owned).collect();
        for at in 0..lines.len() {
            let Some((number, rest)) = numbered(&lines[at]) else { continue };
            let moved = format!("LINE {}:{rest}", number + self.line - 1);
            if let Some(caret) = lines.get(at + 1).filter(|line| line.trim_start().starts_with('^'))
            {
                let column = caret.find('^').unwrap_or_default();
                let shift = moved.len() - lines[at].len() + tabs_before(&lines[at], column);
                lines[at + 1].insert_str(0, &" ".repeat(shift));
            }
            lines[at] = moved.replace('\t', " ");
        }
        lines.join("\n")
    }

    /// The first word, in upper case.
    pub(crate) fn verb(&self) -> String {
        let word = self.text.split(|letter: char| !letter.is_ascii_alphabetic()).next();
        word.unwrap_or_default().to_ascii_uppercase()
    }
}

/// How many tabs stand before the column of a caret. DuckDB takes them to have no width.
fn tabs_before(line: &str, column: usize) -> usize {
    let is_there =
        |end: usize| console::measure_text_width(&line[..end].replace('\t', "")) >= column;
    let place = line.char_indices().find(|(end, letter)| *letter != '\t' && is_there(*end));
    line[..place.map_or(line.len(), |(end, _)| end)].matches('\t').count()
}

/// The number and the rest of `LINE 2: SELECT`.
fn numbered(line: &str) -> Option<(usize, &str)> {
    let (number, rest) = line.strip_prefix("LINE ")?.split_once(':')?;
    Some((number.parse().ok()?, rest))
}

/// The statements of a text. What cannot be told apart, as behind a quote that is never closed, is
/// one statement to the end: DuckDB will say what is wrong with it.
pub(crate) fn split(sql: &str) -> Vec<Statement<'_>> {
    let Tokens { tokens, is_complete } = tokens(sql);
    let mut statements = Vec::new();
    let mut start = None;
    let mut add = |start: usize, end: usize| {
        let text = sql[start..end].trim_end();
        let line = 1 + sql[..start].matches('\n').count();
        statements.push(Statement { text, line });
    };
    for (range, token) in &tokens {
        match token {
            Token::Whitespace(_) => {}
            Token::SemiColon => {
                if let Some(start) = start.take() {
                    add(start, range.start);
                }
            }
            _ => {
                start.get_or_insert(range.start);
            }
        }
    }
    let unread = tokens.last().map_or(0, |(range, _)| range.end);
    match start {
        Some(start) => add(start, sql.len()),
        None if !is_complete => add(unread, sql.len()),
        None => {}
    }
    statements
}

/// The tokens of a text, each with the bytes that it takes.
pub(crate) struct Tokens {
    /// The tokens, in order.
    pub(crate) tokens: Vec<(Range<usize>, Token)>,
    /// Whether they are all of the text: not where a string, a quoted name or a comment is still
    /// open.
    pub(crate) is_complete: bool,
}

/// Tells the tokens of a text apart.
pub(crate) fn tokens(sql: &str) -> Tokens {
    let mut found = Vec::new();
    let result = Tokenizer::new(&DuckDb, sql)
        .with_unescape(false)
        .tokenize_with_location_into_buf(&mut found);
    let mut offsets = Offsets { sql, line: 1, column: 1, offset: 0 };
    let tokens = found
        .into_iter()
        .map(|found| {
            (offsets.advance(found.span.start)..offsets.advance(found.span.end), found.token)
        })
        .collect();
    Tokens { tokens, is_complete: result.is_ok() }
}

/// Turns the tokenizer's lines and columns, which only grow, into bytes.
struct Offsets<'a> {
    sql: &'a str,
    line: u64,
    column: u64,
    offset: usize,
}

impl Offsets<'_> {
    fn advance(&mut self, to: Location) -> usize {
        for letter in self.sql[self.offset..].chars() {
            if (self.line, self.column) >= (to.line, to.column) {
                break;
            }
            self.offset += letter.len_utf8();
            (self.line, self.column) =
                if letter == '\n' { (self.line + 1, 1) } else { (self.line, self.column + 1) };
        }
        self.offset
    }
}

/// How DuckDB reads a text, where the library's own dialect of that name reads it otherwise.
#[derive(Debug)]
struct DuckDb;

impl Dialect for DuckDb {
    // Some tokens, as the operator //, are told by the type of the dialect alone.
    fn dialect(&self) -> TypeId {
        TypeId::of::<DuckDbDialect>()
    }

    fn is_identifier_start(&self, letter: char) -> bool {
        letter.is_alphabetic() || letter == '_' || !letter.is_ascii()
    }

    fn is_identifier_part(&self, letter: char) -> bool {
        self.is_identifier_start(letter) || letter.is_ascii_digit() || letter == '$'
    }

    fn supports_nested_comments(&self) -> bool {
        true
    }

    fn supports_string_escape_constant(&self) -> bool {
        true
    }

    fn supports_numeric_literal_underscores(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(sql: &str) -> Vec<&str> {
        split(sql).into_iter().map(|statement| statement.text).collect()
    }

    #[test]
    fn a_semicolon_ends_a_statement_only_where_sql_says_so() {
        for (sql, expected) in [
            ("", vec![]),
            (" ;; ; -- only; this\n /* and; that */ ", vec![]),
            ("SELECT 1", vec!["SELECT 1"]),
            ("SELECT 1;\nSELECT 2;", vec!["SELECT 1", "SELECT 2"]),
            ("SELECT ';' || \"a;b\" FROM t; x", vec!["SELECT ';' || \"a;b\" FROM t", "x"]),
            ("SELECT 'it''s; '; y", vec!["SELECT 'it''s; '", "y"]),
            ("SELECT 'back\\'; y", vec!["SELECT 'back\\'", "y"]),
            (r"SELECT E'quote\';'; y", vec![r"SELECT E'quote\';'", "y"]),
            ("SELECT $$a;b$$; y", vec!["SELECT $$a;b$$", "y"]),
            ("SELECT $t$a;$$b$t$; y", vec!["SELECT $t$a;$$b$t$", "y"]),
            ("SELECT 1 -- one; two\n, 2; y", vec!["SELECT 1 -- one; two\n, 2", "y"]),
            ("SELECT /* a; /* b; */ c; */ 1; y", vec!["SELECT /* a; /* b; */ c; */ 1", "y"]),
            ("SELECT 'Zürich; 東京' ; y", vec!["SELECT 'Zürich; 東京'", "y"]),
            (
                "SELECT 7 // 2, 1_000, $x, a ->> '$.b;c'; y",
                vec!["SELECT 7 // 2, 1_000, $x, a ->> '$.b;c'", "y"],
            ),
        ] {
            assert_eq!(texts(sql), expected, "{sql}");
        }
    }

    #[test]
    fn what_is_never_closed_is_one_statement_to_the_end() {
        for open in ["SELECT 'a; b; c", "SELECT \"a; b", "SELECT 1 /* a; b", "'a; b"] {
            assert_eq!(texts(&format!("x; {open}")), vec!["x", open]);
            assert!(!tokens(open).is_complete, "{open}");
        }
    }

    #[test]
    fn lines_are_those_of_the_whole_text() {
        let statements = split("-- a comment\nSELECT 1;\n\n  SELECT\n2; SELECT 3");
        let lines: Vec<_> = statements.iter().map(|statement| statement.line).collect();
        assert_eq!(lines, [2, 4, 5]);
        assert_eq!(statements[2].verb(), "SELECT");
    }

    #[test]
    fn an_error_has_the_line_of_the_text_and_its_caret_where_it_was() {
        let message = "Binder Error: x\n\nLINE 2:   y\n          ^";
        let at = |line| Statement { text: "SELECT\n  y", line }.lines_moved(message);
        assert_eq!(at(1), message);
        assert_eq!(at(5), "Binder Error: x\n\nLINE 6:   y\n          ^");
        assert_eq!(at(99), "Binder Error: x\n\nLINE 100:   y\n            ^");
        let tabs = Statement { text: "", line: 1 }.lines_moved("LINE 1: \t東\ty\tz\n          ^");
        assert_eq!(tabs, "LINE 1:  東 y z\n            ^");
    }

    #[test]
    fn tokens_know_their_bytes() {
        let sql = "SELECT 'é' AS ü, x";
        let Tokens { tokens, is_complete } = tokens(sql);
        let words: Vec<&str> = tokens.iter().map(|(range, _)| &sql[range.clone()]).collect();
        assert_eq!(words.concat(), sql);
        assert!(is_complete && words.contains(&"'é'") && words.contains(&"ü"));
    }
}
