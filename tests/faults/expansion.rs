//! Files that expand to much more than their size, and file names that look alike.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};

use crate::support::Sandbox;

/// Appends megabytes of spaces, which gzip compresses to almost nothing.
fn blanks(gzip: &mut GzEncoder<Vec<u8>>, megabytes: usize) {
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..megabytes {
        gzip.write_all(&blanks).unwrap();
    }
}

fn record(id: u32) -> String {
    format!(
        r#"{{"eventVersion":"1.08","eventTime":"2024-01-02T03:04:05Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","eventID":"{id}"}}"#
    )
}

/// Returns less than a megabyte of gzip with 600 MB of spaces between two records.
fn bomb() -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    write!(gzip, "{{\"Records\":[{}", record(1)).unwrap();
    blanks(&mut gzip, 600);
    write!(gzip, ",{}]}}", record(2)).unwrap();
    gzip.finish().unwrap()
}

#[test]
fn content_that_expands_too_much_is_rejected_by_default() {
    let sandbox = Sandbox::new();
    sandbox.write("logs/bomb.json.gz", bomb());
    sandbox.write_gzip("logs/good.json.gz", record(3));
    let ran = sandbox.run(&["import", "logs"]).expect_code(3);
    assert_eq!((ran.count("inserted"), ran.count("rejected")), (2, 1));
    let reason = sandbox.value("SELECT reason FROM rejects");
    assert!(reason.contains("--max-expansion"), "{reason}");
    let read = sandbox.value("SELECT max(content_bytes) < 400000000 FROM files");
    assert_eq!(read, "true", "it was read to its end");

    let allowed = ["import", "logs", "--max-expansion", "2000", "--db", "allowed.duckdb"];
    assert_eq!(sandbox.run(&allowed).expect_code(0).count("inserted"), 3);
    // With a higher limit, the same file gives the record after the spaces, too.
    let again = sandbox.run(&["import", "logs/bomb.json.gz", "--max-expansion", "2000"]);
    assert_eq!(again.expect_code(0).count("inserted"), 1);

    let sql = |more: &str| format!("SELECT count(*) FROM read_cloudtrail('logs'{more})");
    assert!(sandbox.run(&["query", &sql("")]).expect_code(1).stderr.contains("max_expansion"));
    let ran = sandbox.run(&["query", "--format", "csv", &sql(", max_expansion := 2000")]);
    assert!(ran.expect_code(0).stdout.ends_with("\n3\n"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_name_that_is_not_utf8_does_not_hide_another_file() {
    use std::{ffi::OsStr, fs, os::unix::ffi::OsStrExt, time::SystemTime};
    let sandbox = Sandbox::new();
    let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
    // Both have the same size and time, so that the ledger can distinguish them only by path.
    let write = |name: &[u8], id: u32| {
        let path = sandbox.path("logs").join(OsStr::from_bytes(name));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, record(id)).unwrap();
        fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    };
    write(b"\xFF.json", 1);
    assert_eq!(sandbox.run(&["import", "logs"]).expect_code(0).count("inserted"), 1);
    write(b"\\xFF.json", 2);
    let ran = sandbox.run(&["import", "logs"]).expect_code(0);
    assert_eq!((ran.count("unchanged"), ran.count("inserted")), (1, 1));
}
