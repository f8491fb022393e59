//! No output and no statement writes over a database, the files beside it or an imported log file.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

use crate::support::{Run, Sandbox};

/// A sandbox with imported logs, links to the protected files and an unprotected file.
fn imported() -> Sandbox {
    let sandbox = crate::support::imported();
    let log = r#"{"Records":[{"eventVersion":"1.08","eventName":"A","eventID":"own-1","eventTime":"2024-01-01T00:00:00Z"}]}"#;
    let path = sandbox.write("logs/own.json", log);
    let _ = sandbox.import(&[&path]).expect_code(0);
    sandbox.write("ducktrail.duckdb.tmp/duckdb_temp_storage_x.tmp", "spilled");
    sandbox.write("free.csv", "free");
    fs::create_dir(sandbox.path("inner")).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink("ducktrail.duckdb", sandbox.path("link.csv")).unwrap();
        symlink("link.csv", sandbox.path("link-to-link.csv")).unwrap();
        symlink("ducktrail.duckdb.wal", sandbox.path("dangling.csv")).unwrap();
        symlink("../ducktrail.duckdb.undo", sandbox.path("inner/dangling.csv")).unwrap();
        symlink(".", sandbox.path("here")).unwrap();
        symlink("logs/own.json", sandbox.path("log-link.json")).unwrap();
    }
    fs::hard_link(sandbox.path("ducktrail.duckdb"), sandbox.path("hard.csv")).unwrap();
    fs::hard_link(sandbox.path("logs/own.json"), sandbox.path("hard.json")).unwrap();
    sandbox
}

/// Spellings of protected files, from the sandbox's folder.
const TARGETS: &[&str] = &[
    "ducktrail.duckdb",
    "./ducktrail.duckdb",
    "inner/../ducktrail.duckdb",
    "inner/.././inner/../ducktrail.duckdb",
    "link.csv",
    "link-to-link.csv",
    "hard.csv",
    "here/ducktrail.duckdb",
    "here/here/link.csv",
    "ducktrail.duckdb.wal",
    "here/ducktrail.duckdb.wal",
    "dangling.csv",
    "inner/dangling.csv",
    "ducktrail.duckdb.undo",
    "ducktrail.duckdb.undo.new",
    "ducktrail.duckdb.tmp",
    "ducktrail.duckdb.tmp/duckdb_temp_storage_x.tmp",
    "ducktrail.duckdb.tmp/new.csv",
    "logs/own.json",
    "inner/../logs/own.json",
    "here/logs/own.json",
    "log-link.json",
    "hard.json",
];

