//! A rollback journal: copies of the blocks that DuckDB's next checkpoint may overwrite.
//!
//! It works around a fault in DuckDB. A checkpoint overwrites metadata blocks of the current state in
//! place (`MetadataManager::Flush`) before it writes the header of the new state
//! (`SingleFileBlockManager::WriteHeader`). A process that is killed in between can leave half-written
//! blocks, and then the database no longer opens. Once the copied blocks are restored, the current
//! header is valid again, and DuckDB replays later commits from its log.
//!
//! A journal belongs to the three headers at the start of the file. If they differ, a later
//! checkpoint was completed and the journal is obsolete.

mod file;
#[cfg(test)]
mod tests;

use std::{
    fs::{self, File},
    io::{ErrorKind, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use duckdb::Connection;

use crate::store::journal::file::{JournalFile, blocks_for};

/// The size of DuckDB's main header and its two database headers, the newer of which is valid.
const HEADERS: usize = 3 * 4096;

/// Selects the IDs of the metadata blocks, and the size of a block in bytes.
const BLOCKS: &str = "
SELECT block_id, (SELECT block_size FROM pragma_database_size() WHERE database_name = current_database())
FROM pragma_metadata_info()";

/// The journal of a database that is open for writing.
#[derive(Debug)]
pub(crate) struct RollbackJournal {
    database: PathBuf,
    /// The database file. It stays open as long as DuckDB has it open: when a process closes a file,
    /// it loses all its POSIX locks on it, including DuckDB's.
    file: Option<File>,
    /// The headers that the journal on disk belongs to.
    headers: Option<Vec<u8>>,
    /// True if the last update failed, so that the file may still be needed after this process.
    is_needed: bool,
}

impl RollbackJournal {
    /// Creates a journal that has no file yet.
    pub(crate) fn new(database: &Path) -> Self {
        Self { database: database.to_owned(), file: None, headers: None, is_needed: false }
    }

    /// Writes the journal for the next checkpoint, unless it was written since the last one.
    /// `connection` must be a connection to the database.
    pub(crate) fn update(&mut self, connection: &Connection) -> Result<()> {
        // Windows does not let a locked file be opened a second time.
        if cfg!(not(unix)) {
            return Ok(());
        }
        let updated = self.write(connection).with_context(|| {
            format!(
                "cannot write {}, without which a kill may damage the database",
                path(&self.database).display()
            )
        });
        self.is_needed = updated.is_err();
        updated
    }

    fn write(&mut self, connection: &Connection) -> Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(File::open(&self.database)?),
        };
        let headers = read(file, 0, HEADERS)?;
        if self.headers.as_ref() == Some(&headers) {
            return Ok(());
        }
        let length = file.metadata()?.len();
        let mut journal = JournalFile::create(path(&self.database), &headers)?;
        let mut statement = connection.prepare(BLOCKS)?;
        for block in statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))? {
            let (id, size): (u64, usize) = block?;
            let offset = HEADERS as u64 + id * size as u64;
            // Blocks beyond the end of the file have not been written yet.
            if offset + size as u64 <= length {
                journal.add_block(offset, &read(file, offset, size)?)?;
            }
        }
        journal.finish()?;
        self.headers = Some(headers);
        Ok(())
    }
}

impl Drop for RollbackJournal {
    fn drop(&mut self) {
        if !self.is_needed {
            // The next import recognizes a file that could not be removed as obsolete.
            let _ = fs::remove_file(path(&self.database));
        }
    }
}

/// Returns true if the database has a journal, as after a kill.
pub(crate) fn exists(database: &Path) -> bool {
    path(database).exists()
}

/// Restores the blocks in the journal of a killed process, before DuckDB opens the database. Does
/// nothing if another process has the database open.
pub(crate) fn restore(database: &Path) -> Result<()> {
    let path = path(database);
    let journal = match fs::read(&path) {
        Err(err) if err.kind() == ErrorKind::NotFound => return Ok(()),
        journal => journal.with_context(|| format!("cannot read {}", path.display()))?,
    };
    match File::options().read(true).write(true).open(database) {
        Ok(file) if !lock(&file) => return Ok(()),
        Ok(mut file) => write_back(&mut file, &journal).with_context(|| {
            format!("cannot restore {} from {}", database.display(), path.display())
        })?,
        Err(err) if err.kind() == ErrorKind::NotFound => {}
        // DuckDB will report why the database cannot be opened.
        Err(_) => return Ok(()),
    }
    fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))
}

/// Writes the blocks of `journal` to the database, if it is complete and belongs to its headers.
fn write_back(file: &mut File, journal: &[u8]) -> Result<()> {
    let Some(blocks) = blocks_for(&read(file, 0, HEADERS).unwrap_or_default(), journal) else {
        return Ok(());
    };
    for (offset, block) in blocks {
        file.seek(SeekFrom::Start(offset))?;
        file.write_all(block)?;
    }
    Ok(file.sync_all()?)
}

fn read(file: &mut File, offset: u64, size: usize) -> Result<Vec<u8>> {
    let mut bytes = vec![0; size];
    file.seek(SeekFrom::Start(offset))?;
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Takes DuckDB's own lock on a database until the file is closed. Returns `false` if another process
/// has it.
#[cfg(unix)]
fn lock(file: &File) -> bool {
    rustix::fs::fcntl_lock(file, rustix::fs::FlockOperation::NonBlockingLockExclusive).is_ok()
}

/// Windows does not open a file that another process has locked.
#[cfg(not(unix))]
fn lock(_: &File) -> bool {
    true
}

fn path(database: &Path) -> PathBuf {
    with_suffix(database, ".undo")
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
