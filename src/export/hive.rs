//! Parquet in Hive folders, as lakes are laid out: an engine that is asked for one account, Region
//! or day reads no other.

use std::path::Path;

use anyhow::{Context, Result};

use crate::store::{Connection, literal::quote};

/// The events of the scope with the values that name their folders. A value that a record lacks
/// is `__HIVE_DEFAULT_PARTITION__`, as in Hive.
const ROWS: &str = include_str!("../../sql/export_folders.sql");

/// Writes the columns of `activity` to `account=…/region=…/day=…` below `folder`, `limit` behind
/// the query.
pub(crate) fn write(connection: &Connection, limit: &str, folder: &Path) -> Result<()> {
    let path = quote(folder.to_str().context("DuckDB needs a path that is text")?);
    let options = "FORMAT parquet, COMPRESSION zstd, PARTITION_BY (account, region, day), OVERWRITE_OR_IGNORE";
    Ok(connection.execute_batch(&format!("COPY (\n{ROWS} {limit}) TO {path} ({options})"))?)
}
