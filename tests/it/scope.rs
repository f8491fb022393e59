//! The scope of reports, and the files and formats of output.

use crate::support::{Sandbox, fixtures};

fn imported() -> Sandbox {
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&fixtures("trail")]).expect_code(0);
    sandbox
}

/// Returns the number of calls that a report counts in a scope.
fn calls(sandbox: &Sandbox, scope: &[&str]) -> u64 {
    let args = [&["report", "actions_by_region", "--format", "csv"], scope].concat();
    let ran = sandbox.run(&args).expect_code(0);
    let mut reader = csv::Reader::from_reader(ran.stdout.as_bytes());
    reader.records().map(|row| row.unwrap()[3].parse::<u64>().unwrap()).sum()
}

#[test]
fn each_part_of_a_scope_narrows_a_report() {
    let sandbox = imported();
    for (scope, expected) in [
        (&[][..], 22),
        (&["--since", "2018-01-01"], 11),
        (&["--until", "2018-01-01"], 11),
        (&["--since", "2018-01-16T00:41:43Z", "--until", "2018-01-16T00:41:44Z"], 1),
        (&["--account", "444455556666"], 6),
        (&["--account", "111122223333", "--account", "123456789012"], 16),
        (&["--region", "us-east-2"], 2),
        (&["--service", "cloudfront", "--service", "support"], 7),
        (&["--action", "UpdateDistribution"], 1),
        (&["--action", "UpdateDistribution2014_01_31"], 1),
        (&["--actor", "root"], 3),
        (&["--actor", "arn:aws:iam::111122223333:user/janedoe"], 1),
        (&["--ip", "198.51.100.15"], 1),
        (&["--errors-only"], 0),
        (&["--service", "route53", "--action", "DeleteHostedZone", "--actor", "smithj"], 1),
    ] {
        assert_eq!(calls(&sandbox, scope), expected, "{scope:?}");
    }
}

#[test]
fn a_scope_can_be_limited_to_failures() {
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&fixtures("traps/failed-delete")]).expect_code(0);
    assert_eq!(calls(&sandbox, &["--errors-only"]), 3);
}

#[test]
fn an_empty_scope_names_the_values_that_exist() {
    let sandbox = imported();
    let ran = sandbox.run(&["report", "deletes", "--since", "2030-01-01"]).expect_code(0);
    assert!(
        ran.stderr.contains("no event is in this scope; the database has events from 2014-03-23T21:50:34Z to 2022-10-11T17:30:18Z"),
        "{}",
        ran.stderr
    );
    let ran = sandbox.run(&["report", "deletes"]).expect_code(0);
    assert_eq!(ran.stderr, "");
}

#[test]
fn arguments_are_never_sql() {
    let sandbox = imported();
    for value in ["x'; DROP VIEW activity; --", "'] OR true OR ['", "\\' OR 1=1 --"] {
        for option in ["--account", "--region", "--service", "--action", "--actor", "--ip"] {
            assert_eq!(calls(&sandbox, &[option, value]), 0, "{option} {value}");
        }
    }
    assert_eq!(calls(&sandbox, &[]), 22);
}

#[test]
fn a_limit_truncates_and_a_wrong_name_gets_a_suggestion() {
    let sandbox = imported();
    let ran = sandbox
        .run(&["report", "actions-by-region", "--limit", "3", "--format", "jsonl"])
        .expect_code(0);
    assert_eq!(ran.stdout.lines().count(), 3);
    let ran = sandbox.run(&["report", "delets"]).expect_code(2);
    assert!(ran.stderr.contains("did you mean 'deletes'?"), "{}", ran.stderr);
    let ran = sandbox.run(&["report", "nothing-like-it"]).expect_code(2);
    assert!(!ran.stderr.contains("did you mean"), "{}", ran.stderr);
}

#[test]
fn each_line_of_jsonl_is_one_object() {
    let sandbox = imported();
    let ran = sandbox.run(&["query", "FROM events", "--format", "jsonl"]).expect_code(0);
    let rows: Vec<serde_json::Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), 22);
    assert!(rows.iter().all(|row| row["user_identity"].is_object()));
    let none = sandbox.run(&["query", "FROM events LIMIT 0", "--format", "jsonl"]).expect_code(0);
    assert_eq!(none.stdout, "");
}

#[test]
fn a_file_is_written_whole_and_replaced_only_on_request() {
    let sandbox = imported();
    let sql = "SELECT event_name, request_parameters FROM events ORDER BY ALL";
    for name in ["x.csv", "x.json", "x.jsonl", "x.md", "x.parquet"] {
        let ran = sandbox.run(&["query", sql, "-o", name]).expect_code(0);
        assert_eq!(ran.stdout, "");
        let first = std::fs::read(sandbox.path(name)).unwrap();
        let ran = sandbox.run(&["query", "SELECT 1", "-o", name]).expect_code(1);
        assert!(ran.stderr.contains("exists; --force replaces it"), "{}", ran.stderr);
        assert!(first == std::fs::read(sandbox.path(name)).unwrap());
        let _ = sandbox.run(&["query", "SELECT 1", "-o", name, "--force"]).expect_code(0);
        assert!(first != std::fs::read(sandbox.path(name)).unwrap());
    }
    let _ = sandbox.run(&["query", "SELECT error('x')", "-o", "broken.csv"]).expect_code(1);
    assert!(!sandbox.path("broken.csv").exists());
    let ran = sandbox.run(&["query", sql, "-o", "no/such/folder/x.csv"]).expect_code(1);
    assert!(ran.stderr.contains("cannot write to no/such/folder"), "{}", ran.stderr);
    let ran = sandbox.run(&["query", sql, "--format", "parquet"]).expect_code(1);
    assert!(ran.stderr.contains("name a file with --output"), "{}", ran.stderr);
}

