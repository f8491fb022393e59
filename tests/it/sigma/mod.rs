//! `ducktrail sigma`: rules against a slow evaluator, traps, correlations, and files that cannot be used.

mod correlations;
mod evaluator;
mod hostile;
mod output;

use std::{collections::BTreeMap, fs, path::Path};

use duckdb::Connection;
use ducktrail::internals::{store::rows::for_each_record, trail::record};
use serde_json::{Value, json};

use crate::support::{Sandbox, corpus};

/// A rule for CloudTrail with a detection, whose lines follow.
pub(crate) fn rule(title: &str, detection: &str) -> String {
    let detection = detection.replace('\n', "\n    ");
    format!(
        "title: {title}\nlevel: high\nlogsource:\n    product: aws\n    service: cloudtrail\ndetection:\n    {detection}\n"
    )
}

/// Returns the number of hits for each rule and event ID, by the program.
pub(crate) fn hits(sandbox: &Sandbox, rules: &Path) -> BTreeMap<(String, String), usize> {
    hits_in(sandbox, rules, "ducktrail.duckdb")
}

/// Returns the same in a lake of the logs that [`import`] wrote.
pub(crate) fn hits_in_lake(sandbox: &Sandbox, rules: &Path) -> BTreeMap<(String, String), usize> {
    let _ = sandbox.run(&["lake", "write", "logs", "--to", "lake", "--quiet"]).expect_code(0);
    hits_in(sandbox, rules, "lake")
}

fn hits_in(sandbox: &Sandbox, rules: &Path, db: &str) -> BTreeMap<(String, String), usize> {
    let rules = rules.to_str().unwrap();
    let args = ["sigma", rules, "--timeline", "--format", "jsonl", "--db", db];
    let ran = sandbox.run(&args).expect_code(0);
    let mut hits = BTreeMap::new();
    for line in ran.stdout.lines() {
        let hit: Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| hit[name].as_str().unwrap_or_default().to_owned();
        *hits.entry((text("rule"), text("event_id"))).or_default() += 1;
    }
    hits
}

/// Returns the same by the slow evaluator, of the records as they were logged.
fn expected_hits(sandbox: &Sandbox, rules: &[Value]) -> BTreeMap<(String, String), usize> {
    let connection = Connection::open(sandbox.path("ducktrail.duckdb")).unwrap();
    let mut hits = BTreeMap::new();
    for_each_record(&connection, "FROM activity", &[], |row, shape| {
        let record: Value = serde_json::from_str(&record::from_row(row, shape)).unwrap();
        for rule in rules.iter().filter(|rule| evaluator::holds(rule, &record)) {
            let id = record["eventID"].as_str().unwrap_or_default().to_owned();
            *hits.entry((rule["title"].as_str().unwrap().to_owned(), id)).or_default() += 1;
        }
        Ok(())
    })
    .unwrap();
    hits
}

/// Returns the rules of a folder.
fn load(folder: &Path) -> Vec<Value> {
    let files = fs::read_dir(folder).unwrap();
    files
        .flat_map(|file| evaluator::documents(&fs::read_to_string(file.unwrap().path()).unwrap()))
        .collect()
}

/// Returns events that meet a rule, and events that lack one of its members or have other values.
fn events_for(rule: &Value) -> Vec<Value> {
    let mut complete = json!({ "eventVersion": "1.08", "eventTime": "2024-05-01T09:00:00Z", "awsRegion": "eu-west-1",
        "recipientAccountId": "111122223333", "eventSource": "s3.amazonaws.com", "eventName": "ListBuckets",
        "userIdentity": { "type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/alice" } });
    let mut paths = Vec::new();
    let mut variants = vec![complete.clone()];
    for (name, selection) in rule["detection"].as_object().unwrap() {
        let maps = if name == "condition" {
            Vec::new()
        } else {
            selection.as_array().cloned().unwrap_or_else(|| vec![selection.clone()])
        };
        let mut alone = variants[0].clone();
        for map in maps {
            for (key, values) in map.as_object().unwrap() {
                let values = values.as_array().cloned().unwrap_or_else(|| vec![values.clone()]);
                let path: Vec<String> =
                    key.split('|').next().unwrap().split('.').map(str::to_owned).collect();
                let texts: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
                let whole = Value::from(texts.join(" "));
                let first = if key.ends_with("|all") { &whole } else { &values[0] };
                for value in &values {
                    let text = value.as_str().unwrap_or_default().replace(['*', '.', '+'], "x");
                    let mut values = vec![value.clone(), text.to_uppercase().into(), whole.clone()];
                    values.extend([json!(""), json!(true)]);
                    // Other members are never lists in logs of CloudTrail.
                    if path[0].ends_with("Elements") || path[0].ends_with("Parameters") {
                        values.extend([json!([text, { "a": text }]), json!({ "b": text })]);
                    }
                    for value in values {
                        let mut variant = complete.clone();
                        set(&mut variant, &path, value);
                        variants.push(variant);
                    }
                }
                set(&mut complete, &path, first.clone());
                set(&mut alone, &path, first.clone());
                variants.push(complete.clone());
                paths.push(path);
            }
        }
        variants.push(alone);
    }
    for path in &paths {
        let mut variant = complete.clone();
        set(&mut variant, path, Value::Null);
        variants.push(variant);
    }
    variants
}

/// Sets a member at a path.
fn set(record: &mut Value, path: &[String], value: Value) {
    let [name, rest @ ..] = path else { return };
    if !record.is_object() {
        *record = json!({});
    }
    if rest.is_empty() {
        record[name] = value;
    } else {
        set(&mut record[name], rest, value);
    }
}

