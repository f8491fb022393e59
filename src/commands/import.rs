//! `ducktrail import`.

use std::{
    env,
    io::{self, Write},
    thread,
    time::Instant,
};

use anyhow::Result;

use crate::{
    cli::ImportArgs,
    error::{self, Ending},
    import::{self, Imported, Request, filter::Filter, summary::Summary},
    store::Limits,
};

pub fn run(args: ImportArgs) -> Result<Ending> {
    let request = request(args);
    let start = Instant::now();
    let imported = import::run(&request)?;
    if !request.is_quiet {
        let mut stdout = io::stdout().lock();
        write!(stdout, "{}", imported.balance)?;
        let summary = Summary::of(&request, &imported, start.elapsed())?;
        write!(stdout, "{summary}")?;
    }
    tell(&request, &imported)
}

fn request(args: ImportArgs) -> Request {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    Request {
        paths: args.paths,
        db: args.database.db,
        filter: Filter {
            since: args.since,
            until: args.until,
            accounts: args.account,
            regions: args.region,
        },
        limits: Limits { jobs: args.jobs.map_or(cores, usize::from), memory: args.memory },
        batch_bytes: args.batch_bytes,
        is_dry_run: args.dry_run,
        is_quiet: args.quiet,
        arguments: env::args().skip(1).collect(),
    }
}

/// Says what went wrong, or what to do next.
fn tell(request: &Request, imported: &Imported) -> Result<Ending> {
    let db = request.db.display();
    if imported.is_stopped {
        error::note(
            "stopped; what was committed is in the database, and the same command goes on from there",
        );
        return Ok(Ending::Stopped);
    }
    if imported.balance.has_losses() {
        for line in import::summary::first_rejects(request, imported)? {
            error::note(&line);
        }
        return Ok(Ending::Partial);
    }
    if !request.is_quiet && !request.is_dry_run {
        let option = if request.db.as_os_str() == "ducktrail.duckdb" {
            String::new()
        } else {
            format!(" --db {db}")
        };
        error::note(&format!(
            "next: `ducktrail report deletes{option}` shows who deleted what, `ducktrail report` lists all reports"
        ));
    }
    Ok(Ending::Complete)
}
