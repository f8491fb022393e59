//! `ducktrail import`.

pub(super) mod failure;
pub(super) mod summary;

use std::{
    env,
    fmt::Write as _,
    io::{self, Write},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use anyhow::{Result, bail};

use crate::{
    cli::{ImportArgs, ReadingArgs},
    commands::{
        import::{failure::explain, summary::Summary},
        objects,
    },
    error::{self, Outcome, Usage},
    import::{
        self, ImportRequest, Imported,
        plan::filter::{RecordFilter, Wanted},
        watch::{News, Watched},
    },
    store::{
        Limits,
        interrupt::{self, CtrlC, OnSecond},
        limits::MEMORY,
        scope::check_order,
    },
    suggestion,
    text::visible,
};

/// The duration after which a hint about unused threads is printed.
const LONG: Duration = Duration::from_secs(10);

pub(crate) fn run(args: ImportArgs) -> Result<Outcome> {
    run_as(args, env::args_os().skip(1).map(|argument| import::text_of(&argument)).collect())
}

/// Runs an import; `arguments` is the command line for the ledger.
pub(crate) fn run_as(args: ImportArgs, arguments: Vec<String>) -> Result<Outcome> {
    check_order(args.since, args.until)?;
    let is_watching = args.watch;
    let jobs = jobs(&args.reading);
    let has_jobs_option = args.reading.jobs.is_some();
    let request = request(args, arguments)?;
    let ctrl_c = Arc::new(interrupt::begin(OnSecond::Exit)?);
    if is_watching {
        return follow(&request, &ctrl_c);
    }
    let imported = import::run(&request, &ctrl_c).map_err(|err| explain(err, &request))?;
    if !request.is_quiet {
        error::unless_closed(print_summary(&request, &imported))?;
        if has_jobs_option || imported.elapsed > LONG {
            print_unused_threads(jobs, &request.limits);
        }
    }
    Ok(print_advice(&request, &imported))
}

fn print_summary(request: &ImportRequest, imported: &Imported) -> Result<()> {
    let summary = Summary::of(request, imported);
    let mut text = String::new();
    summary.write_database(&mut text)?;
    write!(text, "{}", imported.balance)?;
    for note in &imported.notes {
        writeln!(text, "{}", visible(note))?;
    }
    summary.write_rest(&mut text)?;
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    Ok(stdout.flush()?)
}

/// Prints why the text about a complete import lacks something.
fn print_summary_error(imported: &Imported) {
    if let Some(cause) = &imported.summary_error {
        error::eprint_line(&format!(
            "note: the import is complete, but its summary cannot be read: {cause}"
        ));
    }
}

/// Prints the memory that all threads need, if some were not used for lack of it.
fn print_unused_threads(jobs: usize, limits: &Limits) {
    if jobs > limits.jobs {
        error::eprint_line(&format!(
            "only {} of {jobs} threads {} used, for lack of memory; --memory {}MB is enough for all",
            limits.jobs,
            if limits.jobs == 1 { "was" } else { "were" },
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
    // Ctrl-C is how a watch ends, unless it stops an import.
    let mut outcome = Outcome::Complete;
    let files = ImportRequest { urls: Vec::new(), objects: None, ..request.clone() };
    let objects = ImportRequest { paths: Vec::new(), ..request.clone() };
    let import = |news| {
        let imported = match news {
            News::Files(listing) => import::run_listing(&files, listing, ctrl_c).map(Some),
            // Nothing is said of a listing with nothing new.
            News::Objects => import::run(&objects, ctrl_c)
                .map(|imported| Some(imported).filter(|it| it.is_stopped || !it.balance.is_idle())),
        };
        imported.map_err(|err| explain(err, request))
    };
    let watched = Watched { paths: &request.paths, urls: &request.urls };
    let watched = import::watch::follow(&watched, ctrl_c, import, |imported| {
        print_summary_error(imported);
        if imported.balance.has_losses() {
            outcome = Outcome::Partial;
            print_rejects(request, imported);
        }
        if imported.is_stopped {
            outcome = Outcome::Stopped;
        }
        if !request.is_quiet {
            writeln!(io::stdout(), "{}", summary::line(imported))?;
        }
        Ok(())
    });
    error::unless_closed(watched)?;
    Ok(outcome)
}

fn request(args: ImportArgs, arguments: Vec<String>) -> Result<ImportRequest> {
    let filter = RecordFilter {
        since: args.since,
        until: args.until,
        accounts: args.account.iter().map(|it| Wanted::account(it)).collect(),
        regions: args.region.iter().map(|it| Wanted::region(it)).collect(),
        late: args.reading.late,
        ..RecordFilter::default()
    };
    let reading = reading(args.reading, arguments, MEMORY)?;
    Ok(ImportRequest {
        lists_all: args.relist,
        db: args.database.db,
        filter,
        is_dry_run: args.dry_run,
        ..reading
    })
}

/// Returns a request to read everything that `args` name, into no database yet; `arguments` is the command
/// line for the ledger.
pub(super) fn reading(
    args: ReadingArgs,
    arguments: Vec<String>,
    memory_per_thread: u64,
) -> Result<ImportRequest> {
    let limits =
        Limits::of_options(jobs(&args), args.memory, memory_per_thread, args.max_expansion);
    let (urls, paths) = objects::split(args.paths);
    Ok(ImportRequest {
        objects: objects::connect(&urls, &args.s3)?,
        lists_all: false,
        paths,
        urls,
        db: PathBuf::new(),
        filter: RecordFilter::default(),
        limits,
        batch_bytes: args.batch_bytes,
        large_bytes: args.large_bytes,
        is_dry_run: false,
        is_quiet: args.quiet,
        arguments,
    })
}

/// Returns the number of threads that are wanted, for which the memory may not suffice.
fn jobs(args: &ReadingArgs) -> usize {
    args.jobs.map_or_else(Limits::default_jobs, usize::from)
}

/// Names the paths that gave nothing, and files that are not CloudTrail.
pub(super) fn print_useless_paths(request: &ImportRequest, imported: &Imported) {
    if !request.is_quiet {
        imported.others.iter().for_each(|line| error::eprint_line(line));
    }
    imported.nothing.iter().for_each(|line| error::eprint_line(line));
}

/// Prints what went wrong, or what to do next.
fn print_advice(request: &ImportRequest, imported: &Imported) -> Outcome {
    if imported.is_stopped {
        error::eprint_line(&format!(
            "stopped; committed batches are in the database: {} to continue",
            how_to_repeat(request)
        ));
        return Outcome::Stopped;
    }
    print_summary_error(imported);
    print_useless_paths(request, imported);
    if imported.balance.records.read > 0 {
        for line in request.filter.describe_unfound() {
            error::eprint_line(&line);
        }
    }
    if imported.balance.has_losses() {
        print_rejects(request, imported);
    }
    if imported.balance.has_losses() || !imported.nothing.is_empty() {
        return Outcome::Partial;
    }
    let has_events = imported.totals.as_ref().is_some_and(|totals| totals.events > 0);
    if !request.is_quiet && has_events {
        print_next(request);
    }
    Outcome::Complete
}

/// Prints a first command to run.
fn print_next(request: &ImportRequest) {
    if let Some(command) = suggestion::command("triage", &[], &request.db) {
        error::eprint_line(&format!(
            "next: `{command}` shows what to look at first, `ducktrail report` lists all reports"
        ));
    }
}

/// Returns how to run an import again. What was read from a pipe is gone.
fn how_to_repeat(request: &ImportRequest) -> &'static str {
    if request.is_read_once() {
        "give the whole input of the pipe again"
    } else {
        "run the same command"
    }
}

fn print_rejects(request: &ImportRequest, imported: &Imported) {
    for line in summary::first_rejects(request, imported) {
        error::eprint_line(&line);
    }
}
