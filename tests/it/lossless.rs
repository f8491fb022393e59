//! Every event can be restored from its row.

use std::{
    collections::HashSet,
    io::Read,
    path::Path,
    sync::{Arc, Mutex},
};

use anyhow::Result;
use duckdb::Connection;
use ducktrail::internals::{
    scan::{
        DEFAULT_LARGE_BYTES, DEFAULT_RUN_BYTES, Decision, FileObserver, Observer, Record, RowIds,
        Scan,
        file::LogFile,
        find,
        table_function::{self, IMPORT_SCAN, register_scan},
    },
    store::rows::for_each_record,
    trail::{record, row::RowValues},
};

use crate::support::{Sandbox, corpus, fixtures};

/// An observer that records the text of every event.
#[derive(Clone, Default)]
struct Texts(Arc<Mutex<Vec<String>>>);

impl Observer for Texts {
    fn open(&self, _: &Arc<LogFile>) -> Box<dyn FileObserver> {
        Box::new(self.clone())
    }

    fn needs_rows(&self) -> bool {
        true
    }

    fn is_stopped(&self) -> bool {
        false
    }
}

impl FileObserver for Texts {
    fn decide(&mut self, record: &Record<'_>) -> Result<Decision> {
        let shape = record.row.shape().to_text();
        let back = record::from_row(&record.row.to_row(), Some(&shape));
        assert!(is_restored(&back, record.text), "{back} is not {}", record.text);
        self.0.lock().unwrap().push(without_blanks(record.text));
        Ok(Decision::Row(RowIds::default()))
    }

    fn split_off(&self) -> Box<dyn FileObserver> {
        Box::new(self.clone())
    }
}

/// Returns a JSON text without white space between its tokens.
pub(crate) fn without_blanks(text: &str) -> String {
    let (mut in_string, mut is_escaped) = (false, false);
    let is_kept = |character: &char| {
        if is_escaped {
            is_escaped = false;
        } else if *character == '\\' {
            is_escaped = true;
        } else if *character == '"' {
            in_string = !in_string;
        }
        in_string || !matches!(character, ' ' | '\t' | '\r' | '\n')
    };
    text.chars().filter(is_kept).collect()
}

/// Returns true if `back` is the record `text`: the same characters, but for white space between tokens
/// if the record has any.
pub(crate) fn is_restored(back: &str, text: &str) -> bool {
    let compact = without_blanks(text);
    if compact == text { back == text } else { without_blanks(back) == compact }
}

/// Reads and imports a folder. Checks that each stored event has the text of a record that was read, but
/// for white space. Returns the number of events.
pub(crate) fn assert_every_event_is_restored(folder: &Path) -> usize {
    let texts = Texts::default();
    let found = find::find(&[folder.to_str().unwrap().to_owned()]).unwrap();
    let scan = Scan {
        files: found.files.into_iter().map(Arc::new).collect(),
        arrivals: None,
        known: None,
        observer: Arc::new(texts.clone()),
        memory_guard: None,
        bytes_read: Arc::default(),
        run_bytes: DEFAULT_RUN_BYTES,
        max_expansion: u64::MAX,
        large_bytes: DEFAULT_LARGE_BYTES,
    };
    let memory = Connection::open_in_memory().unwrap();
    table_function::register(&memory).unwrap();
    let loan = register_scan(Arc::new(scan));
    let sql = format!("SELECT count(*) FROM {IMPORT_SCAN}({})", loan.id());
    let read: usize = memory.query_row(&sql, [], |row| row.get(0)).unwrap();
    let texts = texts.0.lock().unwrap();
    assert_eq!(read, texts.len());

    let sandbox = Sandbox::new();
    let ran = sandbox.import(&[folder]);
    let source: HashSet<&String> = texts.iter().collect();
    let database = Connection::open(sandbox.path("ducktrail.duckdb")).unwrap();
    let mut stored = HashSet::new();
    let mut rows = 0;
    for_each_record(&database, "FROM events", &[], |row, shape| {
        let text = without_blanks(&record::from_row(row, shape));
        assert!(source.contains(&text), "not among the records that were read: {text}");
        stored.insert(text);
        rows += 1;
        Ok(())
    })
    .unwrap();
    assert_eq!((rows, stored.len() as u64), (stored.len(), ran.count("inserted")));
    // Every event has an action, even one without a source or a name.
    drop(database);
    assert_eq!(sandbox.value("SELECT count(*) FROM activity"), rows.to_string());
    let stray = "SELECT count(*) FROM events JOIN actions ON action_id = id
        WHERE events.event_source IS DISTINCT FROM actions.event_source
            OR events.event_name IS DISTINCT FROM actions.event_name";
    assert_eq!(sandbox.value(stray), "0");
    rows
}

