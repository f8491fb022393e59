//! A reader that counts its bytes and remembers the last of them.

use std::{
    io::{self, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use crate::scan::source::Budget;

/// A reader of a file, or of the content of a compressed stream that is compressed itself.
pub(super) struct CountingReader {
    raw: Box<dyn Read + Send>,
    /// The number of bytes read from all files.
    bytes_read: Arc<AtomicU64>,
    /// The number of bytes read from this reader.
    count: Arc<AtomicU64>,
    /// The last eight bytes read from this reader, in little-endian order.
    tail: Arc<AtomicU64>,
    /// The limit of a stream; `None` for a file.
    budget: Option<Arc<Budget>>,
    is_stopped: Arc<dyn Fn() -> bool + Send + Sync>,
}

impl CountingReader {
    /// Creates a reader of a file, whose size determines the budget.
    pub(super) fn of_file(
        raw: Box<dyn Read + Send>,
        bytes_read: Arc<AtomicU64>,
        budget: &Arc<Budget>,
        is_stopped: &Arc<dyn Fn() -> bool + Send + Sync>,
    ) -> Self {
        let count = budget.bytes_of_file();
        Self { bytes_read, count, budget: None, ..Self::of_stream(raw, budget, is_stopped) }
    }

    /// Creates a reader of a stream within a file.
    pub(super) fn of_stream(
        raw: Box<dyn Read + Send>,
        budget: &Arc<Budget>,
        is_stopped: &Arc<dyn Fn() -> bool + Send + Sync>,
    ) -> Self {
        Self {
            raw,
            bytes_read: Arc::default(),
            count: Arc::default(),
            tail: Arc::default(),
            budget: Some(Arc::clone(budget)),
            is_stopped: Arc::clone(is_stopped),
        }
    }

    pub(super) fn count(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.count)
    }

    pub(super) fn tail(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.tail)
    }
}

impl Read for CountingReader {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        // A decoder can read for long without giving content.
        if (self.is_stopped)() {
            return Err(io::Error::other("stopped"));
        }
        let count = self.raw.read(out)?;
        self.bytes_read.fetch_add(count as u64, Ordering::Relaxed);
        let before = self.count.fetch_add(count as u64, Ordering::Relaxed);
        if let Some(budget) = self.budget.as_ref().filter(|it| it.is_exceeded_by(before)) {
            return Err(budget.error());
        }
        let read = &out[..count];
        let before = self.tail.load(Ordering::Relaxed);
        let last = read[count.saturating_sub(size_of_val(&before))..].iter();
        // Each byte pushes out the first of the eight.
        let tail = last.fold(before, |tail, byte| tail >> 8 | u64::from(*byte) << 56);
        self.tail.store(tail, Ordering::Relaxed);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::source::ReadOptions;
    use crate::trail::splitter::tests::Trickle;

    #[test]
    fn the_last_bytes_are_kept_whatever_the_size_of_the_reads() {
        for step in 1..30 {
            let raw = Box::new(Trickle(b"a file of some thirty bytes", step));
            let (budget, is_stopped) =
                (Arc::new(Budget::new(250)), ReadOptions::unstoppable().is_stopped);
            let mut reader = CountingReader::of_stream(raw, &budget, &is_stopped);
            reader.read_to_end(&mut Vec::new()).unwrap();
            assert_eq!(&reader.tail.load(Ordering::Relaxed).to_le_bytes(), b"ty bytes", "{step}");
            assert_eq!(reader.count.load(Ordering::Relaxed), 27);
        }
    }
}
