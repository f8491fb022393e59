//! Splits SQL text into statements.
//!
//! The driver returns the result of the last statement only, so each one must be run on its own. A
//! tokenizer finds their ends, because strings, quoted names and comments can contain semicolons.

use std::{any::TypeId, ops::Range};

pub(crate) use sqlparser::tokenizer::{Token, Whitespace};
use sqlparser::{
    dialect::{Dialect, DuckDbDialect},
    tokenizer::{Location, Tokenizer},
};

use crate::store::error::{self, DbError};

/// A statement of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Statement<'a> {
    /// The statement, without the semicolon.
    pub(crate) text: &'a str,
    /// The line of the text on which it starts, from 1.
    pub(crate) line: usize,
}

impl Statement<'_> {
    /// Returns DuckDB's error with the line number in the whole text instead of that in the statement,
    /// and the caret in its place.
    pub(crate) fn explain(&self, err: &duckdb::Error) -> anyhow::Error {
        DbError::new(&self.with_line_of_text(&error::message(err))).into()
    }

    fn with_line_of_text(&self, message: &str) -> String {
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

    /// Returns the first word, in upper case.
    pub(crate) fn verb(&self) -> String {
        let word = self.text.split(|letter: char| !letter.is_ascii_alphabetic()).next();
        word.unwrap_or_default().to_ascii_uppercase()
    }
}

/// The kind of result that a statement returns. DuckDB returns a result with a column for every statement,
/// and the driver does not say which kind of statement it was (`duckdb_result_return_type`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StatementKind {
    /// Rows, of which there may be none.
    Query,
    /// A row with the number of changed rows.
    Change,
    /// Usually no rows, as after `SET`. `CALL` and `PRAGMA` may return some.
    Command,
    /// The same as the prepared statement of this name.
    Execute(String),
}

impl Statement<'_> {
    /// Returns what the statement returns.
    pub(crate) fn kind(&self) -> StatementKind {
        let tokens: Vec<Token> = tokens(self.text)
            .tokens
            .into_iter()
            .map(|(_, token)| token)
            .filter(|token| !matches!(token, Token::Whitespace(_)))
            .collect();
        let (words, starts_in_brackets) = outer_words(&tokens);
        let Some(first) = words.first().filter(|_| !starts_in_brackets) else {
            return StatementKind::Query;
        };
        let verb = if first == "WITH" { main_verb(&words) } else { first.as_str() };
        match verb {
            "SELECT" | "FROM" | "TABLE" | "VALUES" | "SHOW" | "DESCRIBE" | "DESC" | "SUMMARIZE"
            | "PIVOT" | "PIVOT_WIDER" | "UNPIVOT" | "PIVOT_LONGER" | "EXPLAIN" | "WITH" => {
                StatementKind::Query
            }
            "INSERT" | "UPDATE" | "DELETE" | "MERGE" | "TRUNCATE" | "COPY" | "CREATE" => {
                let has_rows = words.iter().any(|word| word == "RETURNING");
                if has_rows { StatementKind::Query } else { StatementKind::Change }
            }
            "EXECUTE" => match tokens.get(1) {
                Some(Token::Word(name)) => StatementKind::Execute(name.value.clone()),
                _ => StatementKind::Command,
            },
            _ => StatementKind::Command,
        }
    }
}

/// Returns the keywords outside of brackets, in upper case, and true if a bracket is first.
fn outer_words(tokens: &[Token]) -> (Vec<String>, bool) {
    let mut depth = 0;
    let mut words = Vec::new();
    for token in tokens {
        match token {
            Token::LParen | Token::LBracket | Token::LBrace => depth += 1,
            Token::RParen | Token::RBracket | Token::RBrace => depth -= 1,
            Token::Word(word) if depth == 0 && word.quote_style.is_none() => {
                words.push(word.value.to_ascii_uppercase());
            }
            _ => {}
        }
    }
    (words, tokens.first() == Some(&Token::LParen))
}

/// Returns the verb after the CTEs of a statement, or `WITH` if it is in brackets.
fn main_verb(words: &[String]) -> &str {
    let verbs = [
        "SELECT", "FROM", "VALUES", "TABLE", "PIVOT", "UNPIVOT", "INSERT", "UPDATE", "DELETE",
        "MERGE",
    ];
    let found = words.iter().find(|word| verbs.contains(&word.as_str()));
    found.map_or("WITH", String::as_str)
}

