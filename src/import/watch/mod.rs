//! `import --watch`: imports new files from folders that another program fills, such as `aws s3 sync`.
//!
//! The folders are listed every few seconds, which works on every file system, including network
//! shares; buckets of S3 are listed every quarter of an hour. The database is open only during an import, so
//! that other programs can query it in between.

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

/// The time between two listings of S3, where each costs money.
const OBJECT_INTERVAL: Duration = Duration::from_secs(15 * 60);

/// The reason to import.
pub(crate) enum News {
    /// Files on disk.
    Files(Listing),
    /// The time has come to look for objects of S3.
    Objects,
}

/// The paths and URLs that are watched.
pub(crate) struct Watched<'a> {
    /// Files and folders.
    pub(crate) paths: &'a [PathBuf],
    /// URLs of S3.
    pub(crate) urls: &'a [String],
}

/// Imports what is watched and then what is new, until Ctrl-C. Calls `import` with the news and `report` after each
/// import. An import that fails, for example while another program has the database open, is tried again, ever
/// less often while there is nothing else to import. One that gives `None` is not reported.
pub(crate) fn follow<T>(
    watched: &Watched<'_>,
    ctrl_c: &CtrlC,
    mut import: impl FnMut(News) -> Result<Option<T>>,
    mut report: impl FnMut(&T) -> Result<()>,
) -> Result<()> {
    let paths = watched.paths;
    // A path that does not exist is an error only at the start.
    let mut listing = Some(find::find(paths)?);
    let mut state = WatchState::default();
    let mut backoff = Backoff::default();
    let mut last_error = String::new();
    let mut objects_at = (!watched.urls.is_empty()).then(Instant::now);
    while !ctrl_c.is_stopped() {
        if objects_at.is_some_and(|at| at <= Instant::now()) {
            match import(News::Objects) {
                Ok(imported) => imported.iter().try_for_each(&mut report)?,
                Err(err) => {
                    report_once(&mut last_error, &format!("{}; trying again", describe(&err)));
                }
            }
            objects_at = Some(Instant::now() + OBJECT_INTERVAL);
            continue;
        }
        if let Some(listing) = listing.take() {
            let ready = state.ready(listing, now());
            let attempt = ready.attempt();
            if !ready.is_empty() && backoff.allows(attempt, Instant::now()) {
                match import(News::Files(ready.listing)) {
                    Ok(imported) => {
                        state.set_imported(ready.keys);
                        backoff = Backoff::default();
                        last_error.clear();
                        imported.iter().try_for_each(&mut report)?;
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
