//! `ducktrail coverage` reports gaps, but not usual silence.

use std::fmt::Write;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{Sandbox, fixtures};

/// Monday, 4 March 2024, in seconds since 1970.
const MONDAY: i64 = 1_709_510_400;

/// Returns a record of an account and Region, at this many hours after Monday.
fn record(account: &str, region: &str, hour: i64) -> String {
    let time = ducktrail::internals::trail::time::render((MONDAY + hour * 3600) * 1_000_000);
    json!({"eventVersion": "1.08", "eventID": format!("{account}-{region}-{hour}"),
        "eventTime": time, "eventSource": "ec2.amazonaws.com", "eventName": "DescribeRegions",
        "awsRegion": region, "recipientAccountId": account, "eventCategory": "Management"})
    .to_string()
}

/// Returns a record for each active hour of this many days.
fn hours(account: &str, region: &str, days: i64, is_active: impl Fn(i64) -> bool) -> String {
    (0..days * 24).filter(|hour| is_active(*hour)).fold(String::new(), |mut text, hour| {
        writeln!(text, "{}", record(account, region, hour)).unwrap();
        text
    })
}

fn imported(lines: &[String]) -> Sandbox {
    let sandbox = Sandbox::new();
    let file = sandbox.write("records.jsonl", lines.concat());
    let _ = sandbox.import(&[&file]).expect_code(0);
    sandbox
}

