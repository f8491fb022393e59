//! Copies of contents that are known. A file that may be one, by its gzip trailer, is hashed before it is read, through
//! the handle that it is then read from.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    sync::Arc,
};

use crate::scan::{
    file::LogFile,
    source::{ReadOptions, Source},
};

/// CRC-32 and size modulo 2³² of the content of the last member of a gzip file (RFC 1952).
pub(crate) type GzipTrailer = [u8; 8];

/// The contents that need not be read again. Called from several threads.
pub trait KnownFiles: Send + Sync {
    /// Returns true if a file may be a copy of one, by its name, its size and the trailer of a gzip file.
    fn may_be_copy(&self, file: &LogFile, trailer: Option<GzipTrailer>) -> bool;

    /// Receives the hash of such a file. Returns true if it is taken for a copy, so that the scan leaves it out.
    fn take(&self, file: &Arc<LogFile>, hash: ContentHash) -> bool;
}

/// The hash of a content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentHash {
    /// The SHA-256 in lower-case hexadecimal.
    pub sha256: String,
    /// The number of bytes after the first gzip member.
    pub trailing_bytes: u64,
}

/// Opens a file, once. Returns `None` for a copy that `known` has taken.
pub(crate) fn open(
    file: &Arc<LogFile>,
    known: Option<&dyn KnownFiles>,
    reading: &ReadOptions,
) -> io::Result<Option<Source>> {
    let (Some(known), Some(path)) = (known, file.path()) else {
        return Source::open(file, reading).map(Some);
    };
    let mut raw = File::open(path)?;
    // Nothing else can be read twice.
    if raw.metadata()?.is_file() {
        let may_be_copy = trailer(&mut raw).is_ok_and(|trailer| known.may_be_copy(file, trailer));
        raw.rewind()?;
        if may_be_copy {
            // A file that cannot be read to its end is read again, which reports it.
            if hash(&raw, reading).is_ok_and(|hash| known.take(file, hash)) {
                return Ok(None);
            }
            raw.rewind()?;
        }
    }
    Source::of_file(raw, reading).map(Some)
}

/// Reads the trailer of a gzip file. Returns `None` for another one, and fails for one without a trailer.
fn trailer(raw: &mut (impl Read + Seek)) -> io::Result<Option<GzipTrailer>> {
    let mut start = [0; 2];
    if raw.read_exact(&mut start).is_err() || start != [0x1f, 0x8b] {
        return Ok(None);
    }
    let mut trailer = GzipTrailer::default();
    raw.seek(SeekFrom::End(-8))?;
    raw.read_exact(&mut trailer)?;
    Ok(Some(trailer))
}

fn hash(raw: &File, reading: &ReadOptions) -> io::Result<ContentHash> {
    // Its bytes count once, when it is known what becomes of it.
    let reading = ReadOptions { bytes_read: Arc::default(), ..reading.clone() };
    let mut source = Source::of_file(raw.try_clone()?, &reading)?;
    source.drain()?;
    Ok(ContentHash { sha256: source.sha256(), trailing_bytes: source.trailing_bytes() })
}

#[cfg(test)]
mod tests {
    use std::{fs, io::Cursor, path::Path, sync::Mutex};

    use super::*;

    /// The trailer and the hash of a file.
    type Seen = (Option<GzipTrailer>, Option<String>);

    /// Takes for copies what may be one.
    #[derive(Default)]
    struct Contents {
        may_be: bool,
        takes: bool,
        seen: Mutex<Vec<Seen>>,
    }

    impl KnownFiles for Contents {
        fn may_be_copy(&self, _: &LogFile, trailer: Option<GzipTrailer>) -> bool {
            self.seen.lock().unwrap().push((trailer, None));
            self.may_be
        }

        fn take(&self, _: &Arc<LogFile>, hash: ContentHash) -> bool {
            self.seen.lock().unwrap().last_mut().unwrap().1 = Some(hash.sha256);
            self.takes
        }
    }

    #[test]
    fn a_trailer_is_the_end_of_a_gzip_file() {
        let cases: [(&[u8], Option<Option<GzipTrailer>>); 5] = [
            (b"\x1f\x8b12345678", Some(Some(*b"12345678"))),
            (b"\x1f\x8b123456", Some(Some(*b"\x1f\x8b123456"))),
            (b"\x1f\x8b12345", None),
            (b"{}", Some(None)),
            (b"", Some(None)),
        ];
        for (file, expected) in cases {
            let found = trailer(&mut Cursor::new(file)).ok();
            assert_eq!(found, expected, "{file:?}");
        }
    }

    #[test]
    fn a_file_that_is_no_copy_is_read_from_its_start() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            fs::write(&path, bytes).unwrap();
            Arc::new(LogFile::new(path, bytes.len() as u64, 0))
        };
        let plain = write("plain.json", b"some content of a file");
        let broken = write("broken.gz", b"\x1f\x8bis not what follows");
        let reading = ReadOptions::unstoppable();
        for (may_be, takes) in [(false, true), (true, false), (true, true)] {
            let known = Contents { may_be, takes, ..Contents::default() };
            let source = open(&plain, Some(&known), &reading).unwrap();
            assert_eq!(source.is_none(), may_be && takes);
            let content = source.map(|source| io::read_to_string(source).unwrap());
            assert!(content.is_none_or(|content| content == "some content of a file"));
            let seen = known.seen.into_inner().unwrap();
            assert_eq!((seen[0].0, seen[0].1.is_some()), (None, may_be));
        }
        // What cannot be read is no copy: the scan says why.
        let known = Contents { may_be: true, takes: true, ..Contents::default() };
        let source = open(&broken, Some(&known), &reading).unwrap().unwrap();
        assert!(io::read_to_string(source).is_err());
        assert_eq!(known.seen.into_inner().unwrap(), [(Some(*b" follows"), None)]);
        let missing = Arc::new(LogFile::new(Path::new("/does/not/exist").to_owned(), 1, 0));
        assert!(open(&missing, Some(&Contents::default()), &reading).is_err());
    }
}
