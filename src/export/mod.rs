//! Exports of events that write a folder: Hive-partitioned Parquet and CloudTrail log files.

pub(crate) mod cloudtrail;
pub(crate) mod hive;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::{
    error::Usage,
    store::{self, durable, umask},
};

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
            bail!(Usage(format!(
                "cannot write {}: the folder exists; name a new folder",
                path.display()
            )));
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

    /// Renames the folder to its final path, with the permissions of ordinary new files and folders.
    pub(crate) fn persist(self) -> Result<()> {
        let draft = self.draft.keep();
        umask::apply_users(&draft)?;
        durable::sync_tree(&draft).and_then(|()| durable::rename(&draft, &self.path)).with_context(
            || format!("cannot rename {} to {}", draft.display(), self.path.display()),
        )
    }
}
