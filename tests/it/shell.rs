//! The shell with a script on standard input, and its dot commands.

use std::fs;

use duckdb::Connection;

use crate::support::{fixtures, imported};

#[test]
fn a_script_prints_only_its_results() {
    let sandbox = imported();
    let script = "SET VARIABLE x = 3;\n.mode csv\nSELECT getvariable('x') AS a; SELECT\n'two;' AS b;\n-- done";
    let ran = sandbox.run_with_input(&["shell"], script.as_bytes()).expect_code(0);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("a\n3\n\nb\n\"two;\"\n", ""));
}

#[test]
fn a_script_stops_at_the_first_error_with_its_line() {
    let sandbox = imported();
    let script = b".mode csv\nSELECT 1 AS a;\n\nSELECT\n\teventName\nFROM events;\nSELECT 2;\n.nope\n.tabels\n";
    let ran = sandbox.run_with_input(&["shell"], script).expect_code(1);
    assert_eq!(ran.stdout, "a\n1\n");
    assert!(
        ran.stderr.starts_with("error: in the statement on line 4: Binder Error"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("\n  LINE 5:  eventName\n           ^"), "{}", ran.stderr);
    assert!(ran.stderr.contains("\n  hint: eventName is event_name here\n"), "{}", ran.stderr);

    let ran = sandbox.run_with_input(&["shell", "--keep-going"], script).expect_code(1);
    assert_eq!(ran.stdout, "a\n1\n\n2\n2\n");
    assert!(
        ran.stderr
            .contains("error: on line 9: there is no command .tabels (did you mean .tables?)"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.ends_with("error: 3 statements failed\n"), "{}", ran.stderr);
}

#[test]
fn a_script_without_its_last_semicolon_runs_to_its_end() {
    let sandbox = imported();
    let ran = sandbox.run_with_input(&["shell"], b".mode csv\nSELECT 1 AS a").expect_code(0);
    assert_eq!(ran.stdout, "a\n1\n");
    let _ = sandbox.run_with_input(&["shell"], b"").expect_code(0);
    let _ = sandbox.run_with_input(&["shell"], b"SELECT 'open").expect_code(1);
}

#[test]
fn every_statement_that_duckdb_knows_runs() {
    let sandbox = imported();
    let script = b".mode csv
        BEGIN; CREATE TEMP TABLE t AS FROM range(3) AS r(n); INSERT INTO t VALUES (9); COMMIT;
        ATTACH 'other.duckdb' AS o; FROM o.x; DETACH o;
        SET threads = 1; PRAGMA version; EXPLAIN ANALYZE SELECT 1; SHOW TABLES; DESCRIBE t;
        COPY t TO 'out.csv'; FROM 'out.csv'; SUMMARIZE t; VALUES (1); WITH a AS (SELECT 5 AS five) FROM a;
        PREPARE p AS SELECT $1 + 1 AS z; EXECUTE p(41);";
    let other = Connection::open(sandbox.path("other.duckdb")).unwrap();
    other.execute_batch("CREATE TABLE x AS SELECT 7 AS seven").unwrap();
    drop(other);
    let ran = sandbox.run_with_input(&["shell", "--allow-files"], script).expect_code(0);
    for text in ["seven\n7\n", "n\n0\n1\n2\n9\n", "five\n5\n", "z\n42\n", "Explain Analyze"] {
        assert!(ran.stdout.contains(text), "{text}: {}", ran.stdout);
    }
}

#[test]
fn the_shell_opens_the_database_read_only_by_default() {
    let sandbox = imported();
    let script = b"CREATE TABLE mine AS SELECT 1 AS x;";
    let ran = sandbox.run_with_input(&["shell"], script).expect_code(1);
    assert!(ran.stderr.contains("read-only"), "{}", ran.stderr);
    let _ = sandbox.run_with_input(&["shell", "--read-write"], script).expect_code(0);
    assert_eq!(sandbox.value("SELECT x FROM mine"), "1");
}

#[test]
fn a_report_runs_with_its_options_and_then_forgets_them() {
    let sandbox = imported();
    let script = b".mode csv
.report deletes --since 2020-01-01
.report deletes --limit 1
.report resource_history --set resource=Z1PA6795UKMFR9
SELECT getvariable('resource') AS r, getvariable('since') AS s;
";
    let ran = sandbox.run_with_input(&["shell"], script).expect_code(0);
    assert_eq!(ran.stdout.matches("DeleteHostedZone").count(), 2, "{}", ran.stdout);
    assert!(ran.stdout.ends_with("r,s\n,\n"), "{}", ran.stdout);
    for (line, error) in [
        (".report delets", "there is no report 'delets' (did you mean 'deletes'?)"),
        (".report resource_history", "needs --set resource=VALUE"),
        (".report coverage --set gap_hours=x", "is not of the type"),
        (".report deletes --sinse 7d", "unexpected argument '--sinse'"),
        (".report", "<NAME>"),
    ] {
        let ran = sandbox.run_with_input(&["shell"], line.as_bytes()).expect_code(1);
        assert!(ran.stderr.contains(error), "{line}: {}", ran.stderr);
    }
}

#[test]
fn a_scope_applies_to_activity_and_all_reports_until_it_is_cleared() {
    let sandbox = imported();
    let script = b".mode csv
.scope service=route53 since=2018-01-01 until=2018-02-01
SELECT count(*) AS scoped FROM activity;
.report deletes
.scope until=2018-01-02
SELECT count(*) AS narrower FROM activity;
.scope clear
SELECT count(*) AS everything FROM activity;
SET VARIABLE services = ['iam', 'it''s'];
.scope
.scope sinse=7d
";
    let ran = sandbox.run_with_input(&["shell"], script).expect_code(1);
    assert!(ran.stdout.contains("DeleteHostedZone"), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("narrower\n0\n") && ran.stdout.contains("everything\n22\n"),
        "{}",
        ran.stdout
    );
    assert!(
        !ran.stdout.contains("scoped\n0\n") && !ran.stdout.contains("scoped\n22\n"),
        "{}",
        ran.stdout
    );
    for text in [
        "scope: since=2018-01-01 until=2018-02-01 service=route53\n",
        "no event is in this scope",
        "no scope: all events\n",
        "scope: service=iam service=it's\n",
        "unexpected argument '--sinse'",
    ] {
        assert!(ran.stderr.contains(text), "{text}: {}", ran.stderr);
    }
    let script = b".mode csv\nSELECT count(*) AS n FROM activity;";
    let ran = sandbox.run_with_input(&["shell", "--service", "route53"], script).expect_code(0);
    assert!(!ran.stdout.contains("22"), "{}", ran.stdout);
}

#[test]
fn every_dot_command_that_reads_prints_something() {
    let sandbox = imported();
    for (line, text) in [
        (".help", ".maxrows [N]"),
        (".help .import", "opens the database for writing"),
        ("help", ".maxrows [N]"),
        (".tables", "One row per distinct CloudTrail event"),
        (".schema events", "CREATE VIEW events AS SELECT event_rows.event_time"),
        (".schema event_rows", "CREATE TABLE event_rows(event_time TIMESTAMP"),
        (".schema", "CREATE VIEW activity"),
        (".columns", "is_temporary_credential"),
        (".columns rejects", "reason"),
        (".reports", "Which calls deleted something"),
        (".reports coverage", "--set gap_hours=… (INTEGER, default 6)"),
        (".info", "22"),
        (".info;", "22"),
    ] {
        let ran = sandbox.run_with_input(&["shell"], line.as_bytes()).expect_code(0);
        assert!(ran.stdout.to_lowercase().contains(&text.to_lowercase()), "{line}: {}", ran.stdout);
    }
    for (line, text) in [
        (".schema nope", "there is no table or view 'nope'"),
        (".columns nope", "there is no table or view 'nope'"),
        (".reports nope", "there is no report 'nope'"),
        (".mode nope", "there is no mode 'nope'"),
        (".mode parquet", ".once FILE.parquet"),
        (".timer perhaps", "neither on nor off"),
        (".maxrows many", "is not a number of rows"),
        (".read nope.sql", "cannot open nope.sql"),
        (".open nope.duckdb", "there is no database nope.duckdb"),
        (".once", "name a file"),
        (".tables a b", "too many arguments"),
        (".read 'nope", "a quote is not closed"),
    ] {
        let ran = sandbox.run_with_input(&["shell"], line.as_bytes()).expect_code(1);
        assert!(ran.stderr.contains(text), "{line}: {}", ran.stderr);
    }
}

#[test]
fn results_can_be_written_to_files() {
    let sandbox = imported();
    let script = b".mode jsonl
.output all.txt
SELECT 1 AS a;
SELECT 2 AS b;
.output
.mode csv
.once one.json
SELECT 3 AS c;
.once one.parquet
SELECT 4 AS d;
SELECT 5 AS e;
";
    let ran = sandbox.run_with_input(&["shell"], script).expect_code(0);
    assert_eq!(ran.stdout, "e\n5\n");
    let read = |name: &str| fs::read_to_string(sandbox.path(name)).unwrap();
    assert_eq!(read("all.txt"), "{\"a\":1}\n{\"b\":2}\n");
    assert_eq!(read("one.json"), "[\n{\"c\":3}\n]\n");
    let parquet = sandbox.path("one.parquet");
    assert_eq!(sandbox.value(&format!("SELECT d FROM '{}'", parquet.display())), "4");
    for line in [".output all.txt", ".once one.json", ".output x.parquet"] {
        let _ = sandbox.run_with_input(&["shell"], line.as_bytes()).expect_code(1);
    }
    let script = b".once one.json --force\nSELECT 6 AS f;";
    let _ = sandbox.run_with_input(&["shell"], script).expect_code(0);
    assert_eq!(read("one.json"), "[\n{\"f\":6}\n]\n");
}

#[test]
fn json_is_printed_whole_and_indented_one_row_at_a_time() {
    let sandbox = imported();
    let script = b".mode line\nSELECT 'x' AS a, NULL::VARCHAR AS b, '{\"c\":[1.50,{}],\"d\":\"'::VARCHAR || repeat('y', 1000) || '\"}' AS t, json_merge_patch('{}', '{\"c\":[1.50,{}]}') AS j, [1, 2] AS l;";
    let ran = sandbox.run_with_input(&["shell"], script).expect_code(0);
    assert!(ran.stdout.contains("a  x\nb  NULL\nt  {\"c\":"), "{}", ran.stdout);
    assert!(ran.stdout.contains(&"y".repeat(1000)), "{}", ran.stdout);
    assert!(ran.stdout.contains("j  {\n     \"c\": [\n       1.5"), "{}", ran.stdout);
    assert!(ran.stdout.contains("l  [\n     1,\n     2\n   ]\n1 row\n"), "{}", ran.stdout);
}

#[test]
fn scripts_can_be_read_but_not_recursively_without_end() {
    let sandbox = imported();
    sandbox.write("inner.sql", ".mode csv\nSELECT 1 AS a;\nSELECT nope;\n");
    sandbox.write("outer.sql", ".read inner.sql\n");
    sandbox.write("loop.sql", ".read loop.sql\n");
    let ran = sandbox.run_with_input(&["shell"], b".read outer.sql").expect_code(1);
    assert_eq!(ran.stdout, "a\n1\n");
    assert!(
        ran.stderr.contains("inner.sql: in the statement on line 3: Binder Error"),
        "{}",
        ran.stderr
    );
    let ran = sandbox.run_with_input(&["shell"], b".read loop.sql").expect_code(1);
    assert!(ran.stderr.contains(".read is nested 16 deep"), "{}", ran.stderr);
}

#[test]
fn another_database_is_opened_with_the_same_scope() {
    let sandbox = imported();
    let other = fixtures("reports/deletes");
    let _ = sandbox.run(&["import", "--db", "other.duckdb", other.to_str().unwrap()]);
    let script = b".mode csv\n.scope service=nope\n.open other.duckdb\nSELECT current_database() AS d, (SELECT count(*) FROM activity) AS n;";
    let ran = sandbox.run_with_input(&["shell"], script).expect_code(0);
    assert_eq!(ran.stdout, "d,n\nother,0\n");
    let script = b".mode csv\n.open ducktrail.duckdb\nCREATE TABLE x AS SELECT 1;\n.open ./ducktrail.duckdb\nSELECT count(*) AS n FROM x;";
    let ran = sandbox.run_with_input(&["shell", "--read-write"], script).expect_code(0);
    assert_eq!(ran.stdout, "n\n1\n");
}

#[test]
fn an_import_in_a_script_asks_no_question() {
    let sandbox = imported();
    let script = format!(
        ".mode csv\n.import {} --quiet\nSELECT count(*) > 22 AS more FROM events;\n.import {} --dry-run --quiet",
        fixtures("reports/deletes").display(),
        fixtures("trail").display()
    );
    let ran = sandbox.run_with_input(&["shell"], script.as_bytes()).expect_code(0);
    assert_eq!(ran.stdout, "more\ntrue\n");
}

#[test]
fn timer_and_maxrows_print_their_values() {
    let sandbox = imported();
    let script = b".mode csv\n.timer on\n.maxrows 2\nSELECT * FROM range(5) AS r(n);\n.maxrows\n.timer off\n.mode\nSELECT 1 AS a;";
    let ran = sandbox.run_with_input(&["shell"], script).expect_code(0);
    assert_eq!(ran.stdout, "n\n0\n1\n\na\n1\n");
    for text in [
        "only the first 2 rows are shown; .maxrows 0 shows all",
        "2 rows, took 0.",
        "maxrows: 2",
        "mode: csv",
    ] {
        assert!(ran.stderr.contains(text), "{text}: {}", ran.stderr);
    }
}

#[test]
fn a_file_of_results_is_one_document() {
    let sandbox = imported();
    for (file, script, found) in [
        ("a.csv", "SELECT 1 AS a; SELECT 2 AS a;", "a\n1\n"),
        ("a.json", "SELECT 1 AS a; SELECT 2 AS a;", "[\n{\"a\":1}\n]\n"),
        ("a.jsonl", "SELECT 1 AS a; SELECT 2 AS a;", "{\"a\":1}\n{\"a\":2}\n"),
    ] {
        let script = format!(".output {file}\n{script}\n");
        let ran = sandbox.run_with_input(&["shell"], script.as_bytes());
        assert_eq!(ran.code, Some(i32::from(!file.ends_with('l'))), "{}", ran.stderr);
        assert_eq!(fs::read_to_string(sandbox.path(file)).unwrap(), found);
    }
}

#[test]
fn the_documentation_has_the_help_of_the_dot_commands() {
    let sandbox = imported();
    let help = sandbox.run_with_input(&["shell"], b".help").expect_code(0).stdout;
    let dots = help.split("\n\n").next().unwrap();
    let page = fs::read_to_string(fixtures("../docs/shell.md")).unwrap();
    assert!(page.contains(dots), "docs/shell.md lacks the help of .help");
}
