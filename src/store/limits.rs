//! The resource limits of an import, and the division of its memory.

use std::thread;

use crate::store::memory;

/// The most threads of an import by default.
const THREADS: usize = 8;

/// The bytes of memory of an import by default, for each thread. Row groups of about half the full size fit into them.
pub(crate) const MEMORY: u64 = 160_000_000;

/// The least bytes of memory by default, where twice as many are available.
const LEAST: u64 = 512_000_000;

/// The size of memory, in bytes, up to which DuckDB gets most of it. An import fails if DuckDB has too
/// little, while longer runs of rows only improve their order.
const SCARCE: u64 = 256_000_000;

/// The bytes of DuckDB's memory that a thread needs, for the unfinished segments of all columns and
/// their compression. An import with 35 MB per thread succeeds, one with 30 MB fails.
const THREAD: u64 = 40_000_000;

/// The memory, in bytes, in which the schema of a new database is made.
const SCHEMA: u64 = 64_000_000;

/// The resource limits of an import.
#[derive(Clone, Debug)]
pub struct Limits {
    /// DuckDB's threads, which also run the scan.
    pub jobs: usize,
    /// Bytes of memory for DuckDB, for rows that wait to be inserted and for the keys of seen events.
    pub memory: u64,
    /// The largest ratio of the inflated size of a gzip file to its own size.
    pub max_expansion: u64,
}

impl Limits {
    /// Returns the limits for these options, of which `memory` can limit the threads. Without it, each thread has
    /// `per_thread` bytes, if that is not more than half of what is available.
    pub(crate) fn of_options(
        jobs: usize,
        memory: Option<u64>,
        per_thread: u64,
        max_expansion: u64,
    ) -> Self {
        let memory = memory.unwrap_or_else(|| {
            let most = memory::half_of_available().unwrap_or(u64::MAX);
            Self::default_memory(jobs, per_thread).min(most)
        });
        Self { jobs: jobs.min(Self::most_jobs(memory)), memory, max_expansion }
    }

    /// Returns the number of threads by default.
    pub(crate) fn default_jobs() -> usize {
        thread::available_parallelism().map_or(1, usize::from).min(THREADS)
    }

    /// Returns the bytes of memory for `jobs` threads with `per_thread` bytes each.
    pub(crate) fn default_memory(jobs: usize, per_thread: u64) -> u64 {
        (jobs as u64).saturating_mul(per_thread).max(LEAST)
    }

    /// Returns the limits while the schema is made, which the smallest limits do not suffice for.
    pub(crate) fn for_schema(&self) -> Self {
        Self { memory: self.memory.max(SCHEMA), ..self.clone() }
    }

    /// Returns the number of threads that the memory suffices for, at least one.
    pub(crate) fn most_jobs(memory: u64) -> usize {
        usize::try_from(memory / 32 * 21 / THREAD).unwrap_or(usize::MAX).max(1)
    }

    /// Returns the bytes of memory that `jobs` threads need.
    pub(crate) fn memory_for(jobs: usize) -> u64 {
        jobs as u64 * THREAD / 21 * 32 + 32
    }

    /// Returns the bytes of rows that each thread may collect before it passes them to DuckDB. All
    /// threads together get an eighth of the memory, plus a sixteenth of what exceeds [`SCARCE`]. Longer
    /// runs of rows give the table a better order: two threads with the default collect about 38,000
    /// events each, more than a third of a row group.
    pub(crate) fn run_bytes(&self) -> usize {
        let all = self.memory / 8 + self.memory.saturating_sub(SCARCE) / 16;
        let without_threads = (self.memory / 32 * 25).saturating_sub(self.jobs as u64 * THREAD);
        let share = all.min(without_threads) / self.jobs.max(1) as u64;
        usize::try_from(share).unwrap_or(usize::MAX).clamp(4 << 20, 192 << 20)
    }

    /// Returns the bytes of memory for the keys of seen events. Keys beyond that are spilled to disk.
    pub(crate) fn seen_bytes(&self) -> usize {
        usize::try_from(self.memory / 16 * 3).unwrap_or(usize::MAX)
    }

    /// Returns the bytes of objects from S3 that wait to be read, a part of the memory that stays unassigned. With
    /// the default that is a second of work.
    pub(crate) fn fetch_bytes(&self) -> u64 {
        self.memory / 32
    }

