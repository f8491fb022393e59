//! Keeps the books of a batch while it is scanned: decides on each event, and counts by file.

use std::{
    path::Path,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use anyhow::Result;
use duckdb::Connection;

use crate::{
    import::{
        ImportRequest,
        balance::RecordCounts,
        batch::action_ids::Actions,
        batch::spool::{Entry, Spool},
        plan::filter::RecordFilter,
        progress::Told,
        seen::spill::{IsStopped, Overflow},
        seen::{Duplicates, Seen},
    },
    scan::{
        Decision, FileObserver, FileOutcome, Observer, Record, Reject, SideRecord, file::LogFile,
    },
    store::{self, interrupt::CtrlC},
    trail::column::{EVENT_NAME, EVENT_SOURCE},
};

/// How many records of a file are told to the progress at once.
const TOLD: u64 = 100;

/// What all batches of an import share.
pub(crate) struct ImportContext {
    /// What was seen.
    pub(crate) duplicates: Duplicates,
    /// The numbers of sources and names.
    pub(crate) actions: Actions,
    /// What is wanted.
    pub(crate) filter: RecordFilter,
    /// Tells when the import is to stop.
    pub(crate) watch: Arc<CtrlC>,
    /// What was read so far, for the bar.
    pub(crate) told: Arc<Told>,
}

impl ImportContext {
    /// As the database has it now.
    pub(crate) fn load(
        request: &ImportRequest,
        connection: &Connection,
        watch: Arc<CtrlC>,
        told: Arc<Told>,
    ) -> Result<Arc<Self>> {
        let stop = Arc::clone(&watch);
        let is_stopped: IsStopped = Arc::new(move || stop.is_stopped());
        let overflow = Overflow::new(&store::folder(&request.db), Arc::clone(&is_stopped));
        let (reader, seen_bytes) = (store::second(connection)?, request.limits.seen_bytes());
        Ok(Arc::new(Self {
            duplicates: Duplicates::new(reader, seen_bytes, overflow, is_stopped)?,
            actions: Actions::load(connection)?,
            filter: request.filter.clone(),
            watch,
            told,
        }))
    }
}

/// A file that was read, and the counts of its records.
#[derive(Debug)]
pub(crate) struct FileEntry {
    /// Its number in the batch.
    pub(crate) number: u64,
    /// The file.
    pub(crate) file: Arc<LogFile>,
    /// What became of it.
    pub(crate) outcome: FileOutcome,
    /// What became of its records. Insights and Aggregated records all count as such here.
    pub(crate) records: RecordCounts,
}

/// The books of one batch.
pub(crate) struct Ledger {
    shared: Arc<ImportContext>,
    next: AtomicU64,
    books: Mutex<Books>,
}

/// What a batch has gathered.
pub(crate) struct Books {
    /// The files that were read.
    pub(crate) files: Vec<FileEntry>,
    /// What goes to other tables than `events`.
    pub(crate) spool: Spool,
}

impl Ledger {
    /// Opens the books; what does not fit into memory goes to a file in `folder`.
    pub(crate) fn new(shared: Arc<ImportContext>, folder: &Path) -> Arc<Self> {
        let spool = Spool::new(folder);
        let books = Books { files: Vec::new(), spool };
        Arc::new(Self { shared, next: AtomicU64::new(0), books: Mutex::new(books) })
    }

    /// Closes the books.
    pub(crate) fn close(&self, folder: &Path) -> Books {
        let empty = Books { files: Vec::new(), spool: Spool::new(folder) };
        std::mem::replace(&mut *self.lock(), empty)
    }

    fn lock(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The ledger as the scan sees it.
pub(crate) struct Clerk(pub(crate) Arc<Ledger>);

impl Observer for Clerk {
    fn open(&self, file: &Arc<LogFile>) -> Box<dyn FileObserver> {
        Box::new(Page {
            ledger: Arc::clone(&self.0),
            number: self.0.next.fetch_add(1, Ordering::Relaxed),
            file: Arc::clone(file),
            records: RecordCounts::default(),
            parts: Arc::default(),
        })
    }

    fn is_stopped(&self) -> bool {
        self.0.shared.watch.is_stopped()
    }

    fn needs_rows(&self) -> bool {
        true
    }
}

/// The page of one file, or of a part of it.
struct Page {
    ledger: Arc<Ledger>,
    number: u64,
    file: Arc<LogFile>,
    records: RecordCounts,
    /// The sums of the parts that were read to their end.
    parts: Arc<Mutex<RecordCounts>>,
}

impl Page {
    /// Counts a record. Other threads are told by the hundred, as each time costs them.
    fn read(&mut self) {
        self.records.read += 1;
        if self.records.read.is_multiple_of(TOLD) {
            self.ledger.shared.told.read.fetch_add(TOLD, Ordering::Relaxed);
        }
    }

    /// Tells of the records that are less than a hundred, as no more come.
    fn read_last(&self) {
        self.ledger.shared.told.read.fetch_add(self.records.read % TOLD, Ordering::Relaxed);
    }

    fn parts(&self) -> MutexGuard<'_, RecordCounts> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FileObserver for Page {
    fn decide(&mut self, record: &Record<'_>) -> Result<Decision> {
        self.read();
        let (shared, row) = (&self.ledger.shared, record.row);
        if !shared.filter.admits(row) {
            self.records.filtered += 1;
            return Ok(Decision::Nothing);
        }
        let seen = shared.duplicates.see(row)?;
        if seen == Seen::New {
            self.records.inserted += 1;
            let action_id = shared.actions.number(row.text(EVENT_SOURCE), row.text(EVENT_NAME));
            return Ok(Decision::Row { action_id });
        }
        self.records.duplicate += 1;
        if seen == Seen::Variant {
            self.ledger.lock().spool.push(&Entry::Variant { text: record.text.to_owned() })?;
        }
        Ok(Decision::Nothing)
    }

    fn side_record(&mut self, kind: SideRecord, position: u64, text: &str) -> Result<()> {
        match kind {
            SideRecord::Insight => self.records.insight += 1,
            SideRecord::Aggregated => self.records.aggregated += 1,
            // They are documents, no records.
            SideRecord::Digest | SideRecord::Notification => {}
        }
        if matches!(kind, SideRecord::Insight | SideRecord::Aggregated) {
            self.read();
        }
        let entry = Entry::SideRecord { file: self.number, kind, position, text: text.to_owned() };
        self.ledger.lock().spool.push(&entry)
    }

    fn reject(&mut self, reject: Reject<'_>) -> Result<()> {
        if reject.position.is_some() {
            self.read();
            self.records.rejected += 1;
        }
        self.ledger.shared.told.rejected.fetch_add(1, Ordering::Relaxed);
        self.ledger.lock().spool.push(&Entry::Reject {
            file: self.number,
            position: reject.position,
            reason: reject.reason.to_owned(),
            text: String::from_utf8_lossy(reject.text).into_owned(),
        })
    }

    fn part(&self) -> Box<dyn FileObserver> {
        Box::new(Self {
            ledger: Arc::clone(&self.ledger),
            number: self.number,
            file: Arc::clone(&self.file),
            records: RecordCounts::default(),
            parts: Arc::clone(&self.parts),
        })
    }

    fn leave(self: Box<Self>) -> Result<()> {
        self.read_last();
        self.parts().add(&self.records);
        Ok(())
    }

    fn close(&mut self, outcome: FileOutcome) -> Result<()> {
        self.ledger.shared.told.files.fetch_add(1, Ordering::Relaxed);
        self.read_last();
        let parts = *self.parts();
        self.records.add(&parts);
        let mut books = self.ledger.lock();
        books.files.push(FileEntry {
            number: self.number,
            file: Arc::clone(&self.file),
            outcome,
            records: self.records,
        });
        Ok(())
    }
}
