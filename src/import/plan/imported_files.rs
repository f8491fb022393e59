//! The files that earlier imports and batches have read, so that they are not read again.

use std::{
    collections::{HashMap, HashSet},
    fs::File,
    hash::{DefaultHasher, Hash, Hasher},
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
    scan::{
        FileOutcome,
        file::{INSIDE, LogFile},
        source::{ReadOptions, Source},
    },
    store::{Limits, interrupt::CtrlC},
    trail::form,
};

/// The contents in the ledger, and the paths of the members of archives. Other paths are compared in SQL.
#[derive(Debug, Default)]
pub(crate) struct ImportedFiles {
    members: HashMap<Sha256Bytes, FileVersion>,
    /// `None` for a complete content. For one with filtered records, which may be read again with another
    /// filter, its counts.
    contents: HashMap<Sha256Bytes, Option<Box<RecordCounts>>>,
    /// The forms of the contents in which no record was found.
    without_records: HashMap<Sha256Bytes, String>,
    traits: HashSet<Traits>,
    /// The size on disk and the gzip trailer of the files that this import has read, which tell more than
    /// traits: many small files have the same size and content of the same size.
    trailers: HashSet<(u64, GzipTrailer)>,
}

/// CRC-32 and size modulo 2³² of the content of the last member of a gzip file (RFC 1952).
type GzipTrailer = [u8; 8];

/// The traits by which a copy is recognized without reading it: size on disk, and size of the content.
///
/// Thousands of files share either size, but hardly any share both. A plain file has only one size, so
/// it must also have the name of the copy: archives are moved more often than their files are renamed.
/// A copy without these traits is recognized by its content after it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Traits {
    size: u64,
    /// The size of the content modulo 2³², as in the trailer of a gzip file.
    content_size: u32,
    /// A hash of the name of a plain file; 0 for a gzip file.
    name: u64,
}

impl Traits {
    fn new(path: &str, size: u64, content_bytes: u64) -> Self {
        let is_plain = size == content_bytes;
        Self {
            size,
            content_size: low_bits(content_bytes),
            name: if is_plain { name_hash(path) } else { 0 },
        }
    }

