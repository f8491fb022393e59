//! Too little disk space and too little memory.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::Command,
};

use crate::{
    archive,
    database::{import_args, wait_for_count},
    rng::rounds,
    support::{Sandbox, gzip, signal},
};

/// Makes a write that exceeds the file size limit fail, as on a full disk, instead of ending the process.
const FAIL: &str = "trap '' XFSZ";

#[test]
fn a_file_size_limit_stops_an_import_that_can_continue() {
    let sandbox = archive::sandbox();
    let whole = sandbox.import_undisturbed(&["logs"]);
    let size = fs::metadata(sandbox.path("whole.duckdb")).unwrap().len();
    let steps = rounds(3, 40);
    let mut stopped = 0;
    for step in 0..steps {
        let kilobytes = (size / 1024 * (2 * step + 1) / (2 * steps)).max(1);
        // Without the trap the process is killed during a write.
        for trap in [FAIL, ":"] {
            sandbox.remove_database("x.duckdb");
            let ran = sandbox.run_with_limits(
                &format!("{trap}\nulimit -f {kilobytes}"),
                &import_args("x.duckdb", &["logs"]),
            );
            if trap == FAIL && ran.code != Some(3) {
                ran.says(1, "there is no space left for x.duckdb");
                ran.says(1, "run the same command");
                stopped += 1;
            }
            sandbox.assert_consistent("x.duckdb");
            sandbox.import_all("x.duckdb", &["logs"]);
            assert!(sandbox.content("x.duckdb") == whole, "at {kilobytes} KiB");
        }
    }
    eprintln!("{stopped} of {steps} limits of a file's size stopped the import");
    assert!(stopped > steps / 2);
}

#[test]
fn a_database_too_large_to_map_is_read() {
    let sandbox = archive::sandbox();
    sandbox.import_all("x.duckdb", &["logs"]);
    let ask = ["report", "actors", "--db", "x.duckdb", "--format", "csv"];
    let whole = sandbox.run(&ask);
    assert!(whole.stdout.lines().count() > 1, "{whole:?}");
    // The space after the last block is free.
    let file = fs::File::options().write(true).open(sandbox.path("x.duckdb")).unwrap();
    file.set_len(64 << 30).unwrap();
    let ran = sandbox.run_with_limits("ulimit -v 8000000", &ask);
    assert_eq!((ran.code, ran.stdout), (Some(0), whole.stdout), "{}", ran.stderr);
}

/// A file system of a few megabytes, unmounted when dropped.
struct SmallDisk<'a>(&'a Sandbox);

impl<'a> SmallDisk<'a> {
    /// Returns `None` if it cannot be mounted, which needs root.
    fn mount(sandbox: &'a Sandbox, kilobytes: u64) -> Option<Self> {
        fs::create_dir_all(sandbox.path("small")).unwrap();
        let size = format!("size={kilobytes}k");
        let args = ["-t", "tmpfs", "-o", &size, "none", "small"];
        let is_mounted =
            sandbox.command_of("mount", &args).output().is_ok_and(|it| it.status.success());
        is_mounted.then_some(Self(sandbox))
    }

    fn grow(&self, kilobytes: u64) {
        let size = format!("remount,size={kilobytes}k");
        assert!(self.0.command_of("mount", &["-o", &size, "small"]).status().unwrap().success());
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path("small")).status();
    }
}

#[test]
fn a_full_disk_stops_an_import_that_can_continue() {
    let sandbox = archive::sandbox();
    let whole = sandbox.import_undisturbed(&["logs"]);
    let size = fs::metadata(sandbox.path("whole.duckdb")).unwrap().len() / 1024;
    for percent in [40, 80] {
        let Some(small) = SmallDisk::mount(&sandbox, size * percent / 100) else {
            eprintln!("skipped: a small file system needs root");
            return;
        };
        let ran = sandbox.run(&import_args("small/x.duckdb", &["logs"]));
        ran.says(1, "there is no space left for small/x.duckdb");
        ran.says(1, "run the same command");
        // The check needs space, so it runs on a copy of the database and its write-ahead log.
        sandbox.remove_database("x.duckdb");
        for name in ["x.duckdb", "x.duckdb.wal"] {
            let _ = fs::copy(sandbox.path("small").join(name), sandbox.path(name));
        }
        drop(small);
        sandbox.assert_consistent("x.duckdb");
        sandbox.import_all("x.duckdb", &["logs"]);
        assert!(sandbox.content("x.duckdb") == whole, "at {percent} percent");
    }
}

