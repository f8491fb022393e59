//! The files that earlier imports and batches have read, so that they are not read again.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use anyhow::Result;
use duckdb::Connection;
use sha2::{Digest, Sha256};

use crate::{
    import::plan::fingerprints::{self, Fingerprints},
    scan::{FileOutcome, file::LogFile, known::GzipTrailer},
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

    /// Returns true if nothing was imported whose copies could be recognized.
    pub(crate) fn is_empty(&self) -> bool {
        self.traits.is_empty() && self.trailers.is_empty()
    }

    /// Returns true if a file, which has `trailer` if it is a gzip file, has the traits of an imported one.
    pub(crate) fn may_have_file(&self, file: &LogFile, trailer: Option<GzipTrailer>) -> bool {
        let Some(trailer) = trailer else {
            let traits = Traits::new(&file.name, file.size, file.size);
            return self.traits.may_contain(traits.fingerprint());
        };
        let traits = Traits::of_gzip(file.size, trailer).fingerprint();
        self.trailers.may_contain(fingerprint((file.size, trailer)))
            || self.traits.may_contain(traits)
    }
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
    use super::*;
    use crate::scan::FileStatus;

    fn outcome(gzip_trailer: Option<GzipTrailer>) -> FileOutcome {
        FileOutcome {
            form: "records".into(),
            content: String::new(),
            compression: "gzip",
            sha256: hex::encode(Sha256::digest("content")),
            content_bytes: 9,
            trailing_bytes: 0,
            gzip_trailer,
            read_error: None,
            is_cut_short: false,
            status: FileStatus::Imported,
        }
    }

    #[test]
    fn of_contents_of_the_same_size_only_a_copy_is_hashed() {
        let trailer = |crc: u8| Some([crc, 0, 0, 0, 9, 0, 0, 0]);
        let file = |name: &str, size| LogFile::new(name.into(), size, 0);
        let mut imported = ImportedFiles::default();
        assert!(imported.is_empty());
        imported.add(&file("/a/a.gz", 30), &outcome(trailer(1)));
        imported.add(&file("/a/a.json", 9), &outcome(None));
        assert!(!imported.is_empty());
        for (name, size, trailer, expected) in [
            ("/b/copy.gz", 30, trailer(1), true),
            ("/b/other.gz", 30, trailer(2), false),
            ("/b/longer.gz", 31, trailer(1), false),
            ("/b/a.json", 9, None, true),
            ("/b/b.json", 9, None, false),
            ("/b/a.json", 8, None, false),
        ] {
            assert_eq!(imported.may_have_file(&file(name, size), trailer), expected, "{name}");
        }
        // The ledger of an earlier import has only the sizes.
        imported.trailers = Fingerprints::default();
        imported.add_traits(30, 9, None);
        for crc in [1, 2] {
            assert!(imported.may_have_file(&file("/b/copy.gz", 30), trailer(crc)), "{crc}");
        }
    }
}
