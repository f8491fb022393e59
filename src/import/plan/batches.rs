//! Which files are read in one transaction.

use std::{collections::VecDeque, path::Path, sync::Arc};

use crate::scan::file::LogFile;

/// How many bytes of content make a batch: about a million events. A batch is a transaction; small
/// ones cost time and space, as each leaves part-filled row groups behind.
pub(crate) const BATCH: u64 = 2_000_000_000;

/// What gzip makes of CloudTrail's JSON, to guess the content of a file by its size.
const RATIO: u64 = 7;

/// Into how many parts a batch is cut that was too large.
const SMALLER: u64 = 4;

/// Files that are to be read, batch by batch.
#[derive(Debug)]
pub(crate) struct Batches {
    files: VecDeque<Arc<LogFile>>,
    /// How many bytes of content a batch may have.
    limit: u64,
}

impl Batches {
    /// All of `files`, in batches of `limit` bytes of content.
    pub(crate) fn new(files: Vec<LogFile>, limit: u64) -> Self {
        Self { files: files.into_iter().map(Arc::new).collect(), limit }
    }

    /// The next batch, which has one file at least.
    pub(crate) fn next(&mut self) -> Option<Vec<Arc<LogFile>>> {
        let mut batch = Vec::new();
        let mut bytes = 0;
        while let Some(file) = self.files.front() {
            bytes += content(file);
            if !batch.is_empty() && bytes > self.limit {
                break;
            }
            batch.extend(self.files.pop_front());
        }
        (!batch.is_empty()).then_some(batch)
    }

    /// How many bytes of content a batch may have now.
    pub(crate) fn limit(&self) -> u64 {
        self.limit
    }

    /// Takes a batch back that was too large; this and what follows comes in smaller ones. False where
    /// it cannot be smaller, or not be read again.
    pub(crate) fn put_back(&mut self, batch: Vec<Arc<LogFile>>) -> bool {
        if batch.len() < 2 || batch.iter().any(|file| file.path().is_none()) {
            return false;
        }
        self.limit = batch.iter().map(|file| content(file)).sum::<u64>() / SMALLER;
        for file in batch.into_iter().rev() {
            self.files.push_front(file);
        }
        true
    }
}

/// The bytes of content that a file is likely to have.
fn content(file: &LogFile) -> u64 {
    let is_gzip = Path::new(&file.name).extension().is_some_and(|end| end == "gz");
    if is_gzip { file.size.saturating_mul(RATIO) } else { file.size }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(sizes: &[u64]) -> Vec<LogFile> {
        let named = sizes.iter().enumerate();
        named.map(|(at, size)| LogFile::new(format!("{at}.json").into(), *size, 0)).collect()
    }

    /// The sizes of the files of each batch that is left.
    fn rest(batches: &mut Batches) -> Vec<Vec<u64>> {
        let sizes = |batch: Vec<Arc<LogFile>>| batch.iter().map(|file| file.size).collect();
        std::iter::from_fn(|| batches.next()).map(sizes).collect()
    }

    #[test]
    fn a_batch_has_as_many_files_as_go_into_it_and_one_at_least() {
        let mut batches = Batches::new(files(&[4, 6, 1, 20, 3, 0]), 10);
        assert_eq!(rest(&mut batches), [vec![4, 6], vec![1], vec![20], vec![3, 0]]);
        assert_eq!(rest(&mut Batches::new(Vec::new(), 10)), Vec::<Vec<u64>>::new());
        assert_eq!(rest(&mut Batches::new(files(&[0, 0]), 0)), [[0, 0]]);
        let gzip = LogFile::new("1.json.gz".into(), 2, 0);
        assert_eq!(content(&gzip), 14);
    }

    #[test]
    fn a_batch_that_was_too_large_comes_again_in_smaller_ones() {
        let mut batches = Batches::new(files(&[4, 4, 4, 4, 5, 5]), 16);
        let batch = batches.next().unwrap();
        assert_eq!(batch.len(), 4);
        assert!(batches.put_back(batch));
        let one = batches.next().unwrap();
        assert_eq!(one[0].name, "0.json");
        assert!(!batches.put_back(one), "it cannot be smaller");
        assert_eq!(rest(&mut batches), [[4], [4], [4], [5], [5]]);
    }

    #[test]
    fn what_can_be_read_once_is_not_put_back() {
        let mut batches = Batches::new(files(&[1]), 10);
        batches.files.push_back(Arc::new(LogFile::stdin()));
        let batch = batches.next().unwrap();
        assert_eq!(batch.len(), 2);
        assert!(!batches.put_back(batch));
    }
}
