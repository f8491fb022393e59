//! The spool of a batch: everything for tables other than `events` until the scan ends, in memory or,
//! if it is large, in an unlinked temporary file.

use std::{
    io::{BufRead, BufReader, Seek, SeekFrom, Write},
    path::Path,
};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use tempfile::SpooledTempFile;

use crate::{import::batch::caller_ids::Caller, scan::SideRecord};

/// The size in bytes from which a spool is a file.
const MAX_MEMORY: usize = 8 << 20;

const READ: &str = "cannot read a temporary file";

/// An entry of a spool; `file` is the number of its file in the batch.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum SpoolEntry {
    /// Something that cannot be used.
    Reject { file: u64, position: Option<u64>, reason: String, text: String },
    /// A record or document for a table of its own.
    SideRecord { file: u64, kind: SideRecord, position: u64, text: String },
    /// A copy of an event that differs from the copy that was seen first.
    Variant { text: String },
    /// A new row of the table `shapes`.
    Shape { id: i32, members: String },
    /// A new row of the table `callers`.
    Caller { id: i32, caller: Caller },
}

/// An entry as a line of JSON.
pub(crate) struct SpoolLine(String);

impl SpoolLine {
    /// Encodes an entry. Threads do this before they wait for the spool.
    pub(crate) fn of(entry: &SpoolEntry) -> Result<Self> {
        Ok(Self(serde_json::to_string(entry)?))
    }
}

/// The entries of a batch, one line of JSON each.
pub(crate) struct Spool {
    file: SpooledTempFile,
}

impl Spool {
    /// Creates an empty spool that may create a file in `folder`.
    pub(crate) fn new(folder: &Path) -> Self {
        Self { file: tempfile::spooled_tempfile_in(MAX_MEMORY, folder) }
    }

    /// Adds an entry.
    pub(crate) fn push(&mut self, entry: &SpoolLine) -> Result<()> {
        writeln!(self.file, "{}", entry.0).context("cannot write to a temporary file")
    }

    /// Calls `take` with every entry, in the order in which they were added.
    pub(crate) fn for_each(mut self, mut take: impl FnMut(SpoolEntry) -> Result<()>) -> Result<()> {
        self.file.seek(SeekFrom::Start(0)).context(READ)?;
        for line in BufReader::new(self.file).lines() {
            take(serde_json::from_str(&line.context(READ)?)?)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_read_back_from_memory_and_from_disk() {
        let folder = tempfile::tempdir().unwrap();
        let entries = [
            SpoolEntry::Reject {
                file: 1,
                position: None,
                reason: "a\nb".into(),
                text: "\u{0}\"".into(),
            },
            SpoolEntry::SideRecord {
                file: 2,
                kind: SideRecord::Digest,
                position: 3,
                text: "{}".into(),
            },
            SpoolEntry::Variant { text: "x".repeat(MAX_MEMORY) },
        ];
        for entries in [&entries[..2], &entries[..]] {
            let mut spool = Spool::new(folder.path());
            for entry in entries {
                spool.push(&SpoolLine::of(entry).unwrap()).unwrap();
            }
            let mut read = Vec::new();
            let take = |entry| {
                read.push(entry);
                Ok(())
            };
            spool.for_each(take).unwrap();
            assert!(read == entries);
        }
    }
}
