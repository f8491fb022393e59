//! A file to read.

use std::{
    ffi::OsStr,
    fmt::Write,
    path::{Path, PathBuf},
};

use crate::trail::key::{self, LogFileKey};

/// The mark between the name of an archive and that of its member.
pub(crate) const INSIDE: &str = "!/";

/// A file to read: one on disk, an object of S3, a pipe, or a member of an archive. There can be many of these
/// in memory, so the type is small.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogFile {
    /// The absolute path as text, with links resolved; for an object, `s3://bucket/key`. The database identifies
    /// a file by it.
    pub name: String,
    /// The size on disk, or of the object, in bytes.
    pub size: u64,
    /// The time of the last change, in microseconds since 1970.
    pub modified: i64,
    /// The delivery time in its name, in microseconds since 1970.
    pub delivered: Option<i64>,
    /// True if it has the full name of a CloudTrail log file.
    pub is_log_file: bool,
    /// The index in the listing of the path under which it was found.
    root: u32,
    location: Location,
}

/// The source of a file's bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Location {
    /// The path that equals its name.
    Name,
    /// A path that its name shows with escapes.
    Path(Box<Path>),
    /// A pipe.
    Pipe(Box<Path>),
    /// Standard input.
    Stdin,
    /// An object of S3.
    Object(Box<ObjectVersion>),
    /// A member of an archive.
    Member,
    /// A member of an archive in a pipe.
    MemberOfPipe,
}

/// An object of S3, beside its name, size and time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ObjectVersion {
    /// The `ETag` without quotes, which changes with the content. It is no hash.
    pub(crate) etag: String,
    /// The storage class, if it was listed.
    pub(crate) storage_class: String,
    /// The index of the range in which it was listed.
    pub(crate) range: Option<u32>,
    /// The version ID, once it was read, in a bucket with versions.
    pub(crate) version_id: Option<String>,
    /// The signature of a digest file in its metadata, once it was read.
    pub(crate) signature: Option<String>,
}

/// The place of a file's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FilePlace<'a> {
    /// The path of a file or a pipe.
    Path(&'a Path),
    /// Standard input.
    Stdin,
    /// An archive or S3: something else opens it.
    Elsewhere,
}

impl LogFile {
    /// Creates a file from its absolute path, size and modification time.
    pub fn new(path: PathBuf, size: u64, modified: i64) -> Self {
        let name = path_text(&path);
        let is_name = path.as_os_str() == OsStr::new(&name);
        let location = if is_name { Location::Name } else { Location::Path(path.into()) };
        Self { size, modified, ..Self::at(location, name) }
    }

    /// Creates a file for standard input.
    pub(crate) fn stdin() -> Self {
        Self::at(Location::Stdin, "-".to_owned())
    }

    /// Creates a file for a named pipe.
    pub(crate) fn pipe(path: PathBuf) -> Self {
        let name = path_text(&std::path::absolute(&path).unwrap_or_else(|_| path.clone()));
        Self::at(Location::Pipe(path.into()), name)
    }

    /// Creates a file for an object of S3 from its URL `s3://bucket/key`, in which the key is as it is.
    pub(crate) fn object(url: String, size: u64, modified: i64, version: ObjectVersion) -> Self {
        Self { size, modified, ..Self::at(Location::Object(version.into()), url) }
    }

    /// Creates a file for a member of an archive.
    pub(crate) fn member(archive: &Self, name: &str, size: u64, modified: i64) -> Self {
        let location =
            if archive.is_read_once() { Location::MemberOfPipe } else { Location::Member };
        let name = format!("{}{INSIDE}{name}", archive.name);
        Self { size, modified, root: archive.root, ..Self::at(location, name) }
    }

    fn at(location: Location, mut name: String) -> Self {
        name.shrink_to_fit();
        let LogFileKey { delivered, is_log_file, .. } = key::read(&name);
        Self { name, size: 0, modified: 0, delivered, is_log_file, root: 0, location }
    }

    /// Returns true if it can be read only once: standard input, a pipe, or a member of an archive there.
    pub(crate) fn is_read_once(&self) -> bool {
        matches!(self.location, Location::Pipe(_) | Location::Stdin | Location::MemberOfPipe)
    }

    /// Returns true for a member of an archive.
    pub(crate) fn is_member(&self) -> bool {
        matches!(self.location, Location::Member | Location::MemberOfPipe)
    }

    /// Returns the last part of its name.
    pub(crate) fn last_name(&self) -> &str {
        self.name.rsplit(['/', '\\']).next().unwrap_or_default()
    }

