//! A lake in a bucket of S3, as its writers change it. An object appears whole, and a GET after its PUT returns it, so
//! a pointer is replaced by one PUT once all files that it names are there.
//!
//! Of two writers of a day, the one that comes last wins whole, as in a folder. A condition on the pointer would let
//! the first one win instead, and fail the other share after all its work. Only the marker is put on the condition
//! that there is none.
//!
//! Source: "Amazon S3 data consistency model" in the Amazon S3 user guide.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{
    error::Usage,
    lake::place::{ExistingPart, LakePlace, PlacedFile, Pointer},
    objects::ObjectFolder,
    store::{
        lake::{
            layout::{self, MARKER, Table},
            remote::pointers,
        },
        own_folder::OwnFolder,
    },
};

/// A lake, and a folder on disk for the files of this process.
#[derive(Debug)]
pub(super) struct LakeBucket {
    folder: ObjectFolder,
    draft: OwnFolder,
    /// The start of each line of a pointer: the address of the lake, or of a copy of it.
    start: String,
}

impl LakeBucket {
    /// Opens the lake in a bucket, of which there may be a copy at `url`. A prefix without objects becomes a lake.
    pub(super) fn open(folder: ObjectFolder, url: Option<&str>) -> Result<Self> {
        let shown = folder.url("");
        let create = || format!("cannot write the lake {shown}");
        let mut marker = folder.read(MARKER).with_context(create)?;
        if marker.is_none() {
            check_empty(&folder)?;
            folder.create(MARKER, &layout::marker()).with_context(create)?;
            // Another writer may have been the first.
            marker = folder.read(MARKER).with_context(create)?;
        }
        layout::check_marker(&marker.unwrap_or_default(), &shown)?;
        let temporary = env::temp_dir();
        let draft = OwnFolder::create_in(&temporary).with_context(|| {
            format!("cannot write to {}; TMPDIR names another folder", temporary.display())
        })?;
        let url = url.map_or_else(|| shown.clone(), ToOwned::to_owned);
        Ok(Self { folder, draft, start: format!("{}/", url.trim_end_matches('/')) })
    }
}

impl LakePlace for LakeBucket {
    fn draft(&self, name: &str) -> PathBuf {
        self.draft.path().join(name)
    }

    fn place(&self, file: &Path, table: &Table, part: &str) -> Result<PlacedFile> {
        let read = || format!("cannot read {}", file.display());
        let placed = PlacedFile::of(file).with_context(read)?;
        self.folder.upload(&layout::file_name(table, part, &placed.name), file)?;
        fs::remove_file(file).with_context(|| format!("cannot remove {}", file.display()))?;
        Ok(placed)
    }

    fn publish(&self, pointers: &[Pointer<'_>], changed: &mut dyn FnMut(usize)) -> Result<()> {
        let names: Vec<_> = pointers.iter().map(Pointer::name).collect();
        let found = self.folder.read_all(&names)?;
        let mut texts = Vec::new();
        for (nth, (name, found)) in names.into_iter().zip(found).enumerate() {
            let lines = pointers[nth].lines(&self.start);
            if found.as_ref() != Some(&lines) {
                texts.push((name, lines));
                changed(nth);
            }
        }
        self.folder.write_all(&texts)
    }

    fn parts(&self, table: &Table) -> Result<Vec<ExistingPart>> {
        let found = self.folder.list(&pointers::pointers_prefix(table))?.into_iter();
        let parts = found.filter_map(|entry| {
            let name = pointers::part_of_pointer(table, &entry.name)?.to_owned();
            Some(ExistingPart { name, is_empty: entry.bytes == 0 })
        });
        Ok(parts.collect())
    }

    fn withdraw(&self, table: &Table, part: &str) -> Result<()> {
        self.folder.remove_all(&[layout::pointer_name(table, part)])
    }
}

/// Fails if a prefix that is no lake has objects.
fn check_empty(folder: &ObjectFolder) -> Result<()> {
    match folder.first()? {
        // Another writer has just made it a lake.
        Some(name) if name != MARKER => bail!(Usage(format!(
            "cannot write a lake to {}: it has other objects, such as {name}; name a new prefix",
            folder.url("")
        ))),
        _ => Ok(()),
    }
}
