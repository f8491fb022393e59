//! `ducktrail events` finds the requested events, by every attribute.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Run, Sandbox, corpus, fixtures};

/// Returns a record with an ID and the members of `changes`.
fn record(id: &str, changes: Value) -> Value {
    let mut record = json!({
        "eventVersion": "1.08",
        "userIdentity": {"type": "IAMUser", "userName": "alice", "principalId": "AIDAEXAMPLE",
            "arn": "arn:aws:iam::111122223333:user/alice", "accountId": "111122223333",
            "accessKeyId": "AKIAIOSFODNN7EXAMPLE"},
        "eventTime": "2024-03-05T10:00:00Z",
        "eventSource": "ec2.amazonaws.com",
        "eventName": "DescribeRegions",
        "awsRegion": "us-east-1",
        "sourceIPAddress": "192.0.2.10",
        "readOnly": true,
        "eventID": id,
        "recipientAccountId": "111122223333",
    });
    let Value::Object(changes) = changes else { panic!("changes are an object") };
    for (name, value) in changes {
        record[name] = value;
    }
    record
}

fn imported(records: &[Value]) -> Sandbox {
    let sandbox = Sandbox::new();
    let file = sandbox.write("records.json", json!({"Records": records}).to_string());
    let _ = sandbox.import(&[&file]).expect_code(0);
    sandbox
}

/// Returns the IDs of the events that a search finds, in order.
fn ids(sandbox: &Sandbox, args: &[&str]) -> Vec<String> {
    let ran = sandbox.run(&[&["events", "--format", "jsonl"], args].concat()).expect_code(0);
    let id = |line: &str| {
        let row: Value = serde_json::from_str(line).unwrap();
        row["event_id"].as_str().unwrap_or("(none)").to_owned()
    };
    ran.stdout.lines().map(id).collect()
}

#[track_caller]
fn assert_finds(sandbox: &Sandbox, args: &[&str], expected: &[&str]) {
    let found: BTreeSet<String> = ids(sandbox, args).into_iter().collect();
    let expected: BTreeSet<String> = expected.iter().map(|id| (*id).to_owned()).collect();
    assert_eq!(found, expected, "{args:?}");
}

/// Returns records of several users, services, resources and times.
fn mixed() -> Vec<Value> {
    let role = json!({"type": "AssumedRole", "principalId": "AROAEXAMPLE:bob-session",
        "arn": "arn:aws:sts::111122223333:assumed-role/Deploy/bob-session",
        "accountId": "111122223333", "accessKeyId": "ASIAEXAMPLESESSION",
        "sessionContext": {"sessionIssuer": {"type": "Role", "principalId": "AROAEXAMPLE",
            "arn": "arn:aws:iam::111122223333:role/path/Deploy", "accountId": "111122223333",
            "userName": "Deploy"},
            "attributes": {"creationDate": "2024-03-05T09:00:00Z", "mfaAuthenticated": "false"}}});
    vec![
        record("by-alice", json!({"sharedEventID": "shared-1", "requestID": "request-1"})),
        record(
            "by-role",
            json!({"userIdentity": role, "eventName": "RunInstances", "readOnly": false,
            "eventTime": "2024-03-05T11:00:00Z", "requestID": "request-2",
            "requestParameters": {"instancesSet": {"items": [{"imageId": "ami-0abc"}]}},
            "responseElements": {"instancesSet": {"items": [{"instanceId": "i-0abc"}]}}}),
        ),
        record(
            "by-root",
            json!({"userIdentity": {"type": "Root", "principalId": "111122223333",
            "arn": "arn:aws:iam::111122223333:root", "accountId": "111122223333"},
            "eventSource": "iam.amazonaws.com", "eventName": "DeleteUser", "readOnly": false,
            "requestParameters": {"userName": "carol"}, "sourceIPAddress": "192.0.2.100"}),
        ),
        record(
            "by-service",
            json!({"userIdentity": {"type": "AWSService",
            "invokedBy": "autoscaling.amazonaws.com"}, "eventSource": "sts.amazonaws.com",
            "eventName": "AssumeRole", "sourceIPAddress": "autoscaling.amazonaws.com",
            "resources": [{"ARN": "arn:aws:iam::111122223333:role/path/Deploy",
                "accountId": "111122223333", "type": "AWS::IAM::Role"}],
            "responseElements": {"credentials": {"accessKeyId": "ASIAEXAMPLESESSION"}},
            "eventTime": "2024-03-05T09:00:00Z"}),
        ),
        record(
            "versioned",
            json!({"eventSource": "cloudfront.amazonaws.com",
            "eventName": "DeleteDistribution2014_01_31", "readOnly": false}),
        ),
        record("odd-name", json!({"eventName": "50%_off*", "errorCode": "AccessDenied"})),
        record("near-odd-name", json!({"eventName": "50xxoffy"})),
    ]
}

