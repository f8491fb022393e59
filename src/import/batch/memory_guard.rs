//! Memory that DuckDB must not refuse.
//!
//! The text of a chunk comes from DuckDB's memory while code of ours fills it. Where its limit leaves
//! none, DuckDB throws a C++ exception through that code, which ends the process: the driver has no
//! guard against it. So there is no limit while a chunk is filled, which takes some milliseconds.
//! Behind it the limit is set again: for that DuckDB makes room, or says in an error like any other
//! that it cannot.
//!
//! Setting it takes a fiftieth of an import's time. With ordinary events DuckDB never lacks memory, so
//! this begins with the first chunk of larger ones.

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

/// How long chunks may be filled without a moment in which none is, so that many threads do not
/// keep the limit away.
const LONGEST: Duration = Duration::from_millis(50);

/// Takes DuckDB's limit of memory away while anything is filled.
pub(crate) struct Headroom {
    /// Up to how many bytes of text in a chunk there is no need for it.
    ordinary: usize,
    /// Whether any chunk had more. What DuckDB took for it is missed by all.
    is_needed: AtomicBool,
    filling: Mutex<Filling>,
    none_is_filled: Condvar,
}

struct Filling {
    /// Sets the limit; that of the scan is at work.
    connection: Connection,
    limits: Limits,
    /// The most bytes of text that a chunk had.
    largest: u64,
    /// How many chunks are being filled.
    count: usize,
    /// Since when any is.
    since: Instant,
}

impl Headroom {
    /// For a scan by `connection`, under the limit that there was before any other.
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
            ordinary: limits.chunk_bytes(),
            is_needed: AtomicBool::new(false),
            filling: Mutex::new(filling),
            none_is_filled: Condvar::new(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Filling> {
        self.filling.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self, bytes: usize) -> Result<()> {
        let is_too_long =
            |filling: &mut Filling| filling.count > 0 && filling.since.elapsed() > LONGEST;
        let waited = self.none_is_filled.wait_while(self.lock(), is_too_long);
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
        self.none_is_filled.notify_all();
        let limit = filling.limits.duckdb_setting(filling.largest);
        filling.set(&limit)
    }
}

impl MemoryGuard for Headroom {
    fn fill(&self, bytes: usize, fill: &mut dyn FnMut()) -> Result<()> {
        if bytes > self.ordinary {
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
    use crate::store::shortage::{Shortage, behind};

    const LIMITS: Limits = Limits { jobs: 2, memory: 256 << 20, max_expansion: 1 };

    fn limit(connection: &Connection) -> String {
        let sql = "SELECT current_setting('memory_limit')";
        connection.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// The limit while a chunk of so many bytes is filled.
    fn limit_in_fill(room: &Headroom, connection: &Connection, bytes: usize) -> String {
        let mut seen = String::new();
        room.fill(bytes, &mut || seen = limit(connection)).unwrap();
        seen
    }

    #[test]
    fn there_is_no_limit_while_a_chunk_is_filled_from_the_first_large_one_on() {
        let connection = Connection::open_in_memory().unwrap();
        let room = Headroom::new(&connection, &LIMITS).unwrap();
        let base = limit(&connection);
        assert_eq!(limit_in_fill(&room, &connection, LIMITS.chunk_bytes()), base);
        let lifted = limit_in_fill(&room, &connection, LIMITS.chunk_bytes() + 1);
        assert!(lifted.ends_with("PiB"), "{lifted}");
        assert_eq!(limit_in_fill(&room, &connection, 1), lifted);
        // Behind it there is one that leaves room for the next of that size.
        let behind = limit(&connection);
        assert!(behind.ends_with("MiB") && behind != base, "{behind}");
        let _next = Headroom::new(&connection, &LIMITS).unwrap();
        assert_eq!(limit(&connection), base);
    }

    #[test]
    fn many_threads_do_not_keep_the_limit_away() {
        let connection = Connection::open_in_memory().unwrap();
        let room = Headroom::new(&connection, &LIMITS).unwrap();
        let large = LIMITS.chunk_bytes() + 1;
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..10 {
                        let sleep = Duration::from_millis(4);
                        room.fill(large, &mut || std::thread::sleep(sleep)).unwrap();
                    }
                });
            }
        });
        assert_eq!(room.lock().count, 0);
        assert!(limit(&connection).ends_with("MiB"));
    }

    #[test]
    fn want_of_memory_behind_a_chunk_is_an_error() {
        let connection = Connection::open_in_memory().unwrap();
        let room = Headroom::new(&connection, &LIMITS).unwrap();
        let table = "SET temp_directory = '';
            CREATE TABLE large AS SELECT repeat(chr((97 + range % 20)::INTEGER), 100) || range AS text FROM range(5000000)";
        let filled = room.fill(usize::MAX, &mut || connection.execute_batch(table).unwrap());
        assert_eq!(behind(&filled.unwrap_err()), Some(Shortage::Memory));
    }
}
