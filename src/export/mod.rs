//! Exports of events that write a folder: Hive-partitioned Parquet and CloudTrail log files.

pub(crate) mod cloudtrail;
pub(crate) mod hive;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::store;

/// A new folder that appears complete or not at all: it is filled under a temporary name next to its
/// final path, then renamed.
#[derive(Debug)]
pub(crate) struct NewFolder {
    draft: TempDir,
    path: PathBuf,
}

impl NewFolder {
    /// Creates the temporary folder. Nothing may exist at `path`.
    pub(crate) fn begin(path: &Path) -> Result<Self> {
        if path.exists() {
            bail!("cannot write {}: the folder exists; name a new folder", path.display());
        }
        let parent = store::folder(path);
        let draft = tempfile::Builder::new()
            .prefix(".ducktrail-export-")
            .tempdir_in(&parent)
            .with_context(|| format!("cannot write to {}", parent.display()))?;
        Ok(Self { draft, path: path.to_owned() })
    }

    /// Returns the path of the temporary folder.
    pub(crate) fn draft(&self) -> &Path {
        self.draft.path()
    }

    /// Renames the folder to its final path, with the permissions of an ordinary new folder.
    pub(crate) fn persist(self) -> Result<()> {
        let draft = self.draft.keep();
        apply_umask(&draft)?;
        std::fs::rename(&draft, &self.path).with_context(|| {
            format!("cannot rename {} to {}", draft.display(), self.path.display())
        })
    }
}

/// Sets the permissions that the umask gives a new folder; those of a temporary folder are private. Only
/// a new folder shows the umask.
fn apply_umask(draft: &Path) -> Result<()> {
    let probe = draft.join(".probe");
    std::fs::create_dir(&probe)?;
    let permissions = std::fs::metadata(&probe)?.permissions();
    std::fs::remove_dir(&probe)?;
    Ok(std::fs::set_permissions(draft, permissions)?)
}
