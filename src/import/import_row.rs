//! The row of one import in the table `imports`.

use anyhow::Result;
use duckdb::{Connection, params, params_from_iter};

use crate::import::{balance::Balance, table_changes::TableChanges};

/// The row of one import.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ImportRow {
    /// The number of the import.
    pub(crate) id: i64,
    /// The start, in microseconds since 1970.
    started_at: i64,
}

impl ImportRow {
    /// Returns the row that the next import has.
    pub(crate) fn next(connection: &Connection) -> Result<Self> {
        let id =
            connection.query_row(include_str!("../../sql/ledger/next_import.sql"), [], |row| {
                row.get(0)
            })?;
        let started_at = connection.query_row("SELECT epoch_us(now())", [], |row| row.get(0))?;
        Ok(Self { id, started_at })
    }

    /// Inserts the row with its command line, unless it is there. Returns true if it was inserted. It is
    /// part of the first transaction, so an import that fails before its first commit leaves no row.
    pub(crate) fn insert(
        &self,
        connection: &Connection,
        arguments: &[String],
        changes: &TableChanges,
    ) -> Result<bool> {
        let arguments = serde_json::to_string(arguments)?;
        let [events, insights, aggregated] = changes.changed;
        let [events_before, insights_before, aggregated_before] = changes.rows;
        let row = params![
            self.id,
            self.started_at,
            env!("CARGO_PKG_VERSION"),
            arguments,
            events,
            insights,
            aggregated,
            events_before,
            insights_before,
            aggregated_before
        ];
        Ok(connection.execute(include_str!("../../sql/ledger/insert_import.sql"), row)? > 0)
    }

    /// Writes the balance, in the transaction of the rows that it counts.
    pub(crate) fn write(&self, connection: &Connection, balance: &Balance) -> Result<()> {
        let columns = columns(balance);
        let sets = columns.map(|(column, _)| format!("{column} = ?")).join(", ");
        let sql = format!("UPDATE imports SET {sets} WHERE id = {}", self.id);
        connection.execute(&sql, params_from_iter(columns.map(|(_, count)| count)))?;
        Ok(())
    }

    /// Returns true if the row has this balance. After Ctrl-C during a commit only this shows whether the
    /// transaction was committed.
    pub(crate) fn has(&self, connection: &Connection, balance: &Balance) -> Result<bool> {
        let columns = columns(balance);
        let equals = columns.map(|(column, _)| format!("{column} = ?")).join(" AND ");
        let sql = format!("SELECT count(*) > 0 FROM imports WHERE id = {} AND {equals}", self.id);
        let counts = params_from_iter(columns.map(|(_, count)| count));
        Ok(connection.query_row(&sql, counts, |row| row.get(0))?)
    }

    /// Completes the row.
    pub(crate) fn finish(
        &self,
        connection: &Connection,
        balance: &Balance,
        is_stopped: bool,
    ) -> Result<()> {
        self.write(connection, balance)?;
        let outcome = if is_stopped { "interrupted" } else { "complete" };
        connection
            .execute(
                "UPDATE imports SET finished_at = make_timestamp(epoch_us(now())), outcome = ? WHERE id = ?",
                params![outcome, self.id],
            )?;
        Ok(())
    }
}

/// Returns the counts with their columns.
fn columns(balance: &Balance) -> [(&'static str, u64); 15] {
    let (files, records) = (&balance.files, &balance.records);
    [
        ("files_found", files.found),
        ("files_imported", files.imported),
        ("files_unchanged", files.unchanged),
        ("files_same_content", files.same_content),
        ("files_not_cloudtrail", files.not_cloudtrail),
        ("files_unreadable", files.unreadable),
        ("files_out_of_range", files.out_of_range),
        ("records_read", records.read),
        ("records_inserted", records.inserted),
        ("records_duplicate", records.duplicate),
        ("records_rejected", records.rejected),
        ("records_filtered", records.filtered),
        ("records_undecided", records.undecided),
        ("records_insight", records.insight),
        ("records_aggregated", records.aggregated),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{import::balance::RecordCounts, store::migrate};

    #[test]
    fn a_balance_is_found_only_after_its_transaction_is_committed() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate::apply(&mut connection).unwrap();
        let row = ImportRow { id: 7, started_at: 0 };
        assert!(row.insert(&connection, &[], &TableChanges::default()).unwrap());
        assert!(!row.insert(&connection, &[], &TableChanges::default()).unwrap());
        let balance = Balance {
            records: RecordCounts { read: 3, inserted: 2, duplicate: 1, ..RecordCounts::default() },
            ..Balance::default()
        };
        let write = |end| {
            connection.execute_batch("BEGIN").unwrap();
            row.write(&connection, &balance).unwrap();
            connection.execute_batch(end).unwrap();
            row.has(&connection, &balance).unwrap()
        };
        assert!(!write("ROLLBACK"));
        assert!(write("COMMIT"));
        assert!(!row.has(&connection, &Balance::default()).unwrap());
        assert!(!ImportRow { id: 8, ..row }.has(&connection, &balance).unwrap());
    }
}
