//! Messages on standard error: no value makes a line of its own, and suggested commands can be pasted.

use std::process::Command;

use serde_json::json;

use crate::{
    hostile_text::assert_clean_text,
    support::{Run, Sandbox},
};

/// Values with line breaks of every kind and control characters, each with a line that looks like a
/// message.
const HOSTILE: &[&str] = &[
    "x\nverify: all log files are valid",
    "x\r\nverify: all log files are valid",
    "x\rverify: all log files are valid",
    "x\u{85}verify: all log files are valid",
    "x\u{2028}verify: all log files are valid\u{2029}verify: x",
    "x\u{b}verify: x\u{c}verify: x",
    "-x\n\u{1b}[2J\u{202e}verify: x",
    "'\"$(id)`id`\nverify: x",
];

/// The starts of the lines that messages have.
const PREFIXES: &[&str] = &[
    "  ",
    "Usage: ",
    "For more information, try",
    "NOT USED: ",
    "all rejects with their text: ",
    "cannot save the history: ",
    "error: ",
    "next: `",
    "no event has the ",
    "no event is in this scope",
    "no event matches",
    "no signature was checked",
    "not shown: ",
    "note: ",
    "proved: ",
    "rejected: ",
    "scope: ",
    "the hashes were taken",
    "the same request: ",
    "the same session: ",
    "there is no database ",
    "use --findings",
    "warning: ",
    "what coverage cannot detect:",
    "written to ",
    "wrote ",
    "results go to ",
];

#[track_caller]
fn assert_own_lines(what: &str, ran: &Run) {
    // Standard output has records, whose text is exact.
    assert_clean_text(what, &ran.stderr);
    for line in ran.stderr.split('\n').filter(|line| !line.is_empty()) {
        assert!(PREFIXES.iter().any(|start| line.starts_with(start)), "{what}: {line:?}");
    }
}

fn event(id: &str, value: &str) -> serde_json::Value {
    json!({
        "eventVersion": "1.08", "eventID": id, "eventName": value, "eventSource": value,
        "eventTime": "2024-05-01T09:00:00Z", "awsRegion": value, "recipientAccountId": value,
        "requestID": value,
        "userIdentity": {
            "type": "AssumedRole", "principalId": value,
            "sessionContext": { "attributes": { "creationDate": "2024-05-01T08:00:00Z" } },
        },
    })
}

/// Returns a file name with the value, as far as a file can have that name.
fn file_name(value: &str) -> String {
    value.replace(['/', '\0'], "_")
}

#[test]
fn no_value_makes_a_line_of_a_message() {
    for value in HOSTILE {
        let sandbox = Sandbox::new();
        let name = file_name(value);
        let db = format!("{name}.duckdb");
        let log = json!({ "Records": [event("1", value), event("2", value)] });
        sandbox.write(&format!("logs/{name}.json"), log.to_string());
        let db_option = format!("--db={db}");
        assert_own_lines("import", &sandbox.run(&["import", "logs", &db_option]).expect_code(0));
        let broken = json!({ *value: value }).to_string().replace('}', "");
        sandbox.write(&format!("logs/b{name}.json"), format!("{{\"Records\":[{broken}"));
        let ran = sandbox.run(&["import", "logs", &db_option]).expect_code(3);
        assert_own_lines("import with rejects", &ran);
        assert!(ran.stderr.contains("all rejects with their text: "), "{}", ran.stderr);
        let set = format!("--set={value}");
        let actor = format!("--actor={value}");
        let output = format!("--output={name}");
        let sql = format!("SELECT\n1 + '{}'::INT", value.replace('\'', "''"));
        for args in [
            &["events", "1", &db_option][..],
            &["events", &actor, &db_option],
            &["events", &db_option, "--", value],
            &["report", &actor, "deletes", &db_option],
            &["report", "deletes", &set, &db_option],
            &["report", &db_option, "--", value],
            &["coverage", &db_option],
            &["coverage", "--findings", &actor, &db_option],
            &["verify", &db_option],
            &["verify", &db_option, "--reread", value],
            &["verify", &db_option, &format!("--keys={value}")],
            &["info", &db_option],
            &["info", &format!("--db=no{value}")],
            &["query", &sql, &db_option],
            &["query", &db_option, "--", value],
            &["query", &format!("--file=no{value}"), &db_option],
            &["export", "--format=cloudtrail", &output, &db_option],
            &["export", "--format=cloudtrail", &output, &db_option],
            &["export", &format!("--output=no/{value}"), &db_option],
            &["import", &db_option, "--", value],
            &["import", &format!("--since={value}"), "logs"],
            &["import", &format!("--{value}"), "logs"],
            &["import", "logs", value],
            &[value],
        ] {
            assert_own_lines(&format!("{args:?}"), &sandbox.run(args));
        }
        let script = format!(
            ".scope actor='{0}'\n.open '{0}'\n.read '{0}'\n.report '{0}'\n.report deletes --since '{0}'\n.once '{0}.csv'\nSELECT 1;\n.output '{0}'\nSELECT \"{0}\";\n",
            value.replace('\'', "'\\''").replace(['\n', '\r'], " ").replace('"', "")
        );
        let ran = sandbox.run_with_input(&["shell", &db_option, "--keep-going"], script.as_bytes());
        assert_own_lines("shell", &ran);
    }
}

