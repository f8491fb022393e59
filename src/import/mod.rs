//! `import`: an archive becomes one database. Chooses the files that are to be read, reads them in
//! batches of about a million events, a transaction each, and keeps the books.

mod actions;
pub mod balance;
mod batches;
mod duplicates;
mod failure;
mod file_ledger;
pub mod filter;
mod headroom;
mod held;
mod identity;
mod known;
mod ledger;
mod overflow;
mod progress;
mod request;
mod run;
mod settle;
mod spool;
pub mod summary;
mod variants;
pub mod watch;

use std::{collections::BTreeMap, sync::Arc};

use anyhow::{Context, Error, Result, bail};
pub use batches::BATCH;
use duckdb::Connection;
pub use request::{Request, text_of};

use crate::{
    error,
    import::{
        balance::Balance,
        batches::Batches,
        headroom::Headroom,
        known::Known,
        ledger::{Clerk, Ledger, Shared},
        progress::Progress,
        run::Run,
        settle::Desk,
    },
    scan::{
        Scan,
        file::LogFile,
        find::{self, Found},
        table_function::{self, LENT},
    },
    store::{
        self, derived,
        interrupt::Watch,
        shortage::{self, Shortage},
        writer::Writer,
    },
};

/// How an import ended.
#[derive(Debug, Default)]
pub struct Imported {
    /// Its sums.
    pub balance: Balance,
    /// Its number in the ledger.
    pub import_id: i64,
    /// How many files were of each other kind.
    pub kinds: Kinds,
    /// Whether it was stopped before its end.
    pub is_stopped: bool,
}

/// Counts of files that are not CloudTrail, by their form.
pub type Kinds = BTreeMap<&'static str, u64>;

/// Runs an import to its end, or until it is stopped. What was committed by then stays, and the
/// same request goes on from there.
pub fn run(request: &Request, watch: &Arc<Watch>) -> Result<Imported> {
    run_found(request, find::find(&request.paths)?, watch)
}

/// Imports files that were found already.
fn run_found(request: &Request, found: Found, watch: &Arc<Watch>) -> Result<Imported> {
    import_found(request, found, watch).map_err(|err| failure::explain(err, &request.db))
}

fn import_found(request: &Request, found: Found, watch: &Arc<Watch>) -> Result<Imported> {
    if request.is_dry_run {
        let connection = store::open_for_dry_run(&request.db, &request.limits)?;
        return import_with(request, found, watch, &connection, None);
    }
    let writer = Writer::open(&request.db, &request.limits)?;
    import_with(request, found, watch, &writer, Some(&writer))
}

/// Imports by a connection; what is read is written where there is a writer.
fn import_with(
    request: &Request,
    found: Found,
    watch: &Arc<Watch>,
    connection: &Connection,
    writer: Option<&Writer>,
) -> Result<Imported> {
    watch.attend(Some(connection));
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
    watch.attend(None);
    // Ctrl-C ends whatever statement runs; the error it gives says nothing more.
    if watch.is_stopped() {
        return Ok(Imported { is_stopped: true, ..imported });
    }
    worked.map(|()| imported)
}

struct Import<'a> {
    request: &'a Request,
    connection: &'a Connection,
    /// Whose connection it is; none in a dry run.
    writer: Option<&'a Writer>,
    shared: Arc<Shared>,
    known: Known,
    run: Run,
    balance: Balance,
    kinds: Kinds,
}

impl<'a> Import<'a> {
    fn begin(
        request: &'a Request,
        connection: &'a Connection,
        writer: Option<&'a Writer>,
        watch: &Arc<Watch>,
    ) -> Result<Self> {
        Ok(Self {
            request,
            connection,
            writer,
            shared: Shared::load(request, connection, Arc::clone(watch), Arc::default())?,
            known: Known::load(connection)?,
            run: Run::begin(connection, request)?,
            balance: Balance::default(),
            kinds: Kinds::new(),
        })
    }

    fn is_stopped(&self) -> bool {
        self.shared.watch.is_stopped()
    }

