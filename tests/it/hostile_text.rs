//! Hostile text of a log in all output: no control or invisible characters for people, nothing that breaks
//! out of a format, and the exact value for programs.

use std::{collections::HashSet, fs};

use ducktrail::internals::trail::column::{COLUMNS, ColumnKind};
use regex_syntax::hir::{Class, HirKind};
use serde_json::{Map, Value, json};

use crate::support::{Run, Sandbox};

/// Colours, a link and the clipboard (OSC 8 and 52), C1 controls, deletion and overwriting, direction
/// marks, zero-width characters, line ends, and the syntax of CSV, Markdown, HTML and JSON.
pub(crate) const HOSTILE: &str = "=cmd|'/c calc'!A1 \u{1b}[2J\u{1b}]8;;http://evil\u{7}x\u{1b}]52;c;ZXZpbA==\u{7}\u{9b}31m\u{8}\u{7f}\r\n\t\0\u{202e}\u{2066}\u{200e}\u{200f}\u{61c}\u{200b}\u{feff}\u{2060}\u{ad}\u{2028}\u{2029}\u{e0041}\u{fe0f}\u{e0100}\u{115f}\u{3164}\u{ffa0}\u{34f}\u{17b4}\u{180b}\u{1bca0}\u{1d173}| `x` <script>alert(1)</script><img src=x onerror=y> [a](http://b) www.c d@e.f $g$ \\\"',end;=1";

/// Returns a record with hostile text in every text column and in member names.
pub(crate) fn record() -> Value {
    let mut record = json!({});
    for column in COLUMNS.iter().filter(|column| !column.path.is_empty()) {
        let value = match column.kind {
            ColumnKind::Text => json!(HOSTILE),
            ColumnKind::Json => json!({ HOSTILE: [HOSTILE] }),
            ColumnKind::Bool => json!(true),
            ColumnKind::BoolText => json!("true"),
            ColumnKind::Time => json!("2024-01-02T03:04:05Z"),
        };
        put(record.as_object_mut().unwrap(), column.path, value);
    }
    record["noSuchMember"] = json!({ HOSTILE: HOSTILE });
    record
}

/// Sets the member at a path, unless there is a value already.
fn put(object: &mut Map<String, Value>, path: &[&str], value: Value) {
    let (name, rest) = path.split_first().unwrap();
    if rest.is_empty() {
        object.entry((*name).to_owned()).or_insert(value);
        return;
    }
    let below = object.entry((*name).to_owned()).or_insert_with(|| json!({}));
    put(below.as_object_mut().unwrap(), rest, value);
}

pub(crate) fn imported() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("logs/a.json", json!({ "Records": [record()] }).to_string());
    sandbox.write("logs/b\u{1b}[31m\u{202e}\n.json", format!("{{\"Records\":[{{\"{HOSTILE}"));
    let ran = sandbox.run(&["import", "logs"]);
    assert_clean("import", &ran);
    assert_eq!(sandbox.value("SELECT count(*) FROM events"), "1");
    sandbox
}

/// Returns the characters that Unicode calls default ignorable, and the separators of lines and paragraphs.
pub(crate) fn ignorable() -> HashSet<char> {
    let property = regex_syntax::parse(r"\p{Default_Ignorable_Code_Point}").unwrap();
    let HirKind::Class(Class::Unicode(class)) = property.kind() else { panic!("{property:?}") };
    let all = class.iter().flat_map(|range| range.start()..=range.end());
    all.chain(['\u{2028}', '\u{2029}']).collect()
}

/// Checks that output has no control or invisible characters except line ends.
#[track_caller]
pub(crate) fn assert_clean(what: &str, ran: &Run) {
    assert_clean_text(what, &ran.stdout);
    assert_clean_text(what, &ran.stderr);
}

/// Does the same for a text.
#[track_caller]
pub(crate) fn assert_clean_text(what: &str, text: &str) {
    let ignorable = ignorable();
    let found = text
        .lines()
        .flat_map(str::chars)
        .find(|letter| letter.is_control() || ignorable.contains(letter));
    assert_eq!(found, None, "{what}: {text}");
}

#[test]
fn output_for_people_has_no_control_characters() {
    let sandbox = imported();
    let id = sandbox.value("SELECT event_id FROM events").replace('\0', "");
    let name = "no\u{1b}[31m\u{202e}such\u{9b}name";
    let mut commands: Vec<Vec<&str>> = vec![
        vec!["info"],
        vec!["coverage"],
        vec!["coverage", "--calendar"],
        vec!["coverage", "--findings"],
        vec!["verify"],
        vec!["report"],
        vec!["report", name],
        vec!["report", "deletes", "--set", name],
        vec!["report", "deletes", "--actor", name],
        vec!["report", "deletes", "--since", name],
        vec!["events", &id],
        vec!["events", "--name", name],
        vec!["query", name],
        vec!["query", "-f", name],
        vec!["query", "SELECT 1", "--db", name],
        vec!["query", "FROM \"a\u{202e}\u{1b}[31m\""],
        vec!["import", name],
        vec!["export", "-o", name, "--format", name],
        vec![name],
    ];
    for format in ["table", "line", "markdown"] {
        commands.push(vec!["query", "FROM activity", "--format", format]);
        commands.push(vec!["query", "FROM rejects", "--format", format]);
        commands.push(vec!["query", "FROM files", "--format", format]);
        commands.push(vec!["query", "SELECT 1 AS \"a\u{202e}\u{1b}[31m\"", "--format", format]);
        commands.push(vec!["events", "--format", format]);
        commands.push(vec!["events", "--wide", "--format", format]);
    }
    for command in commands {
        assert_clean(&format!("{command:?}"), &sandbox.run(&command));
    }
}

