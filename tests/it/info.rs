//! `ducktrail info` shows the content of the database.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Sandbox, corpus, fixtures, imported};

fn object(sandbox: &Sandbox) -> Value {
    let ran = sandbox.run(&["info", "--format", "json"]).expect_code(0);
    assert_eq!(ran.stderr, "");
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
fn the_text_shows_what_was_imported() {
    let sandbox = imported();
    let ran = sandbox.run(&["info"]).expect_code(0);
    for line in [
        "Database    ducktrail.duckdb, ",
        "Events      22 from 2014-03-23T21:50:34Z to 2022-10-11T17:30:18Z\n",
        "Other rows  0 Insights records, 0 Aggregated records, 0 digests\n",
        "Accounts    3: 111122223333 7, 444455556666 6, (none) 6, 123456789012 3\n",
        "Regions     3: us-east-1 13, (none) 5, us-east-2 2, us-west-2 2\n",
        "Services    11: cloudfront 5, route53 4, synthetics 3, internetmonitor 2,\n            support 2, apigateway 1, …\n",
        "Versions    6: 1.01 6, 1.05 6, 1.02 4, 1.03 3, 1.08 2, 1.04 1\n",
        "Files       13: records 13\n",
        "Imports     1, last at 20",
        "Records     22 read: 22 inserted, 0 duplicate, 0 rejected, 0 filtered out\n",
        "Rejects     0\n",
        "Columns     ",
        "each column is 90 days, the highest count is 6\n",
    ] {
        assert!(ran.stdout.contains(line), "{line}\n{}", ran.stdout);
    }
    assert!(ran.stdout.lines().count() <= 24, "{}", ran.stdout);
}

/// Checks the counts of the JSON object against plain SQL.
fn assert_agrees_with_sql(sandbox: &Sandbox) {
    let info = object(sandbox);
    for (pointer, sql) in [
        ("/events/count", "SELECT count(*) FROM events"),
        ("/events/without_time", "SELECT count(*) FROM events WHERE event_time IS NULL"),
        ("/insights", "SELECT count(*) FROM insights"),
        ("/aggregated_events", "SELECT count(*) FROM aggregated_events"),
        ("/digests", "SELECT count(*) FROM digests"),
        ("/rejects", "SELECT count(*) FROM rejects"),
        ("/imports/records/read", "SELECT sum(records_read) FROM imports"),
        ("/imports/records/duplicate", "SELECT sum(records_duplicate) FROM imports"),
    ] {
        assert_eq!(info.pointer(pointer).unwrap().to_string(), sandbox.value(sql), "{pointer}");
    }
    let sum = |values: &Value, member: &str| -> u64 {
        values.as_array().unwrap().iter().map(|value| value[member].as_u64().unwrap()).sum()
    };
    let events = info["events"]["count"].as_u64().unwrap();
    for kind in ["accounts", "regions", "services", "event_versions", "event_categories"] {
        assert_eq!(sum(&info[kind], "events"), events, "{kind}");
    }
    assert_eq!(
        sum(&info["files"], "files").to_string(),
        sandbox.value("SELECT count(*) FROM files")
    );
    let counts: u64 =
        info["histogram"]["counts"].as_array().unwrap().iter().filter_map(Value::as_u64).sum();
    assert_eq!(counts, events - info["events"]["without_time"].as_u64().unwrap());
    let bytes = sum(&info["columns"], "bytes");
    assert!(bytes > 0 && bytes <= info["database"]["bytes"].as_u64().unwrap(), "{bytes}");
}

#[test]
fn the_object_agrees_with_the_tables() {
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&fixtures("trail"), &fixtures("forms"), &fixtures("traps")]);
    assert_agrees_with_sql(&sandbox);
    let Some(corpus) = corpus("the_object_agrees_with_the_tables") else { return };
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&corpus]);
    assert_agrees_with_sql(&sandbox);
}

#[test]
fn a_database_without_events_has_a_screen() {
    let sandbox = Sandbox::new();
    let file = sandbox.write("empty.json", r#"{"Records":[]}"#);
    let _ = sandbox.import(&[&file]).expect_code(0);
    let ran = sandbox.run(&["info"]).expect_code(0);
    assert!(ran.stdout.contains("Events      0\n"), "{}", ran.stdout);
    let info = object(&sandbox);
    assert_eq!(info["events"]["first"], Value::Null);
    assert_eq!(info["histogram"], json!({"start": null, "step_seconds": 0, "counts": []}));
    let ran = sandbox.run(&["info", "--db", "missing.duckdb"]).expect_code(1);
    assert!(ran.stderr.contains("there is no database missing.duckdb"), "{}", ran.stderr);
}

#[test]
fn hostile_names_and_wrong_clocks_are_handled() {
    let sandbox = Sandbox::new();
    let record = |time: &str| {
        json!({"eventVersion": "1.08", "eventID": time, "eventTime": time, "eventName": "X",
            "awsRegion": "\u{1b}[31mred", "recipientAccountId": "\u{202e}1"})
        .to_string()
    };
    let lines =
        ["0001-01-01T00:00:00Z", "9999-12-01T00:00:00Z", "2024-01-01T00:00:00Z"].map(record);
    let file = sandbox.write("records.jsonl", lines.join("\n"));
    let _ = sandbox.import(&[&file]).expect_code(0);
    let ran = sandbox.run(&["info"]).expect_code(0);
    assert!(!ran.stdout.contains(['\u{1b}', '\u{202e}']), "{}", ran.stdout);
    assert!(ran.stdout.contains("each column is 256 years"), "{}", ran.stdout);
    assert!(ran.stdout.lines().all(|line| line.chars().count() < 200), "{}", ran.stdout);
}

/// Collects the paths of all members, in the form of docs/info.md.
fn members(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(object)
            if path.is_empty()
                || ["database", "events", "imports", "histogram"].contains(&path) =>
        {
            for (name, value) in object {
                let dot = if path.is_empty() { "" } else { "." };
                members(value, &format!("{path}{dot}{name}"), found);
            }
        }
        _ => found.push(path.to_owned()),
    }
}

#[test]
fn every_member_of_the_object_is_documented() {
    let sandbox = imported();
    let mut found = Vec::new();
    members(&object(&sandbox), "", &mut found);
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/info.md")).unwrap();
    let lacking: Vec<&String> =
        found.iter().filter(|member| !text.contains(&format!("`{member}`"))).collect();
    assert_eq!(lacking, Vec::<&String>::new());
}
