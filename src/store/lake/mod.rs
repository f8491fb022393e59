//! Lakes: folders of Parquet files, on disk or in S3, that open like a database.

pub(crate) mod layout;
#[cfg(feature = "s3")]
pub(crate) mod remote;
mod views;

use std::path::Path;

use anyhow::{Result, bail};
use duckdb::Connection;

#[cfg(feature = "s3")]
use crate::store::lake::layout::{ACTIVITY, TABLES};
use crate::{
    scan::{objects, table_function},
    store::{
        install_clock, lake::layout::Table, literal::quote, memory, migrate, settings, template,
        temporary, umask, utf8,
    },
    suggestion,
    trail::column::{COLUMNS, Column, ColumnKind, EXTRA},
};

/// Returns true if a path is that of a lake: a folder that is one, or a URL, which can be nothing else.
pub(crate) fn is_lake(path: &Path) -> bool {
    is_remote(path) || layout::is_lake(path)
}

/// Returns true for the URL of a lake in S3.
pub(super) fn is_remote(path: &Path) -> bool {
    objects::url(path).is_some()
}

/// Opens a lake for reading: a database in memory, whose views read the files that are current now. Files that
/// other processes publish later are not seen.
pub(super) fn open(path: &Path) -> Result<Connection> {
    if let Some(url) = objects::url(path) {
        return open_remote(url);
    }
    layout::check(path)?;
    let connection = open_empty(&temporary::folder(path), path)?;
    let shown = path.display().to_string();
    views::create(&connection, &shown, |table| views::files(path, table))?;
    finish(&connection)?;
    Ok(connection)
}

/// Opens a lake in S3, of which files are fetched when a statement reads them.
#[cfg(feature = "s3")]
fn open_remote(url: &str) -> Result<Connection> {
    use std::sync::Arc;

    let lake = Arc::new(remote::RemoteLake::open(url)?);
    let cache = lake.cache();
    let connection = open_empty(&cache.own("temporary"), &cache.own(""))?;
    for table in TABLES.iter().filter(|table| lake.has_files(table)) {
        write_columns(&connection, table, &cache.columns(table))?;
    }
    remote::register(&connection, &lake)?;
    views::create(&connection, url, |table| Ok(lake.lists(table)))?;
    finish(&connection)?;
    lake.opened();
    Ok(connection)
}

#[cfg(not(feature = "s3"))]
fn open_remote(url: &str) -> Result<Connection> {
    bail!(
        "cannot open {url}: this program was built without its feature s3; `aws s3 sync` copies a lake to disk"
    )
}

/// Opens a database in memory that is like a new file. `disk` is a path on the disk of its temporary files.
fn open_empty(temp_folder: &Path, disk: &Path) -> Result<Connection> {
    umask::make_private();
    let mut connection = Connection::open_in_memory_with_flags(settings::base()?)?;
    connection.execute_batch(&format!("SET temp_directory = {}", quote(utf8(temp_folder)?)))?;
    memory::limit(&connection, disk, None)?;
    table_function::register(&connection)?;
    // Without the template, the statements make the same.
    let _ = template::load(&connection);
    migrate::apply_and(&mut connection, super::views::install_rules)?;
    super::views::update(&connection)?;
    Ok(connection)
}

/// Adds what is built on the tables.
fn finish(connection: &Connection) -> Result<()> {
    // Without an event, the views of a database do for a lake, too.
    if is_open(connection)? {
        super::views::install_activity_of_lake(connection)?;
    }
    install_clock(connection)
}

/// Writes a file with the columns that a table has in a lake, and no row.
#[cfg(feature = "s3")]
fn write_columns(connection: &Connection, table: &Table, path: &Path) -> Result<()> {
    let query = if table.name == ACTIVITY {
        events(connection, "FROM activity WHERE false")?
    } else {
        format!("{} WHERE false", rows(table))
    };
    let sql = format!("COPY ({query}) TO {} (FORMAT parquet)", quote(utf8(path)?));
    Ok(connection.execute_batch(&sql)?)
}

/// Returns the query of the rows of a table other than that of the events, with the types that a lake has.
pub(crate) fn rows(table: &Table) -> String {
    let replaced = if table.has_record() { "REPLACE (record::VARCHAR AS record)" } else { "" };
    format!("SELECT {0}.* {replaced} FROM {0}", table.name)
}

