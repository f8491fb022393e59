//! SQL from the command line: several statements, writing, and untrusted SQL.

use std::{collections::BTreeSet, fs};

use crate::support::{Sandbox, imported};

#[test]
fn each_statement_prints_its_result_if_it_has_one() {
    let sandbox = imported();
    let script = "SET VARIABLE x = ';';
        CREATE TEMP TABLE t AS FROM range(3) AS r(n);
        INSERT INTO t VALUES (9);
        SELECT getvariable('x') AS x; -- the last but one; not the last
        SELECT sum(n)::INTEGER AS s FROM t;";
    let ran = sandbox.run(&["query", script, "--format", "jsonl"]).expect_code(0);
    assert_eq!(ran.stdout, "{\"x\":\";\"}\n{\"s\":12}\n");
    let ran = sandbox.run(&["query", "SELECT 1 AS \"Count\"", "--format", "csv"]).expect_code(0);
    assert_eq!(ran.stdout, "Count\n1\n");
    let ran = sandbox.run(&["query", script, "-o", "both.jsonl"]).expect_code(0);
    assert_eq!(ran.stdout, "");
    let both = fs::read_to_string(sandbox.path("both.jsonl")).unwrap();
    assert_eq!(both, "{\"x\":\";\"}\n{\"s\":12}\n");
    let _ = sandbox.run(&["query", " -- nothing", "--format", "csv"]).expect_code(0);
}

#[test]
fn a_parquet_file_can_have_only_one_result() {
    let sandbox = imported();
    let _ = sandbox
        .run(&["query", "SET VARIABLE x = 7; SELECT getvariable('x') AS x", "-o", "x.parquet"])
        .expect_code(0);
    assert_eq!(
        sandbox.value(&format!("SELECT x FROM '{}'", sandbox.path("x.parquet").display())),
        "7"
    );
}

#[test]
fn several_results_never_make_one_false_document() {
    let sandbox = imported();
    let results = [
        "SELECT 1 AS a;\nSELECT 2 AS b",
        "PREPARE p AS SELECT 1 AS a;\nEXECUTE p; EXECUTE p",
        "CALL pragma_version();\nCALL pragma_version()",
        "CREATE TEMP TABLE t (a INT); INSERT INTO t VALUES (1) RETURNING a;\nFROM t",
    ];
    for format in ["csv", "tsv", "json", "parquet"] {
        for sql in results {
            let name = format!("x.{format}");
            let ran = sandbox.run(&["query", sql, "-o", &name]).expect_code(2);
            assert!(
                ran.stderr.contains("the format holds one, and the statement on line 2"),
                "{sql}: {ran:?}"
            );
            assert!(!sandbox.path(&name).exists());
            if format != "parquet" {
                let ran = sandbox.run(&["query", sql, "--format", format]).expect_code(2);
                assert!(sql != results[0] || ran.stdout.is_empty(), "{}", ran.stdout);
            }
        }
    }
    let ran = sandbox.run(&["query", results[0], "--format", "markdown"]).expect_code(0);
    assert_eq!(ran.stdout, "| a |\n| --: |\n| 1 |\n\n| b |\n| --: |\n| 2 |\n");
}

#[test]
fn query_plans_are_text_that_can_be_read() {
    let sandbox = imported();
    for sql in ["EXPLAIN SELECT count(*) FROM activity", "EXPLAIN ANALYZE SELECT 1"] {
        for args in [&["query", sql][..], &["query", sql, "--format", "line"]] {
            let ran = sandbox.run(args).expect_code(0);
            assert!(!ran.stdout.contains("\\n") && !ran.stdout.contains('…'), "{}", ran.stdout);
            assert!(ran.stdout.lines().count() > 5, "{}", ran.stdout);
            assert!(!ran.stdout.contains("explain_value"), "{}", ran.stdout);
        }
        let shell = sandbox.run_with_input(&["shell"], sql.as_bytes()).expect_code(0);
        assert!(shell.stdout.lines().count() > 5, "{}", shell.stdout);
        let ran = sandbox.run(&["query", sql, "--format", "csv"]).expect_code(0);
        assert!(ran.stdout.starts_with("explain_key,explain_value\n"), "{}", ran.stdout);
    }
}

