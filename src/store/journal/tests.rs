//! The state of a kill is made without chance, by DuckDB's own setting that ends a checkpoint early.

use tempfile::TempDir;

use super::{file::MAGIC, *};

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
    fn cut_off(&self) -> RollbackJournal {
        let connection = self.open();
        let mut journal = RollbackJournal::new(&self.database());
        journal.keep(&connection).unwrap();
        connection.execute_batch("INSERT INTO t VALUES (2)").unwrap();
        connection.execute_batch("SET debug_checkpoint_abort = 'AFTER_FREE_LIST_WRITE'").unwrap();
        let cause = connection.execute_batch("CHECKPOINT").unwrap_err();
        assert!(cause.to_string().contains("aborted after free list write"), "{cause}");
        journal.is_wanted = true;
        journal
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
    let mut journal = RollbackJournal::new(&scene.database());
    journal.keep(&connection).unwrap();
    let copy = || fs::read(path(&scene.database())).unwrap();
    let first = copy();
    connection.execute_batch("INSERT INTO t VALUES (2)").unwrap();
    journal.keep(&connection).unwrap();
    assert!(copy() == first);
    connection.execute_batch("CHECKPOINT").unwrap();
    journal.keep(&connection).unwrap();
    assert!(copy() != first);
    drop(connection);
    drop(journal);
    assert_eq!(fs::read_dir(scene.folder.path()).unwrap().count(), 1);
}

#[test]
fn a_copy_that_cannot_be_made_is_told_of() {
    let scene = Scene::new();
    fs::create_dir(beside(&path(&scene.database()), ".new")).unwrap();
    let connection = scene.open();
    let cause = RollbackJournal::new(&scene.database()).keep(&connection).unwrap_err();
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
