//! `ducktrail import`.

mod failure;
mod summary;

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
    commands::import::{failure::explain, summary::Summary},
    error::{self, Outcome, Usage},
    import::{self, ImportRequest, Imported, plan::filter::RecordFilter},
    store::{
        Limits,
        interrupt::{self, CtrlC, OnSecond},
    },
    text::visible,
};

/// The duration after which a hint about unused threads is printed.
const LONG: Duration = Duration::from_secs(10);

pub(crate) fn run(args: ImportArgs) -> Result<Outcome> {
    run_as(args, env::args_os().skip(1).map(|argument| import::text_of(&argument)).collect())
}

/// Runs an import; `arguments` is the command line for the ledger.
pub(crate) fn run_as(args: ImportArgs, arguments: Vec<String>) -> Result<Outcome> {
    let is_watching = args.watch;
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let jobs = args.jobs.map_or(cores, usize::from);
    let has_jobs_option = args.jobs.is_some();
    let request = request(args, jobs, arguments);
    let ctrl_c = Arc::new(interrupt::begin(OnSecond::Exit)?);
    if is_watching {
        return follow(&request, &ctrl_c);
    }
    let start = Instant::now();
    let imported = import::run(&request, &ctrl_c).map_err(|err| explain(err, &request.db))?;
    if !request.is_quiet {
        let mut stdout = io::stdout().lock();
        write!(stdout, "{}", imported.balance)?;
        let summary = Summary::of(&request, &imported, start.elapsed())?;
        write!(stdout, "{summary}")?;
        if has_jobs_option || start.elapsed() > LONG {
            print_unused_threads(jobs, &request.limits);
        }
    }
    print_advice(&request, &imported)
}

/// Prints the memory that all threads need, if some were not used for lack of it.
fn print_unused_threads(jobs: usize, limits: &Limits) {
    if jobs > limits.jobs {
        error::eprint_safe(&format!(
            "only {} of {jobs} threads were used, for lack of memory; --memory {}MB is enough for all",
            limits.jobs,
            Limits::memory_for(jobs).div_ceil(1_000_000)
        ));
    }
}

/// Imports new files until Ctrl-C, and prints a line for each import.
fn follow(request: &ImportRequest, ctrl_c: &Arc<CtrlC>) -> Result<Outcome> {
    if request.is_read_once() {
        bail!(Usage(
            "--watch needs folders or files; standard input and pipes can be read only once"
                .to_owned()
        ));
    }
    let mut outcome = Outcome::Complete;
    let import = |listing| {
        import::run_listing(request, listing, ctrl_c).map_err(|err| explain(err, &request.db))
    };
    import::watch::follow(&request.paths, ctrl_c, import, |imported| {
        if !request.is_quiet {
            writeln!(io::stdout(), "{}", summary::line(imported))?;
        }
        if imported.balance.has_losses() {
            outcome = Outcome::Partial;
            print_rejects(request, imported)?;
        }
        Ok(())
    })?;
    Ok(outcome)
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

/// Prints what went wrong, or what to do next.
fn print_advice(request: &ImportRequest, imported: &Imported) -> Result<Outcome> {
    let db = request.db.display();
    if imported.is_stopped {
        error::eprint_safe(
            "stopped; committed batches are in the database: run the same command to continue",
        );
        return Ok(Outcome::Stopped);
    }
    if imported.balance.has_losses() {
        print_rejects(request, imported)?;
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

fn print_rejects(request: &ImportRequest, imported: &Imported) -> Result<()> {
    for line in summary::first_rejects(request, imported)? {
        // A line break in a file name must not forge a line of output.
        error::eprint_safe(&visible(&line));
    }
    Ok(())
}
