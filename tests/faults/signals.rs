//! Ctrl-C and SIGTERM: the first asks, the second ends at once.

use crate::scene::{Scene, import, ran, signal, wait_for_lock, wait_until};

#[test]
fn a_signal_stops_an_import_that_the_same_command_completes() {
    let scene = Scene::new();
    let (whole, _) = scene.undisturbed(&["logs"]);
    for name in ["INT", "TERM"] {
        scene.remove("x.duckdb");
        let child = scene.spawn(&import("x.duckdb", &["logs"]));
        wait_until(|| scene.path("x.duckdb").exists());
        signal(&child, name);
        let ran = ran(child.wait_with_output().unwrap());
        ran.says(1, "the same command goes on from there");
        scene.agrees("x.duckdb");
        scene.complete("x.duckdb", &["logs"]);
        assert!(scene.content("x.duckdb") == whole, "the content is another");
    }
}

#[test]
fn a_second_ctrl_c_ends_at_once() {
    let scene = Scene::new();
    let (whole, _) = scene.undisturbed(&["logs"]);
    let child = scene.spawn(&import("x.duckdb", &["logs"]));
    wait_for_lock(&child);
    // Both come while it stands still, so that the first has ended nothing when the second is seen.
    for name in ["STOP", "INT", "TERM", "CONT"] {
        signal(&child, name);
    }
    let ran = ran(child.wait_with_output().unwrap());
    ran.says(130, "");
    scene.agrees("x.duckdb");
    scene.complete("x.duckdb", &["logs"]);
    assert!(scene.content("x.duckdb") == whole, "the content is another");
}
