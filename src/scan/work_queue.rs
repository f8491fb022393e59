//! What is left to be done of a scan, and which thread does it.
//!
//! A thread takes a file of its own as long as there is one. Behind the last file it waits for as long
//! as another thread reads one that may yet prove large, and then takes part in it. It waits for
//! nothing but threads that are at work within the scan: what lies between two chunks lies here, open
//! to all, as DuckDB may never come back for it with the same thread, or with any.

use std::{
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread::{self, ThreadId},
};

use crate::scan::{
    Scan,
    file::LogFile,
    open_file::OpenFile,
    rows::Rows,
    shared::{Part, SharedFile},
};

/// The work of a scan.
#[derive(Default)]
pub(crate) struct WorkQueue {
    state: Mutex<State>,
    changed: Condvar,
    /// How many threads wait.
    waiting: AtomicUsize,
}

#[derive(Default)]
struct State {
    /// The first file that was not begun.
    next: usize,
    /// Rows that were gathered and not all written, and by which thread.
    rows: Vec<(ThreadId, Rows)>,
    /// What was begun and let go of, as there were rows enough.
    files: Vec<OpenFile>,
    parts: Vec<Part>,
    /// Files that any number of threads read.
    shared: Vec<Arc<SharedFile>>,
    /// How many threads read a file that they may yet share or let go of.
    held: usize,
}

/// What a thread does next.
pub(crate) enum Task<'a> {
    /// Opens a file.
    Open(Arc<LogFile>, BusyGuard<'a>),
    /// Reads on in a file.
    File(OpenFile, BusyGuard<'a>),
    /// Takes a part of a file.
    SharedFile(Arc<SharedFile>),
    /// Goes on with a part of a file.
    Part(Part),
}

/// A file that one thread reads, for which others may wait.
pub(crate) struct BusyGuard<'a>(&'a WorkQueue);

impl Drop for BusyGuard<'_> {
    fn drop(&mut self) {
        self.0.lock().held -= 1;
        self.0.changed.notify_all();
    }
}

impl WorkQueue {
    /// Rows to be written or, where they are empty, to be filled. A thread goes on with its own:
    /// DuckDB makes row groups of what one thread gives, and rows that were gathered together, which
    /// are in order, are to be in one row group. Once nothing is left to be read it takes those
    /// of others.
    pub(crate) fn take_rows(&self, scan: &Scan) -> Rows {
        let id = thread::current().id();
        let mut state = self.lock();
        let own = state.rows.iter().position(|(thread, _)| *thread == id);
        let any = || (!state.has_work(scan) && !state.rows.is_empty()).then_some(0);
        match own.or_else(any) {
            Some(at) => state.rows.swap_remove(at).1,
            None => Rows::new(scan.run_bytes),
        }
    }

    /// Lets go of rows until the next chunk.
    pub(crate) fn put_rows(&self, rows: Rows) {
        self.lock().rows.push((thread::current().id(), rows));
    }

    /// Whether there are no rows to be written.
    pub(crate) fn is_written(&self) -> bool {
        self.lock().rows.is_empty()
    }

    /// Something to read, or none where nothing is left. What may yet come is waited for, unless the
    /// caller is busy.
    pub(crate) fn take(&self, scan: &Scan, is_busy: bool) -> Option<Task<'_>> {
        let mut state = self.lock();
        loop {
            let task = self.task(&mut state, scan);
            if task.is_some() || is_busy || state.held == 0 {
                return task;
            }
            self.waiting.fetch_add(1, Ordering::Relaxed);
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            self.waiting.fetch_sub(1, Ordering::Relaxed);
        }
    }

    fn task(&self, state: &mut State, scan: &Scan) -> Option<Task<'_>> {
        // Parts first, as each holds memory.
        if let Some(part) = state.parts.pop() {
            return Some(Task::Part(part));
        }
        if let Some(file) = state.files.pop() {
            state.held += 1;
            return Some(Task::File(file, BusyGuard(self)));
        }
        if let Some(file) = scan.files.get(state.next) {
            state.next += 1;
            state.held += 1;
            return Some(Task::Open(Arc::clone(file), BusyGuard(self)));
        }
        state.shared.last().map(|file| Task::SharedFile(Arc::clone(file)))
    }

    /// Whether a thread waits for something to do.
    pub(crate) fn is_awaited(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > 0
    }

    /// Lets go of a file for a while.
    pub(crate) fn put_file(&self, file: OpenFile) {
        self.lock().files.push(file);
        self.changed.notify_all();
    }

    /// Lets go of a part for a while.
    pub(crate) fn put_part(&self, part: Part) {
        self.lock().parts.push(part);
        self.changed.notify_all();
    }

    /// Lets all threads read a file.
    pub(crate) fn share(&self, file: OpenFile) {
        self.lock().shared.push(SharedFile::new(file));
        self.changed.notify_all();
    }

    /// Takes note that no more parts are to be had of a file.
    pub(crate) fn end(&self, file: &Arc<SharedFile>) {
        self.lock().shared.retain(|shared| !Arc::ptr_eq(shared, file));
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Whether something is left to be read, or may yet be.
    fn has_work(&self, scan: &Scan) -> bool {
        !self.parts.is_empty()
            || !self.files.is_empty()
            || self.next < scan.files.len()
            || !self.shared.is_empty()
            || self.held > 0
    }
}
