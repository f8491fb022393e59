//! Values of every type that DuckDB has, in every format, and times without DuckDB's extension icu.

use duckdb::Connection;
use serde_json::Value;

use crate::support::Sandbox;

/// Values of all types: those of DuckDB's own test, and types that it lacks.
const ALL: &str = "SELECT *, now() AT TIME ZONE 'UTC' IS NULL AS clock, 1::VARIANT AS variant,
    {'a': ['1', NULL, 'x']}::VARIANT AS nested_variant, [1::VARIANT] AS list_of_variant,
    {'i': INTERVAL 1 MONTH, 'b': '101'::BIT} AS struct_of_others, MAP {1: DATE '2024-01-01'} AS dates,
    NULL AS nothing, TIME '01:02:03.5' AS short_time
    FROM test_all_types()";

fn database() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("empty.json", r#"{"Records":[]}"#);
    let _ = sandbox.import(&[&sandbox.path("empty.json")]).expect_code(0);
    sandbox
}

/// Returns each row of `ALL` as DuckDB's own texts, NULL as nothing.
fn expected() -> (Vec<String>, Vec<Vec<String>>) {
    let connection = Connection::open_in_memory().unwrap();
    let query = ALL.replace("now() AT TIME ZONE 'UTC' IS NULL", "false");
    let sql = format!("SELECT coalesce(CAST(COLUMNS(*) AS VARCHAR), '') FROM ({query})");
    let mut statement = connection.prepare(&sql).unwrap();
    let count = statement.column_count();
    let rows = statement.query_map([], |row| (0..count).map(|at| row.get(at)).collect()).unwrap();
    let rows: Vec<Vec<String>> = rows.map(Result::unwrap).collect();
    drop(statement);
    let described = format!("SELECT column_name FROM (DESCRIBE {query})");
    let mut statement = connection.prepare(&described).unwrap();
    let names = statement.query_map([], |row| row.get(0)).unwrap();
    (names.map(Result::unwrap).collect(), rows)
}

#[test]
fn values_of_every_type_are_shown_as_duckdb_shows_them() {
    let sandbox = database();
    let (names, rows) = expected();
    let ran = sandbox.run(&["query", "--format", "csv", "--raw-csv", ALL]).expect_code(0);
    let mut reader = csv::Reader::from_reader(ran.stdout.as_bytes());
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), names);
    let mut wrong = Vec::new();
    for (found, expected) in reader.records().map(Result::unwrap).zip(&rows) {
        for ((name, found), expected) in names.iter().zip(found.iter()).zip(expected) {
            let is_same_number = matches!((found.parse::<f64>(), expected.parse::<f64>()), (Ok(a), Ok(b)) if a.total_cmp(&b).is_eq());
            if found != expected && !(is_same_number && matches!(name.as_str(), "float" | "double"))
            {
                wrong.push(format!("{name}: {found} is not {expected}"));
            }
        }
    }
    assert_eq!((rows.len(), wrong), (3, Vec::new()));
}

#[test]
fn every_format_has_values_of_every_type() {
    let sandbox = database();
    for format in ["table", "csv", "json", "jsonl", "line", "markdown"] {
        let ran = sandbox.run(&["query", "--format", format, ALL]).expect_code(0);
        assert_eq!(ran.stderr, "", "{format}");
        let local = sandbox.run(&["query", "--local", "--format", format, ALL]).expect_code(0);
        assert_eq!(local.stderr, "", "{format}");
    }
    let _ = sandbox.run(&["query", "-o", "all.parquet", ALL]).expect_code(0);
    let count = sandbox.run(&["query", "--format", "csv", "SELECT count(*) FROM 'all.parquet'"]);
    assert_eq!(count.expect_code(0).stdout, "count_star()\n3\n");
}

