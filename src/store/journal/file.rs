//! The format of the journal file: a magic number, the database's headers, the blocks (each after
//! its offset and size, 64-bit little-endian), and a checksum of everything before it.

use std::{fs::File, io::Write, path::PathBuf};

use anyhow::Result;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::store::{durable, journal::with_suffix};

/// The first bytes of a journal.
pub(crate) const MAGIC: &[u8; 16] = b"ducktrail undo 1";

/// A journal file that is being written.
pub(crate) struct JournalFile {
    /// The file's name until it is complete.
    unfinished: PathBuf,
    path: PathBuf,
    file: File,
    checksum: Xxh3,
}

impl JournalFile {
    /// Starts a journal for a database with these headers. It appears at `path` when finished.
    pub(crate) fn create(path: PathBuf, headers: &[u8]) -> Result<Self> {
        let unfinished = with_suffix(&path, ".new");
        let file = File::create(&unfinished)?;
        let mut journal = Self { unfinished, path, file, checksum: Xxh3::new() };
        journal.write(MAGIC)?;
        journal.write(headers)?;
        Ok(journal)
    }

    /// Adds a block of the database.
    pub(crate) fn add_block(&mut self, offset: u64, block: &[u8]) -> Result<()> {
        self.write(&offset.to_le_bytes())?;
        self.write(&(block.len() as u64).to_le_bytes())?;
        self.write(block)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.checksum.update(bytes);
        Ok(self.file.write_all(bytes)?)
    }

    /// Completes the journal and syncs it and its name to disk, so that it survives a power failure.
    pub(crate) fn finish(mut self) -> Result<()> {
        let checksum = self.checksum.digest();
        self.file.write_all(&checksum.to_le_bytes())?;
        self.file.sync_all()?;
        Ok(durable::rename(&self.unfinished, &self.path)?)
    }
}

/// Returns the offsets and contents of the blocks in a journal, or `None` if it is incomplete or
/// belongs to other headers.
pub(crate) fn blocks_for<'a>(headers: &[u8], journal: &'a [u8]) -> Option<Vec<(u64, &'a [u8])>> {
    let (content, checksum) = journal.split_last_chunk()?;
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
