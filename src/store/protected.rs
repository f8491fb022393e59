//! The files that no output may replace: databases, open or not, the files beside them, and the log files
//! that were imported into an open database.

use std::{
    fs::{self, Metadata},
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use anyhow::{Result, bail};
use duckdb::{Connection, params};

use crate::{
    scan::file::{INSIDE, path_text},
    store::{file_kind, folder, lake, literal},
};

/// The endings of the files and the folder beside a database: DuckDB's log and its older versions,
/// the rollback journal and DuckDB's temporary folder.
const BESIDE: [&str; 7] =
    ["", ".wal", ".wal.checkpoint", ".wal.recovery", ".undo", ".undo.new", ".tmp"];

/// Selects the files of the open databases.
const DATABASES: &str = "SELECT database_name, path FROM duckdb_databases() WHERE path IS NOT NULL";

/// Selects the databases with a ledger, and the one in memory that a lake is opened as. Their tables are named in full,
/// as a statement may have created a temporary table `paths`.
const LEDGERS: &str = "
SELECT database_name FROM duckdb_tables() JOIN duckdb_databases() USING (database_name)
WHERE table_name = 'paths' AND schema_name = 'main' AND path IS NOT NULL
UNION ALL SELECT database_name FROM duckdb_views() WHERE view_name = 'lake_imports'";

/// Links that a path may go through, as in Linux.
const MOST_LINKS: usize = 40;

/// Refuses a file that an output must not replace, however its path is written.
pub(crate) fn check(connection: &Connection, target: &Path) -> Result<()> {
    check_attached(connection, target)?;
    match Target::of(target).part_of_a_database() {
        Some(what) => refuse(target, what),
        None => Ok(()),
    }
}

/// Refuses a file that must not be attached for writing. Other databases may be.
pub(crate) fn check_attached(connection: &Connection, target: &Path) -> Result<()> {
    let found = Target::of(target);
    for (name, database) in databases(connection)? {
        for ending in BESIDE {
            let protected = beside(&database, ending);
            if found.is_or_is_within(&protected) {
                let what = match ending {
                    "" => format!("is the open database {name}"),
                    _ => format!("belongs to the open database {name}"),
                };
                return refuse(target, &what);
            }
        }
    }
    for ledger in ledgers(connection)? {
        if found.is_log_file(connection, &ledger)? {
            return refuse(target, "is a log file that was imported, or a link to one or a copy");
        }
    }
    Ok(())
}

/// Refuses a folder for files with names that nobody has checked, if it contains a protected file.
pub(crate) fn check_folder(connection: &Connection, target: &Path) -> Result<()> {
    check(connection, target)?;
    let Ok(folder) = target.canonicalize() else { return Ok(()) };
    for (name, database) in databases(connection)? {
        if database.starts_with(&folder) {
            return refuse(target, &format!("contains the open database {name}"));
        }
    }
    let start = format!("{}/", path_text(&folder).trim_end_matches('/'));
    for ledger in ledgers(connection)? {
        let sql = format!("SELECT count(*) FROM {ledger} WHERE starts_with(path, ?)");
        if connection.query_row(&sql, [&start], |row| row.get::<_, i64>(0))? > 0 {
            return refuse(target, "contains log files that were imported");
        }
    }
    Ok(())
}

/// Refuses to detach a database with a ledger: its log files are protected because it is open.
pub(crate) fn check_detach(connection: &Connection, name: &str) -> Result<()> {
    let table = format!("{}.main.paths", literal::name(name));
    if ledgers(connection)?.iter().any(|ledger| ledger.eq_ignore_ascii_case(&table)) {
        bail!(
            "cannot run DETACH: the log files of {name} are protected from statements while it is open; use .open in the shell to change the database"
        );
    }
    Ok(())
}

/// Refuses to run if standard output or standard error is appended to a protected file.
pub(crate) fn check_streams(connection: &Connection) -> Result<()> {
    if cfg!(unix) {
        for stream in ["/dev/stdout", "/dev/stderr"] {
            let path = Path::new(stream);
            if fs::metadata(path).is_ok_and(|metadata| metadata.is_file()) {
                check(connection, path)?;
            }
        }
    }
    Ok(())
}

fn refuse(target: &Path, what: &str) -> Result<()> {
    bail!("cannot write {}: it {what}; name another file", target.display())
}

/// Returns the names of the open databases, and the paths of their files.
fn databases(connection: &Connection) -> Result<Vec<(String, PathBuf)>> {
    let mut statement = connection.prepare(DATABASES)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    let mut found = Vec::new();
    for row in rows {
        let (name, path): (String, String) = row?;
        found.push((name, resolve(Path::new(&path))));
    }
    Ok(found)
}

/// Returns the full names of the tables `paths`.
fn ledgers(connection: &Connection) -> Result<Vec<String>> {
    let mut statement = connection.prepare(LEDGERS)?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    let names: Vec<String> = rows.collect::<Result<_, _>>()?;
    Ok(names.iter().map(|name| format!("{}.main.paths", literal::name(name))).collect())
}

fn beside(database: &Path, ending: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The file that a path leads to.
struct Target {
    /// The path without links; the file need not exist.
    path: PathBuf,
    /// The metadata of the file, if it exists. They show its identity: links of a process to its open
    /// files, such as `/proc/self/fd/3`, and hard links have no other.
    metadata: Option<Metadata>,
}

impl Target {
    fn of(path: &Path) -> Self {
        Self { path: resolve(path), metadata: fs::metadata(path).ok() }
    }

    fn is_or_is_within(&self, protected: &Path) -> bool {
        if self.path.starts_with(protected) {
            return true;
        }
        match (&self.metadata, fs::metadata(protected)) {
            (Some(own), Ok(other)) => is_same(own, &other),
            _ => false,
        }
    }

    /// Describes the target if it is a database that is not open, or belongs to one or to a lake.
    fn part_of_a_database(&self) -> Option<&'static str> {
        if file_kind::is_database(&self.path) {
            return Some("is a DuckDB database");
        }
        if self.path.ancestors().any(lake::is_lake) {
            return Some("belongs to a lake");
        }
        let is_beside = |path: &Path| {
            let text = path.as_os_str().to_string_lossy();
            BESIDE[1..].iter().any(|ending| {
                text.strip_suffix(ending).is_some_and(|base| file_kind::is_database(base.as_ref()))
            })
        };
        // The temporary folder has files in it.
        let is_part = is_beside(&self.path) || self.path.parent().is_some_and(is_beside);
        is_part.then_some("belongs to a DuckDB database")
    }

    /// Returns true for the path of a log file or of an archive with one, for a file with the size and time of
    /// one, and for a link to one.
    fn is_log_file(&self, connection: &Connection, ledger: &str) -> Result<bool> {
        let (size, modified) = match &self.metadata {
            Some(metadata) if metadata.is_file() => {
                (metadata.len().try_into().ok(), micros(metadata))
            }
            _ => (None::<i64>, None),
        };
        let sql = format!(
            "SELECT path, coalesce(path = ? OR starts_with(path, ?) OR epoch_us(modified) = ?, false)
            FROM {ledger} WHERE path = ? OR starts_with(path, ?) OR size = ?"
        );
        let path = path_text(&self.path);
        let member = format!("{path}{INSIDE}");
        let mut statement = connection.prepare(&sql)?;
        let rows = statement
            .query_map(params![path, member, modified, path, member, size], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, bool>(1)?))
            })?;
        for row in rows {
            let (path, is_equal) = row?;
            let is_link = || match (&self.metadata, fs::metadata(path)) {
                (Some(own), Ok(other)) => is_same(own, &other),
                _ => false,
            };
            if is_equal || is_link() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// The path without links decides.
#[cfg(not(unix))]
fn is_same(_: &Metadata, _: &Metadata) -> bool {
    false
}

/// Returns the modification time in microseconds since 1970, rounded as in the ledger.
fn micros(metadata: &Metadata) -> Option<i64> {
    let modified = metadata.modified().ok()?;
    let since = modified.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_micros()).ok()
}

/// Returns a path without links and `..`. Its last part need not exist, nor need the file that it links
/// to.
fn resolve(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        if let Ok(canonical) = path.canonicalize() {
            return canonical;
        }
        let parent = folder(&path);
        if let Ok(link) = fs::read_link(&path) {
            path = parent.join(link);
            continue;
        }
        let Some(name) = path.file_name() else { return path };
        let has_parent = parent.parent().is_some();
        return if has_parent { resolve(&parent).join(name) } else { parent.join(name) };
    }
    path
}
