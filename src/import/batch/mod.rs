//! A batch of an import: a transaction that scans some files and writes everything they contain.
//!
//! A batch that needs too much memory is rolled back, and its files are read again in smaller batches.

mod action_ids;
mod caller_ids;
mod conflicts;
mod context;
mod copies;
mod files;
mod id_cache;
mod interner;
mod memory_guard;
mod observer;
mod shape_ids;
mod side_records;
mod spool;

use std::sync::{Arc, atomic::Ordering};

use anyhow::{Context, Error, Result, bail};
use duckdb::Connection;
pub(crate) use observer::ScannedFile;

use crate::{
    error,
    import::{
        ImportRequest,
        balance::Balance,
        batch::{
            context::ImportContext,
            copies::{CopyFinder, SameContent},
            files::Ledger,
            memory_guard::ImportMemoryGuard,
            observer::{BatchObserver, BatchResult},
            side_records::SideRecordWriter,
        },
        given::GivenPaths,
        import_row::ImportRow,
        listings,
        plan::{batches::Batches, known_contents::KnownContents},
        resolved,
        table_changes::TableChanges,
    },
    scan::{
        Scan,
        file::LogFile,
        known::KnownFiles,
        objects::ListedRange,
        table_function::{self, IMPORT_SCAN},
    },
    store::{
        self, derived,
        error::{DbErrorKind, kind},
        interrupt::CtrlC,
        writer::Writer,
    },
};

/// Deletes the callers whose events the owner deleted, or more complete copies replaced.
const DELETE_UNUSED_CALLERS: &str =
    "DELETE FROM callers WHERE NOT EXISTS (SELECT 1 FROM event_rows WHERE caller_id = callers.id)";

/// Imports batches, and keeps what they share.
pub(crate) struct BatchImporter<'a> {
    pub(crate) request: &'a ImportRequest,
    connection: &'a Connection,
    /// The owner of `connection`; `None` in a dry run.
    writer: Option<&'a Writer>,
    pub(crate) context: Arc<ImportContext>,
    pub(crate) row: ImportRow,
    table_changes: TableChanges,
    /// The path and cause of everything that could not be listed.
    problems: Vec<(String, String)>,
    pub(crate) given: GivenPaths,
    /// The prefixes of S3 that were listed to their ends.
    pub(crate) ranges: Vec<ListedRange>,
    /// A line for each kind of object that was not looked into.
    pub(crate) notes: Vec<String>,
    /// The counts of all committed batches, and of the current one once it is written.
    pub(crate) balance: Balance,
    /// The committed batch that is not yet in the database file.
    in_log: Option<InLog>,
}

/// A batch that is committed to DuckDB's log.
struct InLog {
    /// The number of its events.
    rows: u64,
    /// The bytes of its content.
    bytes: u64,
}

/// The counts before a batch.
struct CountsBefore {
    balance: Balance,
    progress: [u64; 5],
}

impl<'a> BatchImporter<'a> {
    /// Loads the state of the database. Prints a note if something other than an import changed it.
    pub(crate) fn new(
        request: &'a ImportRequest,
        connection: &'a Connection,
        writer: Option<&'a Writer>,
        ctrl_c: &Arc<CtrlC>,
    ) -> Result<Self> {
        let table_changes = TableChanges::load(connection)?;
        if let (Some(note), Some(_)) = (table_changes.note(), writer) {
            error::eprint_line(&note);
        }
        Ok(Self {
            request,
            connection,
            writer,
            context: ImportContext::load(request, connection, ctrl_c, &Arc::default())?,
            row: ImportRow::next(connection)?,
            table_changes,
            problems: Vec::new(),
            given: GivenPaths::default(),
            ranges: Vec::new(),
            notes: Vec::new(),
            balance: Balance::default(),
            in_log: None,
        })
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.context.ctrl_c.is_stopped()
    }

    /// Counts folders and files that could not be listed. The first transaction writes them to `rejects`.
    pub(crate) fn reject_unlisted(&mut self, problems: Vec<(String, String)>) {
        self.balance.files.found += problems.len() as u64;
        self.balance.files.unreadable += problems.len() as u64;
        self.problems = problems;
    }

    /// Inserts the row of the import and what could not be listed, unless an earlier transaction of this
    /// import has done so.
    fn write_start(&self, writer: &Writer) -> Result<()> {
        if self.row.insert(writer, &self.request.arguments, &self.table_changes)? {
            files::reject_unlisted(writer, self.row.id, &self.problems)?;
        }
        Ok(())
    }

    /// Imports a batch. If it fails for lack of memory, returns its files to `batches`, which then gives
    /// smaller batches.
    pub(crate) fn run(&mut self, batch: Vec<Arc<LogFile>>, batches: &mut Batches) -> Result<()> {
        self.checkpoint()?;
        let progress = self.context.counters.values();
        let before = CountsBefore { balance: self.balance.clone(), progress };
        match self.transact(&batch) {
            Ok(bytes) => {
                self.context.counters.set(&self.balance);
                let rows = self.balance.records.inserted - before.balance.records.inserted;
                self.in_log = Some(InLog { rows, bytes });
                Ok(())
            }
            Err(err) => self.recover(before, batch, batches, err),
        }
    }

