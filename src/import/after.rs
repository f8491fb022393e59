//! The text about an import that needs the database. It is read on the connection of the import, because
//! another process can lock the database as soon as the import has released it.

use anyhow::Result;
use duckdb::Connection;

/// The number of rejects that are printed.
const PRINTED_REJECTS: i64 = 5;

/// The contents of the table `events`. Times are in microseconds since 1970.
#[derive(Clone, Debug, Default)]
pub(crate) struct EventTotals {
    pub(crate) events: u64,
    pub(crate) first: Option<i64>,
    pub(crate) last: Option<i64>,
    pub(crate) accounts: u64,
    pub(crate) regions: u64,
}

impl EventTotals {
    pub(crate) fn load(connection: &Connection) -> Result<Self> {
        let sql = include_str!("../../sql/ledger/event_totals.sql");
        Ok(connection.query_row(sql, [], |row| {
            Ok(Self {
                events: row.get(0)?,
                first: row.get(1)?,
                last: row.get(2)?,
                accounts: row.get(3)?,
                regions: row.get(4)?,
            })
        })?)
    }
}

/// Returns a line for each of the first rejects of an import.
pub(crate) fn first_rejects(connection: &Connection, import_id: i64) -> Result<Vec<String>> {
    let mut statement = connection.prepare(
        "SELECT path, position, reason FROM rejects WHERE import_id = ? ORDER BY path, position LIMIT ?",
    )?;
    let rows = statement.query_map([import_id, PRINTED_REJECTS], |row| {
        let (path, position, reason): (String, Option<u64>, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        let at = position.map(|at| format!(" at byte {at}")).unwrap_or_default();
        Ok(format!("rejected: {path}{at}: {reason}"))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
