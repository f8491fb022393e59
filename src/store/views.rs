//! Macros, views and comments. The first import with a new version of Ducktrail installs them, so an
//! old database gets new rules and reports without a change to its logged data.

use std::{collections::HashSet, path::Path, sync::LazyLock};

use anyhow::{Context, Result, bail};
use duckdb::Connection;
use sha2::{Digest, Sha256};

use crate::{
    error,
    report::{REPORTS, Report},
    store::{
        comments, derived, detection_rows, events_view, lake,
        literal::{self, quote},
        optimizer,
    },
};

/// Adds the rows of the table `new_actions` to `actions`, and those of events without an action ID.
pub(crate) const ADD_ACTIONS: &str = include_str!("../../sql/actions.sql");

/// Assigns action IDs to the events of a range of rows that have none.
pub(crate) const ASSIGN_ACTION_IDS: &str = include_str!("../../sql/assign_action_ids.sql");

/// Macros, which everything else is built on.
const MACROS: &[(&str, &str)] = &[
    ("sql/macros.sql", include_str!("../../sql/macros.sql")),
    ("sql/targets.sql", include_str!("../../sql/targets.sql")),
    ("sql/names_resource.sql", include_str!("../../sql/names_resource.sql")),
    ("sql/network_rules.sql", include_str!("../../sql/network_rules.sql")),
    ("sql/outcome.sql", include_str!("../../sql/outcome.sql")),
    ("sql/resource_types.sql", include_str!("../../sql/resource_types.sql")),
    ("sql/global_service_regions.sql", include_str!("../../sql/global_service_regions.sql")),
    ("sql/policies.sql", include_str!("../../sql/policies.sql")),
    ("sql/programs.sql", include_str!("../../sql/programs.sql")),
    ("sql/iam_actions.sql", include_str!("../../sql/iam_actions.sql")),
    ("sql/detections.sql", include_str!("../../sql/detections.sql")),
    ("sql/ledger/current.sql", include_str!("../../sql/ledger/current.sql")),
];

/// Macros on the view `activity`.
const MACROS_ON_ACTIVITY: &[(&str, &str)] = &[
    ("sql/detected.sql", include_str!("../../sql/detected.sql")),
    ("sql/findings.sql", include_str!("../../sql/findings.sql")),
];

/// The view that all reports read.
const ACTIVITY: &str = "activity";

/// Selects the names of tables and views, and which of them Ducktrail installed.
const NAMES: &str = include_str!("../../sql/installed_names.sql");

/// Installs the rules and applies them to the stored rows again, and installs the views. If this version is
/// installed, which can take longer than an import, installs only the reports whose names were taken.
///
/// A table or view that a user has given the name of a report stays, and a warning is printed.
pub(crate) fn update(connection: &Connection) -> Result<()> {
    if !is_installed(connection, &rules_hash())? {
        in_transaction(connection, install_rules)?;
    }
    if !is_installed(connection, &HASH)? {
        return install_views(connection);
    }
    let sql = "SELECT count(*) FROM installed_views";
    let count: usize = connection.query_row(sql, [], |row| row.get(0))?;
    // The view activity is one more.
    if count <= REPORTS.len() {
        warn_of(&in_transaction(connection, install_missing_reports)?);
    }
    Ok(())
}

/// Prints a note if another version of Ducktrail made the views of a database that is only read, so that what this
/// version documents and what they show can differ. A lake has no views of its own.
pub(crate) fn note_another_version(connection: &Connection, path: &Path) -> Result<()> {
    if !is_installed(connection, &HASH)? {
        error::eprint_line(&format!(
            "note: {} has the reports and rules of another version of Ducktrail; the next import into it brings them up to date",
            path.display()
        ));
    }
    Ok(())
}

/// Returns true if what has this hash is installed.
fn is_installed(connection: &Connection, hash: &str) -> Result<bool> {
    let sql = "SELECT count(*) > 0 FROM installed_rules WHERE sha256 = ?";
    Ok(connection.query_row(sql, [hash], |row| row.get(0))?)
}