#[test]
fn an_error_names_its_line_and_earlier_results_are_printed() {
    let sandbox = imported();
    sandbox.write(
        "q.sql",
        "SELECT 1 AS a;\n\n-- a comment\nSELECT\n  no_such_column\nFROM events;\nSELECT 2;",
    );
    let ran = sandbox.run(&["query", "-f", "q.sql", "--format", "jsonl"]).expect_code(1);
    assert_eq!(ran.stdout, "{\"a\":1}\n");
    assert!(ran.stderr.contains("in the statement on line 4"), "{}", ran.stderr);
    // The caret is below the column. DuckDB counts characters, and the line number has one.
    assert!(ran.stderr.contains("LINE 5:   no_such_column\n            ^"), "{}", ran.stderr);
    let ran = sandbox.run(&["query", "SELECT 'never closed"]).expect_code(1);
    assert!(ran.stderr.starts_with("error: Parser Error"), "{}", ran.stderr);
}

#[test]
fn the_database_changes_only_with_read_write() {
    let sandbox = imported();
    let before = fs::read(sandbox.path("ducktrail.duckdb")).unwrap();
    for sql in ["DELETE FROM event_rows", "CREATE TABLE x (a INT)", "DROP VIEW deletes"] {
        let ran = sandbox.run(&["query", sql]).expect_code(1);
        assert!(ran.stderr.contains("read-only"), "{}", ran.stderr);
    }
    assert!(before == fs::read(sandbox.path("ducktrail.duckdb")).unwrap());
    let _ = sandbox
        .run(&["query", "CREATE TABLE notes AS SELECT 'case 7' AS note", "--read-write"])
        .expect_code(0);
    assert_eq!(sandbox.value("SELECT note FROM notes"), "case 7");
    let _ = sandbox.run(&["query", "SELECT 1", "--read-write", "--safe"]).expect_code(2);
    let ran =
        sandbox.run(&["query", "SELECT 1", "--read-write", "--db", "new.duckdb"]).expect_code(1);
    assert!(ran.stderr.contains("there is no database"), "{}", ran.stderr);
}

/// Known ways to reach files and the network, from DuckDB's page "Securing DuckDB" and from its statements and
/// functions.
const ESCAPES: &[&str] = &[
    "FROM read_text('secret.txt')",
    "FROM read_blob('secret.txt')",
    "FROM read_csv('secret.txt')",
    "FROM read_json('secret.txt')",
    "FROM read_parquet('secret.txt')",
    "FROM sniff_csv('secret.txt')",
    "FROM parquet_schema('secret.txt')",
    "FROM 'secret.txt'",
    "FROM 'secret.csv'",
    "FROM glob('*')",
    "FROM read_cloudtrail('secret.txt')",
    "FROM read_text('https://example.com/x')",
    "FROM read_duckdb('other.duckdb')",
    "COPY (SELECT 1) TO 'out.csv'",
    "COPY events TO 'out.parquet' (FORMAT parquet)",
    "CREATE TEMP TABLE t (a VARCHAR); COPY t FROM 'secret.txt'",
    "EXPORT DATABASE 'out'",
    "IMPORT DATABASE 'out'",
    "ATTACH 'other.duckdb'",
    "ATTACH 'secret.txt' AS s (READ_ONLY)",
    "INSTALL httpfs",
    "LOAD httpfs",
    "LOAD '/lib/evil.duckdb_extension'",
    "SET enable_external_access = true",
    "SET GLOBAL enable_external_access = true",
    "RESET enable_external_access",
    "SET lock_configuration = false",
    "RESET lock_configuration",
    "PRAGMA enable_external_access = true",
    "SET allowed_directories = ['/']",
    "SET allowed_paths = ['secret.txt']",
    "SET temp_directory = 'out'",
    "SET home_directory = 'out'",
    "SET secret_directory = 'out'",
    "SET extension_directory = 'out'",
    "SET custom_extension_repository = 'https://example.com'",
    "SET autoinstall_known_extensions = true",
    "SET allow_unsigned_extensions = true",
    "SET memory_limit = '1TB'",
    "SET threads = 64",
    "SET log_query_path = 'out.log'",
    "SET profiling_output = 'out.json'",
    "PRAGMA enable_profiling = 'json'; PRAGMA profiling_output = 'out.json'; SELECT 1",
    "CALL enable_logging('QueryLog', storage := 'file', storage_config := {'path': 'out'})",
    "CALL enable_logging(storage_path := 'out')",
    "CREATE PERSISTENT SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')",
    "CREATE TABLE ducktrail.main.x (a INT)",
    "DELETE FROM event_rows",
    "DROP VIEW deletes",
    "SELECT getenv('HOME')",
    "FROM query('FROM read_text(''secret.txt'')')",
    "FROM query_table('secret.txt')",
    "PREPARE p AS FROM read_text('secret.txt')",
    "FROM read_json_objects('secret.txt')",
    "FROM parquet_metadata('secret.txt')",
    "FROM parquet_kv_metadata('secret.txt')",
    "FROM parquet_bloom_probe('secret.txt', 'a', 1)",
    "FROM '/proc/self/environ'",
    "FROM 's3://bucket/x.parquet'",
    "COPY (SELECT 1) TO '/dev/stdout'",
    "PRAGMA import_database('out')",
    "CREATE TEMPORARY SECRET s (TYPE s3)",
    "UPDATE EXTENSIONS",
    "CALL enable_logging()",
    "SET logging_storage = 'file'",
    "SET max_temp_directory_size = '1TB'",
    "RESET memory_limit",
    "RESET temp_directory",
    "PRAGMA memory_limit = '1TB'",
    "ATTACH ':memory:' AS m",
];

