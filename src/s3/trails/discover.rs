//! Finding the folders to list, by listings with a delimiter.

use std::{
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::s3::{
    Client, Object, Page, S3Error, S3Location,
    crew::{self, Tasks},
    trails::{
        KeyRange, Prune,
        layout::{FolderKind, kind},
        list::MOST_THREADS,
    },
};

/// The levels of folders above `AWSLogs/` that are looked into: `BUCKET/PREFIX/o-ORGANISATION/AWSLogs/`.
const LEVELS_ABOVE: usize = 2;

/// The most folders above `AWSLogs/` that are looked into. A prefix with more has another layout.
const MOST_FOLDERS_ABOVE: usize = 100;

/// The ranges below a location, and what was found on the way to them.
#[derive(Debug, Default)]
pub struct Trails {
    /// The ranges to list, in the order of their prefixes.
    pub ranges: Vec<KeyRange>,
    /// Objects that lie beside the folders.
    pub objects: Vec<Object>,
    /// The folders of other services, and those beside `AWSLogs/`, which are not listed.
    pub others: Vec<String>,
    /// The folders of accounts and Regions that are not wanted.
    pub unwanted: Vec<String>,
    /// The folders that could not be looked into.
    pub problems: Vec<S3Error>,
}

/// A folder to look into.
struct Folder {
    prefix: String,
    /// The levels above it that were looked into in search of `AWSLogs/`.
    depth: usize,
}

struct TrailSearch<'a> {
    client: &'a Client,
    location: &'a S3Location,
    prune: &'a Prune<'a>,
    found: Mutex<Trails>,
    /// Folders above `AWSLogs/` without one in them. They are listed if there is no `AWSLogs/` at all.
    unknown: Mutex<Vec<String>>,
}

/// Finds the ranges below a location: an object, a folder with or without its `/`, or any other beginning
/// of keys. An error about one folder is a problem of the result, not of the others.
pub fn find(client: &Client, location: &S3Location, prune: &Prune<'_>) -> Trails {
    let (found, unknown) = (Mutex::default(), Mutex::default());
    let search = TrailSearch { client, location, prune, found, unknown };
    let start = match search.start() {
        Ok(start) => start,
        Err(error) => {
            search.with(|found| found.problems.push(error));
            Vec::new()
        }
    };
    crew::run(MOST_THREADS, start, |folder, folders| search.look_into(&folder, folders));
    search.settle_unknown();
    let mut found = search.found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.ranges.sort_by(|a, b| a.location.cmp(&b.location));
    found.objects.sort_by(|a, b| a.key.cmp(&b.key));
    found.others.sort();
    found.unwanted.sort();
    found.problems.sort_by(|a, b| a.location().cmp(b.location()));
    found
}

