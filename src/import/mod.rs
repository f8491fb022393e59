//! `import`: an archive becomes one database. Chooses the files that are to be read, reads them in
//! batches of about a million events, a transaction each, and keeps the books.

pub(crate) mod balance;
mod batch;
mod import_row;
pub(crate) mod plan;
mod progress;
mod request;
mod seen;
pub(crate) mod watch;

use std::{collections::BTreeMap, sync::Arc};

use anyhow::Result;
use duckdb::Connection;
pub(crate) use plan::batches::BATCH;
pub(crate) use request::{ImportRequest, text_of};

use crate::{
    import::{
        balance::Balance, batch::observer::ImportContext, import_row::Run,
        plan::imported_files::Known,
    },
    scan::{
        file::LogFile,
        find::{self, Listing},
    },
    store::{self, interrupt::CtrlC, writer::Writer},
};

/// How an import ended.
#[derive(Debug, Default)]
pub(crate) struct Imported {
    /// Its sums.
    pub(crate) balance: Balance,
    /// Its number in the ledger.
    pub(crate) import_id: i64,
    /// How many files were of each other kind.
    pub(crate) kinds: Kinds,
    /// Whether it was stopped before its end.
    pub(crate) is_stopped: bool,
}

/// Counts of files that are not CloudTrail, by their form.
pub(crate) type Kinds = BTreeMap<&'static str, u64>;

/// Runs an import to its end, or until it is stopped. What was committed by then stays, and the
/// same request goes on from there.
pub(crate) fn run(request: &ImportRequest, watch: &Arc<CtrlC>) -> Result<Imported> {
    run_found(request, find::find(&request.paths)?, watch)
}

/// Imports files that were found already.
pub(crate) fn run_found(
    request: &ImportRequest,
    found: Listing,
    watch: &Arc<CtrlC>,
) -> Result<Imported> {
    if request.is_dry_run {
        let connection = store::open_for_dry_run(&request.db, &request.limits)?;
        return import_with(request, found, watch, &connection, None);
    }
    let writer = Writer::open(&request.db, &request.limits)?;
    import_with(request, found, watch, &writer, Some(&writer))
}

/// Imports by a connection; what is read is written where there is a writer.
fn import_with(
    request: &ImportRequest,
    found: Listing,
    watch: &Arc<CtrlC>,
    connection: &Connection,
    writer: Option<&Writer>,
) -> Result<Imported> {
    watch.target(Some(connection));
    let mut imported = Imported::default();
    let worked = Import::begin(request, connection, writer, watch).and_then(|mut import| {
        let worked = import.work(found);
        imported = Imported {
            balance: import.balance,
            import_id: import.run.id,
            kinds: import.kinds,
            is_stopped: false,
        };
        worked
    });
    watch.target(None);
    // Ctrl-C ends whatever statement runs; the error it gives says nothing more.
    if watch.is_stopped() {
        return Ok(Imported { is_stopped: true, ..imported });
    }
    worked.map(|()| imported)
}

struct Import<'a> {
    request: &'a ImportRequest,
    connection: &'a Connection,
    /// Whose connection it is; none in a dry run.
    writer: Option<&'a Writer>,
    shared: Arc<ImportContext>,
    known: Known,
    run: Run,
    balance: Balance,
    kinds: Kinds,
}

impl<'a> Import<'a> {
    fn begin(
        request: &'a ImportRequest,
        connection: &'a Connection,
        writer: Option<&'a Writer>,
        watch: &Arc<CtrlC>,
    ) -> Result<Self> {
        Ok(Self {
            request,
            connection,
            writer,
            shared: ImportContext::load(request, connection, Arc::clone(watch), Arc::default())?,
            known: Known::load(connection)?,
            run: Run::begin(connection, request)?,
            balance: Balance::default(),
            kinds: Kinds::new(),
        })
    }

    fn is_stopped(&self) -> bool {
        self.shared.watch.is_stopped()
    }

    fn work(&mut self, found: Listing) -> Result<()> {
        let files = self.choose(found.files);
        self.note_problems(&found.problems)?;
        self.read(files)?;
        if !self.is_stopped() {
            self.balance.check()?;
        }
        if self.request.is_dry_run {
            return Ok(());
        }
        let ended = self.run.end(self.connection, &self.balance, self.is_stopped());
        // The one statement that Ctrl-C ended may have been this one.
        if ended.is_err() && self.is_stopped() {
            return self.run.end(self.connection, &self.balance, true);
        }
        ended
    }

    /// The files that have to be opened.
    fn choose(&mut self, files: Vec<LogFile>) -> Vec<LogFile> {
        let counts = &mut self.balance.files;
        counts.found = files.len() as u64;
        files
            .into_iter()
            .filter(|file| {
                let is_unchanged = self.known.is_unchanged(file);
                let is_out_of_range = !is_unchanged && !self.request.filter.may_hold(file);
                counts.unchanged += u64::from(is_unchanged);
                counts.out_of_range += u64::from(is_out_of_range);
                !is_unchanged && !is_out_of_range
            })
            .collect()
    }

    /// Takes note of folders and files that could not even be listed.
    fn note_problems(&mut self, problems: &[(String, String)]) -> Result<()> {
        self.balance.files.found += problems.len() as u64;
        self.balance.files.unreadable += problems.len() as u64;
        if self.request.is_dry_run || problems.is_empty() {
            return Ok(());
        }
        let mut rejects = self.connection.appender("rejects")?;
        for (path, cause) in problems {
            let reason = format!("cannot be read: {cause}");
            rejects.append_row(duckdb::params![
                self.run.id,
                path,
                None::<&str>,
                None::<i64>,
                reason,
                None::<&str>
            ])?;
        }
        Ok(rejects.flush()?)
    }
}
