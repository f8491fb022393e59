//! Files that are not on disk. They are fetched ahead of the scan, which reads each once it has arrived.

use std::{
    io::{self, Read},
    sync::{Arc, Condvar},
};

use crate::scan::file::LogFile;

/// A source of files that arrive one after another, in any order. Called from several threads.
pub trait Arrivals: Send + Sync {
    /// Returns a file that has arrived, or `None` if there is none now.
    fn take(&self) -> Option<Arrival>;

    /// Returns true if a file may still arrive, or has arrived and was not taken. It becomes false without
    /// help of the threads that wait for it.
    fn is_pending(&self) -> bool;

    /// Makes each arrival, and the end of all, notify `arrived`.
    fn notify(&self, arrived: &Arc<Condvar>);
}

/// A file that has arrived.
pub struct Arrival {
    /// The file, with the size and the time that it has now.
    pub file: Arc<LogFile>,
    /// Its bytes, or the reason why it cannot be read.
    pub content: io::Result<Box<dyn Read + Send>>,
}
