//! The file of a copy: what it is, the headers that it is for, then each block behind its offset and its size,
//! and a checksum of all.

use std::{
    fs::{self, File},
    io::Write,
    path::PathBuf,
};

use anyhow::Result;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::store::journal::beside;

/// What a copy starts with.
pub(crate) const MAGIC: &[u8; 16] = b"ducktrail undo 1";

/// A copy as it is written.
pub(crate) struct JournalFile {
    /// It has another name until it is whole.
    unfinished: PathBuf,
    path: PathBuf,
    file: File,
    checksum: Xxh3,
}

impl JournalFile {
    /// Begins one for these headers, to be found at `path` once it is whole.
    pub(crate) fn begin(path: PathBuf, headers: &[u8]) -> Result<Self> {
        let unfinished = beside(&path, ".new");
        let file = File::create(&unfinished)?;
        let mut copy = Self { unfinished, path, file, checksum: Xxh3::new() };
        copy.write(MAGIC)?;
        copy.write(headers)?;
        Ok(copy)
    }

    /// Adds a block.
    pub(crate) fn block(&mut self, offset: u64, block: &[u8]) -> Result<()> {
        self.write(&offset.to_le_bytes())?;
        self.write(&(block.len() as u64).to_le_bytes())?;
        self.write(block)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.checksum.update(bytes);
        Ok(self.file.write_all(bytes)?)
    }

    /// Only what is on the disk can be put back after a loss of power.
    pub(crate) fn end(mut self) -> Result<()> {
        let checksum = self.checksum.digest();
        self.file.write_all(&checksum.to_le_bytes())?;
        self.file.sync_all()?;
        Ok(fs::rename(&self.unfinished, &self.path)?)
    }
}

/// The offsets and contents of the blocks in a whole copy for these headers.
pub(crate) fn blocks_for<'a>(headers: &[u8], copy: &'a [u8]) -> Option<Vec<(u64, &'a [u8])>> {
    let (content, checksum) = copy.split_last_chunk()?;
    if xxh3_64(content) != u64::from_le_bytes(*checksum) {
        return None;
    }
    let mut rest = content.strip_prefix(MAGIC)?.strip_prefix(headers)?;
    let mut blocks = Vec::new();
    while let Some((offset, after)) = rest.split_first_chunk() {
        let (size, after) = after.split_first_chunk()?;
        let size = usize::try_from(u64::from_le_bytes(*size)).ok()?;
        let (block, after) = after.split_at_checked(size)?;
        blocks.push((u64::from_le_bytes(*offset), block));
        rest = after;
    }
    Some(blocks)
}
