//! A file to be read, as it was found.

use std::{
    fmt::Write,
    path::{Path, PathBuf},
};

use crate::trail::key::{self, Key};

/// One file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogFile {
    /// Where it is; `None` for what can be read once only: standard input, or a pipe.
    pub path: Option<PathBuf>,
    /// The pipe that it comes from.
    pub pipe: Option<PathBuf>,
    /// The path as text, for people and for the ledger: absolute, with links resolved.
    pub name: String,
    /// Its size in bytes as it lies there.
    pub size: u64,
    /// When it was last changed, in microseconds since 1970.
    pub modified: i64,
    /// What its name says.
    pub key: Key,
}

impl LogFile {
    /// A file found at an absolute path.
    pub fn new(path: PathBuf, size: u64, modified: i64) -> Self {
        let name = path_text(&path);
        let key = key::read(&name);
        Self { path: Some(path), pipe: None, name, size, modified, key }
    }

    /// Standard input.
    pub fn stdin() -> Self {
        Self {
            path: None,
            pipe: None,
            name: "-".to_owned(),
            size: 0,
            modified: 0,
            key: Key::default(),
        }
    }

    /// What comes out of a pipe.
    pub fn pipe(path: PathBuf) -> Self {
        let name = path_text(&std::path::absolute(&path).unwrap_or_else(|_| path.clone()));
        let key = key::read(&name);
        Self { path: None, pipe: Some(path), name, size: 0, modified: 0, key }
    }
}

/// A path as text. Bytes that are no UTF-8 are written `\xNN`, and so is a backslash that would look
/// like the start of one, so that two paths never share a text: the ledger knows files by it.
pub fn path_text(path: &Path) -> String {
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