/// Imports events, each with an ID by its position.
pub(crate) fn import(events: impl IntoIterator<Item = Value>) -> Sandbox {
    let sandbox = Sandbox::new();
    let mut records = Vec::new();
    for (at, mut event) in events.into_iter().enumerate() {
        event["eventID"] = format!("00000000-0000-4000-8000-{at:012}").into();
        records.push(event);
    }
    sandbox.write("logs/a.json", json!({ "Records": records }).to_string());
    let _ = sandbox.import(&[&sandbox.path("logs")]).expect_code(0);
    sandbox
}

#[test]
fn public_rules_find_what_a_slow_evaluator_finds() {
    let name = "public_rules_find_what_a_slow_evaluator_finds";
    let Some(corpus) = corpus(name) else { return };
    let folder = corpus.join("../rules/sigmahq");
    let rules = load(&folder);
    assert_eq!(rules.len(), 57);
    let synthetic = import(rules.iter().flat_map(events_for));
    let real = Sandbox::new();
    let _ = real.import(&[&corpus.join("files")]).expect_code(3);
    for (sandbox, most) in [(&synthetic, 300), (&real, 1500)] {
        let found = hits(sandbox, &folder);
        let expected = expected_hits(sandbox, &rules);
        let all: usize = expected.values().sum();
        assert!(all > most, "{all} hits");
        let differing: Vec<_> = expected
            .keys()
            .chain(found.keys())
            .filter(|key| found.get(*key) != expected.get(*key))
            .collect();
        assert!(differing.is_empty(), "{differing:#?}");
    }
    let rules_with_hits: std::collections::BTreeSet<_> =
        expected_hits(&synthetic, &rules).into_keys().map(|it| it.0).collect();
    // No record of CloudTrail has the status that one rule looks for; here it has.
    assert_eq!(rules_with_hits.len(), 57);
}

/// The events of the table of traps, by their numbers.
fn trap_events() -> Vec<Value> {
    let event = |members: Value| {
        let mut event = json!({ "eventVersion": "1.08", "eventTime": "2024-05-01T09:00:00Z", "eventSource": "s3.amazonaws.com", "eventName": "Other",
            "userIdentity": { "type": "IAMUser", "userName": "alice" }, "sourceIPAddress": "198.51.100.7" });
        event.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        event
    };
    vec![
        event(json!({ "errorCode": "AccessDenied", "userAgent": r"a\b*c?d%e_f" })),
        event(json!({ "errorCode": null, "userAgent": "axb1c2d3e4f", "readOnly": true })),
        event(json!({ "errorCode": "", "sourceIPAddress": "2001:DB8::1", "readOnly": false })),
        event(
            json!({ "requestParameters": { "names": ["Alpha", "beta"], "port": 443, "enable": false, "items": [{ "id": "i-1" }, { "id": "i-2", "tags": [["deep"]] }], "none": [null] } }),
        ),
        event(
            json!({ "requestParameters": { "policyDocument": "{\"Effect\":\"Allow\"}", "port": "80", "enable": "true", "names": "alpha", "userName": "ALICE" }, "sourceIPAddress": "AWS Internal" }),
        ),
        event(
            json!({ "eventName": "UpdateFunctionConfiguration20150331v2", "responseElements": "plain", "sourceIPAddress": "10.1.2.3, 192.0.2.1" }),
        ),
        event(
            json!({ "userAgent": "ZÜRICH\nline two", "note": { "text": "needle" }, "requestParameters": { "big": 100_000.0 } }),
        ),
        event(
            json!({ "errorCode": 404, "userIdentity": { "type": "Root", "arn": "" }, "readOnly": "True", "note": "it's; DROP TABLE x --" }),
        ),
    ]
}

/// Lines of a title, the numbers of the events that are found, and a detection, whose condition is `s` if it has
/// none.
const TRAPS: &str = include_str!("traps.txt");

/// Splits a line of a table, and reads the numbers of events in its second column.
pub(crate) fn cells(line: &str) -> (Vec<&str>, Vec<usize>) {
    let cells: Vec<&str> = line.split(" => ").collect();
    let numbers = cells[1].split_whitespace().map(|number| number.parse().unwrap()).collect();
    (cells, numbers)
}

#[test]
fn traps_of_the_language_find_what_they_should() {
    let sandbox = import(trap_events());
    let trap = |line: &'static str| {
        let (cells, numbers) = cells(line);
        let condition = if cells[2].contains("condition: ") { "" } else { ", condition: s" };
        (cells[0], numbers, rule(cells[0], &format!("{{{}{condition}}}", cells[2])))
    };
    let traps: Vec<_> = TRAPS.lines().map(trap).collect();
    let texts: Vec<&str> = traps.iter().map(|trap| trap.2.as_str()).collect();
    let file = sandbox.write("traps.yml", texts.join("---\n"));
    let mut found = hits(&sandbox, &file);
    assert_eq!(found, hits_in_lake(&sandbox, &file));
    for (title, expected, _) in &traps {
        let own = found.keys().filter(|key| key.0 == *title);
        let own: Vec<usize> = own.map(|key| key.1[24..].parse().unwrap()).collect();
        assert_eq!(own, *expected, "{title}");
    }
    // A proxy can log several addresses, of which the evaluator knows nothing.
    let mut rules = evaluator::documents(&texts.join("---\n"));
    rules.retain(|rule| rule["title"] != "no address");
    found.retain(|hit, _| hit.0 != "no address");
    assert_eq!(found, expected_hits(&sandbox, &rules));
}