#[test]
fn safe_sql_cannot_reach_files_or_the_network() {
    let sandbox = imported();
    for name in ["secret.txt", "secret.csv"] {
        sandbox.write(name, "the-secret\n");
    }
    fs::copy(sandbox.path("ducktrail.duckdb"), sandbox.path("other.duckdb")).unwrap();
    let database = fs::read(sandbox.path("ducktrail.duckdb")).unwrap();
    let before = files(&sandbox);
    for sql in ESCAPES {
        let ran = sandbox.run(&["query", sql, "--safe"]).expect_code(1);
        assert!(!ran.stdout.contains("the-secret"), "{sql}: {}", ran.stdout);
        assert_eq!(files(&sandbox), before, "{sql}");
    }
    assert!(database == fs::read(sandbox.path("ducktrail.duckdb")).unwrap());
}

/// SQL that would change the database or inspect the machine.
const HARMLESS: &[&str] = &[
    "CHECKPOINT",
    "FORCE CHECKPOINT",
    "VACUUM",
    "VACUUM ANALYZE",
    "ANALYZE",
    "PRAGMA database_size",
    "PRAGMA database_list",
    "FROM duckdb_databases()",
    "FROM duckdb_settings()",
    "FROM duckdb_secrets()",
    "FROM duckdb_extensions()",
    "FROM duckdb_temporary_files()",
    "FROM duckdb_logs()",
    "FROM which_secret('s3://x', 's3')",
    "SELECT current_setting('home_directory')",
    "SELECT current_setting('secret_directory')",
    "SELECT getenv('HOME')",
    "FROM glob('~/*')",
];

#[test]
fn safe_sql_cannot_change_the_database_or_inspect_the_machine() {
    let sandbox = imported();
    let home = tempfile::tempdir().unwrap();
    let home = home.path().to_str().unwrap();
    let database = fs::read(sandbox.path("ducktrail.duckdb")).unwrap();
    let before = files(&sandbox);
    for sql in HARMLESS {
        let mut command = sandbox.command(&["query", sql, "--safe", "--format", "jsonl"]);
        let output = command.env("HOME", home).env("A_SECRET", "hush").output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8(text).unwrap();
        // The path of the database is not secret, as the database has the paths of all files.
        assert!(!text.contains(home) && !text.contains("hush"), "{sql}: {text}");
        assert_eq!(files(&sandbox), before, "{sql}");
    }
    assert!(database == fs::read(sandbox.path("ducktrail.duckdb")).unwrap());
}

