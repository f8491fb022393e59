//! Databases that another process uses, and folders that are read-only or are deleted.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    process::{Child, Stdio},
};

use crate::{
    archive,
    database::{EVENTS, import_args, wait_for_lock},
    files::as_nobody,
    support::{Sandbox, ended, wait_until},
};

const IN_USE: &str = "x.duckdb is in use by another program; wait for it to end, or close it";

/// Starts the program with standard input open.
fn spawn_with_input(sandbox: &Sandbox, args: &[&str]) -> Child {
    let mut command = sandbox.command(args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn the_second_of_two_imports_reports_the_first() {
    let sandbox = archive::sandbox();
    sandbox.import_all("whole.duckdb", &["logs"]);
    let first = spawn_with_input(&sandbox, &import_args("x.duckdb", &["-"]));
    wait_for_lock(&first);
    let journal = sandbox.path("x.duckdb.undo");
    wait_until(|| journal.exists());
    let copy = fs::read(&journal).unwrap();
    let second = sandbox.run(&import_args("x.duckdb", &["logs"]));
    second.says(1, IN_USE);
    // The first still has its lock and its journal.
    sandbox.run(&import_args("x.duckdb", &["logs"])).says(1, IN_USE);
    assert!(fs::read(&journal).unwrap() == copy);
    let first = ended(first);
    assert!(matches!(first.code, Some(0 | 3)), "{first:?}");
    sandbox.assert_consistent("x.duckdb");
    sandbox.import_all("x.duckdb", &["logs"]);
    assert!(sandbox.query_csv("x.duckdb", EVENTS) == sandbox.query_csv("whole.duckdb", EVENTS));
}

#[test]
fn a_reader_blocks_an_import_and_is_not_disturbed() {
    let sandbox = archive::sandbox();
    sandbox.import_all("x.duckdb", &["logs"]);
    let before = fs::read(sandbox.path("x.duckdb")).unwrap();
    // This query would take years.
    let sql = "SELECT sum(hash(i)) FROM range(1_000_000_000_000_000) r(i)";
    let mut reader = spawn_with_input(&sandbox, &["query", "--db", "x.duckdb", sql]);
    wait_for_lock(&reader);
    sandbox.run(&import_args("x.duckdb", &["logs"])).says(1, IN_USE);
    assert!(fs::read(sandbox.path("x.duckdb")).unwrap() == before);
    assert!(reader.try_wait().unwrap().is_none());
    reader.kill().unwrap();
    reader.wait().unwrap();
    sandbox.import_all("x.duckdb", &["logs"]);
}

#[test]
fn a_read_only_folder_or_file_is_reported() {
    let sandbox = archive::sandbox();
    sandbox.import_all("whole.duckdb", &["logs"]);
    fs::create_dir(sandbox.path("shut")).unwrap();
    fs::copy(sandbox.path("whole.duckdb"), sandbox.path("shut/x.duckdb")).unwrap();
    let before = fs::read(sandbox.path("shut/x.duckdb")).unwrap();
    fs::set_permissions(sandbox.path("shut/x.duckdb"), Permissions::from_mode(0o444)).unwrap();
    fs::set_permissions(sandbox.path("shut"), Permissions::from_mode(0o555)).unwrap();
    for db in ["shut/new.duckdb", "shut/x.duckdb"] {
        let Some(ran) = as_nobody(&sandbox, &import_args(db, &["logs"])) else {
            eprintln!("skipped: setpriv is missing");
            return;
        };
        ran.says(1, "the file or its folder does not allow it; change the permissions");
    }
    // The database can still be queried.
    let asked =
        as_nobody(&sandbox, &["query", "--db", "shut/x.duckdb", "SELECT count(*) FROM events"]);
    let asked = asked.unwrap();
    assert_eq!(asked.code, Some(0), "{asked:?}");
    assert!(fs::read(sandbox.path("shut/x.duckdb")).unwrap() == before);
    fs::set_permissions(sandbox.path("shut"), Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_deleted_folder_ends_the_import() {
    let sandbox = archive::sandbox();
    let whole = sandbox.import_undisturbed(&["logs"]);
    let db = "there/x.duckdb";
    sandbox
        .run(&import_args(db, &["logs"]))
        .says(1, "its folder does not exist; create it, or name another file");
    fs::create_dir(sandbox.path("there")).unwrap();
    let import_of_input = spawn_with_input(&sandbox, &import_args(db, &["logs", "-"]));
    wait_until(|| sandbox.path(db).exists());
    fs::remove_dir_all(sandbox.path("there")).unwrap();
    let ran = ended(import_of_input);
    eprintln!("the folder was deleted: {:?} {}", ran.code, ran.stderr);
    assert!(ran.code.is_some(), "{ran:?}");
    fs::create_dir_all(sandbox.path("there")).unwrap();
    sandbox.remove_database(db);
    sandbox.import_all(db, &["logs"]);
    assert!(sandbox.content(db) == whole, "the content differs");
}
