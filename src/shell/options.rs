//! The options of a session, and the functions of the command line that it calls.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::{error::Outcome, store::scope::Scope};

/// The options of a session.
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) db: PathBuf,
    pub(crate) is_read_write: bool,
    /// True if statements may write files although the database is opened for reading.
    pub(crate) may_write_files: bool,
    /// Bytes of memory for statements; `None` for the default.
    pub(crate) memory: Option<u64>,
    /// True if a script continues after a statement that fails.
    pub(crate) keeps_going: bool,
    pub(crate) line_editing: LineEditing,
    pub(crate) scope: Scope,
}

/// The key bindings of the line editor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum LineEditing {
    #[default]
    Emacs,
    Vi,
}

/// Functions of the command line that dot commands use.
#[derive(Clone, Copy)]
pub(crate) struct Commands {
    /// Parses the arguments of `.import`, for an import into a database.
    pub(crate) import: fn(&[String], &Path) -> Result<PendingImport>,
    /// Parses the arguments of `.report`.
    pub(crate) report: fn(&[String]) -> Result<ReportOptions>,
    /// Parses the options of `.scope`.
    pub(crate) scope: fn(&[String]) -> Result<Scope>,
}

/// An import that is ready to run.
pub(crate) struct PendingImport {
    pub(crate) is_dry_run: bool,
    pub(crate) run: Box<dyn FnOnce() -> Result<Outcome>>,
}

/// The arguments of `.report`.
pub(crate) struct ReportOptions {
    /// The name of the report.
    pub(crate) name: String,
    /// Names and values of its parameters.
    pub(crate) set: Vec<(String, String)>,
    pub(crate) scope: Scope,
    /// The maximum number of rows.
    pub(crate) limit: Option<u64>,
}
