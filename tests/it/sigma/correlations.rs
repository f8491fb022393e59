//! Correlations, on sequences made by hand.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::{
    sigma::{cells, hits, hits_in_lake, import, rule},
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

const RULES: [(&str, &str); 4] = [("A", "A"), ("B", "B"), ("C", "C"), ("AC", "[A, C]")];

fn rule_of_calls((title, calls): (&str, &str)) -> String {
    rule(title, &format!("{{s: {{eventName: {calls}}}, condition: s}}"))
}

/// Lines of a title, the numbers of the events that complete the correlation, a sequence, and the correlation.
const CORRELATIONS: &str = include_str!("correlations.txt");

fn correlation(title: &str, text: &str) -> String {
    format!("title: {title}\nlevel: high\ncorrelation: {{{text}}}\n")
}

/// Returns the numbers of the events that each rule finds.
fn found(sandbox: &Sandbox, documents: &[String]) -> HashMap<String, Vec<usize>> {
    let file = sandbox.write("rules.yml", documents.join("---\n"));
    let mut found: HashMap<String, Vec<usize>> = HashMap::new();
    for (title, id) in hits(sandbox, &file).into_keys() {
        found.entry(title).or_default().push(id[24..].parse().unwrap());
    }
    found
}

#[test]
fn a_correlation_finds_the_events_that_complete_it() {
    // Each sequence is in a year of its own, in one database.
    let year = |at: usize| format!("{}-", 2001 + at);
    let (mut events, mut first) = (Vec::new(), Vec::new());
    let lines: Vec<_> = CORRELATIONS.lines().map(cells).collect();
    for (at, (cells, _)) in lines.iter().enumerate() {
        first.push(events.len());
        events.extend(sequence(cells[2]).into_iter().map(|mut event| {
            event["eventTime"] =
                event["eventTime"].as_str().unwrap().replace("2024-", &year(at)).into();
            event
        }));
    }
    first.push(events.len());
    let sandbox = import(events);
    let mut documents: Vec<String> = RULES.into_iter().map(rule_of_calls).collect();
    documents.extend(lines.iter().map(|(cells, _)| correlation(cells[0], cells[3])));
    let found = found(&sandbox, &documents);
    for (at, (cells, expected)) in lines.iter().enumerate() {
        let numbers = found.get(cells[0]).cloned().unwrap_or_default();
        let own = numbers.iter().filter(|number| (first[at]..first[at + 1]).contains(number));
        let own: Vec<usize> = own.map(|number| number - first[at]).collect();
        assert_eq!(own, *expected, "{}", cells[0]);
    }
    assert!(RULES.iter().all(|it| !found.contains_key(it.0)), "{found:?}");
    let file = sandbox.path("rules.yml");
    assert_eq!(hits(&sandbox, &file), hits_in_lake(&sandbox, &file));
}

#[test]
fn the_rules_of_a_correlation_are_found_by_name_or_id_and_shown_if_it_says_so() {
    let sandbox = import(sequence("a:u:0 b:u:1 a:u:2"));
    let count = "type: event_count, rules: NAME, timespan: 1m, condition: {gte: 2}";
    let shown = format!("{count}, generate: true");
    let named = |member: &str| rule_of_calls(RULES[0]) + member;
    for (member, reference) in [("name: first\n", "first"), ("id: 0d6e4d0e\n", "0d6e4d0e")] {
        let documents = [correlation("many", &shown.replace("NAME", reference)), named(member)];
        let found = found(&sandbox, &documents);
        assert_eq!((&found["many"], &found["A"]), (&vec![2], &vec![0, 2]));
    }
    // A level hides the rules but not what is made of them.
    let low = rule_of_calls(RULES[0]).replace("level: high", "level: low");
    let hidden = count.replace("NAME", "A");
    sandbox.write("rules.yml", [low, correlation("many", &hidden)].join("---\n"));
    let ran =
        sandbox.run(&["sigma", "rules.yml", "--level", "high", "--format", "csv"]).expect_code(0);
    assert_eq!(ran.stdout.lines().count(), 2, "{}", ran.stdout);
    assert!(ran.stdout.contains("high,many,,u,1,"), "{}", ran.stdout);
}
