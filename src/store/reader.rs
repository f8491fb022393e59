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
        Ok(Self { connection: open_read_only(path)?, spilled: spilled(path) })
    }
}

/// Where DuckDB puts what has no room in memory, unless it is told otherwise.
fn spilled(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".tmp");
    name.into()
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

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::store::migrate;

    /// A database, and a reader of it.
    fn reader() -> (TempDir, Reader) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.duckdb");
        migrate::apply(&mut Connection::open(&path).unwrap()).unwrap();
        let reader = Reader::open(&path).unwrap();
        (folder, reader)
    }

    #[test]
    fn the_folder_of_temporary_files_is_that_of_duckdb() {
        let (_folder, reader) = reader();
        let sql = "SELECT current_setting('temp_directory')";
        let set: String = reader.query_row(sql, [], |row| row.get(0)).unwrap();
        assert_eq!(Path::new(&set), reader.spilled);
    }

    #[test]
    fn temporary_files_are_removed_when_a_reader_is_done() {
        let (_folder, reader) = reader();
        reader
            .execute_batch(
                "SET memory_limit = '32MiB'; SET threads = 1;
                 CREATE TEMP TABLE t AS SELECT md5(range::VARCHAR) AS a FROM range(2000000)",
            )
            .unwrap();
        let spilled = reader.spilled.clone();
        assert!(spilled.exists());
        drop(reader);
        assert!(!spilled.exists());
    }
}