/// Returns the query of the IDs of those rows of a table, in order, with the sizes of the texts in `column`.
pub(crate) fn sorted_ids(table: &Table, column: &str, condition: &str) -> String {
    SORTED_IDS
        .replace("rows_of_table", &format!("{} {condition}", table.name))
        .replace("large_text", column)
}

/// Fails, because the program does not change the tables of a lake.
pub(super) fn refuse<T>(path: &Path) -> Result<T> {
    let advice = suggestion::lake_write(path).map(|it| format!("; `{it}` writes days to it"));
    bail!("cannot change {}: it is a lake{}", path.display(), advice.unwrap_or_default())
}

/// Whether the current database is one in memory.
const IS_IN_MEMORY: &str =
    "SELECT path IS NULL FROM duckdb_databases() WHERE database_name = current_database()";

/// Whether there is the view of the events of a lake.
const HAS_VIEW_OF_LAKE: &str = "SELECT count(*) > 0 FROM duckdb_views() WHERE view_name = 'lake_activity' AND database_name = 'memory'";

/// Returns true if the connection is to a lake.
pub(crate) fn is_open(connection: &Connection) -> Result<bool> {
    let is = |sql: &str| connection.query_row(sql, [], |row| row.get(0));
    // DuckDB makes all of its own views for the second question, which takes longer than a short report.
    Ok(is(IS_IN_MEMORY)? && is(HAS_VIEW_OF_LAKE)?)
}

/// Returns a table, for a FROM clause, with the columns of `event_rows`: the events of the days of the scope of a
/// lake, and of a database all events, as a filter costs more than it saves there.
pub(crate) fn rows_of_days(connection: &Connection) -> Result<&'static str> {
    let of_lake = "lake_between(getvariable('since'), getvariable('until'))";
    Ok(if is_open(connection)? { of_lake } else { "event_rows" })
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

/// Selects the rows of events in the order of a lake.
const SORTED_ROWS: &str = include_str!("../../../sql/lake/sorted_rows.sql");

/// Returns the columns that were read from a record.
fn record_columns() -> impl Iterator<Item = &'static Column> {
    let is_read = |(at, column): &(usize, &Column)| column.is_member() || *at == EXTRA;
    COLUMNS.iter().enumerate().filter(is_read).map(|(_, column)| column)
}

/// Selects the IDs of the rows of a table in their order.
const SORTED_IDS: &str = include_str!("../../../sql/lake/sorted_ids.sql");

/// Returns the query of the rows of `event_rows` for which a condition holds, in the order of a lake, with some columns.
pub(crate) fn sorted_rows(columns: &str, condition: &str) -> String {
    let hashes: Vec<_> = record_columns()
        .map(|column| format!("md5({}::VARCHAR)", super::events_view::value(column)))
        .collect();
    SORTED_ROWS
        .replace("sorted_columns", columns)
        .replace("times_of_batch", condition)
        .replace("record_hashes", &hashes.join(", "))
}

/// Returns the query of some rows of `event_rows` in their order, with the columns that a lake has. The order remains
/// as long as DuckDB does not change the sides of joins.
pub(crate) fn events_of_rows(connection: &Connection, rows: &str) -> Result<String> {
    let with = format!(
        "WITH event_rows AS NOT MATERIALIZED ({rows}),
        callers AS NOT MATERIALIZED (SELECT * FROM callers WHERE id IN (SELECT caller_id FROM event_rows)), "
    );
    Ok(events(connection, "FROM activity")?.replacen("WITH ", &with, 1))
}

/// Returns the query of events with the columns that a lake has. `source` is a FROM clause (and what follows it)
/// with the columns of `activity`.
pub(crate) fn events(connection: &Connection, source: &str) -> Result<String> {
    let columns: Vec<_> =
        record_columns().map(|column| format!("{}::VARCHAR", column.name)).collect();
    let select = EVENTS
        .replace("json_columns", &json_columns("VARCHAR"))
        .replace("record_columns", &columns.join(", "));
    let activity = super::views::activity_query(connection)?;
    Ok(format!("WITH activity AS NOT MATERIALIZED ({activity}) {select} {source}"))
}
