//! The database: opening it, bringing its schema up to date, installing its views.

mod ceiling;
pub mod deadline;
pub mod derived;
pub mod interrupt;
pub mod literal;
pub mod migrate;
pub mod progress;
pub mod reader;
pub mod rows;
pub mod scope;
pub mod shortage;
pub mod sql_error;
pub mod statements;
mod undo;
pub mod views;
pub mod writer;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
pub use duckdb::Connection;
use duckdb::{AccessMode, Config};

use crate::{
    scan::{file::path_text, table_function},
    trail::row,
};

/// DuckDB's storage version of new files: tools with DuckDB 1.5 and later can open them, and it is
/// as fast and as small as the newest.
const STORAGE_VERSION: &str = "v1.5.0";

/// Up to here memory is worth more to DuckDB, which ends an import where it has too little, than to the
/// order of rows.
const SCARCE: u64 = 256_000_000;

/// What a thread takes of DuckDB's memory: the open ends of all columns, and what compresses them. An
/// import with 35 MB for each of its threads comes to its end, one with 30 does not.
const THREAD: u64 = 40_000_000;

/// What an import may use of the machine.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Threads of DuckDB, which are those of the scan.
    pub jobs: usize,
    /// Bytes of memory for DuckDB, for the rows that wait for it and for what was seen.
    pub memory: u64,
    /// How many times its own size a gzip file may inflate to.
    pub max_expansion: u64,
}

impl Limits {
    /// How many threads the memory has room for; one in any case.
    pub fn most_jobs(memory: u64) -> usize {
        usize::try_from(memory / 32 * 21 / THREAD).unwrap_or(usize::MAX).max(1)
    }

    /// How many bytes of memory so many threads take.
    pub fn memory_for(jobs: usize) -> u64 {
        jobs as u64 * THREAD / 21 * 32 + 32
    }

    /// How many bytes of rows each thread may gather: an eighth of the memory for all of them, and three
    /// of what goes beyond [`SCARCE`], up to ten parts of 32. More of them make better neighbours in
    /// the table: two threads with the default gather some 45,000 events each, a third of a row group.
    /// Of more than a row group nothing is gained.
    pub fn run_bytes(&self) -> usize {
        let all = self.memory / 8 + self.memory.saturating_sub(SCARCE) / 8 * 3;
        let beside_duckdb = (self.memory / 32 * 25).saturating_sub(self.jobs as u64 * THREAD);
        let share = all.min(self.memory / 32 * 10).min(beside_duckdb) / self.jobs.max(1) as u64;
        usize::try_from(share).unwrap_or(usize::MAX).clamp(4 << 20, 192 << 20)
    }

    /// How many bytes may be taken to remember what was seen; what does not fit goes to the disk.
    pub fn seen_bytes(&self) -> usize {
        usize::try_from(self.memory / 16 * 3).unwrap_or(usize::MAX)
    }

    /// The bytes that are left for DuckDB, and a thirty-second for what nobody counts.
    fn duckdb_bytes(&self) -> u64 {
        let runs = self.jobs as u64 * self.run_bytes() as u64;
        (self.memory / 32 * 25).saturating_sub(runs).max(self.memory / 32 * 15)
    }
}

/// Opens a database of which nothing may change: that of `path`, or an empty one where there is
/// none.
pub fn open_for_dry_run(path: &Path, limits: &Limits) -> Result<Connection> {
    if path.exists() {
        let connection = open_read_only(path)?;
        limit(&connection, limits)?;
        return Ok(connection);
    }
    let mut connection = Connection::open_in_memory_with_flags(base_config()?)?;
    table_function::register(&connection)?;
    limit(&connection, limits)?;
    migrate::apply(&mut connection)?;
    Ok(connection)
}

/// Opens an existing database to ask it questions. It is not changed, not even by a migration.
pub fn open_read_only(path: &Path) -> Result<Connection> {
    open_existing(path, AccessMode::ReadOnly)
}

