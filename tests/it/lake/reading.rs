//! A lake gives the same answers as a database of the same archive.

use std::{collections::BTreeMap, fs, path::Path};

use duckdb::Connection;
use serde_json::{Value, json};

use super::{DAYS, archive, event, write};
use crate::support::{Sandbox, fixtures};

/// Parameters with which reports show more rows.
const SET: [&str; 7] = [
    "reads=true",
    "wide=true",
    "failed=true",
    "usual=true",
    "days=100000",
    "percent=100",
    "events=true",
];

/// Returns the files that a command writes to the folder `out`.
fn written(sandbox: &Sandbox, args: &[&str], db: &str) -> BTreeMap<String, String> {
    let _ = fs::remove_dir_all(sandbox.path("out"));
    let _ = sandbox.run(&[args, &["--db", db]].concat()).expect_code(0);
    let files = fs::read_dir(sandbox.path("out")).unwrap().map(Result::unwrap);
    let texts = files.map(|file| {
        let text = fs::read_to_string(file.path()).unwrap();
        (file.file_name().into_string().unwrap(), text)
    });
    // import_health has the times and the command lines of the imports, and the index counts its rows.
    texts.filter(|(name, _)| !name.starts_with("import_health")).collect()
}

#[test]
fn reports_and_queries_give_the_rows_of_a_database_in_their_order() {
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&fixtures("reports")]).expect_code(3);
    let source = fixtures("reports");
    let args = ["lake", "write", source.to_str().unwrap(), "--to", "lake", "--quiet"];
    let _ = sandbox.run(&args).expect_code(3);

    let mut all = vec!["report", "--all", "--format", "csv", "-o", "out"];
    let narrow = ["--since", "2024-03-06", "--until", "2024-05-20", "--account", "111122223333"];
    let sets: Vec<&str> = SET.iter().flat_map(|set| ["--set", set]).collect();
    // The long form of the tests has more scopes.
    let is_long = std::env::var_os("DUCKTRAIL_FAULTS").is_some_and(|form| form == "long");
    let scopes =
        [&sets[..], &narrow, &["--service", "s3", "--errors-only"], &["--since", "2024-05"]];
    for more in scopes.into_iter().take(if is_long { 4 } else { 1 }) {
        all.truncate(6);
        all.extend(more);
        let (database, lake) =
            (written(&sandbox, &all, "ducktrail.duckdb"), written(&sandbox, &all, "lake"));
        assert!(database.len() > 50, "{}", database.len());
        for (name, text) in &database {
            assert!(lake.get(name) == Some(text), "{name} {more:?}");
        }
    }
    for args in [
        &["query", "DESCRIBE activity", "--format", "csv"][..],
        &["query", "FROM activity ORDER BY ALL", "--format", "csv"],
        &[
            "query",
            "SELECT * EXCLUDE (action_id, shape_id) FROM events ORDER BY ALL",
            "--format",
            "csv",
        ],
        &["query", "SELECT * EXCLUDE (id) FROM actions ORDER BY ALL", "--format", "csv"],
        &["query", "FROM insights ORDER BY ALL", "--format", "csv"],
        &["query", "FROM aggregated_events ORDER BY ALL", "--format", "csv"],
        &["query", "SELECT * EXCLUDE (import_id) FROM files ORDER BY ALL", "--format", "csv"],
        &["query", "SELECT * EXCLUDE (import_id) FROM rejects ORDER BY ALL", "--format", "csv"],
        &["query", "SELECT count(*) FROM deletes"],
        &["events", "--full", "--format", "jsonl", "--limit", "5000"],
        &["events", "access-keys-delete"],
        &["events", "--service", "iam", "--since", "2024-05", "--format", "csv"],
        &["triage", "--format", "csv"],
        &["coverage", "--format", "csv"],
    ] {
        let on = |db| sandbox.run(&[args, &["--db", db]].concat()).expect_code(0).stdout;
        // Commands that are suggested name the lake.
        assert!(on("lake").replace(" --db lake", "") == on("ducktrail.duckdb"), "{args:?}");
    }
    let info = sandbox.run(&["info", "--db", "lake"]).expect_code(0).stdout;
    assert!(info.contains("event_key"), "{info}");
    let _ = sandbox.run(&["export", "-o", "x.parquet", "--db", "lake"]).expect_code(0);
}