#[test]
fn json_holds_nested_values_as_json() {
    let sandbox = database();
    let (names, _) = expected();
    let ran = sandbox.run(&["query", "--format", "json", ALL]).expect_code(0);
    let rows: Vec<serde_json::Map<String, Value>> = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|row| row.len() == names.len()));
    let value = |at: usize, name: &str| rows[at][name].to_string();
    assert_eq!(
        value(1, "struct_of_arrays"),
        r#"{"a":[42,999,null,null,-42],"b":["🦆🦆🦆🦆🦆🦆","goose",null,""]}"#
    );
    assert_eq!(value(1, "union"), r#"{"age":5}"#);
    assert_eq!(value(0, "nested_variant"), r#"{"a":["1",null,"x"]}"#);
    assert_eq!(value(0, "struct_of_others"), r#"{"b":"101","i":"1 month"}"#);
    assert_eq!(value(0, "list_of_variant"), "[1]");
    assert!(ran.stdout.contains(r#""uhugeint":340282366920938463463374607431768211455,"#));
    assert_eq!(value(2, "interval"), "null");
}

#[test]
fn a_statement_that_cannot_be_converted_shows_no_wrong_value() {
    let sandbox = database();
    let sql =
        "PREPARE p AS SELECT 340282366920938463463374607431768211455::UHUGEINT AS big; EXECUTE p";
    sandbox.run(&["query", sql]).says(
        1,
        "cannot show column 1 of this statement, of the type UHugeint: cast it to VARCHAR",
    );
    let sql = "PREPARE p AS SELECT now() AS a, 1 AS b; EXECUTE p";
    let _ = sandbox.run(&["query", sql]).expect_code(0);
}

#[test]
fn the_order_of_rows_is_kept_when_columns_are_converted() {
    let sandbox = database();
    let sql = "SELECT a, to_days(a::INTEGER) AS days FROM range(100000) t(a) ORDER BY hash(a) -- a comment";
    let ran = sandbox.run(&["query", "--format", "csv", sql]).expect_code(0);
    let plain = sandbox.run(&[
        "query",
        "--format",
        "csv",
        "SELECT a FROM range(100000) t(a) ORDER BY hash(a)",
    ]);
    let first = |text: &str| -> Vec<String> {
        text.lines().map(|line| line.split(',').next().unwrap().to_owned()).collect()
    };
    assert_eq!(first(&ran.stdout), first(&plain.stdout));
}

#[test]
fn an_error_names_the_line_of_the_script() {
    let sandbox = database();
    let sql = "SELECT 1;\nSELECT INTERVAL 1 DAY,\n  error('no')";
    let ran = sandbox.run(&["query", sql]).expect_code(1);
    assert!(!ran.stderr.contains("AS result"), "{}", ran.stderr);
}

#[test]
fn questions_about_the_last_days_work_offline() {
    let sandbox = database();
    for sql in [
        "SELECT now()",
        "SELECT current_timestamp, localtimestamp, current_time, today()",
        "SELECT count(*) FROM events WHERE event_time > now() - INTERVAL 7 DAY",
        "SELECT count(*) FROM activity WHERE event_time > current_date - 7",
        "SELECT event_time AT TIME ZONE 'UTC' FROM events",
        "SELECT TIMESTAMPTZ '2024-01-01 00:00:00+02' AT TIME ZONE 'utc'",
        "SELECT date_trunc('day', now()), age(now()), now()::DATE, extract(year FROM now())",
        "SELECT to_timestamp(0) - INTERVAL 1 DAY",
        "SELECT [now()], {'at': TIMESTAMPTZ '2024-01-01'}",
    ] {
        for access in ["--safe", "--read-write"] {
            let ran = sandbox.run(&["query", access, sql]).expect_code(0);
            assert_eq!(ran.stderr, "", "{sql}");
        }
    }
    sandbox
        .run(&[
            "query",
            "SELECT event_time AT TIME ZONE 'Europe/Berlin' FROM (SELECT now() AS event_time)",
        ])
        .says(1, "only UTC is known as a time zone; --local prints them in yours");
    let ran = sandbox.run(&["query", "--format", "csv", "SELECT TIMESTAMPTZ '2024-01-01' AS t"]);
    assert_eq!(ran.expect_code(0).stdout, "t\n2024-01-01 00:00:00+00\n");
}
