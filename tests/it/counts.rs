//! Counts in messages: one thing is in the singular.

use serde_json::json;

use crate::support::Sandbox;

/// Words after `1` that end in `s` and are not plurals.
const NOT_PLURAL: &[&str] = &["is", "has", "was", "does", "s"];

/// Returns the places of a text where `1` is followed by a plural.
fn plurals_of_one(text: &str) -> Vec<String> {
    text.lines().flat_map(plurals_in_line).collect()
}

fn plurals_in_line(line: &str) -> Vec<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if word.trim_start_matches('(') != "1" {
            continue;
        }
        // An adjective can stand before the noun: `1 new files`.
        for next in words.iter().skip(at + 1).take(2) {
            let noun = next.trim_end_matches([',', ';', ':', '.', ')']);
            let is_plural = noun.ends_with('s') && !noun.ends_with("ss");
            if is_plural && noun.chars().all(char::is_alphabetic) && !NOT_PLURAL.contains(&noun) {
                found.push(format!("1 {next}"));
            }
            if *next != noun {
                break;
            }
        }
    }
    found
}

#[test]
fn no_message_has_one_of_a_plural() {
    let sandbox = Sandbox::new();
    let event = json!({
        "eventVersion": "1.08", "eventID": "a", "eventName": "DeleteBucket",
        "eventSource": "s3.amazonaws.com", "eventTime": "2024-05-01T09:00:00Z",
        "awsRegion": "eu-west-1", "recipientAccountId": "111122223333",
        "requestParameters": {"bucketName": "b"},
    });
    sandbox.write("logs/a.json", json!({"Records": [event]}).to_string());
    sandbox.write("bad/b.json", "{\"Records\":[{\"eventName\":");
    sandbox.write(
        "q.sql",
        "SELECT 1 AS a;\n.maxrows 1\nFROM range(3);\nCREATE TEMP TABLE t AS FROM range(1);\n.bad",
    );
    for args in [
        &["import", "logs"][..],
        &["import", "logs"],
        &["import", "bad"],
        &["info"],
        &["coverage"],
        &["coverage", "--calendar"],
        &["coverage", "--findings"],
        &["verify"],
        &["report", "deletes"],
        &["triage", "--level", "informational"],
        &["triage", "--actor", "*"],
        &["events", "--limit", "1"],
        &["events", "a"],
        &["export", "-o", "out", "--format", "cloudtrail"],
        &["report", "--all", "-o", "reports"],
        &["query", "COPY (SELECT 1) TO 'x.csv'", "--allow-files"],
    ] {
        let ran = sandbox.run(args);
        let text = format!("{}\n{}", ran.stdout, ran.stderr);
        assert_eq!(plurals_of_one(&text), Vec::<String>::new(), "{args:?}: {text}");
    }
    let script = std::fs::read(sandbox.path("q.sql")).unwrap();
    let ran = sandbox.run_with_input(&["shell", "--keep-going"], &script);
    let text = format!("{}\n{}", ran.stdout, ran.stderr);
    assert_eq!(plurals_of_one(&text), Vec::<String>::new(), "{text}");
    assert!(text.contains("only the first 1 row is shown"), "{text}");
}

#[test]
fn the_checker_finds_plurals() {
    assert_eq!(
        plurals_of_one("1 events, 1 new files (1 rows)"),
        ["1 events,", "1 files", "1 rows)"]
    );
    assert_eq!(plurals_of_one("1 event, 11 events; 1 access, 1: x s"), Vec::<String>::new());
}
