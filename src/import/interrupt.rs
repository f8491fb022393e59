//! Ctrl-C: the first one stops the import in order, the second one at once.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use anyhow::{Context, Result};
use duckdb::InterruptHandle;

/// The exit code of a program that a signal has ended: 128 and the number of SIGINT.
const KILLED: i32 = 130;

/// What Ctrl-C has asked for.
#[derive(Default)]
pub struct Watch {
    is_asked: AtomicBool,
    /// The connection whose statement is to end; where there is none, nothing can be lost.
    at_work: Mutex<Option<Arc<InterruptHandle>>>,
}

impl Watch {
    /// Watches for Ctrl-C for the rest of the process. The first one ends the statement that runs
    /// and asks the import to stop; the second one ends the process, which loses the batch that was
    /// not committed and nothing else.
    pub fn begin() -> Result<Arc<Self>> {
        let watch = Arc::new(Self::default());
        let seen = Arc::clone(&watch);
        ctrlc::set_handler(move || {
            if seen.is_asked.swap(true, Ordering::Relaxed) {
                std::process::exit(KILLED);
            }
            if let Some(statement) = seen.at_work().as_ref() {
                statement.interrupt();
            }
        })
        .context("cannot watch for Ctrl-C")?;
        Ok(watch)
    }

    /// Whether the import is to stop.
    pub fn is_asked(&self) -> bool {
        self.is_asked.load(Ordering::Relaxed)
    }

    /// From here on Ctrl-C ends the statements of this connection; of none, where there is none.
    pub fn attend(&self, statement: Option<Arc<InterruptHandle>>) {
        *self.at_work() = statement;
    }

    fn at_work(&self) -> std::sync::MutexGuard<'_, Option<Arc<InterruptHandle>>> {
        self.at_work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
