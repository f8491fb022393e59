//! What is asked of an import.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};

use crate::{
    import::filter::RecordFilter,
    scan::{file::path_text, find},
    store::Limits,
};

/// What is asked of an import.
#[derive(Clone, Debug)]
pub struct ImportRequest {
    /// Files, folders, globs, pipes, or `-`.
    pub paths: Vec<PathBuf>,
    /// The database.
    pub db: PathBuf,
    /// Which records are wanted.
    pub filter: RecordFilter,
    /// What may be used.
    pub limits: Limits,
    /// How many bytes of content make a batch.
    pub batch_bytes: u64,
    /// How many bytes of content one thread reads of a file before others may take part in it.
    pub large_bytes: u64,
    /// Whether nothing is to be written.
    pub is_dry_run: bool,
    /// Whether no bar is to be drawn.
    pub is_quiet: bool,
    /// The command line, for the ledger.
    pub arguments: Vec<String>,
}

impl ImportRequest {
    /// Whether something of it can be read once only: standard input, or a pipe.
    pub fn is_read_once(&self) -> bool {
        self.paths.iter().any(|path| path.as_os_str() == "-" || find::is_pipe(path))
    }
}

/// An argument of the command line as the ledger has it, which need not be text.
pub fn text_of(argument: &OsStr) -> String {
    path_text(Path::new(argument))
}