    /// Returns its path on disk, or `None` for standard input, a pipe or a member of an archive.
    pub(crate) fn path(&self) -> Option<&Path> {
        match &self.location {
            Location::Name => Some(Path::new(&self.name)),
            Location::Path(path) => Some(path),
            _ => None,
        }
    }

    /// Returns the place that this process opens to read it.
    pub(crate) fn place(&self) -> FilePlace<'_> {
        match &self.location {
            Location::Name => FilePlace::Path(Path::new(&self.name)),
            Location::Path(path) | Location::Pipe(path) => FilePlace::Path(path),
            Location::Stdin => FilePlace::Stdin,
            Location::Object(_) | Location::Member | Location::MemberOfPipe => FilePlace::Elsewhere,
        }
    }

    /// Returns what is known of an object of S3, and `None` for another file.
    pub(crate) fn object_version(&self) -> Option<&ObjectVersion> {
        match &self.location {
            Location::Object(version) => Some(version),
            _ => None,
        }
    }

    /// Returns true if its name leads to it.
    pub(crate) fn is_named(&self) -> bool {
        matches!(self.location, Location::Name | Location::Object(_))
    }

    /// Sets the index of the path under which it was found.
    pub(crate) fn move_below(&mut self, root: usize) {
        self.root = u32::try_from(root).unwrap_or(u32::MAX);
    }

    /// Returns the index of the path under which it was found.
    pub(crate) fn root(&self) -> usize {
        self.root as usize
    }

    /// Parses its name.
    pub(crate) fn key(&self) -> LogFileKey {
        key::read(&self.name)
    }
}

/// Returns a path as text. Bytes that are not UTF-8 are escaped as `\xNN`, and so is a backslash that
/// would look like such an escape. Two paths never have the same text, because the database
/// identifies files by it.
pub(crate) fn path_text(path: &Path) -> String {
    bytes_text(path.as_os_str().as_encoded_bytes())
}

/// Returns the bytes of a path as text.
pub(crate) fn bytes_text(path: &[u8]) -> String {
    let mut text = String::with_capacity(path.len());
    for chunk in path.utf8_chunks() {
        let mut rest = chunk.valid();
        while let Some(at) = rest.find('\\') {
            text.push_str(&rest[..at]);
            text.push_str(if is_escape(&rest.as_bytes()[at..]) { "\\x5C" } else { "\\" });
            rest = &rest[at + 1..];
        }
        text.push_str(rest);
        for byte in chunk.invalid() {
            // Writing to a `String` cannot fail.
            let _ = write!(text, "\\x{byte:02X}");
        }
    }
    text
}

/// Returns true if `text` starts like the escape of a byte.
fn is_escape(text: &[u8]) -> bool {
    let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'A'..=b'F');
    matches!(text, [b'\\', b'x', high, low, ..] if is_digit(high) && is_digit(low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_file_is_opened_by_its_path_even_if_its_name_differs() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
        for path in [&b"/a/b.json"[..], b"/a/\xFF", b"/a/\\xFF", "/ä".as_bytes()] {
            let path = Path::new(OsStr::from_bytes(path));
            assert_eq!(LogFile::new(path.to_owned(), 0, 0).path(), Some(path));
            assert_eq!(LogFile::pipe(path.to_owned()).place(), FilePlace::Path(path));
            assert_eq!(LogFile::pipe(path.to_owned()).path(), None);
        }
        assert_eq!(LogFile::stdin().place(), FilePlace::Stdin);
        let object = LogFile::object("s3://b//a+b".to_owned(), 1, 2, ObjectVersion::default());
        assert_eq!((object.place(), object.path()), (FilePlace::Elsewhere, None));
    }

    #[cfg(unix)]
    #[test]
    fn different_paths_have_different_texts() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
        let text = |bytes: &'static [u8]| path_text(Path::new(OsStr::from_bytes(bytes)));
        assert_eq!(text(b"a/\xFFb"), "a/\\xFFb");
        assert_ne!(text(b"\xFF"), text(b"\xFE"));
        assert_eq!(text(b"a\\xFF"), "a\\x5CxFF");
        assert_ne!(text(b"\xFF"), text(b"\\xFF"));
        assert_ne!(text(b"\\\xFF"), text(b"\\x5C\xFF"));
        for plain in [&b"C:\\xampp\\logs"[..], b"a\\", b"\\x5", b"\\xff"] {
            assert_eq!(text(plain).as_bytes(), plain);
        }
    }
}
