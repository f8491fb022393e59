//! The output, messages and exit codes of the commands.

use std::process::{Command, Stdio};

use duckdb::Connection;

use crate::support::{Sandbox, ended, fixtures, imported};

#[test]
fn a_missing_path_or_database_is_reported_with_the_next_step() {
    let sandbox = Sandbox::new();
    let ran = sandbox.run(&["import", "no-such-folder"]).expect_code(1);
    assert!(
        ran.stderr.contains("cannot open no-such-folder: No such file or directory"),
        "{}",
        ran.stderr
    );
    assert!(!sandbox.path("ducktrail.duckdb").exists());
    let ran = sandbox.run(&["report", "deletes"]).expect_code(1);
    assert!(ran.stderr.contains("make one with `ducktrail import PATH…`"), "{}", ran.stderr);
    let ran = sandbox.run(&["query", "SELECT 1", "--db", "x.duckdb"]).expect_code(1);
    assert!(ran.stderr.contains("there is no database x.duckdb"), "{}", ran.stderr);
}

#[test]
fn a_file_that_is_not_a_ducktrail_database_is_refused_and_unchanged() {
    let sandbox = imported();
    sandbox.write(
        "text.duckdb",
        "this is no database, but a text that is long enough to be read as one header",
    );
    let ran = sandbox.run(&["report", "deletes", "--db", "text.duckdb"]).expect_code(1);
    assert!(ran.stderr.contains("is not a DuckDB database"), "{}", ran.stderr);
    let foreign = Connection::open(sandbox.path("foreign.duckdb")).unwrap();
    foreign.execute_batch("CREATE TABLE events (a INTEGER)").unwrap();
    drop(foreign);
    let trail = fixtures("trail");
    for args in [vec!["report", "deletes"], vec!["import", trail.to_str().unwrap()]] {
        let ran = sandbox.run(&[&args[..], &["--db", "foreign.duckdb"]].concat()).expect_code(1);
        assert!(ran.stderr.contains("it was not made by Ducktrail"), "{}", ran.stderr);
    }
}

#[test]
fn mistakes_on_the_command_line_are_usage_errors() {
    let sandbox = Sandbox::new();
    for args in [
        &["import"][..],
        &["import", "x", "--since", "yesterdayish"],
        &["import", "x", "--jobs", "0"],
        &["import", "x", "--memory", "1MB'; DROP TABLE events; --"],
        &["report", "deletes", "--format", "xml"],
        &["nonsense"],
    ] {
        let ran = sandbox.run(args).expect_code(2);
        assert_eq!(ran.stdout, "");
    }
}

#[test]
fn a_database_in_use_is_reported() {
    let sandbox = imported();
    let path = sandbox.path("ducktrail.duckdb");
    let holder = Connection::open(&path).unwrap();
    let ran = sandbox.import(&[&fixtures("trail")]).expect_code(1);
    assert!(ran.stderr.contains("is in use by another program"), "{}", ran.stderr);
    drop(holder);
}

#[test]
fn queries_do_not_change_the_file() {
    let sandbox = imported();
    let before = std::fs::read(sandbox.path("ducktrail.duckdb")).unwrap();
    let _ = sandbox.run(&["report", "actions-by-region"]).expect_code(0);
    let _ = sandbox.run(&["query", "SELECT count(*) FROM activity"]).expect_code(0);
    let ran = sandbox.run(&["query", "DELETE FROM event_rows"]).expect_code(1);
    assert!(ran.stderr.contains("read-only"), "{}", ran.stderr);
    assert!(before == std::fs::read(sandbox.path("ducktrail.duckdb")).unwrap());
}

#[test]
fn reports_are_listed_and_run() {
    let sandbox = imported();
    let list = sandbox.run(&["report", "--list"]).expect_code(0);
    assert!(
        list.stdout
            .lines()
            .any(|line| line.starts_with("  deletes ") && line.contains("Which calls deleted"))
    );
    for name in ["Deletes", "deletes"] {
        let ran = sandbox.run(&["report", name, "--explain"]).expect_code(0);
        for text in ["\nNot shown: failed calls", "\nColumns:\n  event_time ", "\nORDER BY "] {
            assert!(ran.stdout.contains(text), "{}", ran.stdout);
        }
    }
    let ran = sandbox.run(&["report", "deletes", "--format", "csv"]).expect_code(0);
    insta::assert_snapshot!(ran.stdout);
    let ran = sandbox.run(&["report", "global-services", "--format", "csv"]).expect_code(0);
    insta::assert_snapshot!(ran.stdout);
    let ran = sandbox.run(&["report", "actions_by_region", "--format", "csv"]).expect_code(0);
    insta::assert_snapshot!(ran.stdout);
    let ran = sandbox.run(&["report", "delets"]).expect_code(2);
    assert!(ran.stderr.contains("there is no report 'delets'"), "{}", ran.stderr);
}

