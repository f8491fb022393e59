//! The identities that memory has no room for, in temporary files beside the database.
//!
//! What memory holds is put in order and written to a file whenever there is too much of it, and four
//! files become one, so that there are few of them, however many events a batch has. A new event
//! mostly costs one look at a filter; the files are read where that says "perhaps". The filter does
//! not grow: an import of more events than it is made for reads the files more often, but takes no
//! more memory.
//!
//! Why not a table in DuckDB: it would have to be asked for each event, or after the scan, when rows
//! that are in `events` would have to be taken out again. Why not one filter for each file: together
//! they would grow with the events, as the map does that they are to replace.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result, bail};

use crate::import::{
    seen::event_key::EventKey,
    seen::{
        bloom::BloomFilter,
        sorted_run::{Entries, Sorted, Writer},
    },
};

pub(crate) use crate::import::seen::sorted_run::Entry;

/// How many files of one size become one.
const MERGED: usize = 4;

/// In how many parts entries are put in order: the memory for it is that for one of them.
const PARTS: usize = 16;

/// How many entries are merged before Ctrl-C is looked for.
const UNASKED: u64 = 100_000;

/// Whether the import is to end before its files do, as after Ctrl-C.
pub(crate) type IsStopped = Arc<dyn Fn() -> bool + Send + Sync>;

/// Identities on the disk.
pub(crate) struct Overflow {
    folder: PathBuf,
    is_stopped: IsStopped,
    /// None as long as there is nothing to be asked for.
    filter: Option<BloomFilter>,
    /// The files, the largest first, each with how often it was merged.
    files: Vec<(u32, Sorted)>,
}

impl Overflow {
    /// Nothing yet. Files go into `folder`.
    pub(crate) fn new(folder: &Path, is_stopped: IsStopped) -> Self {
        Self { folder: folder.to_owned(), is_stopped, filter: None, files: Vec::new() }
    }

    /// Whether nothing was added.
    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The fingerprint of an identity, if it is there.
    pub(crate) fn find(&mut self, key: EventKey) -> Result<Option<u64>> {
        if !self.filter.as_ref().is_some_and(|filter| filter.may_hold(key)) {
            return Ok(None);
        }
        for (_, file) in &mut self.files {
            if let Some(print) = file.find(key).context(READ)? {
                return Ok(Some(print));
            }
        }
        Ok(None)
    }

    /// Adds `count` entries, in whatever order: `each` calls a function with every one of them, and
    /// is called several times. The first time a filter of so many bytes is made.
    pub(crate) fn add(
        &mut self,
        count: usize,
        filter_bytes: usize,
        each: impl Fn(&mut dyn FnMut(Entry)),
    ) -> Result<()> {
        let filter = self.filter.get_or_insert_with(|| BloomFilter::new(filter_bytes));
        let mut writer = Writer::new(&self.folder, count as u64).context(WRITE)?;
        for part in 0..PARTS {
            let mut entries = Vec::with_capacity(count / PARTS);
            each(&mut |entry: Entry| {
                if share(entry.0.halves().0, PARTS) == part {
                    entries.push(entry);
                }
            });
            entries.sort_unstable();
            for entry in entries {
                filter.add(entry.0);
                writer.push(entry).context(WRITE)?;
            }
        }
        self.files.push((0, writer.finish().context(WRITE)?));
        self.merge()
    }

    /// Makes one file of the last ones, as long as they are enough of one size.
    fn merge(&mut self) -> Result<()> {
        while let Some(start) = self.files.len().checked_sub(MERGED)
            && let Some((times, _)) = self.files.last()
            && self.files[start].0 == *times
        {
            let times = times + 1;
            let files = self.files.split_off(start).into_iter().map(|(_, file)| file);
            let merged = self.merged(files.collect())?;
            self.files.push((times, merged));
        }
        Ok(())
    }

    fn merged(&self, files: Vec<Sorted>) -> Result<Sorted> {
        let count = files.iter().map(Sorted::count).sum();
        let mut writer = Writer::new(&self.folder, count).context(WRITE)?;
        let mut heads: Vec<(Entry, Entries)> = Vec::new();
        for file in files {
            let mut entries = file.into_entries().context(READ)?;
            heads.extend(entries.next().context(READ)?.map(|first| (first, entries)));
        }
        let mut merged = 0_u64;
        while let Some(least) = (0..heads.len()).min_by_key(|at| heads[*at].0) {
            let (entry, entries) = &mut heads[least];
            writer.push(*entry).context(WRITE)?;
            match entries.next().context(READ)? {
                Some(next) => *entry = next,
                None => drop(heads.swap_remove(least)),
            }
            merged += 1;
            if merged.is_multiple_of(UNASKED) && (self.is_stopped)() {
                bail!("stopped");
            }
        }
        writer.finish().context(WRITE)
    }
}

const READ: &str = "cannot read a temporary file";
const WRITE: &str = "cannot write to a temporary file";

/// The place of a hash among `count` places that share all hashes evenly, in their order.
pub(crate) fn share(hash: u64, count: usize) -> usize {
    let place = (u128::from(hash) * count as u128) >> 64;
    usize::try_from(place).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(number: u64) -> Entry {
        (EventKey::of_number(number), number)
    }

    #[test]
    fn what_was_added_is_found_however_often_it_was_merged() {
        let folder = tempfile::tempdir().unwrap();
        let mut overflow = Overflow::new(folder.path(), Arc::new(|| false));
        for step in 0..150 {
            let numbers = step * 100..(step + 1) * 100;
            overflow.add(100, 1_000, |take| numbers.clone().map(entry).for_each(take)).unwrap();
        }
        // 150 files are 2 of 64, 1 of 16, 1 of 4 and 2.
        let times: Vec<u32> = overflow.files.iter().map(|(times, _)| *times).collect();
        assert_eq!(times, [3, 3, 2, 1, 0, 0]);
        for number in 0..15_000 {
            let (key, print) = entry(number);
            assert_eq!(overflow.find(key).unwrap(), Some(print));
        }
        for number in 15_000..30_000 {
            assert_eq!(overflow.find(EventKey::of_number(number)).unwrap(), None);
        }
    }
}
