//! What is asked of an import.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};

use crate::{
    import::plan::filter::RecordFilter,
    scan::{file::path_text, find},
    store::Limits,
};

/// What is asked of an import.
#[derive(Clone, Debug)]
pub(crate) struct ImportRequest {
    /// Files, folders, globs, pipes, or `-`.
    pub(crate) paths: Vec<PathBuf>,
    /// The database.
    pub(crate) db: PathBuf,
    /// Which records are wanted.
    pub(crate) filter: RecordFilter,
    /// What may be used.
    pub(crate) limits: Limits,
    /// How many bytes of content make a batch.
    pub(crate) batch_bytes: u64,
    /// How many bytes of content one thread reads of a file before others may take part in it.
    pub(crate) large_bytes: u64,
    /// Whether nothing is to be written.
    pub(crate) is_dry_run: bool,
    /// Whether no bar is to be drawn.
    pub(crate) is_quiet: bool,
    /// The command line, for the ledger.
    pub(crate) arguments: Vec<String>,
}

impl ImportRequest {
    /// Whether something of it can be read once only: standard input, or a pipe.
    pub(crate) fn is_read_once(&self) -> bool {
        self.paths.iter().any(|path| path.as_os_str() == "-" || find::is_pipe(path))
    }
}

/// An argument of the command line as the ledger has it, which need not be text.
pub(crate) fn text_of(argument: &OsStr) -> String {
    path_text(Path::new(argument))
}
