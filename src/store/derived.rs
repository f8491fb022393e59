//! The columns of `events` that are made of its other columns, by the rules in `sql/macros.sql`: at
//! the insert, and again for all events when a rule is new.
//!
//! Only what makes the scan of a question cheaper is kept so. All else is derived in `activity`.

use anyhow::{Context, Result};
use duckdb::Connection;

use crate::trail::column::COLUMNS;

/// A column that SQL makes.
#[derive(Debug)]
pub struct Derived {
    /// The name in the database.
    pub name: &'static str,
    /// The DuckDB type.
    pub sql_type: &'static str,
    /// What makes it of the columns of one event; never NULL.
    pub expression: &'static str,
    /// What it means: the comment in the database.
    pub comment: &'static str,
}

/// All of them, in the order of the table, behind [`COLUMNS`].
pub const DERIVED: &[Derived] = &[
    Derived {
        name: "outcome",
        sql_type: "VARCHAR",
        expression: "outcome_of(error_code, error_message, sign_in_failed)",
        comment: "success, denied or failed: by error code, error message, and the answers of the sign-in service.",
    },
    Derived {
        name: "event_id_start",
        sql_type: "UINTEGER",
        expression: "event_id_start_of(event_id)",
        comment: "The first eight hexadecimal digits of event_id as a number, 0 where there are none: an event is looked up by it first, as IDs take long to read.",
    },
];

/// The statement that inserts what `source`, a FROM with all of [`COLUMNS`], gives.
pub fn insert(source: &str) -> String {
    let logged: Vec<_> = COLUMNS.iter().map(|column| column.name).collect();
    let made: Vec<_> = DERIVED.iter().map(|column| column.name).collect();
    let expressions: Vec<_> = DERIVED.iter().map(|column| column.expression).collect();
    let logged = logged.join(", ");
    format!(
        "INSERT INTO events ({logged}, {}) SELECT {logged}, {} FROM {source}",
        made.join(", "),
        expressions.join(", ")
    )
}

/// The statement that makes them again where they are not what the rules say.
pub fn renew() -> String {
    let sets: Vec<_> =
        DERIVED.iter().map(|it| format!("{} = {}", it.name, it.expression)).collect();
    let differs: Vec<_> = DERIVED
        .iter()
        .map(|it| format!("{} IS DISTINCT FROM {}", it.name, it.expression))
        .collect();
    format!("UPDATE events SET {} WHERE {}", sets.join(", "), differs.join(" OR "))
}

/// Makes them for events that were added without.
pub fn complete(connection: &Connection) -> Result<()> {
    let sets: Vec<_> =
        DERIVED.iter().map(|it| format!("{} = {}", it.name, it.expression)).collect();
    let sql = format!("UPDATE events SET {} WHERE {} IS NULL", sets.join(", "), DERIVED[0].name);
    connection.execute_batch(&sql).context("cannot complete the events")
}