#[test]
fn each_condition_finds_only_its_events() {
    let sandbox = imported(&mixed());
    let all =
        ["by-alice", "by-role", "by-root", "by-service", "versioned", "odd-name", "near-odd-name"];
    let alice = ["by-alice", "versioned", "odd-name", "near-odd-name"];
    for (args, expected) in [
        (&[][..], &all[..]),
        (&["--id", "by-root"], &["by-root"]),
        (&["--id", "by-r"], &[]),
        (&["--id", "by-r*"], &["by-root", "by-role"]),
        (&["--id", "BY-ROOT"], &[]),
        (&["--name", "runinstances"], &["by-role"]),
        (&["--name", "Run"], &[]),
        (&["--name", "Delete*"], &["by-root", "versioned"]),
        (&["--name", "*instances*"], &["by-role"]),
        (&["--name", "DeleteDistribution"], &["versioned"]),
        (&["--name", "DeleteDistribution2014_01_31"], &["versioned"]),
        (&["--name", "DeleteUser", "--name", "RunInstances"], &["by-root", "by-role"]),
        (&["--user", "alice"], &alice),
        (&["--user", "ALICE"], &alice),
        (&["--user", "root"], &["by-root"]),
        (&["--user", "bob-session"], &["by-role"]),
        (&["--user", "Deploy"], &["by-role"]),
        (&["--user", "Deploy/bob-session"], &["by-role"]),
        (&["--user", "arn:aws:iam::111122223333:role/path/Deploy"], &["by-role"]),
        (&["--user", "AROAEXAMPLE:bob-session"], &["by-role"]),
        (&["--user", "autoscaling.amazonaws.com"], &["by-service"]),
        (&["--user", "ali"], &[]),
        (&["--source", "iam"], &["by-root"]),
        (&["--source", "iam.amazonaws.com"], &["by-root"]),
        (&["--source", "i"], &[]),
        (&["--access-key", "ASIAEXAMPLESESSION"], &["by-role"]),
        (&["--access-key", "asia*"], &["by-role"]),
        (&["--ip", "192.0.2.10", "--user", "alice"], &alice),
        (&["--ip", "192.0.2.100"], &["by-root"]),
        (&["--ip", "192.0.2.1*", "--source", "iam"], &["by-root"]),
        (&["--read-only", "no"], &["by-role", "by-root", "versioned"]),
        (&["--read-only", "yes", "--user", "alice", "--name", "describe*"], &["by-alice"]),
        (&["--errors-only"], &["odd-name"]),
        (&["--request-id", "request-2"], &["by-role"]),
        (&["--shared-event-id", "shared-1"], &["by-alice"]),
        (&["--principal", "AROAEXAMPLE:bob-session"], &["by-role"]),
        (&["--session-start", "2024-03-05T09:00:00Z"], &["by-role"]),
        (&["--resource-type", "AWS::IAM::Role"], &["by-service"]),
        (&["--resource-type", "aws::iam::*"], &["by-service", "by-root"]),
        (&["--resource-type", "AWS::IAM"], &[]),
        (&["--user", "alice", "--name", "Delete*"], &["versioned"]),
        (&["--user", "alice", "--source", "iam"], &[]),
        (&["--since", "2024-03-05T10:30:00Z"], &["by-role"]),
        (&["--service", "iam", "--action", "DeleteUser"], &["by-root"]),
    ] {
        assert_finds(&sandbox, args, expected);
    }
}

#[test]
fn only_a_star_is_a_wildcard() {
    let sandbox = imported(&mixed());
    for (name, expected) in [
        ("50%_off*", &["odd-name"][..]),
        (r"50%_off\*", &["odd-name"]),
        ("50%off*", &[]),
        ("5?%_off*", &[]),
        ("50__off_", &[]),
        ("[5]0*", &[]),
        ("50*", &["odd-name", "near-odd-name"]),
        (
            "*",
            &[
                "by-alice",
                "by-role",
                "by-root",
                "by-service",
                "versioned",
                "odd-name",
                "near-odd-name",
            ],
        ),
    ] {
        assert_finds(&sandbox, &["--name", name], expected);
    }
}

#[test]
fn arguments_are_never_sql() {
    let sandbox = imported(&mixed());
    for value in [
        "x' OR true --",
        "') OR ('1'='1",
        "\\' OR 1=1 --",
        "%",
        "_",
        "\u{1b}[31m",
        "\\",
        "(",
        "[a-",
    ] {
        for option in [
            "--id",
            "--name",
            "--user",
            "--source",
            "--resource",
            "--resource-type",
            "--access-key",
            "--ip",
            "--request-id",
            "--shared-event-id",
            "--principal",
        ] {
            assert_finds(&sandbox, &[option, value], &[]);
        }
        assert_finds(&sandbox, &["--lookup-attribute", &format!("EventName={value}")], &[]);
        let _ = sandbox.run(&["events", value]).expect_code(1);
    }
}

#[test]
fn each_lookup_attribute_works_by_its_aws_name() {
    let sandbox = imported(&mixed());
    for (key, value, expected) in [
        ("EventId", "by-root", &["by-root"][..]),
        ("EventName", "RunInstances", &["by-role"]),
        ("ReadOnly", "false", &["by-role", "by-root", "versioned"]),
        ("Username", "bob-session", &["by-role"]),
        ("ResourceType", "AWS::IAM::Role", &["by-service"]),
        ("ResourceName", "i-0abc", &["by-role"]),
        ("EventSource", "iam.amazonaws.com", &["by-root"]),
        ("AccessKeyId", "ASIAEXAMPLESESSION", &["by-role"]),
    ] {
        assert_finds(&sandbox, &["--lookup-attribute", &format!("{key}={value}")], expected);
        let aws = format!("AttributeKey={key},AttributeValue={value}");
        assert_finds(&sandbox, &["--lookup-attributes", &aws], expected);
    }
    assert_finds(
        &sandbox,
        &["--lookup-attribute", "EventName=RunInstances", "--name", "DeleteUser"],
        &["by-role", "by-root"],
    );
    for wrong in ["Nothing=x", "EventName", "ReadOnly=perhaps"] {
        let _ = sandbox.run(&["events", "--lookup-attribute", wrong]).expect_code(2);
    }
    let _ = sandbox.run(&["events", "--name", ""]).expect_code(2);
}

