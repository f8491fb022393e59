//! Atomic output: a file, or the files of a folder, appear complete or not at all.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
};

use anyhow::{Context, Error, Result, bail};
use flate2::{Compression, write::GzEncoder};
use tempfile::{NamedTempFile, TempDir};

use crate::{
    error::Usage,
    store::{
        self, durable,
        error::{DbErrorKind, kind},
        umask,
    },
};

/// Calls `write` to fill a temporary file next to `path`, then renames it to `path`. It gets the
/// permissions of the file that it replaces, or those of an ordinary new file. A link to a file stays.
///
/// A device such as `/dev/null` or a named pipe is never replaced: it gets the content once it is complete.
pub(crate) fn write_whole(
    path: &Path,
    may_replace: bool,
    write: impl FnOnce(&NamedTempFile) -> Result<()>,
) -> Result<()> {
    if is_special(path) {
        return write_through(path, write);
    }
    refuse_to_replace(path, may_replace)?;
    let target = path.canonicalize();
    let path = target.as_deref().unwrap_or(path);
    let folder = store::folder(path);
    let file = NamedTempFile::new_in(&folder)
        .with_context(|| format!("cannot write to {}", folder.display()))?;
    write(&file).map_err(|err| explain(err, path))?;
    let set_permissions = || match fs::metadata(path) {
        Ok(replaced) => fs::set_permissions(file.path(), replaced.permissions()),
        Err(_) => umask::apply_users(file.path()),
    };
    set_permissions().with_context(|| format!("cannot write {}", path.display()))?;
    place(file, path, may_replace).map_err(|err| {
        explain(Error::new(err), path).context(format!("cannot write {}", path.display()))
    })
}

/// Returns true if something exists that is neither a file nor a folder: a device, a pipe or a socket.
fn is_special(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// Calls `write` to fill a temporary file, then writes its content to a device or a pipe.
fn write_through(path: &Path, write: impl FnOnce(&NamedTempFile) -> Result<()>) -> Result<()> {
    let draft = NamedTempFile::new().context("cannot write to the folder of temporary files")?;
    write(&draft).map_err(|err| explain(err, path))?;
    let copy = || -> io::Result<()> {
        let mut out = File::options().write(true).open(path)?;
        // DuckDB puts a file of its own in the place of the draft.
        io::copy(&mut File::open(draft.path())?, &mut out)?;
        out.flush()
    };
    copy().with_context(|| format!("cannot write {}", path.display()))
}

/// Renames a temporary file to `path`, so that the name never belongs to an incomplete file, even
/// after a power failure.
fn place(file: NamedTempFile, path: &Path, may_replace: bool) -> io::Result<()> {
    durable::sync_file(file.path())?;
    if may_replace {
        file.persist(path)?;
    } else {
        file.persist_noclobber(path)?;
    }
    durable::sync_folder(&store::folder(path))
}

/// Calls `write` to fill a temporary folder with files called `names`, then moves these into `folder`,
/// which may exist already and contain other files.
pub(crate) fn write_all(
    folder: &Path,
    names: &[String],
    may_replace: bool,
    write: impl FnOnce(&Path) -> Result<()>,
) -> Result<()> {
    for name in names {
        let path = folder.join(name);
        if is_special(&path) {
            bail!(Usage(format!("cannot write {}: it is not an ordinary file", path.display())));
        }
        refuse_to_replace(&path, may_replace)?;
    }
    let draft = draft_near(folder)?;
    write(draft.path()).map_err(|err| explain(err, folder))?;
    let move_files = || -> io::Result<()> {
        umask::apply_users(draft.path())?;
        create_folders(folder)?;
        for name in names {
            durable::sync_file(&draft.path().join(name))?;
            fs::rename(draft.path().join(name), folder.join(name))?;
        }
        durable::sync_folder(folder)?;
        durable::sync_folder(&store::folder(folder))
    };
    move_files().with_context(|| format!("cannot write to {}", folder.display()))
}

/// Creates a folder and its parents, unless they exist.
fn create_folders(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    create_folders(&store::folder(folder))?;
    fs::create_dir(folder)?;
    umask::apply_users(folder)
}

/// Creates a temporary folder on the same disk as `folder`, which need not exist yet.
fn draft_near(folder: &Path) -> Result<TempDir> {
    let mut parent = folder.to_owned();
    while !parent.exists() {
        parent = store::folder(&parent);
    }
    tempfile::Builder::new()
        .prefix(".ducktrail-")
        .tempdir_in(&parent)
        .with_context(|| format!("cannot write to {}", parent.display()))
}

/// Returns true if an output to `path` takes the place of something: what goes to a device or a pipe does not.
pub(crate) fn would_replace(path: &Path) -> bool {
    path.exists() && !is_special(path)
}

fn refuse_to_replace(path: &Path, may_replace: bool) -> Result<()> {
    if !may_replace && would_replace(path) {
        bail!(Usage(format!(
            "cannot write {}: the file exists; --force replaces it",
            path.display()
        )));
    }
    Ok(())
}

/// Calls `write` with a buffered writer to a file, which compresses if `is_gzip`.
pub(crate) fn fill<T>(
    file: File,
    is_gzip: bool,
    write: impl FnOnce(&mut dyn Write) -> Result<T>,
) -> Result<T> {
    let mut out = BufWriter::new(file);
    if !is_gzip {
        let written = write(&mut out)?;
        out.flush()?;
        return Ok(written);
    }
    let mut gzip = GzEncoder::new(out, Compression::default());
    let written = write(&mut gzip)?;
    gzip.finish()?.flush()?;
    Ok(written)
}

/// Adds to an error about a full disk that no partial output was kept, and what to do.
pub(crate) fn explain(err: Error, path: &Path) -> Error {
    if kind(&err) == DbErrorKind::NoSpace {
        return err.context(format!(
            "cannot write {}: there is no disk space left for it or for temporary files; nothing was kept; free some space or write to another disk",
            path.display()
        ));
    }
    err
}
