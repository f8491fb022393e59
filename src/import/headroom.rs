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
    scan::Room,
    store::{self, Limits},
};

/// How long chunks may be filled without a moment in which none is, so that many threads do not
/// keep the limit away.
const LONGEST: Duration = Duration::from_millis(50);

/// Takes DuckDB's limit of memory away while anything is filled.
pub struct Headroom {
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
    pub fn new(connection: &Connection, limits: &Limits) -> Result<Self> {
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

impl Room for Headroom {
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
