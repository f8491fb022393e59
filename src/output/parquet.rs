//! Parquet, which DuckDB writes itself.

use std::{io, path::Path};

use anyhow::{Context, Result, bail};
use duckdb::Connection;

use crate::{
    output::{Format, Shown, Style, write_result},
    store::{literal::quote, statements::Statement},
};

/// Runs the statements and writes the rows of the last one to a file, which can hold one result;
/// returns how many.
pub(crate) fn copy(
    connection: &Connection,
    statements: &[Statement<'_>],
    path: &Path,
) -> Result<u64> {
    let Some((last, before)) = statements.split_last() else {
        bail!("there is no statement whose rows could be written")
    };
    let style = Style { format: Format::Jsonl, is_raw_csv: false, is_local: false, width: None };
    for statement in before {
        let shown = write_result(connection, statement, &style, &mut io::sink())?;
        if let Shown::Rows(_) = shown {
            bail!(
                "a Parquet file holds one result, and the statement on line {} has rows as well as the last one; write them one at a time",
                statement.line
            );
        }
    }
    let path = path.to_str().context("DuckDB needs a path that is text")?;
    // On a line of its own the bracket is not part of a comment that ends the query.
    let copy =
        format!("COPY (\n{}\n) TO {} (FORMAT parquet, COMPRESSION zstd)", last.text, quote(path));
    Ok(connection.execute(&copy, [])?.try_into()?)
}
