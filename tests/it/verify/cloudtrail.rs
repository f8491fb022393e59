//! A simulation of CloudTrail that delivers log files and signed digest files as the user guide describes,
//! without any code under test.

use std::{collections::BTreeMap, fmt::Write};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    support::{Sandbox, gzip},
    verify::rsa::{self, Key},
};

/// A bucket: the uncompressed content by key, and the signatures in the metadata of digest files.
#[derive(Default)]
pub(crate) struct Bucket {
    pub(crate) objects: BTreeMap<String, String>,
    pub(crate) signatures: BTreeMap<String, String>,
}

impl Bucket {
    /// Writes its files to a folder.
    pub(crate) fn sync(&self, sandbox: &Sandbox, folder: &str) {
        for (key, content) in &self.objects {
            sandbox.write(&format!("{folder}/{key}"), gzip(content.as_bytes()));
        }
    }

    /// Writes the output of `head-object` for digest files.
    pub(crate) fn heads<'a>(
        &self,
        sandbox: &Sandbox,
        folder: &str,
        digests: impl IntoIterator<Item = &'a String>,
    ) {
        for digest in digests {
            let head = json!({"ContentType": "application/json", "Metadata": {
                "signature": self.signatures[digest], "signature-algorithm": "SHA256withRSA"}});
            sandbox.write(&format!("{folder}/{}.head-object.json", name(digest)), head.to_string());
        }
    }

    /// Changes a digest without signing it again.
    pub(crate) fn edit(&mut self, digest: &str, change: impl FnOnce(&mut Value)) {
        let content = self.objects.get_mut(digest).unwrap();
        let mut value = serde_json::from_str(content).unwrap();
        change(&mut value);
        *content = value.to_string();
    }

    /// Returns the keys of the log files that a digest lists.
    pub(crate) fn logs(&self, digest: &str) -> Vec<String> {
        let value: Value = serde_json::from_str(&self.objects[digest]).unwrap();
        let logs = value["logFiles"].as_array().unwrap();
        logs.iter().map(|log| log["s3Object"].as_str().unwrap().to_owned()).collect()
    }
}

/// A trail in one account and Region.
pub(crate) struct Trail {
    pub(crate) account: String,
    pub(crate) region: String,
    pub(crate) name: String,
    /// `o-…/` for an organization trail.
    pub(crate) organisation: String,
    pub(crate) key: Key,
    pub(crate) fingerprint: String,
    /// The digests that were delivered.
    pub(crate) digests: Vec<String>,
    hour: u32,
    previous: Option<Previous>,
}

#[derive(Clone)]
pub(crate) struct Previous {
    pub(crate) object: String,
    pub(crate) hash: String,
    pub(crate) signature: String,
}

impl Trail {
    pub(crate) fn new(account: &str, region: &str, name: &str) -> Self {
        Self {
            account: account.to_owned(),
            region: region.to_owned(),
            name: name.to_owned(),
            organisation: String::new(),
            key: rsa::A,
            fingerprint: "fingerprint-a".to_owned(),
            digests: Vec::new(),
            hour: 0,
            previous: None,
        }
    }

    /// Delivers this many hours with this many log files each.
    pub(crate) fn deliver(&mut self, bucket: &mut Bucket, hours: usize, logs: usize) {
        for _ in 0..hours {
            let logs: Vec<String> = (0..logs).map(|log| self.log(bucket, log)).collect();
            self.digest(bucket, &logs, "");
        }
    }

    /// Delivers a log file and returns its key.
    pub(crate) fn log(&self, bucket: &mut Bucket, number: usize) -> String {
        let (account, region, hour) = (&self.account, &self.region, self.hour);
        let (day, clock) = (1 + hour / 24, hour % 24);
        let unique =
            &hex::encode(Sha256::digest(format!("{account}{region}{}{hour} {number}", self.name)))
                [..16];
        let key = format!(
            "{}{account}/CloudTrail/{region}/2024/03/{day:02}/{account}_CloudTrail_{region}_202403{day:02}T{clock:02}{:02}Z_{unique}.json.gz",
            self.folder(),
            5 + number % 50,
        );
        let event = json!({"eventVersion": "1.08", "eventID": unique, "eventName": "ListBuckets",
            "eventSource": "s3.amazonaws.com", "awsRegion": region, "recipientAccountId": account,
            "eventTime": format!("2024-03-{day:02}T{clock:02}:{:02}:00Z", number % 60)});
        bucket.objects.insert(key.clone(), json!({"Records": [event]}).to_string());
        key
    }

