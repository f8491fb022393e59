//! The row of one import in the table `imports`.

use anyhow::{Context, Result, bail};
use duckdb::{Connection, params, params_from_iter};

use crate::import::balance::Balance;

const INSERT: &str = "
INSERT INTO imports
SELECT ?, make_timestamp(epoch_us(now())), NULL, ?, from_json(?, '[\"VARCHAR\"]'), 'running', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0";

/// Row counts of tables, each followed by the sum that the ledger of files has for it.
const TOTALS: &str = "
SELECT
    (SELECT count(*) FROM events), (SELECT coalesce(sum(records_inserted), 0)::BIGINT FROM files),
    (SELECT count(*) FROM insights), (SELECT coalesce(sum(records_insight), 0)::BIGINT FROM files),
    (SELECT count(*) FROM aggregated_events), (SELECT coalesce(sum(records_aggregated), 0)::BIGINT FROM files)";

/// The row of one import.
#[derive(Debug)]
pub(crate) struct ImportRow {
    /// The number of the import.
    pub(crate) id: i64,
}

impl ImportRow {
    /// Inserts the row of a new import with its command line.
    pub(crate) fn insert(connection: &Connection, arguments: &[String]) -> Result<Self> {
        let row = Self::next(connection)?;
        let arguments = serde_json::to_string(arguments)?;
        connection.execute(INSERT, params![row.id, env!("CARGO_PKG_VERSION"), arguments])?;
        Ok(row)
    }

    /// Returns the row that the next import would have, for a dry run.
    pub(crate) fn next(connection: &Connection) -> Result<Self> {
        let sql = "SELECT coalesce(max(id), 0) + 1 FROM imports";
        Ok(Self { id: connection.query_row(sql, [], |row| row.get(0))? })
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

    /// Completes the row, and checks that the ledger agrees with the tables.
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
        check_totals(connection)
            .context("the ledger does not agree with the tables; please report this")
    }
}

/// Returns the counts with their columns.
fn columns(balance: &Balance) -> [(&'static str, u64); 14] {
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
        ("records_insight", records.insight),
        ("records_aggregated", records.aggregated),
    ]
}

fn check_totals(connection: &Connection) -> Result<()> {
    let totals = connection.query_row(TOTALS, [], |row| {
        (0..6).map(|at| row.get(at)).collect::<Result<Vec<i64>, _>>()
    })?;
    for (pair, table) in totals.chunks(2).zip(["events", "insights", "aggregated_events"]) {
        if pair[0] != pair[1] {
            bail!("{table} has {} rows, but the files account for {}", pair[0], pair[1]);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{import::balance::RecordCounts, store::migrate};

    #[test]
    fn a_balance_is_found_only_after_its_transaction_is_committed() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate::apply(&mut connection).unwrap();
        connection.execute(INSERT, params![7, "0", "[]"]).unwrap();
        let row = ImportRow { id: 7 };
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
        assert!(!ImportRow { id: 8 }.has(&connection, &balance).unwrap());
    }
}
