//! Hive-partitioned Parquet files: query engines read only the accounts, Regions and days that a query
//! needs.

use std::path::Path;

use anyhow::{Context, Result};

use crate::store::{Connection, literal::quote};

/// The events of the scope with their partition columns. A missing value becomes
/// `__HIVE_DEFAULT_PARTITION__`, as in Hive.
const ROWS: &str = include_str!("../../sql/export_folders.sql");

/// Writes the columns of `activity` to `account=…/region=…/day=…` in `folder`. `limit` is a LIMIT clause
/// or empty.
pub(crate) fn write(connection: &Connection, limit: &str, folder: &Path) -> Result<()> {
    let path = quote(folder.to_str().context("cannot write Parquet: the path is not valid UTF-8")?);
    let options = "FORMAT parquet, COMPRESSION zstd, PARTITION_BY (account, region, day), OVERWRITE_OR_IGNORE";
    Ok(connection.execute_batch(&format!("COPY (\n{ROWS} {limit}) TO {path} ({options})"))?)
}
