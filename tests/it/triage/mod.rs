//! `ducktrail triage`: the list, stories, the page, and what the user's own files add.

mod browser;
mod files;
mod list;
mod mmdb;
mod page;
mod story;

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::support::Sandbox;

/// An attack in four steps among daily work, and a session that was issued twice removed.
///
/// Alice, whose key leaked, is used from 198.51.100.7. She makes a user and a key, stops a trail, assumes a role,
/// and the role deletes a bucket. Bob works from another address, and once from that of the attacker.
pub(crate) static ATTACK: LazyLock<Sandbox> = LazyLock::new(|| {
    let sandbox = Sandbox::new();
    sandbox.write("logs/a.json", json!({ "Records": records() }).to_string());
    let _ = sandbox.import(&[&sandbox.path("logs")]).expect_code(0);
    sandbox
});

pub(crate) const ATTACKER: &str = "198.51.100.7";
pub(crate) const LEAKED_KEY: &str = "AKIAALICE0000000001";

/// Returns an event of a user.
pub(crate) fn event(id: usize, call: &str, user: &str, address: &str) -> Value {
    let (service, name) = call.split_once(':').unwrap();
    json!({
        "eventVersion": "1.08", "eventID": format!("00000000-0000-4000-8000-{id:012}"),
        "eventTime": format!("2024-05-01T09:{:02}:00Z", id % 60), "awsRegion": "eu-west-1",
        "eventSource": format!("{service}.amazonaws.com"), "eventName": name,
        "sourceIPAddress": address, "userAgent": "aws-cli/2.15", "recipientAccountId": "111122223333",
        "userIdentity": {
            "type": "IAMUser", "userName": user, "accountId": "111122223333",
            "principalId": format!("AIDA{user}"), "arn": format!("arn:aws:iam::111122223333:user/{user}"),
            "accessKeyId": format!("AKIA{:0<15}", user.to_uppercase() + "0000000001"),
        },
    })
}

fn with(mut event: Value, mut members: Value) -> Value {
    event.as_object_mut().unwrap().append(members.as_object_mut().unwrap());
    event
}

/// Returns an event of the session that alice assumed.
fn of_session(id: usize, call: &str) -> Value {
    with(
        event(id, call, "x", ATTACKER),
        json!({ "userIdentity": {
            "type": "AssumedRole", "principalId": "AROAADMIN:backdoor", "accountId": "111122223333",
            "arn": "arn:aws:sts::111122223333:assumed-role/admin/backdoor", "accessKeyId": "ASIASESSION000001",
            "sessionContext": {
                "sessionIssuer": { "type": "Role", "userName": "admin", "principalId": "AROAADMIN",
                    "accountId": "111122223333", "arn": "arn:aws:iam::111122223333:role/admin" },
                "attributes": { "creationDate": "2024-05-01T09:10:00Z", "mfaAuthenticated": "false" },
            },
        } }),
    )
}

fn records() -> Vec<Value> {
    let attack = |id, call| event(id, call, "alice", ATTACKER);
    vec![
        attack(1, "sts:GetCallerIdentity"),
        with(
            attack(2, "iam:ListUsers"),
            json!({ "errorCode": "AccessDenied", "errorMessage": "User is not authorized" }),
        ),
        with(
            attack(3, "iam:CreateUser"),
            json!({ "requestParameters": { "userName": "mallory" } }),
        ),
        with(
            attack(4, "iam:CreateAccessKey"),
            json!({
                "requestParameters": { "userName": "mallory" },
                "responseElements": { "accessKey": { "userName": "mallory", "accessKeyId": "AKIAMALLORY00001", "status": "Active" } },
            }),
        ),
        with(
            attack(5, "cloudtrail:StopLogging"),
            json!({ "requestParameters": { "name": "main" } }),
        ),
        with(
            attack(10, "sts:AssumeRole"),
            json!({
                "requestParameters": { "roleArn": "arn:aws:iam::111122223333:role/admin", "roleSessionName": "backdoor" },
                "responseElements": { "credentials": { "accessKeyId": "ASIASESSION000001", "expiration": "x" },
                    "assumedRoleUser": { "assumedRoleId": "AROAADMIN:backdoor", "arn": "arn:aws:sts::111122223333:assumed-role/admin/backdoor" } },
            }),
        ),
        with(
            of_session(12, "s3:DeleteBucket"),
            json!({ "requestParameters": { "bucketName": "backups" } }),
        ),
        event(20, "ec2:DescribeInstances", "bob", "192.0.2.10"),
        event(21, "ec2:DescribeInstances", "bob", ATTACKER),
    ]
}