    /// Checks the balance, and completes the row of the import. Moves it and the last batch into the database file
    /// together, because a checkpoint writes the whole catalogue.
    pub(crate) fn finish(&mut self) -> Result<()> {
        if !self.is_stopped() {
            self.balance.check()?;
        }
        let Some(writer) = self.writer else { return Ok(()) };
        let mut finished = self.write_end(writer);
        // Ctrl-C may have failed one of these statements. It fails only one, so try again.
        if finished.is_err() && self.is_stopped() {
            // This fails if no transaction is open, which is fine.
            let _ = writer.execute_batch("ROLLBACK");
            finished = self.write_end(writer);
        }
        finished?;
        self.checkpoint()
    }

    /// Checks that the tables have the rows that the import inserted, and completes its row.
    fn write_end(&self, writer: &Writer) -> Result<()> {
        let is_stopped = self.is_stopped();
        writer.execute_batch("BEGIN")?;
        self.write_start(writer)?;
        self.table_changes.check(writer, &self.balance.records)?;
        if !is_stopped {
            resolved::record(writer, self.row.id, &self.request.paths)?;
            if !self.request.urls.is_empty() {
                listings::write(writer, self.row.id, &self.ranges)?;
                resolved::record_objects(writer, self.row.id)?;
            }
        }
        writer.execute_batch(DELETE_UNUSED_CALLERS)?;
        self.row.finish(writer, &self.balance, is_stopped)?;
        writer.commit()
    }

    /// Runs a batch in a transaction, and returns its bytes of content.
    fn transact(&mut self, batch: &[Arc<LogFile>]) -> Result<u64> {
        let Some(writer) = self.writer else {
            return self.scan_and_write(batch);
        };
        writer.execute_batch("BEGIN")?;
        self.write_start(writer)?;
        let bytes = self.scan_and_write(batch)?;
        self.row.write(writer, &self.balance)?;
        writer.commit()?;
        self.context.seen.shrink_after_commit();
        Ok(bytes)
    }

    /// Moves the last batch from DuckDB's log into the database file, unless that is done.
    fn checkpoint(&mut self) -> Result<()> {
        let (Some(writer), Some(InLog { rows, bytes })) = (self.writer, self.in_log.take()) else {
            return Ok(());
        };
        let result = writer.checkpoint(rows, bytes);
        // A checkpoint that Ctrl-C interrupts loses nothing.
        if self.is_stopped() { Ok(()) } else { result }
    }

    /// Rolls a failed batch back, and retries it if it needed too much memory.
    fn recover(
        &mut self,
        before: CountsBefore,
        batch: Vec<Arc<LogFile>>,
        batches: &mut Batches,
        err: Error,
    ) -> Result<()> {
        let is_committed = self.roll_back(before);
        if self.is_stopped() {
            Ok(())
        } else if is_committed {
            Err(err)
        } else {
            self.retry_in_smaller_batches(batch, batches, err)
        }
    }

    /// Rolls the batch and its counts back. Returns true if it was committed despite the error, as
    /// Ctrl-C can interrupt a commit that is complete.
    fn roll_back(&mut self, before: CountsBefore) -> bool {
        // This fails if no transaction is open, which is fine.
        let _ = self.connection.execute_batch("ROLLBACK");
        let is_committed = self.balance != before.balance
            && self.writer.is_some_and(|it| self.row.has(it, &self.balance).unwrap_or(false));
        if !is_committed {
            self.balance = before.balance;
            self.context.counters.restore(before.progress);
        }
        is_committed
    }

    /// Returns the files to `batches` if the error is a lack of memory, else the error. A smaller
    /// transaction needs less, as DuckDB keeps 2,048 rows in memory to compress them, or all rows of the
    /// transaction if they are fewer.
    fn retry_in_smaller_batches(
        &mut self,
        batch: Vec<Arc<LogFile>>,
        batches: &mut Batches,
        err: Error,
    ) -> Result<()> {
        let (files, limit) = (batch.len(), batches.limit());
        if kind(&err) != DbErrorKind::OutOfMemory || !batches.split(batch) {
            return Err(err);
        }
        // The events and IDs in memory may be of the batch that was rolled back.
        if self.reload().is_err() {
            return Err(err);
        }
        // Report only the first split.
        if limit == self.request.batch_bytes {
            error::eprint_line(&format!(
                "note: there is too little memory for {files} files in one transaction; they are read in smaller ones, which takes longer than with more --memory"
            ));
        }
        Ok(())
    }

    fn reload(&mut self) -> Result<()> {
        let ImportContext { ctrl_c, counters, .. } = &*self.context;
        let context = ImportContext::load(self.request, self.connection, ctrl_c, counters)?;
        self.context = context;
        Ok(())
    }

