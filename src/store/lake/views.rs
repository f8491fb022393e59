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

/// Replaces the tables of a new database by views of the current files of a lake. A table of which the lake has
/// no file stays, as it is empty.
pub(super) fn create(connection: &Connection, root: &Path) -> Result<()> {
    for table in TABLES {
        let files = files(root, table)?;
        if files.is_empty() {
            continue;
        }
        let sql = statements(table).replace(marker(table), &list(&files));
        connection
            .execute_batch(&sql)
            .with_context(|| format!("cannot read the {} of {}", table.name, root.display()))?;
    }
    Ok(())
}

/// Returns the paths of the current files of a table.
fn files(root: &Path, table: &Table) -> Result<Vec<String>> {
    let folder = root.join(table.name);
    let mut files = Vec::new();
    for part in layout::parts(root, table)? {
        for name in part.files {
            let path = folder.join(&part.name).join(name);
            let path =
                path.to_str().context("cannot open the lake: its path is not valid UTF-8")?;
            files.push(path.to_owned());
        }
    }
    Ok(files)
}

/// Returns the text in the statements for a table that stands for its files.
fn marker(table: &Table) -> &'static str {
    if table.name == ACTIVITY { "files_of_activity" } else { "files_of_table" }
}

/// Returns the statements for a table.
fn statements(table: &Table) -> String {
    let books = BOOKS.iter().find(|(name, _)| *name == table.name);
    match (books, table.division) {
        (Some((_, sql)), _) => (*sql).to_owned(),
        (None, _) if table.name == ACTIVITY => with_columns(ACTIVITY_VIEWS),
        (None, Division::Whole) => WHOLE.replace("side_table", table.name),
        (None, _) => RECORDS.replace("side_table", table.name),
    }
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

/// Returns a list of paths in SQL, for `read_parquet`, which would expand special characters.
fn list(files: &[String]) -> String {
    let literal = |path: &String| {
        let path: String = path
            .chars()
            .map(|letter| match letter {
                '*' | '?' | '[' => format!("[{letter}]"),
                letter => letter.to_string(),
            })
            .collect();
        quote(&path)
    };
    let files: Vec<_> = files.iter().map(literal).collect();
    format!("[{}]", files.join(", "))
}