    fn work(&mut self, found: Found) -> Result<()> {
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

    fn read(&mut self, files: Vec<LogFile>) -> Result<()> {
        let bytes = files.iter().map(|file| file.size).sum();
        let told = &self.shared.told;
        let _bar = Progress::start(told, bytes, files.len(), self.request.is_quiet);
        let mut batches = Batches::new(files, self.request.batch_bytes);
        while !self.is_stopped()
            && let Some(batch) = batches.next()
        {
            let begun = (self.balance, self.kinds.clone(), self.shared.told.now());
            match self.transact(&batch) {
                Ok(bytes) => {
                    let rows = self.balance.records.inserted - begun.0.records.inserted;
                    let checkpoint =
                        self.writer.map_or(Ok(()), |writer| writer.checkpoint(rows, bytes));
                    // What was committed stays so, whatever becomes of its move.
                    if !self.is_stopped() {
                        checkpoint?;
                    }
                }
                Err(err) => {
                    (self.balance, self.kinds) = (begun.0, begun.1);
                    self.shared.told.go_back(begun.2);
                    self.go_on_smaller(&mut batches, batch, err)?;
                }
            }
        }
        Ok(())
    }

    /// After a batch that failed: takes it back, to read it in smaller ones where it had too little memory.
    /// DuckDB holds 2,048 rows at once to compress them, or as many as a transaction has.
    fn go_on_smaller(
        &mut self,
        batches: &mut Batches,
        batch: Vec<Arc<LogFile>>,
        err: Error,
    ) -> Result<()> {
        // Without a transaction there is nothing to take back, which is no second error.
        let _ = self.connection.execute_batch("ROLLBACK");
        if self.is_stopped() {
            return Ok(());
        }
        let files = batch.len();
        if shortage::behind(&err) != Some(Shortage::Memory) || !batches.put_back(batch) {
            return Err(err);
        }
        // What was seen and numbered for the batch is not in the database.
        let Ok((shared, known)) = self.load_again() else { return Err(err) };
        (self.shared, self.known) = (shared, known);
        error::note(&format!(
            "note: there is too little memory for {files} files in one transaction; they are read in smaller ones, which takes longer than with more --memory"
        ));
        Ok(())
    }

    fn load_again(&self) -> Result<(Arc<Shared>, Known)> {
        let (watch, told) = (Arc::clone(&self.shared.watch), Arc::clone(&self.shared.told));
        let shared = Shared::load(self.request, self.connection, watch, told)?;
        Ok((shared, Known::load(self.connection)?))
    }

    /// Reads one batch in a transaction of its own; gives the bytes of its content.
    fn transact(&mut self, batch: &[Arc<LogFile>]) -> Result<u64> {
        let Some(writer) = self.writer else {
            return self.read_batch(batch);
        };
        writer.execute_batch("BEGIN")?;
        let bytes = self.read_batch(batch)?;
        self.run.write(writer, &self.balance)?;
        writer.commit()?;
        self.shared.duplicates.committed();
        Ok(bytes)
    }

    fn read_batch(&mut self, batch: &[Arc<LogFile>]) -> Result<u64> {
        let folder = store::folder(&self.request.db);
        let copies = self.known.same_content(batch, &self.request.limits, &self.shared.watch);
        let ledger = Ledger::new(Arc::clone(&self.shared), &folder);
        let mut is_copy = vec![false; batch.len()];
        for (at, _) in &copies {
            is_copy[*at] = true;
        }
        let scan = Arc::new(Scan {
            files: batch
                .iter()
                .zip(&is_copy)
                .filter(|(_, is_copy)| !**is_copy)
                .map(|(file, _)| Arc::clone(file))
                .collect(),
            observer: Arc::new(Clerk(Arc::clone(&ledger))),
            room: Some(Box::new(Headroom::new(self.connection, &self.request.limits)?)),
            bytes_read: Arc::clone(&self.shared.told.bytes),
            run_bytes: self.request.limits.run_bytes(),
            max_expansion: self.request.limits.max_expansion,
            large_bytes: self.request.large_bytes,
        });
        let expected = scan.files.len();
        self.scan(scan)?;
        if self.is_stopped() {
            bail!("stopped");
        }
        let books = ledger.close(&folder);
        if books.files.len() != expected {
            bail!(
                "{} of {expected} files were accounted for; please report this",
                books.files.len()
            );
        }
        let bytes = books.files.iter().map(|entry| entry.outcome.content_bytes).sum();
        let mut desk = Desk {
            connection: self.connection,
            import_id: self.run.id,
            is_dry_run: self.request.is_dry_run,
            known: &mut self.known,
            duplicates: &self.shared.duplicates,
            actions: &self.shared.actions,
        };
        let same: Vec<_> =
            copies.iter().map(|(at, sha256)| (batch[*at].as_ref(), sha256.as_str())).collect();
        let (balance, kinds) = desk.settle(books, &same)?;
        self.balance.add(&balance);
        for (kind, count) in kinds {
            *self.kinds.entry(kind).or_default() += count;
        }
        Ok(bytes)
    }

    /// Runs the scan as DuckDB's own statement, on DuckDB's threads.
    fn scan(&self, scan: Arc<Scan>) -> Result<()> {
        if scan.files.is_empty() {
            return Ok(());
        }
        let loan = table_function::lend(scan);
        let source = format!("{LENT}({})", loan.id());
        let sql = if self.request.is_dry_run {
            format!("SELECT count(*) FROM {source}")
        } else {
            derived::insert(&source)
        };
        self.connection.execute_batch(&sql).context("cannot import")
    }
}
