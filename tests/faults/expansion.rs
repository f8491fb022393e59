//! Files that are much more than they look, and files that look like others.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};

use crate::support::Sandbox;

/// Adds blanks, which gzip makes next to nothing of, by the megabyte.
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

/// 600 MB in less than one, behind one record and before another.
fn bomb() -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    write!(gzip, "{{\"Records\":[{}", record(1)).unwrap();
    blanks(&mut gzip, 600);
    write!(gzip, ",{}]}}", record(2)).unwrap();
    gzip.finish().unwrap()
}

#[test]
fn what_inflates_out_of_all_proportion_is_rejected_unless_it_is_allowed() {
    let sandbox = Sandbox::new();
    sandbox.write("logs/bomb.json.gz", bomb());
    sandbox.write_gzip("logs/good.json.gz", record(3));
    let ran = sandbox.run(&["import", "logs"]).expect_code(3);
    assert_eq!((ran.count("inserted"), ran.count("rejected")), (2, 1));
    let reason = sandbox.value("SELECT reason FROM rejects");
    assert!(reason.contains("--max-expansion"), "{reason}");
    let read = sandbox.value("SELECT max(content_bytes) < 400000000 FROM files");
    assert_eq!(read, "true", "it was not read to its end");

    let allowed = ["import", "logs", "--max-expansion", "2000", "--db", "allowed.duckdb"];
    assert_eq!(sandbox.run(&allowed).expect_code(0).count("inserted"), 3);
    // The same file, once it is allowed, gives what was behind the limit too.
    let again = sandbox.run(&["import", "logs/bomb.json.gz", "--max-expansion", "2000"]);
    assert_eq!(again.expect_code(0).count("inserted"), 1);

    let sql = |more: &str| format!("SELECT count(*) FROM read_cloudtrail('logs'{more})");
    assert!(sandbox.run(&["query", &sql("")]).expect_code(1).stderr.contains("max_expansion"));
    let ran = sandbox.run(&["query", "--format", "csv", &sql(", max_expansion := 2000")]);
    assert!(ran.expect_code(0).stdout.ends_with("\n3\n"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_text_never_hides_a_file_that_spells_it_out() {
    use std::{ffi::OsStr, fs, os::unix::ffi::OsStrExt, time::SystemTime};
    let sandbox = Sandbox::new();
    let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
    // Of one size and time, so that the ledger tells them apart by their paths alone.
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