/// Statements that aim at a protected file, beside `COPY … TO` each of [`TARGETS`]. `HERE` is the absolute
/// path of the folder.
const STATEMENTS: &[&str] = &[
    "COPY (SELECT 1) TO 'HERE/ducktrail.duckdb'",
    "COPY (SELECT 1) TO 'file:HERE/ducktrail.duckdb'",
    "COPY (SELECT 1) TO 'file://HERE/ducktrail.duckdb'",
    "COPY (SELECT 1) TO 'file://localhostHERE/ducktrail.duckdb'",
    "COPY (SELECT 1) TO '~/ducktrail.duckdb'",
    "COPY (SELECT 1) TO ducktrail.duckdb",
    "COPY (SELECT 1) TO \"ducktrail.duckdb\" (FORMAT csv)",
    "COPY (SELECT 1) TO $$ducktrail.duckdb$$",
    "COPY (SELECT 1) TO E'ducktrail.duckdb'",
    "COPY (SELECT 1) TO 'ducktrail'\n'.duckdb'",
    "COPY (SELECT 1) TO 'ducktrail.duckdb' (FORMAT parquet)",
    "COPY (SELECT 1) TO 'ducktrail.duckdb' (FORMAT csv, OVERWRITE)",
    "COPY events TO 'ducktrail.duckdb' CSV HEADER",
    "COPY (SELECT 1) TO '.' (FORMAT csv, PER_THREAD_OUTPUT, FILENAME_PATTERN 'ducktrail', FILE_EXTENSION 'duckdb', OVERWRITE_OR_IGNORE)",
    "COPY (SELECT 1) TO 'inner' (FORMAT csv, PER_THREAD_OUTPUT, FILENAME_PATTERN '../ducktrail', FILE_EXTENSION 'duckdb', OVERWRITE_OR_IGNORE)",
    "COPY (SELECT 1 AS a, 2 AS b) TO '.' (FORMAT csv, PARTITION_BY a, OVERWRITE)",
    "COPY (SELECT 1 AS a, 2 AS b) TO 'logs' (FORMAT csv, PARTITION_BY a, OVERWRITE)",
    "COPY (SELECT 1) TO (getvariable('f'))",
    "COPY (SELECT 1) TO getvariable('f')",
    "PREPARE p AS COPY (SELECT 1) TO $1; EXECUTE p('ducktrail.duckdb')",
    "PREPARE p AS COPY (SELECT 1) TO 'ducktrail.duckdb'; EXECUTE p",
    "EXPLAIN ANALYZE COPY (SELECT 1) TO 'ducktrail.duckdb'",
    "EXPLAIN (ANALYZE, FORMAT json) COPY (SELECT 1) TO 'ducktrail.duckdb'",
    "EXPLAIN ANALYZE PREPARE p AS COPY (SELECT 1) TO 'ducktrail.duckdb'",
    "WITH x AS (COPY (SELECT 1) TO 'ducktrail.duckdb') FROM x",
    "WITH x AS MATERIALIZED (COPY (SELECT 1) TO 'ducktrail.duckdb') FROM x",
    "/* /* */ ' */ COPY (SELECT 1) TO 'ducktrail.duckdb'",
    "SELECT 1; -- COPY\nCOPY (SELECT 1) TO 'ducktrail.duckdb'",
    "EXPORT DATABASE '.'",
    "EXPORT DATABASE 'logs'",
    "EXPORT DATABASE ducktrail TO 'here'",
    "EXPORT DATABASE 'HERE' (FORMAT parquet)",
    "IMPORT DATABASE 'inner'",
    "PRAGMA import_database('inner')",
    "ATTACH 'hard.csv' AS h (READ_WRITE)",
    "ATTACH 'link.csv' AS h (READ_ONLY false)",
    "ATTACH 'here/ducktrail.duckdb' AS h (\"READ_WRITE\")",
    "ATTACH 'ducktrail.duckdb.undo' AS h (READ_WRITE)",
    "ATTACH IF NOT EXISTS 'ducktrail.duckdb.wal' AS h (READ_WRITE)",
    "ATTACH getvariable('f') AS h (READ_WRITE)",
    "SET log_query_path = 'ducktrail.duckdb'",
    "SET GLOBAL log_query_path = 'logs/own.json'",
    "PRAGMA log_query_path = 'ducktrail.duckdb'",
    "SET profiling_output = 'ducktrail.duckdb'",
    "SET profile_output = 'ducktrail.duckdb'",
    "PRAGMA profiling_output = 'logs/own.json'",
    "CALL enable_profiling(save_location := 'ducktrail.duckdb')",
    "CALL enable_logging(storage_path := 'ducktrail.duckdb')",
    "CALL enable_logging('QueryLog', storage := 'file', storage_config := {'path': 'HERE'})",
    "FROM enable_logging(storage_path := 'here')",
    "FROM query('FROM enable_logging(storage_path := ''here'')')",
    "FROM query('FROM enable_' || 'logging(storage_path := ''here'')')",
    "FROM query(getvariable('q'))",
    "SET temp_directory = 'logs'",
    "SET secret_directory = 'here'",
    "SET home_directory = 'HERE'",
    "SET extension_directories = ['logs']",
];

