//! What a batch sets aside for tables other than `events`, until the scan is through: in memory
//! while it is little, in a file without a name beyond that.

use std::{
    io::{BufRead, BufReader, Seek, SeekFrom, Write},
    path::Path,
};

use anyhow::{Context, Result};
use tempfile::SpooledTempFile;

use crate::scan::SideRecord;

/// How much is held in memory.
const IN_MEMORY: usize = 8 << 20;

/// One thing that was set aside; `file` is its file's number in the batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// Something that cannot be used.
    Reject { file: u64, position: Option<u64>, reason: String, text: String },
    /// A record or document for a table of its own.
    SideRecord { file: u64, kind: SideRecord, position: u64, text: String },
    /// A copy of an event that differs from the one that was seen first.
    Variant { text: String },
}

/// The entries of a batch.
pub(crate) struct Spool {
    file: SpooledTempFile,
}

impl Spool {
    /// An empty spool that puts its file, where it needs one, into `folder`.
    pub(crate) fn new(folder: &Path) -> Self {
        Self { file: tempfile::spooled_tempfile_in(IN_MEMORY, folder) }
    }

    /// Adds an entry.
    pub(crate) fn push(&mut self, entry: &Entry) -> Result<()> {
        let line = match entry {
            Entry::Reject { file, position, reason, text } => {
                serde_json::to_string(&("reject", file, position, reason, text))?
            }
            Entry::SideRecord { file, kind, position, text } => {
                serde_json::to_string(&(name(*kind), file, Some(position), "", text))?
            }
            Entry::Variant { text } => {
                serde_json::to_string(&("variant", 0, None::<u64>, "", text))?
            }
        };
        writeln!(self.file, "{line}").context("cannot write to a temporary file")
    }

    /// Calls `take` with every entry.
    pub(crate) fn for_each(mut self, mut take: impl FnMut(Entry) -> Result<()>) -> Result<()> {
        self.file.seek(SeekFrom::Start(0)).context("cannot read a temporary file")?;
        for line in BufReader::new(self.file).lines() {
            let line = line.context("cannot read a temporary file")?;
            let (tag, file, position, reason, text): (String, u64, Option<u64>, String, String) =
                serde_json::from_str(&line)?;
            take(match (kind(&tag), tag.as_str()) {
                (Some(kind), _) => {
                    Entry::SideRecord { file, kind, position: position.unwrap_or_default(), text }
                }
                (None, "variant") => Entry::Variant { text },
                _ => Entry::Reject { file, position, reason, text },
            })?;
        }
        Ok(())
    }
}

/// The name of a kind, here and in the staging table.
pub(crate) fn name(kind: SideRecord) -> &'static str {
    match kind {
        SideRecord::Insight => "insight",
        SideRecord::Aggregated => "aggregated",
        SideRecord::Digest => "digest",
        SideRecord::Notification => "notification",
    }
}

fn kind(tag: &str) -> Option<SideRecord> {
    [SideRecord::Insight, SideRecord::Aggregated, SideRecord::Digest, SideRecord::Notification]
        .into_iter()
        .find(|kind| name(*kind) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_back_what_it_took_from_memory_and_from_disk() {
        let folder = tempfile::tempdir().unwrap();
        let mut spool = Spool::new(folder.path());
        let entries = [
            Entry::Reject {
                file: 1,
                position: None,
                reason: "a\nb".into(),
                text: "\u{0}\"".into(),
            },
            Entry::SideRecord { file: 2, kind: SideRecord::Digest, position: 3, text: "{}".into() },
            Entry::Variant { text: "x".repeat(IN_MEMORY) },
        ];
        for entry in &entries {
            spool.push(entry).unwrap();
        }
        let mut found = Vec::new();
        spool
            .for_each(|entry| {
                found.push(entry);
                Ok(())
            })
            .unwrap();
        assert!(found == entries);
    }
}
