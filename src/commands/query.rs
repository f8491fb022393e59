//! `ducktrail query`.

use std::{fs, io, thread, time::Duration};

use anyhow::{Context, Error, Result};

use crate::{
    cli::QueryArgs,
    commands::scope::print_lines,
    error::{self, Outcome},
    output,
    store::{
        self, Connection,
        deadline::{Deadline, TimedOut},
        error::read_only,
        file_access,
        interrupt::interruptible,
        memory, statements, views,
    },
};

/// The default timeout of untrusted SQL.
const SAFE_TIMEOUT: Duration = Duration::from_secs(5 * 60);

/// The default memory of untrusted SQL, in bytes.
const SAFE_MEMORY: u64 = 1_000_000_000;

pub(crate) fn run(args: &QueryArgs) -> Result<Outcome> {
    let sql = text(args)?;
    let connection = open(args)?;
    let scope = args.scope.scope();
    scope.apply(&connection)?;
    // Before the statements, as they can hide `activity` by a view of their own, which may never end.
    let explanation = scope.explain(&connection)?;
    if !args.safe {
        check_file_access(&connection, &sql, args.allow_files || args.read_write)?;
    }
    let timeout = args.timeout.or(args.safe.then_some(SAFE_TIMEOUT));
    let deadline =
        timeout.map(|timeout| Deadline::start(&connection, timeout, give_up)).transpose()?;
    let written =
        interruptible(&connection, || output::write(&connection, &sql, &args.output.destination()));
    match deadline.and_then(|deadline| deadline.passed()) {
        Some(timed_out) if written.is_err() => return Err(timed_out.into()),
        _ => written.map_err(|err| explain(err, args.safe))?,
    }
    print_lines(&explanation);
    Ok(Outcome::Complete)
}

/// Explains the failure of a statement that would change the database.
fn explain(err: Error, is_safe: bool) -> Error {
    let next_step =
        if is_safe { "--safe never changes it" } else { "--read-write lets statements change it" };
    read_only(&err, next_step).map_or(err, Error::msg)
}

/// Ends the process, as `kill -9` does, because a statement did not stop when interrupted. A read-only
/// statement loses nothing; SECURITY.md says what a write can lose.
fn give_up(timed_out: &TimedOut) {
    error::eprint_line(&format!("error: {timed_out}"));
    error::exit_now(1);
}

/// Refuses all statements if one of them must not write its file. With `--safe`, DuckDB has no access to
/// files.
fn check_file_access(connection: &Connection, sql: &str, may_write: bool) -> Result<()> {
    let statements = statements::split(sql);
    for statement in &statements {
        let checked = file_access::check(connection, statement, may_write);
        if statements.len() == 1 {
            checked?;
        } else {
            checked.with_context(|| format!("in the statement on line {}", statement.line))?;
        }
    }
    Ok(())
}

fn open(args: &QueryArgs) -> Result<Connection> {
    let db = &args.database.db;
    if args.safe {
        return store::open_safe(db, args.memory.unwrap_or(SAFE_MEMORY), threads(args));
    }
    let connection =
        if args.read_write { store::open_read_write(db) } else { store::open_read_only(db) }?;
    views::note_another_version(&connection, db)?;
    if args.memory.is_some() {
        memory::limit(&connection, db, args.memory)?;
    }
    Ok(connection)
}

/// Returns the number of threads. By default half of the cores stay free, because untrusted SQL may run
/// for long.
fn threads(args: &QueryArgs) -> usize {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    args.jobs.map_or(cores.div_ceil(2), usize::from)
}

fn text(args: &QueryArgs) -> Result<String> {
    match (&args.sql, &args.file) {
        (Some(sql), _) if sql == "-" => {
            io::read_to_string(io::stdin()).context("cannot read standard input")
        }
        (Some(sql), _) => Ok(sql.clone()),
        (None, Some(file)) => {
            fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
        }
        (None, None) => Ok(String::new()),
    }
}
