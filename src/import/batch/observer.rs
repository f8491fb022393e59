//! The observer of a batch's scan: decides on each event, counts by file, and spools everything that
//! is not an event.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use anyhow::Result;

use crate::{
    import::{
        balance::{FileCounts, RecordCounts},
        batch::{
            caller_ids::CallerId,
            context::ImportContext,
            id_cache::{CachePool, PooledCache},
            shape_ids::ShapeId,
            side_records,
            spool::{Spool, SpoolEntry, SpoolLine},
        },
        plan::{
            self,
            filter::{FilterDecision, FilterValues},
        },
        seen::EventStatus,
    },
    scan::{
        Admission, Decision, FileObserver, FileOutcome, FileStatus, Observer, Record, Reject,
        RowIds, SideRecord, file::LogFile,
    },
    trail::{
        column::{EVENT_NAME, EVENT_SOURCE},
        key::LogFileKey,
        record_row::RecordRow,
    },
};

/// The number of records after which a file counter updates the shared progress counter, as each update
/// costs the other threads time.
const RECORDS_PER_UPDATE: u64 = 100;

/// A scanned file and the counts of its records.
#[derive(Debug)]
pub(crate) struct ScannedFile {
    /// The number in the batch, from 0.
    pub(crate) number: u64,
    pub(crate) file: Arc<LogFile>,
    pub(crate) outcome: FileOutcome,
    /// The counts of records. A duplicate of an Insights or Aggregated record counts as one of these until
    /// it is written.
    pub(crate) records: RecordCounts,
    /// True if the content is that of another file, whose records count.
    pub(crate) is_copy: bool,
}

impl ScannedFile {
    /// Returns true if the file counts as one of known content. One that a limit cut off before anything of it
    /// could be used is a copy only up to there, so it is named by itself.
    pub(crate) fn counts_as_copy(&self) -> bool {
        let is_cut_off = self.outcome.is_cut_short && self.outcome.status == FileStatus::Unreadable;
        self.is_copy && !is_cut_off
    }
}

/// Everything that the scan of a batch gives, except events.
pub(crate) struct BatchResult {
    pub(crate) files: Vec<ScannedFile>,
    pub(crate) spool: Spool,
    /// The counts of the members of archives: all, unchanged, and out of range.
    pub(crate) members: FileCounts,
    /// The hashes of the contents, so that the progress of a copy is not shown.
    contents: HashSet<String>,
}

/// The observer of one batch. Clones share their state.
#[derive(Clone)]
pub(crate) struct BatchObserver {
    context: Arc<ImportContext>,
    next_number: Arc<AtomicU64>,
    result: Arc<Mutex<BatchResult>>,
    caches: CachePool,
    folder: PathBuf,
}

impl BatchObserver {
    /// Creates an observer whose spool may create a temporary file in `folder`.
    pub(crate) fn new(context: &Arc<ImportContext>, folder: &Path) -> Self {
        Self {
            context: Arc::clone(context),
            next_number: Arc::default(),
            result: Arc::new(Mutex::new(BatchResult::new(folder))),
            caches: CachePool::default(),
            folder: folder.to_owned(),
        }
    }

    /// Takes the result after the scan.
    pub(crate) fn finish(&self) -> BatchResult {
        std::mem::replace(&mut *lock(&self.result), BatchResult::new(&self.folder))
    }
}

impl BatchResult {
    fn new(folder: &Path) -> Self {
        Self {
            files: Vec::new(),
            spool: Spool::new(folder),
            members: FileCounts::default(),
            contents: HashSet::new(),
        }
    }
}

impl Observer for BatchObserver {
    fn open(&self, file: &Arc<LogFile>) -> Box<dyn FileObserver> {
        Box::new(FileCounter {
            context: Arc::clone(&self.context),
            result: Arc::clone(&self.result),
            number: self.next_number.fetch_add(1, Ordering::Relaxed),
            file: Arc::clone(file),
            key: if self.context.filter.is_empty() { LogFileKey::default() } else { file.key() },
            records: RecordCounts::default(),
            parts: Arc::default(),
            cache: self.caches.take(),
            caches: self.caches.clone(),
        })
    }

    fn admit(&self, member: &LogFile) -> Admission {
        let admission = plan::admit(member, &self.context.imported_files(), &self.context.filter);
        self.context.counters.found.fetch_add(1, Ordering::Relaxed);
        let members = &mut lock(&self.result).members;
        members.found += 1;
        match admission {
            Admission::Read => return admission,
            Admission::Unchanged => members.unchanged += 1,
            Admission::OutOfRange => members.out_of_range += 1,
        }
        self.context.counters.files.fetch_add(1, Ordering::Relaxed);
        admission
    }

    fn reads_everything(&self) -> bool {
        self.context.filter.is_empty()
    }

    fn is_stopped(&self) -> bool {
        self.context.ctrl_c.is_stopped()
    }

    fn needs_rows(&self) -> bool {
        true
    }
}

/// The counts of one file, or of a part of it.
struct FileCounter {
    context: Arc<ImportContext>,
    result: Arc<Mutex<BatchResult>>,
    number: u64,
    file: Arc<LogFile>,
    /// The name of the file, for the filter.
    key: LogFileKey,
    records: RecordCounts,
    /// The sum of all finished parts of the file.
    parts: Arc<Mutex<RecordCounts>>,
    cache: PooledCache,
    caches: CachePool,
}