fn rows(sandbox: &Sandbox, args: &[&str]) -> Vec<Value> {
    let ran = sandbox.run(&[&["coverage", "--format", "jsonl"], args].concat()).expect_code(0);
    ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Returns the kind, Region and time of each finding.
fn findings(sandbox: &Sandbox, args: &[&str]) -> Vec<(String, String, String)> {
    let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    rows(sandbox, &[&["--findings"], args].concat())
        .iter()
        .map(|row| (text(row, "kind"), text(row, "region"), text(row, "from_time")))
        .collect()
}

fn finding(kind: &str, region: &str, from: &str) -> (String, String, String) {
    (kind.to_owned(), region.to_owned(), from.to_owned())
}

/// True from nine to five on weekdays.
fn is_office_hour(hour: i64) -> bool {
    hour / 24 % 7 < 5 && (9..17).contains(&(hour % 24))
}

#[test]
fn gaps_depend_on_the_usual_activity_of_the_region() {
    let sandbox = imported(&[
        // Always busy, except for twelve hours on the fifth day.
        hours("111122223333", "us-east-1", 21, |hour| !(96..108).contains(&hour)),
        // Busy only in office hours: silent nights and weekends are usual, a silent Wednesday is not.
        hours("111122223333", "eu-west-1", 21, |hour| is_office_hour(hour) && hour / 24 != 9),
        // Rare calls: no gap is significant.
        hours("111122223333", "us-west-2", 21, |hour| hour == 30 || hour == 400),
        // Ends in the middle of the period.
        hours("111122223333", "us-east-2", 21, |hour| hour < 240),
    ]);
    assert_eq!(
        findings(&sandbox, &[]),
        [
            finding("gap", "eu-west-1", "2024-03-12 17:00:00"),
            finding("gap", "us-east-1", "2024-03-08 00:00:00"),
            finding("silent since", "us-east-2", "2024-03-14 00:00:00"),
        ]
    );
    assert_eq!(findings(&sandbox, &["--gap", "13h"]).len(), 2);
    assert_eq!(findings(&sandbox, &["--gap", "2d"]).len(), 1);
    assert_eq!(findings(&sandbox, &["--region", "us-east-1"]).len(), 1);
    assert_eq!(findings(&sandbox, &["--account", "444455556666"]).len(), 0);
    assert_eq!(findings(&sandbox, &["--until", "2024-03-07"]).len(), 0);
    let row = &rows(&sandbox, &["--findings", "--region", "us-east-1"])[0];
    assert_eq!(
        (row["hours"].as_i64(), row["to_time"].as_str()),
        (Some(12), Some("2024-03-08 12:00:00"))
    );
}

#[test]
fn the_report_has_the_gaps_of_the_command() {
    let sandbox = imported(&[
        hours("111122223333", "us-east-1", 14, |hour| hour % 50 > 8),
        hours("111122223333", "eu-west-1", 14, |hour| is_office_hour(hour) && hour < 200),
    ]);
    let report = |args: &[&str]| {
        let ran = sandbox.run(&[&["report", "coverage", "--format", "jsonl"], args].concat());
        let mut lines: Vec<String> = ran.expect_code(0).stdout.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    for scope in [
        &[][..],
        &["--region", "eu-*"],
        &["--since", "2024-03-10", "--until", "2024-03-10"],
        &["--account", "444455556666"],
    ] {
        let args =
            [&["coverage", "--findings", "--format", "jsonl", "--gap", "8h"], scope].concat();
        let ran = sandbox.run(&args).expect_code(0);
        let mut found: Vec<&str> = ran.stdout.lines().collect();
        found.sort_unstable();
        assert_eq!(report(&[&["--set", "gap_hours=8"], scope].concat()), found, "{scope:?}");
    }
    assert!(report(&[]).len() > 5);
    assert!(report(&["--set", "usual=true"]).len() > report(&[]).len());
    assert_eq!(report(&["--service", "s3"]), report(&[]));
}

#[test]
fn a_scope_cannot_hide_a_silence() {
    let sandbox = imported(&[
        // Silent from the third day on.
        hours("111122223333", "us-east-1", 2, |_| true),
        hours("111122223333", "eu-west-1", 21, |_| true),
        hours("444455556666", "us-east-1", 21, |hour| !(96..200).contains(&hour)),
    ]);
    let silent = finding("silent since", "us-east-1", "2024-03-06 00:00:00");
    let gap = finding("gap", "us-east-1", "2024-03-08 00:00:00");
    for (scope, expected) in [
        (&["--since", "2024-03-20"][..], &[silent.clone()][..]),
        (&["--last", "1d"], std::slice::from_ref(&silent)),
        (&["--since", "2024-03-09", "--until", "2024-03-10"], &[silent.clone(), gap.clone()]),
        (&["--region", "us-east-1"], &[silent.clone(), gap.clone()]),
        (&["--account", "111122223333"], std::slice::from_ref(&silent)),
        (&["--region", "eu-west-1"], &[]),
        (&["--until", "2024-03-05"], &[]),
        (&["--since", "2025-01-01"], &[]),
    ] {
        assert_eq!(findings(&sandbox, scope), expected, "{scope:?}");
        let gaps: i64 = rows(&sandbox, scope).iter().map(|row| row["gaps"].as_i64().unwrap()).sum();
        assert_eq!(usize::try_from(gaps).unwrap(), expected.len(), "{scope:?}");
    }
    let scope = ["--since", "2024-03-09", "--until", "2024-03-10"];
    let found = rows(&sandbox, &scope);
    let events: Vec<_> =
        found.iter().map(|row| (row["region"].as_str().unwrap(), row["events"].as_i64())).collect();
    assert_eq!(events, [("eu-west-1", Some(48)), ("us-east-1", Some(0)), ("us-east-1", Some(0))]);
    assert_eq!(rows(&sandbox, &["--since", "2025-01-01"]), Vec::<Value>::new());
    let calendar = |args: &[&str]| {
        let ran = sandbox.run(&[&["coverage", "--calendar"], args].concat()).expect_code(0);
        ran.stdout.lines().take(2).map(str::to_owned).collect::<Vec<_>>()
    };
    let ruler = "1        10        20        30";
    assert_eq!(
        calendar(&["--account", "111122223333", "--region", "us-*"]),
        [format!("111122223333  {ruler}"), "  2024-03        22...................".to_owned()]
    );
    // A scope in which the account has nothing is a row of days without events.
    assert_eq!(
        calendar(&[
            "--account",
            "111122223333",
            "--region",
            "us-*",
            "--since",
            "2024-03-20",
            "--until",
            "2024-03-22"
        ]),
        [format!("111122223333  {ruler}"), format!("  2024-03     {}...", " ".repeat(19))]
    );
}

/// Fails unless the table has the days without a file that the findings list.
#[track_caller]
fn check_days_without_file(sandbox: &Sandbox, scope: &[&str], expected: i64) {
    let in_table: i64 =
        rows(sandbox, scope).iter().map(|row| row["days_without_file"].as_i64().unwrap()).sum();
    let found = rows(sandbox, &[&["--findings"], scope].concat());
    let found = found.iter().filter(|row| row["kind"] == "days without a file");
    let in_findings: i64 = found.map(|row| row["number"].as_i64().unwrap()).sum();
    assert_eq!((in_table, in_findings), (expected, expected), "{scope:?}");
}

#[test]
fn each_account_and_region_has_a_row() {
    let sandbox = imported(&[
        hours("111122223333", "us-east-1", 21, |hour| !(96..108).contains(&hour)),
        hours("444455556666", "eu-west-1", 2, |hour| hour > 5),
    ]);
    let found = rows(&sandbox, &[]);
    assert_eq!(found.len(), 2);
    assert_eq!(
        found[0],
        json!({"account_id": "111122223333", "region": "us-east-1",
            "first_at": "2024-03-04 00:00:00", "last_at": "2024-03-24 23:00:00",
            "events": 492, "gaps": 1, "longest_gap_hours": 12, "days_with_file": 0,
            "days_without_file": 0, "files_not_imported": 0, "late_files": 0,
            "late_or_corrected_events": 0})
    );
    let sum: i64 = found.iter().map(|row| row["events"].as_i64().unwrap()).sum();
    assert_eq!(sum.to_string(), sandbox.value("SELECT count(*) FROM events"));
    let ran = sandbox.run(&["coverage"]).expect_code(0);
    for text in [
        "absence of a record proves nothing",
        "there are no data events",
        "there are no digests",
        "no file has a CloudTrail file name",
    ] {
        assert!(ran.stderr.contains(text), "{}", ran.stderr);
    }
}

/// Returns the name of a log file.
fn name(day: u32, unique: &str) -> String {
    format!(
        "AWSLogs/111122223333/CloudTrail/us-east-1/2024/03/{day:02}/111122223333_CloudTrail_us-east-1_202403{day:02}T0105Z_{unique:0>16}.json"
    )
}

#[test]
fn days_without_a_file_are_found_by_file_names() {
    let sandbox = Sandbox::new();
    let mut paths = Vec::new();
    for day in (1..=20).filter(|day| ![7, 12, 13].contains(day)) {
        paths.push(sandbox.write(
            &name(day, &day.to_string()),
            record("111122223333", "us-east-1", i64::from(day)),
        ));
    }
    // Equal contents on two days: `files` has only the first path.
    let same = record("111122223333", "us-east-1", 1);
    paths.push(sandbox.write(&name(13, "copy"), same));
    let paths: Vec<_> = paths.iter().map(std::path::PathBuf::as_path).collect();
    let _ = sandbox.import(&paths).expect_code(0);
    let found: Vec<_> = findings(&sandbox, &[])
        .into_iter()
        .filter(|(kind, _, _)| kind == "days without a file")
        .collect();
    assert_eq!(
        found,
        [
            finding("days without a file", "us-east-1", "2024-03-07 00:00:00"),
            finding("days without a file", "us-east-1", "2024-03-12 00:00:00"),
        ]
    );
    assert_eq!(rows(&sandbox, &[])[0]["days_with_file"].as_i64(), Some(18));
    for (scope, days) in [
        (&[][..], 2),
        (&["--since", "2024-03-07", "--until", "2024-03-07"], 1),
        (&["--since", "2024-03-14"], 0),
        (&["--region", "us-east-1"], 2),
        (&["--region", "eu-west-1"], 0),
    ] {
        check_days_without_file(&sandbox, scope, days);
    }
    let day = &rows(&sandbox, &["--since", "2024-03-07", "--until", "2024-03-07"])[0];
    assert_eq!((day["events"].as_i64(), day["days_with_file"].as_i64()), (Some(0), Some(0)));
}

#[test]
fn a_region_with_few_files_has_no_missing_days() {
    let sandbox = Sandbox::new();
    for day in [1, 9, 20] {
        sandbox.write(
            &name(day, &day.to_string()),
            record("111122223333", "us-east-1", i64::from(day)),
        );
    }
    let _ = sandbox.import(&[&sandbox.path("AWSLogs")]).expect_code(0);
    assert_eq!(findings(&sandbox, &[]), []);
    check_days_without_file(&sandbox, &[], 0);
}

/// Returns a digest of files with their names, contents and oldest events.
fn digest(files: &[(String, &str, &str)]) -> String {
    let files: Vec<Value> = files
        .iter()
        .map(|(name, content, oldest)| {
            json!({"s3Bucket": "b", "s3Object": name, "hashAlgorithm": "SHA-256",
                "hashValue": hex::encode(Sha256::digest(content)),
                "newestEventTime": oldest, "oldestEventTime": oldest})
        })
        .collect();
    json!({"awsAccountId": "111122223333", "digestStartTime": "2024-03-01T00:00:00Z",
        "digestEndTime": "2024-03-01T01:00:00Z", "digestS3Bucket": "b", "digestS3Object": "d",
        "logFiles": files})
    .to_string()
}

#[test]
fn files_that_a_digest_lists_but_were_not_imported_are_findings() {
    let sandbox = Sandbox::new();
    let here = record("111122223333", "us-east-1", 1);
    sandbox.write("logs/renamed.json", &here);
    let text = digest(&[
        (name(1, "here"), &here, "2024-03-01T00:10:00Z"),
        (name(1, "gone"), "gone", "2024-03-01T01:00:00Z"),
        (name(2, "late"), "late", "2024-03-01T20:00:00Z"),
    ]);
    sandbox.write("logs/digest.json", text);
    let _ = sandbox.import(&[&sandbox.path("logs")]).expect_code(0);
    let found = rows(&sandbox, &["--findings"]);
    let of = |kind: &str| found.iter().filter(|row| row["kind"] == kind).collect::<Vec<_>>();
    let missing: Vec<_> = of("file not imported").iter().map(|row| row["detail"].clone()).collect();
    assert_eq!(missing, [json!(name(1, "gone")), json!(name(2, "late"))]);
    let late = of("late files");
    assert_eq!(
        (late.len(), late[0]["hours"].as_i64(), late[0]["number"].as_i64()),
        (1, Some(5), Some(1))
    );
    let row = &rows(&sandbox, &["--region", "us-east-1"])[0];
    assert_eq!(
        (row["files_not_imported"].as_i64(), row["late_files"].as_i64()),
        (Some(2), Some(1))
    );
    let ran = sandbox.run(&["coverage"]).expect_code(0);
    assert!(!ran.stderr.contains("there are no digests"), "{}", ran.stderr);
}

#[test]
fn the_digest_of_the_fixtures_lists_no_missing_file() {
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&fixtures("forms/digest")]).expect_code(0);
    assert_eq!(findings(&sandbox, &[]).len(), 1);
    let _ = sandbox.import(&[&fixtures("forms/records")]).expect_code(0);
    assert_eq!(findings(&sandbox, &[]), []);
}