    /// Scans the files whose content is new, and writes all of the batch. Returns its bytes of content.
    fn scan_and_write(&mut self, batch: &[Arc<LogFile>]) -> Result<u64> {
        self.context.imported_files_mut().load_copies(self.connection, batch)?;
        let (result, copies) = self.scan(batch)?;
        let bytes = result.files.iter().map(|file| file.outcome.content_bytes).sum();
        let balance = self.write(result, &copies)?;
        self.balance.add(&balance);
        let bytes_of_copies = copies.iter().map(|copy| copy.file.size).sum();
        self.context.counters.bytes.fetch_add(bytes_of_copies, Ordering::Relaxed);
        Ok(bytes)
    }

    /// Inserts the events of `files`, and returns all else that the scan gives, and the files whose content was
    /// imported under another path.
    fn scan(&self, files: &[Arc<LogFile>]) -> Result<(BatchResult, Vec<SameContent>)> {
        let observer = BatchObserver::new(&self.context, &store::folder(&self.request.db));
        let finder = CopyFinder::new(&self.context);
        let known = finder.as_ref().map(|finder| Arc::clone(finder) as Arc<dyn KnownFiles>);
        self.scan_files(files, &observer, known)?;
        let (copies, others) =
            finder.map(|finder| finder.decide(self.connection)).transpose()?.unwrap_or_default();
        self.scan_files(&others, &observer, None)?;
        if self.is_stopped() {
            bail!("stopped");
        }
        let result = observer.finish();
        let (read, members) = ((result.files.len() + copies.len()) as u64, &result.members);
        let expected =
            files.len() as u64 + members.found - members.unchanged - members.out_of_range;
        if read != expected {
            bail!("{read} of {expected} files were accounted for; please report this");
        }
        Ok((result, copies))
    }

    /// Inserts the events of `files`, without those that `known` takes.
    fn scan_files(
        &self,
        files: &[Arc<LogFile>],
        observer: &BatchObserver,
        known: Option<Arc<dyn KnownFiles>>,
    ) -> Result<()> {
        if files.is_empty() {
            return Ok(());
        }
        let limits = &self.request.limits;
        let (objects, files): (Vec<_>, Vec<_>) =
            files.iter().cloned().partition(|file| file.object_version().is_some());
        let store = self.request.objects.as_ref().filter(|_| !objects.is_empty());
        self.execute(Scan {
            files,
            arrivals: store.map(|store| store.fetch(objects, limits.fetch_bytes())),
            known,
            observer: Arc::new(observer.clone()),
            memory_guard: Some(Box::new(ImportMemoryGuard::new(self.connection, limits)?)),
            bytes_read: Arc::clone(&self.context.counters.bytes),
            run_bytes: limits.run_bytes(),
            max_expansion: limits.max_expansion,
            large_bytes: self.request.large_bytes,
        })
    }

    /// Runs a scan as a SQL statement, on DuckDB's threads.
    fn execute(&self, scan: Scan) -> Result<()> {
        let scan = table_function::register_scan(Arc::new(scan));
        let source = format!("{IMPORT_SCAN}({})", scan.id());
        let sql = if self.request.is_dry_run {
            format!("SELECT count(*) FROM {source}")
        } else {
            derived::insert(&source)
        };
        self.connection.execute_batch(&sql).context("cannot import")
    }

    /// Writes everything but new events, and returns the balance of the batch.
    fn write(&mut self, result: BatchResult, same_content: &[SameContent]) -> Result<Balance> {
        let BatchResult { mut files, spool, members, .. } = result;
        let hashes = files.iter().map(|file| file.outcome.sha256.as_str());
        let hashes = hashes.chain(same_content.iter().map(|copy| copy.hash.sha256.as_str()));
        let known = KnownContents::find(self.connection, &self.context.imported_files(), hashes)?;
        files::merge_copies(&mut files, &known);
        let side_records = SideRecordWriter {
            connection: self.connection,
            import_id: self.row.id,
            is_dry_run: self.request.is_dry_run,
            hasher: self.context.seen.hasher(),
            shape_ids: &self.context.shape_ids,
            caller_ids: &self.context.caller_ids,
        };
        side_records.write(spool, &mut files)?;
        files.sort_unstable_by(|a, b| a.file.name.cmp(&b.file.name));
        if !self.request.is_dry_run {
            self.context.action_ids.write(self.connection)?;
            let ledger =
                Ledger { connection: self.connection, import_id: self.row.id, known: &known };
            ledger.write(&files, same_content, &mut self.context.imported_files_mut())?;
        }
        for file in &files {
            self.given.add(file);
        }
        for SameContent { file, hash } in same_content {
            self.given.add_known(file.root(), known.form_without_records(&hash.sha256));
        }
        let mut balance = files::balance(&files);
        balance.files.same_content += same_content.len() as u64;
        balance.files.add(&members);
        Ok(balance)
    }
}
