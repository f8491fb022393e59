//! What a checkpoint may write over, kept beside the database until the checkpoint is done.
//!
//! DuckDB writes blocks of metadata in place that the state on the disk is read from, before it writes
//! the header that makes another state hold (`MetadataManager::Flush`, `SingleFileBlockManager::WriteHeader`).
//! A process that is killed within such a write leaves half a block, and the file opens no more. With
//! the blocks as they were the state of the header is whole again, and what was committed since stands
//! in DuckDB's log. Such a file is what other databases call a rollback journal.
//!
//! A copy holds for one header: the three of them stand at its start. Where the database has
//! others, a later checkpoint was completed, and the copy is of no use.

use std::{
    fs::{self, File},
    io::{ErrorKind, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use duckdb::Connection;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// What a copy starts with.
const MAGIC: &[u8; 16] = b"ducktrail undo 1";

/// DuckDB's main header and its two database headers, of which the newer holds.
const HEADERS: usize = 3 * 4096;

/// The blocks that hold metadata, and the size of all blocks in bytes.
const BLOCKS: &str = "
SELECT block_id, (SELECT block_size FROM pragma_database_size() WHERE database_name = current_database())
FROM pragma_metadata_info()";

/// The copy of a database that is being written.
#[derive(Debug)]
pub struct Undo {
    database: PathBuf,
    /// The database. It stays open as long as DuckDB has it open: a process that closes a file
    /// gives up its POSIX locks on it, whoever of it took them.
    file: Option<File>,
    /// The headers that the copy is for.
    headers: Option<Vec<u8>>,
    /// Whether the copy may be wanted by those who come after.
    is_wanted: bool,
}

impl Undo {
    /// Nothing is copied yet.
    pub fn new(database: &Path) -> Self {
        Self { database: database.to_owned(), file: None, headers: None, is_wanted: false }
    }

    /// Copies what the next checkpoint may write over. Nothing is done where no checkpoint was made
    /// since the last call. `connection` is one to the database.
    pub fn keep(&mut self, connection: &Connection) -> Result<()> {
        // Windows lets no file be open twice that one has locked.
        if cfg!(not(unix)) {
            return Ok(());
        }
        let kept = self.copy(connection).with_context(|| {
            format!(
                "cannot keep {}, without which a kill may damage the database",
                path(&self.database).display()
            )
        });
        self.is_wanted = kept.is_err();
        kept
    }

    fn copy(&mut self, connection: &Connection) -> Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(File::open(&self.database)?),
        };
        let headers = read(file, 0, HEADERS)?;
        if self.headers.as_ref() == Some(&headers) {
            return Ok(());
        }
        let length = file.metadata()?.len();
        let mut copy = Copy::begin(&self.database, &headers)?;
        let mut statement = connection.prepare(BLOCKS)?;
        for block in statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))? {
            let (id, size): (u64, usize) = block?;
            let offset = HEADERS as u64 + id * size as u64;
            // A block that no checkpoint has written yet is in nobody's way.
            if offset + size as u64 <= length {
                copy.block(offset, &read(file, offset, size)?)?;
            }
        }
        copy.end()?;
        self.headers = Some(headers);
        Ok(())
    }
}

impl Drop for Undo {
    fn drop(&mut self) {
        if !self.is_wanted {
            // One that stays is found to be of no use by the next import.
            let _ = fs::remove_file(path(&self.database));
        }
    }
}

/// Whether there is a copy of what a process may have been killed over.
pub fn exists(database: &Path) -> bool {
    path(database).exists()
}

/// Puts back what a process was killed over, before DuckDB opens the database. Nothing is done where
/// another process has it open.
pub fn restore(database: &Path) -> Result<()> {
    let path = path(database);
    let copy = match fs::read(&path) {
        Err(err) if err.kind() == ErrorKind::NotFound => return Ok(()),
        copy => copy.with_context(|| format!("cannot read {}", path.display()))?,
    };
    match File::options().read(true).write(true).open(database) {
        Ok(file) if !lock(&file) => return Ok(()),
        Ok(mut file) => put_back(&mut file, &copy).with_context(|| {
            format!("cannot put back into {} what {} keeps", database.display(), path.display())
        })?,
        Err(err) if err.kind() == ErrorKind::NotFound => {}
        // What stands in the way of opening it, DuckDB tells of.
        Err(_) => return Ok(()),
    }
    fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))
}

/// Writes the blocks of `copy` where it is whole, and for the headers of the file.
fn put_back(file: &mut File, copy: &[u8]) -> Result<()> {
    let Some(blocks) = blocks_for(&read(file, 0, HEADERS).unwrap_or_default(), copy) else {
        return Ok(());
    };
    for (offset, block) in blocks {
        file.seek(SeekFrom::Start(offset))?;
        file.write_all(block)?;
    }
    Ok(file.sync_all()?)
}