#[test]
fn a_resource_is_found_in_any_member_by_its_whole_name() {
    let sandbox = imported(&[
        record(
            "in-resources",
            json!({"resources": [{"ARN": "arn:aws:ec2:us-east-1:111122223333:instance/i-0abc"}]}),
        ),
        record(
            "in-request",
            json!({"requestParameters": {"instancesSet": {"items": [{"instanceId": "i-0abc"}]}}}),
        ),
        record("in-response", json!({"responseElements": {"instanceId": "i-0abc"}})),
        record("in-details", json!({"serviceEventDetails": {"list": "i-1,i-0abc"}})),
        record("in-more", json!({"additionalEventData": "i-0abc"})),
        record(
            "in-message",
            json!({"errorMessage": "not allowed on arn:aws:ec2:us-east-1:1:instance/i-0abc today"}),
        ),
        record(
            "in-policy",
            json!({"requestParameters": {"policy": "{\"Resource\":\"arn:aws:ec2:*:*:instance/i-0abc\"}"}}),
        ),
        record("after-line", json!({"requestParameters": {"text": "first\ni-0abc"}})),
        record("longer", json!({"requestParameters": {"instanceId": "i-0abcd"}})),
        record(
            "longer-arn",
            json!({"resources": [{"ARN": "arn:aws:ec2:us-east-1:111122223333:instance/i-0abcd"}]}),
        ),
        record(
            "inside",
            json!({"requestParameters": {"name": "my-i-0abc", "other": "i-0abc.x", "mail": "i-0abc@x"}}),
        ),
        record("a-key", json!({"requestParameters": {"i-0abc": true}})),
        record("other-case", json!({"requestParameters": {"instanceId": "I-0ABC"}})),
        record("a-caller", json!({"userIdentity": {"type": "IAMUser", "userName": "i-0abc"}})),
        record("an-endpoint", json!({"vpcEndpointId": "vpce-0abc"})),
    ]);
    let hits = [
        "in-resources",
        "in-request",
        "in-response",
        "in-details",
        "in-more",
        "in-message",
        "in-policy",
        "after-line",
    ];
    assert_finds(&sandbox, &["--resource", "i-0abc"], &hits);
    assert_finds(&sandbox, &["--resource", "i-0abcd"], &["longer", "longer-arn"]);
    assert_finds(&sandbox, &["--resource", "i-0abc*d"], &["longer", "longer-arn"]);
    let arn = "arn:aws:ec2:us-east-1:111122223333:instance/i-0abc";
    assert_finds(&sandbox, &["--resource", arn], &["in-resources", "in-request"]);
    assert_finds(&sandbox, &["--resource", &format!("{arn}d")], &["longer-arn", "longer"]);
    assert_finds(
        &sandbox,
        &["--resource", &format!("{arn}*")],
        &["in-resources", "longer-arn", "in-request", "longer"],
    );
    assert_finds(&sandbox, &["--resource", "vpce-0abc"], &["an-endpoint"]);
    assert_finds(&sandbox, &["--resource", "0abc"], &[]);
}

/// Returns a database of calls that name a resource without its ARN, as their records do.
fn with_own_names() -> Sandbox {
    let named = |id: &str, source: &str, parameters: Value| {
        record(
            id,
            json!({"eventSource": format!("{source}.amazonaws.com"), "requestParameters": parameters}),
        )
    };
    let elsewhere = |id: &str, changes: Value| {
        let mut other = named(id, "lambda", json!({"functionName": "f"}));
        other[changes["name"].as_str().unwrap()] = changes["value"].clone();
        other
    };
    imported(&[
        named("role", "iam", json!({"roleName": "Admin", "policyName": "p"})),
        named("user", "iam", json!({"userName": "Admin"})),
        named("other-role", "iam", json!({"roleName": "Administrator"})),
        named("member", "iam", json!({"roleName": "x", "Admin": "roleName"})),
        named("function", "lambda", json!({"functionName": "f"})),
        named("function-version", "lambda", json!({"functionName": "f:3"})),
        named("function-list", "lambda", json!({"functionNames": ["a", "f"]})),
        named("layer", "lambda", json!({"layerName": "f"})),
        elsewhere("function-elsewhere", json!({"name": "awsRegion", "value": "eu-west-1"})),
        elsewhere(
            "function-of-others",
            json!({"name": "recipientAccountId", "value": "444455556666"}),
        ),
        named(
            "queue",
            "sqs",
            json!({"queueUrl": "https://sqs.us-east-1.amazonaws.com/111122223333/jobs"}),
        ),
        named("new-queue", "sqs", json!({"queueName": "jobs", "attribute": {"x": "y"}})),
        named(
            "dead-letters",
            "sqs",
            json!({"queueUrl": "https://sqs.us-east-1.amazonaws.com/111122223333/jobs-dead"}),
        ),
        named("secret", "secretsmanager", json!({"secretId": "prod/db"})),
        named("new-secret", "secretsmanager", json!({"name": "prod/db"})),
        named("other-secret", "secretsmanager", json!({"secretId": "prod/db2"})),
        named("parameter", "ssm", json!({"name": "/app/key"})),
        named("parameters", "ssm", json!({"names": ["/app/key", "/app/other"]})),
        named("key", "kms", json!({"keyId": "1234abcd-12ab-34cd-56ef-1234567890ab"})),
        named("alias", "kms", json!({"aliasName": "alias/app"})),
        named("database", "rds", json!({"dBInstanceIdentifier": "orders"})),
        named("snapshot", "rds", json!({"dBSnapshotIdentifier": "orders"})),
        named("group", "logs", json!({"logGroupName": "/aws/lambda/f"})),
        named("trail", "cloudtrail", json!({"name": "main"})),
        named("api", "apigateway", json!({"restApiId": "abc123"})),
        named("zone", "route53", json!({"hostedZoneId": "/hostedzone/Z1"})),
        named("stack", "cloudformation", json!({"stackName": "web"})),
        named("alarm", "monitoring", json!({"alarmNames": ["cpu"]})),
        named("tag", "dynamodb", json!({"tags": [{"value": "tableName"}], "tableName": "Users"})),
    ])
}

