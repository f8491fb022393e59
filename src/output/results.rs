//! Several results in one output. Some formats hold one result only: readers take a second header for a
//! row of CSV, and two arrays are not a JSON document.

use std::io::Write;

use anyhow::{Result, bail};

use crate::{
    error::Usage,
    output::Format,
    store::statements::{Statement, StatementKind},
};

/// The number of results that an output has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ResultCount {
    results: u64,
    /// True if the output is for reading, such as that of a session, and not one document.
    is_transcript: bool,
}

impl ResultCount {
    /// A transcript without results. A blank line separates them.
    pub(crate) fn of_transcript() -> Self {
        Self { results: 0, is_transcript: true }
    }
}

/// An output for results.
pub(crate) struct ResultOutput<'a> {
    pub(crate) out: &'a mut dyn Write,
    pub(crate) count: &'a mut ResultCount,
}

impl ResultOutput<'_> {
    /// Begins the result of the statement on a line of the script.
    pub(crate) fn begin(&mut self, format: Format, line: usize) -> Result<()> {
        if self.count.results > 0 {
            match format {
                format if holds_one(format) && !self.count.is_transcript => {
                    bail!(second_result(format, line))
                }
                // Without it, Markdown continues the table.
                format if holds_one(format) || format == Format::Markdown => writeln!(self.out)?,
                _ => {}
            }
        }
        self.count.results += 1;
        Ok(())
    }
}

/// Refuses statements of which two are queries, if the format holds one result. Statements such as
/// `CALL` and `EXECUTE` may have a result, too, which shows only when they run.
pub(crate) fn check(statements: &[Statement<'_>], format: Format) -> Result<()> {
    if !holds_one(format) || statements.len() < 2 {
        return Ok(());
    }
    let mut queries = statements.iter().filter(|it| it.kind() == StatementKind::Query);
    match queries.nth(1) {
        Some(second) => bail!(second_result(format, second.line)),
        None => Ok(()),
    }
}

fn holds_one(format: Format) -> bool {
    match format {
        Format::Csv
        | Format::Tsv
        | Format::Json
        | Format::Html
        | Format::Parquet
        | Format::HistoryCsv
        | Format::HistoryJson => true,
        Format::Table | Format::Line | Format::Jsonl | Format::Markdown => false,
    }
}

/// Returns the error for a second result.
pub(crate) fn second_result(format: Format, line: usize) -> Usage {
    Usage(format!(
        "cannot write two results as {}: the format holds one, and the statement on line {line} has another; write them one at a time, or use the format jsonl, markdown, line or table",
        format.name()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::statements;

    #[test]
    fn two_queries_are_refused_in_formats_that_hold_one_result() {
        let checked = |sql, format| check(&statements::split(sql), format);
        for format in Format::ALL.iter().copied() {
            assert!(checked("SET x = 1; SELECT 1; CREATE TABLE t (a INT)", format).is_ok());
            let is_refused = checked("SELECT ';';\n-- x;\nFROM t", format).is_err();
            assert_eq!(is_refused, holds_one(format), "{format:?}");
        }
        let text = checked("SELECT 1;\nINSERT INTO t VALUES (1) RETURNING a", Format::Csv);
        let text = text.unwrap_err().to_string();
        assert!(text.contains("the statement on line 2 has another"), "{text}");
    }
}
