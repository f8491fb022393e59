//! A large file that several threads read.
//!
//! Its bytes must be read, inflated, hashed and split into values in order, which is a sixth of the
//! work. A thread that needs work locks the file and takes a block of values. It does everything else
//! alone, with its own router and observer, which it merges back after the block. There is no queue,
//! no thread that feeds the others, and never more than one block per thread.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Result;

use crate::scan::{block::Block, open_file::OpenFile, router::RecordRouter, rows::Rows};

/// A file whose values any thread may take.
pub(crate) struct SharedFile {
    state: Mutex<SharedState>,
}

struct SharedState {
    file: OpenFile,
    is_at_end: bool,
    /// The number of parts that were taken and not merged back.
    open_parts: usize,
}

/// A block of values of a shared file, and their router.
pub(crate) struct Part {
    file: Arc<SharedFile>,
    block: Block,
    router: RecordRouter,
}

impl SharedFile {
    /// Shares a file, which must [allow it](OpenFile::can_be_shared).
    pub(crate) fn new(file: OpenFile) -> Arc<Self> {
        Arc::new(Self { state: Mutex::new(SharedState { file, is_at_end: false, open_parts: 0 }) })
    }

    /// Returns the next part of the file, or `None` at its end.
    pub(crate) fn next_part(self: &Arc<Self>) -> Result<Option<Part>> {
        let mut state = self.lock();
        if state.is_at_end {
            return Ok(None);
        }
        let mut block = Block::new();
        state.is_at_end = state.file.fill_block(&mut block)?;
        if block.is_empty() {
            state.close_if_done()?;
            return Ok(None);
        }
        state.open_parts += 1;
        let router = state.file.router().split_off();
        Ok(Some(Part { file: Arc::clone(self), block, router }))
    }

    /// Merges the router of a part back.
    fn merge_back(&self, router: RecordRouter) -> Result<()> {
        let mut state = self.lock();
        state.file.router().merge_back(router)?;
        state.open_parts -= 1;
        state.close_if_done()
    }

    fn lock(&self) -> MutexGuard<'_, SharedState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SharedState {
    /// Closes the file after its last part. A part whose thread met an error is never merged back;
    /// then the whole scan has failed, and the file stays open.
    fn close_if_done(&mut self) -> Result<()> {
        if self.is_at_end && self.open_parts == 0 { self.file.close() } else { Ok(()) }
    }
}

impl Part {
    /// Adds rows until the run is full or the part is at its end. Returns the part if it is not at
    /// its end, and merges it back otherwise.
    pub(crate) fn fill(mut self, rows: &mut Rows) -> Result<Option<Self>> {
        while !rows.is_full() {
            let Some(value) = self.block.next_value() else {
                self.file.merge_back(self.router)?;
                return Ok(None);
            };
            self.router.add_value(&value, rows)?;
        }
        Ok(Some(self))
    }
}

#[cfg(test)]
mod tests;
