//! Files that are reached in more than one way are read once.
#![cfg(unix)]

use std::{fs, os::unix::fs::symlink};

use crate::support::Sandbox;

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    for id in 1..=3 {
        let record = format!(r#"{{"eventVersion":"1.08","eventName":"A","eventID":"{id}"}}"#);
        sandbox.write(&format!("logs/m/deep/{id}.json"), record);
    }
    sandbox
}

#[test]
fn a_file_under_a_linked_folder_is_read_once_under_its_own_path() {
    let sandbox = sandbox();
    // Before and after the folder by name, to a folder in it, and to a file.
    for (target, link) in
        [("m", "logs/a"), ("m", "logs/z"), ("m/deep", "logs/d"), ("m/deep/1.json", "logs/f.json")]
    {
        symlink(target, sandbox.path(link)).unwrap();
    }
    let ran = sandbox.import(&[&sandbox.path("logs")]).expect_code(0);
    assert_eq!((ran.count("Files found"), ran.count("imported")), (3, 3), "{}", ran.stdout);
    assert_eq!(sandbox.value("SELECT count(*) FROM paths WHERE path LIKE '%/logs/m/deep/%'"), "3");
    let paths = ["logs/a", "logs/m", "logs/f.json", "logs"].map(|path| sandbox.path(path));
    let ran = sandbox.import(&paths.each_ref().map(std::path::PathBuf::as_path)).expect_code(0);
    assert_eq!((ran.count("Files found"), ran.count("unchanged")), (3, 3), "{}", ran.stdout);
}

#[test]
fn links_to_folders_elsewhere_are_followed() {
    let sandbox = sandbox();
    fs::create_dir(sandbox.path("named")).unwrap();
    symlink("../logs", sandbox.path("named/x")).unwrap();
    symlink("../logs/m", sandbox.path("named/y")).unwrap();
    let ran = sandbox.import(&[&sandbox.path("named")]).expect_code(0);
    assert_eq!((ran.count("Files found"), ran.count("inserted")), (3, 3), "{}", ran.stdout);
}

#[test]
fn folders_that_link_to_each_other_are_read_once() {
    let sandbox = sandbox();
    sandbox.write("logs/n/4.json", r#"{"eventVersion":"1.08","eventName":"A","eventID":"4"}"#);
    symlink("../n", sandbox.path("logs/m/n")).unwrap();
    symlink("../m", sandbox.path("logs/n/m")).unwrap();
    let ran = sandbox.import(&[&sandbox.path("logs")]).expect_code(0);
    assert_eq!((ran.count("Files found"), ran.count("inserted")), (4, 4), "{}", ran.stdout);
}

#[test]
fn a_link_that_leads_nowhere_is_reported_once() {
    let sandbox = sandbox();
    symlink("nowhere", sandbox.path("logs/m/lost")).unwrap();
    symlink("itself", sandbox.path("logs/itself")).unwrap();
    let paths = ["logs", "logs/m"].map(|path| sandbox.path(path));
    let ran = sandbox.import(&paths.each_ref().map(std::path::PathBuf::as_path)).expect_code(3);
    assert_eq!((ran.count("Files found"), ran.count("unreadable")), (5, 2), "{}", ran.stdout);
}