/// The protected files and their content. Files that must not appear are missing.
fn protected(sandbox: &Sandbox) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let names = [
        "ducktrail.duckdb",
        "ducktrail.duckdb.wal",
        "ducktrail.duckdb.undo",
        "ducktrail.duckdb.undo.new",
        "ducktrail.duckdb.tmp/duckdb_temp_storage_x.tmp",
        "ducktrail.duckdb.tmp/new.csv",
        "logs/own.json",
        "hard.json",
        "schema.sql",
        "logs/schema.sql",
    ];
    names.map(|name| sandbox.path(name)).map(|path| (path.clone(), fs::read(path).ok())).into()
}

#[track_caller]
fn refused(sandbox: &Sandbox, ran: &Run, what: &str) {
    assert_eq!(ran.code, Some(1), "{what}: {ran:?}");
    assert!(ran.stderr.contains("cannot "), "{what}: {ran:?}");
    assert!(!sandbox.path("tmp_ducktrail.duckdb").exists(), "{what}");
}

fn statements(sandbox: &Sandbox) -> Vec<String> {
    let here = sandbox.path("").canonicalize().unwrap();
    let here = here.to_str().unwrap().trim_end_matches('/');
    let copies = TARGETS.iter().map(|target| format!("COPY (SELECT 1 AS x) TO '{target}'"));
    copies.chain(STATEMENTS.iter().map(|sql| sql.replace("HERE", here))).collect()
}

#[test]
fn no_statement_writes_over_a_protected_file() {
    let sandbox = imported();
    let before = protected(&sandbox);
    for sql in statements(&sandbox) {
        refused(&sandbox, &sandbox.run(&["query", &sql, "--allow-files"]), &sql);
        assert!(before == protected(&sandbox), "{sql}");
    }
}

#[test]
fn no_statement_of_a_shell_writes_over_a_protected_file() {
    let sandbox = imported();
    let before = protected(&sandbox);
    let statements = statements(&sandbox);
    let script = statements.join(";\n") + ";\n";
    for option in [&[][..], &["--allow-files"], &["--read-write"]] {
        let args = [&["shell", "--keep-going"], option].concat();
        let ran = sandbox.run_with_input(&args, script.as_bytes());
        assert!(before == protected(&sandbox), "{args:?}: {ran:?}");
        let refused = ran.stderr.matches("error: in the statement").count();
        assert!(refused >= statements.len(), "{args:?}: {ran:?}");
    }
}

#[test]
fn no_statement_with_read_write_writes_over_a_protected_file() {
    let sandbox = imported();
    let before = protected(&sandbox);
    for sql in statements(&sandbox).iter().step_by(5) {
        refused(&sandbox, &sandbox.run(&["query", sql, "--read-write"]), sql);
        assert!(before == protected(&sandbox), "{sql}");
    }
}

#[test]
fn no_option_writes_over_a_protected_file() {
    let sandbox = imported();
    let before = protected(&sandbox);
    for target in TARGETS {
        for args in [
            &["query", "SELECT 1", "--format", "csv"][..],
            &["query", "SELECT 2", "--format", "parquet"],
            &["query", "SELECT 2", "--format", "csv", "--read-write"],
            &["query", "SELECT 2", "--format", "csv", "--safe"],
            &["report", "deletes", "--format", "csv"],
            &["events", "--format", "csv"],
            &["events", "--full", "--format", "json"],
            &["events", "own-1", "--format", "json"],
            &["coverage", "--format", "csv"],
            &["triage", "--format", "html"],
            &["triage", "--actor", "*", "--format", "json"],
            &["export", "--format", "csv"],
        ] {
            // The check is the same for all; one command tries every spelling.
            if args[1] != "SELECT 1"
                && !["ducktrail.duckdb", "hard.json", "dangling.csv"].contains(target)
            {
                continue;
            }
            let args = [args, &["--force", "-o", target]].concat();
            refused(&sandbox, &sandbox.run(&args), &format!("{args:?}"));
        }
        for args in [
            &["export", "--partition", "--format", "parquet", "-o", target][..],
            &["export", "--format", "cloudtrail", "-o", target],
        ] {
            refused(&sandbox, &sandbox.run(args), &format!("{args:?}"));
        }
        assert!(before == protected(&sandbox), "{target}");
    }
}

