//! Parts of records among other text: they are lost records in a file that holds records, and no sign of any in
//! another, such as a text about them.

use anyhow::Result;

use crate::{scan::router::RecordRouter, trail::splitter::MAX_EXCERPT};

/// The number of parts that wait for the first record. A file with more of them is damaged.
const MAX_PARTS: usize = 1000;

const REASON: &str = "a part of a record: it is cut off, or is not valid JSON";

impl RecordRouter {
    /// Adds a part of a record, which waits until the file is known to hold records.
    pub(super) fn add_part(&mut self, position: u64, text: &str) -> Result<()> {
        if self.is_split_off || self.tally.records > 0 {
            return self.reject(position, REASON, text.as_bytes());
        }
        let excerpt = &text.as_bytes()[..text.len().min(MAX_EXCERPT)];
        self.parts.push((position, excerpt.to_owned()));
        if self.parts.len() > MAX_PARTS { self.reject_parts() } else { Ok(()) }
    }

    /// Rejects the parts of records in a file that holds records.
    pub(super) fn settle_parts(&mut self) -> Result<()> {
        self.tally.parts += self.parts.len() as u64;
        if self.tally.records > 0 { self.reject_parts() } else { Ok(()) }
    }

    fn reject_parts(&mut self) -> Result<()> {
        for (position, text) in std::mem::take(&mut self.parts) {
            self.reject(position, REASON, &text)?;
        }
        Ok(())
    }
}
