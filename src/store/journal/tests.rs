//! A kill during a checkpoint is reproduced with DuckDB's own setting that aborts one early.

use tempfile::TempDir;

use super::{file::MAGIC, *};

const BLOCK: usize = 131_072;

/// A temporary folder with a database in it.
struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    /// Creates a database with a table of one row, and closes it.
    fn new() -> Self {
        let sandbox = Self { folder: tempfile::tempdir().unwrap() };
        sandbox.open().execute_batch("CREATE TABLE t AS SELECT 1 AS a").unwrap();
        sandbox
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

    /// Writes a journal, commits a second row, and aborts the checkpoint after it when the blocks are
    /// written and the header is not.
    fn abort_checkpoint(&self) -> RollbackJournal {
        let connection = self.open();
        let mut journal = RollbackJournal::new(&self.database());
        journal.update(&connection).unwrap();
        connection.execute_batch("INSERT INTO t VALUES (2)").unwrap();
        connection.execute_batch("SET debug_checkpoint_abort = 'AFTER_FREE_LIST_WRITE'").unwrap();
        let cause = connection.execute_batch("CHECKPOINT").unwrap_err();
        assert!(cause.to_string().contains("aborted after free list write"), "{cause}");
        journal.is_needed = true;
        journal
    }

    /// Leaves what a kill within the checkpoint can leave: blocks with only the first page written.
    fn tear_blocks(&self) {
        let before = fs::read(self.database()).unwrap();
        drop(self.abort_checkpoint());
        let mut torn = fs::read(self.database()).unwrap();
        let mut torn_blocks = 0;
        for start in (HEADERS..before.len()).step_by(BLOCK) {
            let (page, end) = (start + 4096, (start + BLOCK).min(before.len()));
            if torn[page..end] != before[page..end] {
                torn[page..end].copy_from_slice(&before[page..end]);
                torn_blocks += 1;
            }
        }
        assert!(torn_blocks > 0, "the checkpoint overwrote nothing in place");
        fs::write(self.database(), torn).unwrap();
    }
}

#[test]
fn half_written_blocks_are_restored_with_all_committed_rows() {
    let sandbox = Sandbox::new();
    sandbox.tear_blocks();
    let cause = sandbox.rows().unwrap_err();
    assert!(cause.to_string().contains("Corrupt database file"), "{cause}");
    assert!(exists(&sandbox.database()));
    restore(&sandbox.database()).unwrap();
    assert_eq!(sandbox.rows().unwrap(), 2);
    assert!(!exists(&sandbox.database()));
}

#[test]
fn a_kill_while_blocks_are_restored_is_harmless() {
    let sandbox = Sandbox::new();
    sandbox.tear_blocks();
    let saved = fs::read(path(&sandbox.database())).unwrap();
    let mut file = File::options().read(true).write(true).open(sandbox.database()).unwrap();
    let (offset, block) = blocks_for(&saved[MAGIC.len()..][..HEADERS], &saved).unwrap()[0];
    file.seek(SeekFrom::Start(offset)).unwrap();
    file.write_all(&block[..BLOCK / 3]).unwrap();
    drop(file);
    restore(&sandbox.database()).unwrap();
    assert_eq!(sandbox.rows().unwrap(), 2);
}

#[test]
fn a_journal_older_than_the_last_checkpoint_is_ignored() {
    let sandbox = Sandbox::new();
    drop(sandbox.abort_checkpoint());
    let saved = fs::read(path(&sandbox.database())).unwrap();
    sandbox.open().execute_batch("INSERT INTO t VALUES (3); CHECKPOINT").unwrap();
    let before = fs::read(sandbox.database()).unwrap();
    restore(&sandbox.database()).unwrap();
    assert!(fs::read(sandbox.database()).unwrap() == before);
    assert!(!exists(&sandbox.database()));
    assert_eq!(blocks_for(&before[..HEADERS], &saved), None);
    assert_eq!(sandbox.rows().unwrap(), 3);
}

#[test]
fn a_damaged_journal_is_ignored() {
    let sandbox = Sandbox::new();
    drop(sandbox.abort_checkpoint());
    let headers = fs::read(sandbox.database()).unwrap()[..HEADERS].to_vec();
    let saved = fs::read(path(&sandbox.database())).unwrap();
    assert!(blocks_for(&headers, &saved).is_some_and(|blocks| !blocks.is_empty()));
    for size in [0, 7, 16, 5000, saved.len() - 1] {
        assert_eq!(blocks_for(&headers, &saved[..size]), None, "{size}");
    }
    for at in [0, 100, HEADERS + 40, saved.len() - 1] {
        let mut damaged = saved.clone();
        damaged[at] ^= 1;
        assert_eq!(blocks_for(&headers, &damaged), None, "{at}");
    }
}

#[test]
fn a_journal_is_rewritten_only_after_a_checkpoint_and_removed_at_the_end() {
    let sandbox = Sandbox::new();
    let connection = sandbox.open();
    let mut journal = RollbackJournal::new(&sandbox.database());
    journal.update(&connection).unwrap();
    let saved = || fs::read(path(&sandbox.database())).unwrap();
    let first = saved();
    connection.execute_batch("INSERT INTO t VALUES (2)").unwrap();
    journal.update(&connection).unwrap();
    assert!(saved() == first);
    connection.execute_batch("CHECKPOINT").unwrap();
    journal.update(&connection).unwrap();
    assert!(saved() != first);
    drop(connection);
    drop(journal);
    assert_eq!(fs::read_dir(sandbox.folder.path()).unwrap().count(), 1);
}

#[test]
fn a_journal_that_cannot_be_written_is_an_error() {
    let sandbox = Sandbox::new();
    fs::create_dir(with_suffix(&path(&sandbox.database()), ".new")).unwrap();
    let connection = sandbox.open();
    let cause = RollbackJournal::new(&sandbox.database()).update(&connection).unwrap_err();
    assert!(cause.to_string().starts_with("cannot write "), "{cause:#}");
}

#[test]
fn without_a_journal_or_a_database_nothing_is_restored() {
    let sandbox = Sandbox::new();
    let before = fs::read(sandbox.database()).unwrap();
    restore(&sandbox.database()).unwrap();
    assert!(fs::read(sandbox.database()).unwrap() == before);
    restore(&sandbox.folder.path().join("none.duckdb")).unwrap();
    fs::write(sandbox.folder.path().join("none.duckdb.undo"), "x").unwrap();
    restore(&sandbox.folder.path().join("none.duckdb")).unwrap();
    assert_eq!(fs::read_dir(sandbox.folder.path()).unwrap().count(), 1);
}
