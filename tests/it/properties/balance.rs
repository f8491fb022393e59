//! A randomly damaged archive: the counts add up, and each record is an event or in a reject.

use proptest::{strategy::Strategy, strategy::ValueTree, test_runner::TestRunner};

use crate::{properties::splitter, support::Sandbox};

/// The number of files. Each is damaged in one place.
const FILES: usize = 150;

/// Replaces the intact starts of records by starts of events that are unique among all files.
fn with_events(content: &[u8], file: usize) -> Vec<u8> {
    let start = b"{\"number\":\"<";
    let mut made = Vec::new();
    let mut copied = 0;
    for at in memchr::memmem::find_iter(content, start) {
        made.extend_from_slice(&content[copied..at]);
        made.extend_from_slice(format!("{{\"eventName\":\"A\",\"number\":\"<{file}-").as_bytes());
        copied = at + start.len();
    }
    made.extend_from_slice(&content[copied..]);
    made
}

#[test]
fn every_record_of_a_damaged_archive_is_accounted_for() {
    let sandbox = Sandbox::new();
    let mut runner = TestRunner::deterministic();
    let mut expected = Vec::new();
    for file in 0..FILES {
        // The first bytes determine whether the content is read.
        let (content, records) = splitter::damaged(64).new_tree(&mut runner).unwrap().current();
        let content = with_events(&content, file);
        let name = format!("logs/{file}.json");
        if file % 2 == 0 {
            sandbox.write(&name, &content);
        } else {
            sandbox.write_gzip(&name, &content);
        }
        let mark = |number: usize| format!("<{file}-{number}>");
        expected.extend(
            (0..records)
                .map(mark)
                .filter(|mark| memchr::memmem::find(&content, mark.as_bytes()).is_some()),
        );
    }
    assert!(expected.len() > 3 * FILES);

    let ran = sandbox.import(&[&sandbox.path("logs")]).expect_code(3);
    assert_eq!(ran.count("Files found"), FILES as u64);
    let uneven = "records_read <> records_inserted + records_duplicate + records_rejected
        + records_filtered + records_undecided + records_insight + records_aggregated";
    for table in ["imports", "files"] {
        assert_eq!(sandbox.value(&format!("SELECT count(*) FROM {table} WHERE {uneven}")), "0");
    }
    assert_eq!(sandbox.value("SELECT count(*) FROM events"), ran.count("inserted").to_string());
    let kept = sandbox
        .values(
            "SELECT e::VARCHAR FROM events e UNION ALL SELECT text FROM rejects
            UNION ALL SELECT record::VARCHAR FROM insights",
        )
        .join("\n");
    let lost: Vec<&String> = expected.iter().filter(|mark| !kept.contains(*mark)).collect();
    assert_eq!(lost, Vec::<&String>::new());
}
