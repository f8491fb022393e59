//! Special files among the logs, and files with hostile names.
#![cfg(unix)]

use std::{
    ffi::OsStr,
    fs::{self, File},
    io::{self, Write},
    os::unix::{ffi::OsStrExt, fs::symlink, net::UnixListener},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::support::{Sandbox, gzip};

const RECORD: &str = r#"{"eventVersion":"1.08","eventName":"A","eventID":"1"}"#;

#[test]
fn devices_pipes_and_sockets_in_a_folder_are_reported_and_not_opened() {
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
fn files_with_hostile_names_are_read_once_and_printed_safely() {
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
fn a_sparse_file_of_zeros_is_not_json() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("logs")).unwrap();
    File::create(sandbox.path("logs/sparse.json")).unwrap().set_len(256 << 20).unwrap();
    sandbox.write("logs/good.json", RECORD);
    let ran = sandbox.import(&[&sandbox.path("logs")]).expect_code(3);
    assert_eq!((ran.count("inserted"), ran.count("unreadable")), (1, 1), "{}", ran.stdout);
}

/// Makes a named pipe.
fn pipe(sandbox: &Sandbox, name: &str) {
    let made = Command::new("mkfifo").arg(sandbox.path(name)).status().unwrap();
    assert!(made.success());
}

#[test]
fn a_named_pipe_is_read_once_like_standard_input() {
    let sandbox = Sandbox::new();
    pipe(&sandbox, "pipe");
    let path = sandbox.path("pipe");
    for (id, inserted) in [(1, 1), (1, 0), (2, 1)] {
        let record = format!(r#"{{"eventVersion":"1.08","eventName":"A","eventID":"{id}"}}"#);
        let writer = path.clone();
        let writer = thread::spawn(move || fs::write(writer, gzip(record.as_bytes())));
        let ran = sandbox.run(&["import", "pipe"]).expect_code(0);
        writer.join().unwrap().unwrap();
        assert_eq!((ran.count("Files found"), ran.count("inserted")), (1, inserted));
    }
    assert_eq!(sandbox.value("SELECT count(*) FROM paths"), "0");
    let _ = sandbox.run(&["import", "pipe", "--watch"]).expect_code(2);
    let _ = sandbox.run(&["import", "/dev/zero"]).expect_code(3);
}

#[test]
fn process_substitution_can_be_imported() {
    if Command::new("bash").arg("-c").arg("true").status().is_err() {
        eprintln!("skipped: there is no bash");
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.write("a.json", RECORD);
    let program = env!("CARGO_BIN_EXE_ducktrail");
    let ran = Command::new("bash")
        .args(["-c", "\"$0\" import <(cat a.json) <(cat a.json)", program])
        .current_dir(sandbox.path(""))
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_eq!(sandbox.value("SELECT count(*) FROM events"), "1");
}

#[test]
fn every_argument_can_be_a_path_of_any_bytes() {
    let sandbox = Sandbox::new();
    let named = |name: &[u8]| sandbox.path("").join(OsStr::from_bytes(name));
    let run = |args: &[&[u8]], code: i32| {
        let args = args.iter().map(|arg| OsStr::from_bytes(arg));
        let output = sandbox.command(&[]).args(args).stdin(Stdio::null()).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{stderr}");
        (String::from_utf8(output.stdout).unwrap(), stderr)
    };
    fs::write(named(b"a\xff.json"), RECORD).unwrap();
    fs::create_dir(named(b"\xfe")).unwrap();
    fs::write(named(b"\xfe/b.json"), RECORD.replace("\"1\"}", "\"2\"}")).unwrap();
    run(&[b"import", b"a\xff.json", b"\xfe", b"--db", b"x.duckdb"], 0);
    let asked = b"SELECT count(*) AS n FROM events";
    let (shown, _) = run(&[b"query", asked, b"--db", b"x.duckdb", b"--format", b"csv"], 0);
    assert_eq!(shown, "n\n2\n");
    let (arguments, _) = run(
        &[
            b"query",
            b"SELECT arguments[2] AS a FROM imports",
            b"--db",
            b"x.duckdb",
            b"--format",
            b"csv",
        ],
        0,
    );
    assert_eq!(arguments, "a\na\\xFF.json\n");
    // Output goes to the requested path.
    run(&[b"query", asked, b"--db", b"x.duckdb", b"-o", b"out\xff.csv"], 0);
    assert_eq!(fs::read_to_string(named(b"out\xff.csv")).unwrap(), "n\n2\n");
    for format in [&b"parquet"[..], b"csv", b"json", b"cloudtrail"] {
        let out = [b"export\xff.", format].concat();
        run(&[b"export", b"-o", &out, b"--format", format, b"--db", b"x.duckdb"], 0);
        assert!(named(&out).exists(), "{out:?}");
    }
    run(&[b"report", b"--all", b"-o", b"all\xff", b"--db", b"x.duckdb"], 0);
    assert!(named(b"all\xff").is_dir());
    fs::write(named(b"sql\xff"), asked).unwrap();
    run(&[b"query", b"-f", b"sql\xff", b"--db", b"x.duckdb"], 0);
    let (_, said) = run(&[b"verify", b"--reread", b"\xfe", b"--db", b"x.duckdb"], 1);
    assert!(said.contains("no digest file"), "{said}");
    let (_, said) = run(&[b"import", b"a\xff.json", b"--db", b"\xff.duckdb"], 1);
    assert!(said.contains("requires paths in UTF-8"), "{said}");
    assert!(!named(b"\xff.duckdb").exists());
    let (_, said) = run(&[b"import", b"none\xff.json", b"--db", b"x.duckdb"], 1);
    assert!(said.contains("none\\xFF.json"), "{said}");
}

/// Makes a sparse file of `size` bytes: `start`, then zeros.
fn sparse(sandbox: &Sandbox, name: &str, start: &[u8], size: u64) -> io::Result<()> {
    let mut file = File::create(sandbox.write(name, ""))?;
    file.write_all(start)?;
    file.set_len(size)
}

#[test]
fn a_sparse_file_is_not_read_to_its_end() {
    let sandbox = Sandbox::new();
    sandbox.write("logs/good.json", RECORD);
    for (name, size) in [("a.json.gz", 100 << 30), ("b", 5 << 30)] {
        if sparse(&sandbox, &format!("logs/{name}"), b"", size).is_err() {
            eprintln!("skipped: cannot make a file of {size} bytes");
            return;
        }
    }
    for inserted in [1, 0] {
        let ran = sandbox.run(&["import", "logs"]);
        assert_eq!(ran.count("inserted"), inserted, "{}", ran.stderr);
        let read = sandbox.value("SELECT max(content_bytes) FROM files");
        assert_eq!(read, (64 << 20).to_string());
    }
}

#[test]
fn ctrl_c_ends_the_reading_of_an_endless_file() {
    let sandbox = Sandbox::new();
    sandbox.write("logs/good.json", RECORD);
    let size = 10 << 40;
    if sparse(&sandbox, "logs/huge.json", b"{\"Records\":[", size).is_err() {
        eprintln!("skipped: cannot make a file of {size} bytes");
        return;
    }
    let mut child = sandbox.command(&["import", "logs"]).stderr(Stdio::piped()).spawn().unwrap();
    let input = format!("/proc/{}/io", child.id());
    let read = || {
        let text = fs::read_to_string(&input).unwrap_or_default();
        let bytes = text.lines().find_map(|line| line.strip_prefix("rchar: "));
        bytes.and_then(|bytes| bytes.parse::<u64>().ok()).unwrap_or_default()
    };
    let start = Instant::now();
    while read() < 1 << 30 && start.elapsed() < Duration::from_secs(60) {
        thread::sleep(Duration::from_millis(20));
    }
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    // Reading it to its end would take an hour.
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        assert!(start.elapsed() < Duration::from_secs(60), "it does not end");
        thread::sleep(Duration::from_millis(20));
    }
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert!(said.contains("stopped"), "{said}");
}
