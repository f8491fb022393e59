//! Rules that cannot be run, and files that are not what they seem.

use crate::{
    sigma::{import, rule},
    support::Sandbox,
};
use serde_json::json;

fn sandbox() -> Sandbox {
    import([
        json!({ "eventVersion": "1.08", "eventTime": "2024-05-01T09:00:00Z", "eventSource": "iam.amazonaws.com", "eventName": "A" }),
    ])
}

/// A detection or a whole document, the line that a message names, and a part of the message.
const UNUSABLE: &[(&str, usize, &str)] = &[
    (
        "s:\n    userAgent|base64offset|contains: x\ncondition: s",
        8,
        "'base64offset' is not supported",
    ),
    (
        "s:\n    userAgent|re|contains: x\ncondition: s",
        8,
        "'contains' cannot follow another comparison",
    ),
    ("s:\n    userAgent|expand: '%x%'\ncondition: s", 8, "'expand' is not supported"),
    ("s:\n    userAgent|re: '(?=a)'\ncondition: s", 8, "invalid perl operator: (?="),
    ("s:\n    userAgent|re:\n        - a\n        - '(a'\ncondition: s", 10, "missing ): (a"),
    (
        "s:\n    userAgent|re: '((a{999}){999}){999}'\ncondition: s",
        8,
        "regular expression is not supported",
    ),
    ("s:\n    sourceIPAddress|cidr: 10.0.0.0/33\ncondition: s", 8, "is not a network"),
    ("s:\n    errorCode|gt: many\ncondition: s", 8, "is not a number"),
    ("s:\n    errorCode|exists: maybe\ncondition: s", 8, "neither true nor false"),
    ("s:\n    errorCode|re|cased: a\ncondition: s", 8, "are for texts only"),
    ("s:\n    errorCode|contains: null\ncondition: s", 8, "a value that is no text"),
    ("s:\n    errorCode: []\ncondition: s", 8, "has no values"),
    ("s:\n    errorCode:\n        a: b\ncondition: s", 9, "a value that is no text"),
    ("s: {}\ncondition: s", 7, "the selection is empty"),
    ("s:\n    requestParameters.a[0]: b\ncondition: s", 8, "is not a path of names"),
    ("s:\n    errorCode: a\n    errorCode: b\ncondition: s", 9, "the key 'errorCode' twice"),
    (
        "s:\n    errorCode: a\ncondition: s | count() by userAgent > 5",
        9,
        "aggregation in conditions",
    ),
    ("s:\n    errorCode: a\ntimeframe: 5m\ncondition: s", 9, "'timeframe' is not supported"),
    ("s:\n    errorCode: a\ncondition: s and t", 9, "no selection has the name 't'"),
    ("s:\n    errorCode: a\ncondition: 1 of t*", 9, "no selection has a name like 't*'"),
    ("s:\n    errorCode: a\ncondition: 2 of s*", 9, "'2 of' is not supported"),
    ("s:\n    errorCode: a\ncondition: (s", 9, "lacks a ')'"),
    ("s:\n    errorCode: a\ncondition: s s", 9, "has 's' where"),
    ("s:\n    errorCode: a\ncondition: s and", 9, "ends where a selection"),
    ("s:\n    errorCode: a", 7, "no condition"),
    ("x: &a\n    errorCode: a\ns: *a\ncondition: s", 9, "it has an alias"),
    ("s: !!binary aaaa\ncondition: s", 7, "it has a tag"),
    (
        "title: T\nlogsource:\n    product: windows\n    category: process_creation\ndetection:\n    condition: s\n",
        3,
        "not CloudTrail's: windows/process_creation",
    ),
    (
        "title: T\nlogsource:\n    product: aws\ndetection:\n    condition: s\n",
        3,
        "not CloudTrail's: aws",
    ),
    ("title: T\ndetection:\n    condition: s\n", 1, "no logsource"),
    ("title: T\naction: global\n", 2, "'action'"),
    ("title: T\nfilter:\n    rules: any\n", 1, "neither a detection nor a correlation"),
    ("title: [\n", 2, "it is not YAML"),
    ("- a\n", 1, "neither a detection nor a correlation"),
    (
        "title: T\nlevel: urgent\nlogsource:\n    service: cloudtrail\ndetection:\n    s:\n        eventName: A\n    condition: s\n",
        2,
        "the level 'urgent'",
    ),
    (
        "title: T\ncorrelation:\n    type: value_percentile\n    rules: A\n    timespan: 1m\n",
        3,
        "the type 'value_percentile'",
    ),
    (
        "title: T\ncorrelation:\n    type: temporal\n    rules: A\n    timespan: 1M\n",
        5,
        "the timespan",
    ),
    (
        "title: T\ncorrelation:\n    type: temporal\n    rules: A\n    timespan: 1m\n    aliases: x\n",
        6,
        "'aliases'",
    ),
    (
        "title: T\ncorrelation:\n    type: event_count\n    rules: A\n    timespan: 1m\n    condition:\n        neq: 1\n",
        7,
        "'neq'",
    ),
    (
        "title: T\ncorrelation:\n    type: value_count\n    rules: A\n    timespan: 1m\n    condition:\n        gte: 1\n",
        3,
        "names no field",
    ),
    (
        "title: T\ncorrelation:\n    type: temporal\n    rules: nobody\n    timespan: 1m\n",
        1,
        "has the name 'nobody'",
    ),
];

