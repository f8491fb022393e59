//! Hostile values of a log in full records, Event history files, the folder names of exports and digest
//! files.

use std::{fs, path::Path};

use serde_json::{Value, json};
use walkdir::WalkDir;

use crate::{
    hostile_text::{HOSTILE, assert_clean, imported, record},
    support::Sandbox,
};

/// Returns a record with this account and Region.
fn placed(id: &str, account: &str, region: &str) -> Value {
    json!({
        "eventVersion": "1.08", "eventTime": "2024-01-02T03:04:05Z", "eventName": "A",
        "eventSource": "s3.amazonaws.com", "eventID": id,
        "recipientAccountId": account, "awsRegion": region,
    })
}

/// Names that escape a folder or are invalid on some system.
const NAMES: &[&str] = &[
    "../../../../outside",
    "/outside",
    "..",
    ".",
    "a/b",
    "a\\b",
    "C:\\outside",
    "nul\0name",
    "\u{1b}[31m\u{202e}",
    "a=b",
    "%2e%2e%2f",
    "",
    "CON",
    HOSTILE,
];

/// Imports records whose accounts and Regions are hostile names.
fn imported_names() -> Sandbox {
    let sandbox = Sandbox::new();
    let records: Vec<Value> = NAMES
        .iter()
        .enumerate()
        .flat_map(|(at, name)| {
            [placed(&format!("a{at}"), name, "us-east-1"), placed(&format!("r{at}"), "1", name)]
        })
        .collect();
    sandbox.write("work/logs/a.json", json!({ "Records": records }).to_string());
    let args = ["import", "work/logs", "--db", "work/x.duckdb"];
    assert_eq!(sandbox.run(&args).expect_code(0).count("inserted"), 2 * NAMES.len() as u64);
    sandbox
}

/// Returns the names of all files and folders below a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = WalkDir::new(folder).min_depth(1).into_iter().map(Result::unwrap);
    entries.map(|entry| entry.file_name().to_str().unwrap().to_owned()).collect()
}

/// Checks that an export wrote only its folder, and that no name in it is a value of the log.
#[track_caller]
fn assert_stays_inside(sandbox: &Sandbox) {
    assert_eq!(names(&sandbox.path("")).iter().filter(|name| *name == "outside").count(), 0);
    let beside: Vec<_> = fs::read_dir(sandbox.path("")).unwrap().collect();
    assert_eq!(beside.len(), 1, "{beside:?}");
    assert!(!Path::new("/outside").exists());
    for name in names(&sandbox.path("work/out")) {
        assert!(!name.chars().any(char::is_control) && name != "..", "{name:?}");
    }
}

#[test]
fn no_value_of_a_log_escapes_the_folder_of_an_export() {
    let sandbox = imported_names();
    let args = ["export", "-o", "work/out", "--partition", "--db", "work/x.duckdb"];
    let _ = sandbox.run(&args).expect_code(0);
    assert_stays_inside(&sandbox);
    let again = "SELECT count(*) AS n, count(DISTINCT event_id) AS ids
        FROM read_parquet('work/out/**/*.parquet', hive_partitioning := true, hive_types_autocast := false)";
    let args = ["query", again, "--db", "work/x.duckdb", "--format", "csv"];
    let expected = format!("n,ids\n{0},{0}\n", 2 * NAMES.len());
    assert_eq!(sandbox.run(&args).expect_code(0).stdout, expected);
}

#[test]
fn no_value_of_a_log_is_in_the_name_of_an_exported_file() {
    let sandbox = imported_names();
    let args = ["export", "-o", "work/out", "--format", "cloudtrail", "--db", "work/x.duckdb"];
    let _ = sandbox.run(&args).expect_code(0);
    assert_stays_inside(&sandbox);
    for name in names(&sandbox.path("work/out")) {
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "_-.".contains(letter);
        assert!(name.chars().all(is_plain), "{name:?}");
    }
    let args = ["import", "work/out", "--db", "work/again.duckdb"];
    assert_eq!(sandbox.run(&args).expect_code(0).count("inserted"), 2 * NAMES.len() as u64);
}

#[test]
fn a_full_record_equals_the_logged_one() {
    let sandbox = imported();
    let full = sandbox.run(&["events", "--full"]).expect_code(0);
    let read: Value = serde_json::from_str(&full.stdout).unwrap();
    let one = if read.is_array() { &read[0] } else { &read };
    assert_eq!(*one, record());
    let history = sandbox.run(&["events", "--format", "history-json"]).expect_code(0);
    let read: Value = serde_json::from_str(&history.stdout).unwrap();
    assert_eq!(read["Records"][0], record());
}

#[test]
fn event_history_as_csv_has_no_formula() {
    let sandbox = imported();
    let history = sandbox.run(&["events", "--format", "history-csv"]).expect_code(0);
    let mut reader = csv::Reader::from_reader(history.stdout.as_bytes());
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 1);
    assert!(rows[0].iter().any(|cell| cell.contains("calc")));
    for cell in &rows[0] {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
    }
}

#[test]
fn values_of_a_digest_are_printed_safely() {
    let sandbox = Sandbox::new();
    let digest = json!({
        "awsAccountId": HOSTILE, "digestStartTime": "2024-03-05T10:00:00Z",
        "digestEndTime": "2024-03-05T11:00:00Z", "digestS3Bucket": HOSTILE,
        "digestS3Object": HOSTILE, "digestPublicKeyFingerprint": HOSTILE,
        "digestSignatureAlgorithm": HOSTILE, "newestEventTime": HOSTILE, "oldestEventTime": HOSTILE,
        "previousDigestS3Bucket": HOSTILE, "previousDigestS3Object": HOSTILE,
        "previousDigestHashValue": HOSTILE, "previousDigestHashAlgorithm": HOSTILE,
        "previousDigestSignature": HOSTILE,
        "logFiles": [{
            "s3Bucket": HOSTILE, "s3Object": HOSTILE, "hashValue": HOSTILE,
            "hashAlgorithm": HOSTILE, "newestEventTime": HOSTILE, "oldestEventTime": HOSTILE,
        }],
    });
    sandbox.write("logs/d.json", digest.to_string());
    sandbox.write("logs/a.json", json!({ "Records": [record()] }).to_string());
    assert_clean("import", &sandbox.run(&["import", "logs"]));
    assert_eq!(sandbox.value("SELECT count(*) FROM digests"), "1");
    for show in ["problems", "all", "chains", "summary"] {
        for format in ["table", "line", "markdown"] {
            let ran = sandbox.run(&["verify", "--show", show, "--format", format]);
            assert!(matches!(ran.code, Some(0 | 3)), "{}", ran.stderr);
            assert_clean(&format!("verify {show} {format}"), &ran);
        }
    }
    for args in [&["coverage", "--findings"][..], &["verify", "--reread", "logs"], &["info"]] {
        assert_clean(&format!("{args:?}"), &sandbox.run(args));
    }
}
