//! The list of findings in every format, and the commands in it.

use std::process::Command;

use serde_json::{Value, json};

use crate::{
    support::Sandbox,
    triage::{ATTACK, event},
};

#[test]
fn the_worst_comes_first_with_a_command_that_shows_its_events() {
    let ran = ATTACK.run(&["triage"]).expect_code(0);
    insta::assert_snapshot!("list", ran.stdout);
    assert!(ran.stderr.contains("not shown: levels below medium"), "{}", ran.stderr);
}

#[test]
fn every_format_has_the_same_findings() {
    let rows = |format: &str| ATTACK.run(&["triage", "--format", format]).expect_code(0).stdout;
    let json: Vec<Value> = serde_json::from_str(&rows("json")).unwrap();
    let levels: Vec<&str> = json.iter().map(|row| row["level"].as_str().unwrap()).collect();
    assert!(levels.len() >= 3 && levels[0] == "critical", "{levels:?}");
    for (format, headers) in [("csv", 1), ("tsv", 1), ("jsonl", 0), ("markdown", 2)] {
        assert_eq!(rows(format).lines().count(), json.len() + headers, "{format}");
    }
    assert!(rows("table").starts_with("level"));
    assert!(rows("html").contains("A trail was stopped or deleted"));
}

#[test]
fn a_level_and_a_limit_choose_the_findings() {
    let levels = |args: &[&str]| {
        let ran = ATTACK.run(&[&["triage", "--format", "json"], args].concat()).expect_code(0);
        let rows: Vec<Value> = serde_json::from_str(&ran.stdout).unwrap();
        rows.iter().map(|row| row["level"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(levels(&["--level", "critical"]), ["critical"]);
    assert_eq!(levels(&["--limit", "1"]), ["critical"]);
    assert!(levels(&["--level", "informational"]).len() > levels(&[]).len());
    assert_eq!(levels(&["--since", "2030-01"]), Vec::<String>::new());
    let _ = ATTACK.run(&["triage", "--level", "worst"]).expect_code(2);
}

/// The commands of hostile callers run in a shell, and show the events of the finding.
#[test]
fn every_command_can_be_pasted_and_finds_its_events() {
    let sandbox = Sandbox::new();
    let names = ["it's; $(id)", "a*b", "--limit", "x\n`id`\u{202e}", "\\*", "日本"];
    let records: Vec<Value> = names
        .iter()
        .enumerate()
        .map(|(at, name)| event(at, "cloudtrail:StopLogging", name, "192.0.2.1"))
        .collect();
    sandbox.write("a.json", json!({ "Records": records }).to_string());
    let _ = sandbox.import(&[&sandbox.path("a.json")]).expect_code(0);
    let ran = sandbox.run(&["triage", "--format", "json"]).expect_code(0);
    let rows: Vec<Value> = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(rows.len(), names.len());
    for row in rows {
        let command = row["command"].as_str().unwrap();
        let script = format!(
            "ducktrail() {{ \"{}\" \"$@\"; }}\n{command} --format jsonl",
            env!("CARGO_BIN_EXE_ducktrail")
        );
        let mut bash: Command = sandbox.command_of("bash", &["-c", &script]);
        let output = bash.output().unwrap();
        let stdout = String::from_utf8(output.stdout).unwrap();
        let ids: Vec<Value> =
            stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(
            ids.iter().any(|event| event["event_id"] == row["event_id"]),
            "{command}\n{stdout}"
        );
        assert!(ids.len() <= 2, "{command}\n{stdout}");
    }
}
