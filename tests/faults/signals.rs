//! Ctrl-C and SIGTERM: the first asks, the second ends at once.

use std::{
    fs, hint,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Instant,
};

use crate::{
    archive,
    chance::rounds,
    scene::{Scene, import, ran, signal, wait_for_lock, wait_until},
};

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
        ran.says(1, "run the same command");
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

#[test]
fn a_kill_or_a_signal_within_a_file_that_threads_share_leaves_what_the_same_command_completes() {
    let scene = Scene::new();
    let lines: String = (0..40).map(archive::log).collect();
    fs::write(scene.path("large.jsonl"), lines).unwrap();
    let shared = ["--jobs", "4", "--large-bytes", "1"];
    let args = |db| [&import(db, &["large.jsonl"])[..], &shared].concat();
    let start = Instant::now();
    assert_eq!(scene.run(&args("whole.duckdb")).code, Some(3));
    let took = start.elapsed();
    scene.agrees("whole.duckdb");
    let whole = scene.content("whole.duckdb");
    let alone = [&import("alone.duckdb", &["large.jsonl"])[..], &["--jobs", "1"]].concat();
    assert_eq!(scene.run(&alone).code, Some(3));
    assert!(scene.content("alone.duckdb") == whole, "one thread makes something else");
    for step in 1..8 {
        for name in ["INT", "KILL"] {
            scene.remove("x.duckdb");
            let child = scene.spawn(&args("x.duckdb"));
            thread::sleep(took * step / 8);
            signal(&child, name);
            let _ = ran(child.wait_with_output().unwrap());
            scene.agrees("x.duckdb");
            assert!(matches!(scene.run(&args("x.duckdb")).code, Some(0 | 3)));
            scene.agrees("x.duckdb");
            assert!(scene.content("x.duckdb") == whole, "{name}: the content is another");
        }
    }
}

#[test]
fn ctrl_c_at_a_commit_leaves_sums_that_agree() {
    let scene = Scene::new();
    // Rows that take a while to be committed.
    let parameter = "x".repeat(300);
    let event = |at: usize| {
        let name = at % 50;
        format!(
            "{{\"eventVersion\":\"1.08\",\"eventTime\":\"2025-01-{:02}T00:00:00Z\",\"eventName\":\"E{name}\",\"eventID\":\"{at}\",\"requestParameters\":{{\"a\":\"{parameter}\"}}}}\n",
            at % 28 + 1
        )
    };
    fs::write(scene.path("one.jsonl"), (0..12_000).map(event).collect::<String>()).unwrap();
    // The views of a new database take longer than all else of such an import.
    fs::create_dir(scene.path("nothing")).unwrap();
    assert_eq!(scene.run(&import("made.duckdb", &["nothing"])).code, Some(0));
    let begin = || {
        scene.remove("x.duckdb");
        fs::copy(scene.path("made.duckdb"), scene.path("x.duckdb")).unwrap();
        (Instant::now(), scene.spawn(&import("x.duckdb", &["one.jsonl"])))
    };
    let (start, child) = begin();
    assert_eq!(ran(child.wait_with_output().unwrap()).code, Some(0));
    let took = start.elapsed();
    let steps = rounds(30, 300);
    let is_done = AtomicBool::new(false);
    thread::scope(|scope| {
        // Where the machine is busy, the signal finds the program further than it was when it came.
        for _ in 0..2 {
            scope.spawn(|| {
                while !is_done.load(Ordering::Relaxed) {
                    hint::spin_loop();
                }
            });
        }
        let _at_the_end = Raised(&is_done);
        for step in 0..steps {
            let (_, child) = begin();
            // One of some ten comes when the rows are committed, and DuckDB then tells of an interrupt.
            let percent = u32::try_from(45 + 45 * step / steps).unwrap();
            thread::sleep(took * percent / 100);
            signal(&child, "INT");
            let _ = ran(child.wait_with_output().unwrap());
            scene.agrees("x.duckdb");
        }
    });
}

/// Raises a flag when it is dropped, also by a test that fails.
struct Raised<'a>(&'a AtomicBool);

impl Drop for Raised<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
