//! Problems of earlier imports that went away without a new content to read: a broken file was deleted,
//! a folder or an unchanged file can be read again.

use std::{
    fs::{self, File},
    io::ErrorKind,
    path::{Path, PathBuf},
};

use anyhow::Result;
use duckdb::{Connection, params};

use crate::scan::file::INSIDE;

/// Records the problems that went away below the paths of the import `import_id`.
pub(crate) fn record(connection: &Connection, import_id: i64, paths: &[PathBuf]) -> Result<()> {
    if !has_rejects(connection)? {
        return Ok(());
    }
    let roots: Vec<PathBuf> = paths.iter().filter_map(|path| root(path)).collect();
    let mut statement = connection.prepare(include_str!("../../sql/ledger/problem_paths.sql"))?;
    let problems: Vec<Problem> = statement
        .query_map([import_id], |row| {
            Ok(Problem { path: row.get(0)?, is_unreadable: row.get(1)?, is_known: row.get(2)? })
        })?
        .collect::<Result<_, _>>()?;
    for problem in problems.iter().filter(|problem| problem.is_below(&roots)) {
        let is_gone = is_missing(disk_path(&problem.path));
        if is_gone || problem.is_readable_again() {
            let row = params![problem.path, import_id];
            connection.execute("INSERT INTO resolved_paths VALUES (?, ?)", row)?;
        }
        if is_gone {
            connection.execute("DELETE FROM paths WHERE path = ?", [&problem.path])?;
        }
    }
    Ok(())
}

/// Records the problems of S3 that went away. The objects that the import has listed are in the table `planned`, and
/// what was listed to its end in `listed_ranges`.
pub(crate) fn record_objects(connection: &Connection, import_id: i64) -> Result<()> {
    if !has_rejects(connection)? {
        return Ok(());
    }
    let sql = include_str!("../../sql/ledger/resolved_objects.sql");
    Ok(connection.execute_batch(&sql.replace("$import", &import_id.to_string()))?)
}

/// Returns true if an import had a problem. Spares most imports a look at all paths.
fn has_rejects(connection: &Connection) -> Result<bool> {
    Ok(connection.query_row("SELECT count(*) > 0 FROM rejects", [], |row| row.get(0))?)
}

/// A path with a problem.
struct Problem {
    path: String,
    /// True if it could not be read, false if its content could not be used.
    is_unreadable: bool,
    /// True if an import has read it.
    is_known: bool,
}

impl Problem {
    /// Returns true if an import of `roots` would find the path. Only then does a missing file mean that
    /// it was deleted; another disk may be absent.
    fn is_below(&self, roots: &[PathBuf]) -> bool {
        // The text of a path that is not UTF-8 has escapes, so it is not a path.
        let is_path = !self.path.contains("\\x");
        is_path && roots.iter().any(|root| disk_path(&self.path).starts_with(root))
    }

    /// Returns true for a folder that can be listed, and for a file that can be opened and that this
    /// import did not read since it is unchanged. Opens neither pipes nor devices.
    fn is_readable_again(&self) -> bool {
        let path = Path::new(&self.path);
        self.is_unreadable
            && fs::metadata(path).is_ok_and(|metadata| {
                (metadata.is_dir() && fs::read_dir(path).is_ok())
                    || (metadata.is_file() && self.is_known && File::open(path).is_ok())
            })
    }
}

/// Returns the path of a file, or of the archive that it is a member of.
fn disk_path(path: &str) -> &Path {
    let archives = path.match_indices(INSIDE).map(|(at, _)| Path::new(&path[..at]));
    archives.into_iter().find(|archive| archive.is_file()).unwrap_or(Path::new(path))
}

fn is_missing(path: &Path) -> bool {
    fs::symlink_metadata(path).is_err_and(|err| err.kind() == ErrorKind::NotFound)
}

/// Returns the file or folder that an argument names, with links resolved, or the folder of a glob.
fn root(path: &Path) -> Option<PathBuf> {
    if let Ok(root) = fs::canonicalize(path) {
        return Some(root);
    }
    let has_wildcard = |part: &str| part.contains(['*', '?', '[']);
    let folder: PathBuf = path
        .components()
        .take_while(|part| !part.as_os_str().to_str().is_some_and(has_wildcard))
        .collect();
    let folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder };
    fs::canonicalize(folder).ok()
}
