//! `import --watch`: keeps up with folders that another program fills, as `aws s3 sync` does.
//!
//! Folders are looked through every few seconds: that works on every file system, network shares
//! too, and needs no memory of its own between two runs, as the ledger knows what was imported. The
//! database is open only while there is something to import, so that others can ask it meanwhile.

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
    store::{interrupt::CtrlC, sql_error::describe},
};

/// The time between two looks.
const LOOK: Duration = Duration::from_secs(2);

/// How long a file must have been left alone, in microseconds: it is still being written before.
const QUIET: i64 = 2_000_000;

/// How soon Ctrl-C is noticed between two looks.
const TICK: Duration = Duration::from_millis(100);

/// Imports what is there and then what comes, until Ctrl-C; calls `tell` after each import. An
/// import that fails, as while another program has the database open, is tried again.
pub(crate) fn follow<T>(
    paths: &[PathBuf],
    watch: &CtrlC,
    mut import: impl FnMut(Listing) -> Result<T>,
    mut tell: impl FnMut(&T) -> Result<()>,
) -> Result<()> {
    // A path that does not exist is a mistake of the caller's now, and none later.
    let mut found = find::find(paths)?;
    let mut looks = Looks::default();
    let mut trouble = String::new();
    while !watch.is_stopped() {
        let ready = looks.ready(found, now());
        if !ready.files.is_empty() || !ready.problems.is_empty() {
            let stamps: Vec<_> = ready.files.iter().map(Stamp::of).collect();
            match import(ready) {
                Ok(imported) => {
                    looks.done.extend(stamps);
                    trouble.clear();
                    tell(&imported)?;
                }
                Err(err) => note_once(&mut trouble, &format!("{}; trying again", describe(&err))),
            }
        }
        pause(watch);
        found = find::find(paths).unwrap_or_else(|err| {
            note_once(&mut trouble, &describe(&err));
            Listing::default()
        });
    }
    Ok(())
}

/// Says what is wrong, and not again while it stays so.
fn note_once(last: &mut String, text: &str) {
    if last != text {
        error::eprint_safe(text);
        text.clone_into(last);
    }
}

fn pause(watch: &CtrlC) {
    let start = Instant::now();
    while start.elapsed() < LOOK && !watch.is_stopped() {
        thread::sleep(TICK);
    }
}

/// Microseconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

/// A file as it was at one look.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Stamp {
    name: String,
    size: u64,
    modified: i64,
}

impl Stamp {
    fn of(file: &LogFile) -> Self {
        Self { name: file.name.clone(), size: file.size, modified: file.modified }
    }
}

/// What was seen at earlier looks.
#[derive(Default)]
struct Looks {
    /// Files that were imported.
    done: HashSet<Stamp>,
    /// Sizes and times of those that were not, at the last look.
    last: HashMap<String, Stamp>,
    /// Folders and files that could not be listed, and have been told.
    told: HashSet<(String, String)>,
}

impl Looks {
    /// The files that are new and complete: not written for a while, and as they were at the last
    /// look, if they were there.
    fn ready(&mut self, found: Listing, now: i64) -> Listing {
        let last = std::mem::take(&mut self.last);
        let mut ready = Listing::default();
        for file in found.files {
            let stamp = Stamp::of(&file);
            if self.done.contains(&stamp) || is_temporary(&file.name) {
                continue;
            }
            let before = last.get(&file.name);
            // A time that is still to come says nothing, as the clock that gave it was wrong: then
            // the last look has to say that the file rests.
            let is_left_alone = if file.modified > now {
                before.is_some()
            } else {
                now.saturating_sub(file.modified) >= QUIET
            };
            if is_left_alone && before.is_none_or(|before| *before == stamp) {
                ready.files.push(file);
            } else {
                self.last.insert(stamp.name.clone(), stamp);
            }
        }
        ready.problems = found
            .problems
            .into_iter()
            .filter(|problem| self.told.insert(problem.clone()))
            .collect();
        ready
    }
}

/// Whether a name is one that a program gives to a file while it writes it: `.x.json.gz.Ab12cD` (rsync),
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

    fn found(files: &[(&str, u64, i64)]) -> Listing {
        let files = files
            .iter()
            .map(|(name, size, modified)| LogFile::new((*name).into(), *size, *modified));
        Listing { files: files.collect(), problems: Vec::new() }
    }

    fn names(found: &Listing) -> Vec<&str> {
        found.files.iter().map(|file| file.name.as_str()).collect()
    }

    #[test]
    fn a_file_is_taken_once_it_is_left_alone_and_does_not_change() {
        let mut looks = Looks::default();
        let old = ("/logs/old.json.gz", 10, 0);
        assert_eq!(names(&looks.ready(found(&[old]), QUIET)), ["/logs/old.json.gz"]);
        // It is written now; it grows; it rests; then its size is that of the last look.
        for (file, now, expected) in [
            (("/logs/new.json.gz", 1, 9_000_000), 9_500_000, 0),
            (("/logs/new.json.gz", 5, 9_000_000), 12_000_000, 0),
            (("/logs/new.json.gz", 5, 9_000_000), 14_000_000, 1),
        ] {
            assert_eq!(looks.ready(found(&[file]), now).files.len(), expected, "{file:?} {now}");
        }
    }

    #[test]
    fn a_file_from_the_future_is_taken_once_it_does_not_change() {
        let mut looks = Looks::default();
        let ahead = 9_000_000_000_000;
        for (size, expected) in [(1, 0), (5, 0), (5, 1)] {
            let file = ("/logs/new.json.gz", size, ahead);
            assert_eq!(looks.ready(found(&[file]), QUIET).files.len(), expected, "{size}");
        }
    }

    #[test]
    fn what_was_imported_is_not_taken_again_unless_it_changed() {
        let mut looks = Looks::default();
        let ready = looks.ready(found(&[("/logs/a.json", 10, 0)]), QUIET);
        looks.done.extend(ready.files.iter().map(Stamp::of));
        assert_eq!(looks.ready(found(&[("/logs/a.json", 10, 0)]), QUIET).files.len(), 0);
        assert_eq!(looks.ready(found(&[("/logs/a.json", 11, 5)]), 2 * QUIET).files.len(), 1);
    }

    #[test]
    fn a_problem_is_told_once() {
        let mut looks = Looks::default();
        let problem =
            || Listing { problems: vec![("/x".into(), "denied".into())], ..Listing::default() };
        assert_eq!(looks.ready(problem(), 0).problems.len(), 1);
        assert_eq!(looks.ready(problem(), 0).problems.len(), 0);
    }

    #[test]
    fn names_of_unfinished_files_are_known() {
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
