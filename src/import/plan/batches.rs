//! The files of an import in batches, each of which is one transaction.

use std::{collections::VecDeque, path::Path, sync::Arc};

use anyhow::Result;

use crate::{import::plan::file_list::PlannedFiles, scan::file::LogFile};

/// The default size of a batch in bytes of content: about a million events. Small transactions cost time
/// and space, as each leaves partly filled row groups.
pub(crate) const BATCH_BYTES: u64 = 2_000_000_000;

/// The most files in a batch: each takes a kilobyte of memory until the end of its transaction.
const BATCH_FILES: usize = 100_000;

/// The usual compression ratio of CloudTrail's JSON, to estimate the content of a gzip file.
const GZIP_RATIO: u64 = 7;

/// The number of batches that replace one that was too large.
const SPLIT: u64 = 4;

/// The number of files that are read from the plan at a time.
const PAGE: u64 = 20_000;

/// A queue of files that is read batch by batch.
pub(crate) struct Batches<'a> {
    plan: PlannedFiles<'a>,
    /// The number of files that were read from the plan.
    paged: u64,
    /// The files that were read from the plan and are in no batch yet.
    files: VecDeque<Arc<LogFile>>,
    /// The maximum size of a batch in bytes of content.
    limit: u64,
}

impl<'a> Batches<'a> {
    /// Creates a queue of the files of a plan in batches of at most `limit` bytes of content and
    /// [`BATCH_FILES`] files.
    pub(crate) fn new(plan: PlannedFiles<'a>, limit: u64) -> Self {
        Self { plan, paged: 0, files: VecDeque::new(), limit }
    }

    /// Returns the next batch, or `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Vec<Arc<LogFile>>>> {
        let mut batch = Vec::new();
        let mut bytes = 0;
        while let Some(file) = self.front()? {
            bytes += content_bytes(file);
            if batch.len() == BATCH_FILES || !batch.is_empty() && bytes > self.limit {
                break;
            }
            batch.extend(self.files.pop_front());
        }
        Ok((!batch.is_empty()).then_some(batch))
    }

    /// Returns the first file of the queue.
    fn front(&mut self) -> Result<Option<&Arc<LogFile>>> {
        if self.files.is_empty() && self.paged < self.plan.count {
            let page = self.plan.page(self.paged, PAGE)?;
            self.paged += PAGE;
            self.files.extend(page.into_iter().map(Arc::new));
        }
        Ok(self.files.front())
    }

    /// Returns the current maximum size of a batch in bytes of content.
    pub(crate) fn limit(&self) -> u64 {
        self.limit
    }

    /// Puts a batch that was too large back into the queue and reduces the maximum size. Returns false if
    /// the batch is a single file, or has a file that cannot be read twice.
    pub(crate) fn split(&mut self, batch: Vec<Arc<LogFile>>) -> bool {
        if batch.len() < 2 || batch.iter().any(|file| file.is_read_once()) {
            return false;
        }
        self.limit = batch.iter().map(|file| content_bytes(file)).sum::<u64>() / SPLIT;
        for file in batch.into_iter().rev() {
            self.files.push_front(file);
        }
        true
    }
}

/// Estimates the size of a file's content.
pub(crate) fn content_bytes(file: &LogFile) -> u64 {
    let is_gzip = Path::new(&file.name).extension().is_some_and(|end| end == "gz");
    if is_gzip { file.size.saturating_mul(GZIP_RATIO) } else { file.size }
}

#[cfg(test)]
mod tests {
    use super::*;

    use duckdb::Connection;

    use crate::{
        import::{
            balance::FileCounts,
            given::GivenPaths,
            plan::{file_list::FileList, filter::RecordFilter},
        },
        store::migrate,
    };

    fn connection() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate::apply(&mut connection).unwrap();
        connection
    }

    fn batches(connection: &Connection, files: Vec<LogFile>, limit: u64) -> Batches<'_> {
        let filter = RecordFilter::default();
        let mut list = FileList::new(connection, &filter).unwrap();
        for file in files {
            list.add(file).unwrap();
        }
        let counts = &mut FileCounts::default();
        Batches::new(list.plan(counts, &mut GivenPaths::default()).unwrap(), limit)
    }

    fn files(sizes: &[u64]) -> Vec<LogFile> {
        let named = sizes.iter().enumerate();
        named.map(|(at, size)| LogFile::new(format!("{at}.json").into(), *size, 0)).collect()
    }

    /// Returns the sizes of the files of each remaining batch.
    fn remaining(mut batches: Batches<'_>) -> Vec<Vec<u64>> {
        let sizes = |batch: Vec<Arc<LogFile>>| batch.iter().map(|file| file.size).collect();
        std::iter::from_fn(|| batches.next().unwrap()).map(sizes).collect()
    }

    #[test]
    fn a_batch_has_at_least_one_file_and_as_many_as_fit() {
        let of = |sizes: &[u64], limit| remaining(batches(&connection(), files(sizes), limit));
        assert_eq!(of(&[4, 6, 1, 20, 3, 0], 10), [vec![4, 6], vec![1], vec![20], vec![3, 0]]);
        assert_eq!(of(&[], 10), Vec::<Vec<u64>>::new());
        assert_eq!(of(&[0, 0], 0), [[0, 0]]);
        let gzip = LogFile::new("1.json.gz".into(), 2, 0);
        assert_eq!(content_bytes(&gzip), 14);
    }

    #[test]
    fn a_batch_of_small_files_is_limited_by_their_number() {
        let connection = connection();
        let mut batches = batches(&connection, files(&vec![1; BATCH_FILES + 1]), u64::MAX);
        let lengths = std::iter::from_fn(|| batches.next().unwrap()).map(|batch| batch.len());
        assert_eq!(lengths.collect::<Vec<_>>(), [BATCH_FILES, 1]);
    }

    #[test]
    fn a_batch_that_was_too_large_returns_in_smaller_ones() {
        let connection = connection();
        let mut batches = batches(&connection, files(&[4, 4, 4, 4, 5, 5]), 16);
        let batch = batches.next().unwrap().unwrap();
        assert_eq!(batch.len(), 4);
        assert!(batches.split(batch));
        let one = batches.next().unwrap().unwrap();
        assert_eq!(one[0].name, "0.json");
        assert!(!batches.split(one), "one file cannot be split");
        assert_eq!(remaining(batches), [[4], [4], [4], [5], [5]]);
    }

    #[test]
    fn a_batch_that_cannot_be_read_twice_is_not_split() {
        let connection = connection();
        let both = [files(&[1]), vec![LogFile::stdin()]].concat();
        let mut batches = batches(&connection, both, 10);
        let batch = batches.next().unwrap().unwrap();
        assert_eq!(batch.len(), 2);
        assert!(!batches.split(batch));
    }
}
