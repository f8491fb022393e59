//! Hashes the objects below a URL of S3.

use std::{
    num::NonZeroUsize,
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread,
    time::Duration,
};

use anyhow::{Result, bail};

use crate::{
    parallel,
    scan::{
        arrival::Arrivals,
        objects::{ObjectQuery, ObjectStore},
        source::{ReadOptions, Source},
    },
    verify::folder::{self, FilesToHash, HashedFile},
};

/// The bytes of objects that wait to be hashed.
const WAITING_BYTES: u64 = 64 << 20;

/// The longest time that a thread waits before it looks for an object.
const LONGEST_WAIT: Duration = Duration::from_millis(20);

/// Hashes all objects below `url` and keeps the content of the digests among them.
pub(crate) fn hash_all(store: &dyn ObjectStore, url: &str) -> Result<Vec<HashedFile>> {
    let mut objects = Vec::new();
    let everything = ObjectQuery {
        urls: &[url.to_owned()],
        account: &|_| true,
        region: &|_| true,
        since: None,
        through: None,
        listed_to: &|_| None,
    };
    let found = store.search(&everything, &mut |file| {
        objects.push(Arc::new(file));
        Ok(())
    })?;
    if objects.is_empty() && found.found.problems.is_empty() {
        bail!("there is no object at {url}");
    }
    let arrivals = store.fetch(objects, WAITING_BYTES);
    let jobs = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let mut hashed = Vec::new();
    for files in parallel::map(jobs, |_| hash_arrivals(arrivals.as_ref())) {
        hashed.extend(files?);
    }
    let unlisted = found.found.problems.into_iter();
    hashed.extend(unlisted.map(|(path, _)| HashedFile::unreadable(path)));
    hashed.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(hashed)
}

/// Hashes objects as they arrive.
fn hash_arrivals(arrivals: &dyn Arrivals) -> Result<Vec<HashedFile>> {
    let (arrived, lock) = (Arc::new(Condvar::new()), Mutex::new(()));
    arrivals.notify(&arrived);
    let mut hashed = Vec::new();
    loop {
        let is_pending = arrivals.is_pending();
        if let Some(arrival) = arrivals.take() {
            let file = arrival.file;
            let source = arrival
                .content
                .and_then(|raw| Source::of_raw(raw, Some(file.size), &ReadOptions::unstoppable()));
            hashed.extend(folder::hash(&file, source, None, FilesToHash::Everything)?.files);
        } else if is_pending {
            let guard = lock.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = arrived.wait_timeout(guard, LONGEST_WAIT);
        } else {
            return Ok(hashed);
        }
    }
}