/// Records of which what a report says about 2 March depends on other days.
fn records_beyond_a_scope() -> String {
    let session = |key: &str| {
        json!({
            "type": "AssumedRole", "principalId": "AROA1:i-0123456789abcdef0", "accountId": "111122223333",
            "arn": "arn:aws:sts::111122223333:assumed-role/web/i-0123456789abcdef0", "accessKeyId": key,
            "sessionContext": {"attributes": {"creationDate": "2026-03-01T23:50:00Z"}},
        })
    };
    let user = json!({"type": "IAMUser", "userName": "ana", "accountId": "111122223333", "accessKeyId": "AKIA1"});
    let record = |id: &str, time: &str, call: &str, address: &str| {
        let (source, name) = call.split_once(':').unwrap();
        let mut record = event(id, time, "111122223333");
        record["eventSource"] = format!("{source}.amazonaws.com").into();
        record["eventName"] = name.into();
        record["sourceIPAddress"] = address.into();
        record["userIdentity"] = session("ASIA1");
        record["requestParameters"] = Value::Null;
        record
    };
    let mut issue = record("issue", "2026-03-01T23:50:00Z", "sts:AssumeRole", "192.0.2.1");
    issue["userIdentity"] = user.clone();
    issue["responseElements"] = json!({"credentials": {"accessKeyId": "ASIA1"}});
    let first = record("used", "2026-03-02T00:10:00Z", "ec2:DescribeVpcs", "198.51.100.1");
    let elsewhere = record("elsewhere", "2026-03-03T09:00:00Z", "ec2:DescribeVpcs", "198.51.100.2");
    let mut deletion = record("deletion", "2026-03-02T23:59:58Z", "s3:DeleteObjects", "192.0.2.1");
    deletion["requestID"] = "request".into();
    let mut deleted = record("deleted", "2026-03-03T00:00:01Z", "s3:DeleteObject", "192.0.2.1");
    deleted["requestID"] = "request".into();
    deleted["eventType"] = "AwsServiceEvent".into();
    let original = record("original", "2026-02-10T00:00:00Z", "ec2:DescribeVpcs", "192.0.2.1");
    let mut update = record("update", "2026-03-02T05:00:00Z", "ec2:DescribeVpcs", "192.0.2.1");
    update["addendum"] = json!({"reason": "UPDATED_DATA", "originalEventID": "original"});
    let mut refused = record("refused", "2026-03-03T10:00:00Z", "ec2:DescribeVpcs", "192.0.2.1");
    refused["errorCode"] = "RequestLimitExceeded".into();
    let records = [issue, first, elsewhere, deletion, deleted, original, update, refused];
    records.map(|record| record.to_string()).join("\n")
}

#[test]
fn what_a_report_needs_before_and_after_its_scope_is_read_from_a_lake_too() {
    let sandbox = Sandbox::new();
    sandbox.write("logs/x.jsonl", records_beyond_a_scope());
    let _ = sandbox.import(&[&sandbox.path("logs")]).expect_code(0);
    write(&sandbox, "lake", &[], 0);
    for (report, expected) in [
        ("role_chains", "first caller"),
        ("credential_access", "The credentials of an instance were used from another address"),
        ("late_events", ",original,true,"),
        ("deletes", ""),
        ("throttling", ""),
        ("coverage", "gap,"),
    ] {
        let args =
            ["report", report, "--format", "csv", "--since", "2026-03-02", "--until", "2026-03-02"];
        let args = [&args[..], &["--set", "gap_hours=1", "--set", "usual=true"]].concat();
        let args = if report == "coverage" { &args[..] } else { &args[..8] };
        let on = |db| sandbox.run(&[args, &["--db", db]].concat()).expect_code(0).stdout;
        let rows = on("ducktrail.duckdb");
        assert_eq!(on("lake"), rows, "{report}");
        assert!(rows.contains(expected), "{report}: {rows}");
        assert!(!expected.is_empty() || rows.lines().count() == 1, "{report}: {rows}");
    }
}

