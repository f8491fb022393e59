//! Objects that may be ordinary records. These are read where they are found, which also gives their ends.

use std::io::Read;

use crate::trail::{
    brackets::BracketScan,
    ordinary::RecordReader,
    splitter::{Boundary, MAX_RECORD, Reading, Splitter},
};

/// The number of bytes that should be in the window before an object is read. Those of ordinary records
/// rarely have more.
const READ_AHEAD: usize = 32 << 10;

/// The number of bytes that may be looked at in vain, in addition to a byte for each byte of the content. So
/// the time for any content is at most twice that without this reader.
const MAX_WASTED: u64 = 64 << 10;

/// A reader of objects.
#[derive(Default)]
pub(super) struct ObjectReader {
    records: RecordReader,
    /// True if the last object is an ordinary record, `None` if there was no attempt to read it.
    is_ordinary: Option<bool>,
    /// The number of bytes that were looked at without reading a record.
    wasted: u64,
}

impl ObjectReader {
    /// Forgets the last object.
    pub(super) fn clear(&mut self) {
        self.is_ordinary = None;
    }

    /// Reads the object at the start of `bytes`, which is at `position` in the content. Returns its length
    /// if it is an ordinary record.
    fn read(&mut self, bytes: &[u8], position: u64) -> Option<usize> {
        if self.wasted > position + MAX_WASTED {
            return None;
        }
        let read = self.records.read(bytes);
        self.is_ordinary = Some(read.is_ok());
        read.map_err(|wasted| self.wasted += wasted as u64).ok()
    }

    /// Ends all attempts to read objects.
    #[cfg(test)]
    pub(super) fn disable(&mut self) {
        self.wasted = u64::MAX >> 1;
    }

    #[cfg(test)]
    pub(super) fn wasted(&self) -> u64 {
        self.wasted
    }

    /// Returns the result of reading the object `text`.
    pub(super) fn reading<'a>(&'a self, text: &'a [u8]) -> Reading<'a> {
        match self.is_ordinary {
            None => Reading::None,
            Some(false) => Reading::Unusual,
            Some(true) => str::from_utf8(text)
                .map_or(Reading::None, |text| Reading::Ordinary(self.records.row(text))),
        }
    }
}

impl<R: Read> Splitter<R> {
    /// Finds the end of the object at the start of the window: by reading it if it is an ordinary record,
    /// else by `scan`.
    pub(super) fn object(&mut self, scan: BracketScan) -> Boundary {
        if self.window.bytes().len() < READ_AHEAD {
            self.window.read_more();
        }
        let bytes = self.window.bytes();
        let bounded = bytes.get(..MAX_RECORD).unwrap_or(bytes);
        match self.objects.read(bounded, self.window.position()) {
            Some(length) => Boundary::End(length),
            None => self.scan(scan),
        }
    }
}
