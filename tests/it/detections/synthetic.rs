//! Events made for each detection: for each of its calls one that must be found, and the same from another
//! service and with an error.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::support::Sandbox;

/// Parameters and callers that meet the conditions of detections, by their names.
const CASES: &str = include_str!("cases.json");

/// Calls for the detections of any call.
const ANY_CALLS: &[&str] = &[
    "iam:TagUser",
    "iam:UntagUser",
    "sqs:TagQueue",
    "sns:TagResource",
    "ec2:CreateTags",
    "kms:TagResource",
];

/// A row of `detections()`, with the number of events that it needs.
#[derive(serde::Deserialize)]
struct Detection {
    name: String,
    theme: String,
    level: u8,
    failed_level: u8,
    calls: Vec<String>,
    at_least: usize,
    /// True if the condition decides by the outcome.
    by_outcome: bool,
}

const DETECTIONS: &str = "
    SELECT
        detections.detection AS name, theme, level_number(level) AS level, level_number(failed_level) AS failed_level, calls,
        coalesce(at_least, 1) AS at_least, coalesce(contains(condition, 'outcome'), false) AS by_outcome
    FROM detections() AS detections
    LEFT JOIN (SELECT unnest(detection_thresholds(), recursive := true)) AS thresholds
        ON detections.detection = thresholds.detection";

/// The three accounts of a detection.
#[derive(Clone, Copy)]
enum Variant {
    Hit = 1_000,
    OtherService = 2_000,
    Denied = 3_000,
}

fn account(variant: Variant, nth: usize) -> String {
    format!("{:012}", variant as usize + nth)
}

#[test]
fn each_detection_finds_its_calls_and_no_others() {
    let sandbox = Sandbox::new();
    sandbox.write("empty.json", r#"{"Records":[]}"#);
    let _ = sandbox.import(&[&sandbox.path("empty.json")]).expect_code(0);
    let detections: Vec<Detection> = rows(&sandbox, DETECTIONS);
    let records: Vec<Value> = detections.iter().enumerate().flat_map(records_of).collect();
    sandbox.write("events.json", json!({ "Records": records }).to_string());
    let _ = sandbox.import(&[&sandbox.path("events.json")]).expect_code(0);

    let mut wrong = Vec::new();
    let found = found(&sandbox, "NULL");
    for (nth, it) in detections.iter().enumerate() {
        let of = |variant| found.get(&account(variant, nth)).map_or(&[][..], Vec::as_slice);
        // Of the detections of one theme that hold for one event, the one with the highest level is shown.
        let shows = |variant, least| {
            of(variant).iter().any(|(name, theme, level)| {
                *name == it.name && *level >= least || *theme == it.theme && *level > least
            })
        };
        let least = if it.by_outcome { it.level.min(it.failed_level) } else { it.level };
        if !shows(Variant::Hit, least) {
            wrong.push(format!("{} does not find its calls: {:?}", it.name, of(Variant::Hit)));
        }
        if !it.by_outcome && !shows(Variant::Denied, it.failed_level) {
            wrong.push(format!("{} does not find denied calls", it.name));
        }
        let is_of_any_call = it.calls == ["*"];
        if !is_of_any_call && of(Variant::OtherService).iter().any(|it_is| it_is.0 == it.name) {
            wrong.push(format!("{} finds calls of another service", it.name));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());

    // A report of one theme reads fewer events and finds the same.
    for theme in sandbox.values("SELECT DISTINCT theme FROM detections()") {
        let mut expected = found.clone();
        for rows in expected.values_mut() {
            rows.retain(|row| row.1 == theme);
        }
        expected.retain(|_, rows| !rows.is_empty());
        assert_eq!(self::found(&sandbox, &format!("['{theme}']")), expected, "{theme}");
    }
}

/// Returns the detections of the wanted themes found in each account, each with its theme and severity.
fn found(sandbox: &Sandbox, wanted: &str) -> HashMap<String, Vec<(String, String, u8)>> {
    #[derive(serde::Deserialize)]
    struct Found {
        account: String,
        detection: String,
        theme: String,
        severity: u8,
    }
    let sql = format!(
        "SELECT DISTINCT recipient_account_id AS account, detection, theme, severity
        FROM detected_events({wanted}, 'informational') ORDER BY ALL"
    );
    let mut by_account: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows::<Found>(sandbox, &sql) {
        by_account.entry(row.account).or_default().push((row.detection, row.theme, row.severity));
    }
    by_account
}

fn rows<T: serde::de::DeserializeOwned>(sandbox: &Sandbox, sql: &str) -> Vec<T> {
    let ran = sandbox.run(&["query", "--format", "jsonl", sql]).expect_code(0);
    ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Returns the records of a detection: for each call a hit, one of another service and a denied one, and more
/// if it is about many.
fn records_of((nth, detection): (usize, &Detection)) -> Vec<Value> {
    let cases: Value = serde_json::from_str(CASES).unwrap();
    let case = cases.get(&detection.name).cloned().unwrap_or_else(|| json!({}));
    let any: Vec<String> = ANY_CALLS.iter().map(|call| (*call).to_owned()).collect();
    let calls = if detection.calls == ["*"] { &any } else { &detection.calls };
    let mut records = Vec::new();
    for (variant, change) in [
        (Variant::Hit, json!({})),
        (Variant::OtherService, json!({ "eventSource": "example.amazonaws.com" })),
        (Variant::Denied, json!({ "errorCode": "AccessDenied" })),
    ] {
        let account = account(variant, nth);
        for (index, call) in
            calls.iter().cycle().take(calls.len().max(detection.at_least)).enumerate()
        {
            let mut record = record(&account, call, index);
            // Several cases are taken by turns.
            merge(
                &mut record,
                case.get(index % case.as_array().map_or(1, Vec::len)).unwrap_or(&case),
            );
            merge(&mut record, &change);
            records.push(
                serde_json::from_str(&record.to_string().replace("ACCOUNT", &account)).unwrap(),
            );
        }
    }
    records
}

/// Returns the record of a call by a user with a long-term key.
pub(super) fn record(account: &str, call: &str, index: usize) -> Value {
    let (service, action) = call.split_once(':').unwrap();
    json!({
        "eventVersion": "1.09",
        "userIdentity": {
            "type": "IAMUser", "principalId": "AIDACKCEVSQ6C2EXAMPLE", "accountId": account, "userName": "mallory",
            "arn": format!("arn:aws:iam::{account}:user/mallory"), "accessKeyId": "AKIAIOSFODNN7EXAMPLE",
        },
        "eventTime": format!("2024-03-05T09:00:{:02}Z", index % 60),
        "eventSource": format!("{service}.amazonaws.com"),
        "eventName": action,
        "awsRegion": (["us-east-1", "eu-west-1", "ap-south-1"])[index % 3],
        "sourceIPAddress": "198.51.100.23",
        "userAgent": "aws-cli/2.15.0",
        "requestParameters": { "n": index },
        "eventID": format!("{account}-{index}"),
        "eventType": "AwsApiCall",
        "recipientAccountId": account,
    })
}

/// Puts the members of a change into a record; `null` removes what it names.
pub(super) fn merge(record: &mut Value, change: &Value) {
    let (Some(members), Some(changes)) = (record.as_object_mut(), change.as_object()) else {
        record.clone_from(change);
        return;
    };
    for (name, value) in changes {
        merge(members.entry(name.clone()).or_insert(Value::Null), value);
    }
}
