//! Parquet, which DuckDB writes itself.

use std::path::Path;

use anyhow::{Context, Result};
use duckdb::Connection;

use crate::store::scope::quote;

/// Writes the rows of one query to a file.
pub fn copy(connection: &Connection, sql: &str, path: &Path) -> Result<()> {
    let path = path.to_str().context("DuckDB needs a path that is text")?;
    let sql = sql.trim().trim_end_matches(';');
    // On a line of its own the bracket is not part of a comment that ends the query.
    let copy = format!("COPY (\n{sql}\n) TO {} (FORMAT parquet, COMPRESSION zstd)", quote(path));
    Ok(connection.execute_batch(&copy)?)
}
