//! `verify` finds files that were changed, lost or added after CloudTrail delivered them.

mod appended;
mod archives;
pub(crate) mod cloudtrail;
mod rsa;
mod tampering;

use std::fs;

use serde_json::Value;

use crate::{
    support::{Run, Sandbox, corpus, fixtures},
    verify::cloudtrail::{Bucket, Trail, name, public_keys},
};

const ACCOUNT: &str = "111122223333";

/// Returns a sandbox with a bucket in the folder `bucket` and keys in `keys.json`.
fn copied(bucket: &Bucket) -> Sandbox {
    let sandbox = Sandbox::new();
    bucket.sync(&sandbox, "bucket");
    sandbox.write("keys.json", public_keys());
    sandbox
}

/// Returns the same sandbox after an import.
fn synced(bucket: &Bucket) -> Sandbox {
    let sandbox = copied(bucket);
    let _ = sandbox.import(&[&sandbox.path("bucket")]);
    sandbox
}

/// Runs `verify` on the ledger with the keys. All rows are printed as JSON lines.
fn verify(sandbox: &Sandbox, more: &[&str]) -> Run {
    let args = ["verify", "--keys", "keys.json", "--show", "all", "--format", "jsonl"];
    sandbox.run(&[&args, more].concat())
}

/// Runs `verify` on the folder `bucket`, without a database.
fn verify_folder(sandbox: &Sandbox, more: &[&str]) -> Run {
    verify(sandbox, &[&["--reread", "bucket"], more].concat())
}

fn rows(ran: &Run) -> Vec<Value> {
    ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Returns the verdict on each file of a kind, with its S3 key or else its path.
fn verdicts<'a>(rows: &'a [Value], kind: &str) -> Vec<(&'a str, &'a str)> {
    let mut verdicts: Vec<_> = rows
        .iter()
        .filter(|row| row["kind"] == kind)
        .map(|row| (row["verdict"].as_str().unwrap(), file(row)))
        .collect();
    verdicts.sort_unstable();
    verdicts
}

fn file(row: &Value) -> &str {
    name(row["s3_object"].as_str().or(row["path"].as_str()).unwrap())
}

/// Returns the number of files of a kind with a verdict.
fn count(rows: &[Value], kind: &str, verdict: &str) -> usize {
    verdicts(rows, kind).iter().filter(|(found, _)| *found == verdict).count()
}

/// Returns a trail with five hours of three log files each.
fn one_trail() -> (Bucket, Trail) {
    let mut bucket = Bucket::default();
    let mut trail = Trail::new(ACCOUNT, "us-east-1", "my_trail");
    trail.deliver(&mut bucket, 5, 3);
    (bucket, trail)
}

