//! The members of archives.

use crate::{
    archives::{key, log},
    support::{
        Sandbox,
        archive::{DESCRIPTOR, Member, tar, tar_file, zip},
        gzip,
    },
};

/// Three log files as members of a tar file, with a folder and a text.
fn three_in_tar() -> Vec<u8> {
    let logs: Vec<_> = (1..=3).map(|id| gzip(log(&id.to_string()).as_bytes())).collect();
    let keys: Vec<_> = (1..=3).map(|hour| format!("./{}", key("eu-west-1", hour))).collect();
    let mut file = Vec::new();
    for (key, log) in keys.iter().zip(&logs) {
        file.extend(tar_file(key, log));
    }
    file.extend(tar(&[("AWSLogs/", b'5', b""), ("README", b'0', b"text")]));
    file
}

fn three_in_zip(flags: u16, is_zip64: bool) -> Vec<u8> {
    let logs: Vec<_> = (1..=3).map(|id| gzip(log(&id.to_string()).as_bytes())).collect();
    let keys: Vec<_> = (1..=3).map(|hour| key("eu-west-1", hour)).collect();
    let logs = keys.iter().zip(&logs);
    let logs = logs.map(|(key, log)| Member { flags, is_zip64, ..Member::deflated(key, log) });
    let others = [Member::stored("AWSLogs/", b""), Member::deflated("README", b"text")];
    zip(&others.into_iter().chain(logs).collect::<Vec<_>>())
}

#[test]
fn the_members_of_every_archive_are_files_of_their_own() {
    for (name, file) in [
        ("evidence.zip", three_in_zip(0, false)),
        ("evidence.zip", three_in_zip(DESCRIPTOR, false)),
        ("evidence.zip", three_in_zip(0, true)),
        ("evidence.tar", three_in_tar()),
        ("evidence.tar.gz", gzip(&three_in_tar())),
        ("evidence.bin", gzip(&three_in_tar())),
    ] {
        let sandbox = Sandbox::new();
        let path = sandbox.write(name, &file);
        let ran = sandbox.import(&[&path]).expect_code(0);
        assert_eq!(ran.count("inserted"), 3, "{name} {}", ran.stdout);
        // The archive, three logs and a text.
        let counts = ["Files found", "imported", "not CloudTrail"].map(|name| ran.count(name));
        assert_eq!(counts, [5, 4, 1], "{name} {}", ran.stdout);
        let paths = sandbox.values("SELECT path FROM files WHERE form = 'records' ORDER BY path");
        let whole = path.canonicalize().unwrap();
        for (at, path) in (1..).zip(&paths) {
            assert_eq!(*path, format!("{}!/{}", whole.display(), key("eu-west-1", at)));
        }
        let names = "SELECT DISTINCT account_id || ' ' || region FROM files WHERE form = 'records'";
        assert_eq!(sandbox.values(names), ["111122223333 eu-west-1"]);
        let times = "SELECT count(DISTINCT delivered_at) FROM files WHERE form = 'records'";
        assert_eq!(sandbox.value(times), "3");
        let again = sandbox.import(&[&path]).expect_code(0);
        assert_eq!((again.count("Files found"), again.count("unchanged")), (1, 1), "{name}");
    }
}

#[test]
fn members_of_an_archive_that_grew_are_read_only_if_they_are_new() {
    let sandbox = Sandbox::new();
    let (first, second) = (log("1"), log("2"));
    let old = Member::stored("a.json", first.as_bytes());
    let new = Member::stored("b.json", second.as_bytes());
    let path = sandbox.write("a.zip", zip(&[old]));
    assert_eq!(sandbox.import(&[&path]).expect_code(0).count("inserted"), 1);
    let old = Member::stored("a.json", first.as_bytes());
    sandbox.write("a.zip", zip(&[old, new]));
    let ran = sandbox.import(&[&path]).expect_code(0);
    assert_eq!((ran.count("inserted"), ran.count("unchanged"), ran.count("duplicate")), (1, 1, 0));
}

