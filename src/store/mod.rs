//! The database: opens it, brings its schema up to date, installs its views.

pub(crate) mod ceiling;
mod comments;
pub(crate) mod constants;
pub(crate) mod deadline;
pub(crate) mod derived;
mod detection_rows;
pub(crate) mod durable;
pub(crate) mod error;
pub(crate) mod event_times;
pub(crate) mod events_view;
mod extensions;
pub(crate) mod file_access;
mod file_kind;
pub(crate) mod interrupt;
mod journal;
pub(crate) mod lake;
pub(crate) mod limits;
pub(crate) mod literal;
pub(crate) mod memory;
pub(crate) mod migrate;
mod optimizer;
#[cfg(feature = "s3")]
pub(crate) mod own_folder;
pub(crate) mod pattern;
pub(crate) mod progress;
pub(crate) mod protected;
pub(crate) mod reader;
mod row_group;
pub(crate) mod rows;
pub(crate) mod scope;
mod settings;
pub(crate) mod statements;
mod template;
pub(crate) mod temporary;
pub(crate) mod umask;
pub(crate) mod views;
pub(crate) mod writer;

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context, Error, Result, anyhow, bail};
pub use duckdb::Connection;
use duckdb::{AccessMode, Config};
pub use limits::Limits;

use crate::{
    scan::{file::path_text, table_function},
    store::error::{DbError, DbErrorKind},
    suggestion,
    trail::row,
};

/// The storage version of new files. DuckDB 1.5 and later can open them, and they are as fast and
/// as small as those of the newest version.
const STORAGE_VERSION: &str = "v1.5.0";

/// The size of the blocks of new files in bytes, half of DuckDB's default. Each column of a row group, and each small
/// table, leaves a block that is part-filled: with smaller ones a file of a million events takes 2 % less, and one of a
/// few events a third less.
const BLOCK_SIZE: u64 = 131_072;

/// Functions about the current time, for one connection.
const CLOCK: &str = include_str!("../../sql/clock.sql");

/// Opens the database at `path` for reading, or an empty one in memory if there is no such file.
pub fn open_for_dry_run(path: &Path, limits: &Limits) -> Result<Connection> {
    if lake::is_lake(path) {
        return lake::refuse(path);
    }
    // An import fills an empty file.
    let is_empty = path.metadata().is_ok_and(|it| it.is_file() && it.len() == 0);
    if path.exists() && !is_empty {
        let connection = open_read_only(path)?;
        ceiling::lift()?;
        limit(&connection, limits)?;
        return Ok(connection);
    }
    let mut connection = Connection::open_in_memory_with_flags(settings::base()?)?;
    // Beside the database, as in an import. By default it would be in the current folder.
    let temp_folder = temporary::folder(path);
    connection
        .execute_batch(&format!("SET temp_directory = {}", literal::quote(utf8(&temp_folder)?)))?;
    table_function::register(&connection)?;
    limit(&connection, &limits.for_schema())?;
    migrate::apply(&mut connection)?;
    limit(&connection, limits)?;
    Ok(connection)
}

/// Opens an existing database for reading. It is never changed, not even by a migration.
pub fn open_read_only(path: &Path) -> Result<Connection> {
    open_existing(path, AccessMode::ReadOnly)
}

/// Opens an existing database for this program's own queries, with its file mapped into memory, so
/// that blocks are read in place instead of copied. `temp_folder` is DuckDB's temporary directory.
///
/// DuckDB maps only attached databases, so this one is attached to an empty database in memory. A
/// user's statements would see both. A file that cannot be mapped, as on some network file systems
/// or under a limit on addresses, is opened as usual.
///
/// Source: `IO_MODE` of `ATTACH`, in DuckDB's `storage_manager.cpp`.
fn open_mapped(path: &Path, temp_folder: &Path) -> Result<Connection> {
    if lake::is_lake(path) {
        return lake::open(path);
    }
    must_exist(path)?;
    let attach = attach(path, temp_folder, "READ_ONLY, IO_MODE MMAP")?;
    umask::make_private();
    let connection = Connection::open_in_memory_with_flags(settings::base()?)?;
    if let Err(err) = connection.execute_batch(&attach).map_err(DbError::from) {
        if err.kind == DbErrorKind::NotMappable {
            return open_read_only(path);
        }
        return Err(explain_open(path, err));
    }
    memory::limit(&connection, path, None)?;
    table_function::register(&connection)?;
    check_schema(&connection, path)?;
    Ok(connection)
}

