//! Things among the logs that are no plain files, and files with hostile names.
#![cfg(unix)]

use std::{
    ffi::OsStr,
    fs::{self, File},
    os::unix::{ffi::OsStrExt, fs::symlink, net::UnixListener},
    process::Command,
};

use crate::sandbox::Sandbox;

const RECORD: &str = r#"{"eventVersion":"1.08","eventName":"A","eventID":"1"}"#;

#[test]
fn devices_pipes_and_sockets_in_a_folder_are_named_and_never_opened() {
    let sandbox = Sandbox::new();
    sandbox.write("logs/good.json", RECORD);
    symlink("/dev/zero", sandbox.path("logs/device.json.gz")).unwrap();
    let made = Command::new("mkfifo").arg(sandbox.path("logs/pipe.json.gz")).status().unwrap();
    assert!(made.success());
    let _socket = UnixListener::bind(sandbox.path("logs/socket.json.gz")).unwrap();
    let ran = sandbox.import(&[&sandbox.path("logs")]).expect_code(3);
    assert_eq!((ran.count("inserted"), ran.count("unreadable")), (1, 3), "{}", ran.stdout);
    assert_eq!(
        sandbox.value("SELECT count(*) FROM rejects WHERE reason LIKE '%not a regular file%'"),
        "3"
    );
}

#[test]
fn names_that_are_no_text_or_hold_control_characters_are_read_once_and_printed_safely() {
    let sandbox = Sandbox::new();
    let logs = sandbox.path("logs");
    fs::create_dir(&logs).unwrap();
    for (id, name) in [&b"\xff\xfe.json"[..], b"a\nb.json", b"\x1b[31mred.json"].iter().enumerate()
    {
        let text = format!(r#"{{"eventVersion":"1","eventName":"A","eventID":"{id}"}} x"#);
        fs::write(logs.join(OsStr::from_bytes(name)), text).unwrap();
    }
    let ran = sandbox.import(&[&logs]).expect_code(3);
    assert_eq!((ran.count("inserted"), ran.count("rejected")), (3, 3));
    assert!(!ran.stderr.contains('\x1b') && !ran.stdout.contains('\x1b'), "{:?}", ran.stderr);
    assert!(ran.stderr.lines().all(|line| !line.starts_with("b.json")), "{}", ran.stderr);
    let ran = sandbox.import(&[&logs]).expect_code(0);
    assert_eq!((ran.count("unchanged"), ran.count("inserted")), (3, 0));
}

#[test]
fn a_sparse_file_of_zeros_is_no_json() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("logs")).unwrap();
    File::create(sandbox.path("logs/sparse.json")).unwrap().set_len(256 << 20).unwrap();
    sandbox.write("logs/good.json", RECORD);
    let ran = sandbox.import(&[&sandbox.path("logs")]).expect_code(3);
    assert_eq!((ran.count("inserted"), ran.count("unreadable")), (1, 1), "{}", ran.stdout);
}
