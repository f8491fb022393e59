//! `kill -9` at random moments: of a first import, from the making of the file on, and of an import
//! over what is there.

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
    let life = kill_point::life(&mut sandbox.spawn(&import_args("whole.duckdb", &paths)));
    sandbox.assert_consistent("whole.duckdb");
    let whole = sandbox.content("whole.duckdb");
    let total = sandbox.count_events("whole.duckdb");
    sandbox.import_all("logs.duckdb", &["logs"]);
    let mut rng = Rng::new("kills");
    let (mut kills, mut met, mut midway, mut completed, mut torn) = (0, 0, 0, 0, 0);
    while kills < rounds(10, 120) {
        sandbox.remove_database("killed.duckdb");
        if rng.below(3) == 0 {
            fs::copy(sandbox.path("logs.duckdb"), sandbox.path("killed.duckdb")).unwrap();
        }
        // One database is killed a few times, each time further on.
        for _ in 0..=rng.below(4) {
            // What is there already makes the rest of an import shorter.
            let left = life * (total - sandbox.count_events("killed.duckdb")) / total;
            let mut child = sandbox.spawn(&import_args("killed.duckdb", &paths));
            met += u64::from(kill_point::kill_at(&mut child, rng.below(left.max(1)), &mut rng));
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
        assert!(sandbox.content("killed.duckdb") == whole, "the content is another");
        completed += 1;
    }
    eprintln!(
        "{kills} kills, {met} of a running import, {midway} left a part of it, {completed} databases completed, {torn} torn"
    );
    assert!(met > kills / 2, "the kills came too late");
    assert!(midway > 0, "no kill left a part of the import");
}

/// Whether the kill came within a write of DuckDB's to a block of its metadata that is in use: such a
/// database opens no more until the next import has put back what was written over.
fn is_torn(sandbox: &Sandbox) -> bool {
    let ran = sandbox.run(&["query", "--db", "killed.duckdb", "SELECT 1"]);
    ran.code == Some(1) && ran.stderr.contains(TORN)
}

const TORN: &str = "killed.duckdb was left by a process that was killed within a write to it";

#[test]
fn what_a_kill_tears_is_put_back_by_the_next_import() {
    let sandbox = archive::sandbox();
    archive::write(&sandbox.path("more"), archive::FILES, 4);
    sandbox.import_all("whole.duckdb", &["logs", "more"]);
    sandbox.import_all("killed.duckdb", &["logs"]);
    // It waits for its input with the database open, and nothing written yet.
    let mut command = sandbox.command(&import_args("killed.duckdb", &["-"]));
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    wait_until(|| sandbox.path("killed.duckdb.undo").exists());
    child.kill().unwrap();
    child.wait().unwrap();
    // A kill within a write is seldom; here its second half is taken back.
    let (offset, size) = first_kept(&fs::read(sandbox.path("killed.duckdb.undo")).unwrap());
    let mut bytes = fs::read(sandbox.path("killed.duckdb")).unwrap();
    bytes[offset + size / 2..offset + size].fill(0xAB);
    fs::write(sandbox.path("killed.duckdb"), &bytes).unwrap();
    for args in [&["info"][..], &["report", "actors"], &["import", "--dry-run", "more"]] {
        let args = [args, &["--db", "killed.duckdb"]].concat();
        sandbox.run(&args).says(1, TORN);
        sandbox.run(&args).says(1, "`ducktrail import` into it, of the same paths again");
    }
    assert!(fs::read(sandbox.path("killed.duckdb")).unwrap() == bytes);
    sandbox.import_all("killed.duckdb", &["more"]);
    assert!(sandbox.content("killed.duckdb") == sandbox.content("whole.duckdb"));
    assert!(!sandbox.path("killed.duckdb.undo").exists());
}

/// Where in the database the first block of a copy lies, and its size: behind 16 bytes that say what
/// it is come DuckDB's headers.
fn first_kept(copy: &[u8]) -> (usize, usize) {
    let number = |at: usize| {
        let bytes = copy[16 + 3 * 4096 + 8 * at..][..8].try_into().unwrap();
        usize::try_from(u64::from_le_bytes(bytes)).unwrap()
    };
    (number(0), number(1))
}
