//! Identities on the disk, in the order of their hashes.
//!
//! A hash is as likely to be one number as any other, so its place in a file of pages follows from
//! the number of pages: it is found by one look, and no index has to be held in memory. Pages are
//! filled for four fifths; where one has no room the next one is taken, and it is looked into as
//! well.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write},
    path::Path,
};

use crate::import::{seen::event_key::EventKey, seen::spill::share};

/// An identity, and what tells its copies from variants.
pub(crate) type Entry = (EventKey, u64);

/// The bytes of an entry.
const ENTRY: usize = 24;

/// The bytes of a page: how many entries it has, and the entries.
const PAGE: usize = 4096;

/// How many bytes say how many entries there are.
const HEAD: usize = 8;

/// How many entries a page has room for.
const MOST: usize = (PAGE - HEAD) / ENTRY;

/// How many entries come to a page on average.
const USUAL: u64 = MOST as u64 / 5 * 4;

/// How many bytes are read or written at once where all of a file is.
const BUFFER: usize = 64 << 10;

/// A file of entries. It has no name, and goes with this.
pub(crate) struct Sorted {
    file: File,
    pages: usize,
    count: u64,
}

impl Sorted {
    /// How many entries it has.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// The fingerprint of an identity, if it is there.
    pub(crate) fn find(&mut self, key: EventKey) -> io::Result<Option<u64>> {
        let mut bytes = [0; PAGE];
        let mut page = share(key.halves().0, self.pages);
        loop {
            self.file.seek(SeekFrom::Start((page * PAGE) as u64))?;
            self.file.read_exact(&mut bytes)?;
            let entries = entries(&bytes);
            for entry in entries.chunks_exact(ENTRY) {
                let (found, print) = read(entry);
                if found == key {
                    return Ok(Some(print));
                }
            }
            if entries.len() < MOST * ENTRY {
                return Ok(None);
            }
            page += 1;
        }
    }

    /// All entries, in order.
    pub(crate) fn into_entries(mut self) -> io::Result<Entries> {
        self.file.seek(SeekFrom::Start(0))?;
        let reader = BufReader::with_capacity(BUFFER, self.file);
        Ok(Entries { reader, page: [0; PAGE], next: 0, left: self.count })
    }
}

/// A file that is being written.
pub(crate) struct Writer {
    file: BufWriter<File>,
    pages: usize,
    count: u64,
    /// The number of the page that is being filled, and its entries.
    at: usize,
    page: Vec<u8>,
}

impl Writer {
    /// Starts a file in `folder` that `count` entries are coming to.
    pub(crate) fn new(folder: &Path, count: u64) -> io::Result<Self> {
        let file = BufWriter::with_capacity(BUFFER, tempfile::tempfile_in(folder)?);
        let pages = usize::try_from(count.div_ceil(USUAL).max(1)).map_err(io::Error::other)?;
        Ok(Self { file, pages, count: 0, at: 0, page: Vec::with_capacity(PAGE) })
    }

    /// Adds an entry, which comes after those that were added before.
    pub(crate) fn push(&mut self, (key, print): Entry) -> io::Result<()> {
        let (high, low) = key.halves();
        while self.at < share(high, self.pages) || self.page.len() == MOST * ENTRY {
            self.end_page()?;
        }
        for number in [high, low, print] {
            self.page.extend(number.to_le_bytes());
        }
        self.count += 1;
        Ok(())
    }

    /// Ends the file.
    pub(crate) fn finish(mut self) -> io::Result<Sorted> {
        // Whoever finds a full page looks into the next one.
        while self.at < self.pages || !self.page.is_empty() {
            let is_full = self.page.len() == MOST * ENTRY;
            self.end_page()?;
            if is_full && self.at >= self.pages {
                self.end_page()?;
            }
        }
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(Sorted { file, pages: self.pages, count: self.count })
    }

    fn end_page(&mut self) -> io::Result<()> {
        self.file.write_all(&((self.page.len() / ENTRY) as u64).to_le_bytes())?;
        self.page.resize(PAGE - HEAD, 0);
        self.file.write_all(&self.page)?;
        self.page.clear();
        self.at += 1;
        Ok(())
    }
}

/// The entries of a file, one by one.
pub(crate) struct Entries {
    reader: BufReader<File>,
    page: [u8; PAGE],
    next: usize,
    left: u64,
}

impl Entries {
    /// The next entry.
    pub(crate) fn next(&mut self) -> io::Result<Option<Entry>> {
        if self.left == 0 {
            return Ok(None);
        }
        while self.next == entries(&self.page).len() {
            self.reader.read_exact(&mut self.page)?;
            self.next = 0;
        }
        let entry = read(&entries(&self.page)[self.next..][..ENTRY]);
        self.next += ENTRY;
        self.left -= 1;
        Ok(Some(entry))
    }
}

/// The entries of a page as bytes.
fn entries(page: &[u8; PAGE]) -> &[u8] {
    let count = usize::try_from(number(page)).unwrap_or(MOST).min(MOST);
    &page[HEAD..HEAD + count * ENTRY]
}

fn read(entry: &[u8]) -> Entry {
    (EventKey::of_halves(number(entry), number(&entry[8..])), number(&entry[16..]))
}

/// The number that some bytes start with.
fn number(bytes: &[u8]) -> u64 {
    bytes.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of so many entries of which the first half of the hash is made by `high`.
    fn file(count: u64, high: impl Fn(u64) -> u64) -> (Vec<Entry>, Sorted) {
        let mut expected: Vec<Entry> =
            (0..count).map(|number| (EventKey::of_halves(high(number), number), number)).collect();
        expected.sort_unstable();
        let folder = tempfile::tempdir().unwrap();
        let mut writer = Writer::new(folder.path(), count).unwrap();
        for entry in &expected {
            writer.push(*entry).unwrap();
        }
        (expected, writer.finish().unwrap())
    }

    #[track_caller]
    fn check((expected, mut sorted): (Vec<Entry>, Sorted)) {
        assert_eq!(sorted.count(), expected.len() as u64);
        for (key, print) in &expected {
            assert_eq!(sorted.find(*key).unwrap(), Some(*print));
            let (high, low) = key.halves();
            assert_eq!(sorted.find(EventKey::of_halves(high, low + (1 << 32))).unwrap(), None);
        }
        let mut found = Vec::new();
        let mut entries = sorted.into_entries().unwrap();
        while let Some(entry) = entries.next().unwrap() {
            found.push(entry);
        }
        assert!(found == expected);
    }

    #[test]
    fn every_entry_is_found_and_no_other() {
        for count in [0, 1, 2, 135, 136, 137, 169, 170, 171, 20_000] {
            check(file(count, |number| EventKey::of_number(number).halves().0));
        }
    }

    #[test]
    fn entries_that_crowd_are_found_too() {
        // All at the start, all at the end, and in few places: pages run over into the next ones.
        for high in [|_| 0, |_| u64::MAX, |number: u64| (number % 3) << 62] {
            for count in [1, 170, 171, 340, 341, 5_000] {
                check(file(count, high));
            }
        }
    }
}
