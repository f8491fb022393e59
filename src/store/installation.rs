//! The installation of the views on a thread of its own, beside the reading of an import. It takes longer
//! than the rest of the start of a first import.

use std::thread::{self, JoinHandle};

use anyhow::Result;
use duckdb::Connection;

use crate::store::views;

/// An installation that may be running. It ends before the value is dropped.
#[derive(Debug, Default)]
pub(crate) struct Installation {
    thread: Option<JoinHandle<Result<()>>>,
}

impl Installation {
    /// Starts to install the views with a connection of its own.
    ///
    /// It changes nothing that an import reads or writes, and commits by itself. DuckDB makes no
    /// checkpoint at that commit, as its log is far shorter than the limit for that.
    pub(crate) fn start(connection: Connection) -> Self {
        Self { thread: Some(thread::spawn(move || views::install_views(&connection))) }
    }

    /// Waits until the views are installed.
    pub(crate) fn wait(&mut self) -> Result<()> {
        match self.thread.take().map(JoinHandle::join) {
            None => Ok(()),
            Some(Ok(installed)) => installed,
            Some(Err(panic)) => std::panic::resume_unwind(panic),
        }
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        // After an error of the import, the next one installs what is missing.
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
