//! The remaining work of a scan, and its distribution to threads.
//!
//! A thread takes files of its own as long as there are any. Then it waits while another thread reads
//! a file that may still become large, and helps to read it. It waits only for threads that are
//! inside the scan: between two chunks, all work is in the queue, where any thread can take it,
//! because DuckDB may never call again with the same thread, or at all.

use std::{
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread::{self, ThreadId},
    time::Duration,
};

use crate::{
    scan::{
        Scan,
        archive::ArchiveReader,
        arrival::{Arrival, Arrivals},
        file::LogFile,
        open_file::OpenFile,
        rows::Rows,
        shared::{Part, SharedFile},
    },
    trail::column_set::ColumnSet,
};

/// The queue of the work of a scan.
#[derive(Default)]
pub(crate) struct WorkQueue {
    pending: Mutex<PendingWork>,
    changed: Arc<Condvar>,
    /// The number of waiting threads.
    waiting: AtomicUsize,
}

#[derive(Default)]
struct PendingWork {
    /// The index of the first file that was not opened yet.
    next_file: usize,
    /// Runs of rows that are not completely written, with the thread that collected them.
    rows: Vec<(ThreadId, Rows)>,
    /// Files that were returned because the run was full.
    files: Vec<OpenFile>,
    /// Parts that were returned because the run was full.
    parts: Vec<Part>,
    /// Files that any number of threads read.
    shared: Vec<Arc<SharedFile>>,
    /// Archives whose members were not all opened.
    archives: Vec<Arc<ArchiveReader>>,
    /// The number of threads that read a file which they may still share or return.
    busy: usize,
}

/// The longest time that a thread waits before it looks for an arrival.
const LONGEST_WAIT: Duration = Duration::from_millis(20);

/// Returns true if a file may still arrive.
fn may_arrive(scan: &Scan) -> bool {
    scan.arrivals.as_ref().is_some_and(|arrivals| arrivals.is_pending())
}

