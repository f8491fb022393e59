//! The files that a watch has imported, and those that are not complete yet.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

use crate::scan::{file::LogFile, find::Listing};

/// The age in microseconds from which a file counts as complete.
const MIN_AGE: i64 = 2_000_000;

/// The hash of a file's path, size and modification time, or of a problem. An archive can have millions of
/// files, so this is kept instead of text.
type Key = [u8; 16];

fn key(parts: &[&[u8]]) -> Key {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    let mut key = Key::default();
    key.copy_from_slice(&hash.finalize()[..16]);
    key
}

fn key_of_file(file: &LogFile) -> Key {
    key(&[file.name.as_bytes(), &file.size.to_le_bytes(), &file.modified.to_le_bytes()])
}

/// The files that an import should read, and their keys.
#[derive(Default)]
pub(crate) struct Ready {
    pub(crate) listing: Listing,
    pub(crate) keys: Vec<Key>,
}

impl Ready {
    pub(crate) fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Returns a hash of what there is to import.
    pub(crate) fn attempt(&self) -> Key {
        let keys: Vec<&[u8]> = self.keys.iter().map(<[u8; 16]>::as_slice).collect();
        key(&keys)
    }
}

/// The files and problems of the last listing, so its size is bounded by that of the listing.
#[derive(Default)]
pub(crate) struct WatchState {
    /// The files that were imported, and the problems that were.
    imported: HashSet<Key>,
    /// The incomplete files, by the key of their path.
    incomplete: HashMap<Key, Key>,
}

impl WatchState {
    /// Returns the files that are new and complete: neither written recently nor changed since the last
    /// listing. Also returns the problems that were not imported.
    pub(crate) fn ready(&mut self, listing: Listing, now: i64) -> Ready {
        let imported = std::mem::take(&mut self.imported);
        let last = std::mem::take(&mut self.incomplete);
        let mut ready = Ready::default();
        for file in listing.files {
            let key_of_file = key_of_file(&file);
            if imported.contains(&key_of_file) {
                self.imported.insert(key_of_file);
                continue;
            }
            if is_temporary(&file.name) {
                continue;
            }
            let path = key(&[file.name.as_bytes()]);
            let before = last.get(&path);
            // A modification time in the future comes from a wrong clock. Then only the last listing shows
            // that the file no longer changes.
            let is_settled = if file.modified > now {
                before.is_some()
            } else {
                now.saturating_sub(file.modified) >= MIN_AGE
            };
            if is_settled && before.is_none_or(|before| *before == key_of_file) {
                ready.keys.push(key_of_file);
                ready.listing.files.push(file);
            } else {
                self.incomplete.insert(path, key_of_file);
            }
        }
        for (path, cause) in listing.problems {
            let problem = key(&[b"problem", path.as_bytes(), cause.as_bytes()]);
            if imported.contains(&problem) {
                self.imported.insert(problem);
            } else {
                ready.keys.push(problem);
                ready.listing.problems.push((path, cause));
            }
        }
        ready
    }

    /// Adds what was imported.
    pub(crate) fn set_imported(&mut self, keys: Vec<Key>) {
        self.imported.extend(keys);
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
        Listing { files: files.collect(), ..Listing::default() }
    }

    fn names(ready: &Ready) -> Vec<&str> {
        ready.listing.files.iter().map(|file| file.name.as_str()).collect()
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
            assert_eq!(
                state.ready(listing(&[file]), now).listing.files.len(),
                expected,
                "{file:?} {now}"
            );
        }
    }

    #[test]
    fn a_file_from_the_future_is_ready_once_it_is_unchanged() {
        let mut state = WatchState::default();
        let ahead = 9_000_000_000_000;
        for (size, expected) in [(1, 0), (5, 0), (5, 1)] {
            let file = ("/logs/new.json.gz", size, ahead);
            assert_eq!(
                state.ready(listing(&[file]), MIN_AGE).listing.files.len(),
                expected,
                "{size}"
            );
        }
    }

    #[test]
    fn an_imported_file_is_ready_again_only_if_it_changed() {
        let mut state = WatchState::default();
        let ready = state.ready(listing(&[("/logs/a.json", 10, 0)]), MIN_AGE);
        state.set_imported(ready.keys);
        assert_eq!(
            state.ready(listing(&[("/logs/a.json", 10, 0)]), MIN_AGE).listing.files.len(),
            0
        );
        assert_eq!(
            state.ready(listing(&[("/logs/a.json", 11, 5)]), 2 * MIN_AGE).listing.files.len(),
            1
        );
    }

    #[test]
    fn a_problem_is_returned_once() {
        let mut state = WatchState::default();
        let problem =
            || Listing { problems: vec![("/x".into(), "denied".into())], ..Listing::default() };
        // An import that failed has not recorded the problem.
        assert_eq!(state.ready(problem(), 0).listing.problems.len(), 1);
        let ready = state.ready(problem(), 0);
        assert_eq!(ready.listing.problems.len(), 1);
        state.set_imported(ready.keys);
        assert!(state.ready(problem(), 0).is_empty());
        // It went away and came back.
        assert!(state.ready(Listing::default(), 0).is_empty());
        assert_eq!(state.ready(problem(), 0).listing.problems.len(), 1);
    }

    #[test]
    fn files_that_are_no_longer_listed_are_forgotten() {
        let mut state = WatchState::default();
        for round in 0..100_i64 {
            let name = format!("/logs/{round}.json");
            let ready = state.ready(listing(&[(&name, 10, 0)]), MIN_AGE);
            assert_eq!(ready.listing.files.len(), 1);
            state.set_imported(ready.keys);
            // Too new, so incomplete.
            assert!(state.ready(listing(&[(&name, 10, 0), (&name, 10, round)]), round).is_empty());
            assert!(state.imported.len() <= 1 && state.incomplete.len() <= 1, "{round}");
        }
        assert!(state.ready(Listing::default(), 0).is_empty());
        assert!(state.imported.is_empty() && state.incomplete.is_empty());
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
