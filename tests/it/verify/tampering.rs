//! Every kind of tampering, each on its own trail in one archive, and flipped bits.

use std::{collections::BTreeMap, fs, io::Read};

use ducktrail::internals::{
    store::{self, Connection},
    verify,
};
use flate2::read::MultiGzDecoder;
use serde_json::{Value, json};

use crate::{
    sandbox::{Sandbox, gzip},
    verify::{
        cloudtrail::{Bucket, Trail, name, public_keys},
        copied, count, file, one_trail, rows, rsa, verify_folder,
    },
};

/// A tampered trail, with the expected verdict on each file that is not valid.
struct Case {
    region: String,
    expected: Vec<(&'static str, String)>,
}

/// Cases, each with its own trail in its own Region.
#[derive(Default)]
struct Cases {
    bucket: Bucket,
    /// Files outside the bucket.
    more: BTreeMap<String, Vec<u8>>,
    /// Digests whose signature is not given.
    unsigned: Vec<String>,
    list: Vec<Case>,
}

impl Cases {
    fn trail(&self) -> Trail {
        Trail::new("111122223333", &format!("eu-west-{}", self.list.len() + 1), "trail")
    }

    /// A trail of five hours with three log files each, and its digests.
    fn five_hours(&mut self) -> (Trail, Vec<String>) {
        let mut trail = self.trail();
        trail.deliver(&mut self.bucket, 5, 3);
        let digests = trail.digests.clone();
        (trail, digests)
    }