#[test]
fn what_cannot_be_run_is_named_with_its_line_and_the_other_rules_run() {
    let sandbox = sandbox();
    sandbox.write("rules/ok.yml", rule("fine", "s:\n    eventName: A\ncondition: s"));
    for (at, (text, ..)) in UNUSABLE.iter().enumerate() {
        let is_document = text.starts_with("title") || text.starts_with('-');
        let text = if is_document { (*text).to_owned() } else { rule("T", text) };
        sandbox.write(&format!("rules/{at:02}.yaml"), text);
    }
    sandbox.write("rules/not-a-rule.txt", "x: [");
    sandbox.write("rules/latin.yml", b"title: \xff");
    let ran = sandbox.run(&["sigma", "rules", "--format", "csv"]).expect_code(3);
    for (at, (text, line, part)) in UNUSABLE.iter().enumerate() {
        let place = format!("rules/{at:02}.yaml:{line}: ");
        let found = ran.stderr.lines().find(|message| message.starts_with(&place));
        assert!(found.is_some_and(|message| message.contains(part)), "{text}\n{}", ran.stderr);
    }
    assert!(ran.stderr.contains("rules/latin.yml is not UTF-8"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("not-a-rule"));
    let summary = format!("1 rule run; {} documents not run\n", UNUSABLE.len() + 1);
    assert!(ran.stderr.ends_with(&summary), "{}", ran.stderr);
    assert!(ran.stdout.contains("high,fine,"), "{}", ran.stdout);
    // The same in triage.
    let ran = sandbox.run(&["triage", "--sigma", "rules"]).expect_code(3);
    assert!(ran.stderr.contains(&summary) && ran.stdout.contains("fine"), "{}", ran.stderr);
}

#[test]
fn hostile_files_exhaust_nothing_and_show_nothing() {
    let sandbox = sandbox();
    let lines = |count: usize, line: &dyn Fn(usize) -> String| {
        (0..count).map(line).collect::<Vec<_>>().join("\n")
    };
    let bomb = lines(40, &|at| format!("l{}: &l{} [*l{at}, *l{at}]", at + 1, at + 1));
    let value = "x".repeat(100_000);
    let many = lines(2000, &|at| format!("        - v{at}*w"));
    let maps = lines(5000, &|at| format!("    - errorCode: v{at}"));
    let deep = lines(60, &|at| format!("{}a:", " ".repeat(at)));
    for (name, text, part) in [
        ("bomb", format!("l0: &l0 lol\n{bomb}"), "it has an alias"),
        ("deep", format!("title: {}", "[".repeat(100_000)), ""),
        ("deep-block", deep, "more than 32 levels"),
        ("huge", "x".repeat(5 << 20), "is larger than 4 MiB"),
        ("value", rule("T", &format!("s:\n    errorCode: {value}\ncondition: s")), "longer than 65536 bytes"),
        ("words", rule("T", &format!("s:\n    errorCode: x\ncondition: s{}", " or s".repeat(2000))), "too long"),
        ("nots", rule("T", &format!("s:\n    errorCode: x\ncondition: {} s", "not ".repeat(100))), "too many levels"),
        ("maps", rule("T", &format!("s:\n{maps}\ncondition: s")), "more than 2000 elements"),
        ("many", rule("T", &format!("s:\n    errorCode:\n{many}\ncondition: s")), "more than 500 values"),
        ("quotes", rule("T", "s:\n    errorCode: \"'; DROP TABLE events; --\\0\\e[31m\"\n    a'b: x\ncondition: s"), "is not a path of names"),
        ("title", "title: \"\\e[31mred\\n\\u202e\"\nlogsource:\n    service: cloudtrail\ndetection:\n    s:\n        eventName|base64: A\n    condition: s".to_owned(), "\\u{1b}[31mred\\n\\u{202e}"),
        ("shown", rule("\"\\e[31mred\\u202e\"", "s:\n    eventName: A\ncondition: s"), "1 rule run"),
        ("empty", String::new(), "0 rules run"),
    ] {
        let file = sandbox.write(&format!("{name}.yml"), text);
        let ran = sandbox.run(&["sigma", file.to_str().unwrap()]);
        assert!(matches!(ran.code, Some(0 | 3)), "{name}: {}", ran.stderr);
        assert!(ran.stderr.contains(part), "{name}: {}", ran.stderr);
        let all = ran.stdout.clone() + &ran.stderr;
        assert!(!all.contains(['\u{1b}', '\u{202e}', '\0']), "{name}: {all:?}");
    }
    sandbox.run(&["sigma", "no-such-file"]).says(1, "cannot read the rules of no-such-file");
    std::fs::create_dir(sandbox.path("nothing")).unwrap();
    sandbox.run(&["sigma", "nothing"]).says(1, "there is no .yml or .yaml file in nothing");
}

#[test]
fn fields_and_names_that_no_event_has_are_named() {
    let event = |name| {
        json!({ "eventVersion": "1.08", "eventTime": "2024-05-01T09:00:00Z", "eventSource": "lambda.amazonaws.com", "eventName": name,
        "userIdentity": { "type": "Root", "other": { "name": 1 } } })
    };
    let sandbox = import([event("GetFunction"), event("GetFunction20150331v2")]);
    let detection = "s:\n    eventname: A\n    userIdentity.usrName: A\n    userIdentity.other.name: 1\nt:\n    eventName: getfunction\ncondition: t and not s";
    sandbox.write("a.yml", rule("T", detection));
    let ran = sandbox.run(&["sigma", "a.yml", "--format", "csv"]).expect_code(0);
    let expected = "a.yml:8: no event has the field 'eventname' (T)\na.yml:9: no event has the field 'userIdentity.usrName' (T)\ncalls that are logged with an API version, such as GetFunction20150331v2,";
    assert!(ran.stderr.starts_with(expected), "{}", ran.stderr);
    assert!(ran.stdout.contains("T,,root,1,"), "{}", ran.stdout);
    let ran = sandbox.run(&["sigma", "a.yml", "--format", "csv", "--any-version"]).expect_code(0);
    assert!(
        ran.stdout.contains("T,,root,2,") && !ran.stderr.contains("API version"),
        "{}",
        ran.stderr
    );
    // The same if the name is one test of many, for all calls.
    let detection = "s:\n    eventName|contains: Function\nt:\n    userIdentity.type: root\n    eventName|endswith: tion\ncondition: s and t";
    sandbox.write("a.yml", rule("T", detection));
    let ran = sandbox.run(&["sigma", "a.yml", "--format", "csv", "--any-version"]).expect_code(0);
    assert!(ran.stdout.contains("T,,root,2,"), "{}", ran.stdout);
}
