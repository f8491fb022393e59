//! A database that an import writes: every checkpoint can be undone until it is complete.

use std::{cell::RefCell, ops::Deref, path::Path};

use anyhow::Result;
use duckdb::{AccessMode, Connection};

use crate::store::{
    Limits, STORAGE_VERSION, base_config,
    journal::{self, RollbackJournal},
    limit, migrate, open, views,
};

/// How many rows DuckDB stores together.
const ROW_GROUP: u64 = 122_880;

/// From how many bytes on a row of events is large: ten times what most have.
const LARGE_ROW: u64 = 16 << 10;

/// A connection to a database that is open to be written, of which no kill at any moment leaves a
/// file that cannot be mended. DuckDB makes checkpoints when it is told to, with a commit
/// whose log is long, and when it closes the database; what it writes over is copied before each.
#[derive(Debug)]
pub(crate) struct Writer {
    // Dropped in this order: the copy is for as long as DuckDB has the file open.
    connection: Connection,
    journal: RefCell<RollbackJournal>,
}

impl Writer {
    /// Opens a database to import into, made where it is missing, with schema and views up to date.
    /// What a process was killed over is put back before.
    pub(crate) fn open(path: &Path, limits: &Limits) -> Result<Self> {
        journal::restore(path)?;
        let config = base_config()?
            .with("storage_compatibility_version", STORAGE_VERSION)?
            .access_mode(AccessMode::ReadWrite)?;
        let connection = open(path, config)?;
        let mut writer = Self { connection, journal: RefCell::new(RollbackJournal::new(path)) };
        limit(&writer, limits)?;
        writer.keep()?;
        migrate::apply(&mut writer.connection)?;
        writer.keep()?;
        views::install(&writer)?;
        Ok(writer)
    }

    /// Commits the transaction.
    pub(crate) fn commit(&self) -> Result<()> {
        self.keep()?;
        Ok(self.connection.execute_batch("COMMIT")?)
    }

    /// Moves what was committed, so many rows of events of so many bytes of content, from DuckDB's log
    /// into the file. Blocks that this frees are used again by what is written next.
    ///
    /// DuckDB would make fewer row groups of neighbours that are not full, of which each thread leaves
    /// one. Behind a large batch that compresses a good part of it a second time, on one thread, and
    /// leaves as much of the file empty (of a million events by four threads: half of the time, and a
    /// third of the file). Small ones would become ever more, so behind a small batch one
    /// stretch of them is brought together, which is as much as was added; but not of large rows, of which
    /// it would hold 2,048 in memory.
    pub(crate) fn checkpoint(&self, rows: u64, bytes: u64) -> Result<()> {
        self.keep()?;
        let merges = u8::from(rows < ROW_GROUP && bytes / rows.max(1) < LARGE_ROW);
        Ok(self.connection.execute_batch(&format!(
            "SET max_vacuum_tasks = {merges}; CHECKPOINT; SET max_vacuum_tasks = 0"
        ))?)
    }

    fn keep(&self) -> Result<()> {
        self.journal.borrow_mut().keep(&self.connection)
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
        if self.keep().is_err() {
            // What was committed stays in the log, where the next one to open the file finds it.
            let _ = self.connection.execute_batch("PRAGMA disable_checkpoint_on_shutdown");
        }
    }
}