    fn expect(&mut self, trail: &Trail, expected: &[(&'static str, &str)]) {
        let mut expected: Vec<_> =
            expected.iter().map(|(verdict, key)| (*verdict, name(key).to_owned())).collect();
        expected.sort();
        self.list.push(Case { region: trail.region.clone(), expected });
    }

    /// The verdicts on a digest and on all log files that it lists.
    fn with_logs<'a>(
        &self,
        digest: &'a str,
        logs: &'a [String],
        verdicts: [&'static str; 2],
    ) -> Vec<(&'static str, &'a str)> {
        assert_eq!(logs.len(), 3, "{}", self.list.len());
        let logs = logs.iter().map(|log| (verdicts[1], log.as_str()));
        [(verdicts[0], digest)].into_iter().chain(logs).collect()
    }
}

fn log_files(cases: &mut Cases) {
    let (trail, _) = cases.five_hours();
    cases.expect(&trail, &[]);

    let (trail, digests) = cases.five_hours();
    let altered = cases.bucket.logs(&digests[2]).remove(1);
    cases.bucket.objects.get_mut(&altered).unwrap().push(' ');
    cases.expect(&trail, &[("altered", &altered)]);

    let (trail, digests) = cases.five_hours();
    let missing = cases.bucket.logs(&digests[2]).remove(1);
    cases.bucket.objects.remove(&missing);
    cases.expect(&trail, &[("missing", &missing)]);

    let (trail, _) = cases.five_hours();
    let late = trail.log(&mut cases.bucket, 9);
    cases.expect(&trail, &[("not_covered", &late)]);

    let (trail, digests) = cases.five_hours();
    let cut = cases.bucket.logs(&digests[0]).remove(0);
    let content = cases.bucket.objects.remove(&cut).unwrap();
    let packed = gzip(content.as_bytes());
    cases.more.insert(cut.clone(), packed[..packed.len() - 20].to_vec());
    cases.expect(&trail, &[("altered", &cut)]);

    // One log file was replaced by another.
    let (trail, digests) = cases.five_hours();
    let logs = cases.bucket.logs(&digests[1]);
    let content = cases.bucket.objects[&logs[0]].clone();
    cases.bucket.objects.insert(logs[1].clone(), content);
    cases.expect(&trail, &[("altered", &logs[1])]);

    // A log file was altered; the original is elsewhere.
    let (trail, digests) = cases.five_hours();
    let log = cases.bucket.logs(&digests[0]).remove(0);
    let content = cases.bucket.objects.insert(log.clone(), r#"{"Records": []}"#.to_owned());
    cases.more.insert("elsewhere/log.json".to_owned(), content.unwrap().into_bytes());
    cases.expect(&trail, &[("altered", &log)]);
}

fn digests(cases: &mut Cases) {
    // A log file was altered, and its hash in the digest with it.
    let (trail, digests) = cases.five_hours();
    let logs = cases.bucket.logs(&digests[2]);
    cases.bucket.objects.insert(logs[0].clone(), r#"{"Records": []}"#.to_owned());
    let hash = super::cloudtrail::hash(r#"{"Records": []}"#);
    cases.bucket.edit(&digests[2], |digest| digest["logFiles"][0]["hashValue"] = json!(hash));
    let expected = cases.with_logs(&digests[2], &logs, ["altered", "not_covered"]);
    cases.expect(&trail, &expected);

    // The last digest was altered: only the signature from the metadata shows it.
    let (trail, digests) = cases.five_hours();
    let logs = cases.bucket.logs(&digests[4]);
    cases.bucket.edit(&digests[4], |digest| digest["newestEventTime"] = json!("2024-03-02"));
    let expected = cases.with_logs(&digests[4], &logs, ["signature_invalid", "not_covered"]);
    cases.expect(&trail, &expected);
}

fn copies_of_digests(cases: &mut Cases) {
    // A different content under the same key is elsewhere.
    let (trail, digests) = cases.five_hours();
    let mut copy: Value = serde_json::from_str(&cases.bucket.objects[&digests[1]]).unwrap();
    copy["logFiles"] = json!([]);
    cases.more.insert("elsewhere/digest.json".to_owned(), copy.to_string().into_bytes());
    cases.expect(&trail, &[("altered", &digests[1])]);

    // The same JSON with different whitespace is elsewhere.
    let (trail, digests) = cases.five_hours();
    let copy: Value = serde_json::from_str(&cases.bucket.objects[&digests[1]]).unwrap();
    let copy = serde_json::to_vec_pretty(&copy).unwrap();
    cases.more.insert(format!("a/{}", name(&digests[1])), copy);
    cases.expect(&trail, &[("altered", &digests[1])]);
}

fn chains(cases: &mut Cases) {
    let unsigned = "signature_not_available_offline";
    // A digest in the middle is missing, and with it the signature of the one before.
    let (trail, digests) = cases.five_hours();
    let logs = [cases.bucket.logs(&digests[1]), cases.bucket.logs(&digests[2])];
    cases.bucket.objects.remove(&digests[2]);
    cases.unsigned.push(digests[1].clone());
    let mut expected = cases.with_logs(&digests[2], &logs[1], ["missing", "not_covered"]);
    expected.extend(cases.with_logs(&digests[1], &logs[0], [unsigned, unsigned]));
    expected.push(("chain_broken", &digests[3]));
    cases.expect(&trail, &expected);

    // A signed digest gives a wrong hash for the one before it.
    let mut trail = cases.trail();
    trail.deliver(&mut cases.bucket, 2, 3);
    trail.previous().hash = "0".repeat(64);
    trail.deliver(&mut cases.bucket, 2, 3);
    let broken = trail.digests[2].clone();
    cases.expect(&trail, &[("chain_broken", &broken)]);

    // A digest contains the signature of another digest.
    let (trail, digests) = cases.five_hours();
    let logs = [cases.bucket.logs(&digests[1]), cases.bucket.logs(&digests[2])];
    let other = cases.bucket.signatures[&digests[0]].clone();
    cases.bucket.edit(&digests[2], |digest| digest["previousDigestSignature"] = json!(other));
    cases.unsigned.push(digests[1].clone());
    let mut expected = cases.with_logs(&digests[2], &logs[1], ["altered", "not_covered"]);
    expected.extend(cases.with_logs(&digests[1], &logs[0], [unsigned, unsigned]));
    cases.expect(&trail, &expected);

    // A digest is no longer valid JSON.
    let (trail, digests) = cases.five_hours();
    let logs = cases.bucket.logs(&digests[4]);
    let content = cases.bucket.objects.get_mut(&digests[4]).unwrap();
    *content = content.replacen('{', "(", 1);
    let expected = cases.with_logs(&digests[4], &logs, ["altered", "not_covered"]);
    cases.expect(&trail, &expected);

    // A forged, unsigned digest between two others lists a log file that was not delivered.
    let (trail, digests) = cases.five_hours();
    let log = trail.log(&mut cases.bucket, 9);
    let mut forged: Value = serde_json::from_str(&cases.bucket.objects[&digests[2]]).unwrap();
    let object = digests[2].replace("T030000Z", "T031500Z");
    forged["digestS3Object"] = json!(object);
    forged["digestEndTime"] = json!("2024-03-01T03:15:00Z");
    let hash = super::cloudtrail::hash(&cases.bucket.objects[&log]);
    forged["logFiles"] = json!([{"s3Bucket": "bucket", "s3Object": log, "hashValue": hash}]);
    cases.bucket.objects.insert(object.clone(), forged.to_string());
    cases.expect(&trail, &[("chain_broken", &object), (unsigned, &log)]);
}

fn keys_and_signatures(cases: &mut Cases) {
    // The key was not given.
    let mut trail = cases.trail();
    "fingerprint-of-another-region".clone_into(&mut trail.fingerprint);
    trail.deliver(&mut cases.bucket, 1, 3);
    let digest = trail.digests[0].clone();
    let logs = cases.bucket.logs(&digest);
    let expected = cases.with_logs(&digest, &logs, ["public_key_missing"; 2]);
    cases.expect(&trail, &expected);

    // The digest is signed with another key than it names, or with an expired key.
    for (key, fingerprint) in [(rsa::B, "fingerprint-a"), (rsa::B, "fingerprint-old")] {
        let mut trail = cases.trail();
        (trail.key, trail.fingerprint) = (key, fingerprint.to_owned());
        trail.deliver(&mut cases.bucket, 1, 3);
        let digest = trail.digests[0].clone();
        let logs = cases.bucket.logs(&digest);
        let expected = cases.with_logs(&digest, &logs, ["signature_invalid", "not_covered"]);
        cases.expect(&trail, &expected);
    }

    // The signature given for the last digest is forged.
    let (trail, digests) = cases.five_hours();
    let logs = cases.bucket.logs(&digests[4]);
    cases.bucket.signatures.insert(digests[4].clone(), "5a".repeat(256));
    let expected = cases.with_logs(&digests[4], &logs, ["signature_invalid", "not_covered"]);
    cases.expect(&trail, &expected);

    // The key changes in the middle.
    let mut trail = cases.trail();
    trail.deliver(&mut cases.bucket, 2, 3);
    (trail.key, trail.fingerprint) = (rsa::B, "fingerprint-b".to_owned());
    trail.deliver(&mut cases.bucket, 2, 3);
    cases.expect(&trail, &[]);
}

fn legitimate_oddities(cases: &mut Cases) {
    // A backfill digest lists a log file that was delivered late.
    let (mut trail, _) = cases.five_hours();
    let late = trail.log(&mut cases.bucket, 9);
    trail.digest(&mut cases.bucket, &[late], "_backfill");
    cases.expect(&trail, &[]);

    // Validation was off for a while.
    let mut trail = cases.trail();
    trail.deliver(&mut cases.bucket, 3, 3);
    trail.restart(5);
    trail.deliver(&mut cases.bucket, 2, 3);
    let first = trail.digests[3].clone();
    cases.expect(&trail, &[("chain_broken", &first)]);

    // A digest is in two places, and a log file is listed by two digests.
    let mut trail = cases.trail();
    let log = trail.log(&mut cases.bucket, 0);
    trail.digest(&mut cases.bucket, std::slice::from_ref(&log), "");
    trail.digest(&mut cases.bucket, &[log], "");
    let copy = cases.bucket.objects[&trail.digests[0]].clone();
    cases.more.insert(format!("again/{}", name(&trail.digests[0])), copy.into_bytes());
    cases.expect(&trail, &[]);

    // The archive starts in the middle of a chain.
    let (trail, digests) = cases.five_hours();
    for digest in &digests[..2] {
        for log in cases.bucket.logs(digest) {
            cases.bucket.objects.remove(&log);
        }
        cases.bucket.objects.remove(digest);
    }
    cases.expect(&trail, &[]);

    // Hours without log files.
    let mut trail = cases.trail();
    trail.deliver(&mut cases.bucket, 3, 0);
    cases.expect(&trail, &[]);

    // A digest was renamed and inflated.
    let (trail, digests) = cases.five_hours();
    let content = cases.bucket.objects.remove(&digests[2]).unwrap();
    cases.more.insert("elsewhere/renamed.json".to_owned(), content.into_bytes());
    cases.expect(&trail, &[]);
}

#[test]
fn each_kind_of_tampering_is_reported_and_nothing_else() {
    let mut cases = Cases::default();
    log_files(&mut cases);
    digests(&mut cases);
    copies_of_digests(&mut cases);
    chains(&mut cases);
    keys_and_signatures(&mut cases);
    legitimate_oddities(&mut cases);
    let sandbox = Sandbox::new();
    for (key, content) in &cases.more {
        sandbox.write(&format!("bucket/{key}"), content);
    }
    cases.bucket.sync(&sandbox, "bucket");
    sandbox.write("keys.json", public_keys());
    let _ = sandbox.import(&[&sandbox.path("bucket")]);
    let signed = cases.bucket.signatures.keys().filter(|digest| !cases.unsigned.contains(digest));
    cases.bucket.heads(&sandbox, "heads", signed);

    // With the hashes of the import, and with the files hashed again.
    for more in [&["--signature", "heads"][..], &["--signature", "heads", "--reread", "bucket"]] {
        let found = rows(&super::verify(&sandbox, more).expect_code(3));
        for case in &cases.list {
            let mut not_valid: Vec<_> = found
                .iter()
                .filter(|row| row["region"] == case.region.as_str() && row["verdict"] != "valid")
                .map(|row| (row["verdict"].as_str().unwrap(), file(row).to_owned()))
                .collect();
            not_valid.sort();
            assert_eq!(not_valid, case.expected, "{} {more:?}", case.region);
        }
        let elsewhere = found.iter().filter(|row| row["region"].is_null());
        assert_eq!(elsewhere.collect::<Vec<_>>(), Vec::<&Value>::new());
        assert!(count(&found, "log_file", "valid") > 250);
    }
}

#[test]
fn a_flipped_bit_in_any_file_is_detected_and_the_file_named() {
    let mut bucket = Bucket::default();
    let mut trail = Trail::new("111122223333", "us-east-1", "my_trail");
    trail.deliver(&mut bucket, 3, 2);
    let sandbox = Sandbox::new();
    bucket.sync(&sandbox, "bucket");
    bucket.heads(&sandbox, "heads", trail.digests.last());
    let request = verify::VerifyRequest {
        keys: vec![sandbox.write("keys.json", public_keys())],
        signatures: vec![sandbox.path("heads")],
        reread: Some(sandbox.path("bucket")),
        digests: Vec::new(),
    };
    let limits = store::Limits { jobs: 1, memory: 128_000_000, max_expansion: 250 };
    let connection = store::open_for_dry_run(&sandbox.path("none.duckdb"), &limits).unwrap();
    let (mut harmful, mut harmless) = (0, 0);
    for (number, key) in bucket.objects.keys().enumerate() {
        let path = sandbox.path(&format!("bucket/{key}"));
        let whole = fs::read(&path).unwrap();
        for at in [number % 10, 30 + number * 7, whole.len() - 1 - number % 8] {
            let mut flipped = whole.clone();
            flipped[at % whole.len()] ^= 1 << (number % 8);
            fs::write(&path, &flipped).unwrap();
            let mut content = String::new();
            let read = MultiGzDecoder::new(flipped.as_slice()).read_to_string(&mut content);
            let is_same = read.is_ok() && content == bucket.objects[key];
            let named = problems(&connection, &request);
            let is_named = named.iter().any(|(_, path)| path.ends_with(name(key)));
            assert_eq!(is_named, !is_same, "{key} at {at}: {named:?}");
            harmless += usize::from(is_same);
            harmful += usize::from(!is_same);
        }
        fs::write(&path, whole).unwrap();
    }
    assert!(harmful > 15 && harmless < 12, "{harmful} {harmless}");
}

/// The verdict and path of each file that is not valid.
fn problems(connection: &Connection, request: &verify::VerifyRequest) -> Vec<(String, String)> {
    verify::run(connection, request).unwrap();
    let sql = "SELECT verdict, coalesce(path, s3_object) FROM verify_problems";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn hostile_digests_are_reported_as_invalid_without_harm() {
    let (mut bucket, trail) = one_trail();
    bucket.edit(&trail.digests[1], |digest| {
        digest["logFiles"] = json!([1, null, {"s3Object": 5}, []]);
    });
    bucket.edit(&trail.digests[2], |digest| {
        digest["digestEndTime"] = json!({"a": [1]});
        digest["previousDigestSignature"] = json!(17);
        digest["digestS3Bucket"] = json!(null);
    });
    bucket.edit(&trail.digests[3], |digest| {
        digest["digestS3Object"] = json!("x'; DROP TABLE verified; --\u{1b}[31m");
        digest["logFiles"] = json!("none");
    });
    bucket.edit(&trail.digests[4], |digest| {
        digest["previousDigestS3Object"] = digest["digestS3Object"].clone();
        digest["logFiles"][0]["hashValue"] = json!("");
    });
    let sandbox = copied(&bucket);
    let found = rows(&verify_folder(&sandbox, &[]).expect_code(3));
    // The first digest is proved by its signature in the second, although the rest of that one is altered.
    assert_eq!((count(&found, "digest", "valid"), count(&found, "log_file", "valid")), (1, 3));
    let table =
        sandbox.run(&["verify", "--keys", "keys.json", "--reread", "bucket"]).expect_code(3);
    assert!(!table.stdout.contains('\u{1b}'), "{}", table.stdout);
}
