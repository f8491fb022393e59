//! Any division of an archive into shares gives the same lake, whatever happens to their writers.

use std::{
    fs,
    path::Path,
    process::Child,
    time::{Duration, SystemTime},
};

use duckdb::Connection;
use serde_json::json;

use super::{DAYS, archive, event, log_file, pointers, write};
use crate::support::{Sandbox, ended, signal, wait_until};

/// The records that the shares have read, without what depends on the order in which files are read.
const BOOKS: &str = "
SELECT 'file' AS kind, sha256, records_read, records_inserted + records_duplicate AS used, records_rejected, records_filtered, records_undecided, records_insight, form FROM files
UNION ALL SELECT 'reject', sha256, position, NULL, NULL, NULL, NULL, NULL, reason FROM rejects
UNION ALL SELECT 'path', path, size, NULL, NULL, NULL, NULL, NULL, sha256 FROM paths
ORDER BY ALL";

/// Writes the folder `logs` to `lake`, each day by itself and by one of several threads.
const BY_DAYS: [&str; 7] =
    ["lake", "write", "logs", "--to=lake", "--file-bytes=1", "--jobs=4", "--memory=2GB"];

pub(super) fn books(sandbox: &Sandbox, lake: &str) -> String {
    sandbox.run(&["query", BOOKS, "--db", lake, "--format", "csv"]).expect_code(0).stdout
}

/// Starts a share of `logs` and kills it while it works.
pub(super) fn kill_share(sandbox: &Sandbox, lake: &str, logs: &str, arguments: &[&str]) {
    let args = [&["lake", "write", logs, "--to", lake], arguments].concat();
    let mut child: Child = sandbox.spawn(&args);
    let folder = sandbox.path(lake);
    let works = || {
        let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
        entries.into_iter().any(|entry| entry.path().join("import.duckdb").exists())
    };
    wait_until(works);
    signal(&child, "KILL");
    child.wait().unwrap();
}

#[test]
fn shares_of_any_days_give_the_same_lake() {
    let sandbox = Sandbox::new();
    archive(&sandbox);
    write(&sandbox, "whole", &[], 3);
    let (days, whole) = (pointers(&sandbox.path("whole")), books(&sandbox, "whole"));
    // Six days and events without a time, and the day of the Insights record.
    assert_eq!(days.len(), 8, "{days:?}");
    assert!(whole.contains("reject"), "{whole}");

    let first = ["--until", DAYS[2]];
    let last = ["--since", DAYS[3], "--untimed"];
    write(&sandbox, "two", &last, 3);
    write(&sandbox, "two", &first, 3);
    assert_eq!(
        (pointers(&sandbox.path("two")), books(&sandbox, "two")),
        (days.clone(), whole.clone())
    );

    // In another order; one share is killed and repeated, one written twice.
    kill_share(&sandbox, "many", "logs", &last);
    assert_eq!(pointers(&sandbox.path("many")).len(), 0);
    for day in ["2026-03-03", "2026-03-01", "2026-03-02", "2026-03-01"] {
        write(&sandbox, "many", &["--since", day, "--until", day], 3);
    }
    write(&sandbox, "many", &last, 3);
    assert_eq!(
        (pointers(&sandbox.path("many")), books(&sandbox, "many")),
        (days.clone(), whole.clone())
    );

    // A share of more days takes the place of those within it.
    let before = fs::read_dir(sandbox.path("many/current/files")).unwrap().count();
    write(&sandbox, "many", &first, 3);
    let after = fs::read_dir(sandbox.path("many/current/files")).unwrap().count();
    assert_eq!((before, after), (4, 2));
    assert_eq!((pointers(&sandbox.path("many")), books(&sandbox, "many")), (days, whole));
}

#[test]
fn any_number_of_threads_writes_the_same_files() {
    let sandbox = Sandbox::new();
    archive(&sandbox);
    write(&sandbox, "together", &[], 3);
    // With so small files, each day is written by itself.
    for (lake, jobs) in [("one", "1"), ("eight", "8")] {
        write(&sandbox, lake, &["--file-bytes", "1", "--jobs", jobs, "--memory", "4GB"], 3);
    }
    let written = pointers(&sandbox.path("together"));
    assert_eq!(written.len(), 8, "{written:?}");
    for lake in ["one", "eight"] {
        assert_eq!(pointers(&sandbox.path(lake)), written, "{lake}");
        assert_eq!(books(&sandbox, lake), books(&sandbox, "together"), "{lake}");
    }
}

