//! Database errors, classified by the text of DuckDB's messages.
//!
//! The driver passes on no error codes, only text. The parts of messages that identify
//! an error are listed only here, and a test makes DuckDB report each kind.

use std::{fmt, io};

use crate::{store::extensions, text::visible};

/// The causes of database errors that callers handle, or that users can remedy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DbErrorKind {
    /// Another process has the file open.
    Locked,
    /// The file has a block that does not match its checksum.
    Corrupt,
    /// The file is not a DuckDB database.
    NotADatabase,
    /// The file ends before its last block.
    CutOff,
    /// A statement would change a database that is open for reading.
    ReadOnly,
    /// The file cannot be mapped into memory.
    NotMappable,
    /// The disk is full, or a quota or the limit of a file's size is reached.
    NoSpace,
    /// The memory of the machine or DuckDB's memory limit does not suffice.
    OutOfMemory,
    /// The file or its folder must not be opened or written.
    Permission,
    /// The file or its folder does not exist.
    Missing,
    /// A statement names a table or a column that does not exist.
    UnknownName,
    /// Any other error.
    Other,
}

/// Parts of DuckDB's messages, and of the system's that it quotes. The first match decides.
const MESSAGES: &[(DbErrorKind, &[&str])] = &[
    (DbErrorKind::Locked, &["Could not set lock"]),
    (DbErrorKind::Corrupt, &["Corrupt database file"]),
    (
        DbErrorKind::CutOff,
        &["out-of-bounds access in file", "Could not read enough bytes from file"],
    ),
    (DbErrorKind::ReadOnly, &["attached in read-only mode"]),
    (DbErrorKind::NotADatabase, &["not a valid DuckDB database file"]),
    (DbErrorKind::NotMappable, &["Could not mmap file"]),
    (
        DbErrorKind::NoSpace,
        &["No space left on device", "File too large", "Disk quota exceeded", "os error 28"],
    ),
    (
        DbErrorKind::OutOfMemory,
        &[
            "Out of Memory",
            "could not allocate",
            "Allocation failure",
            // An error at a commit has only one of these, without "Out of Memory" before it.
            "failed to pin block",
            "failed to allocate",
            "could not free up enough memory",
            // Of zstd, and of C++ where DuckDB passes an exception on.
            "Allocation error : not enough memory",
            "std::bad_alloc",
        ],
    ),
    (DbErrorKind::Permission, &["Permission denied", "Read-only file system"]),
    (DbErrorKind::Missing, &["No such file or directory"]),
    (DbErrorKind::UnknownName, &["Catalog Error", "Binder Error"]),
];

impl DbErrorKind {
    fn of_message(message: &str) -> Self {
        let is_in = |parts: &[&str]| parts.iter().any(|part| message.contains(part));
        MESSAGES.iter().find(|(_, parts)| is_in(parts)).map_or(Self::Other, |(kind, _)| *kind)
    }

    fn of_cause(cause: &(dyn std::error::Error + 'static)) -> Self {
        if let Some(err) = cause.downcast_ref::<DbError>() {
            err.kind
        } else if let Some(err) = cause.downcast_ref::<duckdb::Error>() {
            Self::of_message(&message(err))
        } else if let Some(err) = cause.downcast_ref::<io::Error>() {
            match err.kind() {
                io::ErrorKind::StorageFull
                | io::ErrorKind::FileTooLarge
                | io::ErrorKind::QuotaExceeded => Self::NoSpace,
                _ => Self::Other,
            }
        } else {
            Self::Other
        }
    }
}

/// An error that DuckDB reported. Its text is fit to print: several lines, no control characters.
#[derive(Clone, Debug)]
pub(crate) struct DbError {
    /// The cause.
    pub(crate) kind: DbErrorKind,
    message: String,
}

impl DbError {
    /// Classifies a message of DuckDB's.
    pub(crate) fn new(message: &str) -> Self {
        Self::of_kind(DbErrorKind::of_message(message), message)
    }

    pub(crate) fn of_kind(kind: DbErrorKind, message: &str) -> Self {
        Self { kind, message: printable(message) }
    }

