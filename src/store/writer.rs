//! The database connection of an import. It works around two faults in DuckDB: a kill during a
//! checkpoint can damage the file (see [`journal`]), and a checkpoint merges row groups that are not
//! full on one thread (see [`Writer::checkpoint`]).

use std::{cell::RefCell, ops::Deref, path::Path};

use anyhow::{Context, Result};
use duckdb::Connection;

use crate::store::{
    Limits, file_kind,
    journal::{self, RollbackJournal},
    limit, migrate, open_for_import, row_group, template, temporary, views,
};

/// The average size in bytes from which rows of `events` count as large: ten times the usual.
const LARGE_ROW: u64 = 16 << 10;

/// A connection for writing. A kill at any moment leaves a file that can be restored: DuckDB makes a
/// checkpoint on request, at a commit if its log is long, and when it closes the database, and the
/// journal is updated before each of them.
#[derive(Debug)]
pub(crate) struct Writer {
    // Fields drop in this order. The journal is needed until DuckDB has closed the file.
    connection: Connection,
    journal: RefCell<RollbackJournal>,
    /// The number of rows in a full row group.
    row_group: u64,
}

impl Writer {
    /// Opens a database to import into, and creates it if necessary. First restores it after a kill;
    /// then brings the schema and the views up to date. `bytes` is the size of the content to import, as far as
    /// it is known.
    pub(crate) fn open(path: &Path, limits: &Limits, bytes: u64) -> Result<Self> {
        file_kind::remove_empty(path)?;
        file_kind::check(path)?;
        journal::restore(path)?;
        let row_group = if path.exists() {
            row_group::of_memory(limits)
        } else {
            row_group::of_new(bytes, limits)
        };
        let connection = open_for_import(path, row_group)?;
        temporary::remove_stale(path)?;
        let mut writer =
            Self { connection, journal: RefCell::new(RollbackJournal::new(path)), row_group };
        limit(&writer, &limits.for_schema())?;
        writer.update_journal()?;
        migrate::apply_and(&mut writer.connection, views::install_rules)
            .with_context(|| format!("cannot use {}", path.display()))?;
        template::date_migrations(&writer)?;
        writer.update_journal()?;
        views::update(&writer)?;
        limit(&writer, limits)?;
        Ok(writer)
    }

    /// Commits the transaction.
    pub(crate) fn commit(&self) -> Result<()> {
        self.update_journal()?;
        Ok(self.connection.execute_batch("COMMIT")?)
    }

    /// Moves committed data from DuckDB's log into the file. `rows` and `bytes` are the number of
    /// events and the size of their content since the last checkpoint.
    ///
    /// By default a checkpoint also merges adjacent row groups that are not full; each thread of an
    /// insert leaves one. After a large batch that compresses much of it a second time, on one thread,
    /// and leaves as much of the file empty (a million events on four threads: half of the time and a
    /// third of the file). So nothing is merged then. Small batches would leave ever more small row
    /// groups, so after each of them one run of row groups is merged, about as much data as was added.
    /// Large rows are never merged, because DuckDB would hold 2,048 of them in memory.
    pub(crate) fn checkpoint(&self, rows: u64, bytes: u64) -> Result<()> {
        self.update_journal()?;
        let merges = u8::from(rows < self.row_group && bytes / rows.max(1) < LARGE_ROW);
        Ok(self.connection.execute_batch(&format!(
            "SET max_vacuum_tasks = {merges}; CHECKPOINT; SET max_vacuum_tasks = 0"
        ))?)
    }

    fn update_journal(&self) -> Result<()> {
        self.journal.borrow_mut().update(&self.connection)
    }
}

impl Deref for Writer {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if self.update_journal().is_err() {
            // Committed data stays in the log, and DuckDB replays it when the file is next opened.
            let _ = self.connection.execute_batch("PRAGMA disable_checkpoint_on_shutdown");
        }
    }
}
