//! A database that is open to be asked, until the process ends.

use std::{
    mem,
    ops::Deref,
    path::{Path, PathBuf},
};

use anyhow::Result;
use duckdb::Connection;

use crate::store::open_read_only;

/// A connection that only reads. DuckDB takes longer to close a database, as it gives its memory back
/// piece by piece, than to answer many a question; of a file that was only read nothing is left
/// to be done. So the end of the process closes it.
#[derive(Debug)]
pub struct Reader {
    connection: Connection,
    /// Where DuckDB goes on when memory does not suffice; only closing clears it away.
    spilled: PathBuf,
}

impl Reader {
    /// Opens an existing database to ask it questions. It is not changed, not even by a migration.
    pub fn open(path: &Path) -> Result<Self> {
        let mut spilled = path.as_os_str().to_owned();
        spilled.push(".tmp");
        Ok(Self { connection: open_read_only(path)?, spilled: spilled.into() })
    }
}

impl Deref for Reader {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if !self.spilled.exists()
            && let Ok(another) = self.connection.try_clone()
        {
            // DuckDB closes a database with its last connection.
            mem::forget(another);
        }
    }
}
