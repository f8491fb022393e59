//! Deeply nested JSON, which overflows the stack of a recursive parser.

use crate::support::{Run, Sandbox};

const LEVELS: usize = 1_000_000;

/// Returns a record with optional further members.
fn record(id: usize, members: &str) -> String {
    format!(r#"{{"eventVersion":"1.08","eventName":"A","eventID":"{id}"{members}}}"#)
}

/// Returns nested arrays.
fn arrays(levels: usize) -> String {
    format!("{}1{}", "[".repeat(levels), "]".repeat(levels))
}

/// Returns nested objects.
fn objects(levels: usize) -> String {
    format!("{}1{}", "{\"a\":".repeat(levels), "}".repeat(levels))
}

/// Imports a file, and another one with the good record 3.
fn imported(content: &str) -> (Sandbox, Run) {
    let sandbox = Sandbox::new();
    sandbox.write("logs/a.json", content);
    sandbox.write("logs/b.json", record(3, ""));
    let ran = sandbox.run(&["import", "logs"]);
    assert!(matches!(ran.code, Some(0 | 3)), "{}", ran.stderr);
    (sandbox, ran)
}

/// Checks that the two good records of the content and the one of the other file are imported.
#[track_caller]
fn assert_rejected_alone(content: &str, reason: &str) {
    let (sandbox, ran) = imported(content);
    assert_eq!((ran.code, ran.count("inserted"), ran.count("rejected")), (Some(3), 3, 1));
    let found = sandbox.value("SELECT reason FROM rejects");
    assert!(found.contains(reason), "{found}");
    // DuckDB's own recursion, which ends the process if the JSON is too deep.
    let all = "SELECT COLUMNS(['request_parameters', 'extra', 'user_identity'])::VARIANT::VARCHAR FROM events";
    let _ = sandbox.run(&["query", all]).expect_code(0);
}

#[test]
fn a_record_of_a_million_levels_is_rejected_alone() {
    for (name, deep) in [
        ("requestParameters", objects(LEVELS)),
        ("responseElements", arrays(LEVELS)),
        ("userIdentity", objects(LEVELS)),
        ("userAgent", arrays(LEVELS)),
        ("noSuchMember", arrays(LEVELS)),
    ] {
        let deep = record(9, &format!(",\"{name}\":{deep}"));
        let reason = "nested deeper than 500 levels";
        assert_rejected_alone(&format!("{}\n{deep}\n{}", record(1, ""), record(2, "")), reason);
        let records = format!("{{\"Records\":[{},{deep},{}]}}", record(1, ""), record(2, ""));
        assert_rejected_alone(&records, reason);
    }
}

#[test]
fn deep_nesting_in_place_of_a_record_is_rejected_alone() {
    let (one, two) = (record(1, ""), record(2, ""));
    let deep = arrays(LEVELS);
    assert_rejected_alone(&format!("{{\"Records\":[{one},{deep},{two}]}}"), "not a JSON object");
    let open = "[".repeat(LEVELS);
    let unclosed = format!("{one}\n{{\"eventName\":{open}\n{two}");
    assert_rejected_alone(&unclosed, "the content ends inside a record");
}

#[test]
fn deep_nesting_around_records_costs_no_record() {
    let deep = arrays(LEVELS);
    let (one, two) = (record(1, ""), record(2, ""));
    let content = format!("{{\"x\":{deep},\"Records\":[{one},{two}],\"y\":{deep}}}");
    assert_eq!(imported(&content).1.expect_code(0).count("inserted"), 3);
    // An unknown kind of JSON is not an error.
    for content in [objects(LEVELS), arrays(LEVELS)] {
        let ran = imported(&content).1.expect_code(0);
        assert_eq!((ran.count("inserted"), ran.count("not CloudTrail")), (1, 1), "{}", ran.stdout);
    }
    let envelope = "{\"message\":".repeat(1_000) + "1" + &",\"timestamp\":1}".repeat(1_000);
    assert_eq!(imported(&envelope).1.count("inserted"), 1);
}

#[test]
fn records_nested_to_the_limit_work_in_every_command() {
    let deep = record(9, &format!(",\"requestParameters\":{}", objects(498)));
    let (sandbox, ran) = imported(&deep);
    assert_eq!(ran.expect_code(0).count("inserted"), 2);
    for format in ["table", "csv", "json", "jsonl", "line", "markdown"] {
        let _ = sandbox.run(&["query", "FROM activity", "--format", format]).expect_code(0);
    }
    for args in [["events", "9"], ["events", "--full"], ["events", "--wide"]] {
        let _ = sandbox.run(&args).expect_code(0);
    }
    for function in ["json_pretty(j)", "json_contains(j, '1')", "json_merge_patch(j, j)"] {
        let sql = format!("SELECT {function} FROM (SELECT request_parameters AS j FROM events)");
        let _ = sandbox.run(&["query", &sql]).expect_code(0);
    }
    let _ = sandbox.run(&["export", "-o", "out", "--format", "cloudtrail"]).expect_code(0);
    let again = sandbox.run(&["import", "out", "--db", "again.duckdb"]).expect_code(0);
    assert_eq!(again.count("inserted"), 2);
}

#[test]
fn json_of_any_depth_in_a_result_is_printed() {
    let (sandbox, _) = imported(&record(1, ""));
    let sql = "SELECT (repeat('[', 100000) || repeat(']', 100000))::JSON AS j";
    for format in ["line", "json", "table"] {
        let _ = sandbox.run(&["query", sql, "--format", format]).expect_code(0);
    }
}