/// Returns true if no bracket closes one that the text has not opened, so that the text can be put into
/// brackets.
pub(crate) fn is_balanced(sql: &str) -> bool {
    let mut depth = 0_i64;
    let Tokens { tokens, is_complete } = tokens(sql);
    for (_, token) in &tokens {
        match token {
            Token::LParen => depth += 1,
            Token::RParen => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0 && is_complete
}

/// Returns the number of tabs before the column of a caret. DuckDB counts them as having no width.
fn tabs_before(line: &str, column: usize) -> usize {
    let is_there =
        |end: usize| console::measure_text_width(&line[..end].replace('\t', "")) >= column;
    let place = line.char_indices().find(|(end, letter)| *letter != '\t' && is_there(*end));
    line[..place.map_or(line.len(), |(end, _)| end)].matches('\t').count()
}

/// Splits a line such as `LINE 2: SELECT` into the number and the rest.
fn numbered(line: &str) -> Option<(usize, &str)> {
    let (number, rest) = line.strip_prefix("LINE ")?.split_once(':')?;
    Some((number.parse().ok()?, rest))
}

/// Returns the statements of a text. If the tokenizer fails, as after a quote that is never closed, the
/// rest is one statement, and DuckDB will report the error in it.
pub(crate) fn split(sql: &str) -> Vec<Statement<'_>> {
    let Tokens { tokens, is_complete } = tokens(sql);
    let mut statements = Vec::new();
    let mut start = None;
    // The line at `counted`. Lines are counted on from the last statement: counting them from the start
    // for each one would take time with the square of the length.
    let (mut line, mut counted) = (1, 0);
    let mut add = |start: usize, end: usize| {
        let text = sql[start..end].trim_end();
        line += sql[counted..start].matches('\n').count();
        counted = start;
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

/// The tokens of a text, each with its range of bytes.
pub(crate) struct Tokens {
    /// The tokens, in order.
    pub(crate) tokens: Vec<(Range<usize>, Token)>,
    /// True if the whole text was read; false if a string, a quoted name or a comment is not closed.
    pub(crate) is_complete: bool,
}

/// Splits a text into tokens.
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

/// Converts the tokenizer's lines and columns, which must not decrease, to byte offsets.
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

/// DuckDB's dialect, with corrections to the library's own.
#[derive(Debug)]
struct DuckDb;

impl Dialect for DuckDb {
    // The tokenizer recognizes some tokens, such as the operator //, by this type.
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
    fn semicolons_in_strings_names_and_comments_do_not_end_a_statement() {
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
    fn an_unclosed_token_extends_the_statement_to_the_end() {
        for open in ["SELECT 'a; b; c", "SELECT \"a; b", "SELECT 1 /* a; b", "'a; b"] {
            assert_eq!(texts(&format!("x; {open}")), vec!["x", open]);
            assert!(!tokens(open).is_complete, "{open}");
        }
    }

    #[test]
    fn line_numbers_count_from_the_start_of_the_text() {
        let statements = split("-- a comment\nSELECT 1;\n\n  SELECT\n2; SELECT 3");
        let lines: Vec<_> = statements.iter().map(|statement| statement.line).collect();
        assert_eq!(lines, [2, 4, 5]);
        assert_eq!(statements[2].verb(), "SELECT");
    }

    #[test]
    fn each_of_many_statements_has_its_line_number() {
        let statement = "SELECT 'a\nlong text' -- ;\n;\n";
        let text = statement.repeat(50_000);
        let statements = split(&text);
        assert_eq!(statements.len(), 50_000);
        for (at, statement) in statements.iter().enumerate() {
            assert_eq!(statement.line, 1 + 3 * at);
        }
    }

    #[test]
    fn an_error_has_the_line_number_in_the_text_and_its_caret_in_place() {
        let message = "Binder Error: x\n\nLINE 2:   y\n          ^";
        let at = |line| Statement { text: "SELECT\n  y", line }.with_line_of_text(message);
        assert_eq!(at(1), message);
        assert_eq!(at(5), "Binder Error: x\n\nLINE 6:   y\n          ^");
        assert_eq!(at(99), "Binder Error: x\n\nLINE 100:   y\n            ^");
        let tabs =
            Statement { text: "", line: 1 }.with_line_of_text("LINE 1: \t東\ty\tz\n          ^");
        assert_eq!(tabs, "LINE 1:  東 y z\n            ^");
    }

    #[test]
    fn the_kind_of_a_statement_depends_on_its_verb_and_not_on_names() {
        let kind = |text| Statement { text, line: 1 }.kind();
        for query in [
            "(SELECT 42::BIGINT AS \"Count\")",
            "((FROM t)) UNION ALL SELECT 1",
            "SELECT 1",
            "FROM t",
            "WITH x AS (SELECT 1), insert_log(a) AS MATERIALIZED (SELECT 2) SELECT 3",
            "WITH x AS (COPY t TO 'a.csv') FROM x",
            "WITH x AS (SELECT 1) (SELECT 2)",
            "INSERT INTO t VALUES (1) RETURNING a AS \"Count\"",
            "EXPLAIN DELETE FROM t",
            "SUMMARIZE t",
            "VALUES (1)",
        ] {
            assert_eq!(kind(query), StatementKind::Query, "{query}");
        }
        for change in [
            "INSERT INTO t SELECT 1",
            "with x AS (SELECT 1) insert INTO t FROM x",
            "DELETE FROM t WHERE a = (SELECT 1)",
            "CREATE TABLE t AS SELECT 1",
            "COPY t TO 'a.csv'",
        ] {
            assert_eq!(kind(change), StatementKind::Change, "{change}");
        }
        for command in ["SET a = 1", "PRAGMA version", "CALL f()", "DROP VIEW v", "BEGIN"] {
            assert_eq!(kind(command), StatementKind::Command, "{command}");
        }
        assert_eq!(kind("EXECUTE \"p q\"(1)"), StatementKind::Execute("p q".to_owned()));
    }

    #[test]
    fn a_text_that_leaves_its_brackets_is_not_balanced() {
        assert!(is_balanced("SELECT ')' -- )\n, (1)"));
        for text in ["SELECT 1) TO 'x' (FORMAT csv", "SELECT (1", "SELECT 1 /* x"] {
            assert!(!is_balanced(text), "{text}");
        }
    }

    #[test]
    fn token_ranges_cover_the_text() {
        let sql = "SELECT 'é' AS ü, x";
        let Tokens { tokens, is_complete } = tokens(sql);
        let words: Vec<&str> = tokens.iter().map(|(range, _)| &sql[range.clone()]).collect();
        assert_eq!(words.concat(), sql);
        assert!(is_complete && words.contains(&"'é'") && words.contains(&"ü"));
    }
}
