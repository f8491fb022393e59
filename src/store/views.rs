//! Macros, views and comments. The first import with a new version of Ducktrail installs them, so an
//! old database gets new rules and reports without a change to its logged data.

use std::collections::HashSet;

use anyhow::{Context, Result, bail};
use duckdb::Connection;
use sha2::{Digest, Sha256};

use crate::{
    error,
    report::{REPORTS, Report},
    store::{
        derived::{self, DERIVED},
        literal::{self, quote},
    },
    trail::column::COLUMNS,
};

/// Adds the rows of the table `new_actions` to `actions`, and those of events without an action ID.
pub(crate) const ADD_ACTIONS: &str = include_str!("../../sql/actions.sql");

/// Assigns action IDs to the events of a range of rows that have none.
pub(crate) const ASSIGN_ACTION_IDS: &str = include_str!("../../sql/assign_action_ids.sql");

/// The columns of `events` that are neither logged nor derived, and their comments.
const IDS: [(&str, &str); 2] = [
    (
        "action_id",
        "The row of actions with what the rules give for event_source and event_name: actions.id.",
    ),
    (
        "shape_id",
        "The row of shapes with the members of the record in their order: shapes.id; NULL for events that a version without shapes imported.",
    ),
];

/// The query of the view `activity`, and `shape_id`, which only whole records need.
pub(crate) const ACTIVITY_QUERY: &str = include_str!("../../sql/activity.sql");

const ACTIVITY_COMMENTS: &str = include_str!("../../sql/activity_comments.sql");

/// Macros, which everything else is built on.
const MACROS: &[(&str, &str)] = &[
    ("sql/macros.sql", include_str!("../../sql/macros.sql")),
    ("sql/targets.sql", include_str!("../../sql/targets.sql")),
    ("sql/names_resource.sql", include_str!("../../sql/names_resource.sql")),
    ("sql/outcome.sql", include_str!("../../sql/outcome.sql")),
    ("sql/resource_types.sql", include_str!("../../sql/resource_types.sql")),
    ("sql/global_service_regions.sql", include_str!("../../sql/global_service_regions.sql")),
    ("sql/ledger/current.sql", include_str!("../../sql/ledger/current.sql")),
];

/// The view that all reports read.
const ACTIVITY: &str = "activity";

/// Selects the names of tables and views, and which of them Ducktrail installed.
const NAMES: &str = include_str!("../../sql/installed_names.sql");

/// Installs everything in one transaction and applies the rules to the stored actions and events
/// again. If this version is installed, which can take longer than an import, installs only the reports
/// whose names were taken.
///
/// A table or view that a user has given the name of a report stays, and a warning is printed.
pub(crate) fn install(connection: &Connection) -> Result<()> {
    let hash = hash();
    let sql = "SELECT count(*) > 0 FROM installed_rules WHERE sha256 = ?";
    let is_current: bool = connection.query_row(sql, [&hash], |row| row.get(0))?;
    let sql = "SELECT count(*) FROM installed_views";
    let count: usize = connection.query_row(sql, [], |row| row.get(0))?;
    // The view activity is one more.
    if is_current && count > REPORTS.len() {
        return Ok(());
    }
    run(connection, "the transaction", "BEGIN")?;
    let installed = if is_current {
        install_missing_reports(connection)
    } else {
        install_all(connection, &hash)
    };
    run(connection, "the transaction", if installed.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    for report in installed? {
        error::eprint_line(&format!(
            "warning: the report {report} is not a view of this database, which has another table or view of that name; to query it from SQL, rename yours and import again; `ducktrail report {report}` works in any case"
        ));
    }
    Ok(())
}

/// Returns the query of a report, at most `limit` of its rows: of its view, or of its `SELECT` if a user
/// has a table or view of the same name, or the view is not yet installed.
pub(crate) fn query(
    connection: &Connection,
    report: &Report,
    limit: Option<u64>,
) -> Result<String> {
    let is_installed = Names::read(connection)?.ours.contains(report.name());
    Ok(report.query(is_installed, limit))
}

/// The names of tables and views.
struct Names {
    /// Views that Ducktrail installed.
    ours: HashSet<String>,
    /// Everything else, in lower case, as `DuckDB` ignores the case of names.
    others: HashSet<String>,
}

impl Names {
    fn read(connection: &Connection) -> Result<Self> {
        let mut names = Self { ours: HashSet::new(), others: HashSet::new() };
        let mut statement = connection.prepare(NAMES)?;
        for row in statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))? {
            let (name, is_installed): (String, bool) = row?;
            if is_installed {
                names.ours.insert(name);
            } else {
                names.others.insert(name.to_lowercase());
            }
        }
        Ok(names)
    }
}

