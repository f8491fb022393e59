//! Wrong clocks, of the machine that wrote the files and of this one.

use std::{
    fs::File,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use crate::{
    archive,
    database::{EVENTS, import_args, wait_for_count},
    support::{Run, Sandbox, ended, signal},
};

fn touch(sandbox: &Sandbox, name: &str, time: SystemTime) {
    File::options().write(true).open(sandbox.path(name)).unwrap().set_modified(time).unwrap();
}

#[test]
fn files_with_any_modification_time_are_read_once() {
    let sandbox = archive::sandbox();
    sandbox.import_all("whole.duckdb", &["logs"]);
    let years = |count: u64| Duration::from_secs(count * 31_557_600);
    touch(&sandbox, "logs/01.json.gz", UNIX_EPOCH);
    touch(&sandbox, "logs/02.json.gz", UNIX_EPOCH - years(10));
    touch(&sandbox, "logs/03.json.gz", SystemTime::now() + years(100));
    let args = import_args("x.duckdb", &["logs"]);
    for zone in ["Pacific/Kiritimati", "America/St_Johns"] {
        let ran = Run::from(sandbox.command(&args).env("TZ", zone).output().unwrap());
        assert!(matches!(ran.code, Some(0 | 3)), "{ran:?}");
        sandbox.assert_consistent("x.duckdb");
    }
    assert_eq!(sandbox.query_csv("x.duckdb", EVENTS), sandbox.query_csv("whole.duckdb", EVENTS));
    let unchanged = sandbox
        .query_csv("x.duckdb", "SELECT files_unchanged = files_found FROM imports WHERE id = 2");
    assert_eq!(unchanged.lines().nth(1), Some("true"), "{unchanged}");
    let ahead = sandbox
        .query_csv("x.duckdb", "SELECT count(*) FROM imports WHERE finished_at < started_at");
    assert_eq!(ahead.lines().nth(1), Some("0"));
}

#[test]
fn watch_imports_a_file_with_a_future_modification_time() {
    let sandbox = archive::sandbox();
    touch(&sandbox, "logs/03.json.gz", SystemTime::now() + Duration::from_secs(86_400));
    sandbox.import_all("whole.duckdb", &["logs"]);
    let mut args = import_args("x.duckdb", &["logs"]);
    args.push("--watch");
    let child = sandbox.spawn(&args);
    let all = sandbox.count_events("whole.duckdb");
    wait_for_count(&sandbox, "x.duckdb", all);
    signal(&child, "INT");
    let _ = ended(child);
    sandbox.assert_consistent("x.duckdb");
    assert_eq!(sandbox.query_csv("x.duckdb", EVENTS), sandbox.query_csv("whole.duckdb", EVENTS));
}

#[test]
fn a_wrong_or_reversed_clock_does_not_change_what_is_imported() {
    let sandbox = archive::sandbox();
    let whole = sandbox.import_undisturbed(&["logs"]);
    if sandbox.command_of("faketime", &["-f", "+0d", "true"]).output().is_err() {
        eprintln!("skipped: this needs `faketime`");
        return;
    }
    let program = env!("CARGO_BIN_EXE_ducktrail");
    let at = |clock: &str, args: &[&str]| {
        // Some programs do not start under faketime. The test must fail then, not hang.
        let faked = [&["120", "faketime", "-f", clock, program], args].concat();
        Run::from(sandbox.command_of("timeout", &faked).output().unwrap())
    };
    // The second import finds all files unchanged, in any year.
    for (first, second) in [("+30y", "-30y"), ("-30y", "+0d"), ("@1969-12-31 23:59:59", "+70y")] {
        sandbox.remove_database("x.duckdb");
        for clock in [first, second] {
            let ran = at(clock, &import_args("x.duckdb", &["logs"]));
            assert!(matches!(ran.code, Some(0 | 3)), "{clock}: {ran:?}");
            sandbox.assert_consistent("x.duckdb");
        }
        assert!(sandbox.content("x.duckdb") == whole, "{first}, {second}: the content differs");
        let again = sandbox.query_csv(
            "x.duckdb",
            "SELECT files_unchanged = files_found FROM imports WHERE id = 2",
        );
        assert_eq!(again.lines().nth(1), Some("true"), "{first}, {second}");
    }
    // The clock runs backwards: each reading is a year before the previous one.
    sandbox.remove_database("x.duckdb");
    let ran = at("2024-01-01 00:00:00 i-31536000", &import_args("x.duckdb", &["logs"]));
    assert!(matches!(ran.code, Some(0 | 3)), "{ran:?}");
    sandbox.assert_consistent("x.duckdb");
    assert!(sandbox.content("x.duckdb") == whole, "the content differs");
}
