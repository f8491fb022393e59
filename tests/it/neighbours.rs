//! The order of events in the table. Similar events are together, as DuckDB reads the JSON of a whole vector
//! of rows even for one of them.

use std::{fmt::Write, fs};

use crate::support::Sandbox;

/// Returns digits that compress badly, different ones for each number.
fn noise(number: u64) -> String {
    let mut state = number + 1;
    let mut digits = String::new();
    for _ in 0..6 {
        // Knuth's linear congruential generator; its upper half is random enough.
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        write!(digits, "{:08x}", state >> 32).unwrap();
    }
    digits
}

/// Writes files of events of about 500 bytes, with alternating sources.
fn write_files(sandbox: &Sandbox, folder: &str, sources: u64, files: u64, events: u64) {
    for file in 0..files {
        let mut lines = String::new();
        for at in 0..events {
            let source = at % sources;
            writeln!(
                lines,
                r#"{{"eventVersion":"1.08","eventSource":"s{source}.amazonaws.com","eventName":"A","eventID":"{folder}-{file}-{at}","requestParameters":{{"filler":"{}{:0350}"}}}}"#,
                noise(file * events + at),
                file * events + at
            )
            .unwrap();
        }
        sandbox.write(&format!("{folder}/{file}.json"), lines);
    }
}

/// The number of changes of the source from one row to the next.
const SOURCE_CHANGES: &str = "SELECT count(*) FROM (SELECT event_source IS DISTINCT FROM
    lag(event_source) OVER (ORDER BY rowid) AS begins FROM event_rows) WHERE begins";

#[test]
fn similar_events_of_a_thread_stay_together_in_the_table() {
    let sandbox = Sandbox::new();
    let (sources, files, events) = (4, 16, 5_000);
    write_files(&sandbox, "a", sources, files, events);
    let import = ["import", "a", "--memory", "512MB", "--jobs", "2"];
    let _ = sandbox.run(&import).expect_code(0);
    assert_eq!(sandbox.value("SELECT count(*) FROM events"), (files * events).to_string());
    let changes: u64 = sandbox.value(SOURCE_CHANGES).parse().unwrap();
    // All events fit into one run, even if one thread reads nearly all files. The other thread may write a part of it
    // at the end.
    assert!(changes <= sources * (2 + 2), "{changes}");
}

#[test]
fn more_threads_do_not_make_the_database_larger() {
    let sandbox = Sandbox::new();
    write_files(&sandbox, "a", 4, 16, 10_000);
    let size = |jobs: &str| {
        let db = format!("{jobs}.duckdb");
        let import = ["import", "a", "--memory", "512MB", "--jobs", jobs, "--db", &db];
        let _ = sandbox.run(&import).expect_code(0);
        fs::metadata(sandbox.path(&db)).unwrap().len()
    };
    let (one, eight) = (size("1"), size("8"));
    eprintln!("with one thread: {one} bytes, with eight: {eight}");
    assert!(eight < one * 110 / 100, "{one} {eight}");
}

#[test]
fn many_small_imports_leave_few_row_groups() {
    let sandbox = Sandbox::new();
    for day in 0..12 {
        let folder = format!("day{day}");
        write_files(&sandbox, &folder, 2, 2, 300);
        let _ = sandbox.run(&["import", &folder, "--jobs", "2"]).expect_code(0);
    }
    assert_eq!(sandbox.value("SELECT count(*) FROM events"), "7200");
    let groups: u64 = sandbox
        .value("SELECT count(DISTINCT row_group_id) FROM pragma_storage_info('event_rows')")
        .parse()
        .unwrap();
    assert!(groups <= 6, "{groups}");
}