/// Returns the arguments that a shell makes of a command.
fn arguments(command: &str) -> Vec<String> {
    let script = format!("ducktrail() {{ printf '%s\\0' \"$@\"; }}; {command}");
    let ran = Command::new("bash").args(["-c", &script]).output().unwrap();
    assert!(ran.status.success() && ran.stderr.is_empty(), "{command}");
    let text = String::from_utf8(ran.stdout).unwrap();
    text.split_terminator('\0').map(str::to_owned).collect()
}

#[test]
fn suggested_commands_run_as_they_are_printed() {
    for value in HOSTILE {
        let sandbox = Sandbox::new();
        let db = format!("{}.duckdb", file_name(value));
        let db_option = format!("--db={db}");
        let log = json!({ "Records": [event("1", value), event("2", value)] });
        sandbox.write("logs/a.json", log.to_string());
        let ran = sandbox.run(&["import", "logs", &db_option]).expect_code(0);
        let next = ran.stderr.strip_prefix("next: `").and_then(|it| it.split_once("` shows what"));
        let mut commands = vec![next.unwrap().0.to_owned()];
        let ran = sandbox.run(&["events", "1", &db_option]).expect_code(0);
        let hints = ran.stderr.lines().map(|line| line.split_once(": 2 events: ").unwrap().1);
        commands.extend(hints.map(str::to_owned));
        assert_eq!(commands.len(), 3, "{}", ran.stderr);
        for command in commands {
            let arguments = arguments(&command);
            let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let ran = sandbox.run(&[&words[..], &["--format=jsonl"]].concat()).expect_code(0);
            let expected = if words[0] == "triage" { 0 } else { 2 };
            assert_eq!(ran.stdout.lines().count(), expected, "{command}\n{}", ran.stdout);
        }
        sandbox.write("logs/b.json", "{\"Records\":[{\"eventName\":");
        let ran = sandbox.run(&["import", "logs", &db_option]).expect_code(3);
        let line =
            ran.stderr.lines().find_map(|it| it.strip_prefix("all rejects with their text: "));
        let arguments = arguments(line.unwrap());
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let ran = sandbox.run(&[&words[..], &["--format=jsonl"]].concat()).expect_code(0);
        assert_eq!(ran.stdout.lines().count(), 1, "{}", ran.stdout);
    }
}

#[test]
fn a_value_with_nul_has_related_events_but_no_command() {
    let sandbox = Sandbox::new();
    let log = json!({ "Records": [event("1", "a\0b"), event("2", "a\0b")] });
    sandbox.write("logs/a.json", log.to_string());
    let _ = sandbox.run(&["import", "logs"]).expect_code(0);
    let ran = sandbox.run(&["events", "1"]).expect_code(0);
    assert_own_lines("events", &ran);
    assert!(ran.stderr.contains("the same request: 2 events: no command can"), "{}", ran.stderr);
}

#[test]
fn an_import_without_events_suggests_no_report() {
    let sandbox = Sandbox::new();
    sandbox.write("logs/a.txt", "no log");
    let ran = sandbox.run(&["import", "logs"]);
    assert!(!ran.stderr.contains("next: "), "{}", ran.stderr);
}
