//! The search for the files of an import, on a thread of its own. They pass to a table of the database, which is
//! opened as soon as it is known whether there is much to import.

use std::{
    collections::HashMap,
    mem,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, RecvTimeoutError, sync_channel},
    },
    thread::{self, JoinHandle},
    time::Duration,
    vec,
};

use anyhow::{Result, anyhow, bail};
use duckdb::Connection;

use crate::{
    import::{
        ImportRequest,
        plan::{batches::content_bytes, file_list::FileList},
    },
    scan::{
        file::LogFile,
        find::{self, FileSink},
        objects::{FoundObjects, ObjectQuery},
    },
    store::{
        self,
        error::{DbErrorKind, kind},
        interrupt::CtrlC,
    },
};

/// The number of files that wait in memory until the database is open. Only the size of these decides about the
/// row groups of a new database.
const FIRST_FILES: usize = 250_000;

/// The number of files that pass to the table in one group, as each passage can wake a thread.
const GROUP: usize = 256;

/// The number of groups on their way to the table.
const GROUPS_ON_THE_WAY: usize = 16;

/// The time between two checks for Ctrl-C.
const TICK: Duration = Duration::from_millis(100);

/// A search that is running. The import does not wait for one that hangs after Ctrl-C.
pub(crate) struct FileSearch {
    first: Vec<LogFile>,
    /// The rest of a group that has arrived.
    received: vec::IntoIter<LogFile>,
    rest: Receiver<Vec<LogFile>>,
    thread: Option<JoinHandle<Result<FoundObjects>>>,
    found: FoundObjects,
    /// The number of files found so far.
    count: Arc<AtomicU64>,
    ctrl_c: Arc<CtrlC>,
}

impl FileSearch {
    /// Starts a search, which Ctrl-C ends.
    pub(crate) fn start(
        ctrl_c: &Arc<CtrlC>,
        search: impl FnOnce(FileSink<'_>) -> Result<FoundObjects> + Send + 'static,
    ) -> Self {
        let (sender, rest) = sync_channel(GROUPS_ON_THE_WAY);
        let count = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&count);
        // If nobody receives them any more, the import has failed and says why.
        let send = move |files| sender.send(files).map_err(|_| anyhow!("the import has ended"));
        let thread = thread::spawn(move || {
            let mut files = Vec::new();
            let found = search(&mut |file| {
                counter.fetch_add(1, Ordering::Relaxed);
                files.push(file);
                if files.len() < GROUP { Ok(()) } else { send(mem::take(&mut files)) }
            })?;
            send(files)?;
            Ok(found)
        });
        Self {
            first: Vec::new(),
            received: Vec::new().into_iter(),
            rest,
            thread: Some(thread),
            found: FoundObjects::default(),
            count,
            ctrl_c: Arc::clone(ctrl_c),
        }
    }

    /// Returns the number of files found so far, which grows.
    pub(crate) fn count(&self) -> &Arc<AtomicU64> {
        &self.count
    }

    /// Estimates the size of the content of all files, or of the first ones if there are many. That of a pipe is
    /// not known, so it counts as large. Fails if the search has failed.
    pub(crate) fn expected_bytes(&mut self) -> Result<u64> {
        while self.first.len() < FIRST_FILES {
            let Some(file) = self.next()? else { break };
            self.first.push(file);
        }
        let bytes =
            |file: &LogFile| if file.is_read_once() { u64::MAX } else { content_bytes(file) };
        Ok(self.first.iter().map(bytes).fold(0, u64::saturating_add))
    }

    /// Waits for the end of the search, and returns the files in a table of `connection`.
    pub(crate) fn list<'a>(
        mut self,
        connection: &'a Connection,
        request: &ImportRequest,
    ) -> Result<(FileList<'a>, FoundObjects)> {
        let mut list = FileList::new(connection, &request.filter)?;
        list.is_listed_only = request.is_dry_run;
        for file in mem::take(&mut self.first) {
            list.add(file)?;
        }
        while let Some(file) = self.next()? {
            list.add(file)?;
        }
        Ok((list, self.found))
    }

    /// Returns the next file, or `None` at the end of a search that has succeeded.
    fn next(&mut self) -> Result<Option<LogFile>> {
        loop {
            if let Some(file) = self.received.next() {
                return Ok(Some(file));
            }
            if self.ctrl_c.is_stopped() {
                bail!("stopped");
            }
            match self.rest.recv_timeout(TICK) {
                Ok(files) => self.received = files.into_iter(),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        if let Some(thread) = self.thread.take() {
            self.found =
                thread.join().map_err(|_| anyhow!("the search for files has failed"))??;
        }
        Ok(None)
    }
}

/// Finds what a request names: files on disk, then objects.
pub(crate) fn all(
    request: &ImportRequest,
    listed_to: &HashMap<String, i64>,
    sink: FileSink<'_>,
) -> Result<FoundObjects> {
    let mut found = find::walk(&request.paths, sink)?;
    let Some(objects) = &request.objects else {
        return Ok(FoundObjects { found, ..FoundObjects::default() });
    };
    let (filter, offset) = (&request.filter, found.roots.len());
    let query = ObjectQuery {
        urls: &request.urls,
        account: &|id| filter.wants_account(id),
        region: &|name| filter.wants_region(name),
        since: filter.first_delivery(),
        through: filter.last_delivery(),
        listed_to: &|prefix| listed_to.get(prefix).copied(),
    };
    let mut all = objects.search(&query, &mut |mut file| {
        file.move_below(file.root() + offset);
        sink(file)
    })?;
    found.append(mem::take(&mut all.found));
    Ok(FoundObjects { found, ..all })
}

/// Returns the delivery times up to which prefixes were listed and read by earlier imports.
pub(crate) fn listed_before(request: &ImportRequest) -> Result<HashMap<String, i64>> {
    if request.urls.is_empty() || request.lists_all || !request.db.exists() {
        return Ok(HashMap::new());
    }
    let connection = match store::open_read_only(&request.db) {
        Ok(connection) => connection,
        // Better now than after a long listing.
        Err(err) if kind(&err) == DbErrorKind::Locked => return Err(err),
        // The import will restore it, bring it up to date, or say why it cannot.
        Err(_) => return Ok(HashMap::new()),
    };
    let mut statement = connection.prepare("SELECT prefix, epoch_us(listed_to) FROM listings")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
