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
fn hits(sandbox: &Sandbox, rules: &Path) -> BTreeMap<(String, String), usize> {
    let ran = sandbox
        .run(&["sigma", rules.to_str().unwrap(), "--timeline", "--format", "jsonl"])
        .expect_code(0);
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

/// Detections, and the numbers of the events that they find.
const TRAPS: &[(&str, &str, &[usize])] = &[
    ("case", "s:\n    errorCode: ACCESSDENIED\ncondition: s", &[0]),
    ("cased", "s:\n    errorCode|cased: accessdenied\ncondition: s", &[]),
    ("cased part", "s:\n    errorCode|contains|cased: Denied\ncondition: s", &[0]),
    (
        "not with an absent member",
        "s:\n    errorCode: AccessDenied\ncondition: not s",
        &[1, 2, 3, 4, 5, 6, 7],
    ),
    ("absent", "s:\n    errorCode: null\ncondition: s", &[1, 3, 4, 5, 6]),
    (
        "null or a value",
        "s:\n    errorCode:\n        - null\n        - accessdenied\ncondition: s",
        &[0, 1, 3, 4, 5, 6],
    ),
    ("an empty text", "s:\n    errorCode: ''\ncondition: s", &[2]),
    ("exists", "s:\n    errorCode|exists: true\ncondition: s", &[0, 2, 7]),
    ("does not exist", "s:\n    errorCode|exists: false\ncondition: s", &[1, 3, 4, 5, 6]),
    ("exists below", "s:\n    requestParameters.names|exists: true\ncondition: s", &[3, 4]),
    ("an element", "s:\n    requestParameters.names: alpha\ncondition: s", &[3, 4]),
    ("a list within a path", "s:\n    requestParameters.items.id: i-2\ncondition: s", &[3]),
    (
        "a list in a list",
        "s:\n    requestParameters.items.tags|startswith: dee\ncondition: s",
        &[3],
    ),
    (
        "a list as text",
        "s:\n    requestParameters.names: '[\"alpha\",\"beta\"]'\ncondition: s",
        &[3],
    ),
    (
        "a list of null",
        "s:\n    requestParameters.none: null\ncondition: s",
        &[0, 1, 2, 4, 5, 6, 7],
    ),
    (
        "all of the elements",
        "s:\n    requestParameters.names|contains|all:\n        - alph\n        - bet\ncondition: s",
        &[3],
    ),
    ("a boolean as text", "s:\n    requestParameters.enable: false\ncondition: s", &[3]),
    ("a column of booleans", "s:\n    readOnly: 'true'\ncondition: s", &[1, 7]),
    ("a number as text", "s:\n    requestParameters.port: 443\ncondition: s", &[3]),
    ("a number in a column", "s:\n    errorCode: 404\ncondition: s", &[7]),
    ("greater", "s:\n    requestParameters.port|gt: 80\ncondition: s", &[3]),
    ("not less", "s:\n    requestParameters.port|gte: 80\ncondition: s", &[3, 4]),
    ("less", "s:\n    requestParameters.big|lt: 1e5\ncondition: s", &[]),
    ("less or equal", "s:\n    requestParameters.big|lte: 100000\ncondition: s", &[6]),
    ("a star and a question mark", "s:\n    userAgent: a?b*f\ncondition: s", &[0, 1]),
    ("escaped wildcards", "s:\n    userAgent: 'a\\b\\*c\\?d*'\ncondition: s", &[0]),
    ("an escaped backslash", "s:\n    userAgent|contains: 'a\\\\b'\ncondition: s", &[0]),
    ("wildcards of LIKE", "s:\n    userAgent|contains: '?%e_'\ncondition: s", &[0]),
    ("a lone star", "s:\n    userAgent|contains: '*'\ncondition: s", &[0, 1, 6]),
    ("letters beyond ASCII", "s:\n    userAgent|startswith: zürich\ncondition: s", &[6]),
    ("an expression", "s:\n    userAgent|re: '^a.b[0-9]'\ncondition: s", &[1]),
    ("an expression and case", "s:\n    userAgent|re: '^line'\ncondition: s", &[]),
    ("an expression with flags", "s:\n    userAgent|re|i|m: '^LINE'\ncondition: s", &[6]),
    (
        "a policy within a text",
        "s:\n    requestParameters|contains: '\"Effect\":\"Allow\"'\ncondition: s",
        &[4],
    ),
    (
        "a policy as logged",
        "s:\n    requestParameters|contains: '\\\\\"Allow\\\\\"'\ncondition: s",
        &[4],
    ),
    (
        "a policy by its path",
        "s:\n    requestParameters.policyDocument|endswith: '\"Allow\"}'\ncondition: s",
        &[4],
    ),
    ("an object that is a text", "s:\n    responseElements: plain\ncondition: s", &[5]),
    (
        "another field",
        "s:\n    userIdentity.userName|fieldref: requestParameters.userName\ncondition: s",
        &[4],
    ),
    (
        "a part of another field",
        "s:\n    eventSource|fieldref|startswith: userIdentity.userName\ncondition: s",
        &[],
    ),
    ("IPv4", "s:\n    sourceIPAddress|cidr: 198.51.100.0/25\ncondition: s", &[0, 1, 3, 6, 7]),
    ("IPv6", "s:\n    sourceIPAddress|cidr: 2001:db8::/33\ncondition: s", &[2]),
    (
        "no address",
        "s:\n    sourceIPAddress|cidr:\n        - 0.0.0.0/0\n        - ::/0\ncondition: not s",
        &[4],
    ),
    ("a keyword", "s:\n    - needle\n    - 'AccessDen'\ncondition: s", &[0, 6]),
    ("a keyword without wildcards of LIKE", "s:\n    - 'd%e_f'\ncondition: s", &[0]),
    ("all keywords", "s:\n    '|all':\n        - alpha\n        - port\ncondition: s", &[3, 4]),
    ("no keyword", "s:\n    - alice\ncondition: not s", &[7]),
    ("a member without a column", "s:\n    note.text: Needle\ncondition: s", &[6]),
    ("quotes in a value", "s:\n    note: \"IT'S; DROP TABLE x --\"\ncondition: s", &[7]),
    (
        "a time",
        "s:\n    eventTime|startswith: 2024-05-01T09:00:00Z\ncondition: s",
        &[0, 1, 2, 3, 4, 5, 6, 7],
    ),
    (
        "a list of maps",
        "s:\n    - errorCode: AccessDenied\n    - userIdentity.type: root\n      readOnly: true\ncondition: s",
        &[0, 7],
    ),
    (
        "1 of",
        "s_1:\n    errorCode: AccessDenied\ns_2:\n    readOnly: false\n_s_3:\n    eventName: Other\ncondition: 1 of s_*",
        &[0, 2],
    ),
    (
        "all of them",
        "s_1:\n    eventName: Other\ns_2:\n    readOnly|exists: true\n_s_3:\n    errorCode: x\ncondition: all of them",
        &[1, 2, 7],
    ),
    (
        "order of operators",
        "a:\n    readOnly: true\nb:\n    errorCode: AccessDenied\nc:\n    eventName: none\ncondition: b or a and not c and (c or not b)",
        &[0, 1, 7],
    ),
    (
        "several conditions",
        "a:\n    readOnly: true\nb:\n    errorCode: AccessDenied\ncondition:\n    - a\n    - b",
        &[0, 1, 7],
    ),
    (
        "names and other members",
        "a:\n    eventName: Other\nb:\n    readOnly: true\ncondition: a and not b",
        &[0, 2, 3, 4, 6],
    ),
    ("not a name", "a:\n    eventName: Other\ncondition: not a", &[5]),
    ("a name as logged", "a:\n    eventName: UpdateFunctionConfiguration\ncondition: a", &[]),
    (
        "the start of a name",
        "a:\n    eventName|startswith: updatefunctionconfiguration\ncondition: a",
        &[5],
    ),
];

#[test]
fn traps_of_the_language_find_what_they_should() {
    let sandbox = import(trap_events());
    let texts: Vec<String> =
        TRAPS.iter().map(|(title, detection, _)| rule(title, detection)).collect();
    let file = sandbox.write("traps.yml", texts.join("---\n"));
    let found = hits(&sandbox, &file);
    for (title, _, numbers) in TRAPS {
        let expected: Vec<usize> = numbers.to_vec();
        let found: Vec<usize> = found
            .keys()
            .filter(|key| key.0 == *title)
            .map(|key| key.1[24..].parse().unwrap())
            .collect();
        assert_eq!(found, expected, "{title}");
    }
    // A proxy can log several addresses, of which the evaluator knows nothing.
    let rules: Vec<Value> = evaluator::documents(&texts.join("---\n"))
        .into_iter()
        .filter(|rule| rule["title"] != "no address")
        .collect();
    let found: BTreeMap<_, _> = found.into_iter().filter(|hit| hit.0.0 != "no address").collect();
    assert_eq!(found, expected_hits(&sandbox, &rules));
}
