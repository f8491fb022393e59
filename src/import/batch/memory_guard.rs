//! The guard that keeps DuckDB's memory limit from ending the process.
//!
//! Works around a fault in DuckDB's C API (2.0.0): `duckdb_vector_assign_string_element_len`, which copies
//! text into a chunk, does not catch the C++ exception that DuckDB throws at its memory limit. The
//! exception unwinds into Rust, which aborts the process. So the guard lifts the limit while a chunk is
//! filled, for some milliseconds, and then sets it again. Setting it is safe: DuckDB frees memory, or
//! returns an ordinary error.
//!
//! Setting the limit takes a fiftieth of an import's time. With ordinary events DuckDB never lacks
//! memory, so the guard starts with the first large chunk.

use std::{
    sync::{
        Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Result;
use duckdb::Connection;

use crate::{
    scan::MemoryGuard,
    store::{self, Limits},
};

/// The longest time without the limit. After it, threads wait until no chunk is being filled, so that
/// many threads cannot keep the limit lifted.
const MAX_LIFTED: Duration = Duration::from_millis(50);

/// Lifts DuckDB's memory limit while any chunk is filled.
pub(crate) struct ImportMemoryGuard {
    /// The text of a chunk, in bytes, up to which the guard is not needed.
    ordinary_bytes: usize,
    /// True once a chunk was larger, as all later chunks lack the memory that DuckDB took for it.
    is_needed: AtomicBool,
    filling: Mutex<Filling>,
    is_idle: Condvar,
}

struct Filling {
    /// Sets the limit, as the connection of the scan is busy.
    connection: Connection,
    limits: Limits,
    /// The most text in a chunk, in bytes.
    largest: u64,
    /// The number of chunks that are being filled.
    count: usize,
    /// The time when the limit was lifted.
    since: Instant,
}

impl ImportMemoryGuard {
    /// Creates the guard for a scan on `connection`, and sets the limit without allowance for large chunks.
    pub(crate) fn new(connection: &Connection, limits: &Limits) -> Result<Self> {
        let filling = Filling {
            connection: store::second(connection)?,
            limits: limits.clone(),
            largest: 0,
            count: 0,
            since: Instant::now(),
        };
        filling.set(&limits.duckdb_setting(0))?;
        Ok(Self {
            ordinary_bytes: limits.chunk_bytes(),
            is_needed: AtomicBool::new(false),
            filling: Mutex::new(filling),
            is_idle: Condvar::new(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Filling> {
        self.filling.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self, bytes: usize) -> Result<()> {
        let is_too_long =
            |filling: &mut Filling| filling.count > 0 && filling.since.elapsed() > MAX_LIFTED;
        let waited = self.is_idle.wait_while(self.lock(), is_too_long);
        let mut filling = waited.unwrap_or_else(PoisonError::into_inner);
        if filling.count == 0 {
            filling.set("none")?;
            filling.since = Instant::now();
        }
        filling.largest = filling.largest.max(bytes as u64);
        filling.count += 1;
        Ok(())
    }

    fn end(&self) -> Result<()> {
        let mut filling = self.lock();
        filling.count -= 1;
        if filling.count > 0 {
            return Ok(());
        }
        self.is_idle.notify_all();
        let limit = filling.limits.duckdb_setting(filling.largest);
        filling.set(&limit)
    }
}

impl MemoryGuard for ImportMemoryGuard {
    fn fill(&self, bytes: usize, fill: &mut dyn FnMut()) -> Result<()> {
        if bytes > self.ordinary_bytes {
            self.is_needed.store(true, Ordering::Relaxed);
        }
        if !self.is_needed.load(Ordering::Relaxed) {
            fill();
            return Ok(());
        }
        self.begin(bytes)?;
        fill();
        self.end()
    }
}

impl Filling {
    fn set(&self, limit: &str) -> Result<()> {
        Ok(self.connection.execute_batch(&format!("SET memory_limit = '{limit}'"))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::error::{DbErrorKind, kind};

    const LIMITS: Limits = Limits { jobs: 2, memory: 256 << 20, max_expansion: 1 };

    fn limit(connection: &Connection) -> String {
        let sql = "SELECT current_setting('memory_limit')";
        connection.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// Returns the limit while a chunk of `bytes` bytes is filled.
    fn limit_in_fill(guard: &ImportMemoryGuard, connection: &Connection, bytes: usize) -> String {
        let mut seen = String::new();
        guard.fill(bytes, &mut || seen = limit(connection)).unwrap();
        seen
    }

    #[test]
    fn the_limit_is_lifted_while_chunks_are_filled_once_one_is_large() {
        let connection = Connection::open_in_memory().unwrap();
        let guard = ImportMemoryGuard::new(&connection, &LIMITS).unwrap();
        let base = limit(&connection);
        assert_eq!(limit_in_fill(&guard, &connection, LIMITS.chunk_bytes()), base);
        let lifted = limit_in_fill(&guard, &connection, LIMITS.chunk_bytes() + 1);
        assert!(lifted.ends_with("PiB"), "{lifted}");
        assert_eq!(limit_in_fill(&guard, &connection, 1), lifted);
        // The limit after it allows for the next chunk of that size.
        let after = limit(&connection);
        assert!(after.ends_with("MiB") && after != base, "{after}");
        let _next = ImportMemoryGuard::new(&connection, &LIMITS).unwrap();
        assert_eq!(limit(&connection), base);
    }

    #[test]
    fn many_threads_cannot_keep_the_limit_lifted() {
        let connection = Connection::open_in_memory().unwrap();
        let guard = ImportMemoryGuard::new(&connection, &LIMITS).unwrap();
        let large = LIMITS.chunk_bytes() + 1;
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..10 {
                        let sleep = Duration::from_millis(4);
                        guard.fill(large, &mut || std::thread::sleep(sleep)).unwrap();
                    }
                });
            }
        });
        assert_eq!(guard.lock().count, 0);
        assert!(limit(&connection).ends_with("MiB"));
    }

    #[test]
    fn a_lack_of_memory_after_a_chunk_is_an_error() {
        let connection = Connection::open_in_memory().unwrap();
        let guard = ImportMemoryGuard::new(&connection, &LIMITS).unwrap();
        let table = "SET temp_directory = '';
            CREATE TABLE large AS SELECT repeat(chr((97 + range % 20)::INTEGER), 100) || range AS text FROM range(5000000)";
        let filled = guard.fill(usize::MAX, &mut || connection.execute_batch(table).unwrap());
        assert_eq!(kind(&filled.unwrap_err()), DbErrorKind::OutOfMemory);
    }
}
