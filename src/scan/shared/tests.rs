//! The observer of a shared file receives the same as that of a file read by one thread, in any order
//! of its parts.

use std::{
    fs,
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};

use anyhow::bail;
use proptest::{collection::vec, prelude::*, test_runner::Config};
use tempfile::TempDir;

use super::*;
use crate::{
    scan::{
        DEFAULT_RUN_BYTES, Decision, FileObserver, FileOutcome, Observer, Record, Reject, RowIds,
        Scan, SideRecord,
        file::LogFile,
        open_file::{FillEnd, Opened},
    },
    trail::record::ColumnSet,
};

/// An observer that records every call as a line of text.
#[derive(Clone, Default)]
struct Recorder {
    lines: Arc<Mutex<Vec<String>>>,
    /// The number of events in the parts that were merged back.
    merged_events: Arc<AtomicU64>,
    own_events: u64,
    /// The position of the event at which it fails.
    fails_at: Option<u64>,
}

impl Recorder {
    fn push(&self, line: String) {
        self.lines.lock().unwrap().push(line);
    }
}

impl Observer for Recorder {
    fn open(&self, _: &Arc<LogFile>) -> Box<dyn FileObserver> {
        Box::new(self.clone())
    }

    fn is_stopped(&self) -> bool {
        false
    }
}

impl FileObserver for Recorder {
    fn decide(&mut self, record: &Record<'_>) -> Result<Decision> {
        if self.fails_at == Some(record.position) {
            bail!("disk is full");
        }
        self.own_events += 1;
        self.push(format!("event {} {}", record.position, record.text));
        Ok(Decision::Row(RowIds::default()))
    }

    fn side_record(&mut self, kind: SideRecord, position: u64, text: &str) -> Result<()> {
        self.push(format!("{kind:?} {position} {text}"));
        Ok(())
    }

    fn reject(&mut self, reject: Reject<'_>) -> Result<()> {
        let Reject { position, reason, text } = reject;
        self.push(format!("reject {position:?} {reason} {}", String::from_utf8_lossy(text)));
        Ok(())
    }

    fn split_off(&self) -> Box<dyn FileObserver> {
        Box::new(Self { own_events: 0, ..self.clone() })
    }

    fn merge_back(self: Box<Self>) -> Result<()> {
        self.merged_events.fetch_add(self.own_events, Ordering::Relaxed);
        Ok(())
    }

    fn close(&mut self, outcome: FileOutcome) -> Result<()> {
        let events = self.own_events + self.merged_events.load(Ordering::Relaxed);
        self.push(format!("closed with {events} events: {outcome:?}"));
        Ok(())
    }
}

fn scan(recorder: &Recorder) -> Scan {
    Scan {
        files: Vec::new(),
        arrivals: None,
        known: None,
        observer: Arc::new(recorder.clone()),
        memory_guard: None,
        bytes_read: Arc::default(),
        run_bytes: DEFAULT_RUN_BYTES,
        max_expansion: u64::MAX,
        large_bytes: 0,
    }
}

fn open(path: &Path, recorder: &Recorder) -> OpenFile {
    let size = fs::metadata(path).unwrap().len();
    let file = Arc::new(LogFile::new(path.to_owned(), size, 0));
    match OpenFile::open(&scan(recorder), &file, &ColumnSet::all()).unwrap() {
        Opened::File(file) => *file,
        _ => panic!("the file is not open"),
    }
}

/// Returns the sorted lines of a file that was closed once, after everything else.
fn sorted_lines(recorder: &Recorder) -> Vec<String> {
    let mut lines = recorder.lines.lock().unwrap().clone();
    assert!(lines.last().unwrap().starts_with("closed"), "{lines:?}");
    assert_eq!(lines.iter().filter(|line| line.starts_with("closed")).count(), 1);
    lines.sort();
    lines
}

fn read_by_one_thread(path: &Path) -> Vec<String> {
    let recorder = Recorder::default();
    let mut rows = Rows::new(4 * DEFAULT_RUN_BYTES, ColumnSet::all());
    assert!(matches!(
        open(path, &recorder).fill(&mut rows, || false).unwrap(),
        FillEnd::FileClosed
    ));
    sorted_lines(&recorder)
}

/// Reads a file that is shared as soon as possible, and returns the same lines, with true if it was
/// shared. Up to three parts are open at once. `order` selects the part that continues next, and each
/// fills its rows in several steps.
fn read_by_parts(path: &Path, order: &[usize]) -> (Vec<String>, bool) {
    let recorder = Recorder::default();
    let mut file = open(path, &recorder);
    let mut rows = Rows::new(4 * DEFAULT_RUN_BYTES, ColumnSet::all());
    if matches!(file.fill(&mut rows, || true).unwrap(), FillEnd::FileClosed) {
        return (sorted_lines(&recorder), false);
    }
    let file = SharedFile::new(file);
    let mut parts = Vec::new();
    let mut order = order.iter().cycle();
    loop {
        while parts.len() < 3
            && let Some(part) = file.next_part().unwrap()
        {
            parts.push(part);
        }
        if parts.is_empty() {
            break;
        }
        let part = parts.remove(order.next().unwrap() % parts.len());
        // Each run has space for one or two rows.
        if let Some(part) = part.fill(&mut Rows::new(1, ColumnSet::all())).unwrap() {
            parts.push(part);
        }
    }
    assert!(file.next_part().unwrap().is_none());
    (sorted_lines(&recorder), true)
}