    /// Returns the traits of a gzip file. With several members the size of the content is that of the last
    /// one, so that the file looks new.
    fn of_gzip(size: u64, trailer: GzipTrailer) -> Self {
        let [.., a, b, c, d] = trailer;
        Self { size, content_size: u32::from_le_bytes([a, b, c, d]), name: 0 }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FileVersion {
    size: u64,
    modified: i64,
}

/// A file whose content was imported under another path.
#[derive(Debug)]
pub(crate) struct SameContent {
    /// The index of the file in its batch.
    pub(crate) index: usize,
    /// The hash of its content.
    pub(crate) sha256: String,
    /// The number of bytes after its first gzip member.
    pub(crate) trailing_bytes: u64,
}

/// A SHA-256. An archive can have millions of files, so this is kept instead of text.
type Sha256Bytes = [u8; 32];

impl ImportedFiles {
    /// Loads the ledger of a database.
    pub(crate) fn load(connection: &Connection) -> Result<Self> {
        let mut files = Self::default();
        let mut statement = connection
            .prepare("SELECT sha256, content_bytes, records_filtered + records_undecided, records_inserted, records_insight, records_aggregated, path, size, CASE WHEN records_read = 0 THEN form END FROM files")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let counts = RecordCounts {
                filtered: row.get(2)?,
                inserted: row.get(3)?,
                insight: row.get(4)?,
                aggregated: row.get(5)?,
                ..RecordCounts::default()
            };
            let sha256: String = row.get(0)?;
            let (path, size): (String, u64) = (row.get(6)?, row.get(7)?);
            files.add_hash(&sha256, &counts);
            files.add_form(&sha256, row.get(8)?);
            files.traits.insert(Traits::new(&path, size, row.get(1)?));
        }
        let mut statement = connection.prepare(include_str!("../../../sql/unchanged_paths.sql"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let path: String = row.get(0)?;
            let version = FileVersion { size: row.get(1)?, modified: row.get(2)? };
            files.traits.insert(Traits::new(&path, version.size, row.get(3)?));
            // A member without records is read again, so that an archive of nothing else is named again.
            let form: Option<String> = row.get(5)?;
            let is_of_use = !form.is_some_and(|form| form::is_of_no_use(&form));
            if row.get(4)? && is_of_use && path.contains(INSIDE) {
                files.members.insert(hash_of(&path), version);
            }
        }
        Ok(files)
    }

    /// Returns true if a member of an archive was imported with the same path, size and modification time.
    pub(crate) fn is_unchanged(&self, file: &LogFile) -> bool {
        let version = FileVersion { size: file.size, modified: file.modified };
        !file.is_read_once() && self.members.get(&hash_of(&file.name)) == Some(&version)
    }

    /// Returns true if a content was imported without leaving out any record.
    pub(crate) fn is_complete(&self, sha256: &str) -> bool {
        self.content(sha256).is_some_and(Option::is_none)
    }

    /// Returns the counts of a content that was imported with filtered records.
    pub(crate) fn partial_counts(&self, sha256: &str) -> Option<&RecordCounts> {
        self.content(sha256)?.as_deref()
    }

    fn content(&self, sha256: &str) -> Option<&Option<Box<RecordCounts>>> {
        self.contents.get(&parse_hash(sha256)?)
    }

    /// Adds a path, if it is that of a member of an archive.
    pub(crate) fn add_path(&mut self, file: &LogFile) {
        if file.is_member() {
            let version = FileVersion { size: file.size, modified: file.modified };
            self.members.insert(hash_of(&file.name), version);
        }
    }

    /// Adds the content of a file with the counts of its records.
    pub(crate) fn add(&mut self, file: &LogFile, outcome: &FileOutcome, counts: &RecordCounts) {
        self.add_hash(&outcome.sha256, counts);
        self.add_form(&outcome.sha256, (counts.read == 0).then(|| outcome.form.to_string()));
        if let Some(trailer) = outcome.gzip_trailer {
            self.trailers.insert((file.size, trailer));
        } else {
            self.traits.insert(Traits::new(&file.name, file.size, outcome.content_bytes));
        }
    }

    fn add_hash(&mut self, sha256: &str, counts: &RecordCounts) {
        let Some(hash) = parse_hash(sha256) else { return };
        let partial_counts = (counts.left_out() > 0).then(|| Box::new(*counts));
        self.contents.insert(hash, partial_counts);
    }

    fn add_form(&mut self, sha256: &str, form: Option<String>) {
        if let Some((hash, form)) = parse_hash(sha256).zip(form) {
            self.without_records.insert(hash, form);
        }
    }

    /// Returns the form of a content if no record was found in it.
    pub(crate) fn form_without_records(&self, sha256: &str) -> Option<&str> {
        self.without_records.get(&parse_hash(sha256)?).map(String::as_str)
    }

    /// Finds the files whose content was imported under another path. Reads only files with the traits of
    /// an imported one, on several threads.
    pub(crate) fn same_content(
        &self,
        files: &[Arc<LogFile>],
        limits: &Limits,
        ctrl_c: &Arc<CtrlC>,
    ) -> Vec<SameContent> {
        if self.traits.is_empty() && self.trailers.is_empty() {
            return Vec::new();
        }
        let next = AtomicUsize::new(0);
        let found = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for _ in 0..limits.jobs {
                scope.spawn(|| {
                    while let Some((at, file)) = next_file(&next, files) {
                        if ctrl_c.is_stopped() {
                            break;
                        }
                        if let Some((sha256, trailing_bytes)) =
                            self.imported_hash(file, limits.max_expansion, ctrl_c)
                        {
                            let same = SameContent { index: at, sha256, trailing_bytes };
                            found.lock().unwrap_or_else(PoisonError::into_inner).push(same);
                        }
                    }
                });
            }
        });
        found.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns true if a file has the traits of an imported one, and `None` if it cannot be read.
    fn may_be_imported(&self, file: &LogFile) -> Option<bool> {
        let mut raw = File::open(file.path()?).ok()?;
        let mut start = [0; 2];
        if raw.read_exact(&mut start).is_err() || start != [0x1f, 0x8b] {
            return Some(self.traits.contains(&Traits::new(&file.name, file.size, file.size)));
        }
        let mut trailer = GzipTrailer::default();
        raw.seek(SeekFrom::End(-8)).ok()?;
        raw.read_exact(&mut trailer).ok()?;
        let is_in_ledger = || self.traits.contains(&Traits::of_gzip(file.size, trailer));
        Some(self.trailers.contains(&(file.size, trailer)) || is_in_ledger())
    }

    /// Returns the hash of a file and its trailing bytes if its content is complete. Returns `None` for a
    /// file that cannot be read, so that the scan reports it.
    fn imported_hash(
        &self,
        file: &LogFile,
        max_expansion: u64,
        ctrl_c: &Arc<CtrlC>,
    ) -> Option<(String, u64)> {
        if !self.may_be_imported(file)? {
            return None;
        }
        let ctrl_c = Arc::clone(ctrl_c);
        let is_stopped = Arc::new(move || ctrl_c.is_stopped());
        let reading = ReadOptions { bytes_read: Arc::default(), max_expansion, is_stopped };
        let mut source = Source::open(file, &reading).ok()?;
        source.drain().ok()?;
        let sha256 = source.sha256();
        self.is_complete(&sha256).then(|| (sha256, source.trailing_bytes()))
    }
}

fn next_file<'a>(next: &AtomicUsize, files: &'a [Arc<LogFile>]) -> Option<(usize, &'a LogFile)> {
    let at = next.fetch_add(1, Ordering::Relaxed);
    files.get(at).map(|file| (at, file.as_ref()))
}

