//! Parquet files, written by DuckDB's `COPY`.

use std::{io, path::Path};

use anyhow::{Context, Result, bail};
use duckdb::Connection;

use crate::{
    output::{
        Format, ResultCount, ResultOutput, Shown, Style,
        readable::{self, Conversion},
        results, write_result,
    },
    store::{
        literal::quote,
        statements::{self, Statement},
    },
};

/// Runs the statements, writes the rows of the last one to a file and returns their number. The other
/// statements must not return rows, as a Parquet file holds one result.
pub(crate) fn copy(
    connection: &Connection,
    statements: &[Statement<'_>],
    path: &Path,
) -> Result<u64> {
    let Some((last, before)) = statements.split_last() else {
        bail!("cannot write {}: there is no statement", path.display())
    };
    if !statements::is_balanced(last.text) {
        bail!(
            "cannot write the rows of the statement on line {}: it has a bracket, a quote or a comment that is not closed, or closes one that it did not open; correct it",
            last.line
        );
    }
    let style = Style { format: Format::Jsonl, ..Style::default() };
    for statement in before {
        let (mut out, mut count) = (io::sink(), ResultCount::default());
        let output = ResultOutput { out: &mut out, count: &mut count };
        if let Shown::Rows(_) = write_result(connection, statement, &style, output)? {
            bail!(results::second_result(Format::Parquet, last.line));
        }
    }
    let path = path.to_str().context("cannot write Parquet: the path is not valid UTF-8")?;
    let query = convertible(connection, last.text).unwrap_or_else(|| last.text.to_owned());
    // The bracket is on its own line, as the query may end in a comment.
    let copy = format!("COPY (\n{query}\n) TO {} (FORMAT parquet, COMPRESSION zstd)", quote(path));
    Ok(connection.execute(&copy, [])?.try_into()?)
}

/// Returns the query with the columns converted to JSON whose types Parquet does not have, or `None` if
/// it has all of them.
fn convertible(connection: &Connection, query: &str) -> Option<String> {
    let prepared = connection.prepare(query).ok()?;
    let conversions: Vec<Conversion> = (0..prepared.column_count())
        .map(|at| Conversion::of(&prepared.column_logical_type(at), Format::Parquet))
        .collect();
    readable::convert(connection, query, &conversions)
}
