//! A reject shows the text of what was lost, and nothing of the records around it.

use crate::support::{Sandbox, gzip};

const BEFORE: &str = r#"{"eventVersion":"1.08","eventName":"MARK-BEFORE","eventID":"1"}"#;
const AFTER: &str = r#"{"eventVersion":"1.08","eventName":"MARK-AFTER","eventID":"2"}"#;

/// A file with a record between two others that must be rejected alone.
struct Case {
    name: &'static str,
    content: Vec<u8>,
    /// The number of events that are not rejected.
    events: u64,
}

fn in_array(name: &'static str, record: &[u8]) -> Case {
    let content =
        [br#"{"Records":["#, BEFORE.as_bytes(), b",", record, b",", AFTER.as_bytes(), b"]}"];
    Case { name, content: content.concat(), events: 2 }
}

/// A Lake result in which a row is between two records.
fn in_csv(name: &'static str, row: &[u8]) -> Case {
    let quoted = |record: &str| format!("\"{}\"\n", record.replace('"', "\"\""));
    let (before, after) = (quoted(BEFORE), quoted(AFTER));
    let content = [b"eventJson\n", before.as_bytes(), row, b"\n", after.as_bytes()].concat();
    Case { name, content, events: 2 }
}

fn cases() -> Vec<Case> {
    let large = format!("{{\"eventName\":\"{}\"}}", "x".repeat(17 << 20));
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(1000), "]".repeat(1000));
    // A record at the end of the first buffer.
    let padding = " ".repeat((256 << 10) - 100);
    vec![
        in_array("not JSON", br#"{"eventID":"x" "y"}"#),
        in_array("not UTF-8", b"{\"eventID\":\"\xff\"}"),
        in_array("not an object", b"17"),
        in_array("without members", b"{}"),
        in_array("a lone surrogate", br#"{"eventVersion":"1","eventID":"\ud800"}"#),
        in_array("too deep", deep.as_bytes()),
        in_array("oversized", large.as_bytes()),
        in_array("across buffers", format!("{padding}{{\"a\" {}}}", "x".repeat(200)).as_bytes()),
        Case {
            name: "waiting for the first record",
            content: format!(r#"{{"Records":[{{"unusual":"\ud800"}},{BEFORE},{AFTER}]}}"#)
                .into_bytes(),
            events: 2,
        },
        in_csv("too many fields", ",".repeat(20_000).as_bytes()),
        in_csv("too many fields with text", "abc,".repeat(20_000).as_bytes()),
        in_csv("a large field", "x".repeat(17 << 20).as_bytes()),
        in_csv("a field that is not JSON", b"xyz"),
        Case {
            name: "a broken line",
            content: format!("{BEFORE}\n{{\"eventName\": \n{AFTER}\n").into_bytes(),
            events: 2,
        },
    ]
}

#[test]
fn a_reject_holds_its_own_text_and_no_other() {
    for Case { name, content, events } in cases() {
        let sandbox = Sandbox::new();
        sandbox.write("x.json", &content);
        let ran = sandbox.import(&[&sandbox.path("x.json")]).expect_code(3);
        assert_eq!(
            (ran.count("inserted"), ran.count("rejected")),
            (events, 1),
            "{name}: {}",
            ran.stdout
        );
        assert_eq!(
            sandbox.value("SELECT count(*) FROM rejects WHERE contains(text, 'MARK')"),
            "0",
            "{name}"
        );
        let position: usize = sandbox.value("SELECT position FROM rejects").parse().unwrap();
        let text = sandbox.value("SELECT text FROM rejects");
        let there = String::from_utf8_lossy(&content[position..]);
        assert!(!text.is_empty() && there.starts_with(&text), "{name} at {position}");
    }
}

#[test]
fn content_that_is_cut_off_is_rejected_from_the_record_that_broke() {
    let csv = in_csv("", b"xyz").content;
    let json = in_array("", b"{\"a\":1}").content;
    for (name, content) in [("csv", csv), ("json", json)] {
        let sandbox = Sandbox::new();
        // Stored blocks end where the file ends.
        let packed = stored(&content);
        sandbox.write("x.json.gz", &packed[..packed.len() - 20]);
        let _ = sandbox.import(&[&sandbox.path("x.json.gz")]).expect_code(3);
        let position: usize = sandbox.value("SELECT max(position) FROM rejects").parse().unwrap();
        let text = sandbox.value("SELECT text FROM rejects ORDER BY position");
        assert!(text.contains("MARK-AFTER") && !text.contains("MARK-BEFORE"), "{name}: {text}");
        let there = String::from_utf8_lossy(&content[position..]);
        assert!(there.starts_with(&text), "{name} at {position}: {text}");
    }
}

/// A gzip file without compression.
fn stored(content: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_small_file_with_a_damaged_checksum_is_reported() {
    let sandbox = Sandbox::new();
    let mut packed = gzip(BEFORE.as_bytes());
    let at = packed.len() - 8;
    packed[at] ^= 1;
    sandbox.write("x.json.gz", packed);
    let ran = sandbox.import(&[&sandbox.path("x.json.gz")]).expect_code(3);
    assert_eq!((ran.count("inserted"), ran.count("rejected")), (1, 1), "{}", ran.stdout);
}