#[test]
fn watch_waits_for_space_on_a_full_disk() {
    let sandbox = archive::sandbox();
    let whole = sandbox.import_undisturbed(&["logs"]);
    let size = fs::metadata(sandbox.path("whole.duckdb")).unwrap().len() / 1024;
    let Some(small) = SmallDisk::mount(&sandbox, size / 2) else {
        eprintln!("skipped: a small file system needs root");
        return;
    };
    let mut child =
        sandbox.spawn(&[&import_args("small/x.duckdb", &["logs"])[..], &["--watch"]].concat());
    let mut line = String::new();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    stderr.read_line(&mut line).unwrap();
    assert!(line.contains("there is no space left for small/x.duckdb"), "{line}");
    assert!(line.contains("trying again"), "{line}");
    small.grow(size * 4);
    let events = sandbox.count_events("whole.duckdb");
    wait_for_count(&sandbox, "small/x.duckdb", events);
    signal(&child, "INT");
    assert!(child.wait().unwrap().code().is_some());
    sandbox.assert_consistent("small/x.duckdb");
    assert!(sandbox.content("small/x.duckdb") == whole, "the content differs");
}

#[test]
fn no_space_for_side_records_stops_an_import_that_can_continue() {
    let sandbox = archive::sandbox();
    // More rejects than are kept in memory, from a small file.
    let broken = format!("{{\"a\" {}\n", "x".repeat(1000));
    fs::write(sandbox.path("logs/broken.json.gz"), gzip(broken.repeat(12_000).as_bytes())).unwrap();
    let args = ["import", "--quiet", "--db", "x.duckdb", "logs/broken.json.gz"];
    let ran = sandbox.run_with_limits(&format!("{FAIL}\nulimit -f 4096"), &args);
    ran.says(1, "there is no space left for x.duckdb and its temporary files");
    ran.says(1, "cannot write to a temporary file");
    sandbox.assert_consistent("x.duckdb");
    sandbox.import_all("x.duckdb", &["logs"]);
    let rejects =
        sandbox.query_csv("x.duckdb", "SELECT count(*) FROM rejects WHERE path LIKE '%broken%'");
    assert_eq!(rejects.lines().nth(1), Some("12000"));
}

#[test]
fn no_space_for_spilled_keys_stops_an_import_that_can_continue() {
    let sandbox = archive::sandbox();
    // More event keys than fit into this memory. A dry run writes nothing else.
    let line =
        |at| format!("{{\"eventSource\":\"s\",\"eventName\":\"a\",\"eventID\":\"many-{at}\"}}\n");
    let lines: String = (0..100_000).map(line).collect();
    fs::write(sandbox.path("logs/many.json.gz"), gzip(lines.as_bytes())).unwrap();
    let args = ["import", "--db", "x.duckdb", "--memory", "16MB", "--dry-run", "logs/many.json.gz"];
    let ran = sandbox.run_with_limits(&format!("{FAIL}\nulimit -f 100"), &args);
    ran.says(1, "there is no space left for x.duckdb and its temporary files");
    ran.says(1, "cannot write to a temporary file");
    let ran = sandbox.run(&args);
    assert!(ran.stdout.contains("inserted                100,000"), "{ran:?}");
    sandbox.import_all("x.duckdb", &["logs"]);
    let events =
        sandbox.query_csv("x.duckdb", "SELECT count(*) FROM events WHERE event_source = 's'");
    assert_eq!(events.lines().nth(1), Some("100000"));
}

#[test]
fn too_little_memory_ends_an_import_that_can_continue() {
    let sandbox = archive::sandbox();
    let whole = sandbox.import_undisturbed(&["logs"]);
    let steps = rounds(3, 40);
    let (mut succeeded, mut reported, mut aborted) = (0, 0, 0);
    for step in 0..steps {
        let kilobytes = 150_000 + 300_000 * step / steps;
        sandbox.remove_database("x.duckdb");
        let limit = format!("ulimit -c 0 -v {kilobytes}");
        let ran = sandbox.run_with_limits(&limit, &import_args("x.duckdb", &["logs"]));
        match ran.code {
            Some(0 | 3) => succeeded += 1,
            Some(1) => {
                let is_reported =
                    ["there is too little memory", "cannot open x.duckdb", "Cannot allocate"]
                        .iter()
                        .any(|part| ran.stderr.contains(part));
                assert!(is_reported, "{ran:?}");
                reported += 1;
            }
            // Memory that is not DuckDB's, for which Rust ends the process.
            _ => {
                let is_reported = ["memory allocation of", "bad_alloc", "foreign exceptions"]
                    .iter()
                    .any(|part| ran.stderr.contains(part));
                assert!(is_reported, "{ran:?}");
                aborted += 1;
            }
        }
        sandbox.assert_consistent("x.duckdb");
        sandbox.import_all("x.duckdb", &["logs"]);
        assert!(sandbox.content("x.duckdb") == whole, "at {kilobytes} KiB");
    }
    eprintln!(
        "of {steps} memory limits, {succeeded} sufficed, {reported} ended the import with a message, {aborted} by a signal"
    );
    assert!(succeeded > 0, "each limit was too little");
    assert!(reported > 0, "no limit was too little");
    assert!(aborted < reported, "most limits ended the import by a signal");
}

