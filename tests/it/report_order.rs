//! Every report has the same rows in the same order, in whichever order its events were imported.

use std::{
    collections::{BTreeMap, hash_map::DefaultHasher},
    fs,
    hash::{Hash, Hasher},
};

use serde_json::Value;

use crate::support::{Sandbox, fixtures};

/// The parameters with which reports show the most rows.
const SET: &[&str] = &[
    "resource=i-0123456789abcdef0",
    "reads=true",
    "wide=true",
    "failed=true",
    "usual=true",
    "days=100000",
    "percent=100",
];

/// Returns copies of a record without its ID, each with another value changed, so that nothing but the value
/// tells them apart: a fifth of the values, others for each record.
fn variants(nth_record: usize, record: &Value) -> Vec<Value> {
    let mut base = record.clone();
    let Some(members) = base.as_object_mut() else { return Vec::new() };
    for name in ["eventID", "requestID", "sharedEventID"] {
        members.remove(name);
    }
    let mut paths = Vec::new();
    add_leaves(&base, "", &mut paths);
    let paths = paths.iter().skip(nth_record % 5).step_by(5);
    let changed = paths.filter(|path| !path.starts_with("/event")).map(|path| {
        let mut copy = base.clone();
        let leaf = copy.pointer_mut(path).unwrap();
        *leaf = match leaf {
            Value::String(text) => format!("{text}0").into(),
            Value::Bool(value) => (!*value).into(),
            Value::Number(_) => 7.into(),
            _ => Value::Null,
        };
        copy
    });
    changed.collect()
}

fn add_leaves(value: &Value, path: &str, paths: &mut Vec<String>) {
    let mut add = |name: &str, value| {
        let name = name.replace('~', "~0").replace('/', "~1");
        add_leaves(value, &format!("{path}/{name}"), paths);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| add(name, value)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(nth, value)| add(&nth.to_string(), value));
        }
        _ => paths.push(path.to_owned()),
    }
}

/// Imports lines in an order that depends on the seed, and returns the text of each report.
fn reports(lines: &[String], seed: u8) -> (Sandbox, BTreeMap<String, String>) {
    let mut lines: Vec<&String> = lines.iter().collect();
    lines.sort_by_key(|line| {
        let mut hasher = DefaultHasher::new();
        (seed, line).hash(&mut hasher);
        hasher.finish()
    });
    let sandbox = Sandbox::new();
    for (nth, part) in lines.chunks(lines.len() / usize::from(seed) + 1).enumerate() {
        let text: Vec<&str> = part.iter().map(|line| line.as_str()).collect();
        sandbox.write(&format!("in/{nth}.jsonl"), text.join("\n"));
    }
    let _ = sandbox.run(&["import", "in", "--jobs", &seed.to_string()]).expect_code(0);
    let mut args = vec!["report", "--all", "--format", "csv", "-o", "out"];
    args.extend(SET.iter().flat_map(|assignment| ["--set", assignment]));
    let _ = sandbox.run(&args).expect_code(0);
    let files = fs::read_dir(sandbox.path("out")).unwrap().map(Result::unwrap);
    // import_health shows the import itself, and the index counts its rows.
    let files = files.map(|file| file.file_name().into_string().unwrap());
    let files =
        files.filter(|name| !name.starts_with("import_health") && !name.starts_with("index"));
    let texts = files
        .map(|name| (name.clone(), fs::read_to_string(sandbox.path("out").join(name)).unwrap()));
    let texts = texts.collect();
    (sandbox, texts)
}

#[test]
fn reports_do_not_depend_on_the_order_of_the_import() {
    let source = Sandbox::new();
    let _ = source.import(&[&fixtures("reports")]);
    let ran = source.run(&["events", "--full", "--format", "jsonl"]).expect_code(0);
    let records = ran.stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let variants = records.enumerate().flat_map(|(nth, record)| variants(nth, &record));
    let lines: Vec<String> = variants.map(|record| record.to_string()).collect();
    assert!(lines.len() > 1000, "{}", lines.len());
    let (_one, first) = reports(&lines, 1);
    let (_other, second) = reports(&lines, 3);
    assert!(first.len() > 40);
    for (name, text) in &first {
        let differs = text.lines().zip(second[name].lines()).find(|(one, other)| one != other);
        assert_eq!(differs, None, "{name}");
        assert_eq!(text.len(), second[name].len(), "{name}");
    }
}
