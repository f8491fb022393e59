//! `kill -9` at random points of a first import and of an import into an existing database.

use std::{fs, process::Stdio};

use crate::{
    archive,
    database::import_args,
    kill_point,
    rng::{Rng, rounds},
    support::{Sandbox, wait_until},
};

#[test]
fn a_killed_import_is_completed_by_the_same_command() {
    let sandbox = archive::sandbox();
    archive::write(&sandbox.path("more"), archive::FILES, 4);
    let paths = ["logs", "more"];
    let total_io = kill_point::total_io(&mut sandbox.spawn(&import_args("whole.duckdb", &paths)));
    sandbox.assert_consistent("whole.duckdb");
    let whole = sandbox.content("whole.duckdb");
    let total = sandbox.count_events("whole.duckdb");
    sandbox.import_all("logs.duckdb", &["logs"]);
    let mut rng = Rng::new("kills");
    let (mut kills, mut running, mut midway, mut completed, mut torn) = (0, 0, 0, 0, 0);
    while kills < rounds(10, 120) {
        sandbox.remove_database("killed.duckdb");
        if rng.below(3) == 0 {
            fs::copy(sandbox.path("logs.duckdb"), sandbox.path("killed.duckdb")).unwrap();
        }
        // The import of one database is killed several times.
        for _ in 0..=rng.below(4) {
            // The more is imported already, the shorter is the rest.
            let left = total_io * (total - sandbox.count_events("killed.duckdb")) / total;
            let mut child = sandbox.spawn(&import_args("killed.duckdb", &paths));
            running += u64::from(kill_point::kill_at(&mut child, rng.below(left.max(1)), &mut rng));
            kills += 1;
            if is_torn(&sandbox) {
                torn += 1;
                continue;
            }
            sandbox.assert_consistent("killed.duckdb");
            let events = sandbox.count_events("killed.duckdb");
            midway += u64::from(events > 0 && events < total);
        }
        sandbox.import_all("killed.duckdb", &paths);
        assert!(sandbox.content("killed.duckdb") == whole, "the content differs");
        completed += 1;
    }
    eprintln!(
        "{kills} kills, {running} of a running import, {midway} left a part of it, {completed} databases completed, {torn} torn"
    );
    assert!(running > kills / 2, "the kills came too late");
    assert!(midway > 0, "no kill left a part of the import");
}

/// Returns true if the kill interrupted a write of DuckDB to a metadata block in use. Such a database does
/// not open until the next import has restored the block.
fn is_torn(sandbox: &Sandbox) -> bool {
    let ran = sandbox.run(&["query", "--db", "killed.duckdb", "SELECT 1"]);
    ran.code == Some(1) && ran.stderr.contains(TORN)
}

const TORN: &str = "killed.duckdb was left half-written by a process that was killed";

#[test]
fn the_next_import_restores_a_block_that_a_kill_left_half_written() {
    let sandbox = archive::sandbox();
    archive::write(&sandbox.path("more"), archive::FILES, 4);
    sandbox.import_all("whole.duckdb", &["logs", "more"]);
    sandbox.import_all("killed.duckdb", &["logs"]);
    // The import waits for input: the database is open, but nothing is written yet.
    let mut command = sandbox.command(&import_args("killed.duckdb", &["-"]));
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    wait_until(|| sandbox.path("killed.duckdb.undo").exists());
    child.kill().unwrap();
    child.wait().unwrap();
    // A kill during a write is rare, so the test overwrites the second half of a block.
    let (offset, size) = first_block(&fs::read(sandbox.path("killed.duckdb.undo")).unwrap());
    let mut bytes = fs::read(sandbox.path("killed.duckdb")).unwrap();
    bytes[offset + size / 2..offset + size].fill(0xAB);
    fs::write(sandbox.path("killed.duckdb"), &bytes).unwrap();
    for args in [&["info"][..], &["report", "actors"], &["import", "--dry-run", "more"]] {
        let args = [args, &["--db", "killed.duckdb"]].concat();
        sandbox.run(&args).says(1, TORN);
        sandbox.run(&args).says(1, "run the same import again");
    }
    assert!(fs::read(sandbox.path("killed.duckdb")).unwrap() == bytes);
    sandbox.import_all("killed.duckdb", &["more"]);
    assert!(sandbox.content("killed.duckdb") == sandbox.content("whole.duckdb"));
    assert!(!sandbox.path("killed.duckdb.undo").exists());
}

/// Returns the offset in the database and the size of the first block in a rollback journal. The journal
/// starts with 16 bytes of identification and DuckDB's three headers.
fn first_block(journal: &[u8]) -> (usize, usize) {
    let number = |at: usize| {
        let bytes = journal[16 + 3 * 4096 + 8 * at..][..8].try_into().unwrap();
        usize::try_from(u64::from_le_bytes(bytes)).unwrap()
    };
    (number(0), number(1))
}
