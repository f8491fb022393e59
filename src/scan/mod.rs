//! `read_cloudtrail`: from paths to rows. Finds files, inflates them, splits them into records and
//! fills DuckDB's chunks, on DuckDB's threads. This module knows no tables: an [`Observer`] decides
//! on each record and receives everything that is not an event.

pub(crate) mod archive;
pub(crate) mod arrival;
pub(crate) mod binary;
mod block;
pub(crate) mod chunk;
mod encoding;
pub(crate) mod file;
mod fill;
pub(crate) mod find;
pub(crate) mod known;
pub(crate) mod objects;
pub(crate) mod open_file;
pub(crate) mod router;
mod rows;
mod shared;
pub(crate) mod source;
mod table;
pub(crate) mod table_function;
mod tally;
mod uuid;
mod work_queue;

use std::{
    borrow::Cow,
    sync::{Arc, atomic::AtomicU64},
};

use anyhow::Result;

use crate::{
    scan::{
        arrival::Arrivals,
        file::LogFile,
        known::{GzipTrailer, KnownFiles},
    },
    trail::record_row::RecordRow,
};

/// A set of files to read, and the observer of their content.
pub struct Scan {
    /// The files on disk, in the order in which they are opened.
    pub files: Vec<Arc<LogFile>>,
    /// The files that are not on disk. Threads wait for them.
    pub arrivals: Option<Arc<dyn Arrivals>>,
    /// The contents on disk that need not be read again.
    pub known: Option<Arc<dyn KnownFiles>>,
    /// The observer of the files and their records.
    pub observer: Arc<dyn Observer>,
    /// The guard that ensures that DuckDB has memory while a chunk is filled. Without a guard, a lack
    /// of memory ends the process.
    pub memory_guard: Option<Box<dyn MemoryGuard>>,
    /// The number of bytes read from the files so far, before inflating.
    pub bytes_read: Arc<AtomicU64>,
    /// The size of a run in bytes: the rows that a thread collects, then writes sorted by source and
    /// name.
    pub run_bytes: usize,
    /// The largest ratio of the inflated size of a gzip file to its own size.
    pub max_expansion: u64,
    /// The number of bytes of content after which other threads may help to read a file.
    pub large_bytes: u64,
}

/// The default of [`Scan::run_bytes`].
pub const DEFAULT_RUN_BYTES: usize = 16 << 20;

/// The default of [`Scan::large_bytes`]: about half a row group. Each thread that helps to read a file
/// leaves a partly filled row group.
pub const DEFAULT_LARGE_BYTES: u64 = 64 << 20;

/// A guard against a lack of memory in DuckDB. Called from several threads.
pub trait MemoryGuard: Send + Sync {
    /// Calls `fill`, which writes rows with `bytes` bytes of text to a chunk. DuckDB must not run out
    /// of memory during the call.
    fn fill(&self, bytes: usize, fill: &mut dyn FnMut()) -> Result<()>;
}

/// An observer of a scan, called from several threads.
pub trait Observer: Send + Sync {
    /// Returns the observer of a file that is about to be read.
    fn open(&self, file: &Arc<LogFile>) -> Box<dyn FileObserver>;

    /// Decides on a member of an archive before it is opened.
    fn admit(&self, _member: &LogFile) -> Admission {
        Admission::Read
    }

    /// Returns false if records can be left out, so that another scan may need them.
    fn reads_everything(&self) -> bool {
        true
    }

    /// Returns true if it needs all columns of each row, even those that the query does not select.
    fn needs_rows(&self) -> bool {
        false
    }

    /// Returns true if the scan should stop early, for example after Ctrl-C.
    fn is_stopped(&self) -> bool;
}

/// The decision on a member of an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// The member is read.
    Read,
    /// An earlier import read it.
    Unchanged,
    /// Its name proves that none of its records are wanted.
    OutOfRange,
}