#[test]
fn no_dot_command_writes_over_a_protected_file() {
    let sandbox = imported();
    let before = protected(&sandbox);
    let commands = TARGETS.iter().flat_map(|target| {
        [format!(".output {target} --force"), format!(".once {target} --force")]
    });
    let script: String = commands
        .map(|command| format!("{command}\nSELECT 1;\n.output\n"))
        .collect::<Vec<_>>()
        .concat();
    let ran = sandbox.run_with_input(&["shell", "--keep-going"], script.as_bytes());
    assert!(before == protected(&sandbox), "{ran:?}");
    assert_eq!(ran.stderr.matches("cannot write").count(), 2 * TARGETS.len(), "{}", ran.stderr);
}

#[test]
fn all_reports_go_to_a_folder_without_protected_files_of_their_names() {
    let sandbox = imported();
    let log = sandbox.write("logs/deletes.csv", fs::read(sandbox.path("logs/own.json")).unwrap());
    let _ = sandbox.run(&["import", "--quiet", log.to_str().unwrap()]);
    let before = fs::read(&log).unwrap();
    let ran = sandbox.run(&["report", "--all", "-o", "logs", "--force"]);
    refused(&sandbox, &ran, "report --all");
    assert_eq!(before, fs::read(&log).unwrap());
    let ran = sandbox.run(&["report", "--all", "-o", "ducktrail.duckdb.tmp", "--force"]);
    refused(&sandbox, &ran, "report --all");
}

/// A device or a pipe gets what is written to it, and is still there: as root, a rename would take its place.
#[cfg(unix)]
#[test]
fn a_device_or_a_pipe_is_written_to_and_never_replaced() {
    use std::os::unix::fs::{FileTypeExt, symlink};

    let sandbox = crate::support::imported();
    let made = std::process::Command::new("mkfifo").arg(sandbox.path("pipe")).status().unwrap();
    assert!(made.success());
    symlink("/dev/null", sandbox.path("null")).unwrap();
    let kind = |name: &str| fs::metadata(sandbox.path(name)).unwrap().file_type();

    let read = {
        let pipe = sandbox.path("pipe");
        std::thread::spawn(move || fs::read_to_string(pipe).unwrap())
    };
    let args = ["query", "SELECT 7 AS x", "--format", "csv", "-o", "pipe"];
    let _ = sandbox.run(&args).expect_code(0);
    assert_eq!(read.join().unwrap(), "x\n7\n");
    assert!(kind("pipe").is_fifo());
    for args in [
        &["query", "SELECT 1", "--format", "parquet", "-o", "null"][..],
        &["report", "deletes", "--format", "csv", "-o", "null", "--force"],
        &["triage", "--format", "html", "-o", "null", "--force"],
        &["export", "--format", "csv", "-o", "null"],
    ] {
        let _ = sandbox.run(args).expect_code(0);
        assert!(kind("null").is_char_device() && sandbox.path("null").is_symlink(), "{args:?}");
    }
    // DuckDB itself would put a file in its place.
    let copy = ["query", "COPY (SELECT 1) TO 'null' (FORMAT csv)", "--allow-files"];
    sandbox.run(&copy).says(1, "it is a device");
    let script = ".once null\nSELECT 1;\n.output null\nSELECT 2;\n";
    let _ = sandbox.run_with_input(&["shell"], script.as_bytes()).expect_code(0);
    assert!(kind("null").is_char_device() && sandbox.path("null").is_symlink());
}

