//! Questions of an incident that one command answers, and that say so where the answer is empty.

use serde_json::{Value, json};

use crate::support::{Run, Sandbox, fixtures, imported};

fn ran(folders: &[&str], args: &[&str]) -> Run {
    let sandbox = Sandbox::new();
    for folder in folders {
        let _ = sandbox.import(&[&fixtures("reports").join(folder)]).expect_code(0);
    }
    sandbox.run(args).expect_code(0)
}

fn rows(run: &Run) -> Vec<Value> {
    run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_resource_that_no_event_names_is_told_with_the_nearest_name() {
    for (resource, scope, expected) in [
        (
            "i-0123456789abcdef1",
            &[][..],
            "no event names the resource 'i-0123456789abcdef1' (did you mean 'i-0123456789abcdef0'?)",
        ),
        ("nothing-like-it-at-all", &[], "no event names the resource 'nothing-like-it-at-all'\n"),
        (
            "i-0123456789abcdef0",
            &["--region", "eu-*", "--service", "s3"],
            "no event in this scope names the resource",
        ),
    ] {
        let set = format!("resource={resource}");
        let args = [&["report", "resource_history", "--set", &set], scope].concat();
        let ran = ran(&["resource_history"], &args);
        assert!(ran.stderr.contains(expected), "{}", ran.stderr);
    }
    let args = ["report", "resource_history", "--set", "resource=i-0123456789abcdef0"];
    let found = ran(&["resource_history"], &args);
    assert!(!found.stderr.contains("names the resource"), "{}", found.stderr);
}

#[test]
fn only_reading_a_resource_is_told() {
    let sandbox = Sandbox::new();
    let record = json!({"eventVersion": "1.08", "eventID": "1", "eventTime": "2024-05-01T09:00:00Z",
        "eventName": "GetBucketAcl", "eventSource": "s3.amazonaws.com", "readOnly": true,
        "requestParameters": {"bucketName": "example-bucket"}});
    let file = sandbox.write("one.json", json!({"Records": [record]}).to_string());
    let _ = sandbox.import(&[&file]).expect_code(0);
    let args = ["report", "resource_history", "--set", "resource=example-bucket"];
    let ran = sandbox.run(&args).expect_code(0);
    assert!(
        ran.stderr.contains("only calls that read name the resource 'example-bucket'"),
        "{}",
        ran.stderr
    );
}

#[test]
fn network_changes_have_readable_rules_and_a_kind() {
    let args = ["report", "network_changes", "--format", "jsonl", "--set", "kind=security group"];
    let found = rows(&ran(&["network_changes", "public_security_groups"], &args));
    assert!(found.iter().all(|row| row["kind"] == "security group"));
    let details: Vec<&str> = found.iter().filter_map(|row| row["details"].as_str()).collect();
    for rule in [
        "tcp 3389 from 0.0.0.0/0",
        "tcp 3389 from 198.51.100.0/24; tcp 3389 from 10.0.0.0/8",
        "sgr-0abc tcp 5432 for 0.0.0.0/0",
        "tcp 3389 to 0.0.0.0/0",
    ] {
        assert!(details.contains(&rule), "{rule}: {details:#?}");
    }
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&fixtures("reports/network_changes")]).expect_code(0);
    let ran = sandbox.run(&["report", "network_changes", "--set", "kind=firewall"]).expect_code(2);
    assert!(ran.stderr.contains("'security group'"), "{}", ran.stderr);
}

