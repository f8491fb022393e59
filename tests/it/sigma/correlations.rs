//! Correlations, on sequences made by hand.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::{
    sigma::{import, rule},
    support::Sandbox,
};

/// Events of one letter each by a user at a second: `a` and `b` are calls, `x` is denied in the call `a`.
fn sequence(text: &str) -> Vec<Value> {
    let event = |word: &str| {
        let parts: Vec<&str> = word.split(':').collect();
        let [call, user, second, ..] = parts[..] else { panic!("{word}") };
        let second: u32 = second.parse().unwrap();
        json!({
            "eventVersion": "1.08", "eventSource": "iam.amazonaws.com", "eventName": call.to_uppercase(),
            "eventTime": format!("2024-05-01T{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60),
            "userIdentity": { "type": "IAMUser", "userName": if user == "-" { Value::Null } else { user.into() } },
            "requestParameters": { "bucket": parts.get(3) },
        })
    };
    text.split_whitespace().map(event).collect()
}

const RULES: [(&str, &str); 3] = [
    ("A", "s:\n    eventName: A\ncondition: s"),
    ("B", "s:\n    eventName: B\ncondition: s"),
    ("AC", "s:\n    eventName:\n        - A\n        - C\ncondition: s"),
];

/// A correlation, a sequence, and the numbers of the events that complete it.
const CORRELATIONS: &[(&str, &str, &str, &[usize])] = &[
    (
        "three in a minute",
        "type: event_count\nrules:\n    - A\ngroup-by:\n    - userIdentity.userName\ntimespan: 60s\ncondition:\n    gte: 3",
        "a:u:0 a:u:30 a:v:40 a:u:60 a:u:90 a:u:91 a:v:100 a:v:101",
        &[3, 4, 5],
    ),
    (
        "none without its key",
        "type: event_count\nrules: A\ngroup-by: userIdentity.userName\ntimespan: 1m\ncondition:\n    gt: 1",
        "a:-:0 a:-:1 a:u:2 a:u:3",
        &[3],
    ),
    (
        "of all callers",
        "type: event_count\nrules:\n    - A\n    - B\ntimespan: 1m\ncondition:\n    gte: 2\n    lt: 4",
        "a:u:0 b:v:1 c:w:2 a:x:3 a:x:4",
        &[1, 3],
    ),
    (
        "an event of two rules counts once",
        "type: event_count\nrules:\n    - A\n    - AC\ntimespan: 1m\ncondition:\n    eq: 2",
        "a:u:0 c:u:1",
        &[1],
    ),
    (
        "two buckets",
        "type: value_count\nrules: A\ngroup-by:\n    - userIdentity.userName\ntimespan: 10s\ncondition:\n    field: requestParameters.bucket\n    gte: 2",
        "a:u:0:one a:u:1:one a:u:2 a:u:3:two a:u:20:two a:v:21:one",
        &[3],
    ),
    (
        "both in any order",
        "type: temporal\nrules:\n    - A\n    - B\ngroup-by:\n    - userIdentity.userName\ntimespan: 10s",
        "b:u:0 a:u:5 a:u:16 b:v:17 b:u:20",
        &[1, 4],
    ),
    (
        "one event of two rules",
        "type: temporal\nrules:\n    - A\n    - AC\ntimespan: 10s",
        "a:u:0 c:u:20",
        &[0],
    ),
    (
        "in order",
        "type: temporal_ordered\nrules:\n    - A\n    - B\ngroup-by:\n    - userIdentity.userName\ntimespan: 10s",
        "b:u:0 a:u:5 b:u:15 a:u:20 b:v:21 b:u:31",
        &[2],
    ),
    (
        "three in order",
        "type: temporal_ordered\nrules:\n    - A\n    - B\n    - AC\ntimespan: 1h",
        "a:u:0 b:u:600 c:u:3600 c:u:3601 b:u:3602 a:u:3603 b:u:3604 c:u:3605",
        &[2, 7],
    ),
    (
        "one event is no sequence",
        "type: temporal_ordered\nrules:\n    - A\n    - AC\ntimespan: 2h",
        "a:u:0 c:v:7200 c:v:7201",
        &[1],
    ),
    (
        "at the same second",
        "type: temporal_ordered\nrules:\n    - A\n    - B\ntimespan: 1s",
        "b:u:7 a:u:7",
        &[0],
    ),
];

fn correlation(title: &str, text: &str) -> String {
    format!("title: {title}\nlevel: high\ncorrelation:\n    {}\n", text.replace('\n', "\n    "))
}

fn found(sandbox: &Sandbox, documents: &[String]) -> HashMap<String, Vec<usize>> {
    sandbox.write("rules.yml", documents.join("---\n"));
    let ran =
        sandbox.run(&["sigma", "rules.yml", "--timeline", "--format", "jsonl"]).expect_code(0);
    let mut found: HashMap<String, Vec<usize>> = HashMap::new();
    for line in ran.stdout.lines() {
        let hit: Value = serde_json::from_str(line).unwrap();
        let number = hit["event_id"].as_str().unwrap()[24..].parse().unwrap();
        found.entry(hit["rule"].as_str().unwrap().to_owned()).or_default().push(number);
    }
    found
}

#[test]
fn a_correlation_finds_the_events_that_complete_it() {
    // Each sequence is in a year of its own, in one database.
    let year = |at: usize| format!("{}-", 2001 + at);
    let (mut events, mut first) = (Vec::new(), Vec::new());
    for (at, (_, _, text, _)) in CORRELATIONS.iter().enumerate() {
        first.push(events.len());
        events.extend(sequence(text).into_iter().map(|mut event| {
            event["eventTime"] =
                event["eventTime"].as_str().unwrap().replace("2024-", &year(at)).into();
            event
        }));
    }
    first.push(events.len());
    let sandbox = import(events);
    let mut documents: Vec<String> = RULES.iter().map(|(title, text)| rule(title, text)).collect();
    documents.extend(CORRELATIONS.iter().map(|(title, text, ..)| correlation(title, text)));
    let found = found(&sandbox, &documents);
    for (at, (title, _, _, expected)) in CORRELATIONS.iter().enumerate() {
        let numbers = found.get(*title).cloned().unwrap_or_default();
        let own = numbers.iter().filter(|number| (first[at]..first[at + 1]).contains(number));
        let mut own: Vec<usize> = own.map(|number| number - first[at]).collect();
        own.sort_unstable();
        assert_eq!(own, *expected, "{title}");
    }
    assert!(["A", "B", "AC"].iter().all(|title| !found.contains_key(*title)), "{found:?}");
}

#[test]
fn the_rules_of_a_correlation_are_found_by_name_or_id_and_shown_if_it_says_so() {
    let sandbox = import(sequence("a:u:0 b:u:1 a:u:2"));
    let count = "type: event_count\nrules:\n    - NAME\ntimespan: 1m\ncondition:\n    gte: 2\ngenerate: true";
    let named = |member: &str| rule("A", RULES[0].1) + member;
    for (member, reference) in [("name: first\n", "first"), ("id: 0d6e4d0e\n", "0d6e4d0e")] {
        let documents = [correlation("many", &count.replace("NAME", reference)), named(member)];
        let found = found(&sandbox, &documents);
        assert_eq!((&found["many"], &found["A"]), (&vec![2], &vec![0, 2]));
    }
    // A level hides the rules but not what is made of them.
    let low = rule("A", RULES[0].1).replace("level: high", "level: low");
    let hidden = count.replace("NAME", "A");
    sandbox.write("rules.yml", [low, correlation("many", &hidden)].join("---\n"));
    let ran =
        sandbox.run(&["sigma", "rules.yml", "--level", "high", "--format", "csv"]).expect_code(0);
    assert_eq!(ran.stdout.lines().count(), 2, "{}", ran.stdout);
    assert!(ran.stdout.contains("high,many,,u,1,"), "{}", ran.stdout);
}
