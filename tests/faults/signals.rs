//! Ctrl-C and SIGTERM: the first stops the import, the second ends the process immediately.

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
    support::{ended, signal, wait_until},
};

#[test]
fn a_signal_stops_an_import_and_the_same_command_completes_it() {
    let sandbox = archive::sandbox();
    let whole = sandbox.import_undisturbed(&["logs"]);
    for name in ["INT", "TERM"] {
        sandbox.remove_database("x.duckdb");
        let child = sandbox.spawn(&import_args("x.duckdb", &["logs"]));
        wait_until(|| sandbox.path("x.duckdb").exists());
        signal(&child, name);
        let ran = ended(child);
        ran.says(130, "run the same command");
        sandbox.assert_consistent("x.duckdb");
        sandbox.import_all("x.duckdb", &["logs"]);
        assert!(sandbox.content("x.duckdb") == whole, "the content differs");
    }
}

#[test]
fn a_second_ctrl_c_ends_the_process_immediately() {
    let sandbox = archive::sandbox();
    let whole = sandbox.import_undisturbed(&["logs"]);
    let child = sandbox.spawn(&import_args("x.duckdb", &["logs"]));
    wait_for_lock(&child);
    // Both signals arrive while the process is stopped, so that the second comes before the end.
    for name in ["STOP", "INT", "TERM", "CONT"] {
        signal(&child, name);
    }
    let ran = ended(child);
    ran.says(130, "");
    sandbox.assert_consistent("x.duckdb");
    sandbox.import_all("x.duckdb", &["logs"]);
    assert!(sandbox.content("x.duckdb") == whole, "the content differs");
}

#[test]
fn an_interrupted_import_of_a_shared_file_is_completed_by_the_same_command() {
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
    assert!(sandbox.content("alone.duckdb") == whole, "one thread gives another content");
    let steps = u32::try_from(rounds(8, 16)).unwrap();
    for step in 1..steps {
        for name in ["INT", "KILL"] {
            sandbox.remove_database("x.duckdb");
            let child = sandbox.spawn(&args("x.duckdb"));
            thread::sleep(took * step / steps);
            signal(&child, name);
            let _ = ended(child);
            sandbox.assert_consistent("x.duckdb");
            assert!(matches!(sandbox.run(&args("x.duckdb")).code, Some(0 | 3)));
            sandbox.assert_consistent("x.duckdb");
            assert!(sandbox.content("x.duckdb") == whole, "{name}: the content differs");
        }
    }
}

#[test]
fn ctrl_c_at_a_commit_leaves_a_consistent_database() {
    let sandbox = archive::sandbox();
    // Rows whose commit takes a while.
    let parameter = "x".repeat(300);
    let event = |at: usize| {
        let name = at % 50;
        format!(
            "{{\"eventVersion\":\"1.08\",\"eventTime\":\"2025-01-{:02}T00:00:00Z\",\"eventName\":\"E{name}\",\"eventID\":\"{at}\",\"requestParameters\":{{\"a\":\"{parameter}\"}}}}\n",
            at % 28 + 1
        )
    };
    fs::write(sandbox.path("one.jsonl"), (0..12_000).map(event).collect::<String>()).unwrap();
    // Creating the views of a new database takes longer than the rest of this import.
    fs::create_dir(sandbox.path("nothing")).unwrap();
    assert_eq!(sandbox.run(&import_args("made.duckdb", &["nothing"])).code, Some(3));
    let begin = || {
        sandbox.remove_database("x.duckdb");
        fs::copy(sandbox.path("made.duckdb"), sandbox.path("x.duckdb")).unwrap();
        (Instant::now(), sandbox.spawn(&import_args("x.duckdb", &["one.jsonl"])))
    };
    let (start, child) = begin();
    assert_eq!(ended(child).code, Some(0));
    let took = start.elapsed();
    let steps = rounds(30, 300);
    let is_done = AtomicBool::new(false);
    thread::scope(|scope| {
        // On a busy machine, the program handles the signal later than it was sent.
        for _ in 0..2 {
            scope.spawn(|| {
                while !is_done.load(Ordering::Relaxed) {
                    hint::spin_loop();
                }
            });
        }
        let _done_at_end = SetOnDrop(&is_done);
        for step in 0..steps {
            let (_, child) = begin();
            // About one in ten comes during the commit, and DuckDB reports an interrupt.
            let percent = u32::try_from(45 + 45 * step / steps).unwrap();
            thread::sleep(took * percent / 100);
            signal(&child, "INT");
            let _ = ended(child);
            sandbox.assert_consistent("x.duckdb");
        }
    });
}

/// Sets a flag when it is dropped, also if the test fails.
struct SetOnDrop<'a>(&'a AtomicBool);

impl Drop for SetOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
