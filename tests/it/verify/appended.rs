//! Files whose content has the right hash, but that CloudTrail did not deliver: bytes follow the gzip data,
//! or its end is damaged. The verdict from the ledger is that from the files.

use std::fs;

use duckdb::Connection;
use flate2::{Compression, GzBuilder};

use crate::{
    support::{Sandbox, gzip},
    verify::{
        cloudtrail::{Bucket, Trail, name},
        copied, count, one_trail, rows, verdicts, verify,
    },
};

/// The ways to change a gzip file without changing its content.
type Change = fn(Vec<u8>) -> Vec<u8>;

fn changes() -> Vec<(&'static str, Change)> {
    fn with(mut file: Vec<u8>, more: &[u8]) -> Vec<u8> {
        file.extend(more);
        file
    }
    vec![
        ("a byte", |file| with(file, b"x")),
        ("text", |file| with(file, br#"{"Records":[{"eventName":"CreateUser"}]}"#)),
        ("zeros", |file| with(file, &[0; 512])),
        ("an empty member", |file| with(file, &gzip(b""))),
        ("two empty members", |file| with(file, &[gzip(b""), gzip(b"")].concat())),
        ("half a header", |file| with(file, &[0x1f, 0x8b])),
        ("a member", |file| with(file, &gzip(br#"{"Records":[{"eventName":"CreateUser"}]}"#))),
        ("another checksum", |mut file| {
            let at = file.len() - 8;
            file[at] ^= 1;
            file
        }),
        ("no checksum", |mut file| {
            file.truncate(file.len() - 8);
            file
        }),
    ]
}

/// The same bucket in which one object is changed on disk.
fn changed(bucket: &Bucket, trail: &Trail, key: &str, change: fn(Vec<u8>) -> Vec<u8>) -> Sandbox {
    let sandbox = copied(bucket);
    bucket.heads(&sandbox, "heads", trail.digests.last());
    let path = sandbox.path(&format!("bucket/{key}"));
    fs::write(&path, change(fs::read(&path).unwrap())).unwrap();
    let _ = sandbox.import(&[&sandbox.path("bucket")]);
    sandbox
}

const SOURCES: [&[&str]; 2] =
    [&["--signature", "heads"], &["--signature", "heads", "--reread", "bucket"]];

#[test]
fn a_log_file_with_appended_bytes_or_a_damaged_end_is_altered() {
    let (bucket, trail) = one_trail();
    let log = &bucket.logs(&trail.digests[1])[0];
    for (what, change) in changes() {
        let sandbox = changed(&bucket, &trail, log, change);
        for source in SOURCES {
            let found = rows(&verify(&sandbox, source).expect_code(3));
            let verdicts = verdicts(&found, "log_file");
            assert!(verdicts.contains(&("altered", name(log))), "{what} {source:?}: {verdicts:?}");
            assert_eq!(count(&found, "log_file", "valid"), 14, "{what} {source:?}");
            assert_eq!(count(&found, "digest", "valid"), 5, "{what} {source:?}");
        }
    }
}

#[test]
fn a_digest_with_appended_bytes_or_a_damaged_end_is_altered() {
    let (bucket, trail) = one_trail();
    let digest = &trail.digests[2];
    for (what, change) in changes() {
        let sandbox = changed(&bucket, &trail, digest, change);
        for source in SOURCES {
            let found = rows(&verify(&sandbox, source).expect_code(3));
            let verdicts = verdicts(&found, "digest");
            let of_digest: Vec<_> =
                verdicts.iter().filter(|(_, file)| *file == name(digest)).collect();
            assert_eq!(of_digest, [&("altered", name(digest))], "{what} {source:?}");
            assert!(verdicts.contains(&("chain_broken", name(&trail.digests[3]))), "{what}");
            assert_eq!(count(&found, "log_file", "not_covered"), 3, "{what} {source:?}");
            // It has the signature of the digest before it, so that one is as if it were missing.
            let unsigned = "signature_not_available_offline";
            assert!(verdicts.contains(&(unsigned, name(&trail.digests[1]))), "{what}");
            assert_eq!(count(&found, "log_file", unsigned), 3, "{what} {source:?}");
            assert_eq!(count(&found, "log_file", "valid"), 9, "{what} {source:?}");
        }
    }
}

#[test]
fn the_detail_says_what_follows() {
    let (bucket, trail) = one_trail();
    let log = &bucket.logs(&trail.digests[1])[0];
    let sandbox = changed(&bucket, &trail, log, |file| [file, vec![0; 1234]].concat());
    for source in SOURCES {
        let found = rows(&verify(&sandbox, source));
        let row = found.iter().find(|row| row["verdict"] == "altered").unwrap();
        assert_eq!(
            row["detail"],
            "1,234 bytes are outside of the gzip data that CloudTrail delivers"
        );
    }
}

#[test]
fn a_clean_copy_does_not_hide_a_file_with_appended_bytes() {
    let (bucket, trail) = one_trail();
    let log = &bucket.logs(&trail.digests[1])[0];
    let sandbox = copied(&bucket);
    bucket.heads(&sandbox, "heads", trail.digests.last());
    let content = gzip(bucket.objects[log].as_bytes());
    sandbox.write("bucket/renamed.json.gz", [content, b"x".to_vec()].concat());
    let _ = sandbox.import(&[&sandbox.path("bucket")]);
    for source in SOURCES {
        let found = rows(&verify(&sandbox, source).expect_code(3));
        assert_eq!(count(&found, "log_file", "valid"), 15, "{source:?}");
        let altered: Vec<_> = found.iter().filter(|row| row["verdict"] == "altered").collect();
        assert_eq!(altered.len(), 1, "{source:?}: {altered:?}");
        assert!(altered[0]["path"].as_str().unwrap().ends_with("renamed.json.gz"));
    }
}

#[test]
fn only_the_content_of_the_member_decides_and_not_its_header_or_compression() {
    let (bucket, trail) = one_trail();
    let sandbox = Sandbox::new();
    for (number, (key, content)) in bucket.objects.iter().enumerate() {
        if number % 2 == 0 {
            sandbox.write(&format!("bucket/{}", key.trim_end_matches(".gz")), content);
        } else {
            let builder = GzBuilder::new().filename("x").comment("x").extra(*b"x").mtime(1);
            let mut encoder = builder.write(Vec::new(), Compression::best());
            std::io::Write::write_all(&mut encoder, content.as_bytes()).unwrap();
            sandbox.write(&format!("bucket/{key}"), encoder.finish().unwrap());
        }
    }
    sandbox.write("keys.json", super::public_keys());
    bucket.heads(&sandbox, "heads", trail.digests.last());
    let _ = sandbox.import(&[&sandbox.path("bucket")]).expect_code(0);
    for source in SOURCES {
        let found = rows(&verify(&sandbox, source).expect_code(0));
        assert_eq!(count(&found, "log_file", "valid") + count(&found, "digest", "valid"), 20);
    }
}

#[test]
fn bytes_around_the_content_alter_it() {
    let (bucket, trail) = one_trail();
    let log = &bucket.logs(&trail.digests[1])[0];
    let text = bucket.objects[log].clone();
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wrapped = gzip(&gzip(text.as_bytes()));
    let changed: [Vec<u8>; 7] = [
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        [b"\xff\xfe".to_vec(), utf16].concat(),
        format!("{text}\n").into_bytes(),
        format!(" {text}").into_bytes(),
        [b"x", gzip(text.as_bytes()).as_slice()].concat(),
        wrapped.clone(),
        [wrapped, vec![0; 100]].concat(),
    ];
    for content in changed {
        let sandbox = copied(&bucket);
        bucket.heads(&sandbox, "heads", trail.digests.last());
        sandbox.write(&format!("bucket/{log}"), &content);
        let _ = sandbox.import(&[&sandbox.path("bucket")]);
        for source in SOURCES {
            let found = rows(&verify(&sandbox, source).expect_code(3));
            let verdicts = verdicts(&found, "log_file");
            assert!(verdicts.contains(&("altered", name(log))), "{source:?}: {verdicts:?}");
            assert_eq!(count(&found, "log_file", "valid"), 14);
        }
    }
}

#[test]
fn files_imported_by_an_earlier_version_are_not_proved_until_the_next_import() {
    let (bucket, trail) = one_trail();
    let log = &bucket.logs(&trail.digests[1])[0];
    let sandbox = changed(&bucket, &trail, log, |file| [file, gzip(b"")].concat());
    let database = Connection::open(sandbox.path("ducktrail.duckdb")).unwrap();
    database.execute_batch("UPDATE paths SET trailing_bytes = NULL").unwrap();
    drop(database);
    let found = rows(&verify(&sandbox, SOURCES[0]).expect_code(3));
    assert_eq!(count(&found, "log_file", "not_proved"), 15);
    assert_eq!(count(&found, "digest", "not_proved"), 5);
    assert!(found[0]["detail"].as_str().unwrap().contains("import it again or use --reread"));
    let ran = sandbox.import(&[&sandbox.path("bucket")]).expect_code(0);
    assert_eq!((ran.count("same content"), ran.count("unchanged")), (20, 0), "{}", ran.stdout);
    let found = rows(&verify(&sandbox, SOURCES[0]).expect_code(3));
    assert_eq!(count(&found, "log_file", "valid"), 14);
    assert_eq!(count(&found, "log_file", "altered"), 1);
    let ran = sandbox.import(&[&sandbox.path("bucket")]).expect_code(0);
    assert_eq!(ran.count("unchanged"), 20, "{}", ran.stdout);
}
