//! Permissions of new files. Those of the database, its log and temporary files are for their owner
//! only, since they may hold evidence; exports get what the user's umask allows.

use std::{io, path::Path};

/// Makes the files that `DuckDB` creates from now on readable by their owner only. A umask applies from
/// the moment of creation.
pub(super) fn make_private() {
    #[cfg(unix)]
    unix::users_umask();
}

/// Gives a new file, or a new folder and everything in it, the permissions that the user's umask allows.
pub(crate) fn apply_users(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    unix::apply(path)?;
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

#[cfg(unix)]
mod unix {
    use std::{fs, io, path::Path, sync::OnceLock};

    use rustix::{
        fs::{Mode, chmod},
        process::umask,
    };

    /// The umask with which the process started. Only changing a umask returns it, so it is kept when
    /// the process sets its own.
    static USERS_UMASK: OnceLock<Mode> = OnceLock::new();

    /// Returns the umask with which the process started, and sets the private one.
    pub(super) fn users_umask() -> Mode {
        *USERS_UMASK.get_or_init(|| umask(Mode::from_raw_mode(0o077)))
    }

    pub(super) fn apply(path: &Path) -> io::Result<()> {
        let is_folder = fs::symlink_metadata(path)?.is_dir();
        if is_folder {
            for entry in fs::read_dir(path)? {
                apply(&entry?.path())?;
            }
        }
        // The type of a mode has 16 bits on macOS and 32 on Linux.
        let mode = Mode::from_raw_mode(if is_folder { 0o777 } else { 0o666 });
        Ok(chmod(path, mode.difference(users_umask()))?)
    }
}
