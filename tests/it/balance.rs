//! The counts of an import add up for every container form, every trap and every kind of damage.

use std::fs;

use crate::support::{Sandbox, fixtures, gzip};

#[test]
fn the_examples_of_the_aws_documents_are_22_events() {
    let sandbox = Sandbox::new();
    let ran = sandbox.import(&[&fixtures("trail")]).expect_code(0);
    assert_eq!((ran.count("Records read"), ran.count("inserted")), (22, 22));
    assert_eq!(sandbox.values("SELECT action FROM deletes"), ["DeleteHostedZone"]);
    assert_eq!(sandbox.value("SELECT count(*) FROM activity WHERE actor_class = 'root'"), "3");
    // The document has two different events with one ID.
    let monitors = "SELECT event_name FROM events WHERE event_id = 'a1b2c3d4-5678-90ab-cdef-EXAMPLEbbbbb' ORDER BY 1";
    assert_eq!(sandbox.values(monitors), ["CreateMonitor", "ListMonitors"]);
    assert_eq!(sandbox.value("SELECT count(*) FROM activity WHERE NOT is_read"), "14");
    assert_eq!(sandbox.value("SELECT count(*) FROM activity WHERE is_temporary_credential"), "9");
    assert_eq!(sandbox.value("SELECT count(*) FROM activity WHERE via_service"), "0");
    assert_eq!(sandbox.value("SELECT count(*) FROM activity WHERE region = 'us-east-1'"), "18");
    assert_eq!(sandbox.value("SELECT count(*) FROM activity WHERE service = 'cloudfront'"), "5");
    let threshold = "SELECT request_parameters ->> '$.threshold' FROM events WHERE event_name = 'PutMetricAlarm'";
    assert_eq!(sandbox.value(threshold), "50.0");
}

/// The folder of a form, the name of the form, and the counts of its records: inserted, Insights,
/// aggregated, rejected.
const FORMS: &[(&str, &str, [u64; 4])] = &[
    ("records", "records", [3, 0, 0, 0]),
    ("jsonl", "jsonl", [3, 0, 0, 0]),
    ("concatenated", "jsonl", [3, 0, 0, 0]),
    ("object", "object", [1, 0, 0, 0]),
    ("array", "array", [2, 0, 0, 0]),
    ("array-empty", "array-empty", [0, 0, 0, 0]),
    ("lookup-events", "lookup-events", [2, 0, 0, 0]),
    ("event-history-json", "records", [2, 0, 0, 0]),
    ("event-history-csv", "event-history-csv", [0, 0, 0, 0]),
    ("lake-csv", "lake-csv", [2, 0, 0, 0]),
    ("cloudwatch-logs-subscription", "cloudwatch-logs-subscription", [2, 0, 0, 0]),
    ("cloudwatch-logs-export", "cloudwatch-logs-export", [3, 0, 0, 0]),
    ("cloudwatch-logs-events", "cloudwatch-logs-events", [1, 0, 0, 0]),
    ("eventbridge", "eventbridge", [1, 0, 0, 0]),
    ("eventbridge-not-cloudtrail", "eventbridge-not-cloudtrail", [0, 0, 0, 0]),
    ("digest", "digest", [0, 0, 0, 0]),
    ("insights", "records", [0, 2, 0, 0]),
    ("aggregated", "records", [0, 0, 1, 0]),
    ("sns-notification", "sns-notification", [0, 0, 0, 0]),
    ("s3-notification", "stream-record", [0, 0, 0, 0]),
    ("ocsf", "ocsf", [0, 0, 0, 0]),
    ("lake-activity", "lake-activity", [0, 0, 0, 0]),
    ("lake-result-sign", "lake-result-sign", [0, 0, 0, 0]),
    ("other-json", "json-not-cloudtrail", [0, 0, 0, 0]),
    ("text", "text", [0, 0, 0, 0]),
    ("crlf", "jsonl", [2, 0, 0, 0]),
    ("bom", "records", [1, 0, 0, 0]),
    ("gzip-multi-member", "jsonl", [3, 0, 0, 0]),
    ("empty", "empty", [0, 0, 0, 0]),
];

