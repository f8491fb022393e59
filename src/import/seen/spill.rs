//! Spilled keys: the on-disk levels of the LSM tree of seen events.
//!
//! A memtable that is full is written to a temporary file beside the database as a [`SortedRun`]. Four
//! runs of one level are compacted into one of the next, so the number of runs is logarithmic in the
//! number of events. One Bloom filter covers all runs and answers most lookups of new events. Its size is
//! fixed: an import of more events than it was sized for reads the runs more often, but takes no more
//! memory. One filter per run would grow with the events, as the memtable does.
//!
//! A DuckDB table cannot replace this. It would need a query for each event, or a delete of duplicates
//! from `events` after the scan.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result, bail};

use crate::import::seen::{
    bloom::BloomFilter,
    event_key::{EventKey, slot},
    sorted_run::{RunEntry, RunReader, RunWriter, SortedRun},
};

/// The number of runs of one level that are compacted into one of the next.
const FAN_IN: usize = 4;

/// The number of parts in which a memtable is sorted, as sorting copies one part at a time.
const PARTS: usize = 16;

/// The number of entries that compaction writes between two checks for Ctrl-C.
const ENTRIES_PER_CHECK: u64 = 100_000;

const READ: &str = "cannot read a temporary file";
const WRITE: &str = "cannot write to a temporary file";

/// Returns true once the import should stop early, as after Ctrl-C.
pub(crate) type IsStopped = Arc<dyn Fn() -> bool + Send + Sync>;

/// Keys on disk, each with the content hash of its event.
pub(crate) struct SpilledKeys {
    folder: PathBuf,
    is_stopped: IsStopped,
    /// `None` until the first spill.
    filter: Option<BloomFilter>,
    /// The runs with their levels, from the highest level to the lowest.
    runs: Vec<(u32, SortedRun)>,
}

impl SpilledKeys {
    /// Creates an empty set, whose files will be in `folder`.
    pub(crate) fn new(folder: &Path, is_stopped: IsStopped) -> Self {
        Self { folder: folder.to_owned(), is_stopped, filter: None, runs: Vec::new() }
    }

    /// Returns true if nothing was spilled.
    pub(crate) fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Returns the content hash of a key, if the key was spilled.
    pub(crate) fn find(&mut self, key: EventKey) -> Result<Option<u64>> {
        if !self.filter.as_ref().is_some_and(|filter| filter.may_contain(key)) {
            return Ok(None);
        }
        for (_, run) in &mut self.runs {
            if let Some(hash) = run.find(key).context(READ)? {
                return Ok(Some(hash));
            }
        }
        Ok(None)
    }

    /// Writes `count` entries, in any order, as a new run. `each` passes every entry to a function and
    /// is called several times. The first call creates the filter with `filter_bytes`.
    pub(crate) fn add(
        &mut self,
        count: usize,
        filter_bytes: usize,
        each: impl Fn(&mut dyn FnMut(RunEntry)),
    ) -> Result<()> {
        let filter = self.filter.get_or_insert_with(|| BloomFilter::new(filter_bytes));
        let mut writer = RunWriter::new(&self.folder, count as u64).context(WRITE)?;
        for part in 0..PARTS {
            let mut entries = Vec::with_capacity(count / PARTS);
            each(&mut |entry: RunEntry| {
                if slot(entry.0.halves().0, PARTS) == part {
                    entries.push(entry);
                }
            });
            entries.sort_unstable();
            for entry in entries {
                filter.add(entry.0);
                writer.push(entry).context(WRITE)?;
            }
        }
        self.runs.push((0, writer.finish().context(WRITE)?));
        self.compact()
    }

    /// Compacts the last runs as long as there are [`FAN_IN`] of one level.
    fn compact(&mut self) -> Result<()> {
        while let Some(start) = self.runs.len().checked_sub(FAN_IN)
            && let Some((level, _)) = self.runs.last()
            && self.runs[start].0 == *level
        {
            let level = level + 1;
            let runs = self.runs.split_off(start).into_iter().map(|(_, run)| run);
            let merged = self.merge(runs.collect())?;
            self.runs.push((level, merged));
        }
        Ok(())
    }

    fn merge(&self, runs: Vec<SortedRun>) -> Result<SortedRun> {
        let count = runs.iter().map(SortedRun::len).sum();
        let mut writer = RunWriter::new(&self.folder, count).context(WRITE)?;
        let mut heads: Vec<(RunEntry, RunReader)> = Vec::new();
        for run in runs {
            let mut reader = run.into_reader().context(READ)?;
            heads.extend(reader.next().context(READ)?.map(|first| (first, reader)));
        }
        let mut written = 0_u64;
        while let Some(least) = (0..heads.len()).min_by_key(|at| heads[*at].0) {
            let (entry, reader) = &mut heads[least];
            writer.push(*entry).context(WRITE)?;
            match reader.next().context(READ)? {
                Some(next) => *entry = next,
                None => drop(heads.swap_remove(least)),
            }
            written += 1;
            if written.is_multiple_of(ENTRIES_PER_CHECK) && (self.is_stopped)() {
                bail!("stopped");
            }
        }
        writer.finish().context(WRITE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(number: u64) -> RunEntry {
        (EventKey::from_number(number), number)
    }

    #[test]
    fn spilled_keys_are_found_after_any_number_of_compactions() {
        let folder = tempfile::tempdir().unwrap();
        let mut spilled = SpilledKeys::new(folder.path(), Arc::new(|| false));
        for step in 0..150 {
            let numbers = step * 100..(step + 1) * 100;
            spilled.add(100, 1_000, |take| numbers.clone().map(entry).for_each(take)).unwrap();
        }
        // 150 runs are 2 of 64, 1 of 16, 1 of 4 and 2.
        let levels: Vec<u32> = spilled.runs.iter().map(|(level, _)| *level).collect();
        assert_eq!(levels, [3, 3, 2, 1, 0, 0]);
        for number in 0..15_000 {
            let (key, hash) = entry(number);
            assert_eq!(spilled.find(key).unwrap(), Some(hash));
        }
        for number in 15_000..30_000 {
            assert_eq!(spilled.find(EventKey::from_number(number)).unwrap(), None);
        }
    }
}
