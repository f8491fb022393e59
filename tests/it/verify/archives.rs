//! `verify` reads the members of archives as if they lay in a folder.

use crate::{
    support::{
        Sandbox,
        archive::{Member, tar, tar_file, zip},
        gzip,
    },
    verify::{
        cloudtrail::{Bucket, public_keys},
        count, name, one_trail, rows, verdicts, verify,
    },
};

/// Returns the compressed objects of a bucket.
fn objects(bucket: &Bucket) -> Vec<(&str, Vec<u8>)> {
    bucket.objects.iter().map(|(key, content)| (key.as_str(), gzip(content.as_bytes()))).collect()
}

fn zipped(objects: &[(&str, Vec<u8>)]) -> Vec<u8> {
    zip(&objects.iter().map(|(key, content)| Member::deflated(key, content)).collect::<Vec<_>>())
}

fn tarred(objects: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let files: Vec<_> = objects.iter().map(|(key, content)| tar_file(key, content)).collect();
    [files.concat(), tar(&[("link", b'2', b"")])].concat()
}

/// Returns a sandbox with an archive and the keys.
fn sandbox(file: &str, archive: &[u8]) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(file, archive);
    sandbox.write("keys.json", public_keys());
    sandbox
}

#[test]
fn the_members_of_every_archive_are_verified_again() {
    let (bucket, _) = one_trail();
    let objects = objects(&bucket);
    let (first, second) = objects.split_at(objects.len() / 2);
    let outer = [("inner.tar", tarred(second)), ("README", b"text".to_vec())];
    let nested = zipped(&[first, &outer].concat());
    for (file, archive) in [
        ("evidence/all.zip", zipped(&objects)),
        ("evidence/all.tar", tarred(&objects)),
        ("evidence/all.tgz", gzip(&tarred(&objects))),
        ("evidence/all.bin", nested),
    ] {
        let sandbox = sandbox(file, &archive);
        for named in ["evidence", file] {
            let ran = verify(&sandbox, &["--reread", named]).expect_code(0);
            let found = rows(&ran);
            let valid = ["digest", "log_file"].map(|kind| count(&found, kind, "valid"));
            assert_eq!((valid, found.len()), ([4, 12], 20), "{file} {}", ran.stderr);
            let path = found[0]["path"].as_str().unwrap();
            assert!(path.contains(&format!("{file}!/")), "{path}");
        }
    }
}

#[test]
fn a_member_that_was_changed_or_taken_out_is_found() {
    let (bucket, trail) = one_trail();
    let logs = bucket.logs(&trail.digests[1]);
    let mut objects = objects(&bucket);
    objects.retain(|(key, _)| *key != logs[1]);
    let changed = objects.iter_mut().find(|(key, _)| *key == logs[0]).unwrap();
    changed.1 = gzip(b"{\"Records\": []}");
    for archive in [zipped(&objects), tarred(&objects)] {
        let sandbox = sandbox("evidence.zip", &archive);
        let found = rows(&verify(&sandbox, &["--reread", "evidence.zip"]).expect_code(3));
        let verdicts = verdicts(&found, "log_file");
        let of = |verdict| {
            verdicts.iter().filter(|it| it.0 == verdict).map(|it| it.1).collect::<Vec<_>>()
        };
        assert_eq!(of("altered"), [name(&logs[0])]);
        assert_eq!(of("missing"), [name(&logs[1])]);
    }
}

#[test]
fn what_follows_the_end_of_a_broken_archive_is_said_to_be_unknown() {
    let (bucket, _) = one_trail();
    let whole = tarred(&objects(&bucket));
    let sandbox = sandbox("evidence/a.tar", &whole[..whole.len() - 2000]);
    let ran = verify(&sandbox, &["--reread", "evidence"]).expect_code(3);
    assert!(ran.stderr.contains("NOT READ to its end: "), "{}", ran.stderr);
    assert!(ran.stderr.contains("evidence/a.tar: "), "{}", ran.stderr);

    // An intact copy of the files proves them, but does not hide the member that is cut off.
    bucket.sync(&sandbox, "evidence");
    let found = rows(&verify(&sandbox, &["--reread", "evidence"]).expect_code(3));
    assert_eq!((count(&found, "log_file", "valid"), count(&found, "log_file", "altered")), (12, 1));
}

#[test]
fn digests_in_archives_can_be_passed() {
    let (bucket, _) = one_trail();
    let (digests, logs): (Vec<_>, Vec<_>) =
        objects(&bucket).into_iter().partition(|(key, _)| key.contains("CloudTrail-Digest"));
    for archive in [zipped(&digests), tarred(&digests), tarred(&objects(&bucket))] {
        let sandbox = sandbox("digests/all.zip", &archive);
        let path = sandbox.write("logs.zip", zipped(&logs));
        let _ = sandbox.import(&[&path]).expect_code(0);
        for named in ["digests", "digests/all.zip"] {
            let found = rows(&verify(&sandbox, &[named]).expect_code(0));
            let valid = ["digest", "log_file"].map(|kind| count(&found, kind, "valid"));
            assert_eq!(valid, [4, 12], "{named}");
        }
        let ran = verify(&sandbox, &["logs.zip"]).expect_code(1);
        assert!(ran.stderr.contains("there is no digest file in logs.zip"), "{}", ran.stderr);
    }
}
