//! The rows of `ducktrail sigma`, and its findings in `triage`.

use serde_json::Value;

use crate::{sigma::rule, support::Sandbox, triage::ATTACK};

/// Rules for the attack, of several levels, in a folder beside its database.
fn with_rules() -> Sandbox {
    let sandbox = Sandbox::new();
    std::fs::copy(ATTACK.path("ducktrail.duckdb"), sandbox.path("ducktrail.duckdb")).unwrap();
    let key = rule("A key for another", "s:\n    eventName: CreateAccessKey\ncondition: s")
        + "tags:\n    - attack.privilege-escalation\n    - attack.t1098.001\ndescription: A way back in.\nid: 11111111-2222\n";
    sandbox.write("rules/key.yml", key);
    let calls = "s:\n    eventSource|startswith: ec2\ncondition: s";
    sandbox.write("rules/calls.yaml", rule("Calls", calls).replace("level: high", "level: low"));
    let bucket = "s:\n    requestParameters.bucketName: BACKUPS\ncondition: s";
    sandbox.write("rules/deep/b.yml", rule("Bucket", bucket).replace("high", "critical"));
    sandbox
}

fn rows(sandbox: &Sandbox, args: &[&str]) -> Vec<Value> {
    let args = [&["sigma", "rules", "--format", "jsonl"], args].concat();
    let ran = sandbox.run(&args).expect_code(0);
    ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn texts<'a>(rows: &'a [Value], name: &str) -> Vec<&'a str> {
    rows.iter().map(|row| row[name].as_str().unwrap_or("?")).collect()
}

#[test]
fn a_row_for_each_rule_and_caller_has_the_worst_first() {
    let sandbox = with_rules();
    let found = rows(&sandbox, &[]);
    assert_eq!(texts(&found, "rule"), ["Bucket", "A key for another", "Calls"]);
    assert_eq!(texts(&found, "level"), ["critical", "high", "low"]);
    assert_eq!(texts(&found, "actor"), ["admin/backdoor", "alice", "bob"]);
    let calls = &found[2];
    assert_eq!(
        (&calls["hits"], &calls["source_ip_addresses"]),
        (&2.into(), &"192.0.2.10, 198.51.100.7".into())
    );
    assert_eq!(calls["event_id"], "00000000-0000-4000-8000-000000000020");
    assert_eq!(found[1]["tags"], "attack.privilege-escalation, attack.t1098.001");
    assert_eq!(
        (&found[1]["rule_id"], &found[1]["rule_file"]),
        (&"11111111-2222".into(), &"rules/key.yml:1".into())
    );
    // Levels, scopes and limits.
    for (args, expected) in [
        (&["--level", "high"][..], &["Bucket", "A key for another"][..]),
        (&["--actor", "bob"], &["Calls"]),
        (&["--since", "2024-05-02"], &[]),
        (&["--limit", "1"], &["Bucket"]),
        (&["--timeline"], &["A key for another", "Bucket", "Calls", "Calls"]),
        (&["--timeline", "--ip", "198.51.100.7", "--service", "ec2"], &["Calls"]),
    ] {
        assert_eq!(texts(&rows(&sandbox, args), "rule"), expected, "{args:?}");
    }
    // Formats.
    for (format, part) in [
        ("csv", "high,A key for another,\"attack."),
        ("html", "<td>A key for another"),
        ("markdown", "| Bucket |"),
    ] {
        let ran = sandbox.run(&["sigma", "rules", "--format", format]).expect_code(0);
        assert!(ran.stdout.contains(part), "{}", ran.stdout);
    }
    let _ = sandbox.run(&["sigma", "rules", "-o", "x.parquet"]).expect_code(0);
    assert_eq!(
        sandbox.value(&format!("SELECT count(*) FROM '{}'", sandbox.path("x.parquet").display())),
        "3"
    );
    sandbox
        .run(&["sigma", "rules", "--actor", "nobody-there"])
        .says(0, "no event has the actor 'nobody-there'");
}

#[test]
fn rules_add_findings_to_triage_and_its_page() {
    let sandbox = with_rules();
    let ran = sandbox.run(&["triage", "--sigma", "rules", "--format", "json"]).expect_code(0);
    let findings: Vec<Value> = serde_json::from_str(&ran.stdout).unwrap();
    let own: Vec<&Value> = findings.iter().filter(|it| it["detection"] == "sigma").collect();
    assert_eq!(own.len(), 2);
    assert!(findings.len() > 2);
    assert_eq!(
        (&own[0]["finding"], &own[0]["level"], &own[0]["targets"]),
        (&"Bucket".into(), &"critical".into(), &"backups".into())
    );
    assert_eq!(
        (&own[1]["tactic"], &own[1]["technique"]),
        (&"Privilege Escalation".into(), &"T1098.001".into())
    );
    assert_eq!(own[1]["why"], "A way back in. Sigma rule rules/key.yml:1.");
    assert!(own[1]["command"].as_str().unwrap().contains("events --name CreateAccessKey"));
    let page = sandbox
        .run(&["triage", "--sigma", "rules", "--format", "html", "--level", "low"])
        .expect_code(0);
    for part in ["A way back in.", "Calls", "T1098.001"] {
        assert!(page.stdout.contains(part), "{part}");
    }
    let story = sandbox
        .run(&["triage", "--sigma", "rules", "--actor", "bob", "--format", "json"])
        .expect_code(0);
    assert!(story.stdout.contains("Calls"), "{}", story.stdout);
}
