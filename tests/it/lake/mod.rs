//! Lakes: what shares write, what readers see of them, and the same answers on a lake as on a database.

#[cfg(feature = "s3")]
mod bucket;
#[cfg(unix)]
mod corpus;
mod reading;
mod writing;
mod wrong;

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::{Value, json};

use crate::support::Sandbox;

/// The days of [`archive`].
const DAYS: [&str; 6] =
    ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06"];

/// Returns an event.
fn event(id: &str, time: &str, account: &str) -> Value {
    json!({
        "eventVersion": "1.09", "eventID": id, "eventTime": time, "recipientAccountId": account,
        "eventSource": "ec2.amazonaws.com", "eventName": "TerminateInstances", "awsRegion": "eu-west-1",
        "userIdentity": {"type": "IAMUser", "userName": "ana", "accountId": account},
        "requestParameters": {"instancesSet": {"items": [{"instanceId": "i-0a"}, {"instanceId": "i-0b"}]}},
    })
}

/// Writes a log file with the name that CloudTrail gives it, and a copy of its records under another name.
fn log_file(sandbox: &Sandbox, delivered: &str, records: &[Value]) {
    let name = |unique: &str| {
        format!("logs/012345678901_CloudTrail_eu-west-1_{delivered}Z_{unique}.json.gz")
    };
    let content = json!({ "Records": records }).to_string();
    sandbox.write_gzip(&name("AAAAAAAAAAAAAAAA"), &content);
    sandbox.write_gzip(&name("BBBBBBBBBBBBBBBB"), content + "\n");
}

/// Writes an archive to the folder `logs`: three events of each day in two accounts, one of which is delivered
/// on the next day and one of which is late, events without a time, an Insights record and records that
/// cannot be used.
fn archive(sandbox: &Sandbox) {
    for (nth, day) in DAYS.iter().enumerate() {
        let compact = day.replace('-', "");
        let events = [
            event(&format!("{nth}-morning"), &format!("{day}T01:00:00Z"), "012345678901"),
            event(&format!("{nth}-noon"), &format!("{day}T12:00:00Z"), "111122223333"),
        ];
        log_file(sandbox, &format!("{compact}T1205"), &events);
        let last = event(&format!("{nth}-last"), &format!("{day}T23:59:59Z"), "012345678901");
        log_file(sandbox, &format!("202603{:02}T0005", nth + 2), &[last]);
    }
    let late = event("late", "2026-03-02T08:00:00Z", "111122223333");
    let mut untimed = event("untimed", "no time", "111122223333");
    log_file(sandbox, "20260320T0000", &[late, untimed.clone()]);
    untimed["eventID"] = Value::Null;
    let insight = json!({
        "eventVersion": "1.07", "eventType": "AwsCloudTrailInsight", "eventCategory": "Insight", "eventID": "insight",
        "eventTime": "2026-03-03T10:00:00Z", "awsRegion": "eu-west-1", "recipientAccountId": "012345678901",
        "sharedEventID": "shared", "insightDetails": {"state": "Start", "eventSource": "ec2.amazonaws.com",
            "eventName": "RunInstances", "insightType": "ApiCallRateInsight"},
    });
    let records = [untimed.to_string(), insight.to_string(), "{\"eventID\": 7".to_owned()];
    sandbox.write("logs/more.jsonl", records.join("\n"));
}

/// Runs `lake write` of the folder `logs` with more arguments, and expects an exit code.
#[track_caller]
fn write(sandbox: &Sandbox, lake: &str, arguments: &[&str], code: i32) {
    let args = [&["lake", "write", "logs", "--to", lake, "--quiet"], arguments].concat();
    let _ = sandbox.run(&args).expect_code(code);
}

/// Returns the pointers of a lake's days, by their paths. As a file has the name of its content, lakes with the
/// same pointers have the same rows.
pub(crate) fn pointers(lake: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for table in ["activity", "insights", "aggregated_events"] {
        let Ok(parts) = fs::read_dir(lake.join("current").join(table)) else { continue };
        for part in parts {
            let part = part.unwrap();
            let text = fs::read_to_string(part.path().join("files.txt")).unwrap();
            assert!(text.lines().all(|line| lake.join(line).is_file()), "{text}");
            if !text.is_empty() {
                found.insert(format!("{table}/{}", part.file_name().display()), text);
            }
        }
    }
    found
}
