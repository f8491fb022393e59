//! Objects and prefixes that S3 does not give, and imports that are killed.

use std::{fs, process::Stdio, time::Duration};

use crate::{
    s3_import::{A, B, command, deliver},
    support::{
        Run, Sandbox,
        fault_proxy::{Fault, FaultProxy},
        s3_server::S3Server,
        wait_until,
    },
};

/// Imports from `s3://logs/p` through a proxy.
fn import(sandbox: &Sandbox, proxy: &FaultProxy, args: &[&str]) -> Run {
    let args = [&["import", "s3://logs/p/"], args].concat();
    command(sandbox, proxy.port, &args).output().unwrap().into()
}

#[test]
fn what_s3_denies_is_named_and_everything_else_is_imported() {
    let test = "what_s3_denies_is_named_and_everything_else_is_imported";
    let sandbox = Sandbox::new();
    for day in ["2024-05-01", "2024-05-02"] {
        deliver(&sandbox, A, day);
        deliver(&sandbox, B, day);
    }
    let Some(server) = S3Server::start(test, &sandbox.path("buckets")) else { return };
    let (object, list) = ("GET /logs/p/AWSLogs/111122223333/", "list-type=2");
    for (status, code, is_denied, words) in [
        // A prefix that may not be listed.
        (403, "AccessDenied", (list, "444455556666%2F"), ["AWSLogs/444455556666/", "AccessDenied"]),
        // Objects in an archive, and objects under a key that may not be used.
        (403, "InvalidObjectState", (object, "20240501"), ["20240501T", "restore"]),
        (403, "KMS.AccessDeniedException", (object, "20240501"), ["20240501T", "kms:Decrypt"]),
        (404, "NoSuchKey", (object, "20240501"), ["20240501T", "NoSuchKey"]),
    ] {
        let proxy = FaultProxy::start(server.port, Duration::ZERO, move |_, head| {
            let line = head.lines().next().unwrap_or_default();
            if line.contains(is_denied.0) && line.contains(is_denied.1) {
                Fault::Answer(status, code, "")
            } else {
                Fault::None
            }
        });
        let db = format!("{code}.duckdb");
        let ran = import(&sandbox, &proxy, &["--db", &db]).expect_code(3);
        let denied = if is_denied.0 == list { 2 } else { 1 };
        assert_eq!(ran.count("inserted"), 4 - denied, "{code}: {ran:?}");
        for word in words {
            assert!(ran.stderr.contains(word), "{code}: {}", ran.stderr);
        }
        // Once S3 gives it, the same command gives the rest.
        let proxy = FaultProxy::start(server.port, Duration::ZERO, |_, _| Fault::None);
        let ran = import(&sandbox, &proxy, &["--db", &db]).expect_code(0);
        assert_eq!(ran.count("inserted"), denied, "{code}: {ran:?}");
        assert_eq!(problems(&sandbox, &db), [0, 0], "{code}");
    }
}

/// Returns the number of open problems, and of paths that two imports or more have found to be without one.
fn problems(sandbox: &Sandbox, db: &str) -> [u64; 2] {
    let connection = duckdb::Connection::open(sandbox.path(db)).unwrap();
    let count = |sql| connection.query_row(sql, [], |row| row.get(0)).unwrap();
    [
        count("SELECT count(*) FROM current_rejects"),
        count("SELECT count(*) - count(DISTINCT path) FROM resolved_paths"),
    ]
}

#[test]
fn a_problem_ends_when_the_object_is_gone_and_not_when_it_was_not_looked_at() {
    let test = "a_problem_ends_when_the_object_is_gone_and_not_when_it_was_not_looked_at";
    let sandbox = Sandbox::new();
    for day in ["2024-05-01", "2024-05-20"] {
        deliver(&sandbox, A, day);
    }
    let Some(server) = S3Server::start(test, &sandbox.path("buckets")) else { return };
    let denied = |_, head: &str| match head.lines().next() {
        Some(line) if line.contains("20240501T") && !line.contains("list-type") => {
            Fault::Answer(403, "AccessDenied", "")
        }
        _ => Fault::None,
    };
    let proxy = FaultProxy::start(server.port, Duration::ZERO, denied);
    let db = ["--db", "x.duckdb"];
    let _ = import(&sandbox, &proxy, &db).expect_code(3);
    assert_eq!(problems(&sandbox, "x.duckdb"), [1, 0]);
    let later = [&db[..], &["--since", "2024-05-19"]].concat();
    let _ = import(&sandbox, &proxy, &later).expect_code(0);
    assert_eq!(problems(&sandbox, "x.duckdb"), [1, 0]);
    let _ = import(&sandbox, &proxy, &db).expect_code(3);
    assert_eq!(problems(&sandbox, "x.duckdb"), [1, 0]);

    let month = sandbox.path("buckets/logs/p/AWSLogs/111122223333/CloudTrail/us-east-1/2024/05");
    fs::remove_dir_all(month.join("01")).unwrap();
    // The server remembers folders for some minutes.
    let Some(server) = S3Server::start(test, &sandbox.path("buckets")) else { return };
    let proxy = FaultProxy::start(server.port, Duration::ZERO, denied);
    for _ in 0..2 {
        let _ = import(&sandbox, &proxy, &db).expect_code(0);
        assert_eq!(problems(&sandbox, "x.duckdb"), [0, 0]);
    }
}

#[test]
fn an_import_that_was_killed_is_completed_by_the_same_command() {
    let test = "an_import_that_was_killed_is_completed_by_the_same_command";
    let sandbox = Sandbox::new();
    let days: Vec<_> = (1..=25).map(|day| format!("2024-05-{day:02}")).collect();
    for day in &days {
        deliver(&sandbox, A, day);
        deliver(&sandbox, B, day);
    }
    let Some(server) = S3Server::start(test, &sandbox.path("buckets")) else { return };
    let proxy = FaultProxy::start(server.port, Duration::from_millis(40), |_, _| Fault::None);
    // Killed while objects are listed, and while they are fetched.
    for requests in [3, 20] {
        let before = proxy.requests();
        let mut child =
            command(&sandbox, proxy.port, &["import", "s3://logs/p/", "--in-flight", "2"])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
        wait_until(|| proxy.requests() >= before + requests);
        child.kill().unwrap();
        let _ = child.wait().unwrap();
    }
    let ran = import(&sandbox, &proxy, &[]).expect_code(0);
    let total = sandbox.value("SELECT count(*) || ' ' || count(DISTINCT event_id) FROM events");
    assert_eq!(total, "50 50", "{ran:?}");
}