#[test]
fn rules_are_read_in_all_their_forms() {
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&fixtures("reports/network_changes")]).expect_code(0);
    for (request, expected) in [
        (
            r#"{"ipPermissions":{"items":[{"ipProtocol":"-1","groups":{"items":[{"groupId":"sg-1"}]},"ipRanges":{},"prefixListIds":{"items":[{"prefixListId":"pl-1"}]}}]}}"#,
            "all from sg-1; all from pl-1",
        ),
        (
            r#"{"ipPermissions":{"items":[{"ipProtocol":"17","fromPort":0,"toPort":65535,"ipv6Ranges":{"items":[{"cidrIpv6":"::/0"}]}}]}}"#,
            "udp 0-65535 from ::/0",
        ),
        (
            r#"{"groupId":"sg-1","ipProtocol":"tcp","fromPort":22,"toPort":22,"cidrIp":"0.0.0.0/0"}"#,
            "tcp 22 from 0.0.0.0/0",
        ),
        (r#"{"securityGroupRuleIds":{"items":[{"securityGroupRuleId":"sgr-1"}]}}"#, "rule sgr-1"),
        (r#"{"ipPermissions":{}}"#, "NULL"),
        (r#"{"ipPermissions":"x"}"#, "NULL"),
        ("null", "NULL"),
    ] {
        let sql = format!("SELECT security_group_rules('{request}'::JSON, 'from')");
        assert_eq!(sandbox.value(&sql), expected, "{request}");
    }
    let sql = r#"SELECT network_acl_rule('{"ruleNumber":100,"ruleAction":"allow","aclProtocol":"6","egress":false,"cidrBlock":"0.0.0.0/0","portRange":{"from":22,"to":22}}'::JSON)"#;
    assert_eq!(sandbox.value(sql), "rule 100: allow tcp 22 inbound from 0.0.0.0/0");
}

#[test]
fn calls_of_other_accounts_name_the_role() {
    let args = ["report", "cross_account", "--format", "jsonl", "--action", "AssumeRole"];
    let found = rows(&ran(&["cross_account"], &args));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["role_arn"], "arn:aws:iam::111122223333:role/audit");
}

#[test]
fn the_last_days_of_the_data_are_a_scope() {
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&fixtures("reports/deletes")]).expect_code(0);
    let count = |sql: &str| sandbox.value(sql);
    let expected = count(
        "SELECT count(*) FROM events WHERE event_time >= (SELECT max(event_time) FROM events) - INTERVAL 1 HOUR",
    );
    let sql = "SELECT count(*) FROM activity";
    let ran = sandbox.run(&["query", "--format", "csv", "--last", "60m", sql]).expect_code(0);
    assert_eq!(ran.stdout, format!("count_star()\n{expected}\n"));
    let _ = sandbox.run(&["report", "deletes", "--last", "1h", "--since", "1h"]).expect_code(2);
    let _ = sandbox.run(&["report", "deletes", "--last", "2024-01-01"]).expect_code(2);
}

#[test]
fn an_export_says_what_it_wrote() {
    let sandbox = imported();
    for (args, expected) in [
        (&["-o", "all.csv"][..], "wrote 22 events to all.csv"),
        (&["-o", "one.parquet", "--limit", "1"], "wrote 1 event to one.parquet"),
        (&["-o", "parts", "--partition", "--service", "route53"], "events to parts"),
    ] {
        let ran = sandbox.run(&[&["export"], args].concat()).expect_code(0);
        assert!(ran.stderr.contains(expected), "{}", ran.stderr);
    }
}

#[test]
fn a_missing_address_is_no_address() {
    let sandbox = Sandbox::new();
    let record = |id: &str, address: Value| {
        let mut record = json!({"eventVersion": "1.08", "eventID": id, "eventName": "GetUser",
            "eventTime": "2024-05-01T09:00:00Z", "eventSource": "iam.amazonaws.com",
            "userIdentity": {"type": "IAMUser", "userName": "alice", "accessKeyId": "AKIAEXAMPLE"}});
        if id != "absent" {
            record["sourceIPAddress"] = address;
        }
        record
    };
    let records = [
        record("1", json!("192.0.2.1")),
        record("2", json!(null)),
        record("absent", json!(null)),
        record("3", json!("")),
    ];
    let file = sandbox.write("log.json", json!({"Records": records}).to_string());
    let _ = sandbox.import(&[&file]).expect_code(0);
    for sql in [
        "SELECT source_ip_address_count FROM access_keys",
        "SELECT source_ip_addresses FROM actors",
    ] {
        assert_eq!(sandbox.value(sql), "1", "{sql}");
    }
}

#[test]
fn sessions_of_a_role_are_one_caller_of_refused_calls() {
    let sandbox = Sandbox::new();
    let call = |session: &str, minute: u8, error: &str| {
        let arn = format!("arn:aws:sts::111122223333:assumed-role/Deploy/{session}");
        format!(
            r#"{{"eventID":"{session}{minute}","eventTime":"2026-01-02T03:{minute:02}:05Z","eventSource":"ec2.amazonaws.com","eventName":"DescribeInstances","awsRegion":"eu-west-1","recipientAccountId":"111122223333"{error},"userIdentity":{{"type":"AssumedRole","principalId":"AROA:{session}","arn":"{arn}","accountId":"111122223333"}}}}"#
        )
    };
    let refused = r#","errorCode":"Client.RequestLimitExceeded""#;
    let other = r#","errorCode":"ThrottlingException""#;
    // In each minute, both sessions call.
    let records = [
        call("a", 1, ""),
        call("b", 1, refused),
        call("a", 2, other),
        call("b", 2, refused),
        call("b", 3, ""),
    ];
    let path = sandbox.write("logs/a.json", records.join("\n"));
    let _ = sandbox.import(&[&path]).expect_code(0);
    let found = "SELECT concat_ws(' ', throttled, calls, share, worst_minute, worst_minute_at, actor, errors, first_at, last_at, event_id) FROM throttling";
    assert_eq!(
        sandbox.values(found),
        [
            "3 5 60.0 2 2026-01-02 03:02:00 Deploy Client.RequestLimitExceeded, ThrottlingException 2026-01-02 03:01:05 2026-01-02 03:02:05 b1"
        ]
    );
}
