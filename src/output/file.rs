//! A file that is written whole or not at all.

use std::path::Path;

use anyhow::{Context, Result, bail};
use tempfile::NamedTempFile;

/// Lets `write` fill a temporary file beside `path` and puts it in its place when that is done.
pub fn write_whole(
    path: &Path,
    may_replace: bool,
    write: impl FnOnce(&NamedTempFile) -> Result<()>,
) -> Result<()> {
    if !may_replace && path.exists() {
        bail!("{} exists; --force replaces it", path.display());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let file = NamedTempFile::new_in(folder)
        .with_context(|| format!("cannot write to {}", folder.display()))?;
    write(&file)?;
    let placed = if may_replace { file.persist(path) } else { file.persist_noclobber(path) };
    placed.with_context(|| format!("cannot write {}", path.display()))?;
    Ok(())
}