impl FileCounter {
    fn count_record(&mut self) {
        self.records.read += 1;
        if self.records.read.is_multiple_of(RECORDS_PER_UPDATE) {
            self.context.counters.records.fetch_add(RECORDS_PER_UPDATE, Ordering::Relaxed);
        }
    }

    /// Adds the records since the last update to the shared progress counter.
    fn update_progress(&self) {
        let rest = self.records.read % RECORDS_PER_UPDATE;
        self.context.counters.records.fetch_add(rest, Ordering::Relaxed);
    }

    /// Returns the IDs of the record's action, shape and caller, and spools those that are new.
    fn ids(&mut self, row: RecordRow<'_>) -> Result<RowIds> {
        let (context, result) = (&self.context, &self.result);
        let (source, name) = (row.text(EVENT_SOURCE), row.text(EVENT_NAME));
        let action_id =
            self.cache.cache.action(source, name, || context.action_ids.assign(source, name));
        let shape = row.shape();
        let shape_id = self.cache.cache.shape(shape.bytes(), || {
            let members = shape.to_text();
            let ShapeId { id, is_new } = context.shape_ids.assign(&members)?;
            if is_new {
                spool(result, &SpoolEntry::Shape { id, members })?;
            }
            anyhow::Ok(id)
        })?;
        let hash = context.caller_ids.hash_of(&row);
        let caller_id = self.cache.cache.caller(hash, || {
            let CallerId { id, new } = context.caller_ids.assign(hash, &row)?;
            if let Some(caller) = new {
                spool(result, &SpoolEntry::Caller { id, caller })?;
            }
            anyhow::Ok(id)
        })?;
        Ok(RowIds { action_id, shape_id: Some(shape_id), caller_id: Some(caller_id) })
    }

    /// Returns true if the filter leaves a record out, and counts it.
    fn leaves_out(&mut self, values: &FilterValues<'_>) -> bool {
        let count = match self.context.filter.decide(values, &self.key) {
            FilterDecision::Matches => return false,
            FilterDecision::Excluded => &mut self.records.filtered,
            FilterDecision::Undecided => &mut self.records.undecided,
        };
        *count += 1;
        true
    }

    fn spool(&self, entry: &SpoolEntry) -> Result<()> {
        spool(&self.result, entry)
    }
}

impl FileObserver for FileCounter {
    fn decide(&mut self, record: &Record<'_>) -> Result<Decision> {
        self.count_record();
        let row = record.row;
        if !self.context.filter.is_empty() && self.leaves_out(&FilterValues::of_event(&row)) {
            return Ok(Decision::Nothing);
        }
        let status = self.context.seen.check(&row, row.shape())?;
        if status == EventStatus::New {
            self.records.inserted += 1;
            return Ok(Decision::Row(self.ids(row)?));
        }
        self.records.duplicate += 1;
        if status == EventStatus::Variant {
            self.spool(&SpoolEntry::Variant { text: record.text.to_owned() })?;
        }
        Ok(Decision::Nothing)
    }

    fn side_record(&mut self, kind: SideRecord, position: u64, text: &str) -> Result<()> {
        // Digests and notifications are documents, not records.
        if let Some(counts_as) = side_records::counts_as(kind) {
            self.count_record();
            if !self.context.filter.is_empty()
                && self.leaves_out(&FilterValues::of_side_record(kind, text))
            {
                return Ok(());
            }
            *counts_as(&mut self.records) += 1;
        }
        let text = text.to_owned();
        self.spool(&SpoolEntry::SideRecord { file: self.number, kind, position, text })
    }

    fn reject(&mut self, reject: Reject<'_>) -> Result<()> {
        if reject.position.is_some() {
            self.count_record();
            self.records.rejected += 1;
            self.context.counters.rejected.fetch_add(1, Ordering::Relaxed);
        }
        self.spool(&SpoolEntry::Reject {
            file: self.number,
            position: reject.position,
            reason: reject.reason.to_owned(),
            text: String::from_utf8_lossy(reject.text).into_owned(),
        })
    }

    fn split_off(&self) -> Box<dyn FileObserver> {
        Box::new(Self {
            context: Arc::clone(&self.context),
            result: Arc::clone(&self.result),
            number: self.number,
            file: Arc::clone(&self.file),
            key: self.key.clone(),
            records: RecordCounts::default(),
            parts: Arc::clone(&self.parts),
            cache: self.caches.take(),
            caches: self.caches.clone(),
        })
    }

    fn merge_back(self: Box<Self>) -> Result<()> {
        self.update_progress();
        lock(&self.parts).add(&self.records);
        Ok(())
    }

    fn close(&mut self, outcome: FileOutcome) -> Result<()> {
        self.context.counters.files.fetch_add(1, Ordering::Relaxed);
        self.update_progress();
        self.records.add(&lock(&self.parts));
        let mut result = lock(&self.result);
        if !outcome.sha256.is_empty() && !result.contents.insert(outcome.sha256.clone()) {
            self.context.counters.subtract_copy(&self.records);
        }
        result.files.push(ScannedFile {
            number: self.number,
            file: Arc::clone(&self.file),
            outcome,
            records: self.records,
            is_copy: false,
        });
        Ok(())
    }
}

/// Adds an entry to the spool.
fn spool(result: &Mutex<BatchResult>, entry: &SpoolEntry) -> Result<()> {
    let line = SpoolLine::of(entry)?;
    lock(result).spool.push(&line)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
