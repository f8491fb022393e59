//! Ctrl-C: the first one stops the import in order, the second one at once.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use anyhow::{Context, Result};
use duckdb::InterruptHandle;

/// The exit code of a program that a signal has ended: 128 and the number of SIGINT.
const KILLED: i32 = 130;

/// Watches for Ctrl-C for the rest of the process. What is returned is set by the first one, which
/// also ends the statement that runs; the second one ends the process, which loses the batch that
/// was not committed and nothing else.
pub fn watch(statement: Arc<InterruptHandle>) -> Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if seen.swap(true, Ordering::Relaxed) {
            std::process::exit(KILLED);
        }
        statement.interrupt();
    })
    .context("cannot watch for Ctrl-C")?;
    Ok(stop)
}
