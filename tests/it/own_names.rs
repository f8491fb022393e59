//! Tables and views of a user that have the names of reports.

use crate::support::{Run, Sandbox, fixtures, imported};

/// Makes the next import install all views again, as one with a new version does.
const NEW_VERSION: &str = "UPDATE installed_rules SET sha256 = 'of another version'";

fn change(sandbox: &Sandbox, sql: &str) {
    let _ = sandbox.run(&["query", "--read-write", sql]).expect_code(0);
}

fn import(sandbox: &Sandbox) -> Run {
    sandbox.import(&[&fixtures("trail")]).expect_code(0)
}

fn rows(sandbox: &Sandbox, args: &[&str]) -> String {
    sandbox.run(&[args, &["--format=jsonl"]].concat()).expect_code(0).stdout
}

#[test]
fn a_users_table_or_view_with_the_name_of_a_report_stays_and_the_report_works() {
    for own in [
        "CREATE TABLE deletes AS SELECT 'mine' AS a",
        "CREATE TABLE \"Deletes\" AS SELECT 'mine' AS a",
        "CREATE VIEW deletes AS SELECT 'mine' AS a",
        "CREATE OR REPLACE VIEW deletes AS SELECT 'mine' AS a",
    ] {
        let sandbox = imported();
        let report = rows(&sandbox, &["report", "deletes"]);
        if !own.contains("REPLACE") {
            change(&sandbox, "DROP VIEW deletes");
        }
        change(&sandbox, own);
        // The report is not the user's table, whether or not an import has seen it.
        assert_eq!(rows(&sandbox, &["report", "deletes"]), report, "{own}");
        change(&sandbox, NEW_VERSION);
        // Every import warns until the name is free.
        for _ in 0..2 {
            let ran = import(&sandbox);
            assert!(
                ran.stderr.starts_with("warning: the report deletes is not a view"),
                "{}",
                ran.stderr
            );
            assert_eq!(sandbox.value("FROM deletes"), "mine", "{own}");
            assert_eq!(rows(&sandbox, &["report", "deletes"]), report, "{own}");
            let shell = sandbox.run_with_input(&["shell"], b".mode jsonl\n.report deletes\n");
            assert_eq!(shell.expect_code(0).stdout, report, "{own}");
        }
        // All reports at once read the same views, so one of the four is enough.
        if own.contains("REPLACE") {
            let _ = sandbox.run(&["report", "--all", "-o", "out"]).expect_code(0);
        }
        let kind = if own.contains("VIEW") { "VIEW" } else { "TABLE" };
        change(&sandbox, &format!("ALTER {kind} deletes RENAME TO mine"));
        assert!(!import(&sandbox).stderr.contains("warning"));
        assert_eq!(rows(&sandbox, &["query", "FROM deletes"]), report, "{own}");
        assert_eq!(sandbox.value("FROM mine"), "mine");
    }
}

#[test]
fn other_objects_with_the_name_of_a_report_do_no_harm() {
    let sandbox = imported();
    let report = rows(&sandbox, &["report", "deletes"]);
    change(
        &sandbox,
        "CREATE MACRO deletes(a) AS a; CREATE MACRO top_errors() AS TABLE SELECT 1;
         CREATE SCHEMA actors; CREATE TABLE actors.actors (a INT); CREATE SCHEMA events;
         CREATE SCHEMA activity; CREATE TABLE activity.activity (a INT); CREATE TABLE matches (b INT);
         CREATE SEQUENCE coverage; CREATE TYPE first_seen AS ENUM ('a')",
    );
    change(&sandbox, NEW_VERSION);
    assert!(!import(&sandbox).stderr.contains("warning"));
    for name in ["deletes", "top_errors", "actors", "coverage", "first_seen"] {
        let _ = sandbox.run(&["report", name]).expect_code(0);
    }
    assert_eq!(rows(&sandbox, &["report", "deletes"]), report);
    let _ = sandbox.run(&["events", "--limit", "1"]).expect_code(0);
    assert_eq!(sandbox.value("SELECT count(*) FROM activity.activity"), "0");
}

#[test]
fn views_of_reports_that_no_longer_exist_are_removed_but_not_a_users() {
    let sandbox = imported();
    change(
        &sandbox,
        "CREATE VIEW old_report AS FROM events; COMMENT ON VIEW old_report IS 'What?';
         INSERT INTO installed_views VALUES ('old_report', 'What?'), ('changed_report', 'Why?');
         CREATE VIEW changed_report AS SELECT 'mine' AS a;
         CREATE VIEW mine AS SELECT 'mine' AS a; COMMENT ON VIEW mine IS 'Who?'",
    );
    change(&sandbox, NEW_VERSION);
    let _ = import(&sandbox);
    let views = "SELECT view_name FROM duckdb_views() WHERE view_name IN ('old_report', 'changed_report', 'mine') ORDER BY 1";
    assert_eq!(sandbox.values(views), ["changed_report", "mine"]);
    let unknown =
        "SELECT count(*) FROM installed_views WHERE name IN ('old_report', 'changed_report')";
    assert_eq!(sandbox.value(unknown), "0");
}

#[test]
fn a_table_in_place_of_the_view_activity_stops_the_import_with_the_way_out() {
    let sandbox = imported();
    change(&sandbox, "DROP VIEW activity; CREATE TABLE activity (a INT)");
    change(&sandbox, NEW_VERSION);
    let ran = sandbox.import(&[&fixtures("trail")]).expect_code(1);
    assert!(ran.stderr.contains("rename or drop yours"), "{}", ran.stderr);
    change(&sandbox, "ALTER TABLE activity RENAME TO mine");
    let _ = import(&sandbox);
    let _ = sandbox.run(&["report", "deletes"]).expect_code(0);
}

#[test]
fn a_command_that_reads_a_database_of_another_version_says_so() {
    let sandbox = imported();
    let note = "note: ducktrail.duckdb has the reports and rules of another version of Ducktrail; the next import into it brings them up to date";
    let commands: [&[&str]; 6] = [
        &["report", "deletes"],
        &["events"],
        &["triage"],
        &["info"],
        &["query", "SELECT 1"],
        &["shell"],
    ];
    let notes = |args: &[&str]| {
        let run = sandbox.run(args).expect_code(0);
        run.stderr.lines().filter(|line| *line == note).count()
    };
    assert!(commands.iter().all(|args| notes(args) == 0));
    change(&sandbox, NEW_VERSION);
    for args in commands {
        assert_eq!(notes(args), 1, "{args:?}");
    }
    let _ = import(&sandbox);
    assert!(commands.iter().all(|args| notes(args) == 0));
}
