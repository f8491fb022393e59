//! Finds the files behind the paths, folders and globs that the user names.

use std::{
    collections::BTreeSet,
    fs::{self, Metadata},
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, bail};
use walkdir::{DirEntry, WalkDir};

use crate::scan::file::{LogFile, path_text};

/// The files found, and the problems on the way.
#[derive(Debug, Default)]
pub struct Listing {
    /// The files without repetition, ordered by delivery time and then by name. Events of the same
    /// time are then close together, so duplicates meet and DuckDB can prune by time.
    pub files: Vec<LogFile>,
    /// The path and cause of everything that could not be listed, such as an unreadable folder.
    pub problems: Vec<(String, String)>,
}

/// Finds all files under `paths`. Each path is a file, a folder (searched recursively), a glob, a
/// pipe, or `-` for standard input. Symbolic links are followed. A file that is reached twice, also
/// through a link to it or to a folder above it, is listed once, under its path without links.
///
/// A pipe is read only if it is named itself, as in `<(zcat x.gz)`. A pipe in a folder is not opened,
/// because nobody may ever write to it.
///
/// A path that does not exist is an error, because the user named it. A folder below it that cannot
/// be read is a problem in the listing.
pub fn find(paths: &[impl AsRef<Path>]) -> Result<Listing> {
    let mut listing = Listing::default();
    let mut walk = Walk::default();
    for path in paths {
        let path = path.as_ref();
        if path.as_os_str() == "-" {
            listing.files.push(LogFile::stdin());
            continue;
        }
        if is_pipe(path) {
            listing.files.push(LogFile::pipe(path.to_owned()));
            continue;
        }
        for root in expand(path)? {
            walk.add(root, &mut listing);
        }
    }
    walk.follow_links(&mut listing);
    listing.files.sort_unstable_by(|a, b| {
        (a.delivered.unwrap_or(i64::MAX), &a.name).cmp(&(b.delivered.unwrap_or(i64::MAX), &b.name))
    });
    // Equal paths are adjacent after the sort.
    listing.files.dedup_by(|a, b| a.path().is_some() && a.path() == b.path());
    listing.problems.sort_unstable();
    listing.problems.dedup();
    Ok(listing)
}

/// Returns the paths that an argument matches, absolute and with links resolved.
fn expand(path: &Path) -> Result<Vec<PathBuf>> {
    let pattern = path.to_str().filter(|text| text.contains(['*', '?', '[']) && !path.exists());
    let Some(path) = pattern else {
        let root =
            fs::canonicalize(path).with_context(|| format!("cannot open {}", path_text(path)))?;
        return Ok(vec![root]);
    };
    let matches =
        glob::glob(path).with_context(|| format!("'{path}' is not a valid glob pattern"))?;
    let roots = matches
        .map(|entry| Ok(fs::canonicalize(entry?)?))
        .collect::<Result<Vec<_>>>()
        .with_context(|| format!("cannot list {path}"))?;
    if roots.is_empty() {
        bail!("no file matches {path}");
    }
    Ok(roots)
}

/// Returns true if a path is a named pipe, or one of the shell such as `/dev/fd/63`.
pub(crate) fn is_pipe(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        fs::metadata(path).is_ok_and(|metadata| metadata.file_type().is_fifo())
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}

/// A walk through folders that visits each once. It follows links only after it has visited the folders
/// themselves, by their canonical paths, which identify files and folders on all systems. A hard link
/// is another file with the same content.
#[derive(Default)]
struct Walk {
    /// The canonical paths of the folders and files where the walk began.
    roots: BTreeSet<PathBuf>,
    /// The links that were not followed yet.
    links: BTreeSet<PathBuf>,
}

impl Walk {
    /// Lists the files in `root`, a canonical path, unless they are listed already.
    fn add(&mut self, root: PathBuf, listing: &mut Listing) {
        if root.ancestors().any(|folder| self.roots.contains(folder)) {
            return;
        }
        for entry in WalkDir::new(&root) {
            match entry {
                Ok(entry) if entry.path_is_symlink() => {
                    self.links.insert(entry.into_path());
                }
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => add_file(&entry, &root, listing),
                Err(err) => listing.problems.push(problem(&err, &root)),
            }
        }
        self.roots.insert(root);
    }

    /// Lists the files that links lead to.
    fn follow_links(&mut self, listing: &mut Listing) {
        while let Some(link) = self.links.pop_first() {
            match fs::canonicalize(&link) {
                Ok(target) => {
                    if link.starts_with(&target) {
                        let cause = "a link leads back to a parent folder".to_owned();
                        listing.problems.push((path_text(&link), cause));
                    }
                    self.add(target, listing);
                }
                Err(err) => listing.problems.push((path_text(&link), err.to_string())),
            }
        }
    }
}

fn add_file(entry: &DirEntry, root: &Path, listing: &mut Listing) {
    match entry.metadata() {
        Ok(metadata) if !metadata.is_file() => {
            listing.problems.push((path_text(entry.path()), "not a regular file".to_owned()));
        }
        Ok(metadata) => {
            let path = entry.path().to_owned();
            listing.files.push(LogFile::new(path, metadata.len(), modified(&metadata)));
        }
        Err(err) => listing.problems.push(problem(&err, root)),
    }
}

/// Returns the time of the last change in microseconds since 1970, or 0 if the system has none.
fn modified(metadata: &Metadata) -> i64 {
    let since = |time: SystemTime| match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_micros()),
        Err(before) => i64::try_from(before.duration().as_micros()).map(|micros| -micros),
    };
    metadata.modified().ok().and_then(|time| since(time).ok()).unwrap_or_default()
}

/// Returns the path and cause of a walker's error. Its own text repeats both.
fn problem(err: &walkdir::Error, root: &Path) -> (String, String) {
    let path = path_text(err.path().unwrap_or(root));
    let cause = err.io_error().map_or_else(|| err.to_string(), ToString::to_string);
    (path, cause)
}
