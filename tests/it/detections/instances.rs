//! The credentials of instances: which addresses of a session are not those of its instance.

use serde_json::{Value, json};

use crate::support::Sandbox;

/// A call: the caller, its access key, the address, the VPC endpoint and the service.
type Call = (&'static str, &'static str, &'static str, Option<&'static str>, &'static str);

const ONE: &str = "i-0123456789abcdef0";
const TWO: &str = "i-0123456789abcdef1";
const THREE: &str = "i-0123456789abcdef2";
const HOME: &str = "203.0.113.7";
const AWAY: &str = "198.51.100.200";
const ENDPOINT: Option<&str> = Some("vpce-0123456789abcdef0");
const AT_ONCE: &str = "instance_role_elsewhere";
const MOVED: &str = "instance_role_moved";

/// Each case: a description, the finding, and the calls, one a minute, in an account of its own.
const CASES: &[(&str, Option<&str>, &[Call])] = &[
    (
        "two addresses by turns",
        Some(AT_ONCE),
        &[
            (ONE, "ASIA1", HOME, None, "ec2"),
            (ONE, "ASIA1", AWAY, None, "sts"),
            (ONE, "ASIA1", HOME, None, "ec2"),
        ],
    ),
    (
        "two addresses of IPv6 by turns",
        Some(AT_ONCE),
        &[
            (ONE, "ASIA2", "2001:db8::1", None, "ec2"),
            (ONE, "ASIA2", "2001:db8:1::1", None, "ec2"),
            (ONE, "ASIA2", "2001:db8::1", None, "ec2"),
        ],
    ),
    (
        "a service that the instance calls through its network",
        Some(AT_ONCE),
        &[(ONE, "ASIA3", "10.0.0.7", ENDPOINT, "ec2"), (ONE, "ASIA3", AWAY, None, "ec2")],
    ),
    (
        "an address that changed for good",
        Some(MOVED),
        &[
            (ONE, "ASIA4", HOME, None, "ec2"),
            (ONE, "ASIA4", HOME, None, "ec2"),
            (ONE, "ASIA4", AWAY, None, "ec2"),
        ],
    ),
    (
        "the address of a user",
        Some(MOVED),
        &[
            ("mallory", "AKIA5", "192.0.2.66", None, "iam"),
            (ONE, "ASIA5", "192.0.2.66", None, "s3"),
        ],
    ),
    (
        "an endpoint for one service, and a public address for another",
        None,
        &[
            (ONE, "ASIA6", "10.0.0.7", ENDPOINT, "s3"),
            (ONE, "ASIA6", HOME, None, "ec2"),
            (ONE, "ASIA6", "10.0.0.7", ENDPOINT, "s3"),
        ],
    ),
    (
        "one address of IPv4 and one of IPv6",
        None,
        &[
            (ONE, "ASIA7", HOME, None, "ec2"),
            (ONE, "ASIA7", "2001:db8::7", None, "s3"),
            (ONE, "ASIA7", HOME, None, "ec2"),
        ],
    ),
    (
        "NAT gateways with several addresses",
        None,
        &[
            (ONE, "ASIA8", "192.0.2.1", None, "ec2"),
            (ONE, "ASIA8", "192.0.2.2", None, "ec2"),
            (TWO, "ASIA81", "192.0.2.2", None, "ec2"),
            (TWO, "ASIA81", "192.0.2.1", None, "ec2"),
            (THREE, "ASIA82", "192.0.2.1", None, "ec2"),
            (THREE, "ASIA82", "192.0.2.2", None, "ec2"),
            (ONE, "ASIA8", "192.0.2.1", None, "ec2"),
            (TWO, "ASIA81", "192.0.2.2", None, "ec2"),
            (THREE, "ASIA82", "192.0.2.1", None, "ec2"),
        ],
    ),
    (
        "services that call with the role",
        None,
        &[
            (ONE, "ASIA9", HOME, None, "kms"),
            (ONE, "ASIA9", "ssm.amazonaws.com", None, "kms"),
            (ONE, "ASIA9", "AWS Internal", None, "kms"),
            (ONE, "ASIA9", "' OR true --", None, "kms"),
            (ONE, "ASIA9", HOME, None, "kms"),
        ],
    ),
    (
        "new credentials after the address changed",
        None,
        &[
            (ONE, "ASIA10", HOME, None, "ec2"),
            (ONE, "ASIA11", AWAY, None, "ec2"),
            (ONE, "ASIA11", AWAY, None, "ec2"),
        ],
    ),
    (
        "a task, a function and a pipeline, which move",
        None,
        &[
            ("0123456789abcdef0123456789abcdef", "ASIA12", HOME, None, "ec2"),
            ("0123456789abcdef0123456789abcdef", "ASIA12", AWAY, None, "ec2"),
            ("orders", "ASIA13", HOME, None, "ec2"),
            ("orders", "ASIA13", AWAY, None, "ec2"),
            ("my-i-0123456789abcdef0", "ASIA14", HOME, None, "ec2"),
            ("my-i-0123456789abcdef0", "ASIA14", AWAY, None, "ec2"),
        ],
    ),
];

#[test]
fn credentials_of_an_instance_used_elsewhere_are_findings() {
    let sandbox = Sandbox::new();
    let records: Vec<Value> = CASES
        .iter()
        .enumerate()
        .flat_map(|(nth, (_, _, calls))| {
            calls.iter().enumerate().map(move |(minute, call)| record(nth, minute, call))
        })
        .collect();
    let file = sandbox.write("a.json", json!({ "Records": records }).to_string());
    let _ = sandbox.import(&[&file]).expect_code(0);
    let found = |condition: &str| {
        sandbox.values(&format!(
            "SELECT concat_ws(' ', account_id, detection, level, outcome, source_ip_addresses) FROM findings WHERE detection LIKE 'instance_role%' AND {condition} ORDER BY account_id, outcome"
        ))
    };
    for (nth, (what, expected, _)) in CASES.iter().enumerate() {
        let shown = found(&format!("account_id = '{}'", account(nth)));
        assert_eq!(shown.len(), usize::from(expected.is_some()), "{what}: {shown:?}");
        for (detection, row) in expected.iter().zip(&shown) {
            assert!(row.contains(detection), "{what}: {row}");
        }
    }
    // Only the calls from elsewhere are the finding, which names their address.
    assert_eq!(
        found(&format!("account_id = '{}'", account(0))),
        [format!("{} {AT_ONCE} high success {AWAY}", account(0))]
    );
    let report = sandbox.run(&["report", "credential_access", "--format", "jsonl"]).expect_code(0);
    assert_eq!(report.stdout.lines().count(), 5, "{}", report.stdout);
}

fn account(nth: usize) -> String {
    format!("{:012}", 1_000 + nth)
}

fn record(nth: usize, minute: usize, (caller, key, address, endpoint, service): &Call) -> Value {
    let account = account(nth);
    let identity = if key.starts_with("AKIA") {
        json!({
            "type": "IAMUser", "principalId": "AIDAEXAMPLE", "userName": caller, "accessKeyId": key,
            "arn": format!("arn:aws:iam::{account}:user/{caller}"), "accountId": account,
        })
    } else {
        json!({
            "type": "AssumedRole", "principalId": format!("AROAEXAMPLE:{caller}"), "accessKeyId": key,
            "arn": format!("arn:aws:sts::{account}:assumed-role/web/{caller}"), "accountId": account,
            "sessionContext": { "sessionIssuer": {
                "type": "Role", "userName": "web", "arn": format!("arn:aws:iam::{account}:role/web"),
                "principalId": "AROAEXAMPLE", "accountId": account,
            } },
        })
    };
    json!({
        "eventVersion": "1.11", "eventTime": format!("2024-03-05T09:{minute:02}:00Z"), "userIdentity": identity,
        "eventSource": format!("{service}.amazonaws.com"), "eventName": "GetThing", "awsRegion": "us-east-1",
        "sourceIPAddress": address, "vpcEndpointId": endpoint, "userAgent": "aws-cli/2.15.0", "readOnly": true,
        "eventID": format!("{account}-{minute}"), "eventType": "AwsApiCall", "recipientAccountId": account,
    })
}
