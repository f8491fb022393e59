//! Macros, views and comments. The first import with a new version of Ducktrail installs them, so an
//! old database gets new rules and reports without a change to its logged data.

use anyhow::{Context, Result};
use duckdb::Connection;
use sha2::{Digest, Sha256};

use crate::{
    report::{self, Report},
    store::{
        derived::{self, DERIVED},
        literal::quote,
    },
    trail::column::COLUMNS,
};

/// Adds the rows of the table `new_actions` to `actions`, and those of events without an action ID.
pub(crate) const ADD_ACTIONS: &str = include_str!("../../sql/actions.sql");

/// Assigns action IDs to the events of a range of rows that have none.
pub(crate) const ASSIGN_ACTION_IDS: &str = include_str!("../../sql/assign_action_ids.sql");

/// The only column of `events` that is neither logged nor derived, and its comment.
const ACTION_ID: (&str, &str) = (
    "action_id",
    "The row of actions with what the rules give for event_source and event_name: actions.id.",
);

const SCRIPTS: &[(&str, &str)] = &[
    ("sql/macros.sql", include_str!("../../sql/macros.sql")),
    ("sql/resource_types.sql", include_str!("../../sql/resource_types.sql")),
    ("sql/global_service_regions.sql", include_str!("../../sql/global_service_regions.sql")),
    ("sql/activity.sql", include_str!("../../sql/activity.sql")),
];

/// Installs everything in one transaction and applies the rules to the stored actions and events
/// again. Does nothing if this version is installed, because it can take longer than an import.
pub(crate) fn install(connection: &Connection) -> Result<()> {
    let scripts = scripts();
    let mut hash = Sha256::new();
    for (_, sql) in &scripts {
        hash.update(sql);
    }
    let hash = hex::encode(hash.finalize());
    let sql = "SELECT count(*) > 0 FROM installed_rules WHERE sha256 = ?";
    if connection.query_row(sql, [&hash], |row| row.get(0))? {
        return Ok(());
    }
    run(connection, "the transaction", "BEGIN")?;
    let installed = install_all(connection, &scripts, &hash);
    run(connection, "the transaction", if installed.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    installed
}

fn install_all(connection: &Connection, scripts: &[(&str, String)], hash: &str) -> Result<()> {
    for (name, sql) in scripts {
        run(connection, name, sql)?;
    }
    run(connection, "the version of the rules", "DELETE FROM installed_rules")?;
    connection.execute("INSERT INTO installed_rules VALUES (?)", [hash])?;
    Ok(())
}

/// Returns the scripts to install, each with its name in error messages.
fn scripts() -> Vec<(&'static str, String)> {
    let files = SCRIPTS.iter().map(|(name, sql)| (*name, (*sql).to_owned()));
    let views = report::REPORTS.iter().map(|report| (report.name(), view(report)));
    files
        .chain([
            ("the rules for actions", RENEW_ACTIONS.to_owned()),
            ("the derived columns", derived::renew()),
        ])
        .chain(views)
        .chain([("the comments", column_comments())])
        .collect()
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
        format!("CREATE OR REPLACE VIEW {name} AS\n{};\n", report.select()),
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
            let action_id = (table == "events").then_some(ACTION_ID);
            logged
                .chain(derived)
                .chain(action_id)
                .map(move |(name, comment)| column_comment(table, name, comment))
        })
        .collect()
}

fn column_comment(table: &str, column: &str, text: &str) -> String {
    format!("COMMENT ON COLUMN {table}.{column} IS {};\n", quote(text))
}