#[test]
fn parquet_has_the_same_rows_as_csv_and_json() {
    let sandbox = imported();
    let _ = sandbox.run(&["report", "deletes", "-o", "x.parquet"]).expect_code(0);
    let _ = sandbox.run(&["report", "deletes", "-o", "x.csv"]).expect_code(0);
    let _ = sandbox.run(&["report", "deletes", "-o", "x.json"]).expect_code(0);
    let path = |name| sandbox.path(name).display().to_string();
    let rows =
        |source: String| sandbox.values(&format!("SELECT columns(*)::VARCHAR FROM {source}"));
    let parquet = rows(format!("read_parquet('{}')", path("x.parquet")));
    assert_eq!(parquet, rows(format!("read_csv('{}', all_varchar = true)", path("x.csv"))));
    assert_eq!(parquet, rows(format!("read_json('{}')", path("x.json"))));
    assert_eq!(parquet.len(), 1);
}

#[test]
fn statements_can_be_read_from_a_file_or_standard_input() {
    let sandbox = imported();
    sandbox.write(
        "q.sql",
        "SET VARIABLE since = TIMESTAMP '2018-01-01';\nSELECT count(*) AS n FROM activity; -- done",
    );
    let ran = sandbox.run(&["query", "-f", "q.sql", "--format", "csv"]).expect_code(0);
    assert_eq!(ran.stdout, "n\n11\n");
    let ran =
        sandbox.run_with_input(&["query", "-", "--format", "csv"], b"SELECT 1 AS a").expect_code(0);
    assert_eq!(ran.stdout, "a\n1\n");
    let ran = sandbox.run(&["query", "-f", "missing.sql"]).expect_code(1);
    assert!(ran.stderr.contains("cannot read missing.sql"), "{}", ran.stderr);
    let _ = sandbox.run(&["query"]).expect_code(2);
}

#[test]
fn all_reports_are_written_with_an_index() {
    let sandbox = imported();
    let ran = sandbox.run(&["report", "--all", "-o", "out", "--format", "parquet"]).expect_code(0);
    assert!(ran.stderr.contains("reports and index.md to out"), "{}", ran.stderr);
    let index = std::fs::read_to_string(sandbox.path("out/index.md")).unwrap();
    assert!(index.contains("not written: needs --set resource=VALUE"), "{index}");
    for report in ducktrail::internals::report::REPORTS {
        if report.parameters().any(|parameter| parameter.default.is_none()) {
            continue;
        }
        let file = sandbox.path(&format!("out/{}.parquet", report.name()));
        let rows = sandbox.value(&format!("SELECT count(*) FROM '{}'", file.display()));
        assert_eq!(rows, sandbox.value(&format!("SELECT count(*) FROM {}", report.name())));
        let line = index
            .lines()
            .find(|line| line.starts_with(&format!("| {} |", report.name().replace('_', "\\_"))));
        assert!(line.unwrap_or_default().ends_with(&format!("| {rows} |")), "{index}");
    }
    assert!(index.contains("| Deleted resources |") && index.contains(" 1 |"), "{index}");
    let _ = sandbox.run(&["report", "--all", "-o", "out", "--format", "parquet"]).expect_code(1);
    let _ = sandbox.run(&["report", "--all"]).expect_code(2);
}

/// Values that mean "no filter", for each variable of a scope.
#[test]
fn a_variable_without_a_value_narrows_nothing() {
    let sandbox = imported();
    let count = |set: &str, sql: &str| {
        let ran = sandbox.run(&["query", &format!("{set}; {sql}"), "--format", "csv"]);
        ran.expect_code(0).stdout
    };
    let all = "SELECT count(*) AS n FROM activity";
    let whole = count("SELECT 1 AS n LIMIT 0", all).replacen("n\n", "", 1);
    let lists = ["accounts", "regions", "services", "actions", "actors", "ips"];
    for name in lists {
        for value in ["NULL", "[]", "[]::VARCHAR[]", "NULL::VARCHAR[]"] {
            assert_eq!(
                count(&format!("SET VARIABLE {name} = {value}"), all),
                whole,
                "{name} {value}"
            );
        }
        let none = count(&format!("SET VARIABLE {name} = ['no such value']"), all);
        assert_eq!(none, "n\n0\n", "{name}");
        // A text is not a list. An error is better than a wrong number.
        let sql = format!("SET VARIABLE {name} = ''; {all}");
        let _ = sandbox.run(&["query", &sql]).expect_code(1);
    }
    for name in ["since", "until"] {
        for value in ["NULL", "NULL::TIMESTAMP"] {
            assert_eq!(
                count(&format!("SET VARIABLE {name} = {value}"), all),
                whole,
                "{name} {value}"
            );
        }
        for value in ["''", "false", "[]"] {
            let sql = format!("SET VARIABLE {name} = {value}; {all}");
            let _ = sandbox.run(&["query", &sql]).expect_code(1);
        }
    }
    for value in ["NULL", "false", "NULL::BOOLEAN"] {
        let set = format!("SET VARIABLE errors_only = {value}");
        assert_eq!(count(&set, all), whole, "errors_only {value}");
    }
    assert_ne!(count("SET VARIABLE errors_only = true", all), whole);
}

#[test]
fn the_shell_shows_only_variables_that_narrow_something() {
    let sandbox = imported();
    let script = "SET VARIABLE errors_only = false; SET VARIABLE services = []; SET VARIABLE since = NULL;\n.scope\n";
    let ran = sandbox.run_with_input(&["shell"], script.as_bytes()).expect_code(0);
    assert!(ran.stderr.contains("no scope: all events"), "{}", ran.stderr);
}
