//! 1,692 real log files, compared with a manifest that two other programs wrote.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use duckdb::Connection;
use serde_json::Value;

use crate::support::{Sandbox, corpus, events, gzip};

#[test]
fn every_file_is_recognised_and_every_record_read() {
    let Some(folder) = corpus("every_file_is_recognised_and_every_record_read") else { return };
    let sandbox = Sandbox::new();
    let ran = sandbox.import(&[&folder.join("files")]).expect_code(3);
    assert_eq!(ran.count("Files found"), 1692);
    let connection = Connection::open(sandbox.path("ducktrail.duckdb")).unwrap();
    let mut statement = connection
        .prepare("SELECT paths.path, form, records_read - records_rejected FROM paths JOIN files USING (sha256)")
        .unwrap();
    let rows =
        statement.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))).unwrap();
    let found: HashMap<String, (String, u64)> = rows.map(Result::unwrap).collect();
    let manifest: HashMap<String, Value> =
        serde_json::from_str(&fs::read_to_string(folder.join("manifest.json")).unwrap()).unwrap();
    let mut records = 0;
    for (name, entry) in &manifest {
        let path = folder.join(name);
        let (form, count) = &found[path.to_str().unwrap()];
        let expected = entry["form"].as_str().unwrap().trim_end_matches(".gz");
        let leading = entry["leading_valid_records"].as_u64().unwrap_or_default();
        assert_eq!(
            (form.as_str(), *count),
            (expected, entry["records"].as_u64().unwrap() + leading),
            "{name}"
        );
        records += count;
    }
    // One more than the manifest counts: the record before the break of a broken document.
    assert_eq!((manifest.len(), records), (1692, 17_171));
    assert_eq!(ran.count("inserted") + ran.count("insights"), 14_573);
}

#[test]
fn a_second_import_by_another_spelling_of_the_path_opens_no_file() {
    let Some(folder) = corpus("a_second_import_by_another_spelling_of_the_path_opens_no_file")
    else {
        return;
    };
    let sandbox = Sandbox::new();
    let files = folder.join("files");
    let _ = sandbox.import(&[&files]);
    let before = events(&sandbox.path("ducktrail.duckdb"));
    let other = folder.join("files/../files/./");
    let ran = sandbox.import(&[&other, &files]).expect_code(0);
    assert_eq!(
        (ran.count("Files found"), ran.count("unchanged"), ran.count("inserted")),
        (1692, 1692, 0)
    );
    assert!(before == events(&sandbox.path("ducktrail.duckdb")));
}

#[test]
fn names_order_compression_and_threads_do_not_change_what_is_imported() {
    let name = "names_order_compression_and_threads_do_not_change_what_is_imported";
    let Some(folder) = corpus(name) else { return };
    let sandbox = Sandbox::new();
    let files = folder.join("files");
    let _ = sandbox.run(&["import", files.to_str().unwrap(), "--db", "a.duckdb", "--jobs", "2"]);
    let copy = sandbox.path("copy");
    copy_in_reverse(&files, &copy);
    let ran = sandbox.run(&["import", copy.to_str().unwrap(), "--db", "b.duckdb", "--jobs", "1"]);
    assert_eq!(ran.count("Files found"), 1692);
    assert!(events(&sandbox.path("a.duckdb")) == events(&sandbox.path("b.duckdb")));
    // The same content under other names is not parsed again.
    let ran = sandbox.run(&["import", copy.to_str().unwrap(), "--db", "a.duckdb"]).expect_code(0);
    assert_eq!((ran.count("same content"), ran.count("Records read")), (1692, 0));
}

/// Copies all files below `from` to one flat folder under names that sort in reverse. Compresses plain files
/// and inflates gzip files.
fn copy_in_reverse(from: &Path, to: &Path) {
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(from)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect();
    files.sort();
    fs::create_dir_all(to).unwrap();
    for (at, file) in files.iter().rev().enumerate() {
        let content = fs::read(file).unwrap();
        // The extension stays, as a file named .json must be JSON.
        let end = if file.to_str().unwrap().contains(".json") { "json" } else { "x" };
        let target = to.join(format!("{at:05}.{end}"));
        if content.starts_with(&[0x1f, 0x8b]) {
            let mut inflated = Vec::new();
            std::io::Read::read_to_end(
                &mut flate2::read::MultiGzDecoder::new(content.as_slice()),
                &mut inflated,
            )
            .unwrap();
            fs::write(target, inflated).unwrap();
        } else {
            fs::write(target, gzip(&content)).unwrap();
        }
    }
}

#[test]
fn nearly_every_successful_delete_names_its_target() {
    let Some(folder) = corpus("nearly_every_successful_delete_names_its_target") else {
        return;
    };
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&folder.join("files")]);
    let share = "SELECT count(target) >= 0.95 * count(*) AND count(*) > 100 FROM deletes";
    assert_eq!(sandbox.value(share), "true");
    // The name of a filter is not a target.
    let filters = "SELECT count(*) FROM activity WHERE target IN ('vpc-id', 'resource-id')";
    assert_eq!(sandbox.value(filters), "0");
}
