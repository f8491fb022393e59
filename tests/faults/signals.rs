//! Ctrl-C and SIGTERM: the first asks, the second ends at once.

use std::{thread, time::Duration};

use crate::scene::{Scene, import, ran, signal, wait_until};

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
    let mut command = scene.command(&import("x.duckdb", &["logs", "-"]));
    let mut child = command
        .stdin(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let input = child.stdin.take();
    wait_until(|| scene.path("x.duckdb").exists());
    thread::sleep(Duration::from_millis(100));
    signal(&child, "INT");
    thread::sleep(Duration::from_millis(200));
    if child.try_wait().unwrap().is_none() {
        signal(&child, "INT");
    }
    let ran = ran(child.wait_with_output().unwrap());
    drop(input);
    assert!(matches!(ran.code, Some(1 | 130)), "{ran:?}");
    scene.agrees("x.duckdb");
    scene.complete("x.duckdb", &["logs"]);
    assert!(scene.content("x.duckdb") == whole, "the content is another");
}
