//! DuckDB's temporary files, which a process that is killed leaves behind.

use std::{
    fs::{self, DirEntry},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use indicatif::HumanBytes;
use tempfile::NamedTempFile;

use crate::{count::counted, error, store::durable};

/// The start of the names of `DuckDB`'s temporary files.
const PREFIX: &str = "duckdb_temp_";

/// Temporary files that no process uses any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StaleFiles {
    pub(crate) folder: PathBuf,
    pub(crate) files: u64,
    pub(crate) bytes: u64,
}

/// Returns DuckDB's default temporary directory of a database.
pub(crate) fn folder(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".tmp");
    name.into()
}

/// Calls `write` to fill a temporary file, then gives it the name of the database, which must not exist. If the
/// process is killed, the file is one of those that [`remove_stale`] removes.
pub(super) fn create(
    database: &Path,
    write: impl FnOnce(&mut NamedTempFile) -> io::Result<()>,
) -> io::Result<()> {
    let folder = folder(database);
    match fs::create_dir(&folder) {
        Err(err) if err.kind() != ErrorKind::AlreadyExists => return Err(err),
        _ => {}
    }
    let place = || -> io::Result<()> {
        let mut draft = tempfile::Builder::new().prefix(PREFIX).tempfile_in(&folder)?;
        write(&mut draft)?;
        draft.as_file().sync_all()?;
        draft.persist_noclobber(database)?;
        durable::sync_folder(&super::folder(database))
    };
    let placed = place();
    // It remains if it has other files in it.
    let _ = fs::remove_dir(&folder);
    placed
}

/// Returns the temporary files of a database that no other process has open. This process must not have
/// opened it yet: closing any handle of a file drops all its locks.
pub(crate) fn stale(database: &Path) -> Option<StaleFiles> {
    let found = files(database);
    if found.is_empty() || is_locked(database) {
        return None;
    }
    Some(sum(database, &found))
}

/// Removes the temporary files of a database that this process has just opened for writing, so that no
/// other process has it open, and reports them.
pub(crate) fn remove_stale(database: &Path) -> Result<()> {
    let found = files(database);
    if found.is_empty() {
        return Ok(());
    }
    let StaleFiles { folder, files, bytes } = sum(database, &found);
    for file in found {
        let path = file.path();
        fs::remove_file(&path).with_context(|| {
            format!(
                "cannot remove {}, a temporary file of a process that was killed",
                path.display()
            )
        })?;
    }
    // It remains if it has other files in it.
    let _ = fs::remove_dir(&folder);
    error::eprint_line(&format!(
        "removed {} ({}) that a killed process left in {}",
        counted(files, "temporary file"),
        HumanBytes(bytes),
        folder.display()
    ));
    Ok(())
}

fn sum(database: &Path, found: &[DirEntry]) -> StaleFiles {
    let sizes = found.iter().filter_map(|file| file.metadata().ok());
    StaleFiles {
        folder: folder(database),
        files: found.len() as u64,
        bytes: sizes.map(|metadata| metadata.len()).sum(),
    }
}

/// Returns the temporary files of a database. Other files in the folder are not DuckDB's.
fn files(database: &Path) -> Vec<DirEntry> {
    let Ok(entries) = fs::read_dir(folder(database)) else { return Vec::new() };
    let is_temporary = |entry: &DirEntry| {
        entry.file_name().to_string_lossy().starts_with(PREFIX)
            && entry.file_type().is_ok_and(|kind| kind.is_file())
    };
    entries.flatten().filter(is_temporary).collect()
}

/// Returns true if another process has opened the database, or if that is not known.
#[cfg(unix)]
fn is_locked(database: &Path) -> bool {
    use rustix::process::{Flock, FlockType, fcntl_getlk};

    let Ok(file) = fs::File::open(database) else { return true };
    let lock = Flock::from(FlockType::WriteLock);
    fcntl_getlk(&file, &lock).map_or(true, |holder| holder.is_some())
}

#[cfg(not(unix))]
fn is_locked(_: &Path) -> bool {
    true
}
