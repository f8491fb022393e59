//! Nothing that the user named is passed over in silence.

use std::{io::Read, process::Stdio};

use crate::{
    archives::log,
    support::{
        Sandbox,
        archive::{Member, tar, zip},
    },
};

#[test]
fn what_is_named_and_gives_nothing_is_said_by_name() {
    let sandbox = Sandbox::new();
    for (name, content, words) in [
        ("a.zip", zip(&[Member::stored("x", b"text")]), "a zip file with no CloudTrail log in it"),
        ("b.tar", tar(&[("x", b'0', b"text")]), "a tar file with no CloudTrail log in it"),
        ("c.json", b"{\"a\":1}".to_vec(), "JSON, but no CloudTrail record in it"),
        ("d.pdf", b"%PDF-1.7\n\0\0".to_vec(), "a PDF"),
        ("e", Vec::new(), "empty"),
        ("f.txt", b"some text".to_vec(), "text"),
    ] {
        let path = sandbox.write(name, content);
        let ran = sandbox.import(&[&path]);
        let path = path.canonicalize().unwrap();
        ran.says(3, &format!("not CloudTrail: {}: {words}", path.display()));
        assert!(!ran.stderr.contains("next:"), "{}", ran.stderr);
        // The ledger knows it now, as this path and as another.
        sandbox.import(&[&path]).says(3, &format!("not CloudTrail: {}: {words}", path.display()));
        let copy = sandbox.path(&format!("copies/{name}"));
        std::fs::create_dir_all(copy.parent().unwrap()).unwrap();
        std::fs::copy(&path, &copy).unwrap();
        sandbox.import(&[&copy]).says(3, &format!("copies/{name}: {words}"));
    }
}

#[test]
fn what_the_ledger_has_from_a_named_path_is_not_missed() {
    let sandbox = Sandbox::new();
    let good = log("1");
    for (name, content) in [
        ("good.json", good.clone().into_bytes()),
        ("empty.json", b"{\"Records\":[]}".to_vec()),
        (
            "good.zip",
            zip(&[Member::stored("x", b"text"), Member::stored("a.json", good.as_bytes())]),
        ),
        ("nested.tar", tar(&[("in.zip", b'0', &zip(&[Member::stored("a", log("2").as_bytes())]))])),
    ] {
        let path = sandbox.write(name, content);
        for _ in 0..2 {
            let ran = sandbox.import(&[&path]).expect_code(0);
            assert!(!ran.stderr.contains("not CloudTrail"), "{}", ran.stderr);
        }
    }
}

#[test]
fn an_archive_that_grew_and_still_gives_nothing_is_said() {
    let sandbox = Sandbox::new();
    let path = sandbox.write("a.zip", zip(&[Member::stored("x", b"text")]));
    sandbox.import(&[&path]).says(3, "a.zip: a zip file with no CloudTrail log in it");
    sandbox.write("a.zip", zip(&[Member::stored("x", b"text"), Member::stored("y", b"more")]));
    sandbox.import(&[&path]).says(3, "a.zip: a zip file with no CloudTrail log in it");
}

#[test]
fn a_named_folder_that_gives_nothing_is_said() {
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.path("none")).unwrap();
    sandbox.import(&[&sandbox.path("none")]).says(3, "none: a folder without a file");
    sandbox.write("texts/a", "text");
    for _ in 0..2 {
        let ran = sandbox.import(&[&sandbox.path("texts")]);
        ran.says(3, "texts: a folder with no CloudTrail log in it");
    }
}

#[test]
fn one_useless_path_among_useful_ones_is_said() {
    let sandbox = Sandbox::new();
    let (good, bad) = (sandbox.write("a.json", log("1")), sandbox.write("b.json", "[1]"));
    let ran = sandbox.import(&[&good, &bad]);
    assert_eq!(ran.count("inserted"), 1);
    ran.says(3, "b.json: JSON, but no CloudTrail record in it");
    assert!(!ran.stderr.contains("a.json"), "{}", ran.stderr);
}

#[test]
fn files_in_folders_are_counted_and_the_first_are_named() {
    let sandbox = Sandbox::new();
    sandbox.write("logs/good.json", log("1"));
    for at in 0..7 {
        sandbox.write(&format!("logs/{at}.txt"), format!("text {at}"));
    }
    let ran = sandbox.import(&[&sandbox.path("logs")]).expect_code(0);
    assert!(ran.stdout.contains("7 text"), "{}", ran.stdout);
    assert_eq!(ran.stderr.matches(".txt: text").count(), 5, "{}", ran.stderr);
    assert!(ran.stderr.contains("2 more"), "{}", ran.stderr);
}

#[test]
fn a_file_named_with_its_folder_is_not_missed() {
    let sandbox = Sandbox::new();
    let file = sandbox.write("logs/a.json", log("1"));
    let _ = sandbox.import(&[&file, &sandbox.path("logs")]).expect_code(0);
    let sandbox = Sandbox::new();
    let file = sandbox.write("logs/a.json", log("1"));
    let _ = sandbox.import(&[&sandbox.path("logs"), &file]).expect_code(0);
}

#[test]
fn what_holds_no_event_but_is_stored_is_not_missed() {
    let sandbox = Sandbox::new();
    for (name, content) in [
        ("empty.json", r#"{"Records":[]}"#),
        ("digest.json", r#"{"digestStartTime":"2024-01-01T00:00:00Z","logFiles":[]}"#),
    ] {
        let path = sandbox.write(name, content);
        let _ = sandbox.import(&[&path]).expect_code(0);
    }
}

#[test]
fn the_exit_code_does_not_depend_on_who_reads_standard_output() {
    let sandbox = Sandbox::new();
    let path = sandbox.write("a.json", "text");
    let mut child = sandbox
        .command(&["import", path.to_str().unwrap()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(3), "{stderr}");
}
