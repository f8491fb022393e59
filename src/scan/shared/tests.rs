//! What is told of a shared file is what is told of it by one thread, in whatever order its parts
//! are taken and come back.

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
        Decision, FileObserver, FileOutcome, Observer, RUN, Record, Reject, Scan, SideRecord,
        file::LogFile, open_file::Filled,
    },
    trail::record::ColumnSet,
};

/// Writes down all that it is told, and counts what is told of parts apart.
#[derive(Clone, Default)]
struct Book {
    told: Arc<Mutex<Vec<String>>>,
    /// Events of the file and of the parts that came back.
    events: Arc<AtomicU64>,
    own: u64,
    /// The event at which it fails.
    fails_at: Option<u64>,
}

impl Book {
    fn tell(&self, line: String) {
        self.told.lock().unwrap().push(line);
    }
}

impl Observer for Book {
    fn open(&self, _: &Arc<LogFile>) -> Box<dyn FileObserver> {
        Box::new(self.clone())
    }

    fn is_stopped(&self) -> bool {
        false
    }
}

impl FileObserver for Book {
    fn decide(&mut self, record: &Record<'_>) -> Result<Decision> {
        if self.fails_at == Some(record.position) {
            bail!("no room");
        }
        self.own += 1;
        self.tell(format!("event {} {}", record.position, record.text));
        Ok(Decision::Row { action_id: None })
    }

    fn side_record(&mut self, kind: SideRecord, position: u64, text: &str) -> Result<()> {
        self.tell(format!("{kind:?} {position} {text}"));
        Ok(())
    }

    fn reject(&mut self, reject: Reject<'_>) -> Result<()> {
        let Reject { position, reason, text } = reject;
        self.tell(format!("reject {position:?} {reason} {}", String::from_utf8_lossy(text)));
        Ok(())
    }

    fn part(&self) -> Box<dyn FileObserver> {
        Box::new(Self { own: 0, ..self.clone() })
    }

    fn leave(self: Box<Self>) -> Result<()> {
        self.events.fetch_add(self.own, Ordering::Relaxed);
        Ok(())
    }

    fn close(&mut self, outcome: FileOutcome) -> Result<()> {
        let events = self.own + self.events.load(Ordering::Relaxed);
        self.tell(format!("closed with {events} events: {outcome:?}"));
        Ok(())
    }
}

fn scan(book: &Book) -> Scan {
    Scan {
        files: Vec::new(),
        observer: Arc::new(book.clone()),
        memory_guard: None,
        bytes_read: Arc::default(),
        run_bytes: RUN,
        max_expansion: u64::MAX,
        large_bytes: 0,
    }
}

fn open(path: &Path, book: &Book) -> OpenFile {
    let size = fs::metadata(path).unwrap().len();
    let file = Arc::new(LogFile::new(path.to_owned(), size, 0));
    OpenFile::open(&scan(book), &file, &ColumnSet::all()).unwrap().unwrap()
}

/// What is told of a file, in an order of its own.
fn told(book: &Book) -> Vec<String> {
    let mut told = book.told.lock().unwrap().clone();
    assert!(told.last().unwrap().starts_with("closed"), "{told:?}");
    assert_eq!(told.iter().filter(|line| line.starts_with("closed")).count(), 1);
    told.sort();
    told
}

fn by_one(path: &Path) -> Vec<String> {
    let book = Book::default();
    let mut rows = Rows::new(4 * RUN);
    assert!(matches!(open(path, &book).fill(&mut rows, || false).unwrap(), Filled::Ended));
    told(&book)
}

