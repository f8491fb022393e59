//! Recognizes files that are no databases, before DuckDB opens them: its own messages about these name
//! neither the file that was meant nor the next step, and a journal must not be made for them.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

use anyhow::{Context, Result, bail};

use crate::store::lake;

/// The size of DuckDB's main header and its two database headers.
const HEADERS: u64 = 3 * 4096;

/// The first bytes of a DuckDB database: a checksum, then a magic number.
///
/// Source: `MainHeader` in DuckDB's `storage_info.hpp`.
const MAGIC: std::ops::Range<usize> = 8..12;

const SQLITE: &[u8] = b"SQLite format 3\0";

/// Returns an error if the file at `path` cannot be a DuckDB database. A missing or unreadable file is not
/// this function's concern.
pub(crate) fn check(path: &Path) -> Result<()> {
    let shown = path.display();
    if lake::is_lake(path) {
        return lake::refuse(path);
    }
    let Ok(metadata) = path.metadata() else { return Ok(()) };
    if metadata.is_dir() {
        bail!(
            "cannot open {shown}: it is a folder and no lake; name a database file or a lake with --db"
        );
    }
    if !metadata.is_file() {
        bail!("cannot open {shown}: it is not a regular file; name a database file with --db");
    }
    if metadata.len() == 0 {
        bail!("cannot open {shown}: it is empty; import into it, or name another file with --db");
    }
    let Ok(start) = start_of(path) else { return Ok(()) };
    if has_magic(&start) {
        if metadata.len() < HEADERS {
            bail!(
                "cannot open {shown}: it has {} bytes, and the headers of a DuckDB database alone have {HEADERS}, so most of it is missing; copy it again, or import the archive into another file with --db",
                metadata.len()
            );
        }
        return Ok(());
    }
    let kind = match start.as_slice() {
        start if start.starts_with(SQLITE) => "an SQLite database",
        [0x1f, 0x8b, ..] => "a gzip file",
        start if is_text(start) => "a text file",
        _ => "a file of another kind",
    };
    bail!(
        "cannot open {shown}: it is not a DuckDB database but {kind}; name another file with --db"
    )
}

/// Returns true if the file at `path` is a DuckDB database.
pub(crate) fn is_database(path: &Path) -> bool {
    // Opening a pipe would wait for somebody to write.
    path.metadata().is_ok_and(|it| it.is_file())
        && start_of(path).is_ok_and(|start| has_magic(&start))
}

fn has_magic(start: &[u8]) -> bool {
    start.get(MAGIC) == Some(b"DUCK")
}

/// Removes the file at `path` if it is empty and no program has it open. A new database can be left so by
/// a kill or a full disk, and DuckDB opens a file without content only if it has created it itself.
pub(crate) fn remove_empty(path: &Path) -> Result<()> {
    let is_empty = path.metadata().is_ok_and(|it| it.is_file() && it.len() == 0);
    if is_empty && is_unlocked(path) {
        let removed = path.canonicalize().and_then(fs::remove_file);
        removed.with_context(|| format!("cannot replace the empty file {}", path.display()))?;
    }
    Ok(())
}

/// Returns true if no process has the lock that DuckDB takes of a database.
#[cfg(unix)]
fn is_unlocked(path: &Path) -> bool {
    use rustix::fs::{FlockOperation, fcntl_lock};
    File::options()
        .write(true)
        .open(path)
        .is_ok_and(|file| fcntl_lock(&file, FlockOperation::NonBlockingLockExclusive).is_ok())
}

/// Windows itself does not remove an open file.
#[cfg(not(unix))]
fn is_unlocked(_: &Path) -> bool {
    true
}

fn start_of(path: &Path) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    File::open(path)?.take(512).read_to_end(&mut start)?;
    Ok(start)
}

/// Returns true for text in UTF-8, whose last character may be cut off.
fn is_text(start: &[u8]) -> bool {
    let is_utf8 = match str::from_utf8(start) {
        Ok(_) => true,
        Err(err) => err.error_len().is_none(),
    };
    is_utf8 && !start.contains(&0)
}
