//! The position of a value.

use crate::trail::container::Within;

/// The position of a value in its file.
#[derive(Clone, Copy)]
pub(super) struct Position {
    /// The start, in bytes from the start of the inflated content.
    pub(super) start: u64,
    pub(super) within: Within,
    /// The number of envelopes around it.
    pub(super) depth: usize,
}

impl Position {
    /// Returns the position of what is at `offset` in the text of the value. The text of a cell is not that of
    /// the file, so there it is the position of the row.
    pub(super) fn place_of(self, offset: usize) -> u64 {
        let is_cell = matches!(self.within, Within::Cell | Within::LakeCsv);
        if is_cell { self.start } else { self.start + offset as u64 }
    }
}