const EVENT: &str = r#"{"eventVersion":"1.08","eventName":"A","eventID":"#;

/// Returns an element of a container: an event for most kinds, else one of the other cases.
fn element(kind: u8, at: usize) -> String {
    match kind {
        0 => r#"{"odd":1}"#.to_owned(),
        1 => "7".to_owned(),
        2 => "{}".to_owned(),
        3 => format!(r#"{EVENT}"{at}","eventCategory":"Insight"}}"#),
        4 => r#"{"eventName":"A" no JSON}"#.to_owned(),
        5 => r#"{"eventName":"\ud800"}"#.to_owned(),
        6 => r#"{"digestStartTime":"x","logFiles":[]}"#.to_owned(),
        7 => format!(r#"{{"detail-type":"x","detail":{EVENT}"{at}"}}}}"#),
        8 => r#"{"detail-type":"x","detail":{"a":1}}"#.to_owned(),
        // More events than fit into a block.
        9 => vec![format!(r#"{EVENT}"{at}"}}"#); 1_500].join("\n"),
        _ => format!(r#"{EVENT}"{at}"}}"#),
    }
}

/// Returns elements of the given kinds in a container of the given form.
fn container(form: u8, kinds: &[u8]) -> String {
    let elements: Vec<String> =
        kinds.iter().enumerate().map(|(at, kind)| element(*kind, at)).collect();
    let comma = || elements.join("\n").replace('\n', ",\n");
    match form {
        0 => format!("{{\"Records\":[{}]}}", comma()),
        1 => format!("[{}]", comma()),
        2 => elements.join("\n"),
        3 => elements.join("").replace('\n', ""),
        4 => format!("{{\"Records\":[{}]}}\n", comma()).repeat(2),
        _ => {
            let rows = elements.join("\n").replace('"', "\"\"").replace('\n', "\"\n\"");
            format!("a,eventJson\n,\"{}\"\n", rows.replace('\n', "\n,"))
        }
    }
}

proptest! {
    #![proptest_config(Config { cases: 300, failure_persistence: None, ..Config::default() })]

    #[test]
    fn threads_that_share_a_file_report_the_same_as_one_thread(
        form in 0..6_u8,
        kinds in vec(0..30_u8, 1..40),
        order in vec(0..3_usize, 1..8),
        cut in 0..400_usize,
    ) {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("a.json");
        let mut content = container(form, &kinds).into_bytes();
        // Some contents are cut off.
        if cut < 100 {
            content.truncate(content.len() * (100 - cut) / 100);
        }
        fs::write(&path, &content).unwrap();
        let (lines, _) = read_by_parts(&path, &order);
        prop_assert_eq!(read_by_one_thread(&path), lines);
    }
}

#[test]
fn an_oversized_record_is_reported_once_and_costs_only_itself() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.json");
    let large = format!(r#"{EVENT}"x","x":"{}"}}"#, "x".repeat(17 << 20));
    let whole = format!(r#"{EVENT}"y","x":"{}"}}"#, "x".repeat(15 << 20));
    fs::write(&path, container(2, &[20; 50]) + &format!("\n{large}\n{whole}\n{EVENT}1}}")).unwrap();
    let (lines, is_shared) = read_by_parts(&path, &[2, 0]);
    assert!(is_shared);
    assert_eq!(lines.iter().filter(|line| line.contains("larger than")).count(), 1);
    assert!(read_by_one_thread(&path) == lines);
}

#[test]
fn a_file_is_shared_only_once_it_is_known_to_hold_records() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.json");
    for (content, is_shared) in [
        (container(0, &[0, 0, 20, 20]), true),
        (container(0, &[0, 0, 0]), false),
        (container(2, &[0, 6, 6]), false),
        ("text".to_owned(), false),
    ] {
        fs::write(&path, &content).unwrap();
        let expected = (read_by_one_thread(&path), is_shared);
        assert_eq!(read_by_parts(&path, &[1]), expected, "{content}");
    }
}

#[test]
fn an_error_on_a_waiting_element_ends_the_scan() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.json");
    let content = container(0, &[0, 20]);
    fs::write(&path, &content).unwrap();
    let position = content.find("{\"odd").map(|at| at as u64);
    let recorder = Recorder { fails_at: position, ..Recorder::default() };
    let filled =
        open(&path, &recorder).fill(&mut Rows::new(DEFAULT_RUN_BYTES, ColumnSet::all()), || false);
    assert_eq!(filled.err().unwrap().to_string(), "disk is full");
}

#[test]
fn a_failed_part_leaves_the_file_open_and_blocks_no_thread() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.json");
    fs::write(&path, container(2, &[20; 50])).unwrap();
    let last = fs::read_to_string(&path).unwrap().rfind('\n').unwrap() + 1;
    let recorder = Recorder { fails_at: Some(last as u64), ..Recorder::default() };
    let mut file = open(&path, &recorder);
    let filled = file.fill(&mut Rows::new(DEFAULT_RUN_BYTES, ColumnSet::all()), || true).unwrap();
    assert!(matches!(filled, FillEnd::ToBeShared));
    let file = SharedFile::new(file);
    let part = file.next_part().unwrap().unwrap();
    assert!(part.fill(&mut Rows::new(DEFAULT_RUN_BYTES, ColumnSet::all())).is_err());
    assert!(file.next_part().unwrap().is_none());
    assert!(!recorder.lines.lock().unwrap().iter().any(|line| line.starts_with("closed")));
}
