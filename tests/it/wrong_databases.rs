//! A file given with `--db` that is not a database of Ducktrail's is refused with one clear sentence and the
//! next step, whatever the command.

use std::{fs, process::Stdio};

use duckdb::Connection;

use crate::support::{Sandbox, fixtures, gzip};

const COMMANDS: &[&[&str]] = &[
    &["import", "x.json"],
    &["import", "x.json", "--dry-run"],
    &["query", "SELECT 1"],
    &["query", "SELECT 1", "--read-write"],
    &["query", "SELECT 1", "--safe"],
    &["report", "deletes"],
    &["report", "--all", "-o", "reports"],
    &["events"],
    &["export", "-o", "x.parquet"],
    &["info"],
    &["coverage"],
    &["verify"],
    &["shell"],
];

/// A sandbox with wrong databases, and a part of the message about each.
fn wrong_databases() -> (Sandbox, Vec<(&'static str, &'static str)>) {
    let sandbox = Sandbox::new();
    sandbox.write("x.json", r#"{"eventVersion":"1.08","eventName":"A","eventID":"1"}"#);
    let _ = sandbox.run(&["import", "x.json", "--db", "whole.duckdb"]).expect_code(0);
    let whole = fs::read(sandbox.path("whole.duckdb")).unwrap();
    sandbox.write("short.duckdb", "short");
    sandbox.write("text.duckdb", "a text ".repeat(5000));
    sandbox.write("log.json", r#"{"Records":[]}"#);
    sandbox.write("log.json.gz", gzip(br#"{"Records":[]}"#));
    sandbox.write("sqlite.db", [b"SQLite format 3\0".as_slice(), &[1; 8192]].concat());
    sandbox.write("binary", vec![0xff; 20_000]);
    sandbox.write("headers.duckdb", &whole[..5000]);
    sandbox.write("half.duckdb", &whole[..whole.len() / 2]);
    fs::create_dir(sandbox.path("folder")).unwrap();
    let foreign = Connection::open(sandbox.path("foreign.duckdb")).unwrap();
    foreign.execute_batch("CREATE TABLE events (a INTEGER)").unwrap();
    drop(foreign);
    let wrong = vec![
        ("short.duckdb", "it is not a DuckDB database but a text file"),
        ("text.duckdb", "it is not a DuckDB database but a text file"),
        ("log.json", "it is not a DuckDB database but a text file"),
        ("log.json.gz", "it is not a DuckDB database but a gzip file"),
        ("sqlite.db", "it is not a DuckDB database but an SQLite database"),
        ("binary", "it is not a DuckDB database but a file of another kind"),
        ("headers.duckdb", "most of it is missing"),
        ("half.duckdb", "a part of it is missing"),
        ("folder", "it is a folder"),
        ("foreign.duckdb", "it was not made by Ducktrail"),
    ];
    (sandbox, wrong)
}

#[test]
fn a_wrong_database_is_refused_with_one_sentence_and_the_next_step() {
    let (sandbox, wrong) = wrong_databases();
    for (file, text) in wrong {
        let before = fs::read(sandbox.path(file)).ok();
        for command in COMMANDS {
            let ran = sandbox.run(&[command, &["--db", file][..]].concat()).expect_code(1);
            let said = ran.stderr.trim_end();
            assert!(said.starts_with("error: cannot "), "{command:?} {file}: {said}");
            assert!(said.contains(text) && said.contains(file), "{command:?} {file}: {said}");
            assert!(said.contains("with --db"), "{command:?} {file}: {said}");
            assert_eq!(said.lines().count(), 1, "{command:?} {file}: {said}");
            assert_eq!(ran.stdout, "", "{command:?} {file}");
        }
        assert!(before == fs::read(sandbox.path(file)).ok(), "{file}");
        assert!(!sandbox.path(&format!("{file}.undo")).exists(), "{file}");
    }
}

#[test]
fn an_import_fills_an_empty_file_and_other_commands_say_so() {
    let sandbox = Sandbox::new();
    sandbox.write("x.json", r#"{"eventVersion":"1.08","eventName":"A","eventID":"1"}"#);
    sandbox.write("empty.duckdb", "");
    for command in &COMMANDS[2..] {
        let ran = sandbox.run(&[command, &["--db", "empty.duckdb"][..]].concat()).expect_code(1);
        assert!(ran.stderr.contains("it is empty; import into it"), "{}", ran.stderr);
    }
    for command in [COMMANDS[1], COMMANDS[0]] {
        let _ = sandbox.run(&[command, &["--db", "empty.duckdb"][..]].concat()).expect_code(0);
    }
    let _ = sandbox.run(&["info", "--db", "empty.duckdb"]).expect_code(0);
}

#[test]
fn a_database_that_a_shell_has_open_is_in_use() {
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&fixtures("trail")]);
    for (options, command) in [
        (&["shell"][..], &["import", "x.json"][..]),
        (&["shell", "--read-write"], &["import", "x.json"]),
        (&["shell", "--read-write"], &["report", "deletes"]),
        (&["shell", "--read-write"], &["query", "SELECT 1"]),
    ] {
        sandbox.write("x.json", r#"{"eventVersion":"1.08","eventName":"A","eventID":"1"}"#);
        let mut child =
            sandbox.command(options).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        std::io::Write::write_all(&mut stdin, b"SELECT 'ready';\n").unwrap();
        let mut out = std::io::BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        while !line.contains("ready") {
            assert!(std::io::BufRead::read_line(&mut out, &mut line).unwrap() > 0, "{line}");
        }
        let ran = sandbox.run(command).expect_code(1);
        drop(stdin);
        let _ = child.wait();
        assert!(
            ran.stderr.contains("is in use by another program; wait for it to end, or close it"),
            "{}",
            ran.stderr
        );
        assert!(ran.stderr.contains(&format!("process {}", child.id())), "{}", ran.stderr);
        for advice in ["-readonly", "https://", "IO Error"] {
            assert!(!ran.stderr.contains(advice), "{}", ran.stderr);
        }
    }
}

#[test]
fn a_statement_that_would_change_a_database_names_the_option() {
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&fixtures("trail")]);
    for sql in ["DROP TABLE event_rows", "DELETE FROM event_rows", "CREATE TABLE x (a INT)"] {
        let ran = sandbox.run(&["query", sql]).expect_code(1);
        assert!(ran.stderr.contains("it is open read-only; --read-write lets"), "{}", ran.stderr);
        let ran = sandbox.run(&["query", "--safe", sql]).expect_code(1);
        assert!(ran.stderr.contains("--safe never changes it"), "{}", ran.stderr);
        let ran = sandbox.run_with_input(&["shell"], format!("{sql};").as_bytes()).expect_code(1);
        assert!(ran.stderr.contains("start the shell with --read-write"), "{}", ran.stderr);
    }
}