#[test]
fn the_files_have_types_that_every_engine_knows_and_each_event_once() {
    let sandbox = Sandbox::new();
    archive(&sandbox);
    write(&sandbox, "lake", &[], 3);
    let files = sandbox.path("lake/activity/*/*.parquet");
    let connection = Connection::open_in_memory().unwrap();
    let list = |sql: &str| -> Vec<String> {
        let sql = sql.replace("FILES", &format!("'{}'", files.display()));
        let mut statement = connection.prepare(&sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let types = "SELECT DISTINCT column_type FROM (DESCRIBE FROM read_parquet(FILES, hive_partitioning = false)) ORDER BY 1";
    assert_eq!(list(types), ["BOOLEAN", "TIMESTAMP", "VARCHAR", "VARCHAR[]"]);
    let required = "SELECT DISTINCT name FROM parquet_schema(FILES) WHERE repetition_type = 'REQUIRED' AND name <> 'duckdb_schema'";
    assert_eq!(list(required), Vec::<String>::new());
    // The leading zero of an account remains; it is in no name of a folder, which readers take for a number.
    let accounts = "SELECT DISTINCT account FROM read_parquet(FILES) ORDER BY 1";
    assert_eq!(list(accounts), ["012345678901", "111122223333"]);
    let days = "SELECT day::VARCHAR || ' ' || count(*) || ' ' || count(DISTINCT event_key) FROM read_parquet(FILES, hive_partitioning = true) GROUP BY day ORDER BY day NULLS LAST";
    let days = list(&days.replace("day::VARCHAR", "coalesce(day::VARCHAR, 'none')"));
    assert_eq!(days[0], "2026-03-01 3 3");
    assert_eq!(days[1], "2026-03-02 4 4");
    assert_eq!(days[6], "none 2 2");
    let targets =
        "SELECT DISTINCT array_to_string(list_sort(targets), '+') FROM read_parquet(FILES)";
    assert_eq!(list(targets), ["i-0a+i-0b"]);
    let sorted = "SELECT coalesce(event_id, event_key) FROM read_parquet(FILES, hive_partitioning = false, file_row_number = true, filename = true)";
    let in_order = format!("{sorted} ORDER BY filename, file_row_number");
    let by_key =
        format!("{sorted} ORDER BY filename, account, region, event_time, event_id, event_key");
    assert_eq!(list(&in_order), list(&by_key));
}

#[test]
fn a_scope_opens_only_the_files_of_its_days() {
    // The names of folders look like partitions, and contain what DuckDB expands.
    let sandbox = Sandbox::new();
    archive(&sandbox);
    let lake = "account=7/it's [a]*/lake";
    fs::create_dir_all(sandbox.path(lake).parent().unwrap()).unwrap();
    write(&sandbox, lake, &[], 3);
    let explain = "EXPLAIN ANALYZE SELECT count(*), min(account), max(target) FROM (SELECT coalesce(recipient_account_id) AS account, target FROM activity)";
    let args = ["query", explain, "--db", lake, "--since", DAYS[1], "--until", DAYS[3]];
    let plan = sandbox.run(&args).expect_code(0).stdout;
    assert!(plan.contains("Files: 3"), "{plan}");
    let count =
        ["query", "SELECT count(*), min(recipient_account_id) FROM activity", "--format", "csv"];
    let ran = sandbox.run(&[&count[..], &args[2..]].concat()).expect_code(0);
    assert!(ran.stdout.ends_with("\n10,012345678901\n"), "{}", ran.stdout);
    // A lake can be moved, and its pointers can name the files of a copy.
    write(&sandbox, lake, &["--url", "s3://bucket/lake/"], 3);
    let pointer = sandbox.path(lake).join("current/activity/day=2026-03-01/files.txt");
    let text = fs::read_to_string(pointer).unwrap();
    assert!(text.starts_with("s3://bucket/lake/activity/day=2026-03-01/"), "{text}");
    fs::rename(sandbox.path(lake), sandbox.path("moved")).unwrap();
    let ran =
        sandbox.run(&["report", "deletes", "--db", "moved", "--format", "csv"]).expect_code(0);
    assert_eq!(ran.stdout.lines().count(), 1 + 2 * (3 * 6 + 3), "{}", ran.stdout);
    assert!(!Path::new(&sandbox.path("moved.tmp")).exists());
}
