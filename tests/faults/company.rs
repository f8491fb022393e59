//! Others at the same database, and a place where nothing may be written or that goes away.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    process::{Child, Stdio},
};

use crate::{
    files::as_nobody,
    scene::{EVENTS, Scene, import, ran, wait_for_lock, wait_until},
};

const IN_USE: &str = "x.duckdb is in use by another program; wait for it to end, or close it";

/// Starts the program with an input that goes on until it is dropped.
fn held(scene: &Scene, args: &[&str]) -> Child {
    let mut command = scene.command(args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn of_two_imports_one_says_that_the_other_is_there() {
    let scene = Scene::new();
    scene.complete("whole.duckdb", &["logs"]);
    let first = held(&scene, &import("x.duckdb", &["-"]));
    wait_for_lock(&first);
    let undo = scene.path("x.duckdb.undo");
    wait_until(|| undo.exists());
    let copy = fs::read(&undo).unwrap();
    let second = scene.run(&import("x.duckdb", &["logs"]));
    second.says(1, IN_USE);
    // The lock of the first holds still, and its copy stays.
    scene.run(&import("x.duckdb", &["logs"])).says(1, IN_USE);
    assert!(fs::read(&undo).unwrap() == copy);
    let first = ran(first.wait_with_output().unwrap());
    assert!(matches!(first.code, Some(0 | 3)), "{first:?}");
    scene.agrees("x.duckdb");
    scene.complete("x.duckdb", &["logs"]);
    assert!(scene.ask("x.duckdb", EVENTS) == scene.ask("whole.duckdb", EVENTS));
}

#[test]
fn a_reader_keeps_an_import_out_and_is_not_disturbed() {
    let scene = Scene::new();
    scene.complete("x.duckdb", &["logs"]);
    let before = fs::read(scene.path("x.duckdb")).unwrap();
    // It would take years.
    let sql = "SELECT sum(hash(i)) FROM range(1_000_000_000_000_000) r(i)";
    let mut reader = held(&scene, &["query", "--db", "x.duckdb", sql]);
    wait_for_lock(&reader);
    scene.run(&import("x.duckdb", &["logs"])).says(1, IN_USE);
    assert!(fs::read(scene.path("x.duckdb")).unwrap() == before);
    assert!(reader.try_wait().unwrap().is_none());
    reader.kill().unwrap();
    reader.wait().unwrap();
    scene.complete("x.duckdb", &["logs"]);
}

#[test]
fn a_folder_or_file_that_may_not_be_written_is_named() {
    let scene = Scene::new();
    scene.complete("whole.duckdb", &["logs"]);
    fs::create_dir(scene.path("shut")).unwrap();
    fs::copy(scene.path("whole.duckdb"), scene.path("shut/x.duckdb")).unwrap();
    let before = fs::read(scene.path("shut/x.duckdb")).unwrap();
    fs::set_permissions(scene.path("shut/x.duckdb"), Permissions::from_mode(0o444)).unwrap();
    fs::set_permissions(scene.path("shut"), Permissions::from_mode(0o555)).unwrap();
    for db in ["shut/new.duckdb", "shut/x.duckdb"] {
        let Some(ran) = as_nobody(&scene, &import(db, &["logs"])) else {
            eprintln!("skipped: nobody to run as");
            return;
        };
        ran.says(1, "the file or its folder does not allow it; change the permissions");
    }
    // It can still be asked.
    let asked =
        as_nobody(&scene, &["query", "--db", "shut/x.duckdb", "SELECT count(*) FROM events"]);
    let asked = asked.unwrap();
    assert_eq!(asked.code, Some(0), "{asked:?}");
    assert!(fs::read(scene.path("shut/x.duckdb")).unwrap() == before);
    fs::set_permissions(scene.path("shut"), Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_folder_that_goes_away_ends_the_import() {
    let scene = Scene::new();
    let (whole, _) = scene.undisturbed(&["logs"]);
    let db = "there/x.duckdb";
    scene
        .run(&import(db, &["logs"]))
        .says(1, "its folder does not exist; create it, or name another file");
    fs::create_dir(scene.path("there")).unwrap();
    let import_of_input = held(&scene, &import(db, &["logs", "-"]));
    wait_until(|| scene.path(db).exists());
    fs::remove_dir_all(scene.path("there")).unwrap();
    let ran = ran(import_of_input.wait_with_output().unwrap());
    eprintln!("the folder went away: {:?} {}", ran.code, ran.stderr);
    assert!(ran.code.is_some(), "{ran:?}");
    fs::create_dir_all(scene.path("there")).unwrap();
    scene.remove(db);
    scene.complete(db, &["logs"]);
    assert!(scene.content(db) == whole, "the content is another");
}
