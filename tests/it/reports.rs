//! Every report over records that must show, records that nearly do, and failures: the folder of
//! its name in `fixtures/reports`. The snapshots are read before they are accepted.

use std::fs;

use ducktrail::report::REPORTS;

use crate::{sandbox::Sandbox, shared::fixtures};

#[test]
fn every_report_shows_what_belongs_to_it_and_nothing_else() {
    let mut failed = Vec::new();
    for report in REPORTS {
        let folder = fixtures("reports").join(report.name());
        // What import_health shows is the import itself, with its time and its paths.
        if !folder.is_dir() || report.name() == "import_health" {
            continue;
        }
        let sandbox = Sandbox::new();
        let _ = sandbox.import(&[&folder]);
        let ran = sandbox.run(&["report", report.name(), "--format", "csv"]).expect_code(0);
        // One failing snapshot must not hide the others.
        let compared = std::panic::catch_unwind(|| {
            insta::assert_snapshot!(report.name(), ran.stdout);
        });
        if compared.is_err() {
            failed.push(report.name());
        }
    }
    assert_eq!(failed, Vec::<&str>::new());
}

#[test]
fn import_health_shows_each_import_and_each_file_that_could_not_be_used_whole() {
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&fixtures("reports/import_health")]).expect_code(3);
    let rows = sandbox.values(
        "SELECT concat_ws(' ', subject, outcome, parse_filename(path), form, records_read, records_inserted, records_duplicate, records_rejected, adds_up) FROM import_health",
    );
    assert_eq!(
        rows,
        [
            "import complete 7 3 1 3 true",
            "file not used broken.json invalid-json 1 0 0 1 true",
            "file partly used partly.json records 3 1 0 2 true",
        ]
    );
}

#[test]
fn every_report_has_a_fixture() {
    // The first three answers are tested on the examples of the documents in commands.rs.
    let elsewhere = ["actions_by_region", "deletes", "failed_deletes", "global_services"];
    for report in REPORTS.iter().filter(|report| !elsewhere.contains(&report.name())) {
        assert!(fixtures("reports").join(report.name()).is_dir(), "{}", report.name());
    }
}

#[test]
fn every_report_runs_on_an_empty_database_and_gives_its_columns() {
    let sandbox = Sandbox::new();
    sandbox.write("empty.json", r#"{"Records":[]}"#);
    let _ = sandbox.import(&[&sandbox.path("empty.json")]).expect_code(0);
    for report in REPORTS {
        let ran = sandbox.run(&["report", report.name(), "--format", "csv"]).expect_code(0);
        let columns: Vec<&str> = ran.stdout.lines().next().unwrap().split(',').collect();
        let documented: Vec<&str> = report.columns().map(|(column, _)| column).collect();
        assert_eq!(columns, documented, "{}", report.name());
    }
}

#[test]
fn every_fixture_belongs_to_a_report() {
    let Ok(folders) = fs::read_dir(fixtures("reports")) else { return };
    for entry in folders {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(REPORTS.iter().any(|report| report.name() == name), "no report {name}");
    }
}

/// An order that leaves rows of equal keys to chance makes two runs differ.
#[test]
fn every_report_gives_the_same_rows_in_the_same_order_again() {
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&fixtures("")]);
    for report in REPORTS {
        let run =
            || sandbox.run(&["report", report.name(), "--format", "csv"]).expect_code(0).stdout;
        assert_eq!(run(), run(), "{}", report.name());
    }
}