/// Returns the script that installs the view `activity` with its comments.
fn activity_view() -> String {
    format!(
        "CREATE OR REPLACE VIEW {ACTIVITY} AS SELECT * EXCLUDE (shape_id) FROM ({ACTIVITY_QUERY}) AS scoped;\n{ACTIVITY_COMMENTS}"
    )
}

/// Returns the hash of everything that is installed.
fn hash() -> String {
    let views = REPORTS.iter().map(view);
    let files = MACROS.iter().map(|(_, sql)| (*sql).to_owned());
    let others = [RENEW_ACTIONS.to_owned(), derived::renew(), column_comments()];
    let mut hash = Sha256::new();
    for sql in files.chain([activity_view()]).chain(others).chain(views) {
        hash.update(sql);
    }
    hex::encode(hash.finalize())
}

/// Installs everything. Returns the reports whose names are taken.
fn install_all(connection: &Connection, hash: &str) -> Result<Vec<&'static str>> {
    let names = Names::read(connection)?;
    if names.others.contains(ACTIVITY) {
        bail!(
            "cannot install the view {ACTIVITY}: the database has another table or view of that name; rename or drop yours with `ducktrail query --read-write`, then import again"
        );
    }
    for (name, sql) in MACROS {
        run(connection, name, sql)?;
    }
    run(connection, "sql/activity.sql", &activity_view())?;
    run(connection, "the rules for actions", RENEW_ACTIONS)?;
    run(connection, "the derived columns", &derived::renew())?;
    // Reports that no longer exist leave no view behind.
    for name in names.ours.iter().filter(|name| *name != ACTIVITY) {
        run(connection, name, &format!("DROP VIEW {}", literal::name(name)))?;
    }
    run(connection, "the list of views", "DELETE FROM installed_views")?;
    remember(connection, ACTIVITY)?;
    let taken = install_missing_reports(connection)?;
    run(connection, "the comments", &column_comments())?;
    run(connection, "the version of the rules", "DELETE FROM installed_rules")?;
    connection.execute("INSERT INTO installed_rules VALUES (?)", [hash])?;
    Ok(taken)
}

/// Installs the reports that are not. Returns those whose names are taken.
fn install_missing_reports(connection: &Connection) -> Result<Vec<&'static str>> {
    let names = Names::read(connection)?;
    let mut taken = Vec::new();
    for report in REPORTS.iter().filter(|report| !names.ours.contains(report.name())) {
        let name = report.name();
        if names.others.contains(name) {
            // It may have replaced a view of ours.
            connection.execute("DELETE FROM installed_views WHERE name = ?", [name])?;
            taken.push(name);
        } else {
            run(connection, name, &view(report))?;
            remember(connection, name)?;
        }
    }
    Ok(taken)
}

/// Adds a view to the list of those that Ducktrail installed.
fn remember(connection: &Connection, name: &str) -> Result<()> {
    connection.execute("DELETE FROM installed_views WHERE name = ?", [name])?;
    connection.execute(
        "INSERT INTO installed_views SELECT view_name, comment FROM duckdb_views()
         WHERE database_name = current_database() AND schema_name = 'main' AND view_name = ?",
        [name],
    )?;
    Ok(())
}

fn run(connection: &Connection, name: &str, sql: &str) -> Result<()> {
    connection.execute_batch(sql).with_context(|| format!("cannot install {name}"))
}

/// Applies the rules to the stored actions again, because the rules may have changed.
const RENEW_ACTIONS: &str = "UPDATE actions SET
    service = service_of(event_source, event_name),
    action = action_of(event_name),
    reads_by_name = reads_by_name_of(action_of(event_name)),
    deletes_by_name = deletes_by_name_of(action_of(event_name))";

fn view(report: &Report) -> String {
    let name = report.name();
    let columns = report.columns().map(|(column, text)| column_comment(name, column, text));
    [
        format!("CREATE VIEW {name} AS\n{};\n", report.select()),
        format!("COMMENT ON VIEW {name} IS {};\n", quote(report.question())),
    ]
    .into_iter()
    .chain(columns)
    .collect()
}

fn column_comments() -> String {
    let tables = ["events", "activity"].into_iter();
    tables
        .flat_map(|table| {
            let logged = COLUMNS.iter().map(|column| (column.name, column.comment));
            let derived = DERIVED.iter().map(|column| (column.name, column.comment));
            let ids = IDS.into_iter().filter(move |_| table == "events");
            logged
                .chain(derived)
                .chain(ids)
                .map(move |(name, comment)| column_comment(table, name, comment))
        })
        .collect()
}

fn column_comment(table: &str, column: &str, text: &str) -> String {
    format!("COMMENT ON COLUMN {table}.{column} IS {};\n", quote(text))
}