#[test]
fn success_and_failure_are_distinguished() {
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&fixtures("traps/failed-delete")]).expect_code(0);
    assert_eq!(
        sandbox.values("SELECT action FROM deletes ORDER BY 1"),
        ["DeleteRole", "DeleteTable"]
    );
    assert_eq!(
        sandbox.values("SELECT action || ' ' || outcome FROM failed_deletes ORDER BY 1"),
        ["DeleteBucket denied", "DeleteUser failed"]
    );
    assert_eq!(
        sandbox.value("SELECT outcome FROM activity WHERE action = 'ConsoleLogin'"),
        "failed"
    );
}

#[test]
fn a_wrong_password_at_identity_center_is_a_failure() {
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&fixtures("reports/identity_center")]).expect_code(0);
    let wrong = "SELECT outcome FROM activity WHERE event_id = 'identity-center-wrong-password'";
    assert_eq!(sandbox.value(wrong), "failed");
    let right = "SELECT outcome FROM activity WHERE event_id = 'identity-center-verified'";
    assert_eq!(sandbox.value(right), "success");
}

#[test]
fn all_formats_have_the_same_rows() {
    let sandbox = imported();
    let sql = "SELECT event_name, event_time, read_only, request_parameters, 1.5::DOUBLE AS d FROM events WHERE event_name = 'GetResource'";
    let csv = sandbox.run(&["query", sql, "--format", "csv"]).expect_code(0);
    let mut reader = csv::Reader::from_reader(csv.stdout.as_bytes());
    let row = reader.records().next().unwrap().unwrap();
    assert_eq!(
        row.iter().take(3).collect::<Vec<_>>(),
        ["GetResource", "2015-06-17 00:47:28", "true"]
    );
    let json = sandbox.run(&["query", sql, "--format", "json"]).expect_code(0);
    let rows: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(rows[0]["event_name"], "GetResource");
    assert_eq!(rows[0]["request_parameters"]["template"], false);
    assert_eq!((&rows[0]["read_only"], &rows[0]["d"]), (&true.into(), &1.5.into()));
    let empty =
        sandbox.run(&["query", "SELECT 1 AS a WHERE false", "--format", "json"]).expect_code(0);
    assert_eq!(empty.stdout, "[]\n");
    let table = sandbox.run(&["query", sql]).expect_code(0);
    assert!(table.stdout.contains("GetResource") && table.stdout.contains("1 row"));
}