#[test]
fn late_events_and_incomplete_files_are_findings() {
    let sandbox = Sandbox::new();
    let mut late: Value = serde_json::from_str(&record("111122223333", "us-east-1", 1)).unwrap();
    late["addendum"] = json!({"reason": "DELIVERY_DELAY"});
    sandbox.write(&name(4, "late"), late.to_string());
    sandbox.write(
        &name(5, "bad"),
        format!("{}\n{{\"broken\": \n", record("111122223333", "us-east-1", 2)),
    );
    let folder = sandbox.path("AWSLogs");
    let args = ["import", folder.to_str().unwrap(), "--until", "2024-03-04T02:00:00Z"];
    let _ = sandbox.run(&args).expect_code(3);
    let kinds: Vec<String> = findings(&sandbox, &[]).into_iter().map(|(kind, _, _)| kind).collect();
    assert_eq!(
        kinds,
        [
            "late or corrected events",
            "left out by the import's own filter",
            "records that could not be used"
        ]
    );
}

#[test]
fn the_calendar_has_a_character_for_each_day() {
    let sandbox = Sandbox::new();
    for (day, count) in [(1, 1), (2, 12), (4, 0), (6, 3)] {
        let lines = (0..count)
            .map(|hour| record("111122223333", "us-east-1", (day - 4) * 24 + hour) + "\n");
        let text: String = lines.collect();
        let text = if count == 0 { r#"{"Records":[]}"#.to_owned() } else { text };
        sandbox.write(&name(u32::try_from(day).unwrap(), "x"), text);
    }
    sandbox.write("later.json", record("111122223333", "us-east-1", 24 * 100));
    let _ = sandbox.import(&[&sandbox.path("AWSLogs"), &sandbox.path("later.json")]).expect_code(0);
    let ran = sandbox.run(&["coverage", "--calendar"]).expect_code(0);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(
        lines[..4],
        [
            "111122223333  1        10        20        30",
            "  2024-03     12.:.1.........................",
            "  2 months without anything",
            "  2024-06     ...........1",
        ]
    );
    let days = rows(&sandbox, &["--calendar"]);
    assert_eq!(days.len(), 104);
    assert_eq!(
        days[1],
        json!({"account_id": "111122223333", "day": "2024-03-02", "events": 12, "files": 1})
    );
    let _ = sandbox.run(&["coverage", "--calendar", "-o", "days.csv"]).expect_code(0);
    assert_eq!(std::fs::read_to_string(sandbox.path("days.csv")).unwrap().lines().count(), 105);
    let _ = sandbox.run(&["coverage", "--calendar", "--findings"]).expect_code(2);
}

#[test]
fn an_empty_database_and_wrong_clocks_are_handled() {
    let sandbox = Sandbox::new();
    let file = sandbox.write("empty.json", r#"{"Records":[]}"#);
    let _ = sandbox.import(&[&file]).expect_code(0);
    for args in [&[][..], &["--findings"], &["--calendar"]] {
        assert_eq!(rows(&sandbox, args), Vec::<Value>::new());
    }
    assert_eq!(sandbox.run(&["coverage", "--calendar"]).expect_code(0).stdout, "");
    let odd = |account: &str, time: &str| {
        json!({"eventVersion": "1.08", "eventID": time, "eventTime": time, "eventName": "X",
            "recipientAccountId": account})
        .to_string()
            + "\n"
    };
    let sandbox = imported(&[
        odd("\u{1b}[31m' --", "0001-01-01T00:00:00Z"),
        odd("\u{1b}[31m' --", "9999-12-01T00:00:00Z"),
        hours("111122223333", "us-east-1", 2, |_| true),
    ]);
    let ran = sandbox.run(&["coverage", "--calendar"]).expect_code(0);
    assert!(ran.stdout.lines().count() < 20 && !ran.stdout.contains('\u{1b}'), "{}", ran.stdout);
    assert_eq!(rows(&sandbox, &["--account", "\u{1b}[31m' --"]).len(), 1);
    let _ = sandbox.run(&["coverage", "--gap", "0h"]).expect_code(2);
    let ran =
        sandbox.run(&["coverage", "--since", "2030-01-01", "--until", "2031-01-01"]).expect_code(0);
    assert!(ran.stderr.contains("no event is in this scope"), "{}", ran.stderr);
}

#[test]
fn a_file_that_was_announced_but_not_imported_is_missing() {
    let sandbox = Sandbox::new();
    let name = |minute: u32| {
        format!(
            "111122223333_CloudTrail_us-east-1_20240501T09{minute:02}Z_Ab12cd34Ef56gh78.json.gz"
        )
    };
    let key = |minute: u32| {
        format!("AWSLogs/111122223333/CloudTrail/us-east-1/2024/05/01/{}", name(minute))
    };
    let event = r#"{"Records":[{"eventVersion":"1.08","eventID":"a","eventName":"GetUser","eventSource":"iam.amazonaws.com","awsRegion":"us-east-1","recipientAccountId":"111122223333","eventTime":"2024-05-01T09:00:00Z"}]}"#;
    // One file was imported, one was imported inflated without .gz, one is missing.
    sandbox.write_gzip(&format!("in/{}", name(5)), event);
    let other = event.replace(r#""eventID":"a""#, r#""eventID":"b""#);
    sandbox.write(&format!("in/{}", name(10).trim_end_matches(".gz")), other);
    let keys = [5, 10, 15].map(|minute| format!("\"{}\"", key(minute))).join(",");
    sandbox.write("in/note.json", format!(r#"{{"s3Bucket":"b","s3ObjectKey":[{keys}]}}"#));
    let _ = sandbox.import(&[&sandbox.path("in")]).expect_code(0);
    let ran = sandbox.run(&["coverage", "--findings", "--format", "csv"]).expect_code(0);
    let missing: Vec<&str> =
        ran.stdout.lines().filter(|line| line.starts_with("file not imported")).collect();
    assert_eq!(missing.len(), 1, "{}", ran.stdout);
    assert!(missing[0].contains(&key(15)), "{}", missing[0]);
    let ran = sandbox.run(&["coverage", "--format", "jsonl"]).expect_code(0);
    assert!(ran.stdout.contains(r#""files_not_imported":1"#), "{}", ran.stdout);
}
