//! Finds out which files a statement writes, and refuses those that it must not write.
//!
//! DuckDB opens other files for writing even where the database is opened for reading: `COPY … TO`,
//! also as a CTE, `EXPORT DATABASE`, `ATTACH … (READ_WRITE)`, extensions, secrets, and the settings and
//! functions for profiles and logs. It has no setting for "read files, but write none".

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use duckdb::Connection;

use crate::store::{
    file_access::words::Words,
    protected,
    statements::{self, Statement},
};

mod commands;
mod copy;
mod names;
mod words;

/// Words that start what this module looks for. If the tokenizer cannot read a statement to its end, one of
/// these in the rest is enough to refuse it.
const WORDS: &[&str] = &[
    "COPY", "EXPORT", "ATTACH", "INSTALL", "IMPORT", "SECRET", "SET", "PRAGMA", "ENABLE_", "QUERY",
];

/// The deepest nesting of `query('…')` that is read.
const DEEPEST: usize = 8;

/// A file or folder that a statement writes.
#[derive(Debug, PartialEq, Eq)]
struct FileWrite {
    /// The kind of statement, for messages.
    what: &'static str,
    target: WriteTarget,
    /// True if files with names that are not in the statement may be written into the target.
    is_folder: bool,
    /// False if DuckDB itself refuses to write in a database that is open for reading.
    needs_permission: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum WriteTarget {
    /// A path in the statement.
    Path(String),
    /// The path of a database to open for writing.
    Attached(String),
    /// A path that only running the statement would show.
    Computed,
    /// A database that is closed, which ends the protection of its log files.
    Detached(String),
    /// A file that DuckDB chooses.
    Own,
    /// Standard output.
    Stdout,
}

/// Refuses a statement that writes files without permission, or over a protected file, or that ends the
/// protection.
pub(crate) fn check(
    connection: &Connection,
    statement: &Statement<'_>,
    may_write: bool,
) -> Result<()> {
    for write in writes(statement.text, DEEPEST) {
        let what = write.what;
        if write.needs_permission && !may_write {
            bail!(
                "cannot run {what}: it writes files, which statements may not do by default; use --output FILE to write the rows of a query, or --allow-files to let statements write files"
            );
        }
        match &write.target {
            WriteTarget::Path(path) => check_path(connection, path, write.is_folder)?,
            WriteTarget::Attached(path) => {
                for spelling in spellings(path) {
                    protected::check_attached(connection, &spelling)?;
                }
            }
            WriteTarget::Computed => bail!(
                "cannot run {what}: the file that it writes must be a quoted path in the statement itself, because it is checked before the statement runs; write the path out"
            ),
            WriteTarget::Detached(name) => protected::check_detach(connection, name)?,
            WriteTarget::Own | WriteTarget::Stdout => {}
        }
    }
    Ok(())
}

/// Returns the files that a statement says it writes, with what it writes there: `COPY … TO` and
/// `EXPORT DATABASE`.
pub(crate) fn written_files(text: &str) -> Vec<String> {
    let path = |write| match write {
        FileWrite { what: COPY | EXPORT, target: WriteTarget::Path(path), .. } => Some(path),
        _ => None,
    };
    writes(text, 0).into_iter().filter_map(path).collect()
}

const COPY: &str = "COPY … TO";
const EXPORT: &str = "EXPORT DATABASE";

fn check_path(connection: &Connection, path: &str, is_folder: bool) -> Result<()> {
    for spelling in spellings(path) {
        if is_folder || spelling.is_dir() {
            protected::check_folder(connection, &spelling)?;
        }
        // DuckDB fills a file of this name first.
        if let Some(name) = spelling.file_name() {
            let mut draft = std::ffi::OsString::from("tmp_");
            draft.push(name);
            protected::check(connection, &spelling.with_file_name(draft))?;
        }
        protected::check(connection, &spelling)?;
        refuse_device(&spelling)?;
    }
    Ok(())
}

/// Refuses a device, which DuckDB would replace by a file; it knows standard output and pipes.
#[cfg(unix)]
fn refuse_device(path: &Path) -> Result<()> {
    use std::os::unix::fs::FileTypeExt;

    let kind = std::fs::metadata(path).map(|found| found.file_type());
    let is_device = kind.is_ok_and(|kind| kind.is_char_device() || kind.is_block_device());
    if is_device && path != Path::new("/dev/stdout") {
        bail!(
            "cannot write {}: it is a device, and DuckDB would put a file in its place; the option -o writes to it",
            path.display()
        );
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_device(_: &Path) -> Result<()> {
    Ok(())
}

/// Returns the paths that DuckDB may open for a text: as it is, without the start of a URL, and with the
/// home folder.
fn spellings(path: &str) -> Vec<PathBuf> {
    let mut found = vec![path.to_owned()];
    for start in ["file://localhost", "file://", "file:"] {
        if let Some(rest) = path.strip_prefix(start) {
            found.push(rest.to_owned());
        }
    }
    let home = std::env::var("HOME").unwrap_or_default();
    for at in 0..found.len() {
        if let Some(rest) = found[at].strip_prefix('~') {
            found.push(format!("{home}{rest}"));
        }
    }
    found.iter().map(|path| Path::new(path).to_owned()).collect()
}

/// Returns what a statement writes to files.
fn writes(text: &str, deepest: usize) -> Vec<FileWrite> {
    let read = statements::tokens(text);
    let end = read.tokens.last().map_or(0, |(range, _)| range.end);
    let unread = if read.is_complete { String::new() } else { text[end..].to_ascii_uppercase() };
    let words = Words::new(read.tokens.into_iter().map(|(_, token)| token));
    let mut found = Vec::new();
    if WORDS.iter().any(|word| unread.contains(word)) {
        found.push(FileWrite::new(
            "a statement with an open quote or comment",
            WriteTarget::Computed,
        ));
    }
    for at in 0..words.len() {
        found.extend(words.copy(at));
        found.extend(words.function(at));
        words.query(at, deepest, &mut found);
    }
    for at in words.heads() {
        found.extend(words.command(at));
    }
    found
}

impl FileWrite {
    fn new(what: &'static str, target: WriteTarget) -> Self {
        Self { what, target, is_folder: false, needs_permission: true }
    }

    fn folder(what: &'static str, target: WriteTarget) -> Self {
        Self { is_folder: true, ..Self::new(what, target) }
    }
}

#[cfg(test)]
mod tests;
