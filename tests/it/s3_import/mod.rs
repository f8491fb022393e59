//! An import from S3 gives what an import of the same files from disk gives.

mod failures;
#[cfg(target_os = "linux")]
mod listing;
mod other_commands;

use std::{fs, path::Path, process::Command};

use duckdb::Connection;

use crate::support::{
    Run, Sandbox, corpus, events, fixtures, gzip,
    s3_server::{ACCESS_KEY, S3Server, SECRET_KEY},
};

/// Returns a command with the credentials of a server, and arguments after `import` or another command.
fn command(sandbox: &Sandbox, port: u16, args: &[&str]) -> Command {
    let url = format!("http://127.0.0.1:{port}");
    let mut command = sandbox.command(args);
    command.env("AWS_ACCESS_KEY_ID", ACCESS_KEY).env("AWS_SECRET_ACCESS_KEY", SECRET_KEY);
    command.env("AWS_REGION", "us-east-1").args(["--endpoint-url", &url]);
    command
}

fn run(sandbox: &Sandbox, server: &S3Server, args: &[&str]) -> Run {
    command(sandbox, server.port, args).output().unwrap().into()
}

/// Copies the files below a folder; links are left out, as a bucket has none.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else if entry.file_type().unwrap().is_file() {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The tables of a database as text, with paths below the folder or the bucket of its files and without times.
fn tables(database: &Path) -> Vec<String> {
    let connection = Connection::open(database).unwrap();
    let paths = "regexp_replace(path, '^(s3://|.*/buckets/)', '')";
    let queries = [
        format!("SELECT {paths} AS name, size, trailing_bytes, read_error, sha256 FROM paths"),
        // Of two copies of an event, the one that is read first is inserted.
        format!(
            "SELECT COLUMNS(* EXCLUDE (path, modified, records_inserted, records_duplicate)),
                 records_inserted + records_duplicate AS records, {paths} AS name FROM files"
        ),
        format!("SELECT COLUMNS(* EXCLUDE path), {paths} AS name FROM rejects"),
        "SELECT COLUMNS(* EXCLUDE (started_at, finished_at, arguments)) FROM imports".to_owned(),
        "SELECT record FROM insights".to_owned(),
        "SELECT record FROM aggregated_events".to_owned(),
        "SELECT record FROM digests".to_owned(),
    ];
    let mut all = Vec::new();
    for query in queries {
        let sql = format!("SELECT it::VARCHAR FROM ({query}) AS it ORDER BY 1");
        let mut statement = connection.prepare(&sql).unwrap();
        all.extend(
            statement.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap),
        );
    }
    drop(connection);
    all.extend(events(database));
    all
}

/// The balance of a run, without what depends on time.
fn balance(run: &Run) -> Vec<String> {
    let lines = run.stdout.lines();
    lines
        .filter(|line| !line.starts_with("Took") && !line.starts_with("Database"))
        .map(ToOwned::to_owned)
        .collect()
}

#[test]
fn an_import_from_s3_equals_one_from_disk() {
    let name = "an_import_from_s3_equals_one_from_disk";
    let sandbox = Sandbox::new();
    for folder in ["forms", "broken", "traps", "trail"] {
        copy(&fixtures(folder), &sandbox.path(&format!("buckets/logs/fixtures/{folder}")));
    }
    if let Some(corpus) = corpus(name) {
        copy(&corpus.join("files"), &sandbox.path("buckets/logs/corpus"));
    }
    let odd = "buckets/logs/odd/a b+c%20é#?&.json";
    sandbox.write(odd, log("odd", "2024-05-01T09:00:00Z"));
    let Some(server) = S3Server::start(name, &sandbox.path("buckets")) else { return };
    let disk = sandbox.run(&["import", "--db", "disk.duckdb", "buckets/logs"]).expect_code(3);
    let s3 = run(&sandbox, &server, &["import", "--db", "s3.duckdb", "s3://logs"]).expect_code(3);
    assert_eq!(balance(&s3), balance(&disk));
    let (s3, disk) = (tables(&sandbox.path("s3.duckdb")), tables(&sandbox.path("disk.duckdb")));
    for (s3, disk) in s3.iter().zip(&disk) {
        assert_eq!(s3, disk);
    }
    assert_eq!(s3.len(), disk.len());
    // The same content under its other path is known, and nothing is read twice.
    let again =
        run(&sandbox, &server, &["import", "--db", "s3.duckdb", "s3://logs"]).expect_code(0);
    assert_eq!(again.count("unchanged") + again.count("unreadable"), again.count("Files found"));
    let both =
        ["import", "--db", "disk.duckdb", "s3://logs/odd", "buckets/logs/odd", "s3://logs/odd/"];
    let both = run(&sandbox, &server, &both).expect_code(0);
    assert_eq!(
        ["Files found", "unchanged", "same content"].map(|name| both.count(name)),
        [2, 1, 1],
        "{}",
        both.stdout
    );
}

fn log(id: &str, time: &str) -> String {
    format!(
        r#"{{"Records":[{{"eventVersion":"1.08","eventID":"{id}","eventName":"GetUser","eventSource":"iam.amazonaws.com","eventTime":"{time}","awsRegion":"us-east-1","recipientAccountId":"111122223333"}}]}}"#
    )
}