/// Opens an existing database to ask it questions of ours: its file is mapped into memory, so that blocks
/// are looked at where they lie, and not copied. `DuckDB` maps only what is attached, here to a
/// database in memory that stays empty; statements of the user's would see both. What has no
/// room in memory goes to the folder `spilled`. A file that cannot be mapped, as on some file systems of
/// other machines, or under a limit of addresses, is read as any other.
///
/// Source: `IO_MODE` of `ATTACH`, in `DuckDB`'s `storage_manager.cpp`.
fn open_mapped(path: &Path, spilled: &Path) -> Result<Connection> {
    must_exist(path)?;
    let attach = format!(
        "SET temp_directory = {}; ATTACH {} AS archive (READ_ONLY, IO_MODE MMAP); USE archive",
        literal::quote(text_of(spilled)?),
        literal::quote(text_of(path)?)
    );
    make_private();
    let connection = Connection::open_in_memory_with_flags(base_config()?)?;
    if let Err(err) = connection.execute_batch(&attach) {
        if sql_error::message(&err).contains("Could not mmap file") {
            return open_read_only(path);
        }
        return Err(explain_open(path, err));
    }
    table_function::register(&connection)?;
    check(&connection, path)?;
    Ok(connection)
}

/// Opens an existing database to be changed by statements of the user's.
pub fn open_read_write(path: &Path) -> Result<Connection> {
    undo::restore(path)?;
    open_existing(path, AccessMode::ReadWrite)
}

/// Opens an existing database for SQL that came from somebody else: it reads what is in the
/// database, and reaches neither files nor the network, loads nothing and changes no setting. It
/// has `memory` bytes, and no disk to go on where they do not suffice, and so many threads. Settings
/// and messages name no folder of the user's but that of the database.
///
/// Source: DuckDB's "Securing DuckDB" page. `read_cloudtrail` reads files too, so it is not there.
pub fn open_safe(path: &Path, memory: u64, threads: usize) -> Result<Connection> {
    must_exist(path)?;
    let config = base_config()?.access_mode(AccessMode::ReadOnly)?;
    let connection = connect(path, config)?;
    check(&connection, path)?;
    connection
        .execute_batch(&format!(
            "SET memory_limit = '{}KiB'; SET threads = {threads}; SET temp_directory = '';
            SET allow_persistent_secrets = false; SET secret_directory = 'none';
            SET extension_directory = 'none';
            SET enable_external_access = false; SET lock_configuration = true;",
            memory.div_ceil(1024)
        ))
        .context("cannot shut the database off")?;
    ceiling::set(memory)?;
    Ok(connection)
}

/// A second connection to the database of `connection`, for another thread.
pub fn second(connection: &Connection) -> Result<Connection> {
    Ok(connection.try_clone()?)
}

fn open_existing(path: &Path, mode: AccessMode) -> Result<Connection> {
    must_exist(path)?;
    let connection = open(path, base_config()?.access_mode(mode)?)?;
    check(&connection, path)?;
    Ok(connection)
}

fn must_exist(path: &Path) -> Result<()> {
    if path.exists() {
        return Ok(());
    }
    bail!(
        "there is no database {}; make one with `ducktrail import PATH…`, or name another with --db",
        path.display()
    )
}

fn check(connection: &Connection, path: &Path) -> Result<()> {
    migrate::check(connection).with_context(|| format!("cannot use {}", path.display()))
}

fn open(path: &Path, config: Config) -> Result<Connection> {
    let connection = connect(path, config)?;
    table_function::register(&connection)?;
    Ok(connection)
}

fn connect(path: &Path, config: Config) -> Result<Connection> {
    text_of(path)?;
    make_private();
    Connection::open_with_flags(path, config).map_err(|err| explain_open(path, err))
}

fn text_of(path: &Path) -> Result<&str> {
    path.to_str().with_context(|| {
        format!(
            "DuckDB wants the path of a database to be text, which {} is not; name another with --db",
            path_text(path)
        )
    })
}

/// Nothing is fetched, whatever a statement asks for: extensions that are missing stay so.
fn base_config() -> Result<Config> {
    Ok(Config::default().enable_autoload_extension(false)?)
}

