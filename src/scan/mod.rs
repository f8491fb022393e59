//! `read_cloudtrail`: from paths to rows. Finds files, inflates them, cuts out their records and
//! fills DuckDB's chunks, on DuckDB's own threads. What happens to a record besides is up to an
//! [`Observer`]: this room knows no tables.

mod block;
pub(crate) mod chunk;
pub(crate) mod file;
mod fill;
pub(crate) mod find;
mod lake;
pub(crate) mod open_file;
pub(crate) mod router;
mod rows;
mod shared;
pub(crate) mod source;
pub(crate) mod table_function;
mod tally;
mod work_queue;

use std::sync::{Arc, atomic::AtomicU64};

use anyhow::Result;

use crate::{scan::file::LogFile, trail::row::Row};

/// A set of files to be read, and who is told of what is found in them.
pub struct Scan {
    /// The files, in the order in which they are begun.
    pub files: Vec<Arc<LogFile>>,
    /// Who is told.
    pub observer: Arc<dyn Observer>,
    /// Who sees to it that DuckDB has memory for a chunk while it is filled; without anybody a lack
    /// of it ends the process.
    pub memory_guard: Option<Box<dyn MemoryGuard>>,
    /// Bytes read from the files so far, before inflating.
    pub bytes_read: Arc<AtomicU64>,
    /// How many bytes of rows a thread gathers, to write them by source and name.
    pub run_bytes: usize,
    /// How many times its own size a gzip file may inflate to.
    pub max_expansion: u64,
    /// How many bytes of content one thread reads of a file before others may take part in it.
    pub large_bytes: u64,
}

/// How many bytes of rows a thread gathers where nothing else is asked for.
pub const RUN: usize = 16 << 20;

/// From where on a file is shared where nothing else is asked for: about half a row group. Each thread
/// that takes part leaves a part-filled one behind.
pub const LARGE: u64 = 64 << 20;

/// Sees to DuckDB's memory. Called from several threads.
pub trait MemoryGuard: Send + Sync {
    /// Calls `fill`, which must not meet a lack of memory. It puts rows with so many bytes of text
    /// into a chunk.
    fn fill(&self, bytes: usize, fill: &mut dyn FnMut()) -> Result<()>;
}

/// Decides on records and keeps account of files. Called from several threads.
pub trait Observer: Send + Sync {
    /// A file is about to be read.
    fn open(&self, file: &Arc<LogFile>) -> Box<dyn FileObserver>;

    /// Whether it looks into rows, so that all of their columns are to be read, whatever the query
    /// asks for.
    fn needs_rows(&self) -> bool {
        false
    }

    /// Whether the scan is to end before its files do, as after Ctrl-C.
    fn is_stopped(&self) -> bool;
}

/// Decides on the records of one file. An error ends the whole scan.
pub trait FileObserver: Send {
    /// An event was read.
    fn decide(&mut self, record: &Record<'_>) -> Result<Decision>;

    /// Something was read that is kept, but is no event.
    fn side_record(&mut self, _kind: SideRecord, _position: u64, _text: &str) -> Result<()> {
        Ok(())
    }

    /// Something was read that cannot be used.
    fn reject(&mut self, _reject: Reject<'_>) -> Result<()> {
        Ok(())
    }

    /// Another one for the same file, of which some records are read by another thread.
    fn part(&self) -> Box<dyn FileObserver>;

    /// The end of one that was made as a part: what it has counted goes to the others. The file itself
    /// is closed behind the last of them.
    fn leave(self: Box<Self>) -> Result<()> {
        Ok(())
    }

    /// The file was read to its end, or as far as it can be read.
    fn close(&mut self, _outcome: FileOutcome) -> Result<()> {
        Ok(())
    }
}

/// What becomes of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// A row, with a number for its action where the observer has one.
    Row {
        /// The column `action_id`, which only the import has.
        action_id: Option<i32>,
    },
    /// Nothing.
    Nothing,
}

/// One event as it was read.
#[derive(Debug)]
pub struct Record<'a> {
    /// Where its text starts, in bytes from the start of the inflated content.
    pub position: u64,
    /// Its text.
    pub text: &'a str,
    /// Its values.
    pub row: &'a Row<'a>,
}

/// What is kept in tables of its own.
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

/// Something that cannot be used.
#[derive(Clone, Copy, Debug)]
pub struct Reject<'a> {
    /// Where it starts in the inflated content; `None` where the whole file is meant.
    pub position: Option<u64>,
    /// Why it cannot be used.
    pub reason: &'a str,
    /// Its text, or the start of it.
    pub text: &'a [u8],
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileOutcome {
    /// The form of its content: `records`, `digest`, `text`, ….
    pub form: &'static str,
    /// `gzip` or `none`.
    pub compression: &'static str,
    /// The SHA-256 of the inflated content in lower-case hexadecimal, as a digest file lists it.
    pub sha256: String,
    /// The size of the inflated content.
    pub content_bytes: u64,
    /// How many values of other kinds it held, which are neither records nor rejects.
    pub others: u64,
    /// Whether a limit ended the reading, so that another one may give more.
    pub is_cut_short: bool,
    /// What the file is to be counted as.
    pub status: FileStatus,
}

/// What a file is counted as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileStatus {
    /// It holds CloudTrail records, or is a log file without any.
    Imported,
    /// It is of another kind, which is no error.
    NotCloudTrail,
    /// It could not be read, or nothing in it could be used.
    Unreadable,
}
