//! Large files: the threads that share one give the same result as one thread.

use std::{
    collections::HashSet,
    fmt::Write as _,
    fs,
    process::Stdio,
    sync::{Arc, Mutex},
    thread::{self, ThreadId},
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use duckdb::Connection;
use ducktrail::internals::scan::{
    DEFAULT_RUN_BYTES, Decision, FileObserver, FileOutcome, Observer, Record, RowIds, Scan,
    file::LogFile,
    table_function::{self, IMPORT_SCAN, register_scan},
};

use crate::support::{Sandbox, events, gzip};

/// The time limit of each step, for a slow and busy machine.
const TIME_LIMIT: Duration = Duration::from_secs(60);

fn event(id: usize, more: &str) -> String {
    format!(
        r#"{{"eventVersion":"1.08","eventTime":"2024-01-02T{:02}:{:02}:00Z","eventSource":"s3.amazonaws.com","eventName":"Get{}","eventID":"{id}","requestParameters":{{"key":"{}"}}{more}}}"#,
        id / 60 % 24,
        id % 60,
        id % 7,
        "x".repeat(id % 300)
    )
}

/// Returns events, copies and longer copies of some; with `has_odd`, also other and broken elements.
fn elements(has_odd: bool) -> Vec<String> {
    let mut elements = vec![event(0, "")];
    for id in 1..6_000 {
        elements.push(event(id, ""));
        match id % 100 {
            10 => elements.push(event(id / 2, "")),
            20 => elements.push(event(id / 3, r#","apiVersion":"2006-03-01""#)),
            30 if has_odd => elements.push(event(id, r#","eventCategory":"Insight""#)),
            40 if has_odd => elements.push(format!(r#"{{"odd":{id}}}"#)),
            50 if has_odd => elements.push(id.to_string()),
            60 if has_odd => elements.push(format!(r#"{{"eventName":"{id}" no JSON}}"#)),
            70 if has_odd => elements.push(format!(r#"{{"eventName":"\ud800{id}"}}"#)),
            _ => {}
        }
        if has_odd && id == 3_000 {
            elements.push(event(id, &format!(r#","x":"{}""#, "x".repeat(17 << 20))));
        }
    }
    elements
}

/// Returns files of each form with their names.
fn containers() -> Vec<(&'static str, Vec<u8>)> {
    let (odd, plain) = (elements(true), elements(false));
    let records = format!("{{\"Records\":[{}]}}", odd.join(","));
    let bridge = |event: &String| {
        format!(r#"{{"detail-type":"AWS API Call via CloudTrail","detail":{event}}}"#)
    };
    let bridged: Vec<_> = plain.iter().map(bridge).collect();
    let row = |event: &String| format!("1,\"{}\"\n", event.replace('"', "\"\""));
    let rows: String = odd.iter().map(row).collect();
    let members: Vec<u8> = odd.join("\n").as_bytes().chunks(1 << 20).flat_map(gzip).collect();
    let half = records.len() / 2;
    let compressed = gzip(plain.join("\n").as_bytes());
    // Broken in the middle, with lines after that.
    let broken =
        format!("{{\"Records\":[{}] oh\n{}", plain[..3_000].join(","), odd[3_000..].join("\n"));
    vec![
        ("records.json", records.clone().into_bytes()),
        ("array.json", format!("[{}]", odd.join(",\n")).into_bytes()),
        ("lines.jsonl", odd.join("\n").into_bytes()),
        ("concatenated.json", plain.concat().into_bytes()),
        ("documents.json", format!("{{\"Records\":[{}]}}", plain.join(",")).repeat(2).into_bytes()),
        ("bridge.jsonl", bridged.join("\n").into_bytes()),
        ("lake.csv", format!("id,eventJson\n{rows}").into_bytes()),
        ("members.jsonl.gz", members),
        ("records-cut.json", records.as_bytes()[..half].to_vec()),
        ("broken.json", broken.into_bytes()),
        ("cut.jsonl.gz", compressed[..compressed.len() / 2].to_vec()),
    ]
}

/// The ledger of files, the rejects and the Insights records.
const LEDGER: &str = "
SELECT concat_ws(' ', form, sha256, records_read, records_inserted, records_duplicate, records_rejected, records_insight) AS line FROM files
UNION ALL SELECT concat_ws(' ', position, reason, md5(text)) FROM rejects
UNION ALL SELECT i::VARCHAR FROM insights i
ORDER BY 1";

#[test]
fn the_content_of_the_database_does_not_depend_on_the_number_of_threads() {
    for (name, content) in containers() {
        let mut expected = None;
        for jobs in ["1", "2", "4"] {
            let sandbox = Sandbox::new();
            sandbox.write(&format!("logs/{name}"), &content);
            let args = ["import", "logs", "--jobs", jobs, "--large-bytes", "1"];
            let ran = sandbox.run(&args);
            assert!(matches!(ran.code, Some(0 | 3)), "{name}: {}", ran.stderr);
            let made = (sandbox.values(LEDGER), events(&sandbox.path("ducktrail.duckdb")));
            assert!(made.1.len() > 1_000, "{name}: {:?}", made.0);
            let expected = expected.get_or_insert_with(|| made.clone());
            assert_eq!(expected.0, made.0, "{name} with {jobs} threads");
            assert!(expected.1 == made.1, "{name} with {jobs} threads: the events differ");
        }
    }
}

/// An observer that is slow for each event and records the threads. It can fail at a position.
#[derive(Clone, Default)]
struct SlowObserver {
    threads: Arc<Mutex<HashSet<ThreadId>>>,
    closed: Arc<Mutex<u32>>,
    fails_at: Option<u64>,
}

impl Observer for SlowObserver {
    fn open(&self, _: &Arc<LogFile>) -> Box<dyn FileObserver> {
        Box::new(self.clone())
    }

    fn is_stopped(&self) -> bool {
        false
    }
}

impl FileObserver for SlowObserver {
    fn decide(&mut self, record: &Record<'_>) -> Result<Decision> {
        if self.fails_at.is_some_and(|at| record.position >= at) {
            bail!("no room");
        }
        thread::sleep(Duration::from_micros(50));
        self.threads.lock().unwrap().insert(thread::current().id());
        Ok(Decision::Row(RowIds::default()))
    }

    fn split_off(&self) -> Box<dyn FileObserver> {
        Box::new(self.clone())
    }

    fn close(&mut self, _: FileOutcome) -> Result<()> {
        *self.closed.lock().unwrap() += 1;
        Ok(())
    }
}

/// Scans a file of lines with this many threads. Returns the positions of the rows.
fn positions(content: &str, threads: usize, observer: &SlowObserver) -> Result<Vec<u64>, String> {
    let sandbox = Sandbox::new();
    let path = sandbox.write("a.jsonl", content);
    let scan = Scan {
        files: vec![Arc::new(LogFile::new(path, content.len() as u64, 0))],
        arrivals: None,
        known: None,
        observer: Arc::new(observer.clone()),
        memory_guard: None,
        bytes_read: Arc::default(),
        run_bytes: DEFAULT_RUN_BYTES,
        max_expansion: 250,
        large_bytes: 100_000,
    };
    let connection = Connection::open_in_memory().unwrap();
    table_function::register(&connection).unwrap();
    connection
        .execute_batch(&format!("SET threads = {threads}; SET preserve_insertion_order = false"))
        .unwrap();
    let scan = register_scan(Arc::new(scan));
    connection.execute_batch("CREATE TABLE t (position UBIGINT)").unwrap();
    let sql = format!("INSERT INTO t SELECT position FROM {IMPORT_SCAN}({})", scan.id());
    connection.execute_batch(&sql).map_err(|err| err.to_string())?;
    let mut statement = connection.prepare("SELECT position FROM t ORDER BY 1").unwrap();
    let positions = statement.query_map([], |row| row.get(0)).unwrap();
    Ok(positions.map(Result::unwrap).collect())
}

fn lines(count: usize) -> String {
    (0..count).fold(String::new(), |mut lines, id| {
        writeln!(lines, "{}", event(id, "")).unwrap();
        lines
    })
}

#[test]
fn threads_share_a_large_file_and_every_row_is_stored_once() {
    let content = lines(20_000);
    let expected: Vec<u64> = [0]
        .into_iter()
        .chain(memchr::memchr_iter(b'\n', content.as_bytes()).map(|at| at as u64 + 1))
        .take(20_000)
        .collect();
    for threads in [1, 2, 4] {
        let observer = SlowObserver::default();
        let positions = positions(&content, threads, &observer).unwrap();
        assert!(positions == expected, "{threads} threads");
        assert_eq!(*observer.closed.lock().unwrap(), 1);
        // DuckDB decides how many threads it uses, but it uses more than one.
        let seen = observer.threads.lock().unwrap().len();
        assert!(seen >= threads.min(2) && seen <= threads, "{seen} of {threads}");
    }
}

#[test]
fn a_small_file_is_read_by_one_thread() {
    let content = lines(200);
    assert!(content.len() < 100_000);
    let observer = SlowObserver::default();
    assert_eq!(positions(&content, 4, &observer).unwrap().len(), 200);
    assert_eq!(observer.threads.lock().unwrap().len(), 1);
}

#[test]
fn an_error_in_a_shared_file_leaves_no_thread_waiting() {
    let content = lines(20_000);
    for at in [0, 50_000, content.len() as u64 / 2] {
        let start = Instant::now();
        let observer = SlowObserver { fails_at: Some(at), ..SlowObserver::default() };
        let err = positions(&content, 4, &observer).unwrap_err();
        assert!(err.contains("no room"), "{err}");
        assert!(start.elapsed() < TIME_LIMIT, "hangs");
    }
}

#[test]
fn a_query_with_a_limit_leaves_no_thread_waiting() {
    let sandbox = Sandbox::new();
    let path = sandbox.write("a.jsonl", lines(60_000));
    let connection = Connection::open_in_memory().unwrap();
    table_function::register(&connection).unwrap();
    let source = format!("read_cloudtrail('{}')", path.display());
    for threads in [1, 2, 4] {
        let start = Instant::now();
        let value = |sql: &str| -> u64 {
            connection
                .query_row(&format!("SELECT count(*) FROM ({sql})"), [], |row| row.get(0))
                .unwrap()
        };
        connection.execute_batch(&format!("SET threads = {threads}")).unwrap();
        assert_eq!(value(&format!("FROM {source} LIMIT 5")), 5);
        assert_eq!(value(&format!("FROM {source} WHERE position >= 0 LIMIT 30000")), 30_000);
        // One side of the join is read to its end while the other waits.
        let joined = format!("FROM {source} a JOIN {source} b USING (event_id)");
        assert_eq!(value(&joined), 60_000);
        assert!(start.elapsed() < TIME_LIMIT, "hangs");
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_in_a_shared_file_leaves_no_thread_waiting() {
    let sandbox = Sandbox::new();
    sandbox.write("a.jsonl", lines(60_000));
    let args = ["import", "a.jsonl", "--jobs", "4", "--large-bytes", "1"];
    let mut stopped = 0;
    for step in 1..8 {
        let _ = fs::remove_file(sandbox.path("ducktrail.duckdb"));
        let mut child =
            sandbox.command(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_millis(60 * step));
        let pid = child.id().to_string();
        let _ = std::process::Command::new("kill").args(["-INT", &pid]).status();
        let start = Instant::now();
        while child.try_wait().unwrap().is_none() {
            if start.elapsed() > TIME_LIMIT {
                child.kill().unwrap();
                panic!("hangs");
            }
            thread::sleep(Duration::from_millis(5));
        }
        stopped += u32::from(child.wait().unwrap().code() == Some(130));
    }
    assert!(stopped > 0, "no signal came during an import");
    let _ = sandbox.run(&args).expect_code(0);
    assert_eq!(sandbox.value("SELECT count(*) FROM events"), "60000");
}

#[test]
fn threads_share_the_content_of_a_pipe() {
    let sandbox = Sandbox::new();
    let content = lines(30_000);
    for jobs in ["1", "4"] {
        let database = format!("{jobs}.duckdb");
        let args = ["import", "-", "--db", &database, "--jobs", jobs, "--large-bytes", "1"];
        let ran = sandbox.run_with_input(&args, content.as_bytes()).expect_code(0);
        assert_eq!(ran.count("inserted"), 30_000);
    }
    assert!(events(&sandbox.path("1.duckdb")) == events(&sandbox.path("4.duckdb")));
}