fn hash_of(path: &str) -> Sha256Bytes {
    Sha256::digest(path).into()
}

/// Parses 64 hexadecimal digits.
fn parse_hash(sha256: &str) -> Option<Sha256Bytes> {
    let mut hash = Sha256Bytes::default();
    hex::decode_to_slice(sha256, &mut hash).ok().map(|()| hash)
}

/// Hashes the last part of a path. A collision only costs time.
fn name_hash(path: &str) -> u64 {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

#[expect(clippy::cast_possible_truncation, reason = "gzip has the size modulo 2³²")]
fn low_bits(bytes: u64) -> u32 {
    bytes as u32
}

#[cfg(test)]
mod tests {
    use std::{fs, io::Write, path::Path};

    use flate2::{Compression, write::GzEncoder};

    use super::*;
    use crate::scan::FileStatus;

    fn gzip(content: &[u8]) -> Vec<u8> {
        // Without compression, files with contents of the same size have the same size.
        let mut encoder = GzEncoder::new(Vec::new(), Compression::none());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    fn write(path: &Path, bytes: &[u8]) -> LogFile {
        fs::write(path, bytes).unwrap();
        LogFile::new(path.to_owned(), bytes.len() as u64, 0)
    }

    fn outcome(content: &[u8], file: &[u8]) -> FileOutcome {
        FileOutcome {
            form: "records".into(),
            content: String::new(),
            compression: "gzip",
            sha256: hex::encode(Sha256::digest(content)),
            content_bytes: content.len() as u64,
            trailing_bytes: 0,
            gzip_trailer: file.last_chunk().copied(),
            read_error: None,
            is_cut_short: false,
            status: FileStatus::Imported,
        }
    }

    #[test]
    fn of_contents_of_the_same_size_only_a_copy_is_inflated() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let (bytes, other) = (gzip(b"content a"), gzip(b"content b"));
        let first = write(&at("a.gz"), &bytes);
        let mut imported = ImportedFiles::default();
        imported.add(&first, &outcome(b"content a", &bytes), &RecordCounts::default());
        for (name, bytes, expected) in [
            ("copy.gz", &bytes, Some(true)),
            ("other.gz", &other, Some(false)),
            ("plain.json", &b"content a".to_vec(), Some(false)),
            ("short.gz", &vec![0x1f, 0x8b], None),
        ] {
            let file = write(&at(name), bytes);
            assert_eq!(imported.may_be_imported(&file), expected, "{name}");
        }
        // The ledger of an earlier import has only the sizes.
        imported.trailers.clear();
        imported.traits.insert(Traits::new("a.gz", first.size, 9));
        for name in ["copy.gz", "other.gz"] {
            let file = LogFile::new(at(name), first.size, 0);
            assert_eq!(imported.may_be_imported(&file), Some(true), "{name}");
        }
    }
}
