//! Reads stored events back as rows.

use std::borrow::Cow;

use anyhow::{Context, Result, bail};
use duckdb::{
    Connection, Params,
    arrow::{
        array::{Array, AsArray, RecordBatch},
        datatypes::{DataType, Int64Type, TimestampMicrosecondType},
    },
};

use crate::{
    store::{events_view, lake, views::activity_query},
    trail::{
        column::{COLUMNS, EXTRA},
        row::{Cell, Row},
    },
};

/// Calls `take` with the row ID, the values and the shape of every event of a database that matches `condition`.
pub(crate) fn for_each_event(
    connection: &Connection,
    condition: &str,
    params: impl Params,
    mut take: impl FnMut(i64, &Row<'_>, Option<&str>) -> Result<()>,
) -> Result<()> {
    let columns: Vec<usize> = (0..COLUMNS.len()).collect();
    let events = events_view::select(", event_rows.rowid AS row_id");
    let sql = format!(
        "SELECT row_id, (SELECT members FROM shapes WHERE shapes.id = shape_id), {}
         FROM ({events}) AS events WHERE {condition}",
        names(&columns)
    );
    for_each(connection, &sql, params, &columns, |batch, at, row| {
        let ids = batch.column(0).as_primitive_opt::<Int64Type>().context("no row IDs")?;
        take(ids.value(at), row, cell(batch.column(1).as_ref(), at)?.text())
    })
}

/// Calls `take` with every event of `source` and its shape. `source` is a FROM clause (and what follows
/// it) that selects from `events` or `activity`. Only the columns of the original record and those in
/// `more` are read, about half of all; the others are NULL.
pub fn for_each_record(
    connection: &Connection,
    source: &str,
    more: &[usize],
    mut take: impl FnMut(&Row<'_>, Option<&str>) -> Result<()>,
) -> Result<()> {
    let is_read = |at: &usize| COLUMNS[*at].is_member() || *at == EXTRA || more.contains(at);
    let columns: Vec<usize> = (0..COLUMNS.len()).filter(is_read).collect();
    // This `activity` has `shape_id`, which the view has not.
    let activity = activity_query(connection)?;
    let sql = format!(
        "WITH activity AS NOT MATERIALIZED ({activity})
         SELECT (SELECT members FROM shapes WHERE shapes.id = shape_id), {} {source}",
        names(&columns)
    );
    for_each(connection, &sql, [], &columns, |batch, at, row| {
        take(row, cell(batch.column(0).as_ref(), at)?.text())
    })
}

/// Returns `events` with the row IDs of `event_rows` as `row_id`, for a FROM clause.
pub(crate) fn with_row_ids(connection: &Connection) -> Result<String> {
    if lake::is_open(connection)? {
        return Ok(lake::EVENTS_WITH_ROW_IDS.to_owned());
    }
    Ok(format!("({}) AS events", events_view::select(", event_rows.rowid AS row_id")))
}

fn names(columns: &[usize]) -> String {
    let names: Vec<_> = columns.iter().map(|at| COLUMNS[*at].name).collect();
    names.join(", ")
}

/// Calls `take` with every row of a query: its batch, its position in it, and the values of `columns`,
/// which are the last of its columns.
fn for_each(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    columns: &[usize],
    mut take: impl FnMut(&RecordBatch, usize, &Row<'_>) -> Result<()>,
) -> Result<()> {
    let mut statement = connection.prepare(sql)?;
    let batches = statement.stream_arrow(params)?;
    for batch in batches {
        let batch: RecordBatch = batch?;
        for at in 0..batch.num_rows() {
            let mut row = Row::empty();
            let first = batch.num_columns() - columns.len();
            for (index, array) in columns.iter().zip(&batch.columns()[first..]) {
                row.set(*index, cell(array.as_ref(), at)?);
            }
            take(&batch, at, &row)?;
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
