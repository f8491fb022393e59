//! Every event can be restored from its row.

use std::{
    collections::HashSet,
    path::Path,
    sync::{Arc, Mutex},
};

use anyhow::Result;
use duckdb::Connection;
use ducktrail::internals::{
    scan::{
        DEFAULT_LARGE_BYTES, DEFAULT_RUN_BYTES, Decision, FileObserver, Observer, Record, Scan,
        file::LogFile,
        find,
        table_function::{self, IMPORT_SCAN, register_scan},
    },
    store::rows::for_each_event,
    trail::{canonical::canonical, record},
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
        assert_eq!(canonical(&record::from_row(record.row)), canonical(record.text));
        self.0.lock().unwrap().push(canonical(record.text));
        Ok(Decision::Row { action_id: None })
    }

    fn split_off(&self) -> Box<dyn FileObserver> {
        Box::new(self.clone())
    }
}

/// Reads and imports a folder. Checks that each stored event equals a record that was read, as a JSON value
/// with numbers as text. Returns the number of events.
pub(crate) fn assert_every_event_is_restored(folder: &Path) -> usize {
    let texts = Texts::default();
    let found = find::find(&[folder.to_str().unwrap().to_owned()]).unwrap();
    let scan = Scan {
        files: found.files.into_iter().map(Arc::new).collect(),
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
    for_each_event(&database, "true", [], |_, row| {
        let text = canonical(&record::from_row(row));
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

#[test]
fn every_event_of_the_fixtures_can_be_restored() {
    assert!(assert_every_event_is_restored(&fixtures("")) > 22);
}

#[test]
fn every_event_of_the_corpus_can_be_restored() {
    let Some(folder) = corpus("every_event_of_the_corpus_can_be_restored") else { return };
    assert_eq!(assert_every_event_is_restored(&folder.join("files")), 14_566);
}
