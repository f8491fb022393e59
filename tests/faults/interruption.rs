//! An interrupted import leaves a consistent database, and the same command completes it.

use std::{
    fmt::Write,
    fs,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use crate::support::{Sandbox, events};

/// Writes enough events to interrupt an import: about a dozen batches of 600,000 bytes.
fn archive(sandbox: &Sandbox) {
    let filler = "x".repeat(2_000);
    for file in 0..60 {
        let mut lines = String::new();
        for at in 0..500 {
            let id = file * 450 + at; // each file repeats the end of the previous one
            writeln!(
                lines,
                r#"{{"eventVersion":"1.08","eventTime":"2024-01-02T{:02}:{:02}:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","eventID":"{id}","requestParameters":{{"key":"{filler}{id}"}}}}"#,
                id / 60 % 24,
                id % 60
            )
            .unwrap();
        }
        sandbox.write_gzip(&format!("logs/{file:02}.json.gz"), lines);
    }
}

/// Checks the sums of the ledger against the rows.
fn assert_sums_agree(sandbox: &Sandbox) {
    if !sandbox.path("ducktrail.duckdb").exists() {
        return;
    }
    // A kill can leave a block half written, which the program restores and DuckDB alone does not.
    let _ = sandbox.run(&["query", "--read-write", "SELECT 1"]).expect_code(0);
    if sandbox.value("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'files'") == "0" {
        return;
    }
    let sums = "SELECT (SELECT count(*) FROM events) = (SELECT coalesce(sum(records_inserted), 0) FROM files)";
    assert_eq!(sandbox.value(sums), "true");
    let runs = "SELECT (SELECT count(*) FROM events) = (SELECT coalesce(sum(records_inserted), 0) FROM imports)";
    assert_eq!(sandbox.value(runs), "true");
}

/// Makes a database with its views, so that only the reading of records is interrupted.
fn prepare(sandbox: &Sandbox, database: &str) {
    sandbox.write("empty.json", r#"{"Records":[]}"#);
    let _ = sandbox.run(&["import", "empty.json", "--db", database]).expect_code(0);
}

#[test]
fn a_killed_import_is_completed_by_the_same_command() {
    let sandbox = Sandbox::new();
    archive(&sandbox);
    let args = ["import", "logs", "--batch-bytes", "600000"];
    prepare(&sandbox, "whole.duckdb");
    let start = Instant::now();
    let _ = sandbox.run(&[&args[..], &["--db", "whole.duckdb"]].concat()).expect_code(0);
    let whole = start.elapsed();
    prepare(&sandbox, "ducktrail.duckdb");
    let total = 59 * 450 + 500;
    let mut partial = 0;
    // The kills are spread over the duration of an import on this machine.
    for part in [1, 2, 3, 4, 5, 3, 4, 5] {
        let mut child =
            sandbox.command(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(whole * part / 12);
        child.kill().unwrap();
        child.wait().unwrap();
        assert_sums_agree(&sandbox);
        let events: u64 = sandbox.value("SELECT count(*) FROM events").parse().unwrap();
        partial += u32::from(events > 0 && events < total);
    }
    assert!(partial > 0, "no kill came between two batches");
    let _ = sandbox.run(&args).expect_code(0);
    assert_sums_agree(&sandbox);
    assert!(events(&sandbox.path("whole.duckdb")) == events(&sandbox.path("ducktrail.duckdb")));
}

#[cfg(unix)]
#[test]
fn ctrl_c_stops_soon_and_says_how_to_continue() {
    let sandbox = Sandbox::new();
    archive(&sandbox);
    prepare(&sandbox, "ducktrail.duckdb");
    let mut child = sandbox
        .command(&["import", "logs", "--batch-bytes", "600000", "--jobs", "1"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    thread::sleep(Duration::from_millis(150));
    let start = Instant::now();
    let _ = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    let status = child.wait().unwrap();
    assert!(start.elapsed() < Duration::from_secs(10), "hangs");
    let output = child.stderr.take().map(|mut stderr| {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut stderr, &mut text).unwrap();
        text
    });
    // On a fast machine the import may have ended before.
    if status.code() == Some(130) {
        let output = output.unwrap();
        assert!(output.contains("run the same command"), "{output}");
    }
    assert_sums_agree(&sandbox);
    let _ = sandbox.run(&["import", "logs"]).expect_code(0);
    assert_sums_agree(&sandbox);
    assert_eq!(sandbox.value("SELECT count(*) FROM events"), (59 * 450 + 500).to_string());
}

#[test]
fn a_damaged_database_is_reported_and_unchanged() {
    let sandbox = Sandbox::new();
    archive(&sandbox);
    let _ = sandbox.import(&[&sandbox.path("logs")]).expect_code(0);
    let path = sandbox.path("ducktrail.duckdb");
    let mut bytes = fs::read(&path).unwrap();
    // The blocks follow three headers. Zero the rest of the file from the middle of a block on.
    for byte in bytes.iter_mut().skip(3 * 4096 + 100_000) {
        *byte = 0;
    }
    fs::write(&path, &bytes).unwrap();
    for args in [&["report", "actors"][..], &["import", "logs"], &["query", "SELECT 1"], &["info"]]
    {
        let ran = sandbox.run(args).expect_code(1);
        assert!(
            ran.stderr.contains("ducktrail.duckdb is damaged: a block does not match its checksum")
                && ran.stderr.contains("import the archive into another file"),
            "{args:?}: {}",
            ran.stderr
        );
        assert!(fs::read(&path).unwrap() == bytes, "{args:?}");
    }
}
