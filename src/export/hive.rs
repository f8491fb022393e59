//! Hive-partitioned Parquet files: query engines read only the accounts, Regions and days that a query
//! needs.

use std::path::Path;

use anyhow::{Context, Result};

use crate::store::{Connection, literal::quote};

/// The SELECT list of events with their partition columns. A missing value becomes
/// `__HIVE_DEFAULT_PARTITION__`, as in Hive.
const ROWS: &str = include_str!("../../sql/export_folders.sql");

/// Writes the columns of `activity` to `account=…/region=…/day=…` in `folder`. `source` is a FROM
/// clause (and what follows it) with these columns.
pub(crate) fn write(connection: &Connection, source: &str, folder: &Path) -> Result<()> {
    let path = quote(folder.to_str().context("cannot write Parquet: the path is not valid UTF-8")?);
    let options = "FORMAT parquet, COMPRESSION zstd, PARTITION_BY (account, region, day), OVERWRITE_OR_IGNORE";
    Ok(connection.execute_batch(&format!("COPY (\n{ROWS} {source}) TO {path} ({options})"))?)
}