/// A link to a file stays, and the file gets the content.
#[cfg(unix)]
#[test]
fn an_output_through_a_link_replaces_the_file() {
    let sandbox = imported();
    std::os::unix::fs::symlink("free.csv", sandbox.path("free-link.csv")).unwrap();
    let args = ["query", "SELECT 7 AS x", "-o", "free-link.csv"];
    sandbox.run(&args).says(2, "the file exists; --force replaces it");
    let _ = sandbox.run(&[&args[..], &["--force"]].concat()).expect_code(0);
    assert!(sandbox.path("free-link.csv").is_symlink());
    assert_eq!(fs::read_to_string(sandbox.path("free.csv")).unwrap(), "x\n7\n");
}

/// Links to the open files of a process have no path that names the file.
#[cfg(target_os = "linux")]
#[test]
fn an_open_file_of_the_process_is_protected_too() {
    let sandbox = imported();
    let before = protected(&sandbox);
    let database = sandbox.path("ducktrail.duckdb");
    for (redirection, sql) in [
        ("7<>ducktrail.duckdb", "COPY (SELECT 1) TO '/proc/self/fd/7'"),
        ("7<>ducktrail.duckdb", "COPY (SELECT 1) TO '/dev/fd/7'"),
        ("7>>logs/own.json", "COPY (SELECT 1) TO '/proc/self/fd/7'"),
        (">>ducktrail.duckdb", "COPY (SELECT 1) TO '/dev/stdout'"),
        (">>ducktrail.duckdb", "SELECT 1"),
        (">>logs/own.json", "SELECT 1"),
    ] {
        let script = format!("exec \"$0\" query --allow-files \"$1\" {redirection}");
        let program = env!("CARGO_BIN_EXE_ducktrail");
        let ran: Run =
            sandbox.command_of("bash", &["-c", &script, program, sql]).output().unwrap().into();
        assert_eq!(ran.code, Some(1), "{redirection} {sql}: {ran:?}");
        assert!(before == protected(&sandbox), "{redirection} {sql}");
    }
    for command in ["info", "report deletes", "coverage --calendar", "events own-1", "verify"] {
        let script = format!("exec \"$0\" {command} >>ducktrail.duckdb");
        let program = env!("CARGO_BIN_EXE_ducktrail");
        let mut child = sandbox.command_of("bash", &["-c", &script, program]);
        let ran: Run = child.stderr(Stdio::piped()).output().unwrap().into();
        assert_eq!(ran.code, Some(1), "{command}: {ran:?}");
        assert!(before == protected(&sandbox), "{command}");
    }
    assert!(database.exists());
}

/// A database that is not open is protected by its content, and its log files cannot lose their protection.
#[test]
fn a_database_that_is_not_open_is_protected_too() {
    let sandbox = imported();
    fs::copy(sandbox.path("ducktrail.duckdb"), sandbox.path("other.duckdb")).unwrap();
    let before = protected(&sandbox);
    let other = fs::read(sandbox.path("other.duckdb")).unwrap();
    for target in ["other.duckdb", "other.duckdb.wal", "other.duckdb.tmp/a.csv"] {
        let sql = format!("COPY (SELECT 1) TO '{target}'");
        refused(&sandbox, &sandbox.run(&["query", &sql, "--allow-files"]), target);
        let options = ["report", "deletes", "--format", "csv", "--force", "-o", target];
        refused(&sandbox, &sandbox.run(&options), target);
        assert!(other == fs::read(sandbox.path("other.duckdb")).unwrap(), "{target}");
    }
    let attach = "ATTACH 'other.duckdb' AS o (READ_ONLY); USE o;";
    for detach in [
        "DETACH ducktrail",
        "DETACH DATABASE IF EXISTS \"DuckTrail\"",
        "PREPARE p AS DETACH ducktrail; EXECUTE p",
    ] {
        let script = format!(
            "{attach} {detach}; COPY (SELECT 1) TO 'ducktrail.duckdb'; COPY (SELECT 1) TO 'logs/own.json';"
        );
        let args = ["shell", "--keep-going", "--allow-files"];
        let ran = sandbox.run_with_input(&args, script.as_bytes());
        assert!(ran.stderr.contains("cannot run DETACH"), "{ran:?}");
        assert!(before == protected(&sandbox), "{detach}: {ran:?}");
    }
    let script = ".open other.duckdb\n.once ducktrail.duckdb --force\nSELECT 1;\n";
    let ran = sandbox.run_with_input(&["shell", "--keep-going"], script.as_bytes());
    assert!(ran.stderr.contains("it is a DuckDB database"), "{ran:?}");
    assert!(before == protected(&sandbox), "{ran:?}");
}