/// Stores the hashes of what is installed, in the place of all others.
fn remember_hashes(connection: &Connection, hashes: &[String]) -> Result<()> {
    run(connection, "the version of the rules", "DELETE FROM installed_rules")?;
    let mut statement = connection.prepare("INSERT INTO installed_rules VALUES (?)")?;
    for hash in hashes {
        statement.execute([hash])?;
    }
    Ok(())
}

fn in_transaction<T>(
    connection: &Connection,
    work: impl FnOnce(&Connection) -> Result<T>,
) -> Result<T> {
    run(connection, "the transaction", "BEGIN")?;
    let result = work(connection);
    run(connection, "the transaction", if result.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    result
}

fn warn_of(taken: &[&str]) {
    for report in taken {
        error::eprint_line(&format!(
            "warning: the report {report} is not a view of this database, which has another table or view of that name; to query it from SQL, rename yours and import again; the command `report` works in any case"
        ));
    }
}

/// Returns the query of a report, at most `limit` of its rows. If this version installed the views, it is the `SELECT`
/// of the report, because asking DuckDB for the names of views takes a tenth of the time of a short report. In a
/// database of another version it is the view, unless a user has a table or view of that name, or there is none yet.
pub(crate) fn query(
    connection: &Connection,
    report: &Report,
    limit: Option<u64>,
) -> Result<String> {
    let has_view =
        !is_installed(connection, &HASH)? && Names::read(connection)?.ours.contains(report.name());
    Ok(report.query(has_view, limit))
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

/// The query of the view `activity` in a database.
const ACTIVITY_QUERY: &str = include_str!("../../sql/activity.sql");

/// Returns the query of the view `activity`, and `shape_id`, which only whole records need.
pub(crate) fn activity_query(connection: &Connection) -> Result<String> {
    if lake::is_open(connection)? { query_of_lake("") } else { Ok(query_of_stored_events("")) }
}

/// Returns the same query with the columns `row_id`, and `action_number`, which is the ID of the action, and on
/// a database `caller_number`.
pub(crate) fn activity_with_numbers(connection: &Connection) -> Result<String> {
    if lake::is_open(connection)? {
        let action = "{event_source: event_source, event_name: event_name}";
        return query_of_lake(&format!(", row_id, {action} AS action_number"));
    }
    Ok(query_of_stored_events(
        ", event_rows.rowid AS row_id, event_rows.action_id AS action_number, event_rows.caller_id AS caller_number",
    ))
}

/// Returns the query for a lake, with more columns: a list in which each follows a comma.
fn query_of_lake(more: &str) -> Result<String> {
    let (_, scope) =
        ACTIVITY_QUERY.split_once(") AS derived").context("sql/activity.sql has no scope")?;
    Ok(format!("SELECT * FROM ({}) AS derived{scope}", lake::activity_query(more)))
}

/// Returns the query for a database, with more columns.
fn query_of_stored_events(more: &str) -> String {
    let events = events_view::select(&format!("{}{more}", derived::columns_of_callers()));
    ACTIVITY_QUERY.replace("FROM events_with_actors", &format!("FROM ({events})"))
}

/// Returns the statement that installs the view `activity` of a query.
fn activity_view(query: &str) -> String {
    format!(
        "CREATE OR REPLACE VIEW {ACTIVITY} AS SELECT * EXCLUDE (shape_id) FROM ({query}) AS scoped"
    )
}

/// The hash of everything that is installed.
static HASH: LazyLock<String> = LazyLock::new(|| {
    let views = REPORTS.iter().map(view);
    let macros = MACROS_ON_ACTIVITY.iter().map(|(_, sql)| (*sql).to_owned());
    let activity = activity_view(&query_of_stored_events(""));
    let others = [rules_hash(), activity, comments::on_views()];
    hash_of(others.into_iter().chain(macros).chain(views))
});

/// Returns the hash of what [`install_rules`] installs.
fn rules_hash() -> String {
    let files = MACROS.iter().map(|(_, sql)| (*sql).to_owned());
    let views = [events_view::create(), events_view::create_between()];
    let others =
        [detection_rows::AS_CONSTANT.to_owned(), RENEW_ACTIONS.to_owned(), derived::renew()];
    hash_of(files.chain(views).chain(others).chain([comments::on_tables()]))
}

fn hash_of(texts: impl Iterator<Item = String>) -> String {
    let mut hash = Sha256::new();
    texts.for_each(|sql| hash.update(sql));
    hex::encode(hash.finalize())
}

/// Installs the macros and the view `events`, which an import needs, applies the rules to the stored rows,
/// and comments on the tables.
pub(crate) fn install_rules(connection: &Connection) -> Result<()> {
    if Names::read(connection)?.others.contains(ACTIVITY) {
        bail!(
            "cannot install the view {ACTIVITY}: the database has another table or view of that name; rename or drop yours with the option --read-write of the command `query`, then import again"
        );
    }
    for (name, sql) in MACROS {
        run(connection, name, sql)?;
    }
    detection_rows::make_constant(connection)?;
    run(connection, "the view events", &events_view::create())?;
    run(connection, "the macro events_between", &events_view::create_between())?;
    run(connection, "the rules for actions", RENEW_ACTIONS)?;
    run(connection, "the derived columns", &derived::renew())?;
    optimizer::without(connection, || run(connection, "the comments", &comments::on_tables()))?;
    remember_hashes(connection, &[rules_hash()])
}

/// Installs the view `activity` and the reports, and drops those that no longer exist, in a transaction.
fn install_views(connection: &Connection) -> Result<()> {
    let activity = activity_view(&query_of_stored_events(""));
    let taken = in_transaction(connection, |connection| {
        let taken = optimizer::without(connection, || replace_views(connection, &activity))?;
        remember_hashes(connection, &[rules_hash(), HASH.clone()])?;
        Ok(taken)
    })?;
    warn_of(&taken);
    Ok(())
}

/// Installs the view `activity` of a lake in the place of that of a database.
pub(crate) fn install_activity_of_lake(connection: &Connection) -> Result<()> {
    run(connection, "sql/activity.sql", &activity_view(&query_of_lake("")?))?;
    optimizer::without(connection, || run(connection, "the comments", &comments::on_views()))
}

/// Installs the view `activity`, the macros on it, and the reports, all with their comments. Returns the
/// reports whose names are taken.
fn replace_views(connection: &Connection, activity: &str) -> Result<Vec<&'static str>> {
    for name in Names::read(connection)?.ours.iter().filter(|name| *name != ACTIVITY) {
        run(connection, name, &format!("DROP VIEW {}", literal::name(name)))?;
    }
    run(connection, "the list of views", "DELETE FROM installed_views")?;
    run(connection, "sql/activity.sql", activity)?;
    for (name, sql) in MACROS_ON_ACTIVITY {
        run(connection, name, sql)?;
    }
    let taken = install_missing_reports(connection)?;
    run(connection, "the comments", &comments::on_views())?;
    remember(connection, &[ACTIVITY])?;
    Ok(taken)
}

/// Installs the reports that are not. Returns those whose names are taken.
fn install_missing_reports(connection: &Connection) -> Result<Vec<&'static str>> {
    let names = Names::read(connection)?;
    let (mut taken, mut installed) = (Vec::new(), Vec::new());
    for report in REPORTS.iter().filter(|report| !names.ours.contains(report.name())) {
        let name = report.name();
        if names.others.contains(name) {
            // It may have replaced a view of ours.
            connection.execute("DELETE FROM installed_views WHERE name = ?", [name])?;
            taken.push(name);
        } else {
            run(connection, name, &view(report))?;
            installed.push(name);
        }
    }
    remember(connection, &installed)?;
    Ok(taken)
}

/// Adds views to the list of those that Ducktrail installed.
fn remember(connection: &Connection, names: &[&str]) -> Result<()> {
    if names.is_empty() {
        return Ok(());
    }
    let names = names.iter().map(|name| quote(name)).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "DELETE FROM installed_views WHERE name IN ({names});
         INSERT INTO installed_views SELECT view_name, comment FROM duckdb_views()
         WHERE database_name = current_database() AND schema_name = 'main' AND view_name IN ({names})"
    );
    run(connection, "the list of views", &sql)
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
    let columns = report.columns().map(|(column, text)| comments::on_column(name, column, text));
    [
        format!("CREATE VIEW {name} AS\n{};\n", report.select()),
        format!("COMMENT ON VIEW {name} IS {};\n", quote(report.question())),
    ]
    .into_iter()
    .chain(columns)
    .collect()
}
