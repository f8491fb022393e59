//! `import --watch`: imports new files from folders that another program fills, such as `aws s3 sync`.
//!
//! The folders are listed every few seconds, which works on every file system, including network
//! shares. The database is open only during an import, so that other programs can query it in between.

use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::Result;

use crate::{
    error,
    scan::{
        file::LogFile,
        find::{self, Listing},
    },
    store::{error::describe, interrupt::CtrlC},
};

/// The time between two listings.
const INTERVAL: Duration = Duration::from_secs(2);

/// The age in microseconds from which a file counts as complete.
const MIN_AGE: i64 = 2_000_000;

/// The time between two checks for Ctrl-C.
const TICK: Duration = Duration::from_millis(100);

/// Imports the complete files in `paths` and then new ones, until Ctrl-C. Calls `import` with the files
/// and `report` after each import. An import that fails, for example while another program has the
/// database open, is tried again.
pub(crate) fn follow<T>(
    paths: &[PathBuf],
    ctrl_c: &CtrlC,
    mut import: impl FnMut(Listing) -> Result<T>,
    mut report: impl FnMut(&T) -> Result<()>,
) -> Result<()> {
    // A path that does not exist is an error only at the start.
    let mut listing = find::find(paths)?;
    let mut state = WatchState::default();
    let mut last_error = String::new();
    while !ctrl_c.is_stopped() {
        let ready = state.ready(listing, now());
        if !ready.files.is_empty() || !ready.problems.is_empty() {
            let files: Vec<_> = ready.files.iter().map(ListedFile::of).collect();
            match import(ready) {
                Ok(imported) => {
                    state.imported.extend(files);
                    last_error.clear();
                    report(&imported)?;
                }
                Err(err) => {
                    report_once(&mut last_error, &format!("{}; trying again", describe(&err)));
                }
            }
        }
        pause(ctrl_c);
        listing = find::find(paths).unwrap_or_else(|err| {
            report_once(&mut last_error, &describe(&err));
            Listing::default()
        });
    }
    Ok(())
}

/// Prints a message unless it is the last one.
fn report_once(last: &mut String, text: &str) {
    if last != text {
        error::eprint_safe(text);
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

/// A file in a listing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct ListedFile {
    name: String,
    size: u64,
    modified: i64,
}

impl ListedFile {
    fn of(file: &LogFile) -> Self {
        Self { name: file.name.clone(), size: file.size, modified: file.modified }
    }
}

/// The files of earlier listings.
#[derive(Default)]
struct WatchState {
    imported: HashSet<ListedFile>,
    /// The incomplete files of the last listing, by name.
    incomplete: HashMap<String, ListedFile>,
    /// Folders and files that could not be listed, with the cause.
    problems: HashSet<(String, String)>,
}

impl WatchState {
    /// Returns the files that are new and complete: neither written recently nor changed since the last
    /// listing. Returns each problem once.
    fn ready(&mut self, listing: Listing, now: i64) -> Listing {
        let last = std::mem::take(&mut self.incomplete);
        let mut ready = Listing::default();
        for file in listing.files {
            let listed = ListedFile::of(&file);
            if self.imported.contains(&listed) || is_temporary(&file.name) {
                continue;
            }
            let before = last.get(&file.name);
            // A modification time in the future comes from a wrong clock. Then only the last listing shows
            // that the file no longer changes.
            let is_settled = if file.modified > now {
                before.is_some()
            } else {
                now.saturating_sub(file.modified) >= MIN_AGE
            };
            if is_settled && before.is_none_or(|before| *before == listed) {
                ready.files.push(file);
            } else {
                self.incomplete.insert(listed.name.clone(), listed);
            }
        }
        ready.problems = listing
            .problems
            .into_iter()
            .filter(|problem| self.problems.insert(problem.clone()))
            .collect();
        ready
    }
}

/// Returns true for names that programs give to files while writing them: `.x.json.gz.Ab12cD` (rsync),
/// `x.json.gz.1a2B3c4D` (the AWS CLI), `x.json.gz.partial` (rclone), `x.json.gz.tmp`, `x.json.gz.part`.
fn is_temporary(path: &str) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let is_log = [".json", ".gz"].iter().any(|ending| stem.ends_with(ending));
    let is_random = ending.len() == 8 && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    name.starts_with('.')
        || ["partial", "part", "tmp", "crdownload"].contains(&ending)
        || (is_log && is_random)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(files: &[(&str, u64, i64)]) -> Listing {
        let files = files
            .iter()
            .map(|(name, size, modified)| LogFile::new((*name).into(), *size, *modified));
        Listing { files: files.collect(), problems: Vec::new() }
    }

    fn names(listing: &Listing) -> Vec<&str> {
        listing.files.iter().map(|file| file.name.as_str()).collect()
    }

    #[test]
    fn a_file_is_ready_once_it_is_old_enough_and_unchanged() {
        let mut state = WatchState::default();
        let old = ("/logs/old.json.gz", 10, 0);
        assert_eq!(names(&state.ready(listing(&[old]), MIN_AGE)), ["/logs/old.json.gz"]);
        // The file is too new, then it has grown since the last listing, then it is unchanged.
        for (file, now, expected) in [
            (("/logs/new.json.gz", 1, 9_000_000), 9_500_000, 0),
            (("/logs/new.json.gz", 5, 9_000_000), 12_000_000, 0),
            (("/logs/new.json.gz", 5, 9_000_000), 14_000_000, 1),
        ] {
            assert_eq!(state.ready(listing(&[file]), now).files.len(), expected, "{file:?} {now}");
        }
    }

    #[test]
    fn a_file_from_the_future_is_ready_once_it_is_unchanged() {
        let mut state = WatchState::default();
        let ahead = 9_000_000_000_000;
        for (size, expected) in [(1, 0), (5, 0), (5, 1)] {
            let file = ("/logs/new.json.gz", size, ahead);
            assert_eq!(state.ready(listing(&[file]), MIN_AGE).files.len(), expected, "{size}");
        }
    }

    #[test]
    fn an_imported_file_is_ready_again_only_if_it_changed() {
        let mut state = WatchState::default();
        let ready = state.ready(listing(&[("/logs/a.json", 10, 0)]), MIN_AGE);
        state.imported.extend(ready.files.iter().map(ListedFile::of));
        assert_eq!(state.ready(listing(&[("/logs/a.json", 10, 0)]), MIN_AGE).files.len(), 0);
        assert_eq!(state.ready(listing(&[("/logs/a.json", 11, 5)]), 2 * MIN_AGE).files.len(), 1);
    }

    #[test]
    fn a_problem_is_returned_once() {
        let mut state = WatchState::default();
        let problem =
            || Listing { problems: vec![("/x".into(), "denied".into())], ..Listing::default() };
        assert_eq!(state.ready(problem(), 0).problems.len(), 1);
        assert_eq!(state.ready(problem(), 0).problems.len(), 0);
    }

    #[test]
    fn names_of_temporary_files_are_recognized() {
        for name in
            ["/l/.a.json.gz.Ab12cD", "/l/a.json.gz.1a2B3c4D", "/l/a.json.gz.partial", "a.tmp"]
        {
            assert!(is_temporary(name), "{name}");
        }
        let whole = "/l/111122223333_CloudTrail_us-east-1_20240102T0305Z_Ab12cd34Ef56gh78.json.gz";
        for name in [whole, "/l/a.json", "/l/a.b/c", "/l/a.json.2024", "events.ndjson"] {
            assert!(!is_temporary(name), "{name}");
        }
    }
}
