//! The row of one import in the ledger.

use anyhow::{Context, Result, bail};
use duckdb::{Connection, params, params_from_iter};

use crate::import::{ImportRequest, balance::Balance};

/// One run of `import`.
#[derive(Debug)]
pub(crate) struct Run {
    /// Its number.
    pub(crate) id: i64,
}

const BEGIN: &str = "
INSERT INTO imports
SELECT ?, make_timestamp(epoch_us(now())), NULL, ?, from_json(?, '[\"VARCHAR\"]'), 'running', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0";

/// The columns of a balance, in the order of [`counts`].
const COUNTS: [&str; 14] = [
    "files_found",
    "files_imported",
    "files_unchanged",
    "files_same_content",
    "files_not_cloudtrail",
    "files_unreadable",
    "files_out_of_range",
    "records_read",
    "records_inserted",
    "records_duplicate",
    "records_rejected",
    "records_filtered",
    "records_insight",
    "records_aggregated",
];

fn counts(balance: &Balance) -> [u64; 14] {
    let (files, records) = (&balance.files, &balance.records);
    [
        files.found,
        files.imported,
        files.unchanged,
        files.same_content,
        files.not_cloudtrail,
        files.unreadable,
        files.out_of_range,
        records.read,
        records.inserted,
        records.duplicate,
        records.rejected,
        records.filtered,
        records.insight,
        records.aggregated,
    ]
}

/// What the ledger says must be there, against what is there.
const PROOF: &str = "
SELECT
    (SELECT count(*) FROM events), (SELECT coalesce(sum(records_inserted), 0)::BIGINT FROM files),
    (SELECT count(*) FROM insights), (SELECT coalesce(sum(records_insight), 0)::BIGINT FROM files),
    (SELECT count(*) FROM aggregated_events), (SELECT coalesce(sum(records_aggregated), 0)::BIGINT FROM files)";

impl Run {
    /// Begins a run; in a dry run nothing is written.
    pub(crate) fn begin(connection: &Connection, request: &ImportRequest) -> Result<Self> {
        let id =
            connection
                .query_row("SELECT coalesce(max(id), 0) + 1 FROM imports", [], |row| row.get(0))?;
        if !request.is_dry_run {
            let arguments = serde_json::to_string(&request.arguments)?;
            connection.execute(BEGIN, params![id, env!("CARGO_PKG_VERSION"), arguments])?;
        }
        Ok(Self { id })
    }

    /// Writes the balance as it stands, in the transaction of what it counts.
    pub(crate) fn write(&self, connection: &Connection, balance: &Balance) -> Result<()> {
        let sets = COUNTS.map(|column| format!("{column} = ?")).join(", ");
        let sql = format!("UPDATE imports SET {sets} WHERE id = {}", self.id);
        connection.execute(&sql, params_from_iter(counts(balance)))?;
        Ok(())
    }

    /// Whether this balance was written, and what it counts with it. Of a commit that Ctrl-C has met no
    /// more is known than an error.
    pub(crate) fn has(&self, connection: &Connection, balance: &Balance) -> Result<bool> {
        let equals = COUNTS.map(|column| format!("{column} = ?")).join(" AND ");
        let sql = format!("SELECT count(*) > 0 FROM imports WHERE id = {} AND {equals}", self.id);
        Ok(connection.query_row(&sql, params_from_iter(counts(balance)), |row| row.get(0))?)
    }

    /// Ends the run, after a check that the ledger agrees with the tables.
    pub(crate) fn end(
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
        prove(connection).context("the ledger does not agree with the tables; please report this")
    }
}

fn prove(connection: &Connection) -> Result<()> {
    let counts = connection.query_row(PROOF, [], |row| {
        (0..6).map(|at| row.get(at)).collect::<Result<Vec<i64>, _>>()
    })?;
    for (pair, table) in counts.chunks(2).zip(["events", "insights", "aggregated_events"]) {
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
    fn a_balance_is_there_when_its_transaction_is_committed_and_not_before() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate::apply(&mut connection).unwrap();
        connection.execute(BEGIN, params![7, "0", "[]"]).unwrap();
        let run = Run { id: 7 };
        let balance = Balance {
            records: RecordCounts { read: 3, inserted: 2, duplicate: 1, ..RecordCounts::default() },
            ..Balance::default()
        };
        let write = |end| {
            connection.execute_batch("BEGIN").unwrap();
            run.write(&connection, &balance).unwrap();
            connection.execute_batch(end).unwrap();
            run.has(&connection, &balance).unwrap()
        };
        assert!(!write("ROLLBACK"));
        assert!(write("COMMIT"));
        assert!(!run.has(&connection, &Balance::default()).unwrap());
        assert!(!Run { id: 8 }.has(&connection, &balance).unwrap());
    }
}
