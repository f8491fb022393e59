//! The row of one import in the ledger.

use anyhow::{Context, Result, bail};
use duckdb::{Connection, params};

use crate::import::{Request, balance::Balance};

/// One run of `import`.
#[derive(Debug)]
pub struct Run {
    /// Its number.
    pub id: i64,
}

const BEGIN: &str = "
INSERT INTO imports
SELECT ?, make_timestamp(epoch_us(now())), NULL, ?, from_json(?, '[\"VARCHAR\"]'), 'running', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0";

const UPDATE: &str = "
UPDATE imports SET
    files_found = ?, files_imported = ?, files_unchanged = ?, files_same_content = ?,
    files_not_cloudtrail = ?, files_unreadable = ?, files_out_of_range = ?,
    records_read = ?, records_inserted = ?, records_duplicate = ?, records_rejected = ?,
    records_filtered = ?, records_insight = ?, records_aggregated = ?
WHERE id = ?";

/// What the ledger says must be there, against what is there.
const PROOF: &str = "
SELECT
    (SELECT count(*) FROM events), (SELECT coalesce(sum(records_inserted), 0)::BIGINT FROM files),
    (SELECT count(*) FROM insights), (SELECT coalesce(sum(records_insight), 0)::BIGINT FROM files),
    (SELECT count(*) FROM aggregated_events), (SELECT coalesce(sum(records_aggregated), 0)::BIGINT FROM files)";

impl Run {
    /// Begins a run; in a dry run nothing is written.
    pub fn begin(connection: &Connection, request: &Request) -> Result<Self> {
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
    pub fn write(&self, connection: &Connection, balance: &Balance) -> Result<()> {
        let (files, records) = (&balance.files, &balance.records);
        connection.execute(
            UPDATE,
            params![
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
                self.id
            ],
        )?;
        Ok(())
    }

    /// Ends the run, after a check that the ledger agrees with the tables.
    pub fn end(&self, connection: &Connection, balance: &Balance, is_stopped: bool) -> Result<()> {
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