/// The text of records without white space: null members, unusual order, escapes, repeated names.
const UNUSUAL: [&str; 4] = [
    r#"{"eventVersion":"1.11","eventTime":"2026-03-01T10:00:00Z","eventSource":"s3.amazonaws.com","eventName":"DeleteBucket","awsRegion":"us-east-1","requestParameters":{"bucketName":"b","x":null},"responseElements":null,"eventID":"e1","recipientAccountId":"111122223333"}"#,
    r#"{"recipientAccountId":"111122223333","eventID":"e2","additionalEventData":null,"requestParameters":null,"eventName":"ListBuckets","eventSource":"s3.amazonaws.com","eventTime":"2026-03-01T10:00:01Z","eventVersion":"1.11"}"#,
    r#"{"eventVersion":"1.11","event\u004eame":"A","eventTime":"2026-03-01T10:00:02.000Z","userAgent":"a\/b \u0026 \u00e9","readOnly":"true","apiVersion":2.50,"eventSource":"x","newMember":null,"eventID":"e3"}"#,
    r#"{"eventID":"e4","eventVersion":"1.11","errorCode":null,"errorCode":"E","errorCode":null,"eventSource":"","eventName":"B","userIdentity":null,"eventTime":"2026-03-01T10:00:03Z"}"#,
];

#[test]
fn every_command_prints_records_as_they_were_logged() {
    let sandbox = Sandbox::new();
    sandbox.write("log.json", format!("{{\"Records\":[{}]}}", UNUSUAL.join(",")));
    let _ = sandbox.import(&[&sandbox.path("log.json")]).expect_code(0);
    let ran = sandbox.run(&["events", "--full", "--format", "jsonl"]).expect_code(0);
    let mut lines: Vec<&str> = ran.stdout.lines().collect();
    lines.reverse();
    assert_eq!(lines, UNUSUAL);
    for (at, text) in UNUSUAL.iter().enumerate() {
        let ran = sandbox.run(&["events", &format!("e{}", at + 1)]).expect_code(0);
        assert_eq!(without_blanks(&ran.stdout), without_blanks(text));
    }
    let ran = sandbox.run(&["events", "--full", "--source", "s3"]).expect_code(0);
    let newest_first = [UNUSUAL[1], UNUSUAL[0]].concat();
    assert_eq!(without_blanks(&ran.stdout), without_blanks(&newest_first));
    let args = ["export", "--format", "cloudtrail", "-o", "out"];
    let _ = sandbox.run(&args).expect_code(0);
    let mut exported = String::new();
    for entry in walkdir::WalkDir::new(sandbox.path("out")).into_iter().map(Result::unwrap) {
        if entry.file_type().is_file() {
            let file = std::fs::File::open(entry.path()).unwrap();
            flate2::read::GzDecoder::new(file).read_to_string(&mut exported).unwrap();
        }
    }
    for text in UNUSUAL {
        assert!(exported.contains(text), "{text} is not in {exported}");
    }
}

#[test]
fn an_event_of_an_earlier_version_is_printed_without_its_shape() {
    let sandbox = Sandbox::new();
    sandbox.write("log.json", format!("{{\"Records\":[{}]}}", UNUSUAL[1]));
    let _ = sandbox.import(&[&sandbox.path("log.json")]).expect_code(0);
    let forget = "UPDATE event_rows SET shape_id = NULL";
    let _ = sandbox.run(&["query", "--read-write", forget]).expect_code(0);
    let ran = sandbox.run(&["events", "--full", "--format", "jsonl"]).expect_code(0);
    let expected = r#"{"eventTime":"2026-03-01T10:00:01Z","eventSource":"s3.amazonaws.com","eventName":"ListBuckets","recipientAccountId":"111122223333","eventID":"e2","eventVersion":"1.11"}"#;
    assert_eq!(without_blanks(&ran.stdout), expected);
}

#[test]
fn shapes_are_not_in_activity() {
    let sandbox = Sandbox::new();
    sandbox.write("log.json", format!("{{\"Records\":[{}]}}", UNUSUAL.join(",")));
    let _ = sandbox.import(&[&sandbox.path("log.json")]).expect_code(0);
    let found = "SELECT count(*) FROM duckdb_columns() WHERE table_name = 'activity' AND column_name IN ('shape_id', 'action_id')";
    assert_eq!(sandbox.value(found), "0");
}

