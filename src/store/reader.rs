//! The database connection of commands that only read. It stays open until the process ends.

use std::{
    mem,
    ops::Deref,
    path::{Path, PathBuf},
};

use anyhow::Result;
use duckdb::Connection;

use crate::store::{lake, open_mapped, temporary, views};

/// A read-only connection to a file that is mapped into memory.
///
/// Dropping it closes the database only if it has temporary files to remove. `DuckDB` frees its memory piece
/// by piece on closing, which can take longer than the query did, and a file that was only read needs
/// no closing.
#[derive(Debug)]
pub(crate) struct Reader {
    connection: Connection,
    /// DuckDB's temporary directory. Only closing the database removes it.
    temp_folder: PathBuf,
    /// True for a lake in S3: closing it removes the copies of its files.
    must_close: bool,
}

impl Reader {
    /// Opens an existing database. It is never changed, not even by a migration.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let temp_folder = temporary::folder(path);
        let connection = open_mapped(path, &temp_folder)?;
        views::note_another_version(&connection, path)?;
        Ok(Self { connection, temp_folder, must_close: lake::is_remote(path) })
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
        if !self.must_close
            && !self.temp_folder.exists()
            && let Ok(clone) = self.connection.try_clone()
        {
            // DuckDB closes a database with its last connection.
            mem::forget(clone);
        }
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::store::{migrate, open_read_only};

    /// Creates a database and opens a reader of it.
    fn reader() -> (TempDir, Reader) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.duckdb");
        migrate::apply(&mut Connection::open(&path).unwrap()).unwrap();
        let reader = Reader::open(&path).unwrap();
        (folder, reader)
    }

    #[test]
    fn the_temporary_directory_is_duckdbs_default() {
        let (folder, reader) = reader();
        let opened = open_read_only(&folder.path().join("a.duckdb")).unwrap();
        let setting = |connection: &Connection| -> String {
            let sql = "SELECT current_setting('temp_directory')";
            connection.query_row(sql, [], |row| row.get(0)).unwrap()
        };
        assert_eq!(setting(&reader), setting(&opened));
        assert_eq!(Path::new(&setting(&reader)), reader.temp_folder);
    }

    #[test]
    fn paths_with_special_characters_open() {
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
    fn a_reader_cannot_write() {
        let (_folder, reader) = reader();
        let cause = reader.execute_batch("DELETE FROM event_rows").unwrap_err().to_string();
        assert!(cause.contains("read-only"), "{cause}");
    }

    #[test]
    fn dropping_a_reader_removes_its_temporary_files() {
        let (_folder, reader) = reader();
        reader
            .execute_batch(
                "SET memory_limit = '32MiB'; SET threads = 1;
                 CREATE TEMP TABLE t AS SELECT md5(range::VARCHAR) AS a FROM range(2000000)",
            )
            .unwrap();
        let temp_folder = reader.temp_folder.clone();
        assert!(temp_folder.exists());
        drop(reader);
        assert!(!temp_folder.exists());
    }
}
