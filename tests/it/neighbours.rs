//! Where events lie in the table: like events together, as a report reads the JSON of a vector of rows
//! for a single one of them.

use std::{fmt::Write, fs};

use crate::support::Sandbox;

/// Digits that no compression makes much smaller, other ones for each number.
fn noise(number: u64) -> String {
    let mut state = number + 1;
    let mut digits = String::new();
    for _ in 0..6 {
        // The next of Knuth's linear congruential generator; its upper half looks like chance.
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        write!(digits, "{:08x}", state >> 32).unwrap();
    }
    digits
}

/// Files of events of these sources in turn, of some 500 bytes each.
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

/// How often the source changes from one row to the next.
const STRETCHES: &str = "SELECT count(*) FROM (SELECT event_source IS DISTINCT FROM
    lag(event_source) OVER (ORDER BY rowid) AS begins FROM events) WHERE begins";

#[test]
fn what_a_thread_gathers_stays_together_in_the_table() {
    let sandbox = Sandbox::new();
    let (sources, files, events) = (4, 16, 10_000);
    write_files(&sandbox, "a", sources, files, events);
    let import = ["import", "a", "--memory", "512MB", "--jobs", "2"];
    let _ = sandbox.run(&import).expect_code(0);
    assert_eq!(sandbox.value("SELECT count(*) FROM events"), (files * events).to_string());
    let stretches: u64 = sandbox.value(STRETCHES).parse().unwrap();
    // All of them fit into one run of each thread, of which the other may write a part at the end.
    assert!(stretches <= sources * (2 + 2), "{stretches}");
}

#[test]
fn more_threads_make_no_larger_database() {
    let sandbox = Sandbox::new();
    write_files(&sandbox, "a", 4, 16, 10_000);
    let size = |jobs: &str| {
        let db = format!("{jobs}.duckdb");
        let import = ["import", "a", "--memory", "512MB", "--jobs", jobs, "--db", &db];
        let _ = sandbox.run(&import).expect_code(0);
        fs::metadata(sandbox.path(&db)).unwrap().len()
    };
    let (one, eight) = (size("1"), size("8"));
    eprintln!("by one thread {one} bytes, by eight {eight}");
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
        .value("SELECT count(DISTINCT row_group_id) FROM pragma_storage_info('events')")
        .parse()
        .unwrap();
    assert!(groups <= 6, "{groups}");
}
