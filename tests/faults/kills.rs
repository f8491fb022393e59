//! `kill -9` at random moments: of a first import, from the making of the file on, and of an import
//! over what is there.

use std::{fs, process::Stdio};

use crate::{
    archive,
    chance::{Chance, rounds},
    moment,
    scene::{Scene, import, wait_until},
};

#[test]
fn a_killed_import_is_completed_by_the_same_command() {
    let scene = Scene::new();
    archive::write(&scene.path("more"), archive::FILES, 4);
    let paths = ["logs", "more"];
    let life = moment::life(&mut scene.spawn(&import("whole.duckdb", &paths)));
    scene.agrees("whole.duckdb");
    let whole = scene.content("whole.duckdb");
    let total = scene.count("whole.duckdb");
    scene.complete("logs.duckdb", &["logs"]);
    let mut chance = Chance::new("kills");
    let (mut kills, mut met, mut midway, mut completed, mut torn) = (0, 0, 0, 0, 0);
    while kills < rounds(10, 120) {
        scene.remove("killed.duckdb");
        if chance.below(3) == 0 {
            fs::copy(scene.path("logs.duckdb"), scene.path("killed.duckdb")).unwrap();
        }
        // One database is killed a few times, each time further on.
        for _ in 0..=chance.below(4) {
            // What is there already makes the rest of an import shorter.
            let left = life * (total - scene.count("killed.duckdb")) / total;
            let mut child = scene.spawn(&import("killed.duckdb", &paths));
            met += u64::from(moment::kill_at(&mut child, chance.below(left.max(1)), &mut chance));
            kills += 1;
            if is_torn(&scene) {
                torn += 1;
                continue;
            }
            scene.agrees("killed.duckdb");
            let events = scene.count("killed.duckdb");
            midway += u64::from(events > 0 && events < total);
        }
        scene.complete("killed.duckdb", &paths);
        assert!(scene.content("killed.duckdb") == whole, "the content is another");
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
fn is_torn(scene: &Scene) -> bool {
    let ran = scene.run(&["query", "--db", "killed.duckdb", "SELECT 1"]);
    ran.code == Some(1) && ran.stderr.contains(TORN)
}

const TORN: &str = "killed.duckdb was left half-written by a process that was killed";

#[test]
fn what_a_kill_tears_is_put_back_by_the_next_import() {
    let scene = Scene::new();
    archive::write(&scene.path("more"), archive::FILES, 4);
    scene.complete("whole.duckdb", &["logs", "more"]);
    scene.complete("killed.duckdb", &["logs"]);
    // It waits for its input with the database open, and nothing written yet.
    let mut command = scene.command(&import("killed.duckdb", &["-"]));
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    wait_until(|| scene.path("killed.duckdb.undo").exists());
    child.kill().unwrap();
    child.wait().unwrap();
    // A kill within a write is seldom; here its second half is taken back.
    let (offset, size) = first_kept(&fs::read(scene.path("killed.duckdb.undo")).unwrap());
    let mut bytes = fs::read(scene.path("killed.duckdb")).unwrap();
    bytes[offset + size / 2..offset + size].fill(0xAB);
    fs::write(scene.path("killed.duckdb"), &bytes).unwrap();
    for args in [&["info"][..], &["report", "actors"], &["import", "--dry-run", "more"]] {
        let args = [args, &["--db", "killed.duckdb"]].concat();
        scene.run(&args).says(1, TORN);
        scene.run(&args).says(1, "`ducktrail import` into it, of the same paths again");
    }
    assert!(fs::read(scene.path("killed.duckdb")).unwrap() == bytes);
    scene.complete("killed.duckdb", &["more"]);
    assert!(scene.content("killed.duckdb") == scene.content("whole.duckdb"));
    assert!(!scene.path("killed.duckdb.undo").exists());
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
