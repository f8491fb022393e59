//! `ducktrail import`.

use std::{
    env,
    io::{self, Write},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

use crate::{
    cli::ImportArgs,
    error::{self, Outcome, Usage},
    import::{
        self, ImportRequest, Imported,
        filter::RecordFilter,
        summary::{self, Summary},
    },
    store::{
        Limits,
        interrupt::{self, CtrlC, OnSecond},
    },
    text::visible,
};

/// How long an import may take before it is said how it would take less.
const LONG: Duration = Duration::from_secs(10);

pub(crate) fn run(args: ImportArgs) -> Result<Outcome> {
    run_as(args, env::args_os().skip(1).map(|argument| import::text_of(&argument)).collect())
}

/// Imports; `arguments` is what the ledger says was asked.
pub(crate) fn run_as(args: ImportArgs, arguments: Vec<String>) -> Result<Outcome> {
    let is_watching = args.watch;
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let jobs = args.jobs.map_or(cores, usize::from);
    let is_asked_for = args.jobs.is_some();
    let request = request(args, jobs, arguments);
    let watch = Arc::new(interrupt::begin(OnSecond::Exit)?);
    if is_watching {
        return follow(&request, &watch);
    }
    let start = Instant::now();
    let imported = import::run(&request, &watch)?;
    if !request.is_quiet {
        let mut stdout = io::stdout().lock();
        write!(stdout, "{}", imported.balance)?;
        let summary = Summary::of(&request, &imported, start.elapsed())?;
        write!(stdout, "{summary}")?;
        if is_asked_for || start.elapsed() > LONG {
            tell_threads(jobs, &request.limits);
        }
    }
    tell(&request, &imported)
}

/// Says how all threads could take part, where the memory had no room for them.
fn tell_threads(jobs: usize, limits: &Limits) {
    if jobs > limits.jobs {
        error::eprint_safe(&format!(
            "{} of {jobs} threads took part, as the memory has room for no more; --memory {}MB has room for all",
            limits.jobs,
            Limits::memory_for(jobs).div_ceil(1_000_000)
        ));
    }
}

/// Keeps up with the folders, and says of each import what came.
fn follow(request: &ImportRequest, watch: &Arc<CtrlC>) -> Result<Outcome> {
    if request.is_read_once() {
        bail!(Usage(
            "--watch looks into folders; standard input or a pipe is read once".to_owned()
        ));
    }
    let mut ending = Outcome::Complete;
    import::watch::follow(request, watch, |imported| {
        if !request.is_quiet {
            writeln!(io::stdout(), "{}", summary::line(imported))?;
        }
        if imported.balance.has_losses() {
            ending = Outcome::Partial;
            tell_rejects(request, imported)?;
        }
        Ok(())
    })?;
    Ok(ending)
}

fn request(args: ImportArgs, jobs: usize, arguments: Vec<String>) -> ImportRequest {
    ImportRequest {
        paths: args.paths,
        db: args.database.db,
        filter: RecordFilter {
            since: args.since,
            until: args.until,
            accounts: args.account,
            regions: args.region,
        },
        limits: Limits {
            jobs: jobs.min(Limits::most_jobs(args.memory)),
            memory: args.memory,
            max_expansion: args.max_expansion,
        },
        batch_bytes: args.batch_bytes,
        large_bytes: args.large_bytes,
        is_dry_run: args.dry_run,
        is_quiet: args.quiet,
        arguments,
    }
}

/// Says what went wrong, or what to do next.
fn tell(request: &ImportRequest, imported: &Imported) -> Result<Outcome> {
    let db = request.db.display();
    if imported.is_stopped {
        error::eprint_safe(
            "stopped; what was committed is in the database, and the same command goes on from there",
        );
        return Ok(Outcome::Stopped);
    }
    if imported.balance.has_losses() {
        tell_rejects(request, imported)?;
        return Ok(Outcome::Partial);
    }
    if !request.is_quiet && !request.is_dry_run {
        let option = if request.db.as_os_str() == "ducktrail.duckdb" {
            String::new()
        } else {
            format!(" --db {db}")
        };
        error::eprint_safe(&format!(
            "next: `ducktrail report deletes{option}` shows who deleted what, `ducktrail report` lists all reports"
        ));
    }
    Ok(Outcome::Complete)
}

fn tell_rejects(request: &ImportRequest, imported: &Imported) -> Result<()> {
    for line in summary::first_rejects(request, imported)? {
        // A line end in a name would make a line of the attacker's own.
        error::eprint_safe(&visible(&line));
    }
    Ok(())
}
