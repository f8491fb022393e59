//! The use of S3 by the layers above: finding objects and fetching them. This program's client for S3 implements
//! it, so nothing here reaches the network.

use std::{fmt::Debug, path::Path, sync::Arc};

use anyhow::Result;

use crate::scan::{
    arrival::Arrivals,
    file::LogFile,
    find::{FileSink, FoundPaths},
};

/// Returns the text of a path that is the URL of something in S3, rightly or wrongly.
pub(crate) fn url(path: &Path) -> Option<&str> {
    let is_url = |text: &&str| text.get(..5).is_some_and(|it| it.eq_ignore_ascii_case("s3://"));
    path.to_str().filter(is_url)
}

/// A store of objects. Called from several threads.
pub(crate) trait ObjectStore: Debug + Send + Sync {
    /// Finds the objects that `query` asks for, and passes each to `sink`. An error about one prefix is a problem
    /// of the result.
    fn search(&self, query: &ObjectQuery<'_>, sink: FileSink<'_>) -> Result<FoundObjects>;

    /// Starts to fetch objects. Those that have arrived hold at most `budget` bytes.
    fn fetch(&self, objects: Vec<Arc<LogFile>>, budget: u64) -> Arc<dyn Arrivals>;

    /// Returns the list price of reading objects, after `lists` requests that have listed them.
    fn cost(&self, objects: &[StoredObjects], lists: u64) -> CostEstimate;

    /// Ends all requests soon. No other follows.
    fn stop(&self);
}

/// Objects of one bucket and storage class.
#[derive(Clone, Debug)]
#[cfg_attr(not(feature = "s3"), expect(dead_code, reason = "only the client of S3 reads it"))]
pub(crate) struct StoredObjects {
    /// The storage class, such as `GLACIER`.
    pub(crate) storage_class: String,
    /// The number of objects.
    pub(crate) count: u64,
    /// The sum of their sizes.
    pub(crate) bytes: u64,
    /// The URL of one of them.
    pub(crate) example: String,
}

/// The cost of reading objects, in words.
#[derive(Clone, Debug, Default)]
pub(crate) struct CostEstimate {
    /// The lines.
    pub(crate) lines: Vec<String>,
    /// True if it should be said before it is spent.
    pub(crate) is_large: bool,
}

/// A search for objects.
#[cfg_attr(not(feature = "s3"), expect(dead_code, reason = "only the client of S3 reads it"))]
pub(crate) struct ObjectQuery<'a> {
    /// The URLs that the user named: `s3://bucket`, a prefix or an object.
    pub(crate) urls: &'a [String],
    /// Returns true for the accounts whose folders are wanted.
    pub(crate) account: &'a (dyn Fn(&str) -> bool + Sync),
    /// Returns true for the Regions whose folders are wanted.
    pub(crate) region: &'a (dyn Fn(&str) -> bool + Sync),
    /// The first delivery time, in microseconds since 1970.
    pub(crate) since: Option<i64>,
    /// The last delivery time.
    pub(crate) through: Option<i64>,
    /// Returns the delivery time up to which the objects of a prefix need not be listed again.
    pub(crate) listed_to: &'a (dyn Fn(&str) -> Option<i64> + Sync),
}

/// The result of a search for objects.
#[derive(Debug, Default)]
pub(crate) struct FoundObjects {
    /// The URLs as roots, and what could not be listed.
    pub(crate) found: FoundPaths,
    /// The prefixes that were listed to their ends, each with its index, if their days are in order.
    pub(crate) ranges: Vec<ListedRange>,
    /// The number of folders of accounts and Regions that were not wanted.
    pub(crate) unwanted: u64,
    /// The number of folders beside those of CloudTrail, such as those of other services.
    pub(crate) others: u64,
    /// The URL of the first of them.
    pub(crate) first_other: Option<String>,
    /// The number of prefixes that were not listed from their beginning, as an earlier import has listed it.
    pub(crate) continued: u64,
    /// The number of requests.
    pub(crate) requests: u64,
}

/// A prefix whose keys are in the order of their delivery, listed to its end.
#[derive(Clone, Debug)]
pub(crate) struct ListedRange {
    /// The index that its objects have.
    pub(crate) index: u32,
    /// The prefix as a URL.
    pub(crate) prefix: String,
    /// The URL behind which the listing began, unless that is the prefix.
    pub(crate) starts_after: Option<String>,
    /// The URL before which it ended.
    pub(crate) ends_before: Option<String>,
}