#[test]
fn safe_sql_is_limited_to_its_threads() {
    let sandbox = imported();
    let threads = "SELECT current_setting('threads') AS n";
    let cores = std::thread::available_parallelism().unwrap().get();
    for (args, expected) in [(&[][..], cores.div_ceil(2)), (&["--jobs", "3"], 3)] {
        let args = [&["query", threads, "--safe", "--format", "csv"], args].concat();
        assert_eq!(sandbox.run(&args).expect_code(0).stdout, format!("n\n{expected}\n"));
    }
    let _ = sandbox.run(&["query", "SET threads = 64", "--safe"]).expect_code(1);
    let _ = sandbox.run(&["query", "SELECT 1", "--jobs", "3"]).expect_code(2);
}

#[test]
fn safe_sql_can_query_everything_in_the_database() {
    let sandbox = imported();
    let script = "SET VARIABLE since = TIMESTAMP '2018-01-01';
        CREATE TEMP TABLE t AS SELECT action, count(*) AS n FROM activity GROUP BY ALL;
        SELECT sum(n)::INTEGER AS n FROM t; SELECT action FROM deletes";
    let ran = sandbox.run(&["query", script, "--safe", "--format", "jsonl"]).expect_code(0);
    assert!(ran.stdout.starts_with("{\"n\":11}\n{\"action\":"), "{}", ran.stdout);
}

/// Endless queries, in many operators and in functions that ignore interrupts.
const ENDLESS: &[&str] = &[
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT max(n) FROM r",
    "SELECT n FROM range(1000000000000) t(n) WHERE hash(n) = 0 ORDER BY n",
    "SELECT count(*) FROM generate_series(1, 1000000000000) WHERE generate_series % 7 = 99",
    "SELECT histogram(n % 10) FROM range(1000000000000) t(n)",
    "SELECT levenshtein(repeat('a', 1000000), repeat('b', 1000000))",
];

#[test]
fn a_statement_ends_at_its_timeout() {
    let sandbox = imported();
    for sql in ENDLESS {
        let ran = sandbox.run(&["query", sql, "--safe", "--timeout", "1s"]).expect_code(1);
        let expected = "error: stopped after 1s, the time limit; set a longer one with --timeout";
        assert!(ran.stderr.starts_with(expected), "{sql}: {}", ran.stderr);
    }
    // The statements share the timeout, and an output file is written completely or not at all.
    let script = format!("SET VARIABLE n = 1; {}", ENDLESS[0]);
    let ran = sandbox.run(&["query", &script, "--timeout", "1s", "-o", "x.csv"]).expect_code(1);
    assert!(ran.stderr.contains("set a longer one with --timeout"), "{}", ran.stderr);
    assert!(!sandbox.path("x.csv").exists());
    let _ = sandbox.run(&["query", "SELECT 1", "--timeout", "1m"]).expect_code(0);
    let _ = sandbox.run(&["query", "SELECT 1", "--timeout", "soon"]).expect_code(2);
}

#[test]
fn safe_sql_is_limited_to_its_memory() {
    let sandbox = imported();
    let before = files(&sandbox);
    let mut hungry = vec![
        "SELECT count(DISTINCT hash(n)) FROM range(10000000000) t(n)",
        "SELECT list(n) FROM range(10000000000) t(n)",
        "SELECT count(*) FROM range(100000000) a(n) JOIN range(100000000) b(m) ON hash(n) = hash(m)",
        "SELECT string_agg(repeat('x', 1000), '') FROM range(100000000)",
        "CREATE TEMP TABLE t AS SELECT repeat('x', 1000) || n AS x FROM range(100000000) r(n)",
    ];
    // One long value, which DuckDB's own limit does not count.
    if cfg!(target_os = "linux") {
        hungry.extend(["SELECT length(repeat('x', 4000000000))", "SELECT len(range(1000000000))"]);
    }
    for sql in hungry {
        let ran = sandbox.run(&["query", sql, "--safe", "--memory", "100MB"]).expect_code(1);
        assert!(ran.stderr.contains("Out of Memory Error"), "{sql}: {}", ran.stderr);
        assert_eq!(files(&sandbox), before, "{sql}");
    }
    let _ = sandbox.run(&["query", "SELECT 1", "--jobs", "1"]).expect_code(2);
}

