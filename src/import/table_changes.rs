//! The rows of the tables that imports fill, and the changes that others made between imports. Owners
//! delete rows, for example to erase or trim data, so a difference is recorded and is no error.

use std::fmt::Write;

use anyhow::{Result, bail};
use duckdb::Connection;

use crate::import::balance::RecordCounts;

const TABLES: [&str; 3] = ["events", "insights", "aggregated_events"];

/// The state of the tables at the start of an import, in the order of `TABLES`.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TableChanges {
    /// The number of rows.
    pub(crate) rows: [i64; 3],
    /// The rows that others added since the last import, less those that they removed.
    pub(crate) changed: [i64; 3],
}

impl TableChanges {
    pub(crate) fn load(connection: &Connection) -> Result<Self> {
        let sql = include_str!("../../sql/ledger/table_changes.sql");
        Ok(connection.query_row(sql, [], |row| {
            Ok(Self {
                rows: [row.get(0)?, row.get(1)?, row.get(2)?],
                changed: [row.get(3)?, row.get(4)?, row.get(5)?],
            })
        })?)
    }

    /// Returns a line about the changes, if there are any.
    pub(crate) fn note(&self) -> Option<String> {
        let mut parts = String::new();
        for (table, change) in TABLES.iter().zip(self.changed) {
            let direction = if change < 0 { "fewer" } else { "more" };
            if change != 0 {
                let comma = if parts.is_empty() { "" } else { ", " };
                let _ = write!(parts, "{comma}{table} has {} rows {direction}", change.abs());
            }
        }
        (!parts.is_empty()).then(|| {
            format!(
                "note: {parts} than the last import left; something else changed the database, which the table imports records"
            )
        })
    }

    /// Checks that the tables have the rows from before this import and those that it inserted.
    pub(crate) fn check(&self, connection: &Connection, records: &RecordCounts) -> Result<()> {
        let now = Self::load(connection)?.rows;
        let inserted = [records.inserted, records.insight, records.aggregated];
        for (at, table) in TABLES.iter().enumerate() {
            let (before, inserted) = (self.rows[at], inserted[at]);
            if i128::from(now[at]) != i128::from(before) + i128::from(inserted) {
                bail!(
                    "the balance does not add up: {table} had {before} rows, {inserted} were inserted, and it has {}; please report this",
                    now[at]
                );
            }
        }
        Ok(())
    }
}