/// The same of a file that is shared as soon as it can be. As many parts as `order` has numbers are
/// out at once, and the one at such a number comes back first; each makes rows in several steps.
/// Also whether it was shared.
fn by_parts(path: &Path, order: &[usize]) -> (Vec<String>, bool) {
    let book = Book::default();
    let mut worker = open(path, &book);
    let mut rows = Rows::new(4 * RUN);
    if matches!(worker.fill(&mut rows, || true).unwrap(), Filled::Ended) {
        return (told(&book), false);
    }
    let file = SharedFile::new(worker);
    let mut out = Vec::new();
    let mut order = order.iter().cycle();
    loop {
        while out.len() < 3
            && let Some(part) = file.part().unwrap()
        {
            out.push(part);
        }
        if out.is_empty() {
            break;
        }
        let part = out.remove(order.next().unwrap() % out.len());
        // MemoryGuard for one row or two.
        if let Some(part) = part.fill(&mut Rows::new(1)).unwrap() {
            out.push(part);
        }
    }
    assert!(file.part().unwrap().is_none());
    (told(&book), true)
}

const EVENT: &str = r#"{"eventVersion":"1.08","eventName":"A","eventID":"#;

/// An element of a container by a number: mostly events, some of what else there is.
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
        // More of them than a block holds.
        9 => vec![format!(r#"{EVENT}"{at}"}}"#); 1_500].join("\n"),
        _ => format!(r#"{EVENT}"{at}"}}"#),
    }
}

/// Elements in a container of some form.
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
    fn threads_that_share_a_file_tell_what_one_thread_tells(
        form in 0..6_u8,
        kinds in vec(0..30_u8, 1..40),
        order in vec(0..3_usize, 1..8),
        cut in 0..400_usize,
    ) {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("a.json");
        let mut content = container(form, &kinds).into_bytes();
        // Some break off.
        if cut < 100 {
            content.truncate(content.len() * (100 - cut) / 100);
        }
        fs::write(&path, &content).unwrap();
        let (told, _) = by_parts(&path, &order);
        prop_assert_eq!(by_one(&path), told);
    }
}

#[test]
fn a_record_beyond_the_limit_is_told_once_and_costs_only_itself() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.json");
    let large = format!(r#"{EVENT}"x","x":"{}"}}"#, "x".repeat(17 << 20));
    let whole = format!(r#"{EVENT}"y","x":"{}"}}"#, "x".repeat(15 << 20));
    fs::write(&path, container(2, &[20; 50]) + &format!("\n{large}\n{whole}\n{EVENT}1}}")).unwrap();
    let (told, is_shared) = by_parts(&path, &[2, 0]);
    assert!(is_shared);
    assert_eq!(told.iter().filter(|line| line.contains("larger than")).count(), 1);
    assert!(by_one(&path) == told);
}

#[test]
fn a_file_is_shared_only_once_it_has_proved_to_hold_records() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.json");
    for (content, is_shared) in [
        (container(0, &[0, 0, 20, 20]), true),
        (container(0, &[0, 0, 0]), false),
        (container(2, &[0, 6, 6]), false),
        ("text".to_owned(), false),
    ] {
        fs::write(&path, &content).unwrap();
        assert_eq!(by_parts(&path, &[1]), (by_one(&path), is_shared), "{content}");
    }
}

#[test]
fn an_error_about_a_row_that_waited_is_an_error() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.json");
    let content = container(0, &[0, 20]);
    fs::write(&path, &content).unwrap();
    let position = content.find("{\"odd").map(|at| at as u64);
    let book = Book { fails_at: position, ..Book::default() };
    let filled = open(&path, &book).fill(&mut Rows::new(RUN), || false);
    assert_eq!(filled.err().unwrap().to_string(), "no room");
}

#[test]
fn a_part_that_fails_leaves_the_file_open_and_keeps_nobody() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.json");
    fs::write(&path, container(2, &[20; 50])).unwrap();
    let last = fs::read_to_string(&path).unwrap().rfind('\n').unwrap() + 1;
    let book = Book { fails_at: Some(last as u64), ..Book::default() };
    let mut worker = open(&path, &book);
    assert!(matches!(worker.fill(&mut Rows::new(RUN), || true).unwrap(), Filled::Large));
    let file = SharedFile::new(worker);
    let part = file.part().unwrap().unwrap();
    assert!(part.fill(&mut Rows::new(RUN)).is_err());
    assert!(file.part().unwrap().is_none());
    assert!(!book.told.lock().unwrap().iter().any(|line| line.starts_with("closed")));
}
