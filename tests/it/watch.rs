//! `import --watch` imports each new file once, when it is complete.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

use crate::support::{Sandbox, gzip};

/// A running `import --watch`.
struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn start(sandbox: &Sandbox, args: &[&str]) -> Self {
        let args = [&["import", "logs", "--watch"], args].concat();
        let mut child = sandbox
            .command(&args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (sender, lines) = channel();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, lines }
    }

    /// Returns the next line of its output.
    fn line(&self) -> String {
        self.lines.recv_timeout(Duration::from_secs(120)).unwrap()
    }

    /// Stops it with Ctrl-C and returns its exit code.
    fn stop(mut self) -> Option<i32> {
        let _ = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        self.child.wait().unwrap().code()
    }
}

fn event(id: &str) -> String {
    format!(
        r#"{{"Records":[{{"eventVersion":"1.08","eventID":"{id}","eventName":"GetUser","eventSource":"iam.amazonaws.com","eventTime":"2024-05-01T09:00:00Z"}}]}}"#
    )
}

#[cfg(unix)]
#[test]
fn new_files_are_imported_and_a_restart_continues() {
    let sandbox = Sandbox::new();
    sandbox.write_gzip("logs/a.json.gz", event("a"));
    let watching = Watching::start(&sandbox, &[]);
    assert_eq!(watching.line(), "import 1: 1 new file, 1 event");
    // Between two scans, other programs can use the database.
    assert_eq!(sandbox.value("SELECT count(*) FROM events"), "1");
    let whole = gzip(event("b").as_bytes());
    sandbox.write("logs/b.json.gz.1a2B3c4D", &whole[..whole.len() / 2]);
    sandbox.write_gzip("logs/deep/c.json.gz", event("c"));
    assert_eq!(watching.line(), "import 2: 1 new file, 1 event");
    fs::write(sandbox.path("logs/b.json.gz.1a2B3c4D"), &whole).unwrap();
    fs::rename(sandbox.path("logs/b.json.gz.1a2B3c4D"), sandbox.path("logs/b.json.gz")).unwrap();
    assert_eq!(watching.line(), "import 3: 1 new file, 1 event");
    assert_eq!(watching.stop(), Some(0));
    sandbox.write_gzip("logs/d.json.gz", event("a") + "\n");
    let watching = Watching::start(&sandbox, &[]);
    let mut seen = watching.line();
    // The first scan may find the new file too recent.
    if !seen.contains("duplicate") {
        assert_eq!(seen, "import 4: 0 new files, 0 events, 3 files unchanged");
        seen = watching.line();
    }
    assert!(seen.ends_with("1 duplicate"), "{seen}");
    assert_eq!(watching.stop(), Some(0));
    let ids = sandbox.values("SELECT event_id FROM events ORDER BY 1");
    assert_eq!(ids, ["a", "b", "c"]);
    assert_eq!(sandbox.value("SELECT count(*) FROM rejects"), "0");
}

#[cfg(unix)]
#[test]
fn an_unusable_file_sets_the_exit_code() {
    let sandbox = Sandbox::new();
    sandbox.write("logs/a.json", r#"{"Records":[{"eventName":"A"},{"#);
    let watching = Watching::start(&sandbox, &[]);
    assert_eq!(watching.line(), "import 1: 1 new file, 1 event, 1 record rejected");
    assert_eq!(watching.stop(), Some(3));
}

#[test]
fn useless_combinations_of_options_are_refused() {
    let sandbox = Sandbox::new();
    let ran = sandbox.run(&["import", "-", "--watch"]).expect_code(2);
    assert!(ran.stderr.contains("--watch needs folders"), "{}", ran.stderr);
    let _ = sandbox.run(&["import", "logs", "--watch", "--dry-run"]).expect_code(2);
    let ran = sandbox.run(&["import", "no-such-folder", "--watch"]).expect_code(1);
    assert!(ran.stderr.contains("cannot open no-such-folder"), "{}", ran.stderr);
}