/// Returns the statements that attach a database to one in memory, with options that only attached
/// databases have, and make it the default. `temp_folder` is `DuckDB`'s temporary directory.
fn attach(path: &Path, temp_folder: &Path, options: &str) -> Result<String> {
    Ok(format!(
        "SET temp_directory = {}; ATTACH {} AS archive ({options}); USE archive",
        literal::quote(utf8(temp_folder)?),
        literal::quote(utf8(path)?)
    ))
}

/// Opens an existing database for a user's statements, which may change it.
pub(crate) fn open_read_write(path: &Path) -> Result<Connection> {
    must_exist(path)?;
    journal::restore(path)?;
    open_existing(path, AccessMode::ReadWrite)
}

/// Opens an existing database for untrusted SQL, limited to `memory` bytes, `threads` threads and no
/// temporary files. Such SQL can read the database only: it can reach neither files nor the network,
/// load no extension and change no setting. Settings and messages reveal no folder except the
/// database's own.
///
/// Source: DuckDB's "Securing DuckDB" page. `read_cloudtrail` is not registered, as it reads files.
pub(crate) fn open_safe(path: &Path, memory: u64, threads: usize) -> Result<Connection> {
    if lake::is_lake(path) {
        bail!(
            "cannot open {} for untrusted SQL: it is a lake, and such SQL may not read files; run it on a database file",
            path.display()
        );
    }
    must_exist(path)?;
    let config = settings::base()?.access_mode(AccessMode::ReadOnly)?;
    let connection = connect(path, config)?;
    check_schema(&connection, path)?;
    install_clock(&connection)?;
    connection
        .execute_batch(&format!(
            "SET memory_limit = '{}KiB'; SET threads = {threads}; SET temp_directory = '';
            SET allow_persistent_secrets = false; SET secret_directory = 'none';
            SET extension_directory = 'none';
            SET enable_external_access = false; SET lock_configuration = true;",
            memory.div_ceil(1024)
        ))
        .context("cannot restrict what statements may do")?;
    ceiling::set(memory)?;
    Ok(connection)
}

/// Opens a database for an import, and creates it if there is none, with row groups of at most `row_group`
/// rows.
fn open_for_import(path: &Path, row_group: u64) -> Result<Connection> {
    utf8(path)?;
    umask::make_private();
    if !path.exists() {
        // What this cannot create, `DuckDB` can, or says what is wrong with the path.
        let _ = template::copy_to(path);
    }
    attach_for_import(path, row_group)
}

fn attach_for_import(path: &Path, row_group: u64) -> Result<Connection> {
    let mut options = format!("READ_WRITE, ROW_GROUP_SIZE {row_group}");
    // A file keeps the size that it was made with, and DuckDB refuses another.
    if !path.exists() {
        write!(options, ", BLOCK_SIZE {BLOCK_SIZE}")?;
    }
    let attach = attach(path, &temporary::folder(path), &options)?;
    let config = settings::base()?.with("storage_compatibility_version", STORAGE_VERSION)?;
    let connection = Connection::open_in_memory_with_flags(config)?;
    connection.execute_batch(&attach).map_err(|err| explain_open(path, err.into()))?;
    table_function::register(&connection)?;
    Ok(connection)
}

/// Returns a second connection to the same database, for another thread.
pub(crate) fn second(connection: &Connection) -> Result<Connection> {
    let second = connection.try_clone()?;
    // A new connection has the default database of the process.
    let database: String =
        connection.query_row("SELECT current_database()", [], |row| row.get(0))?;
    second.execute_batch(&format!("USE {}", literal::name(&database)))?;
    Ok(second)
}

