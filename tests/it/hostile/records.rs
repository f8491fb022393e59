//! Records of unusual sizes and bytes.

use std::fmt::Write;

use crate::support::Sandbox;

/// Returns a record with one more member.
fn record(id: usize, member: &str) -> String {
    format!(r#"{{"eventVersion":"1.08","eventName":"A","eventID":"{id}",{member}}}"#)
}

/// Imports content between two good records. Returns the sandbox and the inserted and rejected counts.
#[track_caller]
fn imported(content: &[u8]) -> (Sandbox, u64, u64) {
    let sandbox = Sandbox::new();
    let mut lines = record(1, r#""awsRegion":"a""#).into_bytes();
    lines.push(b'\n');
    lines.extend_from_slice(content);
    lines.push(b'\n');
    lines.extend_from_slice(record(2, r#""awsRegion":"b""#).as_bytes());
    sandbox.write("logs/x.json", lines);
    let ran = sandbox.import(&[&sandbox.path("logs")]);
    assert!(matches!(ran.code, Some(0 | 3)), "{}", ran.stderr);
    let good = sandbox.value("SELECT count(*) FROM events WHERE event_id IN ('1', '2')");
    assert_eq!(good, "2", "{}", ran.stderr);
    assert_eq!(ran.count("Records read"), ran.count("inserted") + ran.count("rejected"));
    let counts = (ran.count("inserted"), ran.count("rejected"));
    for format in ["table", "csv", "json", "jsonl", "markdown", "line"] {
        let ran = sandbox.run(&["query", "SELECT * FROM events", "--format", format]);
        assert_eq!(ran.code, Some(0), "{format}: {}", ran.stderr);
        // CSV cannot escape NUL and has the exact value.
        assert!(format == "csv" || !ran.stdout.contains('\0'), "{format} prints NUL");
    }
    (sandbox, counts.0, counts.1)
}

#[test]
fn records_of_any_size_up_to_the_limit_are_kept_whole() {
    for size in [256 << 10, 1 << 20, 15 << 20] {
        let text = record(3, &format!(r#""requestParameters":{{"a":"{}"}}"#, "x".repeat(size)));
        let sandbox = Sandbox::new();
        sandbox.write("x.json", &text);
        let ran = sandbox.import(&[&sandbox.path("x.json")]).expect_code(0);
        assert_eq!(ran.count("inserted"), 1);
        let length = sandbox.value("SELECT length(request_parameters->>'a') FROM events");
        assert_eq!(length, size.to_string());
    }
}

#[test]
fn a_record_beyond_the_limit_is_rejected_alone() {
    let large = record(3, &format!(r#""requestParameters":"{}""#, "x".repeat(40 << 20)));
    assert_eq!(imported(large.as_bytes()).2, 1);
}

#[test]
fn a_number_of_a_megabyte_keeps_its_digits() {
    let text = record(3, &format!(r#""requestParameters":{{"n":{}}}"#, "7".repeat(1 << 20)));
    let (sandbox, inserted, _) = imported(text.as_bytes());
    assert_eq!(inserted, 3);
    let length =
        sandbox.value("SELECT length(request_parameters::VARCHAR) FROM events WHERE event_id='3'");
    assert_eq!(length, ((1 << 20) + 6).to_string());
}

#[test]
fn a_record_with_invalid_text_is_rejected_alone() {
    for bytes in [&b"\xff\xfe"[..], b"\0", b"\xed\xa0\x80", b"\xc0\xaf"] {
        let mut text = br#"{"eventVersion":"1","eventName":""#.to_vec();
        text.extend_from_slice(bytes);
        text.extend_from_slice(br#"","eventID":"3"}"#);
        let (_, inserted, rejected) = imported(&text);
        assert_eq!((inserted, rejected), (2, 1), "{bytes:?}");
    }
}

#[test]
fn an_escaped_nul_is_kept_and_never_printed_as_a_byte() {
    let text = record(3, r#""userAgent":"a\u0000b","requestParameters":{"k":"a\u0000b"}"#);
    assert_eq!(imported(text.as_bytes()).1, 3);
}

#[test]
fn repeated_member_names_and_names_that_differ_by_case_are_kept() {
    let text = record(3, r#""errorCode":"x","errorCode":"y","ErrorCode":"z","":1"#);
    let (sandbox, inserted, _) = imported(text.as_bytes());
    assert_eq!(inserted, 3);
    let extra = sandbox.value("SELECT extra FROM events WHERE event_id = '3'");
    assert_eq!(extra, r#"{"errorCode":"x","errorCode":"y","ErrorCode":"z","":1}"#);
}

#[test]
fn a_hundred_thousand_members_are_one_record() {
    let mut members = String::from(r#""awsRegion":"x""#);
    for number in 0..100_000 {
        write!(members, ",\"m{number}\":{number}").unwrap();
    }
    assert_eq!(imported(record(3, &members).as_bytes()).1, 3);
}

#[test]
fn empty_and_one_byte_files_are_counted() {
    let sandbox = Sandbox::new();
    for (name, content) in [("empty", &b""[..]), ("brace", b"{"), ("nul", b"\0"), ("half", b"\x1f")]
    {
        sandbox.write(&format!("logs/{name}.json"), content);
    }
    let ran = sandbox.import(&[&sandbox.path("logs")]).expect_code(3);
    assert_eq!(ran.count("Files found"), 4);
    let sum = ["imported", "not CloudTrail", "unreadable", "same content"].map(|n| ran.count(n));
    assert_eq!(sum.iter().sum::<u64>(), 4, "{}", ran.stdout);
}

#[test]
fn a_million_unclosed_objects_are_read_in_linear_time() {
    // Reading again from each line on would take hours.
    let sandbox = Sandbox::new();
    sandbox.write("x.json", "{\"a\":\n".repeat(1_000_000));
    let ran = sandbox.import(&[&sandbox.path("x.json")]).expect_code(3);
    assert_eq!(ran.count("inserted"), 0);
    assert!(ran.count("rejected") > 0);
}
