//! A lake on disk, as its writers change it: files appear under the hash of their content, and pointers are
//! replaced by a rename, so that a reader finds an old pointer or a new one.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::{
    error::Usage,
    lake::place::{DRAFT, ExistingPart, LakePlace, PlacedFile, Pointer},
    store::{
        self, durable,
        lake::layout::{self, MARKER, Table},
        umask,
    },
};

/// A lake, and a folder in it for the files of this process. That folder is removed with the value.
#[derive(Debug)]
pub(super) struct LakeFolder {
    root: PathBuf,
    draft: TempDir,
    /// The start of each line of a pointer: nothing, or the address of a copy of the lake.
    start: String,
}

impl LakeFolder {
    /// Opens the lake in the folder `root`, of which there may be a copy at `url`. A folder that is missing or
    /// empty becomes a lake.
    pub(super) fn open(root: &Path, url: Option<&str>) -> Result<Self> {
        let create = || format!("cannot write the lake {}", root.display());
        if root.exists() && !layout::is_lake(root) {
            check_empty(root)?;
        }
        create_folder(root).with_context(create)?;
        // It is absolute, so that the working directory does not matter to DuckDB.
        let root = root.canonicalize().with_context(create)?;
        let draft =
            tempfile::Builder::new().prefix(DRAFT).tempdir_in(&root).with_context(create)?;
        let start = url.map(|url| format!("{}/", url.trim_end_matches('/'))).unwrap_or_default();
        let lake = Self { root, draft, start };
        if !layout::is_lake(&lake.root) {
            let draft = lake.write_draft(MARKER, &layout::marker())?;
            fs::rename(&draft, lake.root.join(MARKER)).with_context(create)?;
        }
        layout::check(&lake.root)?;
        Ok(lake)
    }

    fn write_draft(&self, name: &str, text: &str) -> Result<PathBuf> {
        let path = self.draft(name);
        let write = || {
            fs::write(&path, text)?;
            umask::apply_users(&path)
        };
        write().with_context(|| format!("cannot write {}", path.display()))?;
        Ok(path)
    }
}

impl LakePlace for LakeFolder {
    fn draft(&self, name: &str) -> PathBuf {
        self.draft.path().join(name)
    }

    fn place(&self, file: &Path, table: &Table, part: &str) -> Result<PlacedFile> {
        let folder = self.root.join(table.name).join(part);
        let place = || {
            let placed = PlacedFile::of(file)?;
            create_folder(&folder)?;
            umask::apply_users(file)?;
            fs::rename(file, folder.join(&placed.name))?;
            io::Result::Ok(placed)
        };
        place().with_context(|| format!("cannot write to {}", folder.display()))
    }

    /// Makes files that were placed survive a power failure, and then the pointers.
    fn publish(&self, pointers: &[Pointer<'_>], changed: &mut dyn FnMut(usize)) -> Result<()> {
        let mut drafts = Vec::new();
        let mut folders = vec![self.root.clone()];
        for (nth, pointer) in pointers.iter().enumerate() {
            let (path, lines) = (self.root.join(pointer.name()), pointer.lines(&self.start));
            folders.push(self.root.join(pointer.table.name).join(pointer.part));
            if fs::read_to_string(&path).is_ok_and(|found| found == lines) {
                continue;
            }
            drafts.push((self.write_draft(&format!("{nth}.txt"), &lines)?, path));
            changed(nth);
        }
        let sync = || format!("cannot write to {} durably", self.root.display());
        // Folders as well: the names of the files were not there before.
        let paths = drafts.iter().map(|(draft, _)| draft.clone()).chain(folders);
        durable::sync_all(&paths.collect::<Vec<_>>()).with_context(sync)?;
        let mut renamed = Vec::new();
        for (draft, path) in drafts {
            let folder = store::folder(&path);
            let rename = || {
                create_folder(&folder)?;
                fs::rename(&draft, &path)
            };
            rename().with_context(|| format!("cannot write {}", path.display()))?;
            renamed.push(folder);
        }
        durable::sync_all(&renamed).with_context(sync)
    }

    fn parts(&self, table: &Table) -> Result<Vec<ExistingPart>> {
        let parts = layout::parts(&self.root, table)?.into_iter();
        let parts =
            parts.map(|part| ExistingPart { is_empty: part.files.is_empty(), name: part.name });
        Ok(parts.collect())
    }

    fn withdraw(&self, table: &Table, part: &str) -> Result<()> {
        let folder = layout::pointer_folder(&self.root, table.name, part);
        match fs::remove_dir_all(&folder) {
            Err(err) if err.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => removed.with_context(|| format!("cannot remove {}", folder.display())),
        }
    }
}

/// Fails if a folder that is no lake has files in it.
fn check_empty(root: &Path) -> Result<()> {
    let read = || format!("cannot read {}", root.display());
    for entry in fs::read_dir(root).with_context(read)? {
        let name = entry.with_context(read)?.file_name();
        if !name.to_string_lossy().starts_with(DRAFT) {
            bail!(Usage(format!(
                "cannot write a lake to {}: it has other files, such as {}; name a new or empty folder",
                root.display(),
                name.display()
            )));
        }
    }
    Ok(())
}

/// Creates a folder and those that it is in, with the permissions of ordinary new folders.
fn create_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let parent = store::folder(path);
    create_folder(&parent)?;
    match fs::create_dir(path) {
        // Another writer of the lake has made it.
        Err(err) if err.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        created => {
            created?;
            umask::apply_users(path)?;
            durable::sync_folder(&parent)
        }
    }
}