#[test]
fn equal_member_lists_are_stored_once_by_all_imports() {
    let sandbox = Sandbox::new();
    let record = |id: u32, end: &str| {
        format!(
            r#"{{"eventVersion":"1.11","eventSource":"s","eventName":"A","eventID":"{id}"{end}}}"#
        )
    };
    for (file, ids) in [("a.json", 0..50), ("b.json", 50..100)] {
        let records: Vec<String> = ids
            .map(|id| record(id, if id % 2 == 0 { r#","responseElements":null"# } else { "" }))
            .collect();
        sandbox.write(file, format!("{{\"Records\":[{}]}}", records.join(",")));
        let _ = sandbox.import(&[&sandbox.path(file)]).expect_code(0);
    }
    assert_eq!(sandbox.value("SELECT count(*) FROM shapes"), "2");
    assert_eq!(sandbox.value("SELECT count(*) FROM events JOIN shapes ON shape_id = id"), "100");
}

#[test]
fn any_number_of_member_lists_is_restored() {
    let sandbox = Sandbox::new();
    let long = "n".repeat(3000);
    let records: Vec<String> = (0..20_000)
        .map(|id| {
            let name = if id < 10 { long.clone() } else { format!("m{id}") };
            format!(r#"{{"{name}":null,"eventVersion":"1.11","eventName":"A","eventID":"{id}"}}"#)
        })
        .collect();
    sandbox.write("logs/log.json", format!("{{\"Records\":[{}]}}", records.join(",")));
    assert_eq!(assert_every_event_is_restored(&sandbox.path("logs")), 20_000);
}

#[test]
fn the_copy_that_replaces_an_event_brings_its_members() {
    let copies = [
        r#"{"eventVersion":"1.11","eventSource":"s","eventName":"A","eventID":"e","requestParameters":{"a":1}}"#,
        r#"{"eventID":"e","requestParameters":{"a":1,"b":2},"responseElements":null,"eventName":"A","eventVersion":"1.11","eventSource":"s"}"#,
    ];
    for order in [[0, 1], [1, 0]] {
        let sandbox = Sandbox::new();
        for at in order {
            sandbox.write("log.json", format!("{{\"Records\":[{}]}}", copies[at]));
            let _ = sandbox.import(&[&sandbox.path("log.json")]).expect_code(0);
        }
        let ran = sandbox.run(&["events", "--full", "--format", "jsonl"]).expect_code(0);
        assert_eq!(ran.stdout.trim_end(), copies[1]);
    }
}

#[test]
fn copies_that_differ_only_in_nulls_and_order_are_one_event() {
    let sandbox = Sandbox::new();
    let copies = [
        r#"{"eventVersion":"1.11","eventSource":"s","eventName":"A","eventID":"e"}"#,
        r#"{"eventID":"e","responseElements":null,"eventName":"A","eventVersion":"1.11","eventSource":"s"}"#,
        // Without an ID the whole record is its identity.
        r#"{"eventVersion":"1.11","eventSource":"s","eventName":"B"}"#,
        r#"{"eventName":"B","requestParameters":null,"eventVersion":"1.11","eventSource":"s"}"#,
    ];
    sandbox.write("log.json", format!("{{\"Records\":[{}]}}", copies.join(",")));
    let ran = sandbox.import(&[&sandbox.path("log.json")]).expect_code(0);
    assert_eq!((ran.count("inserted"), ran.count("duplicate")), (2, 2));
    let ran = sandbox.run(&["events", "--full", "--format", "jsonl"]).expect_code(0);
    let mut lines: Vec<&str> = ran.stdout.lines().collect();
    lines.sort_unstable();
    // Those with more members.
    let mut longer = [copies[1], copies[3]];
    longer.sort_unstable();
    assert_eq!(lines, longer);
}

#[test]
fn every_event_of_the_fixtures_can_be_restored() {
    assert!(assert_every_event_is_restored(&fixtures("")) > 22);
}

#[test]
fn every_event_of_the_corpus_can_be_restored() {
    let Some(folder) = corpus("every_event_of_the_corpus_can_be_restored") else { return };
    assert_eq!(assert_every_event_is_restored(&folder.join("files")), 14_566);
}