/// A task for a thread.
pub(crate) enum Task<'a> {
    /// Open a file and read it.
    Open(Arc<LogFile>, BusyGuard<'a>),
    /// Open a file that has arrived and read it.
    Arrived(Arrival, BusyGuard<'a>),
    /// Take a member of an archive and read it.
    Member(Arc<ArchiveReader>, BusyGuard<'a>),
    /// Continue to read a file.
    File(OpenFile, BusyGuard<'a>),
    /// Take a part of a shared file and read it.
    SharedFile(Arc<SharedFile>),
    /// Continue to read a part of a shared file.
    Part(Part),
}

/// A guard for a thread that reads a file, for which other threads may wait.
pub(crate) struct BusyGuard<'a>(&'a WorkQueue);

impl Drop for BusyGuard<'_> {
    fn drop(&mut self) {
        self.0.lock().busy -= 1;
        self.0.wake_waiting();
    }
}

impl WorkQueue {
    /// Returns a run of rows to write, or an empty one to fill. A thread gets its own run, because
    /// DuckDB fills a row group with the rows of one thread, and a sorted run should stay in one row
    /// group. Once nothing is left to read, it also gets the runs of other threads. A run stores only
    /// `columns`.
    pub(crate) fn take_rows(&self, scan: &Scan, columns: ColumnSet) -> Rows {
        let id = thread::current().id();
        let mut pending = self.lock();
        let own = pending.rows.iter().position(|(thread, _)| *thread == id);
        let any = || (!pending.has_unread_work(scan) && !pending.rows.is_empty()).then_some(0);
        match own.or_else(any) {
            Some(at) => pending.rows.swap_remove(at).1,
            None => Rows::new(scan.run_bytes, columns),
        }
    }

    /// Returns a run of rows to the queue until the next chunk.
    pub(crate) fn return_rows(&self, rows: Rows) {
        self.lock().rows.push((thread::current().id(), rows));
    }

    /// Returns true if no rows are left to write.
    pub(crate) fn has_no_rows(&self) -> bool {
        self.lock().rows.is_empty()
    }

    /// Returns the next task, or `None` if there is none. If `may_wait` is true, waits while busy
    /// threads may still add one. Files that are not on disk arrive without help of the scan, so it waits for them
    /// in any case, and the runs of rows become as long as those of files on disk.
    pub(crate) fn next_task(&self, scan: &Scan, may_wait: bool) -> Option<Task<'_>> {
        let mut pending = self.lock();
        loop {
            // Asked first: what arrives in between is found by the look for a task.
            let may_arrive = may_arrive(scan);
            let task = self.task(&mut pending, scan);
            let is_awaited = may_arrive || (may_wait && pending.busy > 0);
            if task.is_some() || !is_awaited || scan.observer.is_stopped() {
                return task;
            }
            self.waiting.fetch_add(1, Ordering::Relaxed);
            pending = self.wait(pending, scan.arrivals.as_deref().filter(|_| may_arrive));
            self.waiting.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// Waits until something changes. An arrival is not part of the queue, so the news of one can come just
    /// before the wait: then the wait ends after a moment.
    fn wait<'a>(
        &self,
        pending: MutexGuard<'a, PendingWork>,
        arrivals: Option<&dyn Arrivals>,
    ) -> MutexGuard<'a, PendingWork> {
        let Some(arrivals) = arrivals else {
            return self.changed.wait(pending).unwrap_or_else(PoisonError::into_inner);
        };
        arrivals.notify(&self.changed);
        let waited = self.changed.wait_timeout(pending, LONGEST_WAIT);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn task(&self, pending: &mut PendingWork, scan: &Scan) -> Option<Task<'_>> {
        // Parts come first, because each holds a block in memory.
        if let Some(part) = pending.parts.pop() {
            return Some(Task::Part(part));
        }
        if let Some(file) = pending.files.pop() {
            pending.busy += 1;
            return Some(Task::File(file, BusyGuard(self)));
        }
        // Those within other archives come first, as these wait for them.
        if let Some(archive) = pending.archives.iter().rev().find(|archive| archive.try_take()) {
            pending.busy += 1;
            return Some(Task::Member(Arc::clone(archive), BusyGuard(self)));
        }
        if let Some(arrival) = scan.arrivals.as_ref().and_then(|arrivals| arrivals.take()) {
            pending.busy += 1;
            return Some(Task::Arrived(arrival, BusyGuard(self)));
        }
        if let Some(file) = scan.files.get(pending.next_file) {
            pending.next_file += 1;
            pending.busy += 1;
            return Some(Task::Open(Arc::clone(file), BusyGuard(self)));
        }
        pending.shared.last().map(|file| Task::SharedFile(Arc::clone(file)))
    }

    /// Returns true if a thread waits for a task.
    pub(crate) fn has_waiting_threads(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > 0
    }

    /// Returns a file to the queue.
    pub(crate) fn return_file(&self, file: OpenFile) {
        self.lock().files.push(file);
        self.wake_waiting();
    }

    /// Returns a part to the queue.
    pub(crate) fn return_part(&self, part: Part) {
        self.lock().parts.push(part);
        self.wake_waiting();
    }

    /// Shares a file with all threads.
    pub(crate) fn share(&self, file: OpenFile) {
        self.lock().shared.push(SharedFile::new(file));
        self.wake_waiting();
    }

    /// Adds an archive, whose members any thread may take.
    pub(crate) fn add_archive(&self, archive: Arc<ArchiveReader>) {
        self.lock().archives.push(archive);
        self.wake_waiting();
    }

    /// Removes an archive that has no more members.
    pub(crate) fn remove_archive(&self, archive: &Arc<ArchiveReader>) {
        self.lock().archives.retain(|other| !Arc::ptr_eq(other, archive));
    }

    /// Removes a shared file that has no more parts.
    pub(crate) fn remove_shared(&self, file: &Arc<SharedFile>) {
        self.lock().shared.retain(|shared| !Arc::ptr_eq(shared, file));
    }

    /// Wakes the threads that wait for what changed under the lock before. They are counted under it, so none is missed.
    fn wake_waiting(&self) {
        if self.has_waiting_threads() {
            self.changed.notify_all();
        }
    }

    fn lock(&self) -> MutexGuard<'_, PendingWork> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PendingWork {
    /// Returns true if something is left to read, or may still be added.
    fn has_unread_work(&self, scan: &Scan) -> bool {
        !self.parts.is_empty()
            || !self.files.is_empty()
            || !self.archives.is_empty()
            || self.next_file < scan.files.len()
            || may_arrive(scan)
            || !self.shared.is_empty()
            || self.busy > 0
    }
}
