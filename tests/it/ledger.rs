//! The ledger describes the current state: healed files are healed in every report, and the owner of a
//! database may change its rows.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use crate::support::{Run, Sandbox, fixtures, gzip, wait_until};

const NAME: &str = "111122223333_CloudTrail_us-east-1_20240501T0905Z_Ab12Cd34Ef56Gh78.json.gz";

fn record(id: u32, rest: &str) -> String {
    format!(
        r#"{{"eventVersion":"1.08","eventID":"{id}","eventName":"GetUser","eventSource":"iam.amazonaws.com","eventTime":"2024-05-01T09:00:00Z"{rest}}}"#
    )
}

/// A log file with `count` events, compressed.
fn log(count: u32) -> Vec<u8> {
    let records: Vec<_> = (0..count)
        .map(|id| record(id, r#","awsRegion":"us-east-1","recipientAccountId":"111122223333""#))
        .collect();
    gzip(format!(r#"{{"Records":[{}]}}"#, records.join(",")).as_bytes())
}

/// The first part of a log file, as an interrupted copy leaves it.
fn truncated(count: u32) -> Vec<u8> {
    let mut content = log(count);
    content.truncate(content.len() * 2 / 3);
    content
}

fn import(sandbox: &Sandbox) -> Run {
    sandbox.import(&[Path::new("logs")])
}

#[track_caller]
fn expect_healed(sandbox: &Sandbox) {
    let health = "SELECT path, outcome FROM import_health WHERE subject = 'file'";
    assert!(sandbox.values(health).is_empty(), "{:?}", sandbox.values(health));
    let coverage = sandbox.run(&["coverage", "--format", "csv"]);
    assert!(!coverage.stdout.contains("could not be used"), "{}", coverage.stdout);
    let info = sandbox.run(&["info"]).expect_code(0).stdout;
    let rejects = info.lines().find(|line| line.starts_with("Rejects")).unwrap();
    assert!(rejects.ends_with(" 0"), "{rejects}");
    let unreadable = "SELECT count(*) FROM current_rejects WHERE sha256 IS NULL";
    assert_eq!(sandbox.value(unreadable), "0");
    assert_ne!(sandbox.value("SELECT count(*) FROM rejects"), "0", "the evidence is kept");
}

#[track_caller]
fn expect_broken(sandbox: &Sandbox, files: &str) {
    let health = "SELECT count(*) FROM import_health WHERE subject = 'file'";
    assert_eq!(sandbox.value(health), files);
}

#[test]
fn a_file_completed_at_its_path_is_healed() {
    let sandbox = Sandbox::new();
    let name = format!("logs/{NAME}");
    sandbox.write(&name, truncated(400));
    let _ = import(&sandbox).expect_code(3);
    expect_broken(&sandbox, "1");
    sandbox.write(&name, log(400));
    let _ = import(&sandbox).expect_code(0);
    expect_healed(&sandbox);
    assert_eq!(sandbox.value("SELECT count(*) FROM events"), "400");
    // It is broken again.
    sandbox.write(&name, truncated(300));
    let _ = import(&sandbox).expect_code(3);
    expect_broken(&sandbox, "1");
}

#[test]
fn a_broken_file_that_is_deleted_or_completed_under_another_name_is_healed() {
    for whole in [None, Some("logs/other.json.gz")] {
        let sandbox = Sandbox::new();
        sandbox.write("logs/kept.json.gz", log(1));
        let broken = sandbox.write(&format!("logs/{NAME}"), truncated(400));
        let _ = import(&sandbox).expect_code(3);
        fs::remove_file(broken).unwrap();
        if let Some(whole) = whole {
            sandbox.write(whole, log(400));
        }
        let _ = import(&sandbox).expect_code(0);
        expect_healed(&sandbox);
    }
}

#[test]
fn a_broken_file_that_still_lies_somewhere_is_not_healed() {
    let sandbox = Sandbox::new();
    sandbox.write(&format!("logs/{NAME}"), truncated(400));
    sandbox.write("logs/copy.json.gz", truncated(400));
    let elsewhere = sandbox.write("elsewhere/a.json", "{\"Records\":[{]}");
    let _ = import(&sandbox).expect_code(3);
    let _ = sandbox.import(&[Path::new("elsewhere")]).expect_code(3);
    let _ = sandbox.run_with_input(&["import", "-"], b"{\"Records\":[{] }");
    // One copy is completed. A file outside the imported folder is missing, as on another disk.
    sandbox.write(&format!("logs/{NAME}"), log(400));
    fs::remove_file(elsewhere).unwrap();
    let _ = import(&sandbox).expect_code(0);
    expect_broken(&sandbox, "3");
    let _ = sandbox.run_with_input(&["import", "-"], b"{\"Records\":[]}");
    expect_broken(&sandbox, "3");
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_or_folder_is_healed_once_it_can_be_read() {
    use std::os::unix::fs::symlink;
    let sandbox = Sandbox::new();
    sandbox.write("logs/a.json.gz", log(1));
    // A link to nothing, as root can read a file without permissions.
    symlink("/nowhere/at/all", sandbox.path("logs/b.json")).unwrap();
    symlink("/nowhere/at/all", sandbox.path("logs/folder")).unwrap();
    for _ in 0..2 {
        let _ = import(&sandbox).expect_code(3);
        expect_broken(&sandbox, "2");
    }
    fs::remove_file(sandbox.path("logs/b.json")).unwrap();
    sandbox.write("logs/b.json", log(2));
    fs::remove_file(sandbox.path("logs/folder")).unwrap();
    fs::create_dir(sandbox.path("logs/folder")).unwrap();
    let _ = import(&sandbox).expect_code(0);
    expect_healed(&sandbox);
}

#[test]
fn rows_that_the_owner_changes_are_recorded_and_later_imports_succeed() {
    let sandbox = Sandbox::new();
    sandbox.write("logs/a.json.gz", log(10));
    let _ = import(&sandbox).expect_code(0);
    let _ = sandbox.import(&[&fixtures("forms/insights")]).expect_code(0);
    let changes = [
        ("DELETE FROM event_rows WHERE event_id IN ('1', '2', '3')", "events has 3 rows fewer"),
        (
            "INSERT INTO event_rows BY NAME SELECT 'x' AS event_id, max(id) AS caller_id FROM callers",
            "events has 1 rows more",
        ),
        ("DELETE FROM insights", "insights has 2 rows fewer"),
        ("DELETE FROM files", ""),
        ("DELETE FROM paths", ""),
        ("DELETE FROM rejects", ""),
        ("DELETE FROM imports WHERE id < 3", ""),
    ];
    for (at, (sql, note)) in changes.into_iter().enumerate() {
        let _ = sandbox.run(&["query", "--read-write", sql]).expect_code(0);
        sandbox.write(&format!("logs/{at}.json.gz"), log(20 + u32::try_from(at).unwrap()));
        let ran = import(&sandbox).expect_code(0);
        assert!(ran.stderr.contains(note), "{sql}: {}", ran.stderr);
        assert_eq!(ran.stderr.contains("note:"), !note.is_empty(), "{sql}: {}", ran.stderr);
    }
    let recorded = "SELECT string_agg(events_removed || '/' || events_added || '/' || insights_removed, ' ' ORDER BY id) FROM imports";
    assert_eq!(sandbox.value(recorded), "3/0/0 0/1/0 0/0/2 0/0/0 0/0/0 0/0/0 0/0/0");
    // Without any ledger, and a number is never used again.
    let last = sandbox.value("SELECT max(id) FROM imports");
    let _ = sandbox.run(&["query", "--read-write", "DELETE FROM imports"]).expect_code(0);
    sandbox.write("logs/last.json.gz", log(50));
    let _ = import(&sandbox).expect_code(0);
    assert_ne!(sandbox.value("SELECT max(id) FROM imports"), last);
}

#[test]
fn deleted_events_come_back_only_from_a_file_that_is_read_again() {
    let sandbox = Sandbox::new();
    let events: Vec<_> = (0..10).map(|id| record(id, "")).collect();
    sandbox.write("logs/a.json", events.join("\n"));
    let _ = import(&sandbox).expect_code(0);
    let _ = sandbox.run(&["query", "--read-write", "DELETE FROM event_rows"]).expect_code(0);
    let _ = import(&sandbox).expect_code(0);
    assert_eq!(sandbox.value("SELECT count(*) FROM events"), "0");
    sandbox.write("logs/renamed.json", events.join("\n"));
    let ran = import(&sandbox).expect_code(0);
    assert_eq!(ran.count("inserted"), 10);
    let ran = import(&sandbox).expect_code(0);
    assert!(!ran.stderr.contains("note:"), "{}", ran.stderr);
}

#[test]
fn a_complete_import_ends_well_whatever_other_processes_do() {
    let sandbox = Sandbox::new();
    sandbox.write("a/a.json", format!("{}\n{{", record(1, "")));
    sandbox.write("b/b.json.gz", log(5));
    let _ = sandbox.import(&[Path::new("a"), Path::new("b")]).expect_code(3);
    let mut children = Vec::new();
    for folder in ["a", "b"] {
        let script = format!(
            "for i in $(seq 15); do \"$0\" import {folder} --quiet; echo $?; done 2>>err.{folder} >codes.{folder}"
        );
        let child = Command::new("sh")
            .args(["-c", &script, env!("CARGO_BIN_EXE_ducktrail")])
            .current_dir(sandbox.path(""))
            .spawn();
        children.push(child.unwrap());
    }
    // A reader that takes the database as often as it can.
    wait_until(|| {
        let reader = sandbox.command(&["query", "SELECT count(*) FROM events"]);
        let _ = { reader }.stdout(Stdio::null()).stderr(Stdio::null()).status();
        children.iter_mut().all(|child| child.try_wait().unwrap().is_some())
    });
    let complete = "SELECT count(*) FROM imports WHERE outcome = 'complete'";
    let complete: usize = sandbox.value(complete).parse().unwrap();
    let mut well = 1;
    for folder in ["a", "b"] {
        let errors = fs::read_to_string(sandbox.path(&format!("err.{folder}"))).unwrap();
        assert!(!errors.contains("summary"), "{errors}");
        let codes = fs::read_to_string(sandbox.path(&format!("codes.{folder}"))).unwrap();
        well += codes.lines().filter(|code| ["0", "3"].contains(code)).count();
    }
    assert_eq!(well, complete, "an import that was complete ended with another code");
}

#[test]
fn a_filter_filters_every_kind_of_record() {
    let folders = [fixtures("forms/insights"), fixtures("forms/aggregated")];
    let filters: &[(&[&str], bool)] = &[
        (&["--region", "us-east-1"], true),
        (&["--account", "111122223333"], true),
        (&["--since", "2024-03-05", "--until", "2024-03-06"], true),
        (&["--region", "eu-west-1"], false),
        (&["--account", "444455556666"], false),
        (&["--until", "2024-03-05T22:00:00Z"], false),
    ];
    for (filter, matches) in filters {
        let sandbox = Sandbox::new();
        let paths = folders.each_ref().map(|path| path.to_str().unwrap());
        let ran = sandbox.run(&[&["import"], &paths[..], filter].concat()).expect_code(0);
        let counts = (ran.count("insights"), ran.count("aggregated"), ran.count("filtered out"));
        assert_eq!(counts, if *matches { (2, 1, 0) } else { (0, 0, 3) }, "{filter:?}");
        // The rest comes with a wider filter.
        let ran = sandbox.run(&[&["import"], &paths[..]].concat()).expect_code(0);
        let stored = "SELECT (SELECT count(*) FROM insights) || ' ' || (SELECT count(*) FROM aggregated_events)";
        assert_eq!(sandbox.value(stored), "2 1", "{filter:?}: {}", ran.stdout);
    }
}

#[test]
fn a_record_without_region_is_imported_only_if_the_name_of_its_file_has_one() {
    let sandbox = Sandbox::new();
    let old = record(1, r#","recipientAccountId":"111122223333""#);
    let other = record(2, r#","awsRegion":"eu-west-1""#);
    sandbox.write("logs/plain.json", format!("{old}\n{other}"));
    let import = |region| sandbox.run(&["import", "logs", "--region", region]).expect_code(0);
    let ran = import("us-east-1");
    let undecided = "without time, account or Region";
    assert_eq!((ran.count("inserted"), ran.count("filtered out"), ran.count(undecided)), (0, 1, 1));
    assert_eq!(sandbox.value("SELECT records_undecided FROM imports"), "1");
    sandbox.write(&format!("logs/{NAME}"), gzip(format!("{old}\n{other}").as_bytes()));
    let ran = import("us-east-1");
    assert_eq!(ran.count("inserted"), 1, "{}", ran.stdout);
    let ran = sandbox.run(&["import", "logs"]).expect_code(0);
    assert_eq!((ran.count("inserted"), ran.count("duplicate")), (1, 1), "{}", ran.stdout);
    let adds_up = "SELECT bool_and(records_read = records_inserted + records_duplicate + records_filtered + records_undecided) FROM files";
    assert_eq!(sandbox.value(adds_up), "true");
    let ran = sandbox.run(&["import", "logs"]).expect_code(0);
    assert_eq!(ran.count("unchanged"), 2);
}
