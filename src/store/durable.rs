//! Renames that survive a power failure: the content is synced to disk first, and then the folder, since a
//! name that is only in memory is lost.
//!
//! Source: the notes on folders in the manual page `fsync(2)`.

use std::{
    fs::{self, File},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

/// Renames a file, which must be synced, and syncs its new folder.
pub(crate) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    sync_folder(&super::folder(to))
}

/// Syncs the content of a file, whichever program wrote it.
pub(crate) fn sync_file(path: &Path) -> io::Result<()> {
    // Windows syncs only files that are open for writing.
    File::options().write(true).open(path)?.sync_all()
}

/// Syncs the names in a folder. Does nothing on Windows, which has no such call, and on file systems
/// that do not support it.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    match File::open(folder)?.sync_all() {
        Err(err) if matches!(err.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => {
            Ok(())
        }
        synced => synced,
    }
}

/// Syncs files and folders of one file system. On Linux one call syncs that, because a share of a lake can have
/// many small files.
pub(crate) fn sync_all(paths: &[PathBuf]) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        match paths.first() {
            Some(path) => Ok(rustix::fs::syncfs(File::open(path)?)?),
            None => Ok(()),
        }
    }
    #[cfg(not(target_os = "linux"))]
    {
        paths.iter().try_for_each(
            |path| {
                if path.is_dir() { sync_folder(path) } else { sync_file(path) }
            },
        )
    }
}

/// Syncs all files and folders in a folder. On Linux one call syncs its whole file system, because an
/// export can have many thousands of files, and a call for each would take longer than writing them.
pub(crate) fn sync_tree(folder: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        Ok(rustix::fs::syncfs(File::open(folder)?)?)
    }
    #[cfg(not(target_os = "linux"))]
    {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                sync_tree(&entry.path())?;
            } else {
                sync_file(&entry.path())?;
            }
        }
        sync_folder(folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_renamed_file_replaces_the_one_at_its_new_path() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        fs::write(&to, "old").unwrap();
        fs::write(&from, "new").unwrap();
        sync_file(&from).unwrap();
        rename(&from, &to).unwrap();
        assert_eq!((fs::read_to_string(&to).unwrap().as_str(), from.exists()), ("new", false));
        assert!(rename(&from, &to).is_err());
    }

    #[test]
    fn folders_with_folders_are_synced_and_missing_ones_are_errors() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("a")).unwrap();
        fs::write(folder.path().join("a/b"), "b").unwrap();
        sync_tree(folder.path()).unwrap();
        sync_folder(folder.path()).unwrap();
        let missing = folder.path().join("missing");
        assert!(sync_tree(&missing).is_err() && sync_file(&missing).is_err());
        assert!(cfg!(not(unix)) || sync_folder(&missing).is_err());
    }
}
