//! What earlier runs and batches have read, so that nothing is read again without need.

use std::{
    collections::{HashMap, HashSet},
    fs::File,
    io::{Read, Seek, SeekFrom},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use anyhow::Result;
use duckdb::Connection;
use sha2::{Digest, Sha256};

use crate::{
    import::balance::RecordCounts,
    scan::{file::LogFile, source::Source},
    store::{Limits, interrupt::CtrlC},
};

/// The files that are known, by path and by content.
#[derive(Debug, Default)]
pub(crate) struct Known {
    paths: HashMap<Hash, Stamp>,
    /// What the records of a content have become; none where all of them were wanted, so that it is
    /// never read again.
    contents: HashMap<Hash, Option<Box<RecordCounts>>>,
    /// The sizes of known contents modulo 2³², which is what the end of a gzip file tells.
    sizes: HashSet<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    size: u64,
    modified: i64,
}

/// A SHA-256. An archive has millions of files, of each of which this is held and no text.
type Hash = [u8; 32];

impl Known {
    /// Reads the ledger of a database.
    pub(crate) fn load(connection: &Connection) -> Result<Self> {
        let mut known = Self::default();
        let mut statement = connection
            .prepare("SELECT sha256, content_bytes, records_filtered, records_inserted, records_insight, records_aggregated FROM files")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let records = RecordCounts {
                filtered: row.get(2)?,
                inserted: row.get(3)?,
                insight: row.get(4)?,
                aggregated: row.get(5)?,
                ..RecordCounts::default()
            };
            let sha256: String = row.get(0)?;
            known.add_content(&sha256, row.get(1)?, &records);
        }
        let mut statement = connection
            .prepare("SELECT paths.path, paths.size, epoch_us(paths.modified) FROM paths JOIN files ON files.sha256 = paths.sha256 WHERE records_filtered = 0")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let path: String = row.get(0)?;
            let stamp = Stamp { size: row.get(1)?, modified: row.get(2)? };
            known.paths.insert(hash_of(&path), stamp);
        }
        Ok(known)
    }

    /// Whether a file lies where it lay, with the same size and time.
    pub(crate) fn is_unchanged(&self, file: &LogFile) -> bool {
        let stamp = Stamp { size: file.size, modified: file.modified };
        file.path().is_some() && self.paths.get(&hash_of(&file.name)) == Some(&stamp)
    }

    /// Whether a content is known, and all of its records were wanted.
    pub(crate) fn is_complete(&self, sha256: &str) -> bool {
        self.content(sha256).is_some_and(Option::is_none)
    }

    /// What the records of a content have become, where it was read in part.
    pub(crate) fn read_in_part(&self, sha256: &str) -> Option<&RecordCounts> {
        self.content(sha256)?.as_deref()
    }

    fn content(&self, sha256: &str) -> Option<&Option<Box<RecordCounts>>> {
        self.contents.get(&bytes_of(sha256)?)
    }

    /// Takes note of a file that was read.
    pub(crate) fn add_path(&mut self, file: &LogFile) {
        let stamp = Stamp { size: file.size, modified: file.modified };
        self.paths.insert(hash_of(&file.name), stamp);
    }

    /// Takes note of a content that was read.
    pub(crate) fn add_content(&mut self, sha256: &str, bytes: u64, records: &RecordCounts) {
        let Some(hash) = bytes_of(sha256) else { return };
        self.sizes.insert(low(bytes));
        let in_part = (records.filtered > 0).then(|| Box::new(*records));
        self.contents.insert(hash, in_part);
    }

    /// Finds among `files` those whose content is known under another name: their positions and
    /// hashes. Only files of a size that is known are read for it, by as many threads as there may be.
    pub(crate) fn same_content(
        &self,
        files: &[Arc<LogFile>],
        limits: &Limits,
        watch: &Arc<CtrlC>,
    ) -> Vec<(usize, String)> {
        if self.sizes.is_empty() {
            return Vec::new();
        }
        let next = AtomicUsize::new(0);
        let found = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for _ in 0..limits.jobs {
                scope.spawn(|| {
                    while let Some((at, file)) = take(&next, files) {
                        if watch.is_stopped() {
                            break;
                        }
                        if let Some(sha256) = self.known_hash(file, limits.max_expansion, watch) {
                            found.lock().unwrap_or_else(PoisonError::into_inner).push((at, sha256));
                        }
                    }
                });
            }
        });
        found.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// The hash of a file whose content is known and complete. One that cannot be read is left to
    /// the scan, which says so.
    fn known_hash(&self, file: &LogFile, max_expansion: u64, watch: &Arc<CtrlC>) -> Option<String> {
        if !self.sizes.contains(&content_size(file)?) {
            return None;
        }
        let watch = Arc::clone(watch);
        let source = Source::open(file, Arc::default(), max_expansion).ok()?;
        let mut source = source.until(move || watch.is_stopped());
        source.drain().ok()?;
        let sha256 = source.sha256();
        self.is_complete(&sha256).then_some(sha256)
    }
}

fn take<'a>(next: &AtomicUsize, files: &'a [Arc<LogFile>]) -> Option<(usize, &'a LogFile)> {
    let at = next.fetch_add(1, Ordering::Relaxed);
    files.get(at).map(|file| (at, file.as_ref()))
}

fn hash_of(path: &str) -> Hash {
    Sha256::digest(path).into()
}

/// The hash that 64 hexadecimal digits stand for.
fn bytes_of(sha256: &str) -> Option<Hash> {
    let mut hash = Hash::default();
    hex::decode_to_slice(sha256, &mut hash).ok().map(|()| hash)
}

/// The size of a file's content modulo 2³², without inflating it: the last four bytes of gzip
/// (RFC 1952, ISIZE). Of several members that is the size of the last one, which may make a file
/// look new; the scan will find its content known.
fn content_size(file: &LogFile) -> Option<u32> {
    let mut raw = File::open(file.path()?).ok()?;
    let mut start = [0; 2];
    if raw.read_exact(&mut start).is_err() || start != [0x1f, 0x8b] {
        return Some(low(file.size));
    }
    let mut end = [0; 4];
    raw.seek(SeekFrom::End(-4)).ok()?;
    raw.read_exact(&mut end).ok()?;
    Some(u32::from_le_bytes(end))
}

#[expect(clippy::cast_possible_truncation, reason = "modulo 2³² is what gzip tells")]
fn low(bytes: u64) -> u32 {
    bytes as u32
}