/// The forms without records that are stored.
const STORED: [&str; 2] = ["digest", "sns-notification"];

#[test]
fn every_container_form_is_recognised_by_its_content() {
    for (folder, form, counts) in FORMS {
        let sandbox = Sandbox::new();
        // Under other names, as only the content should matter.
        let source = fixtures("forms").join(folder);
        for (at, entry) in walkdir::WalkDir::new(&source)
            .sort_by_file_name()
            .into_iter()
            .map(Result::unwrap)
            .filter(|entry| entry.file_type().is_file())
            .enumerate()
        {
            sandbox.write(&format!("logs/{at}"), fs::read(entry.path()).unwrap());
        }
        // A folder without a record is said, unless something else in it is stored.
        let is_stored = counts.iter().any(|count| *count > 0) || STORED.contains(form);
        let ran =
            sandbox.import(&[&sandbox.path("logs")]).expect_code(if is_stored { 0 } else { 3 });
        let found = ["inserted", "insights", "aggregated", "rejected"].map(|name| ran.count(name));
        assert_eq!(found, *counts, "{folder}\n{}", ran.stdout);
        let forms = sandbox.values("SELECT DISTINCT form FROM files");
        assert!(forms.iter().any(|found| found == form), "{folder}: {forms:?}");
    }
}

#[test]
fn every_folder_of_forms_is_tested() {
    let tested: Vec<_> =
        FORMS.iter().map(|(folder, ..)| *folder).chain(["gzip-truncated"]).collect();
    for entry in fs::read_dir(fixtures("forms")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(tested.contains(&name.as_str()), "no test for forms/{name}");
    }
}

#[test]
fn a_truncated_gzip_file_gives_the_records_before_its_end() {
    let sandbox = Sandbox::new();
    let ran = sandbox.import(&[&fixtures("forms/gzip-truncated")]).expect_code(3);
    assert!(ran.count("inserted") >= 2, "{}", ran.stdout);
    assert_eq!((ran.count("rejected"), ran.count("imported"), ran.count("unreadable")), (1, 1, 0));
    assert!(ran.stderr.contains("the gzip stream is cut off"), "{}", ran.stderr);
    assert!(ran.stderr.contains("SELECT path, position, reason, text FROM rejects"));
    let position: u64 = sandbox.value("SELECT position FROM rejects").parse().unwrap();
    let text = sandbox.value("SELECT text FROM rejects");
    assert!(position > 0 && text.starts_with('{'), "{position} {text}");
}

#[test]
fn bytes_after_a_gzip_stream_are_reported() {
    let sandbox = Sandbox::new();
    let ran = sandbox.import(&[&fixtures("traps/gzip-garbage")]).expect_code(3);
    assert!(ran.count("inserted") >= 1);
    assert_eq!(ran.count("rejected"), 1);
}

#[test]
fn broken_originals_are_rejected_and_named() {
    let sandbox = Sandbox::new();
    let ran = sandbox.import(&[&fixtures("broken")]).expect_code(3);
    let files = fs::read_dir(fixtures("broken")).unwrap().count() as u64;
    assert_eq!(ran.count("Files found"), files);
    let named = sandbox.value(
        "SELECT count(DISTINCT path) FROM rejects WHERE position IS NOT NULL AND text <> ''",
    );
    assert_eq!(named, files.to_string());
    assert_eq!(ran.count("Records read"), ran.count("inserted") + ran.count("rejected"));
}

#[test]
fn a_bad_record_never_costs_another() {
    let sandbox = Sandbox::new();
    let ran = sandbox.import(&[&fixtures("traps/bad-record-among-good")]).expect_code(3);
    assert_eq!((ran.count("inserted"), ran.count("rejected")), (2, 4));
    let ran = sandbox.import(&[&fixtures("traps/lone-surrogate")]).expect_code(3);
    assert_eq!((ran.count("inserted"), ran.count("rejected")), (2, 1));
    let ran = sandbox.import(&[&fixtures("traps/broken-line")]).expect_code(3);
    assert_eq!((ran.count("inserted"), ran.count("rejected")), (2, 1));
}

