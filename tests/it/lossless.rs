//! Every event can be put together again from its row.

use std::{
    collections::HashSet,
    path::Path,
    sync::{Arc, Mutex},
};

use anyhow::Result;
use duckdb::Connection;
use ducktrail::internals::{
    scan::{
        Decision, FileObserver, LARGE, Observer, RUN, Record, Scan,
        file::LogFile,
        find,
        table_function::{self, IMPORT_SCAN, register_scan},
    },
    store::rows::for_each_event,
    trail::{canonical::canonical, record},
};

use crate::{
    sandbox::Sandbox,
    shared::{corpus, fixtures},
};

/// Writes down the text of every event that is read.
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

    fn part(&self) -> Box<dyn FileObserver> {
        Box::new(self.clone())
    }
}

/// Reads a folder, imports it, and compares: each stored event must equal, as a JSON value with
/// its numbers by their text, a record that was read.
pub(crate) fn every_event_comes_back(folder: &Path) -> usize {
    let texts = Texts::default();
    let found = find::find(&[folder.to_str().unwrap().to_owned()]).unwrap();
    let scan = Scan {
        files: found.files.into_iter().map(Arc::new).collect(),
        observer: Arc::new(texts.clone()),
        memory_guard: None,
        bytes_read: Arc::default(),
        run_bytes: RUN,
        max_expansion: u64::MAX,
        large_bytes: LARGE,
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
    // Every event is led to its name, also one without a source or a name.
    drop(database);
    assert_eq!(sandbox.value("SELECT count(*) FROM activity"), rows.to_string());
    let stray = "SELECT count(*) FROM events JOIN actions ON action_id = id
        WHERE events.event_source IS DISTINCT FROM actions.event_source
            OR events.event_name IS DISTINCT FROM actions.event_name";
    assert_eq!(sandbox.value(stray), "0");
    rows
}

#[test]
fn every_event_of_the_fixtures_comes_back() {
    assert!(every_event_comes_back(&fixtures("")) > 22);
}

#[test]
fn every_event_of_the_corpus_comes_back() {
    let Some(folder) = corpus("every_event_of_the_corpus_comes_back") else { return };
    assert_eq!(every_event_comes_back(&folder.join("files")), 14_566);
}
