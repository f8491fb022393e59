//! The place of a lake, as its writers change it: files appear under the hash of their content, and pointers are
//! replaced whole.

use std::{
    fs::File,
    io::{self, BufRead, BufReader},
    path::{Path, PathBuf},
};

use anyhow::Result;
use sha2::{Digest, Sha256};

use crate::store::lake::layout::{self, Table};

/// The start of the names of folders in which writers work.
pub(super) const DRAFT: &str = ".ducktrail-";

/// A place of a lake: a folder or a bucket.
pub(crate) trait LakePlace: Sync {
    /// Returns the path of a file of this process, in a folder that is removed with the value.
    fn draft(&self, name: &str) -> PathBuf;

    /// Moves a file of this process to a part of a table, under the hash of its content. No reader sees it before
    /// a pointer names it. The same file from before is replaced, so that a clean-up takes it for a new one.
    fn place(&self, file: &Path, table: &Table, part: &str) -> Result<PlacedFile>;

    /// Makes the files of each pointer the current ones of its part, once all that were placed are safe. The
    /// number of each pointer that this has changed is passed to `changed`.
    fn publish(&self, pointers: &[Pointer<'_>], changed: &mut dyn FnMut(usize)) -> Result<()>;

    /// Returns the parts that a table has.
    fn parts(&self, table: &Table) -> Result<Vec<ExistingPart>>;

    /// Removes the pointer of a part, so that the table no longer has it.
    fn withdraw(&self, table: &Table, part: &str) -> Result<()>;
}

/// A file of a lake.
#[derive(Debug)]
pub(crate) struct PlacedFile {
    /// The name in the folder of its part.
    pub(super) name: String,
    pub(super) bytes: u64,
}

impl PlacedFile {
    /// Returns the name that a file has for its content.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let (hash, bytes) = hash(path)?;
        Ok(Self { name: format!("{hash}.parquet"), bytes })
    }
}

/// A part of a table that a lake has.
#[derive(Debug)]
pub(crate) struct ExistingPart {
    /// The folder within that of the table, such as `day=2026-03-01`.
    pub(super) name: String,
    /// True if it has no file.
    pub(super) is_empty: bool,
}

/// A pointer to be written: the current files of a part.
#[derive(Debug)]
pub(crate) struct Pointer<'a> {
    pub(super) table: &'a Table,
    pub(super) part: &'a str,
    /// The names of the files.
    pub(super) files: &'a [String],
}

impl Pointer<'_> {
    /// Returns its name within the lake.
    pub(super) fn name(&self) -> String {
        layout::pointer_name(self.table, self.part)
    }

    /// Returns its lines: the names of the files within the lake, after `start`.
    pub(super) fn lines(&self, start: &str) -> String {
        let line = |file| format!("{start}{}\n", layout::file_name(self.table, self.part, file));
        self.files.iter().map(|file| line(file)).collect()
    }
}

/// Returns the first half of the SHA-256 of a file in hexadecimal digits, and its size.
fn hash(path: &Path) -> io::Result<(String, u64)> {
    let mut hash = Sha256::new();
    let mut bytes = 0;
    let mut file = BufReader::with_capacity(1 << 20, File::open(path)?);
    loop {
        let read = file.fill_buf()?;
        if read.is_empty() {
            break;
        }
        hash.update(read);
        let count = read.len();
        bytes += count as u64;
        file.consume(count);
    }
    Ok((layout::name_of_hash(&hash.finalize()), bytes))
}