#[test]
fn ctrl_c_stops_all_threads_that_write_and_leaves_the_lake_as_it_was() {
    let sandbox = Sandbox::new();
    let events: Vec<_> = (0..30_000)
        .map(|nth| {
            event(&nth.to_string(), &format!("{}T01:00:00Z", DAYS[nth % 6]), "012345678901")
                .to_string()
        })
        .collect();
    sandbox.write("logs/x.jsonl", events.join("\n"));
    let child = sandbox.spawn(&BY_DAYS);
    let is_a_day_placed = || {
        let days = fs::read_dir(sandbox.path("lake/activity")).into_iter().flatten().flatten();
        days.into_iter()
            .any(|day| fs::read_dir(day.path()).is_ok_and(|mut files| files.next().is_some()))
    };
    wait_until(is_a_day_placed);
    signal(&child, "INT");
    let stopped = ended(child);
    stopped.says(130, "stopped; the lake is as it was");
    assert_eq!(pointers(&sandbox.path("lake")).len(), 0);
    let is_draft = |entry: fs::DirEntry| entry.file_name().display().to_string().starts_with('.');
    assert!(!fs::read_dir(sandbox.path("lake")).unwrap().any(|entry| is_draft(entry.unwrap())));
    let _ = sandbox.run(&BY_DAYS).expect_code(0);
    assert_eq!(pointers(&sandbox.path("lake")).len(), 6);
}

#[test]
fn a_share_of_which_one_thread_fails_publishes_nothing() {
    let sandbox = Sandbox::new();
    archive(&sandbox);
    // A file where the folder of a day should be.
    let obstacle = sandbox.write("lake/activity/day=2026-03-04", "");
    fs::write(sandbox.path("lake/ducktrail-lake.json"), marker(&sandbox)).unwrap();
    let failed = sandbox.run(&BY_DAYS);
    failed.says(1, "cannot write to ");
    failed.says(1, "day=2026-03-04");
    assert_eq!(pointers(&sandbox.path("lake")).len(), 0);
    fs::remove_file(obstacle).unwrap();
    let _ = sandbox.run(&BY_DAYS).expect_code(3);
    write(&sandbox, "whole", &[], 3);
    assert_eq!(pointers(&sandbox.path("lake")), pointers(&sandbox.path("whole")));
}

/// Returns the marker of an empty lake.
fn marker(sandbox: &Sandbox) -> Vec<u8> {
    write(sandbox, "empty", &["--until", "1999-01-01"], 3);
    fs::read(sandbox.path("empty/ducktrail-lake.json")).unwrap()
}

#[test]
fn a_day_is_replaced_as_a_whole_and_its_old_files_stay_until_a_clean_up() {
    let sandbox = Sandbox::new();
    let of_day = |count: usize, name: &str| {
        let _ = fs::remove_dir_all(sandbox.path("logs"));
        let events: Vec<_> = (0..count)
            .map(|nth| event(&format!("{name}-{nth}"), &format!("{}T01:00:00Z", DAYS[0]), name))
            .collect();
        log_file(&sandbox, "20260301T0105", &events);
    };
    of_day(10, "111111111111");
    write(&sandbox, "lake", &[], 0);
    let first = pointers(&sandbox.path("lake"));
    of_day(20, "222222222222");
    write(&sandbox, "lake", &["--since", DAYS[0], "--until", DAYS[0]], 0);
    let second = pointers(&sandbox.path("lake"));
    assert_ne!(first, second);
    assert_eq!((rows(&sandbox, &first), rows(&sandbox, &second)), (10, 20));

    // The day lost its events, and the others keep theirs.
    of_day(0, "");
    write(&sandbox, "lake", &["--since", DAYS[1], "--until", DAYS[1]], 0);
    assert_eq!(pointers(&sandbox.path("lake")), second);
    write(&sandbox, "lake", &["--since", DAYS[0], "--until", DAYS[0]], 0);
    assert_eq!(pointers(&sandbox.path("lake")).len(), 0);
    let count = ["query", "SELECT count(*) FROM events", "--db", "lake", "--format", "csv"];
    assert!(sandbox.run(&count).expect_code(0).stdout.ends_with("\n0\n"));

    let clean = sandbox.run(&["lake", "clean", "lake"]).expect_code(0);
    assert!(clean.stdout.starts_with("removed 0 files"), "{}", clean.stdout);
    assert_eq!((rows(&sandbox, &first), rows(&sandbox, &second)), (10, 20));
    let day = sandbox.path("lake/activity/day=2026-03-01");
    for file in fs::read_dir(&day).unwrap() {
        let file = fs::File::options().append(true).open(file.unwrap().path()).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(8 * 24 * 3600)).unwrap();
    }
    let clean = sandbox.run(&["lake", "clean", "lake"]).expect_code(0);
    assert!(clean.stdout.starts_with("removed 2 files"), "{}", clean.stdout);
    assert_eq!(fs::read_dir(&day).unwrap().count(), 0);
}