/// An observer of one file. An error ends the whole scan.
pub trait FileObserver: Send {
    /// Decides on an event.
    fn decide(&mut self, record: &Record<'_>) -> Result<Decision>;

    /// Receives a record or document that is stored, but is not an event.
    fn side_record(&mut self, _kind: SideRecord, _position: u64, _text: &str) -> Result<()> {
        Ok(())
    }

    /// Receives content that cannot be used.
    fn reject(&mut self, _reject: Reject<'_>) -> Result<()> {
        Ok(())
    }

    /// Returns an observer for records of the same file that another thread reads.
    fn split_off(&self) -> Box<dyn FileObserver>;

    /// Adds the counts of an observer that was split off to those of its file. The file is closed
    /// after the last of them.
    fn merge_back(self: Box<Self>) -> Result<()> {
        Ok(())
    }

    /// Receives the outcome once the file was read to its end, or as far as possible.
    fn close(&mut self, _outcome: FileOutcome) -> Result<()> {
        Ok(())
    }
}

/// The decision on an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The event becomes a row.
    Row(RowIds),
    /// The event is dropped.
    Nothing,
}

/// The values of a row that refer to other tables. Only the import has them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowIds {
    /// The value of the column `action_id`.
    pub action_id: Option<i32>,
    /// The value of the column `shape_id`.
    pub shape_id: Option<i32>,
    /// The value of the column `caller_id`.
    pub caller_id: Option<i32>,
}

/// An event.
#[derive(Debug)]
pub struct Record<'a> {
    /// The start of its text, in bytes from the start of the inflated content.
    pub position: u64,
    /// The JSON text.
    pub text: &'a str,
    /// The values of its columns, and its shape.
    pub row: RecordRow<'a>,
}

/// The kind of a record or document that is stored in a table other than `events`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum SideRecord {
    /// An Insights record.
    Insight,
    /// An Aggregated record.
    Aggregated,
    /// A digest file.
    Digest,
    /// A notification of new log files.
    Notification,
}

/// Content that cannot be used.
#[derive(Clone, Copy, Debug)]
pub struct Reject<'a> {
    /// The start, in bytes from the start of the inflated content; `None` for the whole file.
    pub position: Option<u64>,
    /// The reason that it cannot be used.
    pub reason: &'a str,
    /// The text, or the start of a large one.
    pub text: &'a [u8],
}

/// The outcome of reading a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileOutcome {
    /// The form of the content: `records`, `digest`, `text`, …, or the path at which records were found, such as
    /// `$.hits.hits[*]._source.event.original`.
    pub form: Cow<'static, str>,
    /// The content in words, such as "JSON, but no CloudTrail record in it".
    pub content: String,
    /// `gzip` or `none`.
    pub compression: &'static str,
    /// The SHA-256 of the inflated content in lower-case hexadecimal, as in digest files.
    pub sha256: String,
    /// The size of the inflated content in bytes.
    pub content_bytes: u64,
    /// The number of bytes after the first gzip member: 0 in what CloudTrail delivers.
    pub trailing_bytes: u64,
    /// The last eight bytes of a gzip file that was read to its end: CRC-32 and size of the content of its
    /// last member (RFC 1952), which tell contents of the same size apart without inflating them.
    pub gzip_trailer: Option<GzipTrailer>,
    /// The reason that the file could not be read to its end, if no limit ended the reading.
    pub read_error: Option<String>,
    /// True if a limit ended the reading, so a higher limit may give more records.
    pub is_cut_short: bool,
    /// The status under which the file is counted.
    pub status: FileStatus,
}

impl FileOutcome {
    /// Returns the outcome of a file that cannot be read at all.
    pub(crate) fn unreadable(cause: String) -> Self {
        Self {
            form: "unreadable".into(),
            content: String::new(),
            compression: "none",
            sha256: String::new(),
            content_bytes: 0,
            trailing_bytes: 0,
            gzip_trailer: None,
            read_error: Some(cause),
            is_cut_short: false,
            status: FileStatus::Unreadable,
        }
    }
}

/// The status of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileStatus {
    /// The file holds CloudTrail records, or is an empty log file.
    Imported,
    /// The file is of another kind, which is not an error.
    NotCloudTrail,
    /// The file could not be read, or nothing in it could be used.
    Unreadable,
}