/// ARNs as in AWS's Service Authorization Reference, without their first part, and the events of
/// [`with_own_names`] that each finds.
const OWN_NAMES: &[(&str, &[&str])] = &[
    ("iam::111122223333:role/Admin", &["role"]),
    ("iam::111122223333:role/path/Admin", &["role"]),
    ("iam::*:role/Admin", &["role"]),
    ("iam::111122223333:role/Admin*", &["role", "other-role"]),
    ("iam::444455556666:role/Admin", &[]),
    ("iam::111122223333:user/Admin", &["user"]),
    (
        "lambda:us-east-1:111122223333:function:f",
        &["function", "function-version", "function-list"],
    ),
    ("lambda:eu-west-1:111122223333:function:f", &["function-elsewhere"]),
    ("sqs:us-east-1:111122223333:jobs", &["queue", "new-queue"]),
    ("secretsmanager:us-east-1:111122223333:secret:prod/db-AbCd12", &["secret", "new-secret"]),
    ("ssm:us-east-1:111122223333:parameter/app/key", &["parameter", "parameters"]),
    ("kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab", &["key"]),
    ("kms:us-east-1:111122223333:alias/app", &["alias"]),
    ("rds:us-east-1:111122223333:db:orders", &["database"]),
    ("logs:us-east-1:111122223333:log-group:/aws/lambda/f:*", &["group"]),
    ("cloudtrail:us-east-1:111122223333:trail/main", &["trail"]),
    ("apigateway:us-east-1::/restapis/abc123", &["api"]),
    ("route53:::hostedzone/Z1", &["zone"]),
    ("cloudformation:us-east-1:111122223333:stack/web/0123-abcd", &["stack"]),
    ("cloudwatch:us-east-1:111122223333:alarm:cpu", &["alarm"]),
    ("dynamodb:us-east-1:111122223333:table/Users", &["tag"]),
    ("iam::111122223333:role/", &[]),
];

#[test]
fn an_arn_finds_the_calls_that_have_only_the_own_name_of_the_resource() {
    let sandbox = with_own_names();
    for (arn, expected) in OWN_NAMES {
        let arn = format!("arn:aws:{arn}");
        assert_finds(&sandbox, &["--resource", &arn], expected);
        let set = format!("resource={arn}");
        let args =
            ["report", "resource_history", "--set", &set, "--set", "reads=true", "--format", "csv"];
        let ran = sandbox.run(&args).expect_code(0);
        for id in *expected {
            assert!(ran.stdout.contains(&format!(",{id}\n")), "{arn}: {}", ran.stdout);
        }
        assert_eq!(ran.stdout.lines().count() - 1, expected.len(), "{arn}: {}", ran.stdout);
    }
}

