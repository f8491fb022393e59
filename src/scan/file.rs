//! A file to be read, as it was found.

use std::{
    fmt::Write,
    path::{Path, PathBuf},
};

use crate::trail::key::{self, Key};

/// One file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogFile {
    /// Where it is; `None` for standard input.
    pub path: Option<PathBuf>,
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
        Self { path: Some(path), name, size, modified, key }
    }

    /// Standard input.
    pub fn stdin() -> Self {
        Self { path: None, name: "-".to_owned(), size: 0, modified: 0, key: Key::default() }
    }
}

/// A path as text; bytes that are no UTF-8 are written `\xNN`, so that two paths never share a text.
pub fn path_text(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a string cannot fail.
            let _ = write!(text, "\\x{byte:02X}");
        }
    }
    text
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
    }
}
