//! `ducktrail query`.

use std::{fs, io, thread, time::Duration};

use anyhow::{Context, Result};

use crate::{
    cli::QueryArgs,
    error::{self, Outcome},
    output,
    store::{
        self, Connection,
        deadline::{Deadline, TimedOut},
    },
};

/// The default timeout of untrusted SQL.
const SAFE_TIMEOUT: Duration = Duration::from_secs(5 * 60);

pub(crate) fn run(args: &QueryArgs) -> Result<Outcome> {
    let sql = statements(args)?;
    let connection = open(args)?;
    let timeout = args.timeout.or(args.safe.then_some(SAFE_TIMEOUT));
    let deadline =
        timeout.map(|timeout| Deadline::start(&connection, timeout, give_up)).transpose()?;
    let written = output::write(&connection, &sql, &args.output.destination());
    match deadline.and_then(|deadline| deadline.passed()) {
        Some(timed_out) if written.is_err() => Err(timed_out.into()),
        _ => written.map(|()| Outcome::Complete),
    }
}

/// Ends the process, as `kill -9` does, because a statement did not stop when interrupted. A read-only
/// statement loses nothing; SECURITY.md says what a write can lose.
fn give_up(timed_out: &TimedOut) {
    error::eprint_safe(&format!("error: {timed_out}"));
    error::exit_now(1);
}

fn open(args: &QueryArgs) -> Result<Connection> {
    let db = &args.database.db;
    match (args.safe, args.read_write) {
        (true, _) => store::open_safe(db, args.memory, threads(args)),
        (false, true) => store::open_read_write(db),
        (false, false) => store::open_read_only(db),
    }
}

/// Returns the number of threads. By default half of the cores stay free, because untrusted SQL may run
/// for long.
fn threads(args: &QueryArgs) -> usize {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    args.jobs.map_or(cores.div_ceil(2), usize::from)
}

fn statements(args: &QueryArgs) -> Result<String> {
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
