//! The tables of a database as views of the files of a lake, so that every query of a database runs on a lake.

use std::path::Path;

use anyhow::{Context, Result};
use duckdb::Connection;

use crate::{
    store::{
        lake::layout::{self, ACTIVITY, Division, TABLES, Table},
        literal::quote,
    },
    trail::column::{COLUMNS, Column},
};

const ACTIVITY_VIEWS: &str = include_str!("../../../sql/lake/activity.sql");
const ROWS: &str = include_str!("../../../sql/lake/rows.sql");
const DERIVED: &str = include_str!("../../../sql/lake/derived.sql");
const RECORDS: &str = include_str!("../../../sql/lake/records.sql");
const WHOLE: &str = include_str!("../../../sql/lake/whole.sql");

/// The views of the books of shares, and the table that each is for.
const BOOKS: [(&str, &str); 4] = [
    ("imports", include_str!("../../../sql/lake/imports.sql")),
    ("files", include_str!("../../../sql/lake/files.sql")),
    ("paths", include_str!("../../../sql/lake/paths.sql")),
    ("rejects", include_str!("../../../sql/lake/rejects.sql")),
];

/// The lists of the files of a table, as expressions in SQL.
pub(super) struct FileLists {
    pub(super) all: String,
    /// The files of the days from `start_time` to `end_time`, if they are to be listed before they are opened.
    pub(super) of_range: Option<String>,
    /// The days with files, as `2026-03-01`.
    pub(super) days: Vec<String>,
}

/// Replaces the tables of a new database by views of the current files of a lake. `lists` returns the files of a
/// table. A table of which the lake has no file stays, as it is empty.
pub(super) fn create(
    connection: &Connection,
    shown: &str,
    lists: impl Fn(&'static Table) -> Result<Option<FileLists>>,
) -> Result<()> {
    for table in TABLES {
        let Some(lists) = lists(table)? else { continue };
        connection
            .execute_batch(&statements(table, &lists))
            .with_context(|| format!("cannot read the {} of {shown}", table.name))?;
    }
    Ok(())
}

/// Returns the list of the current files of a table of the lake in a folder.
pub(super) fn files(root: &Path, table: &Table) -> Result<Option<FileLists>> {
    let folder = root.join(table.name);
    let (mut files, mut days) = (Vec::new(), Vec::new());
    for part in layout::parts(root, table)?.into_iter().filter(|part| !part.files.is_empty()) {
        days.extend(part.day().map(ToOwned::to_owned));
        for name in part.files {
            let path = folder.join(&part.name).join(name);
            let path =
                path.to_str().context("cannot open the lake: its path is not valid UTF-8")?;
            files.push(quote(&without_patterns(path)));
        }
    }
    let all = format!("[{}]", files.join(", "));
    Ok((!files.is_empty()).then_some(FileLists { all, of_range: None, days }))
}

/// Returns a path as `read_parquet` takes it, which would expand special characters.
pub(super) fn without_patterns(path: &str) -> String {
    let letters = path.chars().map(|letter| match letter {
        '*' | '?' | '[' => format!("[{letter}]"),
        letter => letter.to_string(),
    });
    letters.collect()
}

/// Returns the statements for a table.
fn statements(table: &Table, lists: &FileLists) -> String {
    let books = BOOKS.iter().find(|(name, _)| *name == table.name);
    let sql = match (books, table.division) {
        (Some((_, sql)), _) => (*sql).to_owned(),
        (None, _) if table.name == ACTIVITY => return views_of_events(lists),
        (None, Division::Whole) => WHOLE.replace("side_table", table.name),
        (None, _) => RECORDS.replace("side_table", table.name),
    };
    sql.replace("files_of_table", &lists.all)
}

/// Returns the statements for the events.
fn views_of_events(lists: &FileLists) -> String {
    let rows = |files: &String| ROWS.replace("files_of_activity", files);
    let of_range = lists.of_range.as_ref().map_or_else(|| "FROM lake_activity".to_owned(), rows);
    let days: Vec<_> = lists.days.iter().map(|day| quote(day)).collect();
    let sql = ACTIVITY_VIEWS
        .replace("rows_of_files", &rows(&lists.all))
        .replace("(rows_of_range)", &format!("({of_range})"))
        .replace("days_of_files", &format!("[{}]", days.join(", ")))
        .replace("files_of_activity", &lists.all);
    with_columns(&sql)
}

/// Returns the inner query of the view `activity`.
pub(super) fn derived() -> String {
    with_columns(DERIVED)
}

/// Replaces the names of lists of columns by the columns.
fn with_columns(sql: &str) -> String {
    let list = |columns: &dyn Fn(&Column) -> bool| {
        let names: Vec<_> =
            COLUMNS.iter().filter(|it| columns(it)).map(|column| column.name).collect();
        names.join(", ")
    };
    sql.replace("json_columns", &super::json_columns("JSON"))
        .replace("logged_columns", &list(&|_| true))
        .replace("row_columns", &list(&|column| !column.is_of_caller()))
        .replace("caller_columns", &list(&Column::is_of_caller))
}
