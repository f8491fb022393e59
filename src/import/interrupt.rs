//! Ctrl-C: the first one stops the import in order, the second one at once.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use anyhow::{Context, Result};
use duckdb::InterruptHandle;

/// The exit code of a program that a signal has ended: 128 and the number of SIGINT.
const KILLED: i32 = 130;

/// What Ctrl-C has asked for.
#[derive(Debug, Default)]
pub struct Watch {
    is_asked: AtomicBool,
    is_over: AtomicBool,
}

impl Watch {
    /// Watches for Ctrl-C for the rest of the process. The first one ends the statement that runs
    /// and asks the import to stop; the second one ends the process, which loses the batch that was
    /// not committed and nothing else.
    pub fn begin(statement: Arc<InterruptHandle>) -> Result<Arc<Self>> {
        let watch = Arc::new(Self::default());
        let seen = Arc::clone(&watch);
        ctrlc::set_handler(move || {
            let is_again = seen.is_asked.swap(true, Ordering::Relaxed);
            if is_again || seen.is_over.load(Ordering::Relaxed) {
                std::process::exit(KILLED);
            }
            statement.interrupt();
        })
        .context("cannot watch for Ctrl-C")?;
        Ok(watch)
    }

    /// Whether the import is to stop.
    pub fn is_asked(&self) -> bool {
        self.is_asked.load(Ordering::Relaxed)
    }

    /// From here on nothing can be lost: Ctrl-C ends the process at once.
    pub fn end(&self) {
        self.is_over.store(true, Ordering::Relaxed);
    }
}