#[test]
fn hostile_text_is_printed_safely() {
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&fixtures("traps/unicode")]).expect_code(0);
    let sql = "SELECT user_agent, request_parameters FROM events";
    let table = sandbox.run(&["query", sql]).expect_code(0).stdout;
    let csv = sandbox
        .run(&["query", "SELECT user_agent FROM events", "--format", "csv"])
        .expect_code(0)
        .stdout;
    assert!(!table.chars().any(|letter| letter.is_control() && letter != '\n'), "{table:?}");
    assert!(!table.contains('\u{202e}'));
    assert!(!csv.lines().any(|line| line.starts_with('=') || line.starts_with("\"=")), "{csv}");
    let json = sandbox.run(&["query", sql, "--format", "json"]).expect_code(0).stdout;
    assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok());
    let ran = sandbox.run(&["query", "SELECT '\u{1b}[31m' || nothing"]).expect_code(1);
    assert!(!ran.stderr.contains('\u{1b}'), "{:?}", ran.stderr);
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let sandbox = imported();
    let mut child = sandbox
        .command(&["query", "SELECT * FROM range(1000000)", "--format", "csv"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(ended(child).expect_code(0).stderr, "");
}

#[test]
fn a_sql_error_is_the_message_of_duckdb() {
    let sandbox = imported();
    let ran = sandbox.run(&["query", "SELECT nothing FROM events"]).expect_code(1);
    assert!(ran.stderr.starts_with("error: Binder Error"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("Error code 1"), "{}", ran.stderr);
}

#[test]
fn quiet_prints_nothing_and_a_pipe_gets_only_the_summary() {
    let sandbox = Sandbox::new();
    let trail = fixtures("trail");
    let ran = sandbox.run(&["import", trail.to_str().unwrap(), "--quiet"]).expect_code(0);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));
    let ran = sandbox.import(&[&trail]).expect_code(0);
    assert!(ran.stdout.starts_with("Database: 22 events"), "{}", ran.stdout);
    assert!(ran.stderr.starts_with("next: `ducktrail triage`"), "{}", ran.stderr);
    assert_eq!(ran.stderr.lines().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_new_database_is_private() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&fixtures("trail")]).expect_code(0);
    let mode = std::fs::metadata(sandbox.path("ducktrail.duckdb")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn every_object_and_column_of_the_database_has_a_comment() {
    let sandbox = imported();
    let missing = "SELECT table_name || '.' || column_name FROM duckdb_columns() WHERE table_name IN ('events', 'activity') AND comment IS NULL";
    assert_eq!(sandbox.values(missing), Vec::<String>::new());
    let tables = "SELECT table_name FROM duckdb_tables() WHERE comment IS NULL UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal AND comment IS NULL";
    assert_eq!(sandbox.values(tables), Vec::<String>::new());
    for report in ["deletes", "failed_deletes", "actions_by_region", "global_services"] {
        let bare = format!(
            "SELECT column_name FROM duckdb_columns() WHERE table_name = '{report}' AND comment IS NULL"
        );
        assert_eq!(sandbox.values(&bare), Vec::<String>::new(), "{report}");
    }
}

#[test]
fn duckdb_for_python_sees_tables_views_and_comments() {
    let sandbox = imported();
    let script = "import duckdb, sys
c = duckdb.connect(sys.argv[1], read_only=True)
print(c.execute('SELECT count(*) FROM activity').fetchone()[0], c.execute('SELECT action FROM deletes').fetchall()[0][0],
      c.execute(\"SELECT count(*) FROM duckdb_columns() WHERE table_name = 'events' AND comment IS NULL\").fetchone()[0])";
    let path = sandbox.path("ducktrail.duckdb");
    let output = Command::new("python3").args(["-c", script]).arg(&path).output();
    match output {
        Ok(output) if output.status.success() => {
            assert_eq!(String::from_utf8(output.stdout).unwrap().trim(), "22 DeleteHostedZone 0");
        }
        _ => eprintln!(
            "skipped duckdb_for_python_sees_tables_views_and_comments: no python3 with duckdb"
        ),
    }
}

#[test]
fn a_report_says_what_it_does_not_show_where_that_can_mislead() {
    let sandbox = imported();
    for format in ["table", "csv"] {
        let ran =
            sandbox.run(&["report", "console_login_no_mfa", "--format", format]).expect_code(0);
        assert!(ran.stderr.starts_with("not shown: sign-ins by federated users"), "{}", ran.stderr);
        assert!(!ran.stdout.contains("not shown"), "{}", ran.stdout);
    }
    let ran = sandbox.run(&["report", "global_services"]).expect_code(0);
    assert_eq!(ran.stderr, "");
    let ran = sandbox.run_with_input(&["shell"], b".report deletes").expect_code(0);
    assert!(ran.stderr.contains("not shown: failed calls"), "{}", ran.stderr);
    let _ = sandbox.run(&["report", "--all", "-o", "all"]).expect_code(0);
    let index = std::fs::read_to_string(sandbox.path("all/index.md")).unwrap();
    assert!(index.contains("| failed calls (see failed\\_deletes);"), "{index}");
}

#[test]
fn without_a_command_the_next_steps_are_shown() {
    let sandbox = Sandbox::new();
    let ran = sandbox.run(&[]).expect_code(0);
    assert!(ran.stdout.starts_with("There is no database ducktrail.duckdb here.\n"), "{ran:?}");
    assert!(ran.stdout.contains("  ducktrail import PATH…"), "{}", ran.stdout);
    let sandbox = imported();
    let ran = sandbox.run(&[]).expect_code(0);
    let first = "ducktrail.duckdb: 22 events from 2014-03-23T21:50:34Z to 2022-10-11T17:30:18Z, 3 accounts, 3 Regions\n";
    assert!(ran.stdout.starts_with(first), "{}", ran.stdout);
    assert!(ran.stdout.contains("  ducktrail report deletes "), "{}", ran.stdout);
    let ran: crate::support::Run =
        sandbox.command(&[]).env("DUCKTRAIL_DB", "other.duckdb").output().unwrap().into();
    assert!(ran.stdout.contains("no database other.duckdb"), "{}", ran.stdout);
}

#[test]
fn endings_choose_the_format_and_unknown_ones_are_refused() {
    let sandbox = imported();
    for (name, start) in [
        ("x.CSV", "event_time,actor"),
        ("x.tsv", "event_time\tactor"),
        ("x.Json", "[\n{\"event_time\""),
        ("x.txt", "event_time "),
    ] {
        let _ = sandbox.run(&["report", "deletes", "-o", name]).expect_code(0);
        let text = std::fs::read_to_string(sandbox.path(name)).unwrap();
        assert!(text.starts_with(start), "{name}: {text}");
    }
    for (command, name) in
        [("report", "x.csv.gz"), ("export", "y.csv.GZ"), ("events", "z.jsonl.gz")]
    {
        let report: &[&str] = if command == "report" { &["deletes"] } else { &[] };
        let args = [&[command], report, &["-o", name]].concat();
        let _ = sandbox.run(&args).expect_code(0);
        let bytes = std::fs::read(sandbox.path(name)).unwrap();
        assert_eq!(bytes[..2], [0x1f, 0x8b], "{name}");
    }
    let rows = sandbox.path("x.csv.gz").display().to_string();
    assert_eq!(sandbox.value(&format!("SELECT action FROM '{rows}'")), "DeleteHostedZone");
    for name in ["x.xlsx", "x.xhtml", "x.csv.bz2", "x.parquet.gz", "x.sqlite"] {
        for args in [
            &["report", "deletes", "-o", name][..],
            &["query", "SELECT 1", "-o", name],
            &["events", "-o", name],
            &["events", "--full", "-o", name],
            &["export", "-o", name],
            &["coverage", "-o", name],
        ] {
            let ran = sandbox.run(args).expect_code(2);
            assert!(ran.stderr.contains("known are .csv, .tsv, .json"), "{args:?}: {}", ran.stderr);
            assert!(!sandbox.path(name).exists());
        }
    }
    let _ = sandbox.run(&["report", "deletes", "--format", "csv", "-o", "x.dat"]).expect_code(0);
    let ran = sandbox.run_with_input(&["shell"], b".once x.xlsx\nSELECT 1;").expect_code(2);
    assert!(ran.stderr.contains("known are .csv"), "{}", ran.stderr);
}

#[test]
fn null_is_shown_as_asked() {
    let sandbox = imported();
    let sql = "SELECT NULL AS a, '' AS b";
    for (format, shown) in [
        ("csv", "a,b\n-,\n"),
        ("markdown", "| a | b |\n| --- | --- |\n| - |  |\n"),
        ("json", "[\n{\"a\":null,\"b\":\"\"}\n]\n"),
    ] {
        let ran = sandbox.run(&["query", sql, "--format", format, "--null=-"]).expect_code(0);
        assert_eq!(ran.stdout, shown);
    }
    let ran = sandbox.run_with_input(&["shell"], sql.as_bytes()).expect_code(0);
    assert!(ran.stdout.contains("\nNULL\n"), "{}", ran.stdout);
    let script = format!(".nullvalue nil\n{sql};");
    let ran = sandbox.run_with_input(&["shell"], script.as_bytes()).expect_code(0);
    assert!(ran.stdout.contains("\n nil\n") || ran.stdout.contains("\nnil\n"), "{}", ran.stdout);
}

#[test]
fn completions_and_man_pages_are_written() {
    let sandbox = Sandbox::new();
    for shell in ["bash", "zsh", "fish"] {
        let ran = sandbox.run(&["completions", shell]).expect_code(0);
        assert!(ran.stdout.contains("console_login_no_mfa"), "{shell}");
        assert!(ran.stdout.contains("partition"), "{shell}");
    }
    let _ = sandbox.run(&["man", "man/man1"]).expect_code(0);
    for page in ["ducktrail.1", "ducktrail-report.1", "ducktrail-import.1"] {
        let text = std::fs::read_to_string(sandbox.path(&format!("man/man1/{page}"))).unwrap();
        assert!(text.contains(".TH "), "{page}");
    }
}

#[test]
fn the_shell_knows_the_commands_of_psql() {
    let sandbox = imported();
    let script = "\\dt\n\\d deletes\n\\x\nSELECT 1 AS a;\n\\nope\n\\q\nSELECT 2 AS b;";
    let ran = sandbox.run_with_input(&["shell", "--keep-going"], script.as_bytes());
    for text in [
        "\\dt is .tables here",
        "\\d deletes is .columns deletes here",
        "\\x is .mode line here",
        "there is no command \\nope",
    ] {
        assert!(ran.stderr.contains(text), "{text}: {}", ran.stderr);
    }
    assert!(ran.stdout.contains("─ row 1 ─\na  1\n"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("b  2"), "{}", ran.stdout);
}