#[test]
fn statements_write_files_only_with_permission() {
    let sandbox = imported();
    for (sql, name) in [
        ("COPY (SELECT 1 AS x) TO 'new.csv'", "new.csv"),
        ("EXPLAIN ANALYZE COPY (SELECT 1 AS x) TO 'plan.csv'", "plan.csv"),
        ("WITH x AS (COPY (SELECT 1) TO 'cte.csv') FROM x", "cte.csv"),
        ("PREPARE p AS COPY (SELECT 1 AS x) TO 'prepared.csv'; EXECUTE p", "prepared.csv"),
        ("EXPORT DATABASE 'exported'", "exported"),
        ("ATTACH 'other.duckdb' AS o (READ_WRITE); CREATE TABLE o.t AS SELECT 1", "other.duckdb"),
        ("SET log_query_path = 'queries.log'; SELECT 1", "queries.log"),
        ("SET profile_output = 'profile.txt'; PRAGMA enable_profiling; SELECT 1", "profile.txt"),
        ("CALL enable_profiling(save_location := 'p.txt'); SELECT 1", "p.txt"),
        ("CALL enable_logging(storage_path := 'logged'); SELECT 1", "logged"),
    ] {
        let ran = sandbox.run(&["query", sql]);
        assert_eq!(ran.code, Some(1), "{sql}: {ran:?}");
        assert!(ran.stderr.contains("--allow-files"), "{sql}: {ran:?}");
        assert!(!sandbox.path(name).exists(), "{sql}");
        let _ = sandbox.run(&["query", sql, "--allow-files"]).expect_code(0);
        assert!(sandbox.path(name).exists(), "{sql}");
    }
    for sql in [
        "INSTALL httpfs",
        "FORCE INSTALL httpfs",
        "UPDATE EXTENSIONS",
        "CREATE PERSISTENT SECRET s (TYPE s3)",
    ] {
        sandbox.run(&["query", sql]).says(1, "--allow-files");
    }
    sandbox.run(&["query", "SELECT 1", "--allow-files", "--safe"]).says(2, "--safe");
}

#[test]
fn a_written_file_is_reported() {
    let sandbox = imported();
    let sql = "COPY (FROM range(3)) TO 'three.csv'; COPY (SELECT 1) TO 'one.csv'";
    let ran = sandbox.run(&["query", sql, "--allow-files"]).expect_code(0);
    assert_eq!(ran.stderr, "wrote 3 rows to three.csv\nwrote 1 row to one.csv\n");
    // An unprotected file is replaced, as DuckDB does.
    let _ = sandbox.run(&["query", "COPY (SELECT 1) TO 'free.csv'", "--read-write"]).expect_code(0);
    assert_eq!(fs::read_to_string(sandbox.path("free.csv")).unwrap(), "1\n1\n");
    assert!(Path::new(&sandbox.path("three.csv")).exists());
}

#[test]
fn nothing_is_run_if_one_statement_is_refused() {
    let sandbox = imported();
    let ran = sandbox.run(&["query", "SELECT 1;\nCOPY (SELECT 1) TO 'x.csv'"]).expect_code(1);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains("in the statement on line 2"), "{}", ran.stderr);
}