#[test]
fn hundreds_of_files_are_valid_except_at_the_end_of_each_chain() {
    let mut bucket = Bucket::default();
    let mut last = Vec::new();
    for account in ["111122223333", "222233334444", "333344445555"] {
        for region in ["us-east-1", "eu-central-1", "ap-southeast-2", "us-gov-west-1"] {
            for trail in ["management", "data_events"] {
                let mut trail = Trail::new(account, region, trail);
                if account == "333344445555" {
                    trail.organisation = "o-abcdefghij/".to_owned();
                }
                trail.deliver(&mut bucket, 6, 3);
                last.extend(trail.digests.last().cloned());
            }
        }
    }
    let sandbox = synced(&bucket);
    let ran = verify(&sandbox, &[]).expect_code(0);
    let found = rows(&ran);
    assert_eq!(count(&found, "digest", "valid"), 24 * 5);
    assert_eq!(count(&found, "log_file", "valid"), 24 * 15);
    assert_eq!(count(&found, "digest", "signature_not_available_offline"), 24);
    assert_eq!(count(&found, "log_file", "signature_not_available_offline"), 24 * 3);
    assert_eq!(found.len(), 24 * 24);
    assert!(
        ran.stderr.contains("proved: 120 digest files and 360 log files in 24 chains are"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("not proved, at the end of a chain: 24 digest files and 72 log files"),
        "{}",
        ran.stderr
    );

    bucket.heads(&sandbox, "heads", &last);
    let ran = verify(&sandbox, &["--signature", "heads"]).expect_code(0);
    let found = rows(&ran);
    assert_eq!(count(&found, "digest", "valid") + count(&found, "log_file", "valid"), 24 * 24);
    assert!(!ran.stderr.contains("not proved"), "{}", ran.stderr);

    let scope = ["--account", "222233334444", "--region", "us-east-1"];
    let since = ["--since", "2024-03-01T02:00:00Z", "--until", "2024-03-01T04:00:00Z"];
    assert_eq!(rows(&verify(&sandbox, &scope).expect_code(0)).len(), 2 * 24);
    let both = [&scope[..], &since].concat();
    assert_eq!(rows(&verify(&sandbox, &both).expect_code(0)).len(), 2 * 2 * 4);
    let ran = verify(&sandbox, &["--account", "999999999999"]).expect_code(1);
    assert!(ran.stderr.contains("nothing to verify in this scope"), "{}", ran.stderr);
}

#[test]
fn chains_and_the_summary_can_be_printed() {
    let (bucket, _) = one_trail();
    let sandbox = synced(&bucket);
    let shown = |show| {
        let args = ["verify", "--keys", "keys.json", "--show", show, "--format", "csv"];
        sandbox.run(&args).expect_code(0).stdout
    };
    insta::assert_snapshot!(shown("chains"), @r"
    account_id,region,trail,home_region,is_backfill,begins_with,first,last,proved_until,digests,digests_valid,log_files,log_files_valid,worst
    111122223333,us-east-1,my_trail,us-east-1,false,starting digest,2024-03-01 00:00:00,2024-03-01 05:00:00,2024-03-01 04:00:00,5,4,15,12,signature_not_available_offline
    ");
    insta::assert_snapshot!(shown("summary"), @"
    verdict,digests,log_files,meaning
    valid,4,12,hash and signature match
    signature_not_available_offline,1,3,the signature is in the metadata of the S3 object and was not given
    public_key_missing,0,0,the public key of the signature was not given
    not_proved,0,0,\"its content has the right hash, but bytes may follow it\"
    not_covered,0,0,no trusted digest lists it
    chain_broken,0,0,the digest does not follow the one before it
    signature_invalid,0,0,the signature does not match the digest
    missing,0,0,\"a digest names it, but it was not found\"
    altered,0,0,the content differs from what CloudTrail hashed
    ");
    let problems = shown("problems");
    assert_eq!(problems.lines().count(), 2, "{problems}");
    assert!(
        problems.lines().nth(1).unwrap().starts_with("signature_not_available_offline,digest,")
    );
}

#[test]
fn without_keys_nothing_is_verified_and_a_note_says_so() {
    let (bucket, _) = one_trail();
    let sandbox = copied(&bucket);
    let ran = sandbox
        .run(&["verify", "--reread", "bucket", "--show", "all", "--format", "jsonl"])
        .expect_code(3);
    let found = rows(&ran);
    assert_eq!(count(&found, "digest", "public_key_missing"), 4);
    assert_eq!(count(&found, "digest", "signature_not_available_offline"), 1);
    assert_eq!(count(&found, "log_file", "valid"), 0);
    assert!(ran.stderr.contains("proved: nothing\n"), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("no signature was checked because no keys were given"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_later_signature_verifies_earlier_digests_by_their_hashes() {
    let mut bucket = Bucket::default();
    let mut trail = Trail::new(ACCOUNT, "us-east-1", "my_trail");
    trail.fingerprint = "fingerprint-of-last-year".to_owned();
    trail.deliver(&mut bucket, 3, 2);
    trail.fingerprint = "fingerprint-a".to_owned();
    trail.deliver(&mut bucket, 2, 2);
    let sandbox = copied(&bucket);
    let ran = verify_folder(&sandbox, &[]).expect_code(0);
    let found = rows(&ran);
    assert_eq!(count(&found, "digest", "valid"), 4);
    assert_eq!(
        found.iter().filter(|row| row["kind"] == "digest" && row["proof"] == "hash").count(),
        3
    );
    assert!(ran.stderr.contains("including 3 digest files proved by a hash"), "{}", ran.stderr);
}

#[test]
fn a_single_digest_without_its_signature_is_not_verified() {
    let mut bucket = Bucket::default();
    let mut trail = Trail::new(ACCOUNT, "us-east-1", "my_trail");
    trail.deliver(&mut bucket, 1, 2);
    let sandbox = copied(&bucket);
    let ran = verify_folder(&sandbox, &[]).expect_code(3);
    assert_eq!(count(&rows(&ran), "digest", "signature_not_available_offline"), 1);
    bucket.heads(&sandbox, "heads", &trail.digests);
    let _ = verify_folder(&sandbox, &["--signature", "heads"]).expect_code(0);
}

#[test]
fn a_signature_is_read_from_a_file_of_any_name() {
    let (bucket, trail) = one_trail();
    let sandbox = copied(&bucket);
    let last = trail.digests.last().unwrap();
    sandbox.write("some.txt", format!("{}\n", bucket.signatures[last]));
    let found = rows(&verify_folder(&sandbox, &["--signature", "some.txt"]).expect_code(0));
    assert_eq!(count(&found, "digest", "valid"), 5);

    sandbox.write("other.txt", &bucket.signatures[last][2..]);
    let ran = verify_folder(&sandbox, &["--signature", "other.txt"]).expect_code(3);
    assert!(ran.stderr.contains("other.txt matches no digest file"), "{}", ran.stderr);
    sandbox.write("none.txt", "no signature");
    let ran = verify_folder(&sandbox, &["--signature", "none.txt"]).expect_code(1);
    assert!(
        ran.stderr.contains("which must be the output of `aws s3api head-object`"),
        "{}",
        ran.stderr
    );
}

#[test]
fn digests_that_were_not_imported_can_be_passed() {
    let (bucket, _) = one_trail();
    let sandbox = copied(&bucket);
    let _ = sandbox.import(&[&sandbox.path("bucket/logs/AWSLogs/111122223333/CloudTrail")]);
    let ran = verify(&sandbox, &[]).expect_code(1);
    assert!(ran.stderr.contains("there is no digest file to verify with"), "{}", ran.stderr);
    let found = rows(&verify(&sandbox, &["bucket"]).expect_code(0));
    assert_eq!((count(&found, "digest", "valid"), count(&found, "log_file", "valid")), (4, 12));

    let ran = verify(&sandbox, &["keys.json"]).expect_code(1);
    assert!(ran.stderr.contains("keys.json is not a digest file"), "{}", ran.stderr);
    let ran = verify(&sandbox, &["nowhere"]).expect_code(1);
    assert!(ran.stderr.contains("cannot open nowhere"), "{}", ran.stderr);
    let ran = sandbox.run(&["verify", "--keys", "bucket", "bucket"]).expect_code(1);
    assert!(ran.stderr.contains("cannot read bucket"), "{}", ran.stderr);
}

#[test]
fn changes_since_the_import_are_found_with_reread() {
    let (bucket, trail) = one_trail();
    let sandbox = synced(&bucket);
    let logs = bucket.logs(&trail.digests[1]);
    let on_disk = |key: &str| sandbox.path(&format!("bucket/{key}"));
    fs::write(on_disk(&logs[0]), b"{\"Records\": []}").unwrap();
    fs::remove_file(on_disk(&logs[1])).unwrap();
    fs::write(on_disk(&trail.digests[2]), b"{}").unwrap();

    let ran = verify(&sandbox, &[]).expect_code(0);
    assert!(ran.stderr.contains("use --reread FOLDER to hash them again"), "{}", ran.stderr);
    let ran = verify_folder(&sandbox, &[]).expect_code(3);
    let found = rows(&ran);
    let not_valid = |kind| {
        let mut verdicts = verdicts(&found, kind);
        verdicts
            .retain(|(verdict, _)| !["valid", "signature_not_available_offline"].contains(verdict));
        verdicts.iter().map(|(verdict, file)| format!("{verdict} {file}")).collect::<Vec<_>>()
    };
    assert_eq!(
        not_valid("log_file"),
        [format!("altered {}", name(&logs[0])), format!("missing {}", name(&logs[1]))]
    );
    assert_eq!(not_valid("digest"), [format!("altered {}", name(&trail.digests[2]))]);
    assert!(!ran.stderr.contains("--reread"), "{}", ran.stderr);
}

#[test]
fn a_folder_can_be_verified_without_a_database() {
    let (bucket, _) = one_trail();
    let sandbox = copied(&bucket);
    let _ = verify(&sandbox, &[]).expect_code(1);
    let ran = verify_folder(&sandbox, &[]).expect_code(0);
    assert!(
        ran.stderr.contains("there is no database ducktrail.duckdb; verifying only the folder")
    );
    assert_eq!(rows(&ran).len(), 20);
    assert!(!sandbox.path("ducktrail.duckdb").exists());
}

#[test]
fn a_renamed_or_inflated_log_file_is_verified_by_its_hash() {
    let (bucket, trail) = one_trail();
    let sandbox = Sandbox::new();
    for (key, content) in &bucket.objects {
        let name = name(key);
        match name.len() % 3 {
            0 => sandbox.write(&format!("flat/{name}"), content),
            1 => sandbox.write_gzip(&format!("flat/{}", name.trim_end_matches(".gz")), content),
            _ => sandbox.write(&format!("flat/{}", &name[40..]), content),
        };
    }
    let log = &bucket.logs(&trail.digests[0])[0];
    sandbox.write("flat/copies/again.json", &bucket.objects[log]);
    sandbox.write("keys.json", public_keys());
    let _ = sandbox.import(&[&sandbox.path("flat")]).expect_code(0);
    let found = rows(&verify(&sandbox, &[]).expect_code(0));
    assert_eq!((count(&found, "digest", "valid"), count(&found, "log_file", "valid")), (4, 12));
    assert_eq!(found.len(), 20);
}

#[test]
fn the_digest_of_the_fixtures_is_read() {
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&fixtures("forms/digest"), &fixtures("forms/records")]).expect_code(0);
    let ran = sandbox.run(&["verify", "--show", "all", "--format", "jsonl"]).expect_code(3);
    let found = rows(&ran);
    assert_eq!(count(&found, "digest", "signature_not_available_offline"), 1);
    assert_eq!(count(&found, "log_file", "signature_not_available_offline"), 1);
}

#[test]
fn digests_of_the_corpus_have_verdicts() {
    let Some(folder) = corpus("digests_of_the_corpus_have_verdicts") else { return };
    let sandbox = Sandbox::new();
    let files = folder.join("files");
    let mut digests = Vec::new();
    for entry in walkdir::WalkDir::new(&files).sort_by_file_name() {
        let entry = entry.unwrap();
        let is_small = entry.metadata().unwrap().len() < 1 << 20;
        let is_json = entry.path().extension().is_some_and(|end| end == "json");
        if entry.file_type().is_file() && is_small && is_json {
            let text = fs::read_to_string(entry.path()).unwrap_or_default();
            if text.contains("\"digestEndTime\"") && text.contains("\"logFiles\"") {
                digests.push(entry.into_path());
            }
        }
    }
    assert!(!digests.is_empty());
    let paths: Vec<_> = digests.iter().map(std::path::PathBuf::as_path).collect();
    let _ = sandbox.import(&paths);
    let ran = sandbox.run(&["verify", "--show", "all", "--format", "jsonl"]).expect_code(3);
    for row in rows(&ran) {
        let expected = match row["kind"].as_str().unwrap() {
            "digest" => "signature_not_available_offline",
            _ => "missing",
        };
        assert_eq!(row["verdict"], expected, "{row}");
    }
    assert_eq!(verdicts(&rows(&ran), "digest").len(), digests.len());
}