#[test]
fn members_are_filtered_like_files() {
    let sandbox = Sandbox::new();
    let path = sandbox.write("a.zip", three_in_zip(0, false));
    let since = ["--since", "2024-06-01"];
    let run = |options: &[&str]| {
        let path = path.to_str().unwrap();
        sandbox.run(&[&["import", path], options].concat()).expect_code(0)
    };
    let ran = run(&since);
    assert_eq!((ran.count("inserted"), ran.count("out of range")), (0, 3), "{}", ran.stdout);
    let ran = run(&["--region", "ap-south-1"]);
    assert_eq!((ran.count("inserted"), ran.count("filtered out")), (0, 3), "{}", ran.stdout);
    // What was left out is read by an import without a filter.
    let ran = run(&[]);
    assert_eq!(ran.count("inserted"), 3, "{}", ran.stdout);
    assert_eq!(run(&[]).count("unchanged"), 1);
}

#[test]
fn archives_within_archives_are_read_to_a_bounded_depth() {
    let content = log("1");
    let mut file = zip(&[Member::deflated("a.json", content.as_bytes())]);
    for level in 1..6 {
        let code = if level < 5 { 0 } else { 3 };
        let sandbox = Sandbox::new();
        let path = sandbox.write("a.zip", &file);
        let ran = sandbox.import(&[&path]).expect_code(code);
        assert_eq!(ran.count("inserted"), u64::from(level < 5), "{level} {}", ran.stderr);
        file = match level % 3 {
            0 => zip(&[Member::stored("inner", &file)]),
            1 => gzip(&tar(&[("inner.zip", b'0', &file)])),
            _ => zip(&[Member { flags: DESCRIPTOR, ..Member::deflated("inner", &file) }]),
        };
    }
}

#[test]
fn an_archive_from_standard_input_is_read() {
    for file in [three_in_zip(DESCRIPTOR, false), gzip(&three_in_tar())] {
        let sandbox = Sandbox::new();
        let _ = sandbox.run_with_input(&["import", "-"], &file).expect_code(0);
        assert_eq!(sandbox.value("SELECT count(*) FROM events"), "3");
    }
}

#[test]
fn the_same_log_in_a_folder_and_in_an_archive_is_one_content() {
    let sandbox = Sandbox::new();
    sandbox.write("logs/a.zip", three_in_zip(0, false));
    sandbox.write("logs/b.json.gz", gzip(log("2").as_bytes()));
    let ran = sandbox.import(&[&sandbox.path("logs")]).expect_code(0);
    assert_eq!((ran.count("inserted"), ran.count("same content")), (3, 1), "{}", ran.stdout);
}

#[test]
fn a_dry_run_and_read_cloudtrail_read_archives() {
    for (name, file) in [("a.zip", three_in_zip(0, false)), ("a.tgz", gzip(&three_in_tar()))] {
        let sandbox = Sandbox::new();
        let path = sandbox.write(name, file);
        let ran = sandbox.run(&["import", path.to_str().unwrap(), "--dry-run"]).expect_code(0);
        assert_eq!(ran.count("inserted"), 3, "{}", ran.stdout);
        let _ = sandbox.import(&[&path]).expect_code(0);
        let sql = format!("SELECT count(*), count(DISTINCT file) FROM read_cloudtrail('{name}')");
        let ran = sandbox.run(&["query", "--format", "csv", &sql]).expect_code(0);
        assert_eq!(ran.stdout.lines().last(), Some("3,3"), "{}", ran.stdout);
    }
}

#[test]
fn large_members_are_read_by_several_threads() {
    let lines: String = (0..3000)
        .map(|id| format!(r#"{{"eventVersion":"1.08","eventName":"A","eventID":"{id}"}}"#) + "\n")
        .collect();
    let sandbox = Sandbox::new();
    let file = tar(&[("a.json", b'0', lines.as_bytes()), ("b.json", b'0', log("x").as_bytes())]);
    let path = sandbox.write("a.tar.gz", gzip(&file));
    let path = path.to_str().unwrap();
    let ran = sandbox.run(&["import", path, "--large-bytes", "1", "--jobs", "4"]).expect_code(0);
    assert_eq!((ran.count("inserted"), ran.count("imported")), (3001, 3), "{}", ran.stdout);
}
