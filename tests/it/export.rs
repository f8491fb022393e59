//! Exports, and imports of exported log files.

use std::fs;

use ducktrail::internals::trail::column::COLUMNS;

use crate::support::{self, Sandbox, fixtures};

fn imported(folder: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&fixtures(folder)]);
    sandbox
}

/// Exports all events as log files, imports them into another database, and compares both databases.
#[track_caller]
fn assert_round_trip(sandbox: &Sandbox) {
    let ran = sandbox.run(&["export", "--format", "cloudtrail", "-o", "again"]).expect_code(0);
    let events: u64 = sandbox.value("SELECT count(*) FROM events").parse().unwrap();
    let said = ran.stderr.strip_prefix("wrote ").and_then(|rest| rest.split(' ').next());
    let said = said.map(|count| count.replace(',', ""));
    assert_eq!(said, Some(events.to_string()), "{}", ran.stderr);
    let ran = sandbox.run(&["import", "again", "--db", "again.duckdb"]).expect_code(0);
    assert_eq!(ran.count("inserted"), events, "{}", ran.stdout);
    let names: Vec<_> = COLUMNS.iter().map(|column| column.name).collect();
    let names = names.join(", ");
    let path = sandbox.path("again.duckdb");
    let connection = duckdb::Connection::open(sandbox.path("ducktrail.duckdb")).unwrap();
    connection.execute_batch(&format!("ATTACH '{}' AS again", path.display())).unwrap();
    for (one, other) in [("main.events", "again.events"), ("again.events", "main.events")] {
        let sql = format!(
            "SELECT count(*) FROM (SELECT {names} FROM {one} EXCEPT ALL SELECT {names} FROM {other})"
        );
        let missing: i64 = connection.query_row(&sql, [], |row| row.get(0)).unwrap();
        assert_eq!(missing, 0, "in {one} and not in {other}");
    }
}

#[test]
fn exported_log_files_import_to_the_same_events() {
    assert_round_trip(&imported(""));
}

#[test]
fn exported_log_files_of_the_corpus_import_to_the_same_events() {
    let Some(corpus) =
        support::corpus("exported_log_files_of_the_corpus_import_to_the_same_events")
    else {
        return;
    };
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&corpus.join("files")]);
    assert_round_trip(&sandbox);
}

#[test]
fn exported_log_files_are_in_the_folders_of_cloudtrail() {
    let sandbox = imported("trail");
    let args = ["export", "--format", "cloudtrail", "-o", "out", "--service", "route53"];
    let _ = sandbox.run(&args).expect_code(0);
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(sandbox.path("out")).into_iter().map(Result::unwrap) {
        if entry.file_type().is_file() {
            files.push(
                entry.path().strip_prefix(sandbox.path("out")).unwrap().display().to_string(),
            );
        }
    }
    files.sort();
    assert!(!files.is_empty());
    for file in &files {
        assert!(file.starts_with("AWSLogs/") && file.ends_with(".json.gz"), "{file}");
    }
    let ran = sandbox.run(&args).expect_code(2);
    assert!(ran.stderr.contains("the folder exists; name a new folder"), "{}", ran.stderr);
    assert_eq!(hidden(&sandbox), Vec::<String>::new());
}

#[test]
fn every_format_has_the_events_of_the_scope() {
    let sandbox = imported("trail");
    let scope = ["--since", "2018-01-01", "--service", "route53"];
    let count = |source: &str, name: &str| {
        sandbox.value(&format!("SELECT count(*) FROM {source}('{}')", sandbox.path(name).display()))
    };
    for (name, source) in [
        ("x.parquet", "read_parquet"),
        ("x.csv", "read_csv"),
        ("x.json", "read_json"),
        ("x.jsonl", "read_ndjson"),
        ("no_ending", "read_parquet"),
    ] {
        let _ = sandbox.run(&[&["export", "-o", name], &scope[..]].concat()).expect_code(0);
        assert_eq!(count(source, name), "3", "{name}");
        let ran = sandbox.run(&["export", "-o", name]).expect_code(2);
        assert!(ran.stderr.contains("--force replaces it"), "{}", ran.stderr);
    }
    let _ = sandbox.run(&["export", "-o", "x.parquet", "--force", "--limit", "5"]).expect_code(0);
    assert_eq!(count("read_parquet", "x.parquet"), "5");
}

