//! Fills chunk after chunk of a scan, on whichever of DuckDB's threads asks for one: takes something to
//! read, makes rows of it until there are enough, and writes them in their order.

use anyhow::{Result, bail};
use duckdb::{core::DataChunkHandle, vtab::InitInfo};

use crate::{
    scan::{
        Scan,
        chunk::ChunkWriter,
        open_file::{Filled, OpenFile},
        rows::Rows,
        shared::Part,
        work_queue::{Task, WorkQueue},
    },
    trail::record::ColumnSet,
};

/// How far a scan has come, shared by the threads that run it, as the driver has no state per thread.
pub(crate) struct Filler {
    columns: Vec<usize>,
    pool: WorkQueue,
}

impl Filler {
    /// Nothing has been read; `init` tells which columns are asked for.
    pub(crate) fn new(init: &InitInfo) -> Self {
        let columns: Vec<usize> = init
            .get_column_indices()
            .into_iter()
            .map(|index| usize::try_from(index).unwrap_or(usize::MAX))
            .collect();
        // DuckDB bounds this by its own threads.
        init.set_max_threads(u64::MAX);
        Self { columns, pool: WorkQueue::default() }
    }

    /// Fills one chunk; leaves it empty where nothing is left.
    pub(crate) fn fill(&self, scan: &Scan, out: &DataChunkHandle) -> Result<()> {
        let mut chunk = ChunkWriter::new(out, &self.columns);
        loop {
            let mut rows = self.pool.take_rows(scan);
            if rows.is_empty() {
                self.gather(scan, &mut rows)?;
            }
            match &scan.memory_guard {
                Some(room) => {
                    let bytes = rows.next_bytes(chunk.capacity());
                    room.fill(bytes, &mut || rows.write(&mut chunk))?;
                }
                None => rows.write(&mut chunk),
            }
            if chunk.rows() > 0 {
                self.pool.put_rows(rows);
                break;
            }
            // Nothing is left to be read; another thread may have left something to be written.
            if self.pool.is_written() {
                break;
            }
        }
        chunk.finish()
    }

    /// Reads until there are enough rows, or nothing is left.
    fn gather(&self, scan: &Scan, rows: &mut Rows) -> Result<()> {
        while !rows.is_full() {
            if scan.observer.is_stopped() {
                bail!("stopped");
            }
            // Who has rows writes them, and waits for more only then.
            match self.pool.take(scan, !rows.is_empty()) {
                Some(task) => self.work(scan, task, rows)?,
                None => break,
            }
        }
        rows.arrange();
        Ok(())
    }

    fn work(&self, scan: &Scan, task: Task<'_>, rows: &mut Rows) -> Result<()> {
        match task {
            Task::Open(file, _hold) => {
                if let Some(file) = OpenFile::open(scan, &file, &self.wanted(scan))? {
                    self.read(file, rows)?;
                }
            }
            Task::File(file, _hold) => self.read(file, rows)?,
            Task::SharedFile(file) => match file.part()? {
                Some(part) => self.read_part(part, rows)?,
                None => self.pool.end(&file),
            },
            Task::Part(part) => self.read_part(part, rows)?,
        }
        Ok(())
    }

    fn read(&self, mut file: OpenFile, rows: &mut Rows) -> Result<()> {
        match file.fill(rows, || self.pool.is_awaited())? {
            Filled::Full => self.pool.put_file(file),
            Filled::Large => self.pool.share(file),
            Filled::Ended => {}
        }
        Ok(())
    }

    fn read_part(&self, part: Part, rows: &mut Rows) -> Result<()> {
        if let Some(part) = part.fill(rows)? {
            self.pool.put_part(part);
        }
        Ok(())
    }

    fn wanted(&self, scan: &Scan) -> ColumnSet {
        if scan.observer.needs_rows() {
            ColumnSet::all()
        } else {
            ColumnSet::only(self.columns.iter().copied())
        }
    }
}
