//! Atomic output: a file, or the files of a folder, appear complete or not at all.

use std::{fs, io, path::Path};

use anyhow::{Context, Error, Result, bail};
use tempfile::{NamedTempFile, TempDir};

use crate::store::{
    self,
    error::{DbErrorKind, kind},
};

/// Calls `write` to fill a temporary file next to `path`, then renames it to `path`.
pub(crate) fn write_whole(
    path: &Path,
    may_replace: bool,
    write: impl FnOnce(&NamedTempFile) -> Result<()>,
) -> Result<()> {
    refuse_to_replace(path, may_replace)?;
    let folder = store::folder(path);
    let file = NamedTempFile::new_in(&folder)
        .with_context(|| format!("cannot write to {}", folder.display()))?;
    write(&file).map_err(|err| explain(err, path))?;
    let placed = if may_replace { file.persist(path) } else { file.persist_noclobber(path) };
    placed.with_context(|| format!("cannot write {}", path.display()))?;
    Ok(())
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
        refuse_to_replace(&folder.join(name), may_replace)?;
    }
    let draft = draft_near(folder)?;
    write(draft.path()).map_err(|err| explain(err, folder))?;
    let move_files = || -> io::Result<()> {
        fs::create_dir_all(folder)?;
        names.iter().try_for_each(|name| fs::rename(draft.path().join(name), folder.join(name)))
    };
    move_files().with_context(|| format!("cannot write to {}", folder.display()))
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

fn refuse_to_replace(path: &Path, may_replace: bool) -> Result<()> {
    if !may_replace && path.exists() {
        bail!("cannot write {}: the file exists; --force replaces it", path.display());
    }
    Ok(())
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
