//! Databases of older and newer versions of the program. Commands that cannot use one leave it unchanged,
//! and a killed import leaves all of the missing migrations or none.

use std::{fmt::Write, fs, path::Path, thread};

use crate::{
    archive,
    database::{import_args, wait_for_lock},
    kill_point,
    rng::{Rng, rounds},
    support::Sandbox,
};

/// Returns the names and texts of the migrations, in order.
fn migrations() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut found: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    found.sort();
    found
}

/// An event with its action, import and file.
const ROWS: &str = "
INSERT INTO events (event_id, event_source, event_name) VALUES ('old', 's3.amazonaws.com', 'GetObject');
INSERT INTO actions (event_source, event_name) VALUES ('s3.amazonaws.com', 'GetObject');
INSERT INTO imports (id, started_at, finished_at, version, arguments, outcome, files_found, files_imported, files_unchanged, files_same_content, files_not_cloudtrail, files_unreadable, files_out_of_range, records_read, records_inserted, records_duplicate, records_rejected, records_filtered, records_insight, records_aggregated)
VALUES (1, '2026-01-01', '2026-01-01', '0.1.0', [], 'complete', 1, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0);
INSERT INTO files (sha256, path, size, modified, content_bytes, compression, form, account_id, region, delivered_at, records_read, records_inserted, records_duplicate, records_rejected, records_filtered, records_insight, records_aggregated, import_id)
VALUES ('00', 'old.json', 1, '2026-01-01', 1, 'none', 'records', NULL, NULL, NULL, 1, 1, 0, 0, 0, 0, 0, 1);
INSERT INTO paths (path, size, modified, sha256, import_id) VALUES ('old.json', 1, '2026-01-01', '00', 1);";

/// The action IDs, which exist from `0005_scan_columns` on.
const ACTION_IDS: &str = "UPDATE actions SET id = 1; UPDATE events SET action_id = 1;";

/// The values of that event that the migrations compute from other columns.
const OLD: &str = "
SELECT event_id_start, outcome, a.event_source FROM events e JOIN actions a ON a.id = e.action_id
WHERE event_id = 'old'";

/// More events, of a thousand callers, with request IDs of both kinds and the ledger for them.
const MANY: &str = "
INSERT INTO events (event_time, event_source, event_name, event_id, request_id, event_type, identity_type, identity_arn, user_identity, request_parameters, action_id)
SELECT
    TIMESTAMP '2024-01-01' + to_seconds(i),
    's3.amazonaws.com',
    'GetObject',
    'old-' || i,
    CASE WHEN i % 3 = 0 THEN 'R' || i ELSE format('{:08x}-0000-4000-8000-000000000000', i) END,
    CASE WHEN i % 5 > 0 THEN 'AwsApiCall' END,
    'IAMUser',
    'arn:aws:iam::111122223333:user/' || i % 1000,
    CASE WHEN i % 7 > 0 THEN json_object('type', 'IAMUser', 'arn', 'arn:aws:iam::111122223333:user/' || i % 1000) END,
    json_object('key', md5(i::VARCHAR)),
    1
FROM range(200000) AS numbers (i);
UPDATE imports SET records_read = 200001, records_inserted = 200001;
UPDATE files SET records_read = 200001, records_inserted = 200001;";

/// Makes a database with only these migrations and one event.
fn make_old_database(sandbox: &Sandbox, db: &str, migrations: &[(String, String)]) {
    make_old_database_with(sandbox, db, migrations, "");
}

