//! Reads the files of an import, batch by batch, each in a transaction of its own.

pub(crate) mod action_ids;
mod conflicts;
mod files;
mod memory_guard;
pub(crate) mod observer;
mod side_records;
mod spool;

use std::sync::Arc;

use anyhow::{Context, Error, Result, bail};

use crate::{
    error,
    import::{
        Import, Kinds,
        balance::Balance,
        batch::memory_guard::Headroom,
        batch::observer::{Clerk, ImportContext, Ledger},
        batch::side_records::Desk,
        plan::batches::Batches,
        plan::imported_files::Known,
        progress::Progress,
    },
    scan::{
        Scan,
        file::LogFile,
        table_function::{self, IMPORT_SCAN},
    },
    store::{
        self, derived,
        shortage::{self, Shortage},
    },
};

/// What was counted before a batch.
struct Standing {
    balance: Balance,
    kinds: Kinds,
    told: [u64; 4],
}

impl Import<'_> {
    /// Reads all of `files`, as far as nothing stops it.
    pub(in crate::import) fn read(&mut self, files: Vec<LogFile>) -> Result<()> {
        let bytes = files.iter().map(|file| file.size).sum();
        let told = &self.shared.told;
        let _bar = Progress::start(told, bytes, files.len(), self.request.is_quiet);
        let mut batches = Batches::new(files, self.request.batch_bytes);
        while !self.is_stopped()
            && let Some(batch) = batches.next()
        {
            let begun = self.standing();
            match self.transact(&batch) {
                Ok(bytes) => self.move_to_file(&begun, bytes)?,
                Err(err) => self.take_back(begun, &mut batches, batch, err)?,
            }
        }
        Ok(())
    }

    fn standing(&self) -> Standing {
        Standing { balance: self.balance, kinds: self.kinds.clone(), told: self.shared.told.now() }
    }

    /// Moves what was committed since `begun`, of so many bytes of content, into the file.
    fn move_to_file(&self, begun: &Standing, bytes: u64) -> Result<()> {
        let Some(writer) = self.writer else { return Ok(()) };
        let rows = self.balance.records.inserted - begun.balance.records.inserted;
        let moved = writer.checkpoint(rows, bytes);
        // What was committed stays so, whatever becomes of its move.
        if self.is_stopped() { Ok(()) } else { moved }
    }

    /// After a batch that failed: takes back what was counted of it, and reads its files in smaller ones
    /// where there was too little memory.
    fn take_back(
        &mut self,
        begun: Standing,
        batches: &mut Batches,
        batch: Vec<Arc<LogFile>>,
        err: Error,
    ) -> Result<()> {
        // Without a transaction there is nothing to take back, which is no second error.
        let _ = self.connection.execute_batch("ROLLBACK");
        let is_committed = self.balance != begun.balance && self.is_written();
        if !is_committed {
            (self.balance, self.kinds) = (begun.balance, begun.kinds);
            self.shared.told.go_back(begun.told);
        }
        if self.is_stopped() {
            Ok(())
        } else if is_committed {
            Err(err)
        } else {
            self.go_on_smaller(batches, batch, err)
        }
    }

    /// Whether the batch is in the database, although DuckDB has told of an error: Ctrl-C can meet a
    /// commit that is done.
    fn is_written(&self) -> bool {
        self.writer.is_some_and(|writer| self.run.has(writer, &self.balance).unwrap_or(false))
    }

    /// Reads a batch in smaller ones that had too little memory: DuckDB holds 2,048 rows at once to
    /// compress them, or as many as a transaction has.
    fn go_on_smaller(
        &mut self,
        batches: &mut Batches,
        batch: Vec<Arc<LogFile>>,
        err: Error,
    ) -> Result<()> {
        let (files, limit) = (batch.len(), batches.limit());
        if shortage::behind(&err) != Some(Shortage::Memory) || !batches.put_back(batch) {
            return Err(err);
        }
        // What was seen and numbered for the batch is not in the database.
        let Ok((shared, known)) = self.load_again() else { return Err(err) };
        (self.shared, self.known) = (shared, known);
        // It is said once, however small they become.
        if limit == self.request.batch_bytes {
            error::eprint_safe(&format!(
                "note: there is too little memory for {files} files in one transaction; they are read in smaller ones, which takes longer than with more --memory"
            ));
        }
        Ok(())
    }

    fn load_again(&self) -> Result<(Arc<ImportContext>, Known)> {
        let (watch, told) = (Arc::clone(&self.shared.watch), Arc::clone(&self.shared.told));
        let shared = ImportContext::load(self.request, self.connection, watch, told)?;
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
            memory_guard: Some(Box::new(Headroom::new(self.connection, &self.request.limits)?)),
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
        let loan = table_function::register_scan(scan);
        let source = format!("{IMPORT_SCAN}({})", loan.id());
        let sql = if self.request.is_dry_run {
            format!("SELECT count(*) FROM {source}")
        } else {
            derived::insert(&source)
        };
        self.connection.execute_batch(&sql).context("cannot import")
    }
}
