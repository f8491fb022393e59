//! `kill -9` at random moments: of a first import, from the making of the file on, and of an import
//! over what is there.

use std::{fs, thread};

use crate::{
    archive,
    chance::{Chance, rounds},
    scene::{Scene, import},
};

#[test]
fn a_killed_import_is_completed_by_the_same_command() {
    let scene = Scene::new();
    archive::write(&scene.path("more"), archive::FILES, 4);
    let paths = ["logs", "more"];
    let (whole, took) = scene.undisturbed(&paths);
    let total = scene.count("whole.duckdb");
    scene.complete("logs.duckdb", &["logs"]);
    let mut chance = Chance::new("kills");
    let (mut kills, mut met, mut midway, mut completed) = (0, 0, 0, 0);
    while kills < rounds(8, 120) {
        scene.remove("killed.duckdb");
        if chance.below(3) == 0 {
            fs::copy(scene.path("logs.duckdb"), scene.path("killed.duckdb")).unwrap();
        }
        // One database is killed a few times, each time further on.
        for _ in 0..=chance.below(4) {
            let mut child = scene.spawn(&import("killed.duckdb", &paths));
            let micros = u64::try_from(took.as_micros()).unwrap();
            thread::sleep(std::time::Duration::from_micros(chance.below(micros)));
            met += u64::from(child.try_wait().unwrap().is_none());
            child.kill().unwrap();
            child.wait().unwrap();
            kills += 1;
            scene.agrees("killed.duckdb");
            let events = scene.count("killed.duckdb");
            midway += u64::from(events > 0 && events < total);
        }
        scene.complete("killed.duckdb", &paths);
        assert!(scene.content("killed.duckdb") == whole, "the content is another");
        completed += 1;
    }
    eprintln!(
        "{kills} kills, {met} of a running import, {midway} left a part of it, {completed} databases completed"
    );
    assert!(met > kills / 4, "the kills came too late");
}
