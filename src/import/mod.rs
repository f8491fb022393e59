//! `import`: turns an archive into one database. Plans which files to read, then reads them in batches
//! of about a million events, one transaction each, and records every file in the ledger.

pub(crate) mod after;
pub(crate) mod balance;
mod batch;
mod given;
mod import_row;
mod listings;
mod object_notes;
pub(crate) mod plan;
pub(crate) mod progress;
mod request;
mod resolved;
mod search;
mod seen;
mod table_changes;
pub(crate) mod watch;

use std::{
    sync::{
        Arc,
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::Result;
use duckdb::Connection;
pub(crate) use plan::batches::BATCH_BYTES;
pub(crate) use request::{ImportRequest, text_of};

use crate::{
    error,
    import::{
        after::EventTotals,
        balance::Balance,
        batch::BatchImporter,
        given::GivenPaths,
        plan::{batches::Batches, file_list::FileList},
        progress::ProgressDisplay,
        search::FileSearch,
    },
    scan::{
        find::{FileSink, FoundPaths, Listing},
        objects::{FoundObjects, ObjectStore},
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
    /// A line for each kind of object that was not looked into.
    pub(crate) notes: Vec<String>,
    /// The reason why the text about the import is not complete.
    pub(crate) summary_error: Option<String>,
}

/// Runs an import. After an error or Ctrl-C the committed batches stay in the database, and the same
/// request continues from there.
pub(crate) fn run(request: &ImportRequest, ctrl_c: &Arc<CtrlC>) -> Result<Imported> {
    let listed_to = search::listed_before(request)?;
    let owned = request.clone();
    let search = move |sink: FileSink<'_>| search::all(&owned, &listed_to, sink);
    ImportRun { start: Instant::now(), request, ctrl_c }.run(search)
}

/// Runs an import of files that are already listed.
pub(crate) fn run_listing(
    request: &ImportRequest,
    listing: Listing,
    ctrl_c: &Arc<CtrlC>,
) -> Result<Imported> {
    let Listing { files, problems, roots } = listing;
    let search = move |sink: FileSink<'_>| {
        files.into_iter().try_for_each(sink)?;
        Ok(FoundObjects { found: FoundPaths { roots, problems }, ..FoundObjects::default() })
    };
    ImportRun { start: Instant::now(), request, ctrl_c }.run(search)
}

/// An import that started at `start`.
struct ImportRun<'a> {
    start: Instant,
    request: &'a ImportRequest,
    ctrl_c: &'a Arc<CtrlC>,
}

impl ImportRun<'_> {
    fn run(
        &self,
        search: impl FnOnce(FileSink<'_>) -> Result<FoundObjects> + Send + 'static,
    ) -> Result<Imported> {
        let work = || self.run_on_found(FileSearch::start(self.ctrl_c, search));
        let result = match &self.request.objects {
            Some(objects) => stopping(objects.as_ref(), self.ctrl_c, work),
            None => work(),
        };
        if !self.ctrl_c.is_stopped() {
            return result;
        }
        // Ctrl-C ends the search with an error, which says nothing more.
        result.or_else(|_| {
            let elapsed = self.start.elapsed();
            Ok(Imported { is_stopped: true, elapsed, ..Imported::default() })
        })
    }

    fn run_on_found(&self, mut search: FileSearch) -> Result<Imported> {
        let ImportRequest { db, limits, is_dry_run, .. } = self.request;
        let display = ProgressDisplay::search(search.count(), self.start, self.request.is_quiet);
        let bytes = search.expected_bytes()?;
        drop(display);
        if *is_dry_run {
            return self.run_on(search, &store::open_for_dry_run(db, limits)?, None);
        }
        let phase = ProgressDisplay::phase("opening the database", self.request.is_quiet);
        let writer = Writer::open(db, limits, bytes)?;
        drop(phase);
        let mut imported = self.run_on(search, &writer, Some(&writer))?;
        // The import is complete, so this must not fail it.
        if let Err(err) = describe_result(&mut imported, &writer) {
            imported.summary_error = Some(describe(&err));
        }
        Ok(imported)
    }

    /// Runs on a connection, which is that of `writer` except in a dry run.
    fn run_on(
        &self,
        search: FileSearch,
        connection: &Connection,
        writer: Option<&Writer>,
    ) -> Result<Imported> {
        let Self { start, request, ctrl_c } = *self;
        ctrl_c.target(Some(connection));
        let mut imported = Imported::default();
        let display = ProgressDisplay::search(search.count(), start, request.is_quiet);
        let listed = search.list(connection, request);
        drop(display);
        let result = listed.and_then(|listed| {
            let mut batches = BatchImporter::new(request, connection, writer, ctrl_c)?;
            let result = import(&mut batches, listed, start);
            imported.import_id = batches.row.id;
            imported.nothing = batches.given.nothing();
            imported.others = batches.given.others();
            imported.notes = std::mem::take(&mut batches.notes);
            imported.balance = batches.balance;
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

/// The time between two looks for Ctrl-C.
const TICK: Duration = Duration::from_millis(100);

/// Does `work`. Ctrl-C ends the requests to `store`, so that nothing waits for an answer any more.
fn stopping<T>(store: &dyn ObjectStore, ctrl_c: &CtrlC, work: impl FnOnce() -> T) -> T {
    let (at_work, ended) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            let is_at_work = || ended.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout);
            while !ctrl_c.is_pressed() && is_at_work() {}
            if ctrl_c.is_pressed() {
                store.stop();
            }
        });
        let result = work();
        drop(at_work);
        result
    })
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
fn import<'a>(
    importer: &mut BatchImporter<'a>,
    (list, objects): (FileList<'a>, FoundObjects),
    start: Instant,
) -> Result<()> {
    let request = importer.request;
    let FoundObjects { found, ranges, .. } = &objects;
    importer.given = GivenPaths::new(found.roots.clone());
    let plan = list.plan(&mut importer.balance.files, &mut importer.given)?;
    importer.notes = object_notes::lines(&objects, plan.late, request.filter.late.is_some());
    if let Some(store) = &request.objects {
        let cost = store.cost(&plan.object_classes()?, objects.requests);
        if request.is_dry_run {
            importer.notes.push("To read from S3:".to_owned());
            importer.notes.extend(cost.lines.iter().map(|line| format!("  {line}")));
        } else if cost.is_large && !request.is_quiet {
            cost.lines.iter().for_each(|line| error::eprint_line(line));
        }
    }
    importer.ranges.clone_from(ranges);
    importer.reject_unlisted(objects.found.problems);
    let counters = &importer.context.counters;
    counters.set(&importer.balance);
    let display = ProgressDisplay::start(counters, plan.bytes, start, request.is_quiet);
    let mut batches = Batches::new(plan, request.batch_bytes);
    while !importer.is_stopped()
        && let Some(batch) = batches.next()?
    {
        importer.run(batch, &mut batches)?;
    }
    drop(display);
    let _phase = ProgressDisplay::phase("finishing the database", request.is_quiet);
    importer.finish()
}