    /// Returns the bytes of memory for DuckDB. A thirty-second of all memory stays unassigned.
    pub(crate) fn duckdb_bytes(&self) -> u64 {
        let runs = self.jobs as u64 * self.run_bytes() as u64;
        (self.memory / 32 * 25).saturating_sub(runs).max(self.memory / 32 * 15)
    }

    /// Returns the bytes of text per chunk for which DuckDB's memory always suffices: a tenth of each
    /// thread's share. Chunks of ordinary events have a third of this with four threads and 256 MB.
    pub(crate) fn chunk_bytes(&self) -> usize {
        usize::try_from(self.duckdb_bytes() / self.jobs.max(1) as u64 / 10).unwrap_or(usize::MAX)
    }

    /// Returns the value of DuckDB's `memory_limit`: [`Self::duckdb_bytes`] minus a chunk of `chunk`
    /// bytes per thread, which is filled beyond the limit. Chunks get at most a quarter.
    pub(crate) fn duckdb_setting(&self, chunk: u64) -> String {
        let bytes = self.duckdb_bytes();
        let chunks = chunk.saturating_mul(self.jobs as u64).min(bytes / 4);
        format!("{}KiB", (bytes - chunks) / 1024)
    }
}

#[cfg(test)]
mod tests {
    use super::{LEAST, Limits, MEMORY};

    #[test]
    fn runs_duckdb_and_seen_keys_fit_into_the_memory() {
        for memory in [256_000_000, 512_000_000, 2_000_000_000] {
            for jobs in [1, 2, 4, 8, 16] {
                if jobs > Limits::most_jobs(memory) {
                    continue;
                }
                let limits = Limits { jobs, memory, max_expansion: 1 };
                let runs = (jobs * limits.run_bytes()) as u64;
                let all = runs + limits.duckdb_bytes() + limits.seen_bytes() as u64;
                assert!(all <= memory / 32 * 31, "{memory} bytes, {jobs} threads: {all}");
                assert!(limits.duckdb_bytes() >= 160_000_000, "{memory} bytes, {jobs} threads");
                assert!(limits.duckdb_bytes() / jobs as u64 >= 38_000_000, "{memory}, {jobs}");
            }
        }
    }

    #[test]
    fn the_setting_leaves_memory_for_chunks() {
        let limits = Limits { jobs: 2, memory: 256 << 20, max_expansion: 1 };
        let setting = |chunk| limits.duckdb_setting(chunk);
        let (bytes, mebibyte) = (limits.duckdb_bytes(), 1 << 20);
        assert_eq!(setting(0), format!("{}KiB", bytes / 1024));
        assert_eq!(setting(mebibyte), format!("{}KiB", (bytes - 2 * mebibyte) / 1024));
        assert_eq!(setting(u64::MAX), format!("{}KiB", (bytes - bytes / 4) / 1024));
    }

    #[test]
    fn the_number_of_threads_depends_on_the_memory() {
        let most = [1, 64_000_000, 128_000_000, 512_000_000, 1_000_000_000];
        assert_eq!(most.map(Limits::most_jobs), [1, 1, 2, 8, 16]);
        for jobs in [1, 2, 9, 16, 64, 1024] {
            assert_eq!(Limits::most_jobs(Limits::memory_for(jobs)), jobs);
            assert_eq!(
                Limits::of_options(jobs, Some(Limits::memory_for(jobs)), MEMORY, 1).jobs,
                jobs
            );
        }
        assert_eq!(Limits::of_options(8, Some(128_000_000), MEMORY, 1).jobs, 2);
    }

    #[test]
    fn the_memory_grows_with_the_threads_unless_it_is_given() {
        assert_eq!(
            [1, 3, 4, 8].map(|jobs| Limits::default_memory(jobs, MEMORY)),
            [LEAST, LEAST, 4 * MEMORY, 8 * MEMORY]
        );
        assert_eq!(Limits::of_options(8, Some(300_000_000), MEMORY, 1).memory, 300_000_000);
        assert_eq!(Limits::of_options(1, None, MEMORY, 1).memory, LEAST);
        assert!((LEAST..=8 * MEMORY).contains(&Limits::of_options(8, None, MEMORY, 1).memory));
    }

    #[test]
    fn more_memory_gives_longer_runs() {
        let run = |memory| Limits { jobs: 2, memory, max_expansion: 1 }.run_bytes();
        assert_eq!(run(256_000_000), 16_000_000);
        assert_eq!(run(512_000_000), 40_000_000);
        assert_eq!(run(64_000_000_000), 192 << 20);
    }
}