fn files(sandbox: &Sandbox) -> BTreeSet<String> {
    let entries = fs::read_dir(sandbox.path("")).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn rows_are_shown_whatever_their_columns_are_called() {
    let sandbox = imported();
    for (sql, csv) in [
        ("(SELECT 42::BIGINT AS \"Count\")", "Count\n42\n"),
        ("((SELECT 42::BIGINT AS \"Count\"))", "Count\n42\n"),
        ("(SELECT true AS \"Success\" WHERE false)", "Success\n"),
        ("/* c */ (FROM (SELECT 1::BIGINT AS \"Count\"))", "Count\n1\n"),
        ("PREPARE p AS SELECT 42::BIGINT AS \"Count\"; EXECUTE p", "Count\n42\n"),
        (
            "CREATE TEMP TABLE t (a BIGINT); INSERT INTO t VALUES (4) RETURNING a AS \"Count\"",
            "Count\n4\n",
        ),
        ("CREATE TEMP TABLE t (a BIGINT); PREPARE p AS INSERT INTO t VALUES (4); EXECUTE p", ""),
        ("CREATE TEMP TABLE t (a BIGINT); WITH x AS (SELECT 1) INSERT INTO t FROM x", ""),
        ("SET VARIABLE x = 1; PRAGMA enable_profiling; BEGIN; COMMIT", ""),
        ("CREATE TEMP MACRO f() AS TABLE SELECT 7::BIGINT AS \"Count\"; FROM f()", "Count\n7\n"),
    ] {
        let ran = sandbox.run(&["query", sql, "--format", "csv"]).expect_code(0);
        assert_eq!(ran.stdout, csv, "{sql}");
        let _ = sandbox.run(&["query", sql, "-o", "rows.csv", "--force"]).expect_code(0);
        assert_eq!(fs::read_to_string(sandbox.path("rows.csv")).unwrap(), csv, "{sql}");
        let script = format!(".mode csv\n{sql};\n");
        let ran = sandbox.run_with_input(&["shell"], script.as_bytes()).expect_code(0);
        assert_eq!(ran.stdout, csv, "{sql}");
    }
}

#[test]
fn a_text_that_leaves_its_brackets_cannot_choose_the_parquet_file() {
    let sandbox = imported();
    let sql = "SELECT 1) TO 'other.csv' (FORMAT csv";
    sandbox
        .run(&["query", sql, "-o", "x.parquet"])
        .says(1, "a quote or a comment that is not closed");
    assert!(!sandbox.path("other.csv").exists());
}

#[test]
fn a_join_with_few_rows_does_not_fail_after_a_cast_from_json() {
    let sandbox = imported();
    // DuckDB 2.0 itself fails ("changed identity"): the join's column is a dictionary, and each cast makes another.
    let statement = "WITH callers AS (SELECT i AS id, ('{\"a\": ' || i || '}')::JSON AS caller FROM range(1000) AS r(i))
        SELECT count(*) AS count FROM (
            SELECT caller::VARCHAR AS caller, i, unnest([1, 2]) AS part
            FROM range(400000) AS r(i) JOIN callers ON id = i % 1000
        ) WHERE hash(caller, i, part) % 300 = 0";
    let shell = sandbox.run_with_input(&["shell"], format!(".mode csv\n{statement};").as_bytes());
    assert_eq!(shell.expect_code(0).stdout, "count\n2714\n");
    for option in ["--safe", "--read-write", "--wide"] {
        let args = ["query", option, "--format", "csv", statement];
        assert_eq!(sandbox.run(&args).expect_code(0).stdout, "count\n2714\n", "{option}");
    }
}
