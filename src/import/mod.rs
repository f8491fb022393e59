//! `import`: turns an archive into one database. Plans which files to read, then reads them in batches
//! of about a million events, one transaction each, and records every file in the ledger.

pub(crate) mod after;
pub(crate) mod balance;
mod batch;
mod given;
mod import_row;
pub(crate) mod plan;
mod progress;
mod request;
mod resolved;
mod seen;
mod table_changes;
pub(crate) mod watch;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Result;
use duckdb::Connection;
pub(crate) use plan::batches::BATCH_BYTES;
pub(crate) use request::{ImportRequest, text_of};

use crate::{
    import::{
        after::EventTotals,
        balance::Balance,
        batch::BatchImporter,
        given::GivenPaths,
        plan::batches::{Batches, content_bytes},
        progress::ProgressDisplay,
    },
    scan::{
        file::LogFile,
        find::{self, Listing},
    },
    store::{self, error::describe, interrupt::CtrlC, writer::Writer},
};

/// The result of an import.
#[derive(Debug, Default)]
pub(crate) struct Imported {
    /// The counts of files and records.
    pub(crate) balance: Balance,
    /// The number of the import in the ledger.
    pub(crate) import_id: i64,
    /// True if Ctrl-C ended it early.
    pub(crate) is_stopped: bool,
    /// The time that it took.
    pub(crate) elapsed: Duration,
    /// The contents of the database after it; `None` after a dry run.
    pub(crate) totals: Option<EventTotals>,
    /// A line for each of the first rejects.
    pub(crate) first_rejects: Vec<String>,
    /// A line for each path that the user gave and that gave nothing.
    pub(crate) nothing: Vec<String>,
    /// A line for each of the first other files that are not CloudTrail.
    pub(crate) others: Vec<String>,
    /// The reason why the text about the import is not complete.
    pub(crate) summary_error: Option<String>,
}

/// Runs an import. After an error or Ctrl-C the committed batches stay in the database, and the same
/// request continues from there.
pub(crate) fn run(request: &ImportRequest, ctrl_c: &Arc<CtrlC>) -> Result<Imported> {
    let start = Instant::now();
    let phase = ProgressDisplay::phase("finding files", request.is_quiet);
    let listing = find::find(&request.paths)?;
    drop(phase);
    ImportRun { start, request, ctrl_c }.run(listing)
}

/// Runs an import of files that are already listed.
pub(crate) fn run_listing(
    request: &ImportRequest,
    listing: Listing,
    ctrl_c: &Arc<CtrlC>,
) -> Result<Imported> {
    ImportRun { start: Instant::now(), request, ctrl_c }.run(listing)
}

/// An import that started at `start`.
struct ImportRun<'a> {
    start: Instant,
    request: &'a ImportRequest,
    ctrl_c: &'a Arc<CtrlC>,
}

impl ImportRun<'_> {
    fn run(&self, listing: Listing) -> Result<Imported> {
        let ImportRequest { db, limits, is_dry_run, .. } = self.request;
        if *is_dry_run {
            return self.run_on(listing, &store::open_for_dry_run(db, limits)?, None);
        }
        let phase = ProgressDisplay::phase("opening the database", self.request.is_quiet);
        let writer = Writer::open(db, limits, expected_bytes(&listing))?;
        drop(phase);
        let mut imported = self.run_on(listing, &writer, Some(&writer))?;
        // The import is complete, so this must not fail it.
        if let Err(err) = describe_result(&mut imported, &writer) {
            imported.summary_error = Some(describe(&err));
        }
        Ok(imported)
    }

    /// Runs on a connection, which is that of `writer` except in a dry run.
    fn run_on(
        &self,
        listing: Listing,
        connection: &Connection,
        writer: Option<&Writer>,
    ) -> Result<Imported> {
        let Self { start, request, ctrl_c } = *self;
        ctrl_c.target(Some(connection));
        let mut imported = Imported::default();
        let result =
            BatchImporter::new(request, connection, writer, ctrl_c).and_then(|mut importer| {
                let result = import(&mut importer, listing, start);
                imported.import_id = importer.row.id;
                imported.nothing = importer.given.nothing();
                imported.others = importer.given.others();
                imported.balance = importer.balance;
                result
            });
        ctrl_c.target(None);
        imported.elapsed = start.elapsed();
        // Ctrl-C fails the running statement, so the error says nothing more.
        if ctrl_c.is_stopped() {
            return Ok(Imported { is_stopped: true, ..imported });
        }
        result.map(|()| imported)
    }
}

/// Estimates the size of the content of all files. That of a pipe is not known, so it counts as large.
fn expected_bytes(listing: &Listing) -> u64 {
    let bytes = |file: &LogFile| file.path().map_or(u64::MAX, |_| content_bytes(file));
    listing.files.iter().map(bytes).fold(0, u64::saturating_add)
}

/// Reads the text about an import on its own connection: another process can lock the database as soon
/// as it is released.
fn describe_result(imported: &mut Imported, connection: &Connection) -> Result<()> {
    if imported.balance.has_losses() {
        imported.first_rejects = after::first_rejects(connection, imported.import_id)?;
    }
    imported.totals = Some(EventTotals::load(connection)?);
    Ok(())
}

/// Plans the import, runs each batch and completes the row of the import.
fn import(importer: &mut BatchImporter<'_>, mut listing: Listing, start: Instant) -> Result<()> {
    let (request, filter) = (importer.request, &importer.request.filter);
    importer.given = GivenPaths::new(&mut listing);
    let counts = (&mut importer.balance.files, &mut importer.given);
    let files = plan::select(listing.files, &importer.context.imported_files(), filter, counts);
    importer.reject_unlisted(listing.problems);
    // The size of a pipe is not known.
    let bytes = files.iter().map(|file| file.path().map(|_| file.size)).sum();
    let counters = &importer.context.counters;
    counters.set(&importer.balance);
    let display = ProgressDisplay::start(counters, bytes, start, request.is_quiet);
    let mut batches = Batches::new(files, request.batch_bytes);
    while !importer.is_stopped()
        && let Some(batch) = batches.next()
    {
        importer.run(batch, &mut batches)?;
    }
    drop(display);
    let _phase = ProgressDisplay::phase("finishing the database", request.is_quiet);
    importer.finish()
}