    /// Returns an error that names the process with the lock, if this one does. DuckDB's own text also
    /// recommends options of its own command line.
    pub(crate) fn lock_holder(&self) -> Option<Self> {
        let (_, holder) = self.message.split_once("lock is held in ")?;
        let (program, rest) = holder.split_once(" (PID ")?;
        let (process, _) = rest.split_once(')')?;
        let text = format!("process {process}, {program}, has it open");
        Some(Self::of_kind(self.kind, &text))
    }
}

impl From<duckdb::Error> for DbError {
    fn from(err: duckdb::Error) -> Self {
        Self::new(&message(&err))
    }
}

impl fmt::Display for DbError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for DbError {}

/// Returns the kind of the first cause that has one. The driver's errors count whether they were
/// converted to [`DbError`] or passed to `anyhow` as they are; so do errors of I/O about space.
pub(crate) fn kind(err: &anyhow::Error) -> DbErrorKind {
    err.chain()
        .map(DbErrorKind::of_cause)
        .find(|kind| *kind != DbErrorKind::Other)
        .unwrap_or(DbErrorKind::Other)
}

/// Returns the message about a statement that would change a database that is open for reading, or
/// `None` for any other error. `next_step` tells how to change it.
pub(crate) fn read_only(err: &anyhow::Error, next_step: &str) -> Option<String> {
    (kind(err) == DbErrorKind::ReadOnly)
        .then(|| format!("cannot change the database: it is open read-only; {next_step}"))
}

/// Returns the text of an error and its causes, fit to print. Only `DuckDB`'s errors have several
/// lines; a line break in another one is part of a value, such as a file name, and is escaped.
pub(crate) fn describe(err: &anyhow::Error) -> String {
    let mut causes = Vec::new();
    for cause in err.chain() {
        if let Some(err) = cause.downcast_ref::<duckdb::Error>() {
            causes.push(printable(&message(err)));
            // Its own cause is "Error code 1: Unknown error code".
            break;
        }
        causes.push(match cause.downcast_ref::<DbError>() {
            Some(err) => err.message.clone(),
            None => visible(&cause.to_string()).into_owned(),
        });
    }
    causes.join(": ")
}

/// Returns DuckDB's own message, without advice to install something.
pub(super) fn message(err: &duckdb::Error) -> String {
    extensions::without_advice(match err {
        duckdb::Error::DuckDBFailure(_, Some(message)) => message.trim_end().to_owned(),
        other => other.to_string(),
    })
}

fn printable(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(visible).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use std::{
        env, fs,
        io::{Read, Write},
        path::Path,
        process::{Child, Command, Stdio},
    };

    use anyhow::{Context, anyhow};
    use duckdb::Connection;

    use super::*;

    /// Runs a statement that fails, on a connection to an empty database in memory.
    fn failure(sql: &str) -> DbError {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(sql).unwrap_err().into()
    }

    fn open_failure(path: &Path) -> DbError {
        Connection::open(path).unwrap_err().into()
    }

    #[track_caller]
    fn assert_kind(err: &DbError, kind: DbErrorKind) {
        assert_eq!(err.kind, kind, "{err}");
    }

    /// The path of a database for a test that another test runs in a process of its own.
    const DATABASE: &str = "DUCKTRAIL_TEST_DATABASE";

    /// Runs a test of this module in a process of its own, which reports on standard error when it is ready.
    fn spawn(test: &str, database: &Path) -> Child {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "--nocapture"])
            .arg(format!("store::error::tests::{test}"))
            .env(DATABASE, database)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stderr.as_mut().unwrap().read_exact(&mut [0; 4]).unwrap();
        child
    }

    /// Does nothing, unless the next test runs it: then it holds a database open until standard input
    /// ends.
    #[test]
    fn holds_a_database_open_for_another_test() {
        let Some(path) = env::var_os(DATABASE) else { return };
        let _connection = Connection::open(path).unwrap();
        write!(io::stderr(), "done").unwrap();
        io::stdin().read_to_end(&mut Vec::new()).unwrap();
    }

    #[test]
    fn a_database_that_another_process_has_open_is_locked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.duckdb");
        let mut holder = spawn("holds_a_database_open_for_another_test", &path);
        let err = open_failure(&path);
        drop(holder.stdin.take());
        assert!(holder.wait().unwrap().success());
        assert_kind(&err, DbErrorKind::Locked);
    }

    #[test]
    fn a_database_with_a_damaged_block_is_corrupt() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.duckdb");
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch("CREATE TABLE t AS SELECT range AS a FROM range(1000)").unwrap();
        drop(connection);
        let mut bytes = fs::read(&path).unwrap();
        // The blocks follow the three headers.
        bytes[3 * 4096..].fill(0);
        fs::write(&path, bytes).unwrap();
        assert_kind(&open_failure(&path), DbErrorKind::Corrupt);
    }

    #[test]
    fn a_text_file_is_not_a_database() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.duckdb");
        fs::write(&path, "text ".repeat(5000)).unwrap();
        assert_kind(&open_failure(&path), DbErrorKind::NotADatabase);
    }

    /// Does nothing, unless the next test runs it: then it maps a database that is larger than the
    /// address space that it may use.
    #[test]
    #[cfg(target_os = "linux")]
    fn maps_a_large_database_for_another_test() {
        let Some(path) = env::var_os(DATABASE) else { return };
        crate::store::ceiling::set(7 << 30).unwrap();
        let path = path.to_str().unwrap();
        let err = failure(&format!("ATTACH '{path}' AS a (READ_ONLY, IO_MODE MMAP)"));
        assert_kind(&err, DbErrorKind::NotMappable);
        write!(io::stderr(), "done").unwrap();
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_database_larger_than_the_address_space_is_not_mappable() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.duckdb");
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (a INT)").unwrap();
        fs::File::options().write(true).open(&path).unwrap().set_len(64 << 30).unwrap();
        let mut child = spawn("maps_a_large_database_for_another_test", &path);
        assert!(child.wait().unwrap().success());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_disk_is_reported_as_no_space() {
        assert_kind(&failure("COPY (SELECT 1) TO '/dev/full' (FORMAT csv)"), DbErrorKind::NoSpace);
        let err = fs::write("/dev/full", "a").unwrap_err();
        assert_eq!(kind(&anyhow!(err).context("cannot write")), DbErrorKind::NoSpace);
    }

    /// DuckDB reports errors of `read_cloudtrail` as text.
    #[test]
    fn quotas_and_file_size_limits_are_reported_as_no_space() {
        for text in ["File too large (os error 27)", "Disk quota exceeded (os error 122)"] {
            assert_kind(&DbError::new(&format!("IO Error: {text}")), DbErrorKind::NoSpace);
        }
        for kind_of_io in [io::ErrorKind::FileTooLarge, io::ErrorKind::QuotaExceeded] {
            assert_eq!(kind(&anyhow!(io::Error::from(kind_of_io))), DbErrorKind::NoSpace);
        }
    }

    #[test]
    fn a_memory_limit_that_is_too_small_is_out_of_memory() {
        let numbers = "CREATE TABLE t AS SELECT md5(range::VARCHAR) AS a FROM range(2000000)";
        let limit = "SET temp_directory = ''; SET threads = 1; SET memory_limit";
        let sql = format!("{limit} = '8MiB'; {numbers}");
        assert_kind(&failure(&sql), DbErrorKind::OutOfMemory);
        let sql = format!("SET temp_directory = ''; {numbers}; {limit} = '1MiB'");
        assert_kind(&failure(&sql), DbErrorKind::OutOfMemory);
    }

    #[test]
    fn a_failed_commit_and_a_failed_compression_can_be_out_of_memory() {
        for text in [
            "TransactionContext Error: Failed to commit: failed to pin block of size 15.0 MiB (165.9 MiB/167.8 MiB used)",
            "Invalid Input Error: ZSTD Compression failed: Allocation error : not enough memory",
        ] {
            assert_kind(&DbError::new(text), DbErrorKind::OutOfMemory);
        }
    }

    /// Sysfs refuses new files, also to root.
    #[test]
    #[cfg(target_os = "linux")]
    fn a_folder_that_refuses_new_files_is_a_permission_error() {
        assert_kind(&open_failure(Path::new("/sys/a.duckdb")), DbErrorKind::Permission);
    }

    #[test]
    fn a_file_in_a_folder_that_does_not_exist_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("none/a.duckdb");
        assert_kind(&open_failure(&path), DbErrorKind::Missing);
    }

    #[test]
    fn a_table_or_column_that_does_not_exist_is_an_unknown_name() {
        assert_kind(&failure("SELECT a FROM t"), DbErrorKind::UnknownName);
        assert_kind(&failure("CREATE TABLE t (b INT); SELECT a FROM t"), DbErrorKind::UnknownName);
    }

    #[test]
    fn other_errors_have_no_kind() {
        assert_kind(&failure("SELECT error('no reason')"), DbErrorKind::Other);
        assert_eq!(kind(&anyhow!("no reason").context("cannot do it")), DbErrorKind::Other);
    }

    #[test]
    fn an_error_that_was_not_converted_has_the_same_kind_and_text() {
        let connection = Connection::open_in_memory().unwrap();
        let failed = || connection.execute_batch("SELECT a FROM t").unwrap_err();
        let raw = Err::<(), _>(failed()).context("cannot read").unwrap_err();
        let converted = Err::<(), _>(DbError::from(failed())).context("cannot read").unwrap_err();
        assert_eq!(kind(&raw), DbErrorKind::UnknownName);
        assert_eq!(kind(&converted), kind(&raw));
        let text = describe(&raw);
        assert!(text.starts_with("cannot read: Catalog Error: Table with name t"), "{text}");
        assert!(!text.contains("Unknown error code"), "{text}");
        assert_eq!(describe(&converted), text);
        assert_eq!(format!("{converted:#}"), text);
    }

    #[test]
    fn the_text_has_lines_but_no_control_characters() {
        let err = failure("SELECT error('a\u{1b}[31m\nb\u{202e}\tc')");
        let text = err.to_string();
        assert!(text.ends_with("a\\u{1b}[31m\nb\\u{202e}\\tc"), "{text}");
        assert_eq!(describe(&anyhow!("a\u{7}")), "a\\u{7}");
        let err = Err::<(), _>(err).context("cannot read x\r\n\u{2028}y").unwrap_err();
        assert!(describe(&err).starts_with("cannot read x\\r\\n\\u{2028}y: "), "{err:#}");
    }
}