    /// Delivers the digest of an hour.
    pub(crate) fn digest(&mut self, bucket: &mut Bucket, logs: &[String], suffix: &str) {
        let (start, end) = (self.hour, self.hour + 1);
        let time = |hour: u32| format!("2024-03-{:02}T{:02}:00:00Z", 1 + hour / 24, hour % 24);
        let stamp = time(end).replace(['-', ':'], "");
        let (account, region) = (&self.account, &self.region);
        let object = format!(
            "{}{account}/CloudTrail-Digest/{region}/2024/03/{:02}/{account}_CloudTrail-Digest_{region}_{}_us-east-1_{stamp}{suffix}.json.gz",
            self.folder(),
            1 + end / 24,
            self.name,
        );
        let logs: Vec<Value> = logs
            .iter()
            .map(|log| {
                json!({"s3Bucket": "bucket", "s3Object": log, "hashAlgorithm": "SHA-256",
                    "hashValue": hash(&bucket.objects[log]), "newestEventTime": null, "oldestEventTime": null})
            })
            .collect();
        let previous = self.previous.clone().filter(|_| suffix.is_empty());
        let part = |part: fn(&Previous) -> &str| previous.as_ref().map(part);
        let content = json!({
            "awsAccountId": account, "digestStartTime": time(start), "digestEndTime": time(end),
            "digestS3Bucket": "bucket", "digestS3Object": object,
            "digestPublicKeyFingerprint": self.fingerprint, "digestSignatureAlgorithm": "SHA256withRSA",
            "newestEventTime": null, "oldestEventTime": null,
            "previousDigestS3Bucket": part(|_| "bucket"),
            "previousDigestS3Object": part(|previous| &previous.object),
            "previousDigestHashValue": part(|previous| &previous.hash),
            "previousDigestHashAlgorithm": part(|_| "SHA-256"),
            "previousDigestSignature": part(|previous| &previous.signature),
            "logFiles": logs,
        })
        .to_string();
        let mut signed = String::new();
        write!(signed, "{}\nbucket/{object}\n{}\n", time(end), hash(&content)).unwrap();
        signed += part(|previous| &previous.signature).unwrap_or("null");
        let signature = self.key.sign(&signed);
        bucket.signatures.insert(object.clone(), signature.clone());
        if suffix.is_empty() {
            self.previous =
                Some(Previous { object: object.clone(), hash: hash(&content), signature });
            self.hour += 1;
        }
        bucket.objects.insert(object.clone(), content);
        self.digests.push(object);
    }

    /// Turns log file validation off, and on again hours later.
    pub(crate) fn restart(&mut self, hours: u32) {
        self.previous = None;
        self.hour += hours;
    }

    /// Returns the reference of the next digest to its predecessor.
    pub(crate) fn previous(&mut self) -> &mut Previous {
        self.previous.as_mut().unwrap()
    }

    fn folder(&self) -> String {
        format!("logs/AWSLogs/{}", self.organisation)
    }
}

/// Returns the output of `list-public-keys`.
pub(crate) fn public_keys() -> String {
    let key = |key: Key, fingerprint: &str, from: &str, until: &str| json!({"Value": key.public(), "Fingerprint": fingerprint, "ValidityStartTime": from, "ValidityEndTime": until});
    json!({"PublicKeyList": [
        key(rsa::A, "fingerprint-a", "2024-01-01T00:00:00+00:00", "2025-01-01T00:00:00+00:00"),
        key(rsa::B, "fingerprint-b", "2024-01-01T00:00:00+00:00", "2025-01-01T00:00:00+00:00"),
        key(rsa::B, "fingerprint-old", "2022-01-01T00:00:00+00:00", "2023-01-01T00:00:00+00:00"),
    ]})
    .to_string()
}

/// Returns the SHA-256 of content in hexadecimal.
pub(crate) fn hash(content: &str) -> String {
    hex::encode(Sha256::digest(content))
}

/// Returns the file name of a key.
pub(crate) fn name(key: &str) -> &str {
    key.rsplit('/').next().unwrap()
}