/// Many events have the same time, half of them no ID, and the second import reads them in another order.
#[test]
fn a_limit_selects_the_same_newest_events_in_every_format() {
    let record = |second: u32, id: &str, request: u32| {
        format!(
            r#"{{"eventVersion":"1.08","eventTime":"2024-05-01T09:00:{:02}Z","eventName":"A","eventSource":"s3.amazonaws.com","awsRegion":"us-east-1","recipientAccountId":"{}11122223333","requestID":"r{request:04}"{id}}}"#,
            second % 60,
            request % 3
        )
    };
    let mut records: Vec<String> = (0..600).map(|at| record(at / 20, "", at)).collect();
    records.extend((0..600).map(|at| record(at / 20, &format!(r#","eventID":"e{at}""#), at)));
    let mut results = Vec::new();
    for _ in 0..2 {
        let sandbox = Sandbox::new();
        for (at, part) in records.chunks(100).enumerate() {
            sandbox
                .write(&format!("logs/{at}.json"), format!("{{\"Records\":[{}]}}", part.join(",")));
        }
        let _ = sandbox.import(&[&sandbox.path("logs")]).expect_code(0);
        let limit = ["--limit", "50"];
        for output in ["x.parquet", "x.csv", "x.json", "x.jsonl"] {
            let _ = sandbox.run(&[&["export", "-o", output], &limit[..]].concat()).expect_code(0);
        }
        let lake = ["export", "--partition", "-o", "lake"];
        let _ = sandbox.run(&[&lake, &limit[..]].concat()).expect_code(0);
        let trail = ["export", "--format", "cloudtrail", "-o", "trail"];
        let _ = sandbox.run(&[&trail, &limit[..]].concat()).expect_code(0);
        let _ = sandbox.run(&["import", "trail", "--db", "again.duckdb"]).expect_code(0);
        let path = |name: &str| sandbox.path(name).display().to_string();
        for source in [
            format!("read_parquet('{}')", path("x.parquet")),
            format!("read_csv('{}', all_varchar = true)", path("x.csv")),
            format!("read_json('{}')", path("x.json")),
            format!("read_ndjson('{}')", path("x.jsonl")),
            format!("read_parquet('{}/**/*.parquet')", path("lake")),
            format!("read_cloudtrail('{}')", path("trail")),
        ] {
            let sql = format!(
                "SELECT coalesce(event_id, '-') || ' ' || request_id AS id FROM {source} ORDER BY 1"
            );
            let ran = sandbox.run(&["query", &sql, "--format", "csv"]).expect_code(0);
            results.push(ran.stdout);
        }
        records.reverse();
    }
    assert_eq!(results[0].lines().count(), 51, "{}", results[0]);
    for result in &results {
        assert_eq!(result, &results[0]);
    }
}

#[test]
fn partitions_are_hive_folders_that_readers_can_prune() {
    let sandbox = imported("trail");
    let _ = sandbox.run(&["export", "--partition", "-o", "lake"]).expect_code(0);
    let lake = sandbox.path("lake").display().to_string();
    let rows = format!("read_parquet('{lake}/**/*.parquet', hive_partitioning = true)");
    assert_eq!(sandbox.value(&format!("SELECT count(*) FROM {rows}")), "22");
    assert_eq!(
        sandbox.values(&format!("SELECT DISTINCT region FROM {rows} ORDER BY 1")),
        sandbox.values("SELECT DISTINCT region FROM activity ORDER BY 1")
    );
    // An account in the name of a folder would be a number for many readers, without its leading zeros.
    let folders = fs::read_dir(sandbox.path("lake")).unwrap().map(Result::unwrap);
    assert!(folders.into_iter().all(|it| it.file_name().display().to_string().starts_with("day=")));
    assert_eq!(
        sandbox.values(&format!("SELECT DISTINCT account FROM {rows} ORDER BY 1")),
        sandbox.values("SELECT DISTINCT coalesce(recipient_account_id, identity_account_id) FROM activity ORDER BY 1")
    );
    let ran = sandbox.run(&["export", "--partition", "-o", "x.csv"]).expect_code(2);
    assert!(ran.stderr.contains("only Parquet files can be partitioned"), "{}", ran.stderr);
}

#[test]
fn an_export_that_fails_leaves_no_files() {
    let sandbox = imported("trail");
    for args in [
        &["export", "-o", "no/such/folder/x.parquet"][..],
        &["export", "--partition", "-o", "no/such/folder/x"],
        &["export", "--format", "cloudtrail", "-o", "no/such/folder/x"],
    ] {
        let ran = sandbox.run(args).expect_code(1);
        assert!(ran.stderr.contains("cannot write to no/such/folder"), "{}", ran.stderr);
    }
    assert_eq!(hidden(&sandbox), Vec::<String>::new());
    let ran = sandbox.run(&["export", "-o", "x.csv", "--since", "2030-01-01"]).expect_code(0);
    assert!(ran.stderr.contains("no event is in this scope"), "{}", ran.stderr);
}

/// Returns the names of hidden files, which an unfinished export would leave.
fn hidden(sandbox: &Sandbox) -> Vec<String> {
    fs::read_dir(sandbox.path(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with('.'))
        .collect()
}
