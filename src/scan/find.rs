//! From the paths, folders and globs that a user names to the files behind them.

use std::{
    fs::{self, Metadata},
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, bail};
use walkdir::WalkDir;

use crate::scan::file::{LogFile, path_text};

/// What was found.
#[derive(Debug, Default)]
pub struct Listing {
    /// The files, each once, the earliest delivered first and then by name: what happened at one
    /// time comes together, so that duplicates meet and time windows prune.
    pub files: Vec<LogFile>,
    /// What could not be listed, as an unreadable folder: its path and the cause.
    pub problems: Vec<(String, String)>,
}

/// Finds all files under `paths`: each a file, a folder (searched whole), a glob, a pipe, or `-` for
/// standard input. Symbolic links are followed; a file that is reached twice is found once.
///
/// A pipe is read where it is named itself, as by `<(zcat x.gz)`. One that lies in a folder is not
/// opened: nobody may ever write to it.
///
/// A path that does not exist is an error, as it is a mistake of the caller's; a folder below that
/// cannot be read is a problem among the results.
pub fn find(paths: &[impl AsRef<Path>]) -> Result<Listing> {
    let mut found = Listing::default();
    for path in paths {
        let path = path.as_ref();
        if path.as_os_str() == "-" {
            found.files.push(LogFile::stdin());
            continue;
        }
        if is_pipe(path) {
            found.files.push(LogFile::pipe(path.to_owned()));
            continue;
        }
        for root in expand(path)? {
            walk(&root, &mut found);
        }
    }
    found.files.sort_unstable_by(|a, b| {
        (a.delivered.unwrap_or(i64::MAX), &a.name).cmp(&(b.delivered.unwrap_or(i64::MAX), &b.name))
    });
    // Two ways to one file are neighbours now.
    found.files.dedup_by(|a, b| a.path().is_some() && a.path() == b.path());
    Ok(found)
}

/// The paths that an argument stands for, absolute and with links resolved.
fn expand(path: &Path) -> Result<Vec<PathBuf>> {
    let pattern = path.to_str().filter(|text| text.contains(['*', '?', '[']) && !path.exists());
    let Some(path) = pattern else {
        let root =
            fs::canonicalize(path).with_context(|| format!("cannot open {}", path_text(path)))?;
        return Ok(vec![root]);
    };
    let matches = glob::glob(path).with_context(|| format!("'{path}' is no glob pattern"))?;
    let roots = matches
        .map(|entry| Ok(fs::canonicalize(entry?)?))
        .collect::<Result<Vec<_>>>()
        .with_context(|| format!("cannot list {path}"))?;
    if roots.is_empty() {
        bail!("no file matches {path}");
    }
    Ok(roots)
}

/// Whether a path leads to a pipe, by its name or by that of the shell, as `/dev/fd/63`.
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

fn walk(root: &Path, found: &mut Listing) {
    for entry in WalkDir::new(root).follow_links(true) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(err) => {
                found.problems.push(problem(&err, root));
                continue;
            }
        };
        if entry.file_type().is_dir() {
            continue;
        }
        let path = if entry.path_is_symlink() {
            fs::canonicalize(entry.path()).unwrap_or_else(|_| entry.path().to_owned())
        } else {
            entry.path().to_owned()
        };
        match entry.metadata() {
            Ok(metadata) if !metadata.is_file() => {
                found.problems.push((path_text(&path), "not a regular file".to_owned()));
            }
            Ok(metadata) => {
                found.files.push(LogFile::new(path, metadata.len(), modified(&metadata)));
            }
            Err(err) => found.problems.push(problem(&err, root)),
        }
    }
}

/// The time of the last change, in microseconds since 1970; 0 where the system does not say.
fn modified(metadata: &Metadata) -> i64 {
    let since = |time: SystemTime| match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_micros()),
        Err(before) => i64::try_from(before.duration().as_micros()).map(|micros| -micros),
    };
    metadata.modified().ok().and_then(|time| since(time).ok()).unwrap_or_default()
}

/// The walker's own text says the path and the cause twice.
fn problem(err: &walkdir::Error, root: &Path) -> (String, String) {
    let path = path_text(err.path().unwrap_or(root));
    let cause = match (err.io_error(), err.loop_ancestor()) {
        (Some(cause), _) => cause.to_string(),
        (None, Some(_)) => "a link leads back to a parent folder".to_owned(),
        (None, None) => err.to_string(),
    };
    (path, cause)
}