/// Counts the rows of the files that pointers name, all of the same account.
fn rows(sandbox: &Sandbox, pointers: &std::collections::BTreeMap<String, String>) -> i64 {
    let files: Vec<String> = pointers
        .values()
        .flat_map(|text| text.lines())
        .map(|line| format!("'{}'", sandbox.path("lake").join(line).display()))
        .collect();
    let sql = format!(
        "SELECT count(*) // count(DISTINCT account) FROM read_parquet([{}])",
        files.join(", ")
    );
    Connection::open_in_memory().unwrap().query_row(&sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn a_large_day_has_several_files_that_are_read_as_one() {
    let sandbox = Sandbox::new();
    let events: Vec<_> = (0..4_200)
        .map(|nth| {
            let time = format!("{}T{:02}:{:02}:00Z", DAYS[0], nth % 24, nth % 60);
            let account = ["012345678901", "111122223333", "444455556666"][nth % 3];
            event(&nth.to_string(), &time, account).to_string()
        })
        .collect();
    sandbox.write("logs/x.jsonl", events.join("\n"));
    write(&sandbox, "one", &[], 0);
    write(&sandbox, "several", &["--file-bytes", "1000"], 0);
    let files = |lake: &str| fs::read_dir(sandbox.path(lake).join("activity/day=2026-03-01"));
    let count = |lake: &str| files(lake).unwrap().count();
    let pointer = &pointers(&sandbox.path("several"))["activity/day=2026-03-01"];
    // Row groups of 2,048 events.
    assert_eq!((count("one"), count("several"), pointer.lines().count()), (1, 3, 3));
    let answers = |lake: &str| {
        let all = ["query", "FROM activity ORDER BY ALL", "--format", "csv", "--db", lake];
        let keys = ["report", "access_keys", "--format", "csv", "--since", DAYS[0], "--db", lake];
        [&all[..], &keys].map(|args| sandbox.run(args).expect_code(0).stdout)
    };
    let [all, keys] = answers("one");
    assert_eq!(all.lines().count(), 4_201);
    assert!(answers("several") == [all, keys]);
    assert!(is_in_order(&sandbox, "several", pointer));
}

/// Returns true if the files of a pointer follow one another in the order of the layout, and their rows, too.
fn is_in_order(sandbox: &Sandbox, lake: &str, pointer: &str) -> bool {
    let lines: Vec<_> = pointer.lines().map(|line| sandbox.path(lake).join(line)).collect();
    let list = lines.iter().map(|path| format!("'{}'", path.display())).collect::<Vec<_>>();
    let sql = format!(
        "SELECT list(layout ORDER BY place) = list_sort(list(layout)) FROM (
            SELECT (account, event_time, event_id) AS layout, (file_index, file_row_number) AS place FROM read_parquet([{}]))",
        list.join(", ")
    );
    Connection::open_in_memory().unwrap().query_row(&sql, [], |row| row.get(0)).unwrap()
}

/// Writes records of so many KB in several files, of which DuckDB would sort 2,048 together. `line` makes a line of each.
fn large_records(sandbox: &Sandbox, size: usize, line: impl Fn(serde_json::Value) -> String) {
    for file in 0..7 {
        let lines: Vec<_> = (file * 300..(file + 1) * 300)
            .map(|nth| {
                let time = format!("{}T{:02}:{:02}:00Z", DAYS[0], 23 - nth % 24, nth % 60);
                let account = ["012345678901", "111122223333", "444455556666"][nth % 3];
                let mut event = event(&nth.to_string(), &time, account);
                event["requestParameters"] =
                    json!({"text": format!("{nth:04}").repeat(size * 250)});
                line(event)
            })
            .collect();
        sandbox.write(&format!("logs/{file}.jsonl"), lines.join("\n"));
    }
}

#[test]
fn a_day_of_large_records_is_written_within_the_memory() {
    let sandbox = Sandbox::new();
    large_records(&sandbox, 40, |event| event.to_string());
    write(&sandbox, "lake", &["--memory", "256MB"], 0);
    let pointer = &pointers(&sandbox.path("lake"))["activity/day=2026-03-01"];
    assert!(pointer.lines().count() > 2, "{pointer}");
    let sql = "SELECT count(*), count(DISTINCT event_id), count(*) FILTER (WHERE request_parameters ->> 'text' = repeat(lpad(event_id, 4, '0'), 10000)) FROM activity";
    let counts = sandbox.run(&["query", sql, "--format", "csv", "--db", "lake"]).expect_code(0);
    assert!(counts.stdout.ends_with("\n2100,2100,2100\n"), "{}", counts.stdout);
    assert!(is_in_order(&sandbox, "lake", pointer));
}

#[test]
fn large_records_of_every_table_are_written_within_the_memory() {
    for (table, column, size, code) in [
        ("activity", "request_parameters", 40, 0),
        ("rejects", "text", 70, 3),
        ("insights", "record", 70, 0),
    ] {
        let sandbox = Sandbox::new();
        large_records(&sandbox, size, |mut event| {
            match table {
                // Without a time.
                "activity" => event["eventTime"] = json!(null),
                "insights" => event["eventCategory"] = json!("Insight"),
                _ => {}
            }
            let mut line = event.to_string();
            if table == "rejects" {
                line.truncate(line.len() - 1);
            }
            line
        });
        write(&sandbox, "lake", &["--memory", "256MB"], code);
        let part = fs::read_dir(sandbox.path("lake").join(table)).unwrap().next().unwrap().unwrap();
        assert!(fs::read_dir(part.path()).unwrap().count() > 2, "{table}");
        let sql = format!(
            "SELECT count(*), count(DISTINCT md5({column}::VARCHAR)), min(strlen({column}::VARCHAR)) > 32000 FROM {table}"
        );
        let args = ["query", &sql, "--format", "csv", "--db", "lake"];
        let counts = sandbox.run(&args).expect_code(0);
        assert!(counts.stdout.ends_with("\n2100,2100,true\n"), "{table}: {}", counts.stdout);
    }
}

#[test]
fn of_two_writers_of_a_day_one_wins_and_readers_see_it_whole() {
    let sandbox = Sandbox::new();
    for (folder, count) in [("one", 10), ("other", 20)] {
        let events: Vec<_> = (0..count)
            .map(|nth| event(&format!("{nth}"), "2026-03-01T01:00:00Z", folder).to_string())
            .collect();
        sandbox.write(&format!("{folder}/x.jsonl"), events.join("\n"));
    }
    let args = |folder| ["lake", "write", folder, "--to", "lake", "--quiet"];
    let _ = sandbox.run(&args("one")).expect_code(0);
    let mut writers = [sandbox.spawn(&args("one")), sandbox.spawn(&args("other"))];
    let pointer = sandbox.path("lake/current/activity/day=2026-03-01/files.txt");
    loop {
        let is_over = writers.iter_mut().all(|writer| writer.try_wait().unwrap().is_some());
        // An old pointer is read, and its file later.
        let text = fs::read_to_string(&pointer).unwrap();
        let found = [("activity".to_owned(), text)].into();
        let count = rows(&sandbox, &found);
        assert!(count == 10 || count == 20, "{count}");
        if is_over {
            break;
        }
    }
    let left = |path: &Path| {
        let names = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name());
        names.filter(|name| name.display().to_string().starts_with('.')).count()
    };
    assert_eq!(left(&sandbox.path("lake")), 0);
}

#[test]
fn a_share_that_cannot_publish_changes_no_other_day_and_can_be_repeated() {
    let sandbox = Sandbox::new();
    archive(&sandbox);
    write(&sandbox, "whole", &[], 3);
    write(&sandbox, "lake", &["--until", DAYS[2]], 3);
    let before = pointers(&sandbox.path("lake"));
    // A file where the folder of a pointer should be.
    let obstacle = sandbox.write("lake/current/activity/day=2026-03-05", "");
    let args = ["lake", "write", "logs", "--to", "lake", "--since", DAYS[3], "--untimed"];
    sandbox.run(&args).says(1, "cannot write");
    fs::remove_file(obstacle).unwrap();
    let after = pointers(&sandbox.path("lake"));
    assert!(before.iter().all(|(day, text)| after.get(day) == Some(text)), "{after:?}");
    assert!(!after.contains_key("activity/day=2026-03-05"));
    let _ = sandbox.run(&args).expect_code(3);
    assert_eq!(pointers(&sandbox.path("lake")), pointers(&sandbox.path("whole")));
}
