//! What an import may use of the machine, and how its memory is shared out.

/// Up to here memory is worth more to DuckDB, which ends an import where it has too little, than to the
/// order of rows.
const SCARCE: u64 = 256_000_000;

/// What a thread takes of DuckDB's memory: the open ends of all columns, and what compresses them. An
/// import with 35 MB for each of its threads comes to its end, one with 30 does not.
const THREAD: u64 = 40_000_000;

/// What an import may use of the machine.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Threads of DuckDB, which are those of the scan.
    pub jobs: usize,
    /// Bytes of memory for DuckDB, for the rows that wait for it and for what was seen.
    pub memory: u64,
    /// How many times its own size a gzip file may inflate to.
    pub max_expansion: u64,
}

impl Limits {
    /// How many threads the memory has room for; one in any case.
    pub(crate) fn most_jobs(memory: u64) -> usize {
        usize::try_from(memory / 32 * 21 / THREAD).unwrap_or(usize::MAX).max(1)
    }

    /// How many bytes of memory so many threads take.
    pub(crate) fn memory_for(jobs: usize) -> u64 {
        jobs as u64 * THREAD / 21 * 32 + 32
    }

    /// How many bytes of rows each thread may gather: an eighth of the memory for all of them, and three
    /// of what goes beyond [`SCARCE`], up to ten parts of 32. More of them make better neighbours in
    /// the table: two threads with the default gather some 45,000 events each, a third of a row group.
    /// Of more than a row group nothing is gained.
    pub(crate) fn run_bytes(&self) -> usize {
        let all = self.memory / 8 + self.memory.saturating_sub(SCARCE) / 8 * 3;
        let beside_duckdb = (self.memory / 32 * 25).saturating_sub(self.jobs as u64 * THREAD);
        let share = all.min(self.memory / 32 * 10).min(beside_duckdb) / self.jobs.max(1) as u64;
        usize::try_from(share).unwrap_or(usize::MAX).clamp(4 << 20, 192 << 20)
    }

    /// How many bytes may be taken to remember what was seen; what does not fit goes to the disk.
    pub(crate) fn seen_bytes(&self) -> usize {
        usize::try_from(self.memory / 16 * 3).unwrap_or(usize::MAX)
    }

    /// The bytes that are left for DuckDB, and a thirty-second for what nobody counts.
    pub(crate) fn duckdb_bytes(&self) -> u64 {
        let runs = self.jobs as u64 * self.run_bytes() as u64;
        (self.memory / 32 * 25).saturating_sub(runs).max(self.memory / 32 * 15)
    }

    /// With how many bytes of text in each chunk DuckDB's memory is sure to suffice: it has this ten
    /// times for each thread. Ordinary events have a third of what four threads get of 256 MB.
    pub(crate) fn chunk_bytes(&self) -> usize {
        usize::try_from(self.duckdb_bytes() / self.jobs.max(1) as u64 / 10).unwrap_or(usize::MAX)
    }

    /// [`Self::duckdb_bytes`] as a value of DuckDB's `memory_limit`, where each thread may fill a chunk of
    /// `chunk` bytes beyond it; they get a quarter at most.
    pub(crate) fn duckdb_setting(&self, chunk: u64) -> String {
        let bytes = self.duckdb_bytes();
        let chunks = chunk.saturating_mul(self.jobs as u64).min(bytes / 4);
        format!("{}KiB", (bytes - chunks) / 1024)
    }
}

#[cfg(test)]
mod tests {
    use super::Limits;

    #[test]
    fn rows_duckdb_and_what_was_seen_share_the_memory() {
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
    fn what_chunks_take_beyond_the_limit_is_taken_from_it() {
        let limits = Limits { jobs: 2, memory: 256 << 20, max_expansion: 1 };
        let setting = |chunk| limits.duckdb_setting(chunk);
        let (bytes, mebibyte) = (limits.duckdb_bytes(), 1 << 20);
        assert_eq!(setting(0), format!("{}KiB", bytes / 1024));
        assert_eq!(setting(mebibyte), format!("{}KiB", (bytes - 2 * mebibyte) / 1024));
        assert_eq!(setting(u64::MAX), format!("{}KiB", (bytes - bytes / 4) / 1024));
    }

    #[test]
    fn threads_are_as_many_as_the_memory_has_room_for() {
        let most = [1, 64_000_000, 128_000_000, 512_000_000, 1_000_000_000];
        assert_eq!(most.map(Limits::most_jobs), [1, 1, 2, 8, 16]);
        for jobs in [1, 2, 9, 16, 64, 1024] {
            assert_eq!(Limits::most_jobs(Limits::memory_for(jobs)), jobs);
        }
    }

    #[test]
    fn scarce_memory_is_left_to_duckdb_and_ample_memory_makes_longer_runs() {
        let run = |memory| Limits { jobs: 2, memory, max_expansion: 1 }.run_bytes();
        assert_eq!(run(256_000_000), 16_000_000);
        assert_eq!(run(512_000_000), 80_000_000);
        assert_eq!(run(64_000_000_000), 192 << 20);
    }
}