/// The records are text, as their spelling matters here.
#[test]
fn a_resource_is_found_in_any_json_spelling() {
    let sandbox = Sandbox::new();
    let line = |id: &str, value: &str| {
        format!(
            r#"{{"eventVersion":"1.08","eventID":"{id}","eventTime":"2024-03-05T10:00:00Z","eventName":"X","requestParameters":{{"name":{value}}}}}"#
        )
    };
    let lines = [
        line("plain-path", r#""/aws/lambda/f""#),
        line("escaped-path", r#""\/aws\/lambda\/f""#),
        line("longer-path", r#""/aws/lambda/ff""#),
        line("plain-amp", r#""a&b""#),
        line("coded-amp", r#""a\u0026b""#),
        line("coded-amp-upper", r#""a\u0026B""#),
        line("quote", r#""say \"hi\" \\ there""#),
        line("letters", r#""Zürich 😀""#),
        line("coded-letters", r#""Z\u00fcrich \uD83D\uDE00""#),
        line("star", r#""arn:aws:s3:::b/*""#),
        line("not-star", r#""arn:aws:s3:::b/x""#),
        line("a-space", r#""a b""#),
    ];
    let file = sandbox.write("records.jsonl", lines.join("\n"));
    let _ = sandbox.import(&[&file]).expect_code(0);
    for (name, expected) in [
        ("/aws/lambda/f", &["plain-path", "escaped-path"][..]),
        ("a&b", &["plain-amp", "coded-amp"]),
        (r#"say "hi" \ there"#, &["quote"]),
        ("Zürich 😀", &["letters", "coded-letters"]),
        (r"arn:aws:s3:::b/\*", &["star"]),
        ("arn:aws:s3:::b/*", &["star", "not-star"]),
        ("a b", &["a-space"]),
        ("a.b", &[]),
    ] {
        assert_finds(&sandbox, &["--resource", name], expected);
    }
}

#[test]
fn the_newest_come_first_and_a_limit_is_reported() {
    let at = |id: &str, time: &str| record(id, json!({"eventTime": time}));
    let mut records = vec![
        at("b", "2024-03-05T10:00:00Z"),
        at("a", "2024-03-05T10:00:00Z"),
        at("newest", "2024-03-06T10:00:00Z"),
        at("oldest", "2024-03-04T10:00:00Z"),
        record("no-time", json!({"eventTime": null})),
    ];
    let sandbox = imported(&records);
    let order = ["newest", "a", "b", "oldest", "no-time"];
    assert_eq!(ids(&sandbox, &[]), order);
    for limit in 1..=5 {
        assert_eq!(ids(&sandbox, &["--limit", &limit.to_string()]), order[..limit]);
        assert_eq!(
            ids(&sandbox, &["--user", "alice", "--limit", &limit.to_string()]),
            order[..limit]
        );
    }
    let ran = sandbox.run(&["events", "--limit", "4"]).expect_code(0);
    assert!(ran.stderr.contains("the newest 4 events; more match"), "{}", ran.stderr);
    assert!(ran.stdout.contains("4 rows"), "{}", ran.stdout);
    let ran = sandbox.run(&["events", "--limit", "5"]).expect_code(0);
    assert_eq!(ran.stderr, "");
    let _ = sandbox.run(&["events", "--limit", "0"]).expect_code(2);
    records.reverse();
    assert_eq!(ids(&imported(&records), &[]), order);
}

#[test]
fn a_table_has_the_newest_hundred_and_a_file_has_all() {
    let records: Vec<Value> =
        (0..120).map(|number| record(&format!("event-{number:03}"), json!({}))).collect();
    let sandbox = imported(&records);
    let ran = sandbox.run(&["events"]).expect_code(0);
    assert!(ran.stdout.contains("100 rows"), "{}", ran.stdout);
    assert!(ran.stderr.contains("the newest 100 events; more match"), "{}", ran.stderr);
    let _ = sandbox.run(&["events", "-o", "all.csv"]).expect_code(0);
    assert_eq!(
        sandbox.value(&format!("SELECT count(*) FROM '{}'", sandbox.path("all.csv").display())),
        "120"
    );
    assert_eq!(ids(&sandbox, &["--user", "alice"]).len(), 120);
}

#[test]
fn an_empty_result_is_explained() {
    let sandbox = imported(&mixed());
    let ran = sandbox.run(&["events", "--since", "2030-01-01"]).expect_code(0);
    assert!(ran.stderr.contains("no event is in this scope"), "{}", ran.stderr);
    let ran = sandbox.run(&["events", "no-such-id"]).expect_code(1);
    assert!(ran.stderr.contains("there is no event with the ID 'no-such-id'"), "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
}

#[test]
fn a_value_that_no_event_has_is_named_with_the_nearest_one() {
    let sandbox = imported(&mixed());
    for (args, message) in [
        (
            &["--name", "DescribRegions"][..],
            "has the name 'DescribRegions' (did you mean 'DescribeRegions'?)",
        ),
        (&["--name", "Nothing"], "has the name 'Nothing'"),
        (&["--user", "alicia"], "has the user 'alicia' (did you mean 'alice'?)"),
        (
            &["--source", "iem.amazonaws.com"],
            "has the source 'iem.amazonaws.com' (did you mean 'iam.amazonaws.com'?)",
        ),
        (&["--resource", "carrol"], "names the resource 'carrol' (did you mean 'carol'?)"),
        (
            &["--resource-type", "AWS::IAM::Rule"],
            "has the resource type 'AWS::IAM::Rule' (did you mean 'AWS::IAM::Role'?)",
        ),
        (
            &["--lookup-attribute", "AccessKeyId=AKIAIOSFODNN7EXAMPEL"],
            "has the access key 'AKIAIOSFODNN7EXAMPEL' (did you mean 'AKIAIOSFODNN7EXAMPLE'?)",
        ),
        (&["--id", "by-x"], "has the ID 'by-x'"),
        (&["--request-id", "request-9"], "has the request ID 'request-9'"),
        (&["--shared-event-id", "shared-9"], "has the shared event ID 'shared-9'"),
        (&["--principal", "AROA"], "has the principal ID 'AROA'"),
        // One of two is enough to find events, and the other one is named.
        (
            &["--name", "DeleteUser", "--name", "RunInstance"],
            "has the name 'RunInstance' (did you mean 'RunInstances'?)",
        ),
        // A value that an event out of the scope has is known.
        (
            &["--name", "RunInstances", "--id", "by-x", "--until", "2024-03-05T10:30:00Z"],
            "has the ID 'by-x'",
        ),
    ] {
        let ran = sandbox.run(&[&["events"], args].concat()).expect_code(0);
        assert_eq!(ran.stderr, format!("no event {message}\n"), "{args:?}");
    }
    // Each value is known, but no event has both.
    let ran = sandbox.run(&["events", "--user", "alice", "--source", "iam"]).expect_code(0);
    assert!(ran.stderr.starts_with("no event matches; "), "{}", ran.stderr);
}

/// Parses the indented objects of standard output.
fn objects(ran: &Run) -> Vec<Value> {
    serde_json::Deserializer::from_str(&ran.stdout).into_iter().map(Result::unwrap).collect()
}

#[test]
fn a_whole_record_is_printed() {
    let records = mixed();
    let sandbox = imported(&records);
    let ran = sandbox.run(&["events", "by-role"]).expect_code(0);
    assert_eq!(objects(&ran), [records[1].clone()]);
    // The members are in the order of the log.
    assert_eq!(ran.stdout.trim_end(), serde_json::to_string_pretty(&records[1]).unwrap());
    let all = sandbox.run(&["events", "--full"]).expect_code(0);
    assert_eq!(objects(&all).len(), records.len());
    assert!(objects(&all).iter().all(|record| records.contains(record)));
    let array = sandbox.run(&["events", "--full", "--format", "json"]).expect_code(0);
    assert_eq!(serde_json::from_str::<Vec<Value>>(&array.stdout).unwrap(), objects(&all));
    let lines =
        sandbox.run(&["events", "--full", "--format", "jsonl", "--limit", "2"]).expect_code(0);
    assert_eq!(lines.stdout.lines().count(), 2);
    for format in ["csv", "table", "markdown", "parquet", "history-csv"] {
        let ran = sandbox.run(&["events", "--full", "--format", format]).expect_code(2);
        assert!(ran.stderr.contains("a record is JSON"), "{}", ran.stderr);
    }
    let _ = sandbox.run(&["events", "by-role", "--name", "x"]).expect_code(2);
    let _ = sandbox.run(&["events", "by-role", "--since", "7d"]).expect_code(2);
}

#[test]
fn the_exact_text_of_a_record_is_kept() {
    let sandbox = Sandbox::new();
    let text = r#"{"eventVersion":"1.08","eventID":"exact","eventName":"X","readOnly":"true","requestParameters":{"b": 50.0, "a":1e400,"a":2,"s":"{\n [x]: \"q\" }"},"new":[{},[]]}"#;
    let file = sandbox.write("records.jsonl", text);
    let _ = sandbox.import(&[&file]).expect_code(0);
    let ran = sandbox.run(&["events", "exact"]).expect_code(0);
    for part in [
        "\"b\": 50.0,",
        "\"a\": 1e400,",
        "\"a\": 2,",
        r#""s": "{\n [x]: \"q\" }""#,
        "\"readOnly\": \"true\"",
    ] {
        assert!(ran.stdout.contains(part), "{part}\n{}", ran.stdout);
    }
}

#[test]
fn related_events_are_named_with_the_command_that_shows_them() {
    let mut records = mixed();
    let mut session = record("same-session", records[1].clone());
    session["eventID"] = json!("same-session");
    session["userIdentity"]["accessKeyId"] = json!("ASIAOTHERKEY");
    session["requestID"] = json!("request-3");
    let mut request = record("same-request", json!({"requestID": "request-2"}));
    request["eventTime"] = json!("2024-03-05T11:00:01Z");
    let twin =
        record("twin", json!({"sharedEventID": "shared-1", "recipientAccountId": "444455556666"}));
    let fix = record(
        "fix",
        json!({"addendum": {"reason": "UPDATED_DATA", "originalEventID": "by-role"}}),
    );
    records.extend([session, request, twin, fix]);
    let sandbox = imported(&records);
    let groups = |id: &str| {
        let ran = sandbox.run(&["events", id]).expect_code(0);
        ran.stderr.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        groups("by-role"),
        [
            "the same session: 2 events: ducktrail events --principal AROAEXAMPLE:bob-session --session-start 2024-03-05T09:00:00Z",
            "the same request: 2 events: ducktrail events --request-id request-2",
            "the call that issued its credentials: 1 event: ducktrail events by-service",
            "the correction of it: 1 event: ducktrail events fix",
        ]
    );
    assert_eq!(
        groups("by-service"),
        [
            "calls with the credentials it issued: 1 event: ducktrail events --access-key ASIAEXAMPLESESSION"
        ]
    );
    assert_eq!(
        groups("twin")[1..],
        [
            "the same action in the logs of other accounts: 2 events: ducktrail events --shared-event-id shared-1"
        ]
    );
    assert_eq!(groups("by-root"), Vec::<String>::new());
    // Each command finds the number of events that it announces.
    for id in ["by-role", "by-service", "twin"] {
        for line in groups(id) {
            let parts: Vec<&str> = line.split(": ").collect();
            let count: usize = parts[1].split(' ').next().unwrap().parse().unwrap();
            let args: Vec<&str> =
                line.split("ducktrail events ").nth(1).unwrap().split(' ').collect();
            let found = if args.len() == 1 {
                objects(&sandbox.run(&["events", args[0]]).expect_code(0)).len()
            } else {
                ids(&sandbox, &args).len()
            };
            assert_eq!(found, count, "{line}");
        }
    }
}

#[test]
fn the_uses_of_a_key_are_found_at_any_later_time() {
    let issued = |id: &str, time: &str, answer: Value| {
        record(id, json!({"eventTime": time, "responseElements": answer}))
    };
    let used = |id: &str, time: &str, key: &str| {
        record(id, json!({"eventTime": time, "userIdentity": {"accessKeyId": key}}))
    };
    let long_term = json!({"accessKey": {"accessKeyId": "AKIAEXAMPLE"}});
    let temporary = |key: &str| json!({"credentials": {"accessKeyId": key}});
    let sandbox = imported(&[
        issued("created", "2023-01-01T00:00:00Z", long_term),
        used("a-year-later", "2024-01-01T00:00:00Z", "AKIAEXAMPLE"),
        issued("assumed", "2024-03-05T00:00:00Z", temporary("ASIAFIRST")),
        used("its-last-hour", "2024-03-06T11:59:00Z", "ASIAFIRST"),
        issued("timeless", "never", temporary("ASIASECOND")),
        used("of-timeless", "2024-03-05T00:00:00Z", "ASIASECOND"),
    ]);
    for (id, key) in
        [("created", "AKIAEXAMPLE"), ("assumed", "ASIAFIRST"), ("timeless", "ASIASECOND")]
    {
        let ran = sandbox.run(&["events", id]).expect_code(0);
        let expected = format!(
            "calls with the credentials it issued: 1 event: ducktrail events --access-key {key}\n"
        );
        assert!(ran.stderr.ends_with(&expected), "{}", ran.stderr);
    }
}

#[test]
fn hostile_names_do_not_reach_the_terminal_or_the_shell() {
    let hostile = "AROA:a b'; touch x; '\u{1b}[31m*";
    let one = |id: &str| {
        record(
            id,
            json!({"userIdentity": {"type": "AssumedRole", "principalId": hostile,
            "sessionContext": {"attributes": {"creationDate": "2024-03-05T09:00:00Z"}}}}),
        )
    };
    let sandbox = imported(&[one("first"), one("second")]);
    let ran = sandbox.run(&["events", "first"]).expect_code(0);
    assert!(!ran.stderr.contains('\u{1b}') && !ran.stdout.contains('\u{1b}'), "{}", ran.stderr);
    assert!(
        ran.stderr.contains(r"--principal $'AROA:a b\'; touch x; \'\033[31m\\*'"),
        "{}",
        ran.stderr
    );
}

#[test]
fn an_id_of_two_events_shows_both() {
    let sandbox = crate::support::imported();
    let ran = sandbox.run(&["events", "a1b2c3d4-5678-90ab-cdef-EXAMPLEbbbbb"]).expect_code(0);
    let names: BTreeSet<String> =
        objects(&ran).iter().map(|record| record["eventName"].to_string()).collect();
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["\"CreateMonitor\"", "\"ListMonitors\""]);
}

#[test]
fn the_columns_are_those_of_the_aws_console() {
    let sandbox = imported(&mixed());
    let first = |args: &[&str]| {
        let ran = sandbox.run(&[&["events", "--format", "csv"], args].concat()).expect_code(0);
        ran.stdout.lines().take(2).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        first(&["--id", "by-role"]),
        [
            "event_name,event_time,user_name,outcome,event_source,resource_type,resource_name,source_ip_address,event_id",
            "RunInstances,2024-03-05 11:00:00,bob-session,success,ec2.amazonaws.com,,i-0abc,192.0.2.10,by-role",
        ]
    );
    assert_eq!(
        first(&["--id", "by-service"])[1],
        "AssumeRole,2024-03-05 09:00:00,autoscaling.amazonaws.com,success,sts.amazonaws.com,AWS::IAM::Role,arn:aws:iam::111122223333:role/path/Deploy,autoscaling.amazonaws.com,by-service"
    );
    assert_eq!(
        first(&["--id", "by-root"])[1],
        "DeleteUser,2024-03-05 10:00:00,root,success,iam.amazonaws.com,AWS::IAM::User,carol,192.0.2.100,by-root"
    );
    let wide = &first(&["--wide"])[0];
    for column in [
        "region",
        "account_id",
        "source_ip_address",
        "user_agent",
        "error_code",
        "access_key_id",
        "read_only",
    ] {
        assert!(wide.split(',').any(|name| name == column), "{column}");
    }
}

#[test]
fn the_file_formats_of_the_aws_console_can_be_written() {
    let sandbox = imported(&mixed());
    let csv = sandbox
        .run(&["events", "--id", "by-service", "--id", "by-root", "--format", "history-csv"])
        .expect_code(0);
    let fixture =
        std::fs::read_to_string(fixtures("forms/event-history-csv/event_history.csv")).unwrap();
    let mut lines = csv.stdout.lines();
    assert_eq!(lines.next(), fixture.lines().next());
    assert_eq!(
        lines.next().unwrap(),
        r#"root,,2024-03-05T10:00:00Z,iam.amazonaws.com,DeleteUser,us-east-1,192.0.2.100,,,"[{""resourceType"":""AWS::IAM::User"",""resourceName"":""carol""}]",,by-root,false,,111122223333,"#
    );
    assert_eq!(
        lines.next().unwrap(),
        r#"autoscaling.amazonaws.com,,2024-03-05T09:00:00Z,sts.amazonaws.com,AssumeRole,us-east-1,autoscaling.amazonaws.com,,,"[{""resourceType"":""AWS::IAM::Role"",""resourceName"":""arn:aws:iam::111122223333:role/path/Deploy""}]",,by-service,true,,111122223333,"#
    );
    let _ =
        sandbox.run(&["events", "--format", "history-json", "-o", "history.json"]).expect_code(0);
    let other = Sandbox::new();
    let ran = other.import(&[&sandbox.path("history.json")]).expect_code(0);
    assert_eq!(ran.count("inserted"), 7);
    let none = sandbox.run(&["events", "--name", "x", "--format", "history-json"]).expect_code(0);
    assert_eq!(none.stdout, "{\"Records\":[]}");
    for format in ["history-csv", "history-json"] {
        let ran = sandbox.run(&["query", "FROM events", "--format", format]).expect_code(2);
        assert!(ran.stderr.contains("invalid value"), "{}", ran.stderr);
    }
}

/// Collects the strings of a JSON value, without member names.
fn strings<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(values) => values.iter().for_each(|value| strings(value, found)),
        Value::Object(members) => members.values().for_each(|value| strings(value, found)),
        _ => {}
    }
}

/// Returns true if a record names a resource. Uses neither SQL nor regular expressions.
fn names(record: &Value, resource: &str) -> bool {
    let is_name = |letter: char| {
        letter.is_ascii_alphanumeric() || !letter.is_ascii() || "_.@+%~!*$-".contains(letter)
    };
    let mut found = Vec::new();
    for member in [
        "resources",
        "requestParameters",
        "responseElements",
        "serviceEventDetails",
        "additionalEventData",
        "errorMessage",
        "vpcEndpointId",
    ] {
        strings(&record[member], &mut found);
    }
    found.iter().any(|text| {
        text.match_indices(resource).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            let after = text[at + resource.len()..].chars().next();
            !before.is_some_and(is_name) && !after.is_some_and(is_name)
        })
    })
}

/// Compares the counts of several searches with counts by another method.
fn assert_counts_agree(sandbox: &Sandbox) {
    let ran = sandbox.run(&["events", "--full", "--format", "jsonl"]).expect_code(0);
    let records: Vec<Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(records.len().to_string(), sandbox.value("SELECT count(*) FROM events"));
    let text = |record: &Value, pointer: &str| {
        record.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_lowercase()
    };
    let count = |args: &[&str]| ids(sandbox, args).len();
    let mut checked = 0;
    for (option, pointer) in [
        ("--id", "/eventID"),
        ("--name", "/eventName"),
        ("--source", "/eventSource"),
        ("--access-key", "/userIdentity/accessKeyId"),
        ("--ip", "/sourceIPAddress"),
        ("--principal", "/userIdentity/principalId"),
    ] {
        let values: BTreeSet<&str> = records
            .iter()
            .filter_map(|record| record.pointer(pointer).and_then(Value::as_str))
            .filter(|value| !value.is_empty())
            .collect();
        for value in values.into_iter().step_by(1 + records.len() / 10).take(4) {
            let expected =
                records.iter().filter(|record| text(record, pointer) == value.to_lowercase());
            assert_eq!(count(&[option, value]), expected.count(), "{option} {value}");
            checked += 1;
        }
    }
    let mut found = Vec::new();
    for record in records.iter().step_by(1 + records.len() / 20) {
        strings(&record["requestParameters"], &mut found);
        strings(&record["resources"], &mut found);
    }
    let values: BTreeSet<&str> = found
        .into_iter()
        .filter(|value| !value.is_empty() && value.len() < 200 && !value.contains('*'))
        // The search also finds unquoted numbers; the other method does not.
        .filter(|value| value.chars().any(|letter| !letter.is_ascii_digit()))
        .collect();
    for value in values.iter().step_by(1 + values.len() / 12) {
        let expected = records.iter().filter(|record| names(record, value)).count();
        let found = count(&["--resource", value]);
        // An ARN also finds the calls that name its resource without it.
        let agrees = if value.starts_with("arn:") { found >= expected } else { found == expected };
        assert!(agrees, "--resource {value}: {found} and {expected}");
        checked += 1;
    }
    assert!(checked > 10, "{checked}");
}

#[test]
fn searches_agree_with_another_method() {
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&fixtures("trail"), &fixtures("reports")]);
    assert_counts_agree(&sandbox);
}

#[test]
fn searches_of_real_logs_agree_with_another_method() {
    let Some(corpus) = corpus("searches_of_real_logs_agree_with_another_method") else {
        return;
    };
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&corpus]);
    assert_counts_agree(&sandbox);
}

#[test]
fn the_list_of_uses_of_an_old_key_says_that_there_are_more() {
    let explain = |count: usize| {
        let key = json!({"type": "IAMUser", "accessKeyId": "AKIAEXAMPLE"});
        let records: Vec<Value> = (0..count)
            .map(|number| record(&format!("event-{number:04}"), json!({"userIdentity": key})))
            .collect();
        imported(&records).run(&["events", "event-0007"]).expect_code(0).stderr
    };
    let command = "ducktrail events --access-key AKIAEXAMPLE";
    let exact = explain(1000);
    assert!(exact.contains(&format!("the same access key: 1,000 events: {command}")), "{exact}");
    let more = explain(1001);
    assert!(
        more.contains(&format!("the same access key: more than 1000 events: {command}")),
        "{more}"
    );
}
