//! The exit codes of the table in the README, row by row, with a terminal, a pipe or a file as output.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use crate::support::{Sandbox, ended, fixtures, imported, signal, wait_until};

/// The codes in the table of the README.
fn documented() -> Vec<String> {
    let readme =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let table = readme.split_once("## Exit codes").unwrap().1;
    let rows = table.lines().filter_map(|line| line.strip_prefix("| ")?.split_once(" |"));
    rows.map(|(code, _)| code.to_owned()).filter(|code| code.parse::<i32>().is_ok()).collect()
}

#[test]
fn the_readme_lists_the_codes_that_are_tested_here() {
    assert_eq!(documented(), ["0", "1", "2", "3", "130"]);
}

#[test]
fn code_1_is_for_what_failed() {
    let sandbox = imported();
    sandbox.write("text.duckdb", "this is not a database");
    for args in [
        &["info", "--db", "no.duckdb"][..],
        &["info", "--db", "text.duckdb"],
        &["import", "no-such-folder"],
        &["query", "-f", "no.sql"],
        &["query", "SELECT no_such_column FROM activity"],
        &["query", "DELETE FROM event_rows"],
        &["events", "no-such-id"],
        &["report", "deletes", "-o", "no-such-folder/x.csv"],
    ] {
        let ran = sandbox.run(args).expect_code(1);
        assert!(ran.stderr.starts_with("error: "), "{args:?}: {}", ran.stderr);
    }
}

#[test]
fn code_2_is_for_command_lines_that_cannot_work() {
    let sandbox = imported();
    sandbox.write("there.csv", "mine");
    sandbox.write("folder/a", "mine");
    for args in [
        &["report", "deletes", "--format", "parquet"][..],
        &["report", "deletes", "--format", "history-csv"],
        &["query", "SELECT 1", "--format", "history-json"],
        &["verify", "--format", "history-csv"],
        &["coverage", "--format", "history-csv"],
        &["report", "deletes", "-o", "there.csv"],
        &["query", "SELECT 1", "-o", "there.csv"],
        &["export", "-o", "there.csv"],
        &["export", "-o", "folder", "--partition"],
        &["export", "-o", "folder", "--format", "cloudtrail"],
        &["events", "--full", "--format", "csv"],
        &["query", "SELECT 1; SELECT 2", "--format", "csv"],
        &["report", "delets"],
        &["report", "deletes", "--set", "no=1"],
        &["report", "deletes", "--set", "wide=maybe"],
        &["report", "deletes", "--since", "2024-02", "--until", "2024-01"],
        &["import", "-", "--watch"],
        &["nonsense"],
        &["query"],
    ] {
        let ran = sandbox.run(args).expect_code(2);
        assert_eq!(ran.stdout, "", "{args:?}");
    }
    assert_eq!(fs::read_to_string(sandbox.path("there.csv")).unwrap(), "mine");
    let _ = sandbox.run(&["report", "deletes", "-o", "there.csv", "--force"]).expect_code(0);
}

/// Runs a command whose output goes to a program that reads one line or nothing, and returns its code.
fn code_in_pipe(sandbox: &Sandbox, command: &str, reader: &str) -> i32 {
    let script = format!(
        "set -o pipefail; '{}' {command} | {reader} >/dev/null",
        env!("CARGO_BIN_EXE_ducktrail")
    );
    sandbox.command_of("bash", &["-c", &script]).status().unwrap().code().unwrap()
}

#[cfg(unix)]
#[test]
fn code_3_reaches_the_shell_through_a_closed_pipe() {
    let sandbox = Sandbox::new();
    sandbox.write("broken/a.json", "{\"Records\":[{\"eventName\":\"A\"},{\"eventName\":");
    for reader in ["cat", "head -1", "true"] {
        let db = format!("{}.duckdb", reader.replace(' ', ""));
        let import = format!("import broken --db {db}");
        assert_eq!(code_in_pipe(&sandbox, &import, reader), 3, "{reader}");
        let digests = fixtures("forms/digest");
        let verify = format!("verify --db {db} --show all {}", digests.display());
        assert_eq!(code_in_pipe(&sandbox, &verify, reader), 3, "{reader}");
    }
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_not_a_failure() {
    let sandbox = imported();
    for command in [
        "query 'FROM range(1000000)'",
        "report actions_by_region",
        "info",
        "events --full",
        "report",
    ] {
        assert_eq!(code_in_pipe(&sandbox, command, "head -1"), 0, "{command}");
        assert_eq!(code_in_pipe(&sandbox, command, "true"), 0, "{command}");
    }
}

/// Starts a command and waits for the first line of its output.
fn started(mut command: Command) -> (Child, String) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    (child, line)
}

#[cfg(unix)]
#[test]
fn code_130_is_for_ctrl_c() {
    let sandbox = imported();
    let endless = "SELECT count(*) FROM range(1000000000000) t(n) WHERE hash(n) = 0";
    let script = format!("SELECT 1; {endless}");
    let (child, line) = started(sandbox.command(&["query", &script, "--format", "jsonl"]));
    assert_eq!(line, "{\"1\":1}\n");
    signal(&child, "INT");
    let stopped = ended(child).expect_code(130);
    assert_eq!(stopped.stderr, "error: stopped by Ctrl-C\n");
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_no_draft_of_an_output_file() {
    let sandbox = imported();
    let endless = "SELECT count(*) FROM range(1000000000000) t(n) WHERE hash(n) = 0";
    let child = sandbox.spawn(&["query", endless, "-o", "x.csv"]);
    let drafts = || {
        let entries = fs::read_dir(sandbox.path("")).unwrap();
        entries
            .filter(|it| it.as_ref().unwrap().file_name().to_string_lossy().starts_with(".tmp"))
            .count()
    };
    wait_until(|| drafts() > 0);
    signal(&child, "INT");
    let _ = ended(child).expect_code(130);
    assert_eq!(drafts(), 0);
}

#[cfg(not(feature = "s3"))]
#[test]
fn a_program_without_s3_says_so_and_what_to_do() {
    let sandbox = Sandbox::new();
    for args in [
        &["import", "s3://logs/AWSLogs"][..],
        &["import", "--dry-run", "s3://logs"],
        &["import", "--watch", "s3://logs"],
        &["verify", "--reread", "s3://logs"],
    ] {
        let text = "this program was built without its feature s3, so it cannot read from S3; `aws s3 sync`";
        sandbox.run(args).says(1, text);
        assert!(!sandbox.path("ducktrail.duckdb").exists());
    }
}
