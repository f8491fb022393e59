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
    use std::{
        fs::{self, Permissions},
        io,
        os::unix::fs::PermissionsExt,
        path::Path,
        sync::OnceLock,
    };

    use rustix::{fs::Mode, process::umask};

    /// The umask with which the process started. Only changing a umask returns it, so it is kept when
    /// the process sets its own.
    static USERS_UMASK: OnceLock<u32> = OnceLock::new();

    /// Returns the umask with which the process started, and sets the private one.
    pub(super) fn users_umask() -> u32 {
        *USERS_UMASK.get_or_init(|| umask(Mode::from_raw_mode(0o077)).bits())
    }

    pub(super) fn apply(path: &Path) -> io::Result<()> {
        let is_folder = fs::symlink_metadata(path)?.is_dir();
        if is_folder {
            for entry in fs::read_dir(path)? {
                apply(&entry?.path())?;
            }
        }
        let mode = if is_folder { 0o777 } else { 0o666 };
        fs::set_permissions(path, Permissions::from_mode(mode & !users_umask()))
    }
}
