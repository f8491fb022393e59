//! Lakes: folders of Parquet files that open like a database.

pub(crate) mod layout;
mod views;

use std::path::Path;

use anyhow::{Result, bail};
use duckdb::Connection;

use crate::{
    scan::table_function,
    store::{base_config, install_clock, literal::quote, memory, migrate, temporary, umask, utf8},
    suggestion,
    trail::column::{COLUMNS, Column, ColumnKind, EXTRA},
};

pub(crate) use layout::is_lake;

/// Opens a lake for a user's statements, with a view for each report.
pub(super) fn open_with_reports(path: &Path) -> Result<Connection> {
    let connection = open(path)?;
    super::views::install_views(&connection)?;
    Ok(connection)
}

/// Opens a lake for reading: a database in memory, whose views read the files that are current now. Files that
/// other processes publish later are not seen.
pub(super) fn open(path: &Path) -> Result<Connection> {
    layout::check(path)?;
    umask::make_private();
    let mut connection = Connection::open_in_memory_with_flags(base_config()?)?;
    let temp_folder = temporary::folder(path);
    connection.execute_batch(&format!("SET temp_directory = {}", quote(utf8(&temp_folder)?)))?;
    memory::limit(&connection, path, None)?;
    table_function::register(&connection)?;
    migrate::apply_and(&mut connection, super::views::install_rules)?;
    views::create(&connection, path)?;
    super::views::install_activity(&connection)?;
    install_clock(&connection)?;
    Ok(connection)
}

/// Fails, because the program does not change the tables of a lake.
pub(super) fn refuse<T>(path: &Path) -> Result<T> {
    let advice = suggestion::lake_write(path).map(|it| format!("; `{it}` writes days to it"));
    bail!("cannot change {}: it is a lake{}", path.display(), advice.unwrap_or_default())
}

/// Returns true if the connection is to a lake.
pub(crate) fn is_open(connection: &Connection) -> Result<bool> {
    let sql = "SELECT count(*) > 0 FROM duckdb_views() WHERE view_name = 'lake_activity' AND database_name = 'memory'";
    Ok(connection.query_row(sql, [], |row| row.get(0))?)
}

/// Returns the inner query of the view `activity` on a lake, with `shape_id`, and more columns: a list in which
/// each follows a comma.
pub(super) fn activity_query(more: &str) -> String {
    views::derived().replace("    target\n", &format!("    target{more}\n"))
}

/// Returns `events` with the row IDs of `event_rows` as `row_id`, for a FROM clause.
pub(super) const EVENTS_WITH_ROW_IDS: &str =
    "(SELECT *, shape AS shape_id FROM lake_activity) AS events";

/// Returns the columns with JSON as another type, for a `REPLACE` clause.
fn json_columns(sql_type: &str) -> String {
    let json = COLUMNS.iter().filter(|column| matches!(column.kind, ColumnKind::Json));
    let columns: Vec<_> =
        json.map(|column| format!("{0}::{sql_type} AS {0}", column.name)).collect();
    columns.join(", ")
}

/// Selects the events as a lake has them.
const EVENTS: &str = include_str!("../../../sql/lake/write_activity.sql");

/// Returns the query of events with the columns that a lake has. `source` is a FROM clause (and what follows it)
/// with the columns of `activity`.
pub(crate) fn events(connection: &Connection, source: &str) -> Result<String> {
    let is_read = |(at, column): &(usize, &Column)| column.is_member() || *at == EXTRA;
    let columns = COLUMNS.iter().enumerate().filter(is_read);
    let columns: Vec<_> = columns.map(|(_, column)| format!("{}::VARCHAR", column.name)).collect();
    let select = EVENTS
        .replace("json_columns", &json_columns("VARCHAR"))
        .replace("record_columns", &columns.join(", "));
    let activity = super::views::activity_query(connection)?;
    Ok(format!("WITH activity AS NOT MATERIALIZED ({activity}) {select} {source}"))
}
