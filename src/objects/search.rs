//! Finds the objects below the URLs that the user names.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use anyhow::{Result, anyhow, bail};
use jiff::ToSpan;

use crate::{
    objects::cause,
    s3::{
        Client, ErrorKind, Object, S3Error, S3Location,
        trails::{self, KeyRange, Prune, Trails, days},
    },
    scan::{
        file::{LogFile, ObjectVersion},
        find::{FileSink, FoundPaths, Unlisted},
        objects::{FoundObjects, ListedRange, ObjectQuery},
    },
};

/// A search through one URL.
struct UrlSearch<'a> {
    client: &'a Client,
    query: &'a ObjectQuery<'a>,
    location: S3Location,
    /// The index of the URL among the roots.
    root: usize,
    /// The index of its first range.
    first_range: u32,
}

/// The receiver of files, for several threads.
struct SharedSink<'a> {
    sink: FileSink<'a>,
    /// The first error of the receiver.
    failure: Option<anyhow::Error>,
    has_files: bool,
}

/// Finds the objects below each URL of a query.
pub(crate) fn search(
    client: &Client,
    query: &ObjectQuery<'_>,
    sink: FileSink<'_>,
) -> Result<FoundObjects> {
    let (mut all, mut ranges) = (FoundObjects::default(), 0);
    let locations = query.urls.iter().map(|url| {
        S3Location::parse(url).ok_or_else(|| anyhow!("{url} names no bucket; s3://bucket does"))
    });
    for location in locations.collect::<Result<Vec<_>>>()? {
        let root = all.found.add_root(location.to_string(), true);
        let search = UrlSearch { client, query, location, root, first_range: ranges };
        ranges += search.run(sink, &mut all)?;
    }
    let FoundPaths { problems, .. } = &mut all.found;
    problems.sort_unstable();
    problems.dedup();
    Ok(all)
}

impl UrlSearch<'_> {
    /// Adds what is found, and returns the number of ranges.
    fn run(&self, sink: FileSink<'_>, all: &mut FoundObjects) -> Result<u32> {
        let prune = Prune {
            account: self.query.account,
            region: self.query.region,
            since: self.query.since,
            through: self.query.through,
        };
        let mut trails = trails::find(self.client, &self.location, &prune);
        check(&trails)?;
        all.unwanted += trails.unwanted.len() as u64;
        all.others += trails.others.len() as u64;
        let first_other = trails.others.first().map(|prefix| self.location.with_key(prefix));
        all.first_other = all.first_other.take().or(first_other.map(|other| other.to_string()));
        let is_object = trails.ranges.is_empty()
            && matches!(&trails.objects[..], [object] if object.key == self.location.key);
        all.found.roots[self.root].is_folder = !is_object;
        for problem in &trails.problems {
            all.found.add_problem(unlisted(problem), self.root);
        }
        let continued: u64 =
            trails.ranges.iter_mut().map(|range| u64::from(self.continue_range(range))).sum();
        all.continued += continued;
        // The objects that were listed before are there still.
        all.found.roots[self.root].is_settled |= continued > 0;
        let sink = Mutex::new(SharedSink { sink, failure: None, has_files: false });
        for object in trails.objects {
            self.add(&sink, object, None);
        }
        self.list(&trails.ranges, &sink, all);
        let SharedSink { failure, has_files, .. } =
            sink.into_inner().unwrap_or_else(PoisonError::into_inner);
        all.found.roots[self.root].has_files = has_files;
        match failure {
            Some(failure) => Err(failure),
            // What was found until then is a part, which must not pass for all.
            None if self.client.is_stopped() => bail!("stopped"),
            None => Ok(u32::try_from(trails.ranges.len()).unwrap_or(u32::MAX)),
        }
    }

    /// Makes a range begin a day before what is listed already. Returns true if it was.
    fn continue_range(&self, range: &mut KeyRange) -> bool {
        let listed_to = (self.query.listed_to)(&range.location.to_string());
        let Some(listed_to) = listed_to.filter(|_| has_days(range)) else { return false };
        let day = days::of_time(listed_to).and_then(|day| day.checked_sub(1.day()).ok());
        let Some(day) = day else { return false };
        let key = days::folder(&range.location.key, day);
        if range.start_after.as_ref().is_none_or(|start| *start < key) {
            range.start_after = Some(key);
        }
        true
    }

    /// Lists the ranges, and adds those that were listed to their ends.
    fn list(&self, ranges: &[KeyRange], sink: &Mutex<SharedSink<'_>>, all: &mut FoundObjects) {
        let indices: HashMap<&S3Location, u32> = ranges
            .iter()
            .zip(self.first_range..)
            .map(|(range, index)| (&range.location, index))
            .collect();
        let ended = Mutex::new((Vec::new(), Vec::new()));
        trails::list(
            self.client,
            ranges,
            &|range, page| {
                let index = indices.get(&range.location).copied();
                for object in page.objects {
                    self.add(sink, object, index.filter(|_| has_days(range)));
                }
            },
            &|range, result| {
                let (complete, problems) = &mut *lock(&ended);
                match (result, indices.get(&range.location)) {
                    (Err(problem), _) => problems.push(problem),
                    // A later import must find what lies before the range.
                    (Ok(()), Some(index)) if has_days(range) && self.query.since.is_none() => {
                        complete.push(listed(range, *index));
                    }
                    (Ok(()), _) => {}
                }
            },
        );
        let (complete, problems) = ended.into_inner().unwrap_or_else(PoisonError::into_inner);
        all.ranges.extend(complete);
        for problem in &problems {
            all.found.add_problem(unlisted(problem), self.root);
        }
    }

    fn add(&self, sink: &Mutex<SharedSink<'_>>, object: Object, range: Option<u32>) {
        let Object { key, size, etag, last_modified, storage_class } = object;
        // A folder that a console or a tool has made.
        if size == 0 && key.ends_with('/') {
            return;
        }
        let version =
            ObjectVersion { etag, storage_class, range, version_id: None, signature: None };
        let url = self.location.with_key(&key).to_string();
        let mut file = LogFile::object(url, size, last_modified.unwrap_or_default(), version);
        file.move_below(self.root);
        let mut shared = lock(sink);
        shared.has_files = true;
        if shared.failure.is_none()
            && let Err(error) = (shared.sink)(file)
        {
            shared.failure = Some(error);
            // Nobody receives any more.
            self.client.stop();
        }
    }
}

/// Returns an error if nothing can be read, for a reason that concerns all of the bucket.
fn check(trails: &Trails) -> Result<()> {
    let is_general = |problem: &&S3Error| {
        !matches!(problem.kind(), ErrorKind::Denied | ErrorKind::NoObject | ErrorKind::Other)
    };
    match trails.problems.iter().find(is_general) {
        Some(problem) if trails.ranges.is_empty() && trails.objects.is_empty() => {
            Err(problem.clone().into())
        }
        _ => Ok(()),
    }
}

/// Returns a range that was listed to its end.
fn listed(range: &KeyRange, index: u32) -> ListedRange {
    let url = |key: &Option<String>| Some(range.location.with_key(key.as_ref()?).to_string());
    ListedRange {
        index,
        prefix: range.location.to_string(),
        starts_after: url(&range.start_after),
        ends_before: url(&range.before),
    }
}

/// Returns true for the range of a Region, in which days follow.
fn has_days(range: &KeyRange) -> bool {
    range.region_prefix() == Some(&range.location.key)
}

/// Returns the URL and the cause of an error.
fn unlisted(error: &S3Error) -> Unlisted {
    (error.location().to_string(), cause(error))
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
