//! Sorted runs: immutable temporary files of keys in the order of their hashes.
//!
//! Hashes are evenly distributed, so the page of a key follows from its hash and the number of pages.
//! A lookup reads one page and needs no index in memory. Pages are filled to four fifths on average; the
//! entries of a full page continue on the next one, and a lookup follows them.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write},
    path::Path,
};

use crate::import::seen::event_key::{EventKey, slot};

/// A key and the content hash of its event.
pub(crate) type RunEntry = (EventKey, u64);

/// The size of an entry in bytes.
const ENTRY: usize = 24;

/// The size of a page in bytes: the number of its entries, then the entries.
const PAGE: usize = 4096;

/// The size of the number of entries at the start of a page.
const HEADER: usize = 8;

/// The capacity of a page in entries.
const CAPACITY: usize = (PAGE - HEADER) / ENTRY;

/// The average number of entries in a page.
const AVERAGE: u64 = CAPACITY as u64 / 5 * 4;

/// The buffer size for sequential reads and writes.
const BUFFER: usize = 64 << 10;

/// A sorted run in an unlinked temporary file.
pub(crate) struct SortedRun {
    file: File,
    pages: usize,
    count: u64,
}

impl SortedRun {
    /// Returns the number of entries.
    pub(crate) fn len(&self) -> u64 {
        self.count
    }

    /// Returns the content hash of a key, if the run contains it.
    pub(crate) fn find(&mut self, key: EventKey) -> io::Result<Option<u64>> {
        let mut bytes = [0; PAGE];
        let mut page = slot(key.halves().0, self.pages);
        loop {
            self.file.seek(SeekFrom::Start((page * PAGE) as u64))?;
            self.file.read_exact(&mut bytes)?;
            let entries = entries(&bytes);
            for entry in entries.chunks_exact(ENTRY) {
                let (found, hash) = read(entry);
                if found == key {
                    return Ok(Some(hash));
                }
            }
            if entries.len() < CAPACITY * ENTRY {
                return Ok(None);
            }
            page += 1;
        }
    }

    /// Returns a reader of all entries, in order.
    pub(crate) fn into_reader(mut self) -> io::Result<RunReader> {
        self.file.seek(SeekFrom::Start(0))?;
        let reader = BufReader::with_capacity(BUFFER, self.file);
        Ok(RunReader { reader, page: [0; PAGE], next: 0, remaining: self.count })
    }
}

/// Writes a sorted run.
pub(crate) struct RunWriter {
    file: BufWriter<File>,
    pages: usize,
    count: u64,
    /// The number of the current page.
    at: usize,
    /// The entries of the current page.
    page: Vec<u8>,
}

impl RunWriter {
    /// Creates a run in `folder` for `count` entries.
    pub(crate) fn new(folder: &Path, count: u64) -> io::Result<Self> {
        let file = BufWriter::with_capacity(BUFFER, tempfile::tempfile_in(folder)?);
        let pages = usize::try_from(count.div_ceil(AVERAGE).max(1)).map_err(io::Error::other)?;
        Ok(Self { file, pages, count: 0, at: 0, page: Vec::with_capacity(PAGE) })
    }

    /// Adds an entry, which must sort after all earlier ones.
    pub(crate) fn push(&mut self, (key, content_hash): RunEntry) -> io::Result<()> {
        let (high, low) = key.halves();
        while self.at < slot(high, self.pages) || self.page.len() == CAPACITY * ENTRY {
            self.end_page()?;
        }
        for number in [high, low, content_hash] {
            self.page.extend(number.to_le_bytes());
        }
        self.count += 1;
        Ok(())
    }

    /// Completes the run.
    pub(crate) fn finish(mut self) -> io::Result<SortedRun> {
        // A lookup that finds a full page reads the next one, so the last page must not be full.
        while self.at < self.pages || !self.page.is_empty() {
            let is_full = self.page.len() == CAPACITY * ENTRY;
            self.end_page()?;
            if is_full && self.at >= self.pages {
                self.end_page()?;
            }
        }
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(SortedRun { file, pages: self.pages, count: self.count })
    }

    fn end_page(&mut self) -> io::Result<()> {
        self.file.write_all(&((self.page.len() / ENTRY) as u64).to_le_bytes())?;
        self.page.resize(PAGE - HEADER, 0);
        self.file.write_all(&self.page)?;
        self.page.clear();
        self.at += 1;
        Ok(())
    }
}

/// Reads the entries of a run in order.
pub(crate) struct RunReader {
    reader: BufReader<File>,
    page: [u8; PAGE],
    next: usize,
    remaining: u64,
}

impl RunReader {
    /// Returns the next entry, or `None` at the end.
    pub(crate) fn next(&mut self) -> io::Result<Option<RunEntry>> {
        if self.remaining == 0 {
            return Ok(None);
        }
        while self.next == entries(&self.page).len() {
            self.reader.read_exact(&mut self.page)?;
            self.next = 0;
        }
        let entry = read(&entries(&self.page)[self.next..][..ENTRY]);
        self.next += ENTRY;
        self.remaining -= 1;
        Ok(Some(entry))
    }
}

/// Returns the bytes of a page's entries.
fn entries(page: &[u8; PAGE]) -> &[u8] {
    let count = usize::try_from(number(page)).unwrap_or(CAPACITY).min(CAPACITY);
    &page[HEADER..HEADER + count * ENTRY]
}

fn read(entry: &[u8]) -> RunEntry {
    (EventKey::from_halves(number(entry), number(&entry[8..])), number(&entry[16..]))
}

/// Reads the little-endian number at the start of `bytes`.
fn number(bytes: &[u8]) -> u64 {
    bytes.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Creates a run of `count` entries; `high` gives the first half of each hash.
    fn run(count: u64, high: impl Fn(u64) -> u64) -> (Vec<RunEntry>, SortedRun) {
        let mut expected: Vec<RunEntry> = (0..count)
            .map(|number| (EventKey::from_halves(high(number), number), number))
            .collect();
        expected.sort_unstable();
        let folder = tempfile::tempdir().unwrap();
        let mut writer = RunWriter::new(folder.path(), count).unwrap();
        for entry in &expected {
            writer.push(*entry).unwrap();
        }
        (expected, writer.finish().unwrap())
    }

    #[track_caller]
    fn check((expected, mut run): (Vec<RunEntry>, SortedRun)) {
        assert_eq!(run.len(), expected.len() as u64);
        for (key, hash) in &expected {
            assert_eq!(run.find(*key).unwrap(), Some(*hash));
            let (high, low) = key.halves();
            assert_eq!(run.find(EventKey::from_halves(high, low + (1 << 32))).unwrap(), None);
        }
        let mut found = Vec::new();
        let mut reader = run.into_reader().unwrap();
        while let Some(entry) = reader.next().unwrap() {
            found.push(entry);
        }
        assert!(found == expected);
    }

    #[test]
    fn exactly_the_written_entries_are_found() {
        for count in [0, 1, 2, 135, 136, 137, 169, 170, 171, 20_000] {
            check(run(count, |number| EventKey::from_number(number).halves().0));
        }
    }

    #[test]
    fn entries_that_overflow_their_page_are_found() {
        // All hashes at the start, all at the end, and all in three clusters.
        for high in [|_| 0, |_| u64::MAX, |number: u64| (number % 3) << 62] {
            for count in [1, 170, 171, 340, 341, 5_000] {
                check(run(count, high));
            }
        }
    }
}