/// Writes a log file where CloudTrail delivers it.
fn deliver(sandbox: &Sandbox, (account, region): (&str, &str), day: &str) {
    let (folders, digits) = (day.replace('-', "/"), day.replace('-', ""));
    let name = format!("{account}_CloudTrail_{region}_{digits}T0905Z_Ab12Cd34Ef56Gh78.json.gz");
    let path = format!("buckets/logs/p/AWSLogs/{account}/CloudTrail/{region}/{folders}/{name}");
    let id = format!("{account} {region} {day}");
    let log = log(&id, &format!("{day}T09:00:00Z")).replace("111122223333", account);
    sandbox.write(&path, gzip(log.replace("us-east-1", region).as_bytes()));
}

const A: (&str, &str) = ("111122223333", "us-east-1");
const B: (&str, &str) = ("444455556666", "eu-west-1");

#[test]
fn accounts_regions_and_days_are_pruned_and_a_later_import_lists_what_is_new() {
    let name = "accounts_regions_and_days_are_pruned_and_a_later_import_lists_what_is_new";
    let sandbox = Sandbox::new();
    for day in ["2024-05-01", "2024-05-02", "2024-05-20", "2024-06-20"] {
        deliver(&sandbox, A, day);
        deliver(&sandbox, B, day);
    }
    sandbox.write("buckets/logs/p/AWSLogs/111122223333/Config/us-east-1/x.json.gz", "x");
    sandbox.write("buckets/logs/p/flow-logs/x.log", "x");
    let Some(server) = S3Server::start(name, &sandbox.path("buckets")) else { return };
    let import_from = |server: &S3Server, args: &[&str]| {
        let all = [&["import", "--db", "x.duckdb", "s3://logs/p/"], args].concat();
        let run = run(&sandbox, server, &all);
        (["Files found", "imported", "unchanged", "out of range"].map(|name| run.count(name)), run)
    };
    let import = |args: &[&str]| import_from(&server, args);
    let day = ["--since", "2024-05-02", "--until", "2024-05-02"];
    let account = ["--account", "111122223333"];
    let (counts, run) = import(&[&day[..], &account[..]].concat());
    assert_eq!(counts, [3, 2, 0, 1], "{run:?}");
    assert!(run.stdout.contains("1 folder of other accounts and Regions: not listed"), "{run:?}");
    let others = "2 folders beside those of CloudTrail: not listed; to read them, name them: s3://logs/p/AWSLogs/111122223333/Config/";
    assert!(run.stdout.contains(others), "{run:?}");
    assert!(run.stdout.contains("1 file delivered more than a day after --until"), "{run:?}");
    let (counts, run) = import(&[&day[..], &account[..], &["--late", "31d"]].concat());
    assert_eq!(counts[1..], [2, 1, 0], "{run:?}");
    // Nothing that was pruned, or of which records were left out, is taken for done.
    let (counts, run) = import(&[]);
    assert_eq!(counts, [8, 7, 1, 0], "{run:?}");
    let (counts, run) = import(&[]);
    assert_eq!(counts, [2, 0, 2, 0], "{run:?}");
    assert!(
        run.stdout.contains("2 folders listed only from a day before the last import"),
        "{run:?}"
    );
    deliver(&sandbox, A, "2024-06-19");
    deliver(&sandbox, A, "2024-05-03");
    deliver(&sandbox, ("777788889999", "us-east-1"), "2024-01-01");
    // The server remembers folders for some minutes.
    let Some(server) = S3Server::start(name, &sandbox.path("buckets")) else { return };
    let (counts, run) = import_from(&server, &[]);
    assert_eq!(counts, [4, 2, 2, 0], "{run:?}");
    let (counts, run) = import_from(&server, &["--relist"]);
    assert_eq!(counts, [11, 1, 10, 0], "{run:?}");
}

#[test]
fn a_dry_run_lists_only_and_says_what_reading_costs() {
    let name = "a_dry_run_lists_only_and_says_what_reading_costs";
    let sandbox = Sandbox::new();
    deliver(&sandbox, A, "2024-05-01");
    sandbox.write("disk/a.json", log("disk", "2024-05-01T09:00:00Z"));
    let Some(server) = S3Server::start(name, &sandbox.path("buckets")) else { return };
    let ran =
        run(&sandbox, &server, &["import", "--dry-run", "s3://logs/p", "disk"]).expect_code(0);
    assert_eq!([ran.count("Files found"), ran.count("imported")], [1, 1], "{ran:?}");
    for text in ["To read from S3:\n  1 object of ", " and 1 GET request, less than $0.01"] {
        assert!(ran.stdout.contains(text), "{text}: {ran:?}");
    }
    assert!(!sandbox.path("ducktrail.duckdb").exists());
}

#[test]
fn what_cannot_be_read_from_s3_is_said() {
    let name = "what_cannot_be_read_from_s3_is_said";
    let sandbox = Sandbox::new();
    deliver(&sandbox, A, "2024-05-01");
    let Some(server) = S3Server::start(name, &sandbox.path("buckets")) else { return };
    for (args, code, text) in [
        (&["s3://none"][..], 1, "s3://none/: S3 answered NoSuchBucket"),
        (&["s3://"], 1, "s3:// names no bucket"),
        (&["s3://logs/none"], 3, "s3://logs/none: no object is there"),
        (&["s3://logs", "none"], 1, "cannot open none"),
    ] {
        run(&sandbox, &server, &[&["import"], args].concat()).says(code, text);
    }
    // SQL never reads from the network.
    let _ = run(&sandbox, &server, &["import", "s3://logs"]).expect_code(0);
    let sql = "SELECT count(*) FROM read_cloudtrail('s3://logs/p')";
    sandbox
        .run(&["query", sql])
        .says(1, "read_cloudtrail reads files on disk; `ducktrail import s3://logs/p`");
    sandbox.run(&["query", "--safe", sql]).says(1, "read_cloudtrail");
}