#[test]
fn reports_have_no_control_characters() {
    let sandbox = imported();
    let _ = sandbox.run(&["report", "--all", "-o", "out", "--format", "markdown"]).expect_code(0);
    for entry in fs::read_dir(sandbox.path("out")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains("<script") && !text.contains("<img"), "{}", path.display());
        assert_clean_text(&path.display().to_string(), &text);
    }
}

#[test]
fn json_has_the_exact_value() {
    let sandbox = imported();
    for format in ["json", "jsonl"] {
        let ran = sandbox.run(&["query", "FROM events", "--format", format]).expect_code(0);
        let read: Value = serde_json::from_str(&ran.stdout).unwrap();
        let row = if format == "json" { &read[0] } else { &read };
        assert_exact(|name| row[name].clone());
    }
}

/// Checks that each column has the value of the record.
fn assert_exact(value: impl Fn(&str) -> Value) {
    for column in COLUMNS.iter().filter(|column| !column.path.is_empty()) {
        match column.kind {
            ColumnKind::Text => assert_eq!(value(column.name), json!(HOSTILE), "{}", column.name),
            ColumnKind::Json if column.path.len() == 1 => {
                let pointer = format!("/{}", column.path.join("/"));
                assert_eq!(Some(&value(column.name)), record().pointer(&pointer));
            }
            _ => {}
        }
    }
}

#[test]
fn csv_has_the_exact_value_or_a_safe_one() {
    let sandbox = imported();
    let is_escaped = |letter: &char| letter.is_control() && !['\t', '\r', '\n'].contains(letter);
    let escaped = |letter: char| match Some(letter).filter(is_escaped) {
        Some(letter) => letter.escape_unicode().to_string(),
        None => letter.to_string(),
    };
    let safe: String = HOSTILE.chars().map(escaped).collect();
    let safe = format!("'{}", safe.replace(";=1", ";'=1"));
    for (option, expected) in [("--raw-csv", HOSTILE.to_owned()), ("--csv", safe)] {
        let mut args = vec!["query", "FROM events", "--format", "csv"];
        args.extend([option].iter().filter(|option| **option == "--raw-csv"));
        let ran = sandbox.run(&args).expect_code(0);
        let mut reader = csv::Reader::from_reader(ran.stdout.as_bytes());
        let names = reader.headers().unwrap().clone();
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 1);
        for column in COLUMNS.iter().filter(|column| column.kind == ColumnKind::Text) {
            if !column.path.is_empty() {
                let at = names.iter().position(|name| name == column.name).unwrap();
                assert_eq!(rows[0][at], expected, "{}", column.name);
            }
        }
    }
}

#[test]
fn csv_of_hostile_text_is_read_by_python_and_duckdb() {
    let sandbox = imported();
    let sql = "SELECT user_agent, event_name, 7 AS n FROM events";
    let _ = sandbox.run(&["query", sql, "-o", "a.csv"]).expect_code(0);
    let bytes = fs::read(sandbox.path("a.csv")).unwrap();
    assert!(!bytes.iter().any(|byte| *byte < b' ' && !b"\t\r\n".contains(byte)));
    let path = sandbox.path("a.csv").display().to_string();
    let read = format!("FROM read_csv('{path}', header = true, all_varchar = true)");
    let shape = format!("SELECT concat_ws(' ', n, contains(user_agent, '\\u{{0}}')) {read}");
    assert_eq!(sandbox.values(&shape), ["7 true"]);
    let script = "import csv, sys\nrows = list(csv.reader(open('a.csv', newline='', encoding='utf-8')))\nassert len(rows) == 2 and rows[1][2] == '7' and '\\\\u{0}' in rows[1][0], rows";
    match sandbox.command_of("python3", &["-c", script]).output() {
        Ok(ran) => assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr)),
        Err(_) => eprintln!("skipped reading the CSV with Python: there is no python3"),
    }
}

#[test]
fn parquet_has_the_exact_value() {
    let sandbox = imported();
    let _ = sandbox.run(&["export", "-o", "events.parquet"]).expect_code(0);
    let path = sandbox.path("events.parquet");
    let same = format!(
        "SELECT count(*) FROM '{}' p JOIN events e
         ON p.user_agent = e.user_agent AND p.request_parameters::VARCHAR = e.request_parameters::VARCHAR",
        path.display()
    );
    assert_eq!(sandbox.value(&same), "1");
    assert_eq!(sandbox.value("SELECT user_agent FROM events"), HOSTILE);
}

#[test]
fn a_markdown_row_is_one_line_with_every_cell() {
    let sandbox = imported();
    let ran = sandbox.run(&["query", "FROM events", "--format", "markdown"]).expect_code(0);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{}", ran.stdout);
    let cells = |line: &str| line.replace("\\\\", "").replace("\\|", "").matches('|').count();
    assert_eq!(cells(lines[0]), cells(lines[2]));
    assert!(!lines[2].contains("<script") && !lines[2].contains("<img"), "{}", lines[2]);
}