#[test]
fn a_member_of_an_unexpected_type_is_not_rejected() {
    let sandbox = Sandbox::new();
    let ran = sandbox.import(&[&fixtures("traps/odd-types")]).expect_code(0);
    assert_eq!(ran.count("Records read"), ran.count("inserted"));
    assert!(
        sandbox
            .value("SELECT count(*) FROM events WHERE extra IS NOT NULL")
            .parse::<u64>()
            .unwrap()
            > 3
    );
    // Every JSON column can be queried.
    let looked = "SELECT count(request_parameters ->> '$.a') + count(user_identity ->> '$.type') + count(resources ->> '$[0].ARN') >= 0 FROM activity";
    assert_eq!(sandbox.value(looked), "true");
}

#[test]
fn every_trap_can_be_imported_and_queried() {
    for entry in fs::read_dir(fixtures("traps")).unwrap() {
        let path = entry.unwrap().path();
        let sandbox = Sandbox::new();
        let ran = sandbox.import(&[&path]);
        assert!(matches!(ran.code, Some(0 | 3)), "{}: {}", path.display(), ran.stderr);
        for report in ["deletes", "failed_deletes", "actions_by_region", "global_services"] {
            let _ = sandbox.run(&["report", report]).expect_code(0);
        }
        let _ =
            sandbox.run(&["query", "SELECT * FROM activity", "--format", "json"]).expect_code(0);
    }
}

