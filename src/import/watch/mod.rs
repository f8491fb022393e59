//! `import --watch`: imports new files from folders that another program fills, such as `aws s3 sync`.
//!
//! The folders are listed every few seconds, which works on every file system, including network
//! shares. The database is open only during an import, so that other programs can query it in between.

mod backoff;
mod state;

use std::{
    path::PathBuf,
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::Result;

use crate::{
    error,
    import::watch::{backoff::Backoff, state::WatchState},
    scan::find::{self, Listing},
    store::{error::describe, interrupt::CtrlC},
};

/// The time between two listings.
const INTERVAL: Duration = Duration::from_secs(2);

/// The time between two checks for Ctrl-C.
const TICK: Duration = Duration::from_millis(100);

/// Imports the complete files in `paths` and then new ones, until Ctrl-C. Calls `import` with the files
/// and `report` after each import. An import that fails, for example while another program has the
/// database open, is tried again, ever less often while there is nothing else to import.
pub(crate) fn follow<T>(
    paths: &[PathBuf],
    ctrl_c: &CtrlC,
    mut import: impl FnMut(Listing) -> Result<T>,
    mut report: impl FnMut(&T) -> Result<()>,
) -> Result<()> {
    // A path that does not exist is an error only at the start.
    let mut listing = Some(find::find(paths)?);
    let mut state = WatchState::default();
    let mut backoff = Backoff::default();
    let mut last_error = String::new();
    while !ctrl_c.is_stopped() {
        if let Some(listing) = listing.take() {
            let ready = state.ready(listing, now());
            let attempt = ready.attempt();
            if !ready.is_empty() && backoff.allows(attempt, Instant::now()) {
                match import(ready.listing) {
                    Ok(imported) => {
                        state.set_imported(ready.keys);
                        backoff = Backoff::default();
                        last_error.clear();
                        report(&imported)?;
                    }
                    Err(err) => {
                        backoff.add_failure(attempt, Instant::now());
                        report_once(&mut last_error, &format!("{}; trying again", describe(&err)));
                    }
                }
            }
        }
        pause(ctrl_c);
        listing =
            find::find(paths).map_err(|err| report_once(&mut last_error, &describe(&err))).ok();
    }
    Ok(())
}

/// Prints a message unless it is the last one.
fn report_once(last: &mut String, text: &str) {
    if last != text {
        error::eprint_failure(text);
        text.clone_into(last);
    }
}

fn pause(ctrl_c: &CtrlC) {
    let start = Instant::now();
    while start.elapsed() < INTERVAL && !ctrl_c.is_stopped() {
        thread::sleep(TICK);
    }
}

/// Returns the time in microseconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}
