//! Folders of one process for temporary files, outside of a database: removed with the value, or by a later process
//! if this one is killed.
//!
//! A process holds a lock on a file in its folder, which the system releases when the process ends in any way. A
//! folder whose lock can be taken is one that a killed process left.

use std::{
    fs::{self, DirEntry, File, TryLockError},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use crate::error;

/// The start of the names of such folders.
const PREFIX: &str = "ducktrail-lake-";

/// The name of the locked file.
const LOCK: &str = "lock";

/// A folder of this process.
#[derive(Debug)]
pub(crate) struct OwnFolder {
    folder: TempDir,
    _lock: File,
}

impl OwnFolder {
    /// Creates a folder in `parent`, and removes those that killed processes of this user left there.
    pub(crate) fn create_in(parent: &Path) -> io::Result<Self> {
        // It is absolute, so that the working directory does not matter to DuckDB.
        let parent = parent.canonicalize()?;
        let own = loop {
            let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(&parent)?;
            if let Some(lock) = lock_new(folder.path())? {
                break Self { folder, _lock: lock };
            }
        };
        remove_abandoned(&parent, own.path());
        Ok(own)
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Creates and locks the file in a new folder. Returns `None` if another process took the folder for one that was
/// abandoned, as it had no lock yet.
fn lock_new(folder: &Path) -> io::Result<Option<File>> {
    let path = folder.join(LOCK);
    let file = match File::create_new(&path) {
        Err(err) if err.kind() == ErrorKind::NotFound => return Ok(None),
        created => created?,
    };
    match file.try_lock() {
        // A file system without locks: nobody else can lock the file either.
        Err(TryLockError::Error(_)) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Ok(()) => Ok(path.exists().then_some(file)),
    }
}

/// Removes folders whose processes have ended. What cannot be removed stays for the next process.
fn remove_abandoned(parent: &Path, own: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    let is_candidate = |entry: &DirEntry| {
        entry.file_name().to_string_lossy().starts_with(PREFIX)
            && entry.path() != own
            && entry.file_type().is_ok_and(|kind| kind.is_dir())
            && is_of_same_user(&entry.path(), own)
    };
    for entry in entries.flatten().filter(is_candidate) {
        remove_if_abandoned(&entry.path());
    }
}

fn remove_if_abandoned(folder: &PathBuf) {
    let Ok(file) = File::open(folder.join(LOCK)) else {
        // Its process is about to lock it, and makes another, or was killed before it did.
        let _ = fs::remove_dir(folder);
        return;
    };
    if file.try_lock().is_ok() && fs::remove_dir_all(folder).is_ok() {
        error::eprint_line(&format!("removed {}, which a killed process left", folder.display()));
    }
}

#[cfg(unix)]
fn is_of_same_user(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    let user = |path: &Path| fs::symlink_metadata(path).map(|metadata| metadata.uid()).ok();
    user(one).is_some() && user(one) == user(other)
}

#[cfg(not(unix))]
fn is_of_same_user(_: &Path, _: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_processes_that_have_ended_are_removed_and_no_others() {
        let parent = tempfile::tempdir().unwrap();
        let make = |name: &str, files: &[&str]| {
            let folder = parent.path().join(name);
            fs::create_dir(&folder).unwrap();
            for file in files {
                fs::write(folder.join(file), "x").unwrap();
            }
        };
        let live = OwnFolder::create_in(parent.path()).unwrap();
        make("ducktrail-lake-killed", &["lock", "0.draft"]);
        make("ducktrail-lake-early", &[]);
        make("ducktrail-lake-of-others", &["0.draft"]);
        make("activity", &["lock"]);
        #[cfg(unix)]
        std::os::unix::fs::symlink(
            parent.path().join("activity"),
            parent.path().join("ducktrail-lake-link"),
        )
        .unwrap();
        let own = OwnFolder::create_in(parent.path()).unwrap();
        let names = || {
            let entries = fs::read_dir(parent.path()).unwrap().map(Result::unwrap);
            let mut names: Vec<_> =
                entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
            names.sort();
            names
        };
        assert!(live.path().join(LOCK).exists() && own.path().join(LOCK).exists());
        let [first, second] = [&live, &own].map(|it| it.path().file_name().unwrap().to_owned());
        let rest: Vec<_> =
            names().into_iter().filter(|it| first != **it && second != **it).collect();
        let kept: &[&str] = if cfg!(unix) {
            &["activity", "ducktrail-lake-link", "ducktrail-lake-of-others"]
        } else {
            &["activity", "ducktrail-lake-of-others"]
        };
        assert_eq!(rest, kept);
        drop((live, own));
        assert_eq!(names(), kept);
        assert!(parent.path().join("activity/lock").exists());
    }
}
