//! `kill -9` at random moments: of a first import, from the making of the file on, and of an import
//! over what is there.

use std::fs;

use crate::{
    archive,
    chance::{Chance, rounds},
    moment,
    scene::{Scene, import},
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
                scene.remove("killed.duckdb");
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
    // None of the few kills of the bounded form.
    assert!(torn <= kills / 20, "more databases are torn than DuckDB's own writes explain");
    assert!(met > kills / 2, "the kills came too late");
    assert!(midway > 0, "no kill left a part of the import");
}

/// Whether the kill came within a write of DuckDB's to a block of its metadata that is in use: it writes
/// them in place, and the system ends a write at a page where a process is killed. SECURITY.md says
/// so; here such a database has to be told of as damaged, and never gives rows.
fn is_torn(scene: &Scene) -> bool {
    let ran = scene.run(&["query", "--db", "killed.duckdb", "SELECT 1"]);
    ran.code == Some(1) && ran.stderr.contains("killed.duckdb is damaged: a block of it")
}
