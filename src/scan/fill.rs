//! Fills the chunks of a scan on DuckDB's threads: takes a task from the queue, reads rows until the
//! run is full, sorts them and writes them.

use anyhow::{Result, bail};
use duckdb::{core::DataChunkHandle, vtab::InitInfo};

use crate::{
    scan::{
        Scan,
        chunk::ChunkWriter,
        open_file::{FillEnd, OpenFile, Opened},
        rows::Rows,
        shared::Part,
        work_queue::{Task, WorkQueue},
    },
    trail::column_set::ColumnSet,
};

/// The state of a scan, shared by its threads, because the driver offers no state per thread.
pub(crate) struct Filler {
    /// The selected columns, by their position in the schema.
    columns: Vec<usize>,
    /// The columns of these that are read from records.
    logged: ColumnSet,
    queue: WorkQueue,
}

impl Filler {
    /// Starts a scan with the columns that `init` selects.
    pub(crate) fn new(init: &InitInfo) -> Self {
        let columns: Vec<usize> = init
            .get_column_indices()
            .into_iter()
            .map(|index| usize::try_from(index).unwrap_or(usize::MAX))
            .collect();
        // DuckDB limits this to the number of its threads.
        init.set_max_threads(u64::MAX);
        let logged = ColumnSet::only(columns.iter().copied());
        Self { columns, logged, queue: WorkQueue::default() }
    }

    /// Fills a chunk, or leaves it empty at the end of the scan.
    pub(crate) fn fill(&self, scan: &Scan, out: &DataChunkHandle) -> Result<()> {
        let mut chunk = ChunkWriter::new(out, &self.columns);
        loop {
            let mut rows = self.queue.take_rows(scan, self.logged);
            if rows.is_empty() {
                self.read_run(scan, &mut rows)?;
            }
            match &scan.memory_guard {
                Some(guard) => {
                    let bytes = rows.next_bytes(chunk.capacity());
                    guard.fill(bytes, &mut || rows.write(&mut chunk))?;
                }
                None => rows.write(&mut chunk),
            }
            if chunk.rows() > 0 {
                self.queue.return_rows(rows);
                break;
            }
            // Nothing is left to read, but another thread may have left rows to write.
            if self.queue.has_no_rows() {
                break;
            }
        }
        chunk.finish()
    }

    /// Reads until the run is full or nothing is left, and sorts the rows.
    fn read_run(&self, scan: &Scan, rows: &mut Rows) -> Result<()> {
        while !rows.is_full() {
            if scan.observer.is_stopped() {
                bail!("stopped");
            }
            // A thread that has rows writes them first and does not wait for other threads.
            match self.queue.next_task(scan, rows.is_empty()) {
                Some(task) => self.run_task(scan, task, rows)?,
                None => break,
            }
        }
        rows.sort();
        Ok(())
    }

    fn run_task(&self, scan: &Scan, task: Task<'_>, rows: &mut Rows) -> Result<()> {
        match task {
            Task::Open(file, _guard) => {
                let opened = OpenFile::open(scan, &file, &self.columns_to_read(scan))?;
                self.read_opened(opened, rows)?;
            }
            Task::Arrived(arrival, _guard) => {
                let opened = OpenFile::open_arrival(scan, arrival, &self.columns_to_read(scan))?;
                self.read_opened(opened, rows)?;
            }
            Task::Member(archive, _guard) => match archive.next_member(scan.observer.as_ref())? {
                Some(member) => {
                    let columns = self.columns_to_read(scan);
                    let opened = OpenFile::open_member(scan, &archive, member, &columns)?;
                    self.read_opened(opened, rows)?;
                }
                None => self.queue.remove_archive(&archive),
            },
            Task::File(file, _guard) => self.read(file, rows)?,
            Task::SharedFile(file) => match file.next_part()? {
                Some(part) => self.read_part(part, rows)?,
                None => self.queue.remove_shared(&file),
            },
            Task::Part(part) => self.read_part(part, rows)?,
        }
        Ok(())
    }

    fn read_opened(&self, opened: Opened, rows: &mut Rows) -> Result<()> {
        match opened {
            Opened::File(file) => self.read(*file, rows),
            Opened::Archive(archive) => {
                self.queue.add_archive(archive);
                Ok(())
            }
            Opened::Closed => Ok(()),
        }
    }

    fn read(&self, mut file: OpenFile, rows: &mut Rows) -> Result<()> {
        match file.fill(rows, || self.queue.has_waiting_threads())? {
            FillEnd::RowsFull => self.queue.return_file(file),
            FillEnd::ToBeShared => self.queue.share(file),
            FillEnd::FileClosed => {}
        }
        Ok(())
    }

    fn read_part(&self, part: Part, rows: &mut Rows) -> Result<()> {
        if let Some(part) = part.fill(rows)? {
            self.queue.return_part(part);
        }
        Ok(())
    }

    fn columns_to_read(&self, scan: &Scan) -> ColumnSet {
        if scan.observer.needs_rows() { ColumnSet::all() } else { self.logged }
    }
}
