//! The size of row groups.
//!
//! DuckDB holds the unfinished row group of each thread in memory. Blocks that do not fit are moved to temporary
//! files, each to a file of its own, because the blocks of our databases are smaller than DuckDB's default
//! (`WriteTemporaryBuffer` in `standard_buffer_manager.cpp`). With four threads and 512 MB that took a fifth of the
//! time of an import. So a row group has at most as many rows as fit.
//!
//! DuckDB compresses a row group on one thread. At the end of an insert each thread compresses what it has
//! if that is a row group at least; what threads have less, one of them merges and compresses, while the
//! others wait (`PhysicalInsert::Combine` and `Finalize`). Of a small archive that is all of it. So the
//! first import of one uses smaller row groups, of which each thread fills some. They make the file a
//! little larger, and later small imports merge them.

use crate::store::Limits;

/// The number of rows in a row group by default.
pub(crate) const ROW_GROUP: u64 = 122_880;

/// The number of rows in the smallest row group.
const SMALLEST: u64 = 5 * VECTOR;

/// The number of rows that DuckDB handles at once, of which a row group is a multiple.
const VECTOR: u64 = 2_048;

/// The bytes of DuckDB's memory for a row of an unfinished row group of usual events, with what compressing it takes.
/// With 1,500 bytes some blocks were moved to temporary files.
const ROW_BYTES: u64 = 1_600;

/// The usual number of bytes of content of an event.
const EVENT_BYTES: u64 = 1_400;

/// The number of row groups that each thread fills at least.
const PER_THREAD: u64 = 4;

/// The largest number of threads that use smaller row groups. Each thread leaves blocks that are not full,
/// and with eight threads and small row groups a small file becomes a third larger.
const MAX_JOBS: usize = 4;

/// Returns the most rows in a row group of which each thread can hold one in memory.
pub(crate) fn of_memory(limits: &Limits) -> u64 {
    let rows = limits.duckdb_bytes() / limits.jobs.max(1) as u64 / ROW_BYTES;
    whole_vectors(rows)
}

/// Returns the number of rows in the row groups of a new database for about `bytes` bytes of content.
pub(crate) fn of_new(bytes: u64, limits: &Limits) -> u64 {
    let most = of_memory(limits);
    if !(2..=MAX_JOBS).contains(&limits.jobs) {
        return most;
    }
    let rows = bytes / EVENT_BYTES / (limits.jobs as u64 * PER_THREAD);
    whole_vectors(rows).min(most)
}

fn whole_vectors(rows: u64) -> u64 {
    (rows / VECTOR * VECTOR).clamp(SMALLEST, ROW_GROUP)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::limits::MEMORY;

    #[test]
    fn each_thread_fills_some_row_groups_of_a_small_archive() {
        let of = |events, jobs| {
            let limits = Limits { jobs, memory: 4_000_000_000, max_expansion: 1 };
            of_new(events * EVENT_BYTES, &limits)
        };
        assert_eq!(of(0, 2), SMALLEST);
        assert_eq!(of(200_000, 2), 24_576);
        assert_eq!(of(200_000, 4), 12_288);
        assert_eq!([of(1_000_000, 2), of(u64::MAX / EVENT_BYTES, 4)], [ROW_GROUP; 2]);
        assert_eq!([of(0, 1), of(0, MAX_JOBS + 1)], [ROW_GROUP; 2]);
    }

    #[test]
    fn an_unfinished_row_group_of_each_thread_fits_into_the_memory() {
        let of = |jobs, memory| of_memory(&Limits { jobs, memory, max_expansion: 1 });
        assert_eq!([of(1, 512_000_000), of(2, 1_000_000_000)], [ROW_GROUP; 2]);
        assert_eq!(of(2, 512_000_000), 98_304);
        assert_eq!(of(1, 1), SMALLEST);
        let limits = Limits { jobs: 2, memory: 512_000_000, max_expansion: 1 };
        assert_eq!(of_new(u64::MAX, &limits), 98_304);
        for jobs in [2, 4, 8] {
            let limits =
                Limits { jobs, memory: Limits::default_memory(jobs, MEMORY), max_expansion: 1 };
            let rows = of_memory(&limits);
            assert!(rows > ROW_GROUP * 2 / 5, "{jobs} threads: {rows}");
            assert!(rows * jobs as u64 * ROW_BYTES <= limits.duckdb_bytes(), "{jobs}: {rows}");
        }
    }
}
