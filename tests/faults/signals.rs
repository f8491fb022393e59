//! Ctrl-C and SIGTERM: the first asks, the second ends at once.

use std::{
    fs, hint,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Instant,
};

use crate::{
    archive,
    database::{import_args, wait_for_lock},
    rng::rounds,
    support::{Run, signal, wait_until},
};

#[test]
fn a_signal_stops_an_import_that_the_same_command_completes() {
    let sandbox = archive::sandbox();
    let (whole, _) = sandbox.import_undisturbed(&["logs"]);
    for name in ["INT", "TERM"] {
        sandbox.remove_database("x.duckdb");
        let child = sandbox.spawn(&import_args("x.duckdb", &["logs"]));
        wait_until(|| sandbox.path("x.duckdb").exists());
        signal(&child, name);
        let ran = Run::from(child.wait_with_output().unwrap());
        ran.says(1, "the same command goes on from there");
        sandbox.assert_consistent("x.duckdb");
        sandbox.import_all("x.duckdb", &["logs"]);
        assert!(sandbox.content("x.duckdb") == whole, "the content is another");
    }
}

#[test]
fn a_second_ctrl_c_ends_at_once() {
    let sandbox = archive::sandbox();
    let (whole, _) = sandbox.import_undisturbed(&["logs"]);
    let child = sandbox.spawn(&import_args("x.duckdb", &["logs"]));
    wait_for_lock(&child);
    // Both come while it stands still, so that the first has ended nothing when the second is seen.
    for name in ["STOP", "INT", "TERM", "CONT"] {
        signal(&child, name);
    }
    let ran = Run::from(child.wait_with_output().unwrap());
    ran.says(130, "");
    sandbox.assert_consistent("x.duckdb");
    sandbox.import_all("x.duckdb", &["logs"]);
    assert!(sandbox.content("x.duckdb") == whole, "the content is another");
}

#[test]
fn a_kill_or_a_signal_within_a_file_that_threads_share_leaves_what_the_same_command_completes() {
    let sandbox = archive::sandbox();
    let lines: String = (0..40).map(archive::log).collect();
    fs::write(sandbox.path("large.jsonl"), lines).unwrap();
    let shared = ["--jobs", "4", "--large-bytes", "1"];
    let args = |db| [&import_args(db, &["large.jsonl"])[..], &shared].concat();
    let start = Instant::now();
    assert_eq!(sandbox.run(&args("whole.duckdb")).code, Some(3));
    let took = start.elapsed();
    sandbox.assert_consistent("whole.duckdb");
    let whole = sandbox.content("whole.duckdb");
    let alone = [&import_args("alone.duckdb", &["large.jsonl"])[..], &["--jobs", "1"]].concat();
    assert_eq!(sandbox.run(&alone).code, Some(3));
    assert!(sandbox.content("alone.duckdb") == whole, "one thread makes something else");
    for step in 1..8 {
        for name in ["INT", "KILL"] {
            sandbox.remove_database("x.duckdb");
            let child = sandbox.spawn(&args("x.duckdb"));
            thread::sleep(took * step / 8);
            signal(&child, name);
            let _ = Run::from(child.wait_with_output().unwrap());
            sandbox.assert_consistent("x.duckdb");
            assert!(matches!(sandbox.run(&args("x.duckdb")).code, Some(0 | 3)));
            sandbox.assert_consistent("x.duckdb");
            assert!(sandbox.content("x.duckdb") == whole, "{name}: the content is another");
        }
    }
}

#[test]
fn ctrl_c_at_a_commit_leaves_sums_that_agree() {
    let sandbox = archive::sandbox();
    // Rows that take a while to be committed.
    let parameter = "x".repeat(300);
    let event = |at: usize| {
        let name = at % 50;
        format!(
            "{{\"eventVersion\":\"1.08\",\"eventTime\":\"2025-01-{:02}T00:00:00Z\",\"eventName\":\"E{name}\",\"eventID\":\"{at}\",\"requestParameters\":{{\"a\":\"{parameter}\"}}}}\n",
            at % 28 + 1
        )
    };
    fs::write(sandbox.path("one.jsonl"), (0..12_000).map(event).collect::<String>()).unwrap();
    // The views of a new database take longer than all else of such an import.
    fs::create_dir(sandbox.path("nothing")).unwrap();
    assert_eq!(sandbox.run(&import_args("made.duckdb", &["nothing"])).code, Some(0));
    let begin = || {
        sandbox.remove_database("x.duckdb");
        fs::copy(sandbox.path("made.duckdb"), sandbox.path("x.duckdb")).unwrap();
        (Instant::now(), sandbox.spawn(&import_args("x.duckdb", &["one.jsonl"])))
    };
    let (start, child) = begin();
    assert_eq!(Run::from(child.wait_with_output().unwrap()).code, Some(0));
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
            let _ = Run::from(child.wait_with_output().unwrap());
            sandbox.assert_consistent("x.duckdb");
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
