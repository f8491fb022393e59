//! The files that earlier imports and batches have read, so that they are not read again.

use std::{
    collections::HashMap,
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
    import::plan::fingerprints::{self, Fingerprints},
    scan::{
        FileOutcome,
        file::LogFile,
        source::{ReadOptions, Source},
    },
    store::{Limits, interrupt::CtrlC},
    trail::form,
};

/// The number of rows of the ledger that are loaded at a time.
const PAGE: u64 = 500_000;

/// The contents in the ledger, and the paths of the members of archives. Other paths are compared in SQL.
///
/// The ledger can have tens of millions of contents, so only fingerprints are kept: what they find is looked up in
/// SQL, or read.
#[derive(Debug, Default)]
pub(crate) struct ImportedFiles {
    members: HashMap<Sha256Bytes, FileVersion>,
    /// By SHA-256.
    contents: Fingerprints,
    /// By [`Traits`].
    traits: Fingerprints,
    has_traits_of_paths: bool,
    /// By the size on disk and the gzip trailer of the files that this import has read, which tell more than
    /// traits: many small files have the same size and content of the same size.
    trailers: Fingerprints,
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

    fn fingerprint(self) -> u64 {
        fingerprint(self)
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

/// A file whose content may have been imported under another path.
#[derive(Debug)]
pub(crate) struct SameContent {
    /// The index of the file in its batch.
    pub(crate) index: usize,
    /// The hash of its content.
    pub(crate) sha256: String,
    /// The number of bytes after its first gzip member.
    pub(crate) trailing_bytes: u64,
}

/// A SHA-256. An archive can have millions of members, so this is kept instead of text.
type Sha256Bytes = [u8; 32];

impl ImportedFiles {
    /// Loads the ledger of a database.
    pub(crate) fn load(connection: &Connection) -> Result<Self> {
        let mut files = Self::default();
        let sql = "SELECT coalesce(max(rowid) + 1, 0)::UBIGINT FROM files";
        let end: u64 = connection.query_row(sql, [], |row| row.get(0))?;
        let mut statement =
            connection.prepare(include_str!("../../../sql/import/file_traits.sql"))?;
        let mut start = 0;
        while start < end {
            let mut rows = statement.query([start, start + PAGE])?;
            while let Some(row) = rows.next()? {
                let content: Option<u64> = row.get(0)?;
                if let Some(content) = content {
                    files.contents.insert(content << (u64::BITS - fingerprints::BITS));
                }
                files.add_traits(row.get(1)?, row.get(2)?, row.get(3)?);
            }
            start += PAGE;
        }
        let mut statement =
            connection.prepare(include_str!("../../../sql/import/known_members.sql"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let path: String = row.get(0)?;
            // A member without records is read again, so that an archive of nothing else is named again.
            let form: Option<String> = row.get(3)?;
            if !form.is_some_and(|form| form::is_of_no_use(&form)) {
                let version = FileVersion { size: row.get(1)?, modified: row.get(2)? };
                files.members.insert(hash_of(&path), version);
            }
        }
        Ok(files)
    }

    /// Loads the traits of the copies of contents, if one of `files` is on disk: objects are not compared by traits.
    pub(crate) fn load_copies(
        &mut self,
        connection: &Connection,
        files: &[Arc<LogFile>],
    ) -> Result<()> {
        if self.has_traits_of_paths || files.iter().all(|file| file.path().is_none()) {
            return Ok(());
        }
        let mut statement =
            connection.prepare(include_str!("../../../sql/import/path_traits.sql"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            self.add_traits(row.get(0)?, row.get(1)?, row.get(2)?);
        }
        self.has_traits_of_paths = true;
        Ok(())
    }

    /// Adds the traits of a file; `path` is that of one that is not compressed.
    fn add_traits(&mut self, size: u64, content_bytes: u64, path: Option<String>) {
        let path = path.unwrap_or_default();
        self.traits.insert(Traits::new(&path, size, content_bytes).fingerprint());
    }

    /// Returns true if a member of an archive was imported with the same path, size and modification time.
    pub(crate) fn is_unchanged(&self, file: &LogFile) -> bool {
        let version = FileVersion { size: file.size, modified: file.modified };
        !file.is_read_once() && self.members.get(&hash_of(&file.name)) == Some(&version)
    }

    /// Returns true if a content may be in the ledger.
    pub(crate) fn may_have(&self, sha256: &str) -> bool {
        content_fingerprint(sha256).is_some_and(|content| self.contents.may_contain(content))
    }

    /// Adds a path, if it is that of a member of an archive.
    pub(crate) fn add_path(&mut self, file: &LogFile) {
        if file.is_member() {
            let version = FileVersion { size: file.size, modified: file.modified };
            self.members.insert(hash_of(&file.name), version);
        }
    }

    /// Adds the content of a file.
    pub(crate) fn add(&mut self, file: &LogFile, outcome: &FileOutcome) {
        if let Some(content) = content_fingerprint(&outcome.sha256) {
            self.contents.insert(content);
        }
        if let Some(trailer) = outcome.gzip_trailer {
            self.trailers.insert(fingerprint((file.size, trailer)));
        } else {
            let traits = Traits::new(&file.name, file.size, outcome.content_bytes);
            self.traits.insert(traits.fingerprint());
        }
    }

    /// Finds the files whose content may have been imported under another path. Reads only files with the traits of
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
            let traits = Traits::new(&file.name, file.size, file.size);
            return Some(self.traits.may_contain(traits.fingerprint()));
        }
        let mut trailer = GzipTrailer::default();
        raw.seek(SeekFrom::End(-8)).ok()?;
        raw.read_exact(&mut trailer).ok()?;
        let traits = Traits::of_gzip(file.size, trailer).fingerprint();
        let has_trailer = self.trailers.may_contain(fingerprint((file.size, trailer)));
        Some(has_trailer || self.traits.may_contain(traits))
    }

    /// Returns the hash of a file and its trailing bytes if its content may be in the ledger. Returns `None` for a
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
        self.may_have(&sha256).then(|| (sha256, source.trailing_bytes()))
    }
}

fn next_file<'a>(next: &AtomicUsize, files: &'a [Arc<LogFile>]) -> Option<(usize, &'a LogFile)> {
    let at = next.fetch_add(1, Ordering::Relaxed);
    files.get(at).map(|file| (at, file.as_ref()))
}

fn hash_of(path: &str) -> Sha256Bytes {
    Sha256::digest(path).into()
}

/// Returns the leading bits of a SHA-256 in hexadecimal digits.
fn content_fingerprint(sha256: &str) -> Option<u64> {
    let digits = sha256.get(..fingerprints::BITS as usize / 4)?;
    let bits = u64::from_str_radix(digits, 16).ok()?;
    Some(bits << (u64::BITS - fingerprints::BITS))
}

fn fingerprint(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Hashes the last part of a path. A collision only costs time.
fn name_hash(path: &str) -> u64 {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    fingerprint(name)
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
        imported.add(&first, &outcome(b"content a", &bytes));
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
        imported.trailers = Fingerprints::default();
        imported.add_traits(first.size, 9, None);
        for name in ["copy.gz", "other.gz"] {
            let file = LogFile::new(at(name), first.size, 0);
            assert_eq!(imported.may_be_imported(&file), Some(true), "{name}");
        }
    }
}
