//! Hive-partitioned Parquet files: query engines read only the days that a query needs.

use std::path::Path;

use anyhow::{Context, Result};

use crate::store::{Connection, lake, literal::quote};

/// Writes events with the columns that a lake has to `day=…` in `folder`. A missing time becomes
/// `__HIVE_DEFAULT_PARTITION__`, as in Hive. `source` is a FROM clause (and what follows it) with the columns of
/// `activity`.
pub(crate) fn write(connection: &Connection, source: &str, folder: &Path) -> Result<()> {
    let path = quote(folder.to_str().context("cannot write Parquet: the path is not valid UTF-8")?);
    let events = lake::events(connection, source)?;
    let rows =
        format!("SELECT *, strftime(event_time, '%Y-%m-%d') AS day FROM ({events}) AS events");
    let options = "FORMAT parquet, COMPRESSION zstd, PARTITION_BY (day), OVERWRITE_OR_IGNORE";
    Ok(connection.execute_batch(&format!("COPY ({rows}) TO {path} ({options})"))?)
}