impl TrailSearch<'_> {
    /// Decides what the user's text names.
    fn start(&self) -> Result<Vec<Folder>, S3Error> {
        let key = &self.location.key;
        if key.is_empty() || key.ends_with('/') {
            return Ok(vec![Folder { prefix: key.clone(), depth: 0 }]);
        }
        let folder = format!("{key}/");
        for page in self.client.list(self.location).delimiter("/") {
            let page = page?;
            // The object sorts before all other keys that start with its own.
            let object = page.objects.into_iter().find(|object| object.key == *key);
            let has_object = object.is_some();
            self.with(|found| found.objects.extend(object));
            if page.prefixes.contains(&folder) {
                return Ok(vec![Folder { prefix: folder, depth: 0 }]);
            }
            if has_object {
                return Ok(Vec::new());
            }
        }
        self.with(|found| found.ranges.push(self.range(key)));
        Ok(Vec::new())
    }

    fn look_into(&self, folder: &Folder, folders: &Tasks<Folder>) {
        let prefix = &folder.prefix;
        let looked = match kind(prefix) {
            FolderKind::Above => self.look_above(folder, folders),
            FolderKind::Accounts | FolderKind::Services { .. } | FolderKind::Regions { .. } => {
                self.look_below(prefix, folders)
            }
            FolderKind::Days { account_id, region } => {
                let range = self.range(prefix);
                let range =
                    KeyRange { account_id: Some(account_id), region: Some(region), ..range };
                self.with(|found| found.ranges.extend(self.prune.limit(range)));
                Ok(())
            }
            FolderKind::WithinDays { account_id, region } => {
                let range = self.range(prefix);
                let (account_id, region) = (Some(account_id), Some(region));
                self.with(|found| found.ranges.push(KeyRange { account_id, region, ..range }));
                Ok(())
            }
            // Only the user can have named one that is not CloudTrail's.
            FolderKind::WithinCloudTrail | FolderKind::OtherService | FolderKind::Unknown => {
                self.with(|found| found.ranges.push(self.range(prefix)));
                Ok(())
            }
        };
        if let Err(error) = looked {
            self.with(|found| found.problems.push(error));
        }
    }

    /// Looks for `AWSLogs/` in a folder and in those below it. If it is not there, the folder is listed
    /// whole.
    fn look_above(&self, folder: &Folder, folders: &Tasks<Folder>) -> Result<(), S3Error> {
        if let Some(page) = self.folder(&folder.prefix)? {
            let has_logs = |prefix: &String| kind(prefix) != FolderKind::Above;
            let is_above = page.prefixes.iter().any(has_logs) || folder.depth < LEVELS_ABOVE;
            if is_above && !page.prefixes.is_empty() && page.prefixes.len() <= MOST_FOLDERS_ABOVE {
                self.with(|found| found.objects.extend(page.objects));
                for prefix in page.prefixes {
                    folders.add(Folder { prefix, depth: folder.depth + 1 });
                }
                return Ok(());
            }
        }
        self.unknown().push(folder.prefix.clone());
        Ok(())
    }

    /// Decides about the folders without `AWSLogs/`: a bucket of logs can hold anything else as well.
    fn settle_unknown(&self) {
        let unknown = mem::take(&mut *self.unknown());
        self.with(|found| {
            let has_logs =
                found.ranges.iter().any(|it| kind(&it.location.key) != FolderKind::Above)
                    || !found.others.is_empty()
                    || !found.unwanted.is_empty();
            if has_logs {
                found.others.extend(unknown);
            } else {
                found.ranges.extend(unknown.iter().map(|prefix| self.range(prefix)));
            }
        });
    }

    /// Looks into the wanted folders below one in CloudTrail's layout.
    fn look_below(&self, prefix: &str, folders: &Tasks<Folder>) -> Result<(), S3Error> {
        for page in self.client.list(&self.location.with_key(prefix)).delimiter("/") {
            let page = page?;
            let objects = page.objects.into_iter().filter(|object| object.size > 0);
            self.with(|found| found.objects.extend(objects));
            for prefix in page.prefixes {
                self.sort(prefix, folders);
            }
        }
        Ok(())
    }

    fn sort(&self, prefix: String, folders: &Tasks<Folder>) {
        let is_wanted = match kind(&prefix) {
            FolderKind::OtherService | FolderKind::Unknown => {
                return self.with(|found| found.others.push(prefix));
            }
            FolderKind::Services { account_id } => (self.prune.account)(&account_id),
            FolderKind::Days { region, .. } => (self.prune.region)(&region),
            _ => true,
        };
        if is_wanted {
            folders.add(Folder { prefix, depth: 0 });
        } else {
            self.with(|found| found.unwanted.push(prefix));
        }
    }

    /// Lists a folder. Returns `None` if it has more than one page.
    fn folder(&self, prefix: &str) -> Result<Option<Page>, S3Error> {
        let mut pages = self.client.list(&self.location.with_key(prefix)).delimiter("/");
        let page = pages.next().transpose()?.unwrap_or_default();
        Ok(pages.is_done().then_some(page))
    }

    fn range(&self, prefix: &str) -> KeyRange {
        KeyRange {
            location: self.location.with_key(prefix),
            start_after: None,
            before: None,
            account_id: None,
            region: None,
        }
    }

    fn unknown(&self) -> MutexGuard<'_, Vec<String>> {
        self.unknown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with(&self, change: impl FnOnce(&mut Trails)) {
        change(&mut self.found.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
