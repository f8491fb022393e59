//! Imports that faults disturb, and the checks of a database after each fault.

use std::{fs, process::Child, thread, time::Duration};

use crate::support::{Sandbox, wait_until};

/// Inconsistencies of a database, by name. A consistent database gives no rows.
const FLAWS: &str = "
SELECT 'events and files' WHERE (SELECT count(*) FROM events) <> (SELECT coalesce(sum(records_inserted), 0) FROM files)
UNION ALL SELECT 'events and imports' WHERE (SELECT count(*) FROM events) <> (SELECT coalesce(sum(records_inserted), 0) FROM imports)
UNION ALL SELECT 'insights and files' WHERE (SELECT count(*) FROM insights) <> (SELECT coalesce(sum(records_insight), 0) FROM files)
UNION ALL SELECT 'insights and imports' WHERE (SELECT count(*) FROM insights) <> (SELECT coalesce(sum(records_insight), 0) FROM imports)
UNION ALL SELECT 'digests and files' WHERE (SELECT count(*) FROM digests) <> (SELECT count(*) FROM files WHERE form = 'digest')
UNION ALL SELECT 'rejects and files' WHERE (SELECT count(*) FROM rejects WHERE position IS NOT NULL) <> (SELECT coalesce(sum(records_rejected), 0) FROM files)
UNION ALL SELECT 'an event twice: ' || event_id FROM events GROUP BY event_id HAVING count(*) > 1
UNION ALL SELECT 'an insight twice' FROM insights GROUP BY record_key HAVING count(*) > 1
UNION ALL SELECT 'a file twice: ' || min(path) FROM files GROUP BY sha256 HAVING count(*) > 1
UNION ALL SELECT 'a path twice: ' || path FROM paths GROUP BY path HAVING count(*) > 1
UNION ALL SELECT 'a path without its file: ' || path FROM paths WHERE sha256 NOT IN (SELECT sha256 FROM files)
UNION ALL SELECT 'a file without its import: ' || path FROM files WHERE import_id NOT IN (SELECT id FROM imports)
UNION ALL SELECT 'a file half: ' || path FROM files
    WHERE records_read <> records_inserted + records_duplicate + records_rejected + records_filtered + records_undecided + records_insight + records_aggregated
UNION ALL SELECT 'a wrong action: ' || coalesce(events.event_name, '') FROM events
    LEFT JOIN actions ON action_id = actions.id
    WHERE actions.id IS NULL
        OR events.event_source IS DISTINCT FROM actions.event_source
        OR events.event_name IS DISTINCT FROM actions.event_name
UNION ALL SELECT 'a wrong shape: ' || event_id FROM events ANTI JOIN shapes ON shape_id = shapes.id
    WHERE shape_id IS NOT NULL
UNION ALL SELECT 'a shape twice' FROM shapes GROUP BY id HAVING count(*) > 1
UNION ALL SELECT 'an event without its caller' WHERE (SELECT count(*) FROM events) <> (SELECT count(*) FROM event_rows)
UNION ALL SELECT 'a caller twice' FROM callers GROUP BY id HAVING count(*) > 1";

/// The content that all imports of one archive have in common, interrupted or not. It excludes the IDs and
/// times of imports, and which of two files in a batch an event was first read from.
const CONTENT: &str = "
SELECT 'event' AS kind, e::VARCHAR AS content FROM (SELECT * EXCLUDE (action_id, shape_id) FROM events) e
UNION ALL SELECT 'insight', i::VARCHAR FROM insights i
UNION ALL SELECT 'digest', d::VARCHAR FROM digests d
UNION ALL SELECT 'action', concat_ws(' ', a, count(*)) FROM (SELECT actions.* EXCLUDE (id) FROM events JOIN actions ON action_id = id) a GROUP BY a
UNION ALL SELECT 'action without events', a::VARCHAR FROM (SELECT * FROM actions ANTI JOIN events ON action_id = id) a
UNION ALL SELECT 'reject', concat_ws(' ', path, sha256, position, reason, text) FROM rejects
UNION ALL SELECT 'path', concat_ws(' ', path, sha256, size) FROM paths
UNION ALL SELECT 'file', concat_ws(' ', path, sha256, form, records_read, records_inserted + records_duplicate, records_rejected, records_insight) FROM files
ORDER BY ALL";

/// The events, without the ledger.
pub(crate) const EVENTS: &str =
    "SELECT e::VARCHAR FROM (SELECT * EXCLUDE (action_id, shape_id) FROM events) e ORDER BY 1";

impl Sandbox {
    /// Imports `paths` to the end and checks the database, which begins as a copy of an empty one.
    #[track_caller]
    pub(crate) fn import_all(&self, db: &str, paths: &[&str]) {
        let ran = self.run(&import_args(db, paths));
        assert!(matches!(ran.code, Some(0 | 3)), "{ran:?}");
        self.assert_consistent(db);
    }

    /// Imports `paths` without a fault into `whole.duckdb`. Returns the content.
    pub(crate) fn import_undisturbed(&self, paths: &[&str]) -> String {
        self.import_all("whole.duckdb", paths);
        self.content("whole.duckdb")
    }

    /// Checks that the database opens, that the ledger agrees with the rows, and that nothing is duplicate or
    /// incomplete. A database that does not exist yet passes.
    #[track_caller]
    pub(crate) fn assert_consistent(&self, db: &str) {
        let ran = self.run(&["query", "--db", db, "--format", "csv", FLAWS]);
        if ran.code == Some(1) {
            let is_missing = ["there is no database", "it is empty, as after an import"]
                .iter()
                .any(|text| ran.stderr.contains(text));
            assert!(is_missing, "{ran:?}");
            return;
        }
        assert_eq!((ran.code, ran.stdout.lines().count()), (Some(0), 1), "{ran:?}");
    }

    pub(crate) fn content(&self, db: &str) -> String {
        self.query_csv(db, CONTENT)
    }

    #[track_caller]
    pub(crate) fn query_csv(&self, db: &str, sql: &str) -> String {
        let ran = self.run(&["query", "--db", db, "--format", "csv", "--raw-csv", sql]);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        ran.stdout
    }

    /// Returns the number of events; 0 without a database.
    pub(crate) fn count_events(&self, db: &str) -> u64 {
        let sql = "SELECT count(*) AS n FROM events";
        let ran = self.run(&["query", "--db", db, "--format", "csv", sql]);
        ran.stdout.lines().nth(1).map_or(0, |count| count.parse().unwrap())
    }

    pub(crate) fn remove_database(&self, db: &str) {
        for file in [db.to_owned(), format!("{db}.wal"), format!("{db}.undo")] {
            let _ = fs::remove_file(self.path(&file));
        }
        let _ = fs::remove_dir_all(self.path(&format!("{db}.tmp")));
    }
}

/// Returns the arguments of an import with about one batch for each file.
pub(crate) fn import_args<'a>(db: &'a str, paths: &[&'a str]) -> Vec<&'a str> {
    [&["import", "--quiet", "--batch-bytes", "400000", "--db", db], paths].concat()
}

/// Waits until a process has locked its database.
pub(crate) fn wait_for_lock(child: &Child) {
    let pid = format!(" {} ", child.id());
    wait_until(|| fs::read_to_string("/proc/locks").is_ok_and(|locks| locks.contains(&pid)));
}

/// Waits until the database of `import --watch` has this many events. It polls rarely, as a query locks the
/// import out.
#[track_caller]
pub(crate) fn wait_for_count(sandbox: &Sandbox, db: &str, events: u64) {
    wait_until(|| {
        thread::sleep(Duration::from_millis(700));
        sandbox.count_events(db) == events
    });
}
