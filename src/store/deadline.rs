//! A time limit for statements.
//!
//! DuckDB checks for interrupts only between pieces of its work, and drops one that arrives between
//! two statements. So it is interrupted repeatedly, and if a piece of work takes too long even then,
//! the process ends without waiting for it.

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

/// The time between two interrupts.
const INTERRUPT_EVERY: Duration = Duration::from_millis(50);

/// The time that a statement may take to end after the first interrupt.
const GRACE: Duration = Duration::from_secs(5);

/// Interrupts the statements of a connection after a time, unless it is dropped before.
#[derive(Debug)]
pub(crate) struct Deadline {
    limit: Duration,
    has_passed: Arc<AtomicBool>,
    /// The timer thread, which ends when the sender is dropped.
    timer: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Deadline {
    /// Starts the clock for the statements of `connection`. `give_up` is called if a statement does
    /// not end even when interrupted; it should end the process. Fails if no thread can be started.
    pub(crate) fn start(
        connection: &Connection,
        limit: Duration,
        give_up: fn(&TimedOut),
    ) -> Result<Self> {
        let has_passed = Arc::new(AtomicBool::new(false));
        let (sender, receiver) = mpsc::channel();
        let (statement, passed) = (connection.interrupt_handle(), Arc::clone(&has_passed));
        let wait = move || {
            if ends_within(&receiver, limit) {
                return;
            }
            passed.store(true, Ordering::Relaxed);
            if !interrupt(&receiver, &statement) {
                give_up(&TimedOut(limit));
            }
        };
        let thread = thread::Builder::new()
            .spawn(wait)
            .context("cannot start the timer of the time limit")?;
        Ok(Self { limit, has_passed, timer: Some((sender, thread)) })
    }

    /// Returns the error to report, if the time is over.
    pub(crate) fn passed(&self) -> Option<TimedOut> {
        self.has_passed.load(Ordering::Relaxed).then_some(TimedOut(self.limit))
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.timer.take() {
            drop(sender);
            // A panic of the timer needs no handling.
            let _ = thread.join();
        }
    }
}

/// Returns true if the work ends within `time`.
fn ends_within(work: &Receiver<()>, time: Duration) -> bool {
    matches!(work.recv_timeout(time), Err(RecvTimeoutError::Disconnected))
}

/// Interrupts a statement until the work ends. Returns false if that takes too long.
fn interrupt(work: &Receiver<()>, statement: &InterruptHandle) -> bool {
    let start = Instant::now();
    while start.elapsed() < GRACE {
        statement.interrupt();
        if ends_within(work, INTERRUPT_EVERY) {
            return true;
        }
    }
    false
}

/// The error of statements that took too long.
#[derive(Clone, Debug)]
pub(crate) struct TimedOut(Duration);

impl fmt::Display for TimedOut {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "stopped after {:?}, the time limit; set a longer one with --timeout, as in --timeout 30m",
            self.0
        )
    }
}

impl std::error::Error for TimedOut {}
