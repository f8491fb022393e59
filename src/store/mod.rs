//! The database: opening it, bringing its schema up to date, installing its views.

mod ceiling;
pub(crate) mod deadline;
pub(crate) mod derived;
pub(crate) mod interrupt;
mod journal;
mod limits;
pub(crate) mod literal;
pub(crate) mod migrate;
pub(crate) mod progress;
pub(crate) mod reader;
pub(crate) mod rows;
pub(crate) mod scope;
pub(crate) mod shortage;
pub(crate) mod sql_error;
pub(crate) mod statements;
pub(crate) mod views;
pub(crate) mod writer;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
pub use duckdb::Connection;
use duckdb::{AccessMode, Config};
pub use limits::Limits;

use crate::{
    scan::{file::path_text, table_function},
    trail::row,
};

/// DuckDB's storage version of new files: tools with DuckDB 1.5 and later can open them, and it is
/// as fast and as small as the newest.
const STORAGE_VERSION: &str = "v1.5.0";

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
pub(crate) fn open_read_write(path: &Path) -> Result<Connection> {
    journal::restore(path)?;
    open_existing(path, AccessMode::ReadWrite)
}

/// Opens an existing database for SQL that came from somebody else: it reads what is in the
/// database, and reaches neither files nor the network, loads nothing and changes no setting. It
/// has `memory` bytes, and no disk to go on where they do not suffice, and so many threads. Settings
/// and messages name no folder of the user's but that of the database.
///
/// Source: DuckDB's "Securing DuckDB" page. `read_cloudtrail` reads files too, so it is not there.
pub(crate) fn open_safe(path: &Path, memory: u64, threads: usize) -> Result<Connection> {
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
pub(crate) fn second(connection: &Connection) -> Result<Connection> {
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
            "SET memory_limit = '{}'; SET threads = {}; SET preserve_insertion_order = false;
            SET max_vacuum_tasks = 0;",
            limits.duckdb_setting(0),
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
    if text.contains("Corrupt database file") && journal::exists(path) {
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
pub(crate) fn folder(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// A value of a row as DuckDB's appender takes it.
pub(crate) fn value(cell: &row::Cell<'_>) -> duckdb::types::Value {
    use duckdb::types::{TimeUnit, Value};
    match cell {
        row::Cell::Null => Value::Null,
        row::Cell::Text(text) => Value::Text(text.to_string()),
        row::Cell::Bool(value) => Value::Boolean(*value),
        row::Cell::Time(micros) => Value::Timestamp(TimeUnit::Microsecond, *micros),
    }
}