#[test]
fn a_file_that_cannot_be_opened_is_unreadable_and_tried_again() {
    let sandbox = Sandbox::new();
    sandbox.write("logs/good.json", r#"{"eventVersion":"1.08","eventName":"A","eventID":"1"}"#);
    sandbox.write("logs/x.json.gz", [0x1f, 0x8b, 8, 0]);
    std::os::unix::fs::symlink("nowhere", sandbox.path("logs/dangling.json")).unwrap();
    std::os::unix::fs::symlink(".", sandbox.path("logs/loop")).unwrap();
    let ran = sandbox.import(&[&sandbox.path("logs")]).expect_code(3);
    assert_eq!(
        (ran.count("Files found"), ran.count("imported"), ran.count("unreadable")),
        (4, 1, 3)
    );
    assert!(ran.stderr.contains("a link leads back to a parent folder"), "{}", ran.stderr);
    let ran = sandbox.import(&[&sandbox.path("logs")]).expect_code(3);
    assert_eq!((ran.count("unchanged"), ran.count("unreadable")), (1, 3));
}

#[test]
fn standard_input_is_imported_like_a_file() {
    let sandbox = Sandbox::new();
    let record = br#"{"eventVersion":"1.08","eventName":"A","eventID":"1"}"#;
    let ran = sandbox.run_with_input(&["import", "-"], &gzip(record)).expect_code(0);
    assert_eq!((ran.count("Files found"), ran.count("inserted")), (1, 1));
    let ran = sandbox.run_with_input(&["import", "-"], record).expect_code(0);
    assert_eq!((ran.count("same content"), ran.count("inserted")), (1, 0));
}

#[test]
fn filtered_records_are_counted_and_can_be_imported_later() {
    let sandbox = Sandbox::new();
    let trail = fixtures("trail");
    let path = trail.to_str().unwrap();
    let ran = sandbox
        .run(&[
            "import",
            path,
            "--since",
            "2018-01-01",
            "--until",
            "2020-01-01",
            "--region",
            "us-east-1",
        ])
        .expect_code(0);
    let sum = ran.count("inserted") + ran.count("filtered out");
    assert_eq!((ran.count("Records read"), ran.count("inserted")), (sum, 3));
    assert!(ran.count("out of range") > 0);
    assert_eq!(sandbox.value("SELECT min(event_time) >= TIMESTAMP '2018-01-01' AND max(event_time) < TIMESTAMP '2020-01-01' FROM events"), "true");
    let ran = sandbox.run(&["import", path]).expect_code(0);
    assert_eq!(ran.count("inserted"), 19);
    assert_eq!(sandbox.value("SELECT sum(records_inserted) FROM files"), "22");
    let ran = sandbox.run(&["import", path]).expect_code(0);
    assert_eq!(ran.count("unchanged"), ran.count("Files found"));
    let only = Sandbox::new();
    let ran = only.run(&["import", path, "--account", "444455556666"]).expect_code(0);
    assert_eq!(ran.count("inserted"), 6);
    assert!(!ran.stderr.contains("no record"), "{}", ran.stderr);
}

#[test]
fn the_filter_of_an_import_understands_values_as_a_scope_does() {
    let trail = fixtures("trail");
    let inserted = |args: &[&str]| {
        let sandbox = Sandbox::new();
        let args = [&["import", trail.to_str().unwrap(), "--dry-run"], args].concat();
        let ran = sandbox.run(&args).expect_code(0);
        let unknown: Vec<String> =
            ran.stderr.lines().filter(|it| it.contains("no record")).map(str::to_owned).collect();
        (ran.count("inserted"), unknown)
    };
    for (one, same) in [
        (&["--account", "444455556666"], &["--account", "4444-5555-6666"]),
        (&["--account", "444455556666"], &["--account", "arn:aws:iam::444455556666:root"]),
        (&["--region", "us-east-1"], &["--region", "US-East-1"]),
    ] {
        let (count, unknown) = inserted(one);
        assert!(count > 0 && unknown.is_empty(), "{one:?} {unknown:?}");
        assert_eq!(inserted(same), (count, unknown), "{same:?}");
    }
    let (count, unknown) =
        inserted(&["--region", "us-esat-1", "--region", "us-*", "--region", "us-east-1"]);
    assert!(count > 0);
    assert_eq!(unknown, ["no record that was read has the Region 'us-esat-1'"]);
    let (_, unknown) = inserted(&["--account", "1"]);
    assert_eq!(unknown, ["no record that was read has the account '1'"]);
}

#[test]
fn a_dry_run_writes_nothing_and_prints_the_same_summary() {
    let sandbox = Sandbox::new();
    let forms = fixtures("forms");
    let path = forms.to_str().unwrap();
    let dry = sandbox.run(&["import", path, "--dry-run"]).expect_code(3);
    assert!(!sandbox.path("ducktrail.duckdb").exists());
    let real = sandbox.run(&["import", path]).expect_code(3);
    let balance = |text: &str| {
        let (_, sums) = text.split_once("\n\n").unwrap();
        sums.split("Took").next().unwrap().to_owned()
    };
    assert_eq!(balance(&dry.stdout), balance(&real.stdout));
    let before = fs::read(sandbox.path("ducktrail.duckdb")).unwrap();
    let again = sandbox.run(&["import", path, "--dry-run"]).expect_code(0);
    assert_eq!(again.count("unchanged"), again.count("Files found"));
    assert!(before == fs::read(sandbox.path("ducktrail.duckdb")).unwrap());
}

#[test]
fn the_balance_is_stored() {
    let sandbox = Sandbox::new();
    let ran = sandbox.import(&[&fixtures("forms"), &fixtures("traps")]).expect_code(3);
    let stored = |column: &str| {
        sandbox.value(&format!("SELECT {column} FROM imports")).parse::<u64>().unwrap()
    };
    for (column, name) in [
        ("files_found", "Files found"),
        ("files_imported", "imported"),
        ("files_not_cloudtrail", "not CloudTrail"),
        ("records_read", "Records read"),
        ("records_inserted", "inserted"),
        ("records_duplicate", "duplicate"),
        ("records_rejected", "rejected"),
    ] {
        assert_eq!(stored(column), ran.count(name), "{column}");
    }
    assert_eq!(sandbox.value("SELECT outcome FROM imports"), "complete");
    assert_eq!(
        sandbox.value("SELECT sum(records_read) FROM files"),
        stored("records_read").to_string()
    );
    assert_eq!(
        sandbox.value("SELECT count(*) FROM rejects WHERE position IS NOT NULL"),
        stored("records_rejected").to_string()
    );
}

#[test]
fn a_file_larger_than_any_buffer_is_read_whole() {
    let sandbox = Sandbox::new();
    let filler = "x".repeat(1000);
    let records: Vec<String> = (0..20_000)
        .map(|id| {
            format!(r#"{{"eventVersion":"1.08","eventName":"A","eventID":"{id}","userAgent":"{filler}"}}"#)
        })
        .collect();
    let content = format!("{{\"Records\":[{}]}}", records.join(","));
    assert!(content.len() > 20 << 20);
    sandbox.write("logs/large.json", &content);
    let ran = sandbox.import(&[&sandbox.path("logs")]).expect_code(0);
    assert_eq!(ran.count("inserted"), 20_000);
    assert_eq!(sandbox.value("SELECT content_bytes FROM files"), content.len().to_string());
}

/// A file with a name by CloudTrail is a log file, even if AWS adds new kinds of records.
#[test]
fn a_record_of_unknown_form_is_kept_if_its_file_name_is_cloudtrails() {
    let content = r#"{"Records":[{"newMember1":{"x":1}}]}"#;
    let sandbox = Sandbox::new();
    let name = "111122223333_CloudTrail_us-east-1_20240102T0305Z_Ab12cd34Ef56gh78.json";
    let other = sandbox.write("other/notification.json", content);
    let ran = sandbox.import(&[&other]).expect_code(3);
    assert_eq!((ran.count("not CloudTrail"), ran.count("inserted")), (1, 0), "{}", ran.stdout);
    let named = sandbox.write(&format!("named/{name}"), content);
    let sandbox = Sandbox::new();
    let ran = sandbox.import(&[&named]).expect_code(0);
    assert_eq!((ran.count("imported"), ran.count("inserted")), (1, 1), "{}", ran.stdout);
    assert_eq!(sandbox.value("SELECT extra FROM events"), r#"{"newMember1":{"x":1}}"#);
}

#[test]
fn the_keys_of_notifications_are_kept_once_in_any_envelope() {
    let sandbox = Sandbox::new();
    let key =
        |name: &str| format!("AWSLogs/111122223333/CloudTrail/us-east-1/2024/03/05/{name}.json.gz");
    let bare = format!(r#"{{"s3Bucket":"b","s3ObjectKey":["{}","{}"]}}"#, key("1"), key("2"));
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let sns = format!(
        r#"{{"Type":"Notification","TopicArn":"t","Message":{}}}"#,
        quoted(&bare.replace("/1.json", "/3.json"))
    );
    let sqs = format!(
        r#"{{"messageId":"m","eventSourceARN":"a","body":{}}}"#,
        quoted(&sns.replace("/3.json", "/4.json"))
    );
    let lambda = format!(
        r#"{{"Records":[{{"EventSource":"aws:sns","Sns":{{"Message":{}}}}}]}}"#,
        quoted(&bare.replace("/1.json", "/5.json"))
    );
    for (name, text) in [("bare", &bare), ("sns", &sns), ("sqs", &sqs), ("lambda", &lambda)] {
        sandbox.write(&format!("in/{name}.json"), text);
    }
    sandbox.write(
        "in/other.json",
        r#"{"Type":"Notification","TopicArn":"t","Message":"CloudTrail validation message."}"#,
    );
    let ran = sandbox.import(&[&sandbox.path("in")]).expect_code(0);
    assert_eq!(ran.count("not CloudTrail"), 5, "{}", ran.stdout);
    let keys = "SELECT DISTINCT parse_filename(s3_object_key) FROM notifications ORDER BY 1";
    let expected = ["1.json.gz", "2.json.gz", "3.json.gz", "4.json.gz", "5.json.gz"];
    assert_eq!(sandbox.values(keys), expected);
    let rows = sandbox.value("SELECT count(*) FROM notifications");
    sandbox.write("in/bare-again.json", bare.replace(',', " , "));
    let _ = sandbox.import(&[&sandbox.path("in")]).expect_code(0);
    assert_eq!(sandbox.value("SELECT count(*) FROM notifications"), rows);
}