/// The offsets and contents of the blocks in a whole copy for these headers.
fn blocks_for<'a>(headers: &[u8], copy: &'a [u8]) -> Option<Vec<(u64, &'a [u8])>> {
    let (content, checksum) = copy.split_last_chunk()?;
    if xxh3_64(content) != u64::from_le_bytes(*checksum) {
        return None;
    }
    let mut rest = content.strip_prefix(MAGIC)?.strip_prefix(headers)?;
    let mut blocks = Vec::new();
    while let Some((offset, after)) = rest.split_first_chunk() {
        let (size, after) = after.split_first_chunk()?;
        let size = usize::try_from(u64::from_le_bytes(*size)).ok()?;
        let (block, after) = after.split_at_checked(size)?;
        blocks.push((u64::from_le_bytes(*offset), block));
        rest = after;
    }
    Some(blocks)
}

/// A copy as it is written.
struct Copy {
    /// It has another name until it is whole.
    unfinished: PathBuf,
    path: PathBuf,
    file: File,
    checksum: Xxh3,
}

impl Copy {
    fn begin(database: &Path, headers: &[u8]) -> Result<Self> {
        let path = path(database);
        let unfinished = beside(&path, ".new");
        let file = File::create(&unfinished)?;
        let mut copy = Self { unfinished, path, file, checksum: Xxh3::new() };
        copy.write(MAGIC)?;
        copy.write(headers)?;
        Ok(copy)
    }

    fn block(&mut self, offset: u64, block: &[u8]) -> Result<()> {
        self.write(&offset.to_le_bytes())?;
        self.write(&(block.len() as u64).to_le_bytes())?;
        self.write(block)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.checksum.update(bytes);
        Ok(self.file.write_all(bytes)?)
    }

    /// Only what is on the disk can be put back after a loss of power.
    fn end(mut self) -> Result<()> {
        let checksum = self.checksum.digest();
        self.file.write_all(&checksum.to_le_bytes())?;
        self.file.sync_all()?;
        Ok(fs::rename(&self.unfinished, &self.path)?)
    }
}