#[test]
fn output_that_does_not_fit_leaves_no_files() {
    let sandbox = archive::sandbox();
    sandbox.import_all("x.duckdb", &["logs"]);
    fs::create_dir(sandbox.path("out")).unwrap();
    for file in ["out/x.parquet", "out/x.csv", "out/x.json", "out/x.jsonl"] {
        let limits = format!("{FAIL}\nulimit -f 100");
        let ran = sandbox.run_with_limits(&limits, &["export", "--db", "x.duckdb", "-o", file]);
        ran.says(1, &format!("cannot write {file}: there is no disk space left"));
        assert_eq!(fs::read_dir(sandbox.path("out")).unwrap().count(), 0, "{file}");
    }
    for (what, args) in [
        ("lake", ["export", "--db", "x.duckdb", "-o", "out/lake", "--partition"].as_slice()),
        ("trail", &["export", "--db", "x.duckdb", "-o", "out/trail", "--format", "cloudtrail"]),
        ("rows", &["query", "FROM events", "--db", "x.duckdb", "-o", "out/rows"]),
        ("reports", &["report", "--all", "--db", "x.duckdb", "-o", "out/reports"]),
    ] {
        let ran = sandbox.run_with_limits(&format!("{FAIL}\nulimit -f 1"), args);
        ran.says(1, &format!("cannot write out/{what}: there is no disk space left"));
        ran.says(1, "free some space or write to another disk");
        let left = fs::read_dir(sandbox.path("out")).unwrap().count();
        assert_eq!(left, 0, "{what}: {ran:?}");
    }
}

#[test]
fn a_runaway_query_ends_with_an_error_and_leaves_nothing() {
    let sandbox = archive::sandbox();
    sandbox.import_all("x.duckdb", &["logs"]);
    let wide = "WITH RECURSIVE r(a) AS (SELECT 1 UNION ALL SELECT a + b FROM r, range(10) AS t(b)) SELECT count(*) FROM r";
    let long = "SELECT length(repeat('x', 3000000000))";
    for sql in [wide, long] {
        let args = ["query", sql, "--db", "x.duckdb", "--memory", "100MB", "--timeout", "120s"];
        let ran = sandbox.run(&args);
        assert_eq!((ran.code, ran.signal), (Some(1), None), "{sql}: {ran:?}");
        assert!(ran.stderr.contains("Out of Memory Error"), "{sql}: {ran:?}");
        assert!(!sandbox.path("x.duckdb.tmp").exists(), "{sql}");
    }
}

#[test]
fn temporary_files_of_a_killed_process_are_named_and_removed() {
    let sandbox = archive::sandbox();
    sandbox.import_all("x.duckdb", &["logs"]);
    let spill = "CREATE TEMP TABLE t AS SELECT md5(range::VARCHAR) AS a FROM range(30000000)";
    let args = ["query", spill, "--db", "x.duckdb", "--memory", "50MB"];
    let mut child = sandbox.spawn(&args);
    let folder = sandbox.path("x.duckdb.tmp");
    crate::support::wait_until(|| folder.read_dir().is_ok_and(|mut files| files.next().is_some()));
    // They belong to the query, which is running.
    let ran = sandbox.run(&["info", "--db", "x.duckdb"]).expect_code(0);
    assert!(!ran.stderr.contains("temporary"), "{}", ran.stderr);
    signal(&child, "KILL");
    let _ = child.wait().unwrap();
    fs::write(folder.join("notes.txt"), "not DuckDB's").unwrap();
    let ran = sandbox.run(&["info", "--db", "x.duckdb"]).expect_code(0);
    assert!(ran.stderr.contains("of a process that was killed"), "{}", ran.stderr);
    let ran = sandbox.run(&import_args("x.duckdb", &["logs"])).expect_code(0);
    assert!(ran.stderr.contains("that a killed process left in x.duckdb.tmp"), "{}", ran.stderr);
    let left: Vec<_> = folder.read_dir().unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(left, ["notes.txt"]);
}
