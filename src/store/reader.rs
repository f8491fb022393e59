//! A database that is open to be asked questions of ours, until the process ends.

use std::{
    mem,
    ops::Deref,
    path::{Path, PathBuf},
};

use anyhow::Result;
use duckdb::Connection;

use crate::store::open_mapped;

/// A connection that only reads, to a file that is mapped into memory. `DuckDB` takes longer to close a
/// database, as it gives its memory back piece by piece, than to answer many a question; of a file
/// that was only read nothing is left to be done. So the end of the process closes it.
#[derive(Debug)]
pub(crate) struct Reader {
    connection: Connection,
    /// Where DuckDB goes on when memory does not suffice; only closing clears it away.
    spilled: PathBuf,
}

impl Reader {
    /// Opens an existing database to ask it questions. It is not changed, not even by a migration.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let spilled = spilled(path);
        let connection = open_mapped(path, &spilled)?;
        Ok(Self { connection, spilled })
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
    use crate::store::{migrate, open_read_only};

    /// A database, and a reader of it.
    fn reader() -> (TempDir, Reader) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.duckdb");
        migrate::apply(&mut Connection::open(&path).unwrap()).unwrap();
        let reader = Reader::open(&path).unwrap();
        (folder, reader)
    }

    #[test]
    fn the_folder_of_temporary_files_is_that_of_a_database_that_is_opened_itself() {
        let (folder, reader) = reader();
        let opened = open_read_only(&folder.path().join("a.duckdb")).unwrap();
        let set = |connection: &Connection| -> String {
            let sql = "SELECT current_setting('temp_directory')";
            connection.query_row(sql, [], |row| row.get(0)).unwrap()
        };
        assert_eq!(set(&reader), set(&opened));
        assert_eq!(Path::new(&set(&reader)), reader.spilled);
    }

    #[test]
    fn a_path_is_taken_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        for name in
            ["memory.duckdb", "it's \"here\"; DROP TABLE x.duckdb", "temp", "archive", "日 本"]
        {
            let path = folder.path().join(name);
            migrate::apply(&mut Connection::open(&path).unwrap()).unwrap();
            let reader = Reader::open(&path).unwrap();
            let sql = "SELECT count(*) FROM events";
            assert_eq!(reader.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap(), 0, "{name}");
        }
    }

    #[test]
    fn nothing_can_be_written() {
        let (_folder, reader) = reader();
        let cause = reader.execute_batch("DELETE FROM events").unwrap_err().to_string();
        assert!(cause.contains("read-only"), "{cause}");
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
