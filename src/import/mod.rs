//! `import`: turns an archive into one database. Plans which files to read, then reads them in batches
//! of about a million events, one transaction each, and records every file in the ledger.

pub(crate) mod balance;
mod batch;
mod import_row;
pub(crate) mod plan;
mod progress;
mod request;
mod seen;
pub(crate) mod watch;

use std::sync::Arc;

use anyhow::Result;
use duckdb::Connection;
pub(crate) use plan::batches::BATCH_BYTES;
pub(crate) use request::{ImportRequest, text_of};

use crate::{
    import::{
        balance::Balance, batch::BatchImporter, plan::batches::Batches, progress::ProgressDisplay,
    },
    scan::find::{self, Listing},
    store::{self, interrupt::CtrlC, writer::Writer},
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
}

/// Runs an import. After an error or Ctrl-C the committed batches stay in the database, and the same
/// request continues from there.
pub(crate) fn run(request: &ImportRequest, ctrl_c: &Arc<CtrlC>) -> Result<Imported> {
    run_listing(request, find::find(&request.paths)?, ctrl_c)
}

/// Runs an import of files that are already listed.
pub(crate) fn run_listing(
    request: &ImportRequest,
    listing: Listing,
    ctrl_c: &Arc<CtrlC>,
) -> Result<Imported> {
    if request.is_dry_run {
        let connection = store::open_for_dry_run(&request.db, &request.limits)?;
        return run_on(request, listing, ctrl_c, &connection, None);
    }
    let writer = Writer::open(&request.db, &request.limits)?;
    run_on(request, listing, ctrl_c, &writer, Some(&writer))
}

/// Runs an import on a connection, which is that of `writer` except in a dry run.
fn run_on(
    request: &ImportRequest,
    listing: Listing,
    ctrl_c: &Arc<CtrlC>,
    connection: &Connection,
    writer: Option<&Writer>,
) -> Result<Imported> {
    ctrl_c.target(Some(connection));
    let mut imported = Imported::default();
    let result =
        BatchImporter::new(request, connection, writer, ctrl_c).and_then(|mut importer| {
            let result = import(&mut importer, listing);
            imported.import_id = importer.row.id;
            imported.balance = importer.balance;
            result
        });
    ctrl_c.target(None);
    // Ctrl-C fails the running statement, so the error says nothing more.
    if ctrl_c.is_stopped() {
        return Ok(Imported { is_stopped: true, ..imported });
    }
    result.map(|()| imported)
}

/// Plans the import, runs each batch and completes the row of the import.
fn import(importer: &mut BatchImporter<'_>, listing: Listing) -> Result<()> {
    let (request, filter) = (importer.request, &importer.request.filter);
    let counts = &mut importer.balance.files;
    let files = plan::select(listing.files, &importer.imported_files, filter, counts);
    importer.reject_unlisted(&listing.problems)?;
    let bytes = files.iter().map(|file| file.size).sum();
    let display =
        ProgressDisplay::start(&importer.context.counters, bytes, files.len(), request.is_quiet);
    let mut batches = Batches::new(files, request.batch_bytes);
    while !importer.is_stopped()
        && let Some(batch) = batches.next()
    {
        importer.run(batch, &mut batches)?;
    }
    drop(display);
    importer.finish()
}