/// Makes a database with only these migrations and one event, and runs `more`.
fn make_old_database_with(
    sandbox: &Sandbox,
    db: &str,
    migrations: &[(String, String)],
    more: &str,
) {
    let mut sql = format!(
        "ATTACH '{db}' AS old (STORAGE_VERSION 'v1.5.0'); USE old;
         CREATE TABLE migrations (name VARCHAR NOT NULL, sql VARCHAR NOT NULL, applied_at TIMESTAMP NOT NULL);"
    );
    let has = |wanted: &str| migrations.iter().any(|(name, _)| name == wanted);
    let action_ids = if has("0005_scan_columns") { ACTION_IDS } else { "" };
    let rows = [ROWS, action_ids, more].concat();
    for (name, text) in migrations {
        // From then on, events is a view.
        if name == "0012_callers" {
            sql += &rows;
        }
        let quoted = text.replace('\'', "''");
        writeln!(
            sql,
            "{text}\n;INSERT INTO migrations VALUES ('{name}', '{quoted}', '2026-01-01');"
        )
        .unwrap();
    }
    if !has("0012_callers") {
        sql += &rows;
    }
    sql += "CHECKPOINT old;";
    fs::write(sandbox.path("old.sql"), sql).unwrap();
    sandbox.remove_database(db);
    let ran = sandbox.run(&["query", "--db", "whole.duckdb", "--read-write", "-f", "old.sql"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

/// The state of an older database after an import into it was killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AfterKill {
    /// The older version.
    BeforeCommit,
    /// The present version.
    Migrated,
    /// A file that a checkpoint has half written, which the next import restores.
    HalfWritten,
}

/// Returns the state of the database `x.duckdb`, whose version lacked a migration.
fn after_kill(sandbox: &Sandbox, lacked: &str) -> AfterKill {
    let asked = sandbox.run(&["info", "--db", "x.duckdb"]);
    if asked.stderr.contains("was left half-written") {
        AfterKill::HalfWritten
    } else if asked.code == Some(1) {
        asked.says(1, &format!("it lacks {lacked}"));
        AfterKill::BeforeCommit
    } else {
        AfterKill::Migrated
    }
}

/// Makes databases of some older versions, opens them with commands that only read, and kills imports into them.
/// Returns the number of kills, and of those that came before the end of the migration.
fn kill_imports_into(versions: impl Iterator<Item = usize>, seed: u64) -> (u64, u64) {
    let sandbox = archive::sandbox();
    let total_io =
        kill_point::total_io(&mut sandbox.spawn(&import_args("whole.duckdb", &["logs"])));
    let events = sandbox.count_events("whole.duckdb");
    let migrations = migrations();
    let mut rng = Rng::from_seed(seed);
    let (mut kills, mut before_commit) = (0, 0);
    for count in versions {
        make_old_database(&sandbox, "x.duckdb", &migrations[..count]);
        let before = fs::read(sandbox.path("x.duckdb")).unwrap();
        for args in [&["report", "actors"][..], &["query", "FROM events"], &["info"]] {
            let ran = sandbox.run(&[args, &["--db", "x.duckdb"]].concat());
            ran.says(1, "made by an older Ducktrail");
            ran.says(1, "import into it");
            assert!(fs::read(sandbox.path("x.duckdb")).unwrap() == before, "{args:?} changed it");
        }
        for round in 0..rounds(2, 10) {
            let mut child = sandbox.spawn(&import_args("x.duckdb", &["logs"]));
            // The migrations run right after the lock; later kills interrupt the import.
            wait_for_lock(&child);
            if round % 2 == 1 {
                kill_point::kill_at(&mut child, rng.below(total_io), &mut rng);
            }
            child.kill().unwrap();
            child.wait().unwrap();
            // All of the migrations were made, or none.
            match after_kill(&sandbox, &migrations[count].0) {
                AfterKill::BeforeCommit => before_commit += 1,
                AfterKill::Migrated => sandbox.assert_consistent("x.duckdb"),
                AfterKill::HalfWritten => {}
            }
            kills += 1;
        }
        sandbox.import_all("x.duckdb", &["logs"]);
        assert_eq!(sandbox.count_events("x.duckdb"), events + 1);
        let kept = sandbox.query_csv("x.duckdb", OLD);
        assert_eq!(kept.lines().nth(1), Some("0,success,s3.amazonaws.com"), "{kept}");
    }
    (kills, before_commit)
}

#[test]
fn an_older_database_is_unchanged_by_queries_and_survives_killed_imports() {
    let count = migrations().len();
    let mut rng = Rng::new("versions");
    let seeds = [rng.next(), rng.next()];
    // The longest of these tests uses two cores to the end.
    let made: Vec<(u64, u64)> = thread::scope(|scope| {
        let halves = seeds.into_iter().enumerate().map(|(half, seed)| {
            scope.spawn(move || kill_imports_into((1 + half..count).step_by(2), seed))
        });
        let halves: Vec<_> = halves.collect();
        halves.into_iter().map(|half| half.join().unwrap()).collect()
    });
    let kills: u64 = made.iter().map(|half| half.0).sum();
    let before_commit: u64 = made.iter().map(|half| half.1).sum();
    eprintln!(
        "{kills} kills, {before_commit} of them between the lock and the end of the migration"
    );
    assert!(before_commit > 0, "no kill interrupted a migration");
    assert!(before_commit < kills, "no kill came after the migrations");
}

/// The logged values of the events of an older version.
const LOGGED: &str = "
SELECT count(*), sum(hash(event)) AS hashes
FROM (
    SELECT * EXCLUDE (outcome, event_id_start, issued_access_key_id, omitted_parts)
    FROM events
    WHERE starts_with(event_id, 'old-')
) AS event";

#[test]
fn a_kill_while_callers_are_moved_to_their_table_loses_nothing() {
    let sandbox = archive::sandbox();
    sandbox.import_all("whole.duckdb", &["logs"]);
    let migrations = migrations();
    let callers = migrations.iter().position(|(name, _)| name == "0012_callers").unwrap();
    make_old_database_with(&sandbox, "old.duckdb", &migrations[..callers], MANY);
    let attached = format!("ATTACH 'old.duckdb' AS old (READ_ONLY); USE old; {LOGGED}");
    let logged = sandbox.query_csv("whole.duckdb", &attached);
    let copy = || {
        sandbox.remove_database("x.duckdb");
        fs::copy(sandbox.path("old.duckdb"), sandbox.path("x.duckdb")).unwrap();
    };
    copy();
    let total_io = kill_point::total_io(&mut sandbox.spawn(&import_args("x.duckdb", &["logs"])));
    assert_eq!(sandbox.query_csv("x.duckdb", LOGGED), logged);
    let mut rng = Rng::new("callers");
    let mut before_commit = 0_u64;
    for round in 0..rounds(6, 60) {
        copy();
        let mut child = sandbox.spawn(&import_args("x.duckdb", &["logs"]));
        wait_for_lock(&child);
        // The migration comes first, so every other kill is in the first quarter.
        let end = if round % 2 == 0 { total_io / 4 } else { total_io };
        kill_point::kill_at(&mut child, rng.below(end), &mut rng);
        let state = after_kill(&sandbox, "0012_callers");
        before_commit += u64::from(state == AfterKill::BeforeCommit);
        sandbox.import_all("x.duckdb", &["logs"]);
        assert_eq!(sandbox.query_csv("x.duckdb", LOGGED), logged);
    }
    eprintln!("{before_commit} kills interrupted the migration");
    assert!(before_commit > 0, "no kill interrupted the migration");
}

#[test]
fn a_newer_database_is_refused_and_unchanged() {
    let sandbox = archive::sandbox();
    sandbox.import_all("x.duckdb", &["logs"]);
    let newer = "INSERT INTO migrations VALUES ('9999_x', '', '2026-01-01')";
    let ran = sandbox.run(&["query", "--db", "x.duckdb", "--read-write", newer]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let before = fs::read(sandbox.path("x.duckdb")).unwrap();
    for args in [&["import", "logs"][..], &["info"], &["query", "FROM events"]] {
        let ran = sandbox.run(&[args, &["--db", "x.duckdb"]].concat());
        ran.says(1, "made by a newer Ducktrail (it has 9999_x); use that version");
        assert!(fs::read(sandbox.path("x.duckdb")).unwrap() == before, "{args:?} changed it");
    }
}

#[test]
fn a_failed_migration_leaves_the_file_unchanged() {
    let sandbox = archive::sandbox();
    sandbox.import_all("whole.duckdb", &["logs"]);
    let migrations = migrations();
    // The table of the fourth migration exists already, so the second and third must be rolled back, too.
    make_old_database(&sandbox, "x.duckdb", &migrations[..1]);
    let mut sql =
        "ATTACH 'x.duckdb' AS old; CREATE TABLE old.notifications (mine INT); CHECKPOINT old;";
    let ran = sandbox.run(&["query", "--db", "whole.duckdb", "--read-write", sql]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let before = fs::read(sandbox.path("x.duckdb")).unwrap();
    for _ in 0..2 {
        let ran = sandbox.run(&import_args("x.duckdb", &["logs"]));
        ran.says(1, "0004_notifications failed; the database is unchanged");
        assert!(fs::read(sandbox.path("x.duckdb")).unwrap() == before, "it changed the file");
        assert!(!sandbox.path("x.duckdb.wal").exists());
    }
    // Without that table the import succeeds.
    sql = "ATTACH 'x.duckdb' AS old; DROP TABLE old.notifications; CHECKPOINT old;";
    let ran = sandbox.run(&["query", "--db", "whole.duckdb", "--read-write", sql]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    sandbox.import_all("x.duckdb", &["logs"]);
    assert_eq!(sandbox.count_events("x.duckdb"), sandbox.count_events("whole.duckdb") + 1);
}
