//! Remembers how far the prefixes of S3 were listed, so that the next import lists only what is new.

use anyhow::Result;
use duckdb::{Connection, params};

use crate::scan::objects::ListedRange;

/// Writes how far each of `ranges` was listed and read by the import `import_id`, whose files are in the table
/// `planned`. Leaves the ranges in the table `listed_ranges`.
pub(crate) fn write(connection: &Connection, import_id: i64, ranges: &[ListedRange]) -> Result<()> {
    connection.execute_batch(
        "CREATE OR REPLACE TEMP TABLE listed_ranges (index UINTEGER, prefix VARCHAR, starts_after VARCHAR, ends_before VARCHAR)",
    )?;
    let mut rows = connection.appender_to_catalog_and_db("listed_ranges", "temp", "main")?;
    for range in ranges {
        rows.append_row(params![range.index, range.prefix, range.starts_after, range.ends_before])?;
    }
    rows.flush()?;
    if ranges.is_empty() {
        return Ok(());
    }
    let sql = include_str!("../../sql/import/listings.sql");
    Ok(connection.execute_batch(&sql.replace("$import", &import_id.to_string()))?)
}