fn limit(connection: &Connection, limits: &Limits) -> Result<()> {
    connection
        .execute_batch(&format!(
            "SET memory_limit = '{}KiB'; SET threads = {}; SET preserve_insertion_order = false;
            SET max_vacuum_tasks = 0;",
            limits.duckdb_bytes() / 1024,
            limits.jobs
        ))
        .with_context(|| {
            format!("cannot set the limits of the import (memory {} bytes)", limits.memory)
        })
}

fn explain_open(path: &Path, err: duckdb::Error) -> anyhow::Error {
    let shown = path.display();
    let text = sql_error::message(&err);
    if text.contains("Could not set lock") {
        return anyhow!(err).context(format!(
            "{shown} is in use by another program; wait for it to end, or close it"
        ));
    }
    if text.contains("Corrupt database file") && undo::exists(path) {
        return anyhow!(err).context(format!(
            "{shown} was left by a process that was killed within a write to it; `ducktrail import` into it, of the same paths again, puts back what was written over and goes on"
        ));
    }
    if text.contains("Corrupt database file") {
        return anyhow!(err).context(format!(
            "{shown} is damaged: a block of it is not as it was written, as after a failure of the disk; import the archive into another file, with --db"
        ));
    }
    if text.contains("not a valid DuckDB database file") {
        return anyhow!("{shown} is not a DuckDB database; name another file with --db");
    }
    if ["Permission denied", "Read-only file system"].iter().any(|cause| text.contains(cause)) {
        return anyhow!(err).context(format!(
            "cannot open {shown}; its file or folder does not allow it: change that, or name another with --db"
        ));
    }
    if text.contains("No such file or directory") {
        return anyhow!(err).context(format!(
            "cannot open {shown}; its folder is not there: make it, or name another with --db"
        ));
    }
    anyhow!(err).context(format!("cannot open {shown}"))
}

/// What is imported may be evidence: only its owner may read what DuckDB makes from here on, which
/// is the database, its log and its temporary files, from the moment that each is made.
fn make_private() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
}

/// The folder that a database lies in.
pub fn folder(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// A value of a row as DuckDB's appender takes it.
pub fn value(cell: &row::Cell<'_>) -> duckdb::types::Value {
    use duckdb::types::{TimeUnit, Value};
    match cell {
        row::Cell::Null => Value::Null,
        row::Cell::Text(text) => Value::Text(text.to_string()),
        row::Cell::Bool(value) => Value::Boolean(*value),
        row::Cell::Time(micros) => Value::Timestamp(TimeUnit::Microsecond, *micros),
    }
}

#[cfg(test)]
mod tests {
    use super::Limits;

    #[test]
    fn rows_duckdb_and_what_was_seen_share_the_memory() {
        for memory in [256_000_000, 512_000_000, 2_000_000_000] {
            for jobs in [1, 2, 4, 8, 16] {
                if jobs > Limits::most_jobs(memory) {
                    continue;
                }
                let limits = Limits { jobs, memory, max_expansion: 1 };
                let runs = (jobs * limits.run_bytes()) as u64;
                let all = runs + limits.duckdb_bytes() + limits.seen_bytes() as u64;
                assert!(all <= memory / 32 * 31, "{memory} bytes, {jobs} threads: {all}");
                assert!(limits.duckdb_bytes() >= 160_000_000, "{memory} bytes, {jobs} threads");
                assert!(limits.duckdb_bytes() / jobs as u64 >= 38_000_000, "{memory}, {jobs}");
            }
        }
    }

    #[test]
    fn threads_are_as_many_as_the_memory_has_room_for() {
        let most = [1, 64_000_000, 128_000_000, 512_000_000, 1_000_000_000];
        assert_eq!(most.map(Limits::most_jobs), [1, 1, 2, 8, 16]);
        for jobs in [1, 2, 9, 16, 64, 1024] {
            assert_eq!(Limits::most_jobs(Limits::memory_for(jobs)), jobs);
        }
    }

    #[test]
    fn scarce_memory_is_left_to_duckdb_and_ample_memory_makes_longer_runs() {
        let run = |memory| Limits { jobs: 2, memory, max_expansion: 1 }.run_bytes();
        assert_eq!(run(256_000_000), 16_000_000);
        assert_eq!(run(512_000_000), 80_000_000);
        assert_eq!(run(64_000_000_000), 192 << 20);
    }
}
