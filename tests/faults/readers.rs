//! Commands that only read, and the permissions of files.

use std::{fs, os::unix::fs::PermissionsExt, process::Stdio};

use crate::{
    archive,
    database::import_args,
    support::{ended, wait_until},
};

#[test]
fn commands_that_only_read_do_not_change_the_database() {
    let sandbox = archive::sandbox();
    sandbox.import_all("x.duckdb", &["logs"]);
    let before = fs::read(sandbox.path("x.duckdb")).unwrap();
    let commands: &[&[&str]] = &[
        &["report", "actors"],
        &["report", "--all", "-o", "reports"],
        &["query", "SELECT count(*) FROM events"],
        &["query", "DELETE FROM event_rows"],
        &["query", "CHECKPOINT"],
        &["query", "CREATE TEMP TABLE t AS FROM events"],
        &["query", "--safe", "FROM deletes"],
        &["events", "--name", "Get*"],
        &["info"],
        &["coverage"],
        &["verify"],
        &["shell"],
        &["export", "-o", "events.parquet"],
        &["import", "logs", "--dry-run"],
    ];
    for args in commands {
        let ran = sandbox.run(&[*args, &["--db", "x.duckdb"]].concat());
        assert!(ran.code.is_some_and(|code| code != 2), "{args:?}: {ran:?}");
        assert!(fs::read(sandbox.path("x.duckdb")).unwrap() == before, "{args:?} changed it");
        assert!(!sandbox.path("x.duckdb.wal").exists(), "{args:?} left a log");
    }
}

#[test]
fn the_write_ahead_log_of_a_killed_import_is_read_and_kept() {
    let sandbox = archive::sandbox();
    let args = import_args("x.duckdb", &["logs"]);
    let log = sandbox.path("x.duckdb.wal");
    wait_until(|| {
        sandbox.remove_database("x.duckdb");
        let mut child = sandbox.spawn(&args);
        let has_log = || fs::metadata(&log).is_ok_and(|log| log.len() > 0);
        while !has_log() && child.try_wait().unwrap().is_none() {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        has_log()
    });
    let before = (fs::read(sandbox.path("x.duckdb")).unwrap(), fs::read(&log).unwrap());
    for args in [["report", "actors"], ["query", "FROM imports"]] {
        let _ = sandbox.run(&[&args[..], &["--db", "x.duckdb"]].concat());
        let after = (fs::read(sandbox.path("x.duckdb")).unwrap(), fs::read(&log).unwrap());
        assert!(before == after, "{args:?} changed it");
    }
}

#[test]
fn only_the_owner_can_read_the_database_and_its_temporary_files() {
    let sandbox = archive::sandbox();
    let mut child = sandbox
        .command(&import_args("x.duckdb", &["logs", "-"]))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let input = child.stdin.take();
    wait_until(|| sandbox.path("x.duckdb.wal").exists());
    for name in ["x.duckdb", "x.duckdb.wal"] {
        let mode = fs::metadata(sandbox.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    drop(input);
    let ran = ended(child);
    assert!(matches!(ran.code, Some(0 | 3)), "{ran:?}");
    // A query that does not fit into memory spills to files, too.
    let sql = "SET memory_limit = '60MB'; SET threads = 1; CREATE TEMP TABLE t AS SELECT hash(i) AS h FROM range(20_000_000) r(i); \
               SELECT count(*) AS n FROM glob('x.duckdb.tmp/*'); SELECT sum(h) FROM t;";
    let mut child = sandbox.spawn(&["query", "--db", "x.duckdb", sql]);
    let mut seen = 0;
    while child.try_wait().unwrap().is_none() {
        for entry in fs::read_dir(sandbox.path("x.duckdb.tmp")).into_iter().flatten().flatten() {
            if let Ok(file) = entry.metadata() {
                assert_eq!(file.permissions().mode() & 0o077, 0, "{entry:?}");
                seen += 1;
            }
        }
    }
    assert!(child.wait().unwrap().success());
    assert!(seen > 0, "nothing was spilled");
}
