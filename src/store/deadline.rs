//! An end to statements that take too long.
//!
//! DuckDB looks at the request to end a statement between pieces of its work. It forgets one that
//! comes between two statements, and a piece may take its time: so it is asked again and again, and
//! in the end the process does not wait for it.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use duckdb::{Connection, InterruptHandle};

/// How often a statement is asked to end.
const ASK_EVERY: Duration = Duration::from_millis(50);

/// How long a statement may take to end, once it is asked to.
const PATIENCE: Duration = Duration::from_secs(5);

/// Ends the statements of a connection after a time, unless it is dropped before.
#[derive(Debug)]
pub(crate) struct Deadline {
    limit: Duration,
    has_passed: Arc<AtomicBool>,
    /// Dropped first: the thread that waits sees it.
    waiting: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Deadline {
    /// From now on the statements of `connection` have `limit` to end. Where one does not even end
    /// when it is asked to, `give_up` is called; it ends the process. Fails where there is no thread to
    /// be had.
    pub(crate) fn start(
        connection: &Connection,
        limit: Duration,
        give_up: fn(&TimedOut),
    ) -> Result<Self> {
        let has_passed = Arc::new(AtomicBool::new(false));
        let (sender, receiver) = mpsc::channel();
        let (statement, passed) = (connection.interrupt_handle(), Arc::clone(&has_passed));
        let wait = move || {
            if is_over(&receiver, limit) {
                return;
            }
            passed.store(true, Ordering::Relaxed);
            if !ends(&receiver, &statement) {
                give_up(&TimedOut(limit));
            }
        };
        let thread = thread::Builder::new().spawn(wait).context("cannot watch the time")?;
        Ok(Self { limit, has_passed, waiting: Some((sender, thread)) })
    }

    /// The error to report, where the time is over.
    pub(crate) fn passed(&self) -> Option<TimedOut> {
        self.has_passed.load(Ordering::Relaxed).then_some(TimedOut(self.limit))
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.waiting.take() {
            drop(sender);
            // A thread that panicked has nothing to give back.
            let _ = thread.join();
        }
    }
}

/// Whether the work was over before the time was.
fn is_over(work: &Receiver<()>, time: Duration) -> bool {
    matches!(work.recv_timeout(time), Err(RecvTimeoutError::Disconnected))
}

/// Asks a statement to end until the work is over; false where that takes too long.
fn ends(work: &Receiver<()>, statement: &InterruptHandle) -> bool {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        statement.interrupt();
        if is_over(work, ASK_EVERY) {
            return true;
        }
    }
    false
}

/// That statements took too long.
#[derive(Clone, Debug)]
pub(crate) struct TimedOut(Duration);

impl fmt::Display for TimedOut {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "stopped after {:?}, the limit of time; --timeout gives more, as --timeout 30m",
            self.0
        )
    }
}

impl std::error::Error for TimedOut {}
