//! Ctrl-C and SIGTERM: the first asks, the second ends at once.

use std::{fs, thread, time::Duration};

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
    // It reads standard input, which never ends: the first Ctrl-C has nothing that it can end.
    let mut command = scene.command(&import("x.duckdb", &["-"]));
    let mut child = command
        .stdin(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let input = child.stdin.take();
    wait_for_lock(&child);
    // The schema is there, so that it has come to what it reads.
    wait_until(|| fs::metadata(scene.path("x.duckdb.wal")).is_ok_and(|log| log.len() > 0));
    thread::sleep(Duration::from_millis(300));
    signal(&child, "INT");
    thread::sleep(Duration::from_millis(300));
    assert_eq!(child.try_wait().unwrap(), None, "the first one ended it");
    signal(&child, "INT");
    let ran = ran(child.wait_with_output().unwrap());
    drop(input);
    ran.says(130, "");
    scene.agrees("x.duckdb");
    scene.complete("x.duckdb", &["logs"]);
    assert!(scene.content("x.duckdb") == whole, "the content is another");
}