fn read(file: &mut File, offset: u64, size: usize) -> Result<Vec<u8>> {
    let mut bytes = vec![0; size];
    file.seek(SeekFrom::Start(offset))?;
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Takes DuckDB's own lock on a database, which ends with the file; `false` where somebody has it.
#[cfg(unix)]
fn lock(file: &File) -> bool {
    rustix::fs::fcntl_lock(file, rustix::fs::FlockOperation::NonBlockingLockExclusive).is_ok()
}

/// Windows has not let the file be opened if somebody has it.
#[cfg(not(unix))]
fn lock(_: &File) -> bool {
    true
}

fn path(database: &Path) -> PathBuf {
    beside(database, ".undo")
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    const BLOCK: usize = 262_144;

    struct Scene {
        folder: TempDir,
    }

    impl Scene {
        /// A database with a table of one row, closed.
        fn new() -> Self {
            let scene = Self { folder: tempfile::tempdir().unwrap() };
            scene.open().execute_batch("CREATE TABLE t AS SELECT 1 AS a").unwrap();
            scene
        }

        fn database(&self) -> PathBuf {
            self.folder.path().join("a.duckdb")
        }

        fn open(&self) -> Connection {
            Connection::open(self.database()).unwrap()
        }

        fn rows(&self) -> Result<i64> {
            let connection = Connection::open(self.database())?;
            Ok(connection.query_row("SELECT count(*) FROM t", [], |row| row.get(0))?)
        }

        /// Keeps a copy, commits a second row, and is cut off within the checkpoint behind it, when the
        /// blocks are written and the header is not.
        fn cut_off(&self) -> Undo {
            let connection = self.open();
            let mut undo = Undo::new(&self.database());
            undo.keep(&connection).unwrap();
            connection.execute_batch("INSERT INTO t VALUES (2)").unwrap();
            connection
                .execute_batch("SET debug_checkpoint_abort = 'AFTER_FREE_LIST_WRITE'")
                .unwrap();
            let cause = connection.execute_batch("CHECKPOINT").unwrap_err();
            assert!(cause.to_string().contains("aborted after free list write"), "{cause}");
            undo.is_wanted = true;
            undo
        }

        /// What a kill within the checkpoint leaves: blocks of which only the first page was written.
        fn torn(&self) {
            let before = fs::read(self.database()).unwrap();
            drop(self.cut_off());
            let mut torn = fs::read(self.database()).unwrap();
            let mut halves = 0;
            for start in (HEADERS..before.len()).step_by(BLOCK) {
                let (page, end) = (start + 4096, (start + BLOCK).min(before.len()));
                if torn[page..end] != before[page..end] {
                    torn[page..end].copy_from_slice(&before[page..end]);
                    halves += 1;
                }
            }
            assert!(halves > 0, "the checkpoint has written nothing in place");
            fs::write(self.database(), torn).unwrap();
        }
    }

    #[test]
    fn half_a_block_is_put_back_and_what_was_committed_is_there() {
        let scene = Scene::new();
        scene.torn();
        let cause = scene.rows().unwrap_err();
        assert!(cause.to_string().contains("Corrupt database file"), "{cause}");
        assert!(exists(&scene.database()));
        restore(&scene.database()).unwrap();
        assert_eq!(scene.rows().unwrap(), 2);
        assert!(!exists(&scene.database()));
    }

    #[test]
    fn a_kill_while_it_is_put_back_changes_nothing() {
        let scene = Scene::new();
        scene.torn();
        let copy = fs::read(path(&scene.database())).unwrap();
        let mut file = File::options().read(true).write(true).open(scene.database()).unwrap();
        let (offset, block) = blocks_for(&copy[MAGIC.len()..][..HEADERS], &copy).unwrap()[0];
        file.seek(SeekFrom::Start(offset)).unwrap();
        file.write_all(&block[..BLOCK / 3]).unwrap();
        drop(file);
        restore(&scene.database()).unwrap();
        assert_eq!(scene.rows().unwrap(), 2);
    }

    #[test]
    fn nothing_is_put_back_where_a_later_checkpoint_was_complete() {
        let scene = Scene::new();
        drop(scene.cut_off());
        let copy = fs::read(path(&scene.database())).unwrap();
        scene.open().execute_batch("INSERT INTO t VALUES (3); CHECKPOINT").unwrap();
        let whole = fs::read(scene.database()).unwrap();
        restore(&scene.database()).unwrap();
        assert!(fs::read(scene.database()).unwrap() == whole);
        assert!(!exists(&scene.database()));
        assert_eq!(blocks_for(&whole[..HEADERS], &copy), None);
        assert_eq!(scene.rows().unwrap(), 3);
    }

    #[test]
    fn a_damaged_copy_is_of_no_use() {
        let scene = Scene::new();
        drop(scene.cut_off());
        let headers = fs::read(scene.database()).unwrap()[..HEADERS].to_vec();
        let copy = fs::read(path(&scene.database())).unwrap();
        assert!(blocks_for(&headers, &copy).is_some_and(|blocks| !blocks.is_empty()));
        for size in [0, 7, 16, 5000, copy.len() - 1] {
            assert_eq!(blocks_for(&headers, &copy[..size]), None, "{size}");
        }
        for at in [0, 100, HEADERS + 40, copy.len() - 1] {
            let mut other = copy.clone();
            other[at] ^= 1;
            assert_eq!(blocks_for(&headers, &other), None, "{at}");
        }
    }

    #[test]
    fn a_copy_is_made_again_only_behind_a_checkpoint_and_is_gone_at_the_end() {
        let scene = Scene::new();
        let connection = scene.open();
        let mut undo = Undo::new(&scene.database());
        undo.keep(&connection).unwrap();
        let copy = || fs::read(path(&scene.database())).unwrap();
        let first = copy();
        connection.execute_batch("INSERT INTO t VALUES (2)").unwrap();
        undo.keep(&connection).unwrap();
        assert!(copy() == first);
        connection.execute_batch("CHECKPOINT").unwrap();
        undo.keep(&connection).unwrap();
        assert!(copy() != first);
        drop(connection);
        drop(undo);
        assert_eq!(fs::read_dir(scene.folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_copy_that_cannot_be_made_is_told_of() {
        let scene = Scene::new();
        fs::create_dir(beside(&path(&scene.database()), ".new")).unwrap();
        let connection = scene.open();
        let cause = Undo::new(&scene.database()).keep(&connection).unwrap_err();
        assert!(cause.to_string().starts_with("cannot keep "), "{cause:#}");
    }

    #[test]
    fn without_a_copy_or_a_database_nothing_is_done() {
        let scene = Scene::new();
        let whole = fs::read(scene.database()).unwrap();
        restore(&scene.database()).unwrap();
        assert!(fs::read(scene.database()).unwrap() == whole);
        restore(&scene.folder.path().join("none.duckdb")).unwrap();
        fs::write(scene.folder.path().join("none.duckdb.undo"), "x").unwrap();
        restore(&scene.folder.path().join("none.duckdb")).unwrap();
        assert_eq!(fs::read_dir(scene.folder.path()).unwrap().count(), 1);
    }
}
