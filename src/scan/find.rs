//! Finds the files behind the paths, folders and globs that the user names.

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
    fs::{self, Metadata},
    mem,
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
    pub problems: Vec<Unlisted>,
    /// The paths that the user named, with globs resolved.
    pub roots: Vec<Root>,
}

/// The path and cause of something that could not be listed.
pub(crate) type Unlisted = (String, String);

/// A path that the user named.
#[derive(Clone, Debug)]
pub struct Root {
    /// The path as text, absolute and without links.
    pub name: String,
    /// True if it is a folder.
    pub is_folder: bool,
    /// True if a file was found in it.
    pub has_files: bool,
    /// True if nothing needs to be said of it: a part of it could not be listed, which is reported, or
    /// another root has its file.
    pub is_settled: bool,
}

/// Everything about a search except the files that it found.
#[derive(Debug, Default)]
pub(crate) struct FoundPaths {
    /// The paths that the user named, with globs resolved.
    pub(crate) roots: Vec<Root>,
    /// Everything that could not be listed, without repetition.
    pub(crate) problems: Vec<Unlisted>,
}

/// A receiver of the files that a search finds, in any order. An error ends the search.
pub(crate) type FileSink<'a> = &'a mut (dyn FnMut(LogFile) -> Result<()> + Send);

impl FoundPaths {
    /// Adds what another search has found. The roots of its files follow those of this one.
    pub(crate) fn append(&mut self, other: Self) {
        self.roots.extend(other.roots);
        self.problems.extend(other.problems);
    }

    pub(crate) fn add_root(&mut self, name: String, is_folder: bool) -> usize {
        self.roots.push(Root { name, is_folder, has_files: false, is_settled: false });
        self.roots.len() - 1
    }

    pub(crate) fn add_problem(&mut self, problem: Unlisted, root: usize) {
        self.roots[root].is_settled = true;
        self.problems.push(problem);
    }
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
    let mut files = Vec::new();
    let FoundPaths { roots, problems } = walk(paths, &mut |file| {
        files.push(file);
        Ok(())
    })?;
    files.sort_unstable_by(|a, b| {
        (a.delivered.unwrap_or(i64::MAX), &a.name).cmp(&(b.delivered.unwrap_or(i64::MAX), &b.name))
    });
    Ok(Listing { files, problems, roots })
}

/// Finds the files as [`find`] does, and passes each to `sink` as it is found.
pub(crate) fn walk(paths: &[impl AsRef<Path>], sink: FileSink<'_>) -> Result<FoundPaths> {
    let mut walk =
        Walk { found: FoundPaths::default(), sink, roots: BTreeSet::new(), links: BTreeMap::new() };
    // A path that does not exist is found before anything is done with the files of another.
    let arguments =
        paths.iter().map(|path| NamedPath::of(path.as_ref())).collect::<Result<Vec<_>>>()?;
    for argument in arguments {
        walk.add_argument(argument)?;
    }
    walk.follow_links()?;
    let mut found = walk.found;
    found.problems.sort_unstable();
    found.problems.dedup();
    Ok(found)
}

/// A path on the command line.
enum NamedPath {
    /// Standard input or a pipe.
    ReadOnce(LogFile),
    /// Files and folders, absolute and with links resolved.
    Paths(Vec<PathBuf>),
}

impl NamedPath {
    fn of(path: &Path) -> Result<Self> {
        if path.as_os_str() == "-" {
            Ok(Self::ReadOnce(LogFile::stdin()))
        } else if is_pipe(path) {
            Ok(Self::ReadOnce(LogFile::pipe(path.to_owned())))
        } else {
            expand(path).map(Self::Paths)
        }
    }
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
struct Walk<'a> {
    found: FoundPaths,
    sink: FileSink<'a>,
    /// The canonical paths of the folders and files where the walk began.
    roots: BTreeSet<PathBuf>,
    /// The links that were not followed yet, with the index of the root where they are.
    links: BTreeMap<PathBuf, usize>,
}

impl Walk<'_> {
    /// Lists what an argument names.
    fn add_argument(&mut self, argument: NamedPath) -> Result<()> {
        let roots = match argument {
            NamedPath::ReadOnce(file) => {
                let root = self.found.add_root(file.name.clone(), false);
                return self.add_file(file, root);
            }
            NamedPath::Paths(roots) => roots,
        };
        for root in roots {
            // One that is listed already is not listed again.
            if !self.has_visited(&root) {
                let index = self.found.add_root(path_text(&root), root.is_dir());
                self.add(root, index)?;
            }
        }
        Ok(())
    }

    fn has_visited(&self, path: &Path) -> bool {
        path.ancestors().any(|folder| self.roots.contains(folder))
    }

    /// Lists the files in `root`, a canonical path below the root of index `index`.
    fn add(&mut self, root: PathBuf, index: usize) -> Result<()> {
        if self.has_visited(&root) {
            return Ok(());
        }
        // Taken, because the walk needs them while files are added. A link can lead to a folder above one that was
        // visited, and a file can be named before its folder.
        let visited = mem::take(&mut self.roots);
        let has_skipped = Cell::new(false);
        let entries = WalkDir::new(&root).into_iter().filter_entry(|entry| {
            let is_new = !visited.contains(entry.path());
            has_skipped.set(has_skipped.get() || !is_new);
            is_new
        });
        for entry in entries {
            match entry {
                Ok(entry) if entry.path_is_symlink() => {
                    self.links.insert(entry.into_path(), index);
                }
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => self.add_entry(&entry, &root, index)?,
                Err(err) => self.found.add_problem(problem(&err, &root), index),
            }
        }
        // The folder has what was skipped, even if it has nothing else.
        self.found.roots[index].is_settled |= has_skipped.get();
        self.roots = visited;
        self.roots.insert(root);
        Ok(())
    }

    /// Lists the files that links lead to.
    fn follow_links(&mut self) -> Result<()> {
        while let Some((link, index)) = self.links.pop_first() {
            match fs::canonicalize(&link) {
                Ok(target) => {
                    if link.starts_with(&target) {
                        let cause = "a link leads back to a parent folder".to_owned();
                        self.found.add_problem((path_text(&link), cause), index);
                    }
                    self.add(target, index)?;
                }
                Err(err) => self.found.add_problem((path_text(&link), err.to_string()), index),
            }
        }
        Ok(())
    }

    fn add_entry(&mut self, entry: &DirEntry, root: &Path, index: usize) -> Result<()> {
        match entry.metadata() {
            Ok(metadata) if !metadata.is_file() => {
                let problem = (path_text(entry.path()), "not a regular file".to_owned());
                self.found.add_problem(problem, index);
            }
            Ok(metadata) => {
                let path = entry.path().to_owned();
                self.add_file(LogFile::new(path, metadata.len(), modified(&metadata)), index)?;
            }
            Err(err) => self.found.add_problem(problem(&err, root), index),
        }
        Ok(())
    }

    fn add_file(&mut self, mut file: LogFile, root: usize) -> Result<()> {
        self.found.roots[root].has_files = true;
        file.move_below(root);
        (self.sink)(file)
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
fn problem(err: &walkdir::Error, root: &Path) -> Unlisted {
    let path = path_text(err.path().unwrap_or(root));
    let cause = err.io_error().map_or_else(|| err.to_string(), ToString::to_string);
    (path, cause)
}
