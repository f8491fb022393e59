//! The parameters of an import.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    import::plan::filter::RecordFilter,
    scan::{file::path_text, find, objects::ObjectStore},
    store::Limits,
};

/// The parameters of an import.
#[derive(Clone, Debug)]
pub(crate) struct ImportRequest {
    /// Files, folders, globs, pipes, or `-` for standard input.
    pub(crate) paths: Vec<PathBuf>,
    /// The URLs of buckets, prefixes and objects in S3.
    pub(crate) urls: Vec<String>,
    /// The store that reads them, if there are any.
    pub(crate) objects: Option<Arc<dyn ObjectStore>>,
    /// True to list all objects again, also those that earlier imports have listed.
    pub(crate) lists_all: bool,
    /// The database.
    pub(crate) db: PathBuf,
    /// The records to import.
    pub(crate) filter: RecordFilter,
    /// Limits on threads, memory and expansion.
    pub(crate) limits: Limits,
    /// The size of a batch in bytes of content.
    pub(crate) batch_bytes: u64,
    /// The size in bytes of content beyond which several threads share a file.
    pub(crate) large_bytes: u64,
    /// True to write nothing.
    pub(crate) is_dry_run: bool,
    /// True to draw no progress bar.
    pub(crate) is_quiet: bool,
    /// The command line, for the ledger.
    pub(crate) arguments: Vec<String>,
}

impl ImportRequest {
    /// Returns true if standard input or a pipe is among the paths, which can be read only once.
    pub(crate) fn is_read_once(&self) -> bool {
        self.paths.iter().any(|path| path.as_os_str() == "-" || find::is_pipe(path))
    }
}

/// Returns a command-line argument as text for the ledger; it need not be valid UTF-8.
pub(crate) fn text_of(argument: &OsStr) -> String {
    path_text(Path::new(argument))
}
