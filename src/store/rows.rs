//! Stored events as rows again.

use std::borrow::Cow;

use anyhow::{Context, Result, bail};
use duckdb::{
    Connection, Params,
    arrow::{
        array::{Array, AsArray, RecordBatch},
        datatypes::{DataType, Int64Type, TimestampMicrosecondType},
    },
};

use crate::trail::{
    column::COLUMNS,
    row::{Cell, Row},
};

/// Calls `take` with the row ID and the values of every event that `condition` holds for.
pub fn for_each_event(
    connection: &Connection,
    condition: &str,
    params: impl Params,
    take: impl FnMut(i64, &Row<'_>) -> Result<()>,
) -> Result<()> {
    let sql = format!("SELECT rowid, {} FROM events WHERE {condition}", names());
    for_each(connection, &sql, params, take)
}

/// Calls `take` with the values of every event of `source`: a FROM with all columns of `events`,
/// and what follows it.
pub fn for_each_of(
    connection: &Connection,
    source: &str,
    mut take: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    let sql = format!("SELECT 0::BIGINT, {} {source}", names());
    for_each(connection, &sql, [], |_, row| take(row))
}

fn names() -> String {
    let names: Vec<_> = COLUMNS.iter().map(|column| column.name).collect();
    names.join(", ")
}

fn for_each(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    mut take: impl FnMut(i64, &Row<'_>) -> Result<()>,
) -> Result<()> {
    let mut statement = connection.prepare(sql)?;
    let batches = statement.stream_arrow(params)?;
    for batch in batches {
        let batch: RecordBatch = batch?;
        let ids = batch.column(0).as_primitive_opt::<Int64Type>().context("no row IDs")?;
        for at in 0..batch.num_rows() {
            let mut row = Row::empty();
            for (index, array) in batch.columns()[1..].iter().enumerate() {
                row.set(index, cell(array.as_ref(), at)?);
            }
            take(ids.value(at), &row)?;
        }
    }
    Ok(())
}

fn cell(array: &dyn Array, at: usize) -> Result<Cell<'_>> {
    if array.is_null(at) {
        return Ok(Cell::Null);
    }
    Ok(match array.data_type() {
        DataType::Utf8 => Cell::Text(Cow::Borrowed(array.as_string::<i32>().value(at))),
        DataType::LargeUtf8 => Cell::Text(Cow::Borrowed(array.as_string::<i64>().value(at))),
        DataType::Utf8View => Cell::Text(Cow::Borrowed(array.as_string_view().value(at))),
        DataType::Boolean => Cell::Bool(array.as_boolean().value(at)),
        DataType::Timestamp(..) => {
            Cell::Time(array.as_primitive::<TimestampMicrosecondType>().value(at))
        }
        other => bail!("a column of events has the type {other}"),
    })
}
