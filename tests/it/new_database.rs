//! The file that a first import makes.

use std::{fs, os::unix::fs::symlink};

use crate::support::{Sandbox, fixtures};

const DATED: &str =
    "SELECT bool_and(age(now()::TIMESTAMP, applied_at) < INTERVAL 1 DAY) FROM migrations";

const VIEWS: &str = "SELECT count(*) FROM installed_views";

#[test]
fn a_new_database_is_alone_in_its_folder_and_has_the_present_time() {
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&fixtures("trail")]).expect_code(0);
    let names: Vec<_> =
        fs::read_dir(sandbox.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["ducktrail.duckdb"]);
    assert_eq!(sandbox.value(DATED), "true");
}

#[test]
fn a_link_to_a_file_that_is_not_there_creates_that_file() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("disk")).unwrap();
    symlink("disk/evidence.duckdb", sandbox.path("ducktrail.duckdb")).unwrap();
    let _ = sandbox.import(&[&fixtures("trail")]).expect_code(0);
    assert!(sandbox.path("disk/evidence.duckdb").is_file());
    let usual = Sandbox::new();
    let _ = usual.import(&[&fixtures("trail")]).expect_code(0);
    assert_eq!(sandbox.value(VIEWS), usual.value(VIEWS));
    assert_eq!(sandbox.value(DATED), "true");
}

#[test]
fn a_folder_that_is_not_there_is_not_made() {
    let sandbox = Sandbox::new();
    let trail = fixtures("trail");
    let args = ["import", trail.to_str().unwrap(), "--db", "there/x.duckdb"];
    sandbox.run(&args).says(1, "its folder does not exist; create it, or name another file");
    assert!(!sandbox.path("there").exists());
}