fn open_existing(path: &Path, mode: AccessMode) -> Result<Connection> {
    if lake::is_lake(path) {
        return lake::open(path);
    }
    must_exist(path)?;
    let connection = open(path, settings::base()?.access_mode(mode)?)?;
    memory::limit(&connection, path, None)?;
    check_schema(&connection, path)?;
    install_clock(&connection)?;
    Ok(connection)
}

/// Adds functions that DuckDB has only in an extension, for a user's statements. The program's own use none of them.
fn install_clock(connection: &Connection) -> Result<()> {
    connection.execute_batch(CLOCK).context("cannot add functions about the current time")
}

fn must_exist(path: &Path) -> Result<()> {
    if path.exists() || lake::is_lake(path) {
        return file_kind::check(path);
    }
    let advice = suggestion::command("import", &[], path)
        .map(|command| format!("make one with `{command} PATH…`, or "));
    bail!(
        "there is no database {}; {}name another with --db",
        path.display(),
        advice.unwrap_or_default()
    )
}

fn check_schema(connection: &Connection, path: &Path) -> Result<()> {
    migrate::check(connection).with_context(|| format!("cannot use {}", path.display()))?;
    protected::check_streams(connection)
}

fn open(path: &Path, config: Config) -> Result<Connection> {
    let connection = connect(path, config)?;
    table_function::register(&connection)?;
    Ok(connection)
}

fn connect(path: &Path, config: Config) -> Result<Connection> {
    utf8(path)?;
    umask::make_private();
    Connection::open_with_flags(path, config).map_err(|err| explain_open(path, err.into()))
}

fn utf8(path: &Path) -> Result<&str> {
    path.to_str().with_context(|| {
        format!(
            "cannot open {}: DuckDB requires paths in UTF-8; name another file with --db",
            path_text(path)
        )
    })
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

fn explain_open(path: &Path, err: DbError) -> Error {
    let shown = path.display();
    if err.kind == DbErrorKind::Locked {
        let in_use =
            format!("{shown} is in use by another program; wait for it to end, or close it");
        return match err.lock_holder() {
            Some(holder) => Error::new(holder).context(in_use),
            None => Error::new(DbError::of_kind(err.kind, &in_use)),
        };
    }
    let explanation = match err.kind {
        DbErrorKind::Corrupt | DbErrorKind::CutOff if journal::exists(path) => format!(
            "{shown} was left half-written by a process that was killed; run the same import again to restore it and continue"
        ),
        DbErrorKind::Corrupt => format!(
            "{shown} is damaged: a block does not match its checksum, as after a disk failure; import the archive into another file with --db"
        ),
        DbErrorKind::CutOff => {
            return anyhow!(
                "cannot open {shown}: a part of it is missing, as after an incomplete copy; copy it again, or import the archive into another file with --db"
            );
        }
        DbErrorKind::NotADatabase => {
            return anyhow!(
                "cannot open {shown}: it is not a DuckDB database; name another file with --db"
            );
        }
        DbErrorKind::Permission => format!(
            "cannot open {shown}: the file or its folder does not allow it; change the permissions, or name another file with --db"
        ),
        DbErrorKind::Missing => format!(
            "cannot open {shown}: its folder does not exist; create it, or name another file with --db"
        ),
        _ => format!("cannot open {shown}"),
    };
    Error::new(err).context(explanation)
}

/// Returns the folder of a file.
pub(crate) fn folder(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Converts a cell of a row to a value for DuckDB's appender.
pub(crate) fn value(cell: &row::Cell<'_>) -> duckdb::types::Value {
    use duckdb::types::{TimeUnit, Value};
    match cell {
        row::Cell::Null => Value::Null,
        row::Cell::Text(text) => Value::Text(text.to_string()),
        row::Cell::Bool(value) => Value::Boolean(*value),
        row::Cell::Time(micros) => Value::Timestamp(TimeUnit::Microsecond, *micros),
    }
}
