//! A large file that several threads read.
//!
//! Its bytes are read, inflated, hashed and cut into values in their order, which is a sixth of the
//! work: whichever thread wants something to do locks the file and cuts out a block of values for
//! itself. All the rest it does on its own, with an account and an observer of its own, which are
//! joined to those of the file once the block is done. So there is no queue, no thread that has to
//! feed others, and never more than a block for each thread.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Result;

use crate::scan::{block::Block, open_file::OpenFile, router::RecordRouter, rows::Rows};

/// A file whose values any thread may take.
pub(crate) struct SharedFile {
    state: Mutex<State>,
}

struct State {
    worker: OpenFile,
    is_at_end: bool,
    /// How many parts were taken and have not come back.
    out: usize,
}

/// Some values of a shared file, and the account of them.
pub(crate) struct Part {
    file: Arc<SharedFile>,
    block: Block,
    records: RecordRouter,
}

impl SharedFile {
    /// Shares a file, which has [proved](OpenFile::can_be_shared) that it can be.
    pub(crate) fn new(worker: OpenFile) -> Arc<Self> {
        Arc::new(Self { state: Mutex::new(State { worker, is_at_end: false, out: 0 }) })
    }

    /// The next part of the file, or none at its end.
    pub(crate) fn part(self: &Arc<Self>) -> Result<Option<Part>> {
        let mut state = self.lock();
        if state.is_at_end {
            return Ok(None);
        }
        let mut block = Block::new();
        state.is_at_end = state.worker.cut(&mut block)?;
        if block.is_empty() {
            state.close_if_done()?;
            return Ok(None);
        }
        state.out += 1;
        let records = state.worker.records().part();
        Ok(Some(Part { file: Arc::clone(self), block, records }))
    }

    /// Takes back the account of a part.
    fn join(&self, records: RecordRouter) -> Result<()> {
        let mut state = self.lock();
        state.worker.records().join(records)?;
        state.out -= 1;
        state.close_if_done()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Closes the file behind its last part. A part whose thread met an error never comes back: then
    /// the scan has failed, and the file is not accounted for.
    fn close_if_done(&mut self) -> Result<()> {
        if self.is_at_end && self.out == 0 { self.worker.close() } else { Ok(()) }
    }
}

impl Part {
    /// Adds rows until there are enough or the part is through; then it is given back.
    pub(crate) fn fill(mut self, rows: &mut Rows) -> Result<Option<Self>> {
        while !rows.is_full() {
            let Some(value) = self.block.take() else {
                self.file.join(self.records)?;
                return Ok(None);
            };
            self.records.value(&value, rows)?;
        }
        Ok(Some(self))
    }
}

#[cfg(test)]
mod tests;
