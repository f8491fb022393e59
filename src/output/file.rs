//! Files that are written whole or not at all: one, or all of a folder together.

use std::{fs, io, path::Path};

use anyhow::{Context, Error, Result, bail};
use tempfile::{NamedTempFile, TempDir};

use crate::store::{
    self,
    error::{DbErrorKind, kind},
};

/// Lets `write` fill a temporary file beside `path` and puts it in its place when that is done.
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

/// Lets `write` fill a temporary folder and puts its files, which are to be named `names`, into
/// `folder` when all of them are done. The folder may be there already, with other files.
pub(crate) fn write_all(
    folder: &Path,
    names: &[String],
    may_replace: bool,
    write: impl FnOnce(&Path) -> Result<()>,
) -> Result<()> {
    for name in names {
        refuse_to_replace(&folder.join(name), may_replace)?;
    }
    let draft = draft_beside(folder)?;
    write(draft.path()).map_err(|err| explain(err, folder))?;
    let place = || -> io::Result<()> {
        fs::create_dir_all(folder)?;
        names.iter().try_for_each(|name| fs::rename(draft.path().join(name), folder.join(name)))
    };
    place().with_context(|| format!("cannot write to {}", folder.display()))
}

/// A temporary folder on the disk of `folder`, which need not be there yet.
fn draft_beside(folder: &Path) -> Result<TempDir> {
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
        bail!("{} exists; --force replaces it", path.display());
    }
    Ok(())
}

/// Says of what was not written for want of room that nothing of it is there, and what to do.
pub(crate) fn explain(err: Error, path: &Path) -> Error {
    if kind(&err) == DbErrorKind::NoSpace {
        return err.context(format!(
            "there is no room for {} or for temporary files, and nothing of it was kept; make room, or name a place that has more",
            path.display()
        ));
    }
    err
}
