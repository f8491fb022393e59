//! What a checkpoint may write over, kept beside the database until the checkpoint is done.
//!
//! DuckDB writes blocks of metadata in place that the state on the disk is read from, before it writes
//! the header that makes another state hold (`MetadataManager::Flush`, `SingleFileBlockManager::WriteHeader`).
//! A process that is killed within such a write leaves half a block, and the file opens no more. With
//! the blocks as they were the state of the header is whole again, and what was committed since stands
//! in DuckDB's log. Such a file is what other databases call a rollback journal.
//!
//! A copy holds for one header: the three of them stand at its start. Where the database has
//! others, a later checkpoint was completed, and the copy is of no use.

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

/// DuckDB's main header and its two database headers, of which the newer holds.
const HEADERS: usize = 3 * 4096;

/// The blocks that hold metadata, and the size of all blocks in bytes.
const BLOCKS: &str = "
SELECT block_id, (SELECT block_size FROM pragma_database_size() WHERE database_name = current_database())
FROM pragma_metadata_info()";

/// The copy of a database that is being written.
#[derive(Debug)]
pub(crate) struct RollbackJournal {
    database: PathBuf,
    /// The database. It stays open as long as DuckDB has it open: a process that closes a file
    /// gives up its POSIX locks on it, whoever of it took them.
    file: Option<File>,
    /// The headers that the copy is for.
    headers: Option<Vec<u8>>,
    /// Whether the copy may be wanted by those who come after.
    is_wanted: bool,
}

impl RollbackJournal {
    /// Nothing is copied yet.
    pub(crate) fn new(database: &Path) -> Self {
        Self { database: database.to_owned(), file: None, headers: None, is_wanted: false }
    }

    /// Copies what the next checkpoint may write over. Nothing is done where no checkpoint was made
    /// since the last call. `connection` is one to the database.
    pub(crate) fn keep(&mut self, connection: &Connection) -> Result<()> {
        // Windows lets no file be open twice that one has locked.
        if cfg!(not(unix)) {
            return Ok(());
        }
        let kept = self.copy(connection).with_context(|| {
            format!(
                "cannot keep {}, without which a kill may damage the database",
                path(&self.database).display()
            )
        });
        self.is_wanted = kept.is_err();
        kept
    }

    fn copy(&mut self, connection: &Connection) -> Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(File::open(&self.database)?),
        };
        let headers = read(file, 0, HEADERS)?;
        if self.headers.as_ref() == Some(&headers) {
            return Ok(());
        }
        let length = file.metadata()?.len();
        let mut copy = JournalFile::begin(path(&self.database), &headers)?;
        let mut statement = connection.prepare(BLOCKS)?;
        for block in statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))? {
            let (id, size): (u64, usize) = block?;
            let offset = HEADERS as u64 + id * size as u64;
            // A block that no checkpoint has written yet is in nobody's way.
            if offset + size as u64 <= length {
                copy.block(offset, &read(file, offset, size)?)?;
            }
        }
        copy.end()?;
        self.headers = Some(headers);
        Ok(())
    }
}

impl Drop for RollbackJournal {
    fn drop(&mut self) {
        if !self.is_wanted {
            // One that stays is found to be of no use by the next import.
            let _ = fs::remove_file(path(&self.database));
        }
    }
}

/// Whether there is a copy of what a process may have been killed over.
pub(crate) fn exists(database: &Path) -> bool {
    path(database).exists()
}

/// Puts back what a process was killed over, before DuckDB opens the database. Nothing is done where
/// another process has it open.
pub(crate) fn restore(database: &Path) -> Result<()> {
    let path = path(database);
    let copy = match fs::read(&path) {
        Err(err) if err.kind() == ErrorKind::NotFound => return Ok(()),
        copy => copy.with_context(|| format!("cannot read {}", path.display()))?,
    };
    match File::options().read(true).write(true).open(database) {
        Ok(file) if !lock(&file) => return Ok(()),
        Ok(mut file) => put_back(&mut file, &copy).with_context(|| {
            format!("cannot put back into {} what {} keeps", database.display(), path.display())
        })?,
        Err(err) if err.kind() == ErrorKind::NotFound => {}
        // What stands in the way of opening it, DuckDB tells of.
        Err(_) => return Ok(()),
    }
    fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))
}

/// Writes the blocks of `copy` where it is whole, and for the headers of the file.
fn put_back(file: &mut File, copy: &[u8]) -> Result<()> {
    let Some(blocks) = blocks_for(&read(file, 0, HEADERS).unwrap_or_default(), copy) else {
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

/// Takes DuckDB's own lock on a database, which ends with the file; `false` where somebody has it.
#[cfg(unix)]
fn lock(file: &File) -> bool {
    rustix::fs::fcntl_lock(file, rustix::fs::FlockOperation::NonBlockingLockExclusive).is_ok()
}

/// Windows has not let the file be opened if somebody has it.
#[cfg(not(unix))]
fn lock(_: &File) -> bool {
    true
}

fn path(database: &Path) -> PathBuf {
    beside(database, ".undo")
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}
