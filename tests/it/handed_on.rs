//! What an attacker wrote into a log, where it is handed on: whole records, the files of Event history,
//! exports whose folders are named by values, and what digest files say.

use std::{fs, path::Path};

use serde_json::{Value, json};
use walkdir::WalkDir;

use crate::{
    printed::{HOSTILE, imported, is_clean, record},
    support::Sandbox,
};

/// A record of an account and a Region with such names.
fn placed(id: &str, account: &str, region: &str) -> Value {
    json!({
        "eventVersion": "1.08", "eventTime": "2024-01-02T03:04:05Z", "eventName": "A",
        "eventSource": "s3.amazonaws.com", "eventID": id,
        "recipientAccountId": account, "awsRegion": region,
    })
}

/// Names that lead out of a folder, or are none on some system.
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

/// Writes the records and imports them.
fn imported_places() -> Sandbox {
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

/// The names of all that lies below a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = WalkDir::new(folder).min_depth(1).into_iter().map(Result::unwrap);
    entries.map(|entry| entry.file_name().to_str().unwrap().to_owned()).collect()
}

/// Nothing stands beside what was asked for, and no name says what the log said.
#[track_caller]
fn stays_inside(sandbox: &Sandbox) {
    assert_eq!(names(&sandbox.path("")).iter().filter(|name| *name == "outside").count(), 0);
    let beside: Vec<_> = fs::read_dir(sandbox.path("")).unwrap().collect();
    assert_eq!(beside.len(), 1, "{beside:?}");
    assert!(!Path::new("/outside").exists());
    for name in names(&sandbox.path("work/out")) {
        assert!(!name.chars().any(char::is_control) && name != "..", "{name:?}");
    }
}

#[test]
fn no_value_of_a_log_leads_out_of_the_folder_of_an_export() {
    let sandbox = imported_places();
    let args = ["export", "-o", "work/out", "--partition", "--db", "work/x.duckdb"];
    let _ = sandbox.run(&args).expect_code(0);
    stays_inside(&sandbox);
    let again = "SELECT count(*) AS n, count(DISTINCT event_id) AS ids
        FROM read_parquet('work/out/**/*.parquet', hive_partitioning := true, hive_types_autocast := false)";
    let args = ["query", again, "--db", "work/x.duckdb", "--format", "csv"];
    let expected = format!("n,ids\n{0},{0}\n", 2 * NAMES.len());
    assert_eq!(sandbox.run(&args).expect_code(0).stdout, expected);
}

#[test]
fn no_value_of_a_log_names_a_log_file_that_is_exported() {
    let sandbox = imported_places();
    let args = ["export", "-o", "work/out", "--format", "cloudtrail", "--db", "work/x.duckdb"];
    let _ = sandbox.run(&args).expect_code(0);
    stays_inside(&sandbox);
    for name in names(&sandbox.path("work/out")) {
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "_-.".contains(letter);
        assert!(name.chars().all(is_plain), "{name:?}");
    }
    let args = ["import", "work/out", "--db", "work/again.duckdb"];
    assert_eq!(sandbox.run(&args).expect_code(0).count("inserted"), 2 * NAMES.len() as u64);
}

#[test]
fn a_whole_record_is_the_one_that_was_logged() {
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
fn event_history_as_csv_holds_no_formula() {
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
fn what_a_digest_says_is_printed_safely() {
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
    is_clean("import", &sandbox.run(&["import", "logs"]));
    assert_eq!(sandbox.value("SELECT count(*) FROM digests"), "1");
    for show in ["problems", "all", "chains", "summary"] {
        for format in ["table", "line", "markdown"] {
            let ran = sandbox.run(&["verify", "--show", show, "--format", format]);
            assert!(matches!(ran.code, Some(0 | 3)), "{}", ran.stderr);
            is_clean(&format!("verify {show} {format}"), &ran);
        }
    }
    for args in [&["coverage", "--findings"][..], &["verify", "--reread", "logs"], &["info"]] {
        is_clean(&format!("{args:?}"), &sandbox.run(args));
    }
}
