//! The events of a scope for other programs: as Parquet, as one file or as Hive folders, and as
//! CloudTrail log files again.

pub(crate) mod cloudtrail;
pub(crate) mod folders;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::store;

/// A folder that appears whole or not at all: it is filled beside its place and then renamed.
#[derive(Debug)]
pub(crate) struct NewFolder {
    draft: TempDir,
    path: PathBuf,
}

impl NewFolder {
    /// Begins a folder at `path`, where nothing may be.
    pub(crate) fn begin(path: &Path) -> Result<Self> {
        if path.exists() {
            bail!("{} exists; name a new folder", path.display());
        }
        let parent = store::folder(path);
        let draft = tempfile::Builder::new()
            .prefix(".ducktrail-export-")
            .tempdir_in(&parent)
            .with_context(|| format!("cannot write to {}", parent.display()))?;
        Ok(Self { draft, path: path.to_owned() })
    }

    /// Where to write.
    pub(crate) fn draft(&self) -> &Path {
        self.draft.path()
    }

    /// Puts the folder in its place, as any new folder of the user's.
    pub(crate) fn place(self) -> Result<()> {
        let draft = self.draft.keep();
        open_to_others(&draft)?;
        std::fs::rename(&draft, &self.path).with_context(|| {
            format!("cannot write {}; it is in {}", self.path.display(), draft.display())
        })
    }
}

/// A temporary folder is closed to all others; a new one is as the umask says, which only a new one
/// tells.
fn open_to_others(draft: &Path) -> Result<()> {
    let probe = draft.join(".probe");
    std::fs::create_dir(&probe)?;
    let permissions = std::fs::metadata(&probe)?.permissions();
    std::fs::remove_dir(&probe)?;
    Ok(std::fs::set_permissions(draft, permissions)?)
}
