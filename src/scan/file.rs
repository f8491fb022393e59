//! A file to be read, as it was found.

use std::{
    ffi::OsStr,
    fmt::Write,
    path::{Path, PathBuf},
};

use crate::trail::key::{self, LogFileKey};

/// One file of an archive. There can be millions of them, so that little is held of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogFile {
    /// The path as text, for people and for the ledger: absolute, with links resolved.
    pub name: String,
    /// Its size in bytes as it lies there.
    pub size: u64,
    /// When it was last changed, in microseconds since 1970.
    pub modified: i64,
    /// When it was delivered, as its name says.
    pub delivered: Option<i64>,
    /// Whether its name is the whole name of a CloudTrail log file.
    pub is_log_file: bool,
    place: Place,
}

/// Where a file is read from.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// The path that is its name.
    Name,
    /// A path that its name has to write otherwise.
    Path(Box<Path>),
    /// A pipe.
    Pipe(Box<Path>),
    /// Standard input.
    Input,
}

impl LogFile {
    /// A file found at an absolute path.
    pub fn new(path: PathBuf, size: u64, modified: i64) -> Self {
        let name = path_text(&path);
        let is_name = path.as_os_str() == OsStr::new(&name);
        let place = if is_name { Place::Name } else { Place::Path(path.into()) };
        Self { size, modified, ..Self::named(name, place) }
    }

    /// Standard input.
    pub(crate) fn stdin() -> Self {
        Self::named("-".to_owned(), Place::Input)
    }

    /// What comes out of a pipe.
    pub(crate) fn pipe(path: PathBuf) -> Self {
        let name = path_text(&std::path::absolute(&path).unwrap_or_else(|_| path.clone()));
        Self::named(name, Place::Pipe(path.into()))
    }

    fn named(mut name: String, place: Place) -> Self {
        name.shrink_to_fit();
        let LogFileKey { delivered, is_log_file, .. } = key::read(&name);
        Self { name, size: 0, modified: 0, delivered, is_log_file, place }
    }

    /// Where it is; `None` for what can be read once only: standard input, or a pipe.
    pub(crate) fn path(&self) -> Option<&Path> {
        match &self.place {
            Place::Name => Some(Path::new(&self.name)),
            Place::Path(path) => Some(path),
            Place::Pipe(_) | Place::Input => None,
        }
    }

    /// Where it can be opened: a path or a pipe; `None` for standard input.
    pub(crate) fn source(&self) -> Option<&Path> {
        match &self.place {
            Place::Pipe(path) => Some(path),
            _ => self.path(),
        }
    }

    /// What its name says.
    pub(crate) fn key(&self) -> LogFileKey {
        key::read(&self.name)
    }
}

/// A path as text. Bytes that are no UTF-8 are written `\xNN`, and so is a backslash that would look
/// like the start of one, so that two paths never share a text: the ledger knows files by it.
pub(crate) fn path_text(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        for (at, letter) in chunk.valid().char_indices() {
            if letter == '\\' && is_escape(&chunk.valid().as_bytes()[at..]) {
                text.push_str("\\x5C");
            } else {
                text.push(letter);
            }
        }
        for byte in chunk.invalid() {
            // Writing to a string cannot fail.
            let _ = write!(text, "\\x{byte:02X}");
        }
    }
    text
}

/// Whether a text starts as a byte that is written out does.
fn is_escape(text: &[u8]) -> bool {
    let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'A'..=b'F');
    matches!(text, [b'\\', b'x', high, low, ..] if is_digit(high) && is_digit(low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_file_is_opened_where_it_lies_whatever_its_name_says() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
        for path in [&b"/a/b.json"[..], b"/a/\xFF", b"/a/\\xFF", "/ä".as_bytes()] {
            let path = Path::new(OsStr::from_bytes(path));
            assert_eq!(LogFile::new(path.to_owned(), 0, 0).path(), Some(path));
            assert_eq!(LogFile::pipe(path.to_owned()).source(), Some(path));
            assert_eq!(LogFile::pipe(path.to_owned()).path(), None);
        }
        assert_eq!(LogFile::stdin().source(), None);
    }

    #[cfg(unix)]
    #[test]
    fn paths_that_are_no_text_stay_apart() {
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
