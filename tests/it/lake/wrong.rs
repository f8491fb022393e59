//! Folders that are no lake, and commands that a lake is not for.

use std::fs;

use super::{archive, write};
use crate::support::Sandbox;

#[test]
fn a_wrong_folder_is_refused_with_what_to_do() {
    let sandbox = Sandbox::new();
    archive(&sandbox);
    write(&sandbox, "lake", &[], 3);
    fs::create_dir(sandbox.path("empty")).unwrap();
    for (args, code, message) in [
        (&["lake", "write", "logs", "--to", "logs"][..], 2, "it has other files, such as"),
        (
            &["lake", "write", "logs", "--to", "new", "--since", "2026-03-01T12:00:00Z"],
            2,
            "name a day, such as 2026-03-01",
        ),
        (
            &[
                "lake",
                "write",
                "logs",
                "--to",
                "new",
                "--since",
                "2026-03-02",
                "--until",
                "2026-03-01",
            ],
            2,
            "the time range is empty",
        ),
        (
            &["lake", "write", "logs", "--to", "new", "--url", "s3://a\n/b"],
            2,
            "expected an address",
        ),
        (&["lake", "clean", "logs"], 2, "it is no lake"),
        (&["report", "deletes", "--db", "logs"], 1, "it is a folder and no lake"),
        (&["report", "deletes", "--db", "empty"], 1, "it is a folder and no lake"),
        (&["import", "logs", "--db", "lake"], 1, "`ducktrail lake write PATH… --to lake`"),
        (
            &["import", "logs", "--db", "lake", "--dry-run"],
            1,
            "`ducktrail lake write PATH… --to lake`",
        ),
        (&["query", "SELECT 1", "--db", "lake", "--read-write"], 1, "it is a lake"),
        (&["query", "SELECT 1", "--db", "lake", "--safe"], 1, "such SQL may not read files"),
        (&["export", "-o", "lake/x.parquet", "--db", "lake"], 1, "belongs to a lake"),
        (&["query", "COPY (SELECT 1) TO 'lake/activity/x'", "--db", "lake"], 1, "cannot"),
    ] {
        sandbox.run(args).says(code, message);
    }
    assert!(!sandbox.path("new").exists() && !sandbox.path("s3:").exists());
    // A folder that is empty becomes a lake.
    write(&sandbox, "empty", &["--until", "2026-03-01"], 3);
}

#[test]
fn a_damaged_lake_is_an_error_that_names_the_file() {
    let sandbox = Sandbox::new();
    archive(&sandbox);
    write(&sandbox, "lake", &["--until", "2026-03-02"], 3);
    let pointer = sandbox.path("lake/current/activity/day=2026-03-02/files.txt");
    let text = fs::read_to_string(&pointer).unwrap();
    for damaged in [
        text.trim_end(),
        &text.repeat(2),
        "activity/day=2026-03-02/../../x.parquet\n",
        "/etc/passwd\n",
    ] {
        fs::write(&pointer, damaged).unwrap();
        sandbox.run(&["report", "deletes", "--db", "lake"]).says(1, "is damaged");
    }
    fs::write(&pointer, &text).unwrap();
    fs::remove_file(sandbox.path("lake").join(text.trim_end())).unwrap();
    sandbox.run(&["report", "deletes", "--db", "lake"]).says(1, "day=2026-03-02");
    let marker = sandbox.path("lake/ducktrail-lake.json");
    for (text, message) in
        [("{\"layout\":2}", "another version"), ("", "is damaged"), ("[]", "is damaged")]
    {
        fs::write(&marker, text).unwrap();
        sandbox.run(&["report", "deletes", "--db", "lake"]).says(1, message);
        sandbox.run(&["lake", "write", "logs", "--to", "lake"]).says(1, message);
    }
}
