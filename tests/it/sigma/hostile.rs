//! Rules that cannot be run, and files that are not what they seem.

use crate::{
    sigma::{import, rule},
    support::Sandbox,
};
use serde_json::json;

fn sandbox() -> Sandbox {
    import([
        json!({ "eventVersion": "1.08", "eventTime": "2024-05-01T09:00:00Z", "eventSource": "iam.amazonaws.com", "eventName": "A", "userAgent": "a".repeat(500) }),
    ])
}

/// Lines of the line that a message names, a part of the message, and a detection or a whole document.
const UNUSABLE: &str = include_str!("unusable.txt");

#[test]
fn what_cannot_be_run_is_named_with_its_line_and_the_other_rules_run() {
    let sandbox = sandbox();
    sandbox.write("rules/ok.yml", rule("fine", "s:\n    eventName: A\ncondition: s"));
    for (at, line) in UNUSABLE.lines().enumerate() {
        let text = line.split(" => ").nth(2).unwrap().replace("\\n", "\n");
        let is_document = text.starts_with("title") || text.starts_with('-');
        let text = if is_document { text } else { rule("T", &text) };
        sandbox.write(&format!("rules/{at:02}.yaml"), text);
    }
    sandbox.write("rules/not-a-rule.txt", "x: [");
    sandbox.write("rules/latin.yml", b"title: \xff");
    let ran = sandbox.run(&["sigma", "rules", "--format", "csv"]).expect_code(3);
    for (at, text) in UNUSABLE.lines().enumerate() {
        let (line, rest) = text.split_once(" => ").unwrap();
        let (part, _) = rest.split_once(" => ").unwrap();
        let place = format!("rules/{at:02}.yaml:{line}: ");
        let mut found = ran.stderr.lines().filter(|message| message.starts_with(&place));
        assert!(found.any(|message| message.contains(part)), "{text}\n{}", ran.stderr);
    }
    assert!(ran.stderr.contains("rules/latin.yml is not UTF-8"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("not-a-rule"));
    let summary = format!("1 rule run; {} documents not run\n", UNUSABLE.lines().count() + 1);
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
        ("stars", rule("T", &format!("s:\n    userAgent: '{}b'\ncondition: s", "*?a".repeat(100))), "1 rule run"),
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
