//! CloudTrail's public keys, in the format that `aws cloudtrail list-public-keys` prints.

use std::{collections::HashMap, fs, path::PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use base64::{Engine, prelude::BASE64_STANDARD};
use rsa::{RsaPublicKey, pkcs1::DecodeRsaPublicKey, pkcs8::DecodePublicKey};
use serde_json::Value;

use crate::trail::time;

/// Public keys by fingerprint.
#[derive(Debug, Default)]
pub(crate) struct PublicKeys {
    by_fingerprint: HashMap<String, Vec<PublicKey>>,
}

/// A public key and its validity.
#[derive(Debug)]
pub(crate) struct PublicKey {
    /// The key.
    pub(crate) public: RsaPublicKey,
    /// The start of its validity, in microseconds since 1970; `None` if unknown.
    pub(crate) from: Option<i64>,
    /// The end of its validity, in microseconds since 1970; `None` if unknown.
    pub(crate) until: Option<i64>,
}

impl PublicKeys {
    /// Reads files that each contain one or more outputs of `list-public-keys`, one after another.
    pub(crate) fn read(paths: &[PathBuf]) -> Result<Self> {
        let mut keys = Self::default();
        for path in paths {
            let file = path.display();
            let text = fs::read_to_string(path).with_context(|| format!("cannot read {file}"))?;
            let count = keys.add(&text).with_context(|| {
                format!("cannot read public keys from {file}, which must be the output of `aws cloudtrail list-public-keys --output json`")
            })?;
            if count == 0 {
                bail!(
                    "there is no public key in {file}; run `aws cloudtrail list-public-keys` with --start-time"
                );
            }
        }
        Ok(keys)
    }

    fn add(&mut self, text: &str) -> Result<usize> {
        let mut count = 0;
        for document in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
            let document = document?;
            let list = document["PublicKeyList"].as_array().context("it has no PublicKeyList")?;
            for entry in list {
                let fingerprint = text_of(entry, "Fingerprint")?;
                let key =
                    key(entry).with_context(|| format!("cannot read the key {fingerprint}"))?;
                self.by_fingerprint.entry(fingerprint.to_owned()).or_default().push(key);
                count += 1;
            }
        }
        Ok(count)
    }

    /// Reads the keys from the text of one file.
    #[cfg(test)]
    pub(crate) fn from_text(text: &str) -> Result<Self> {
        let mut keys = Self::default();
        keys.add(text)?;
        Ok(keys)
    }

    /// Returns the keys with a fingerprint. There are several if the same key is in several files.
    pub(crate) fn of(&self, fingerprint: &str) -> &[PublicKey] {
        self.by_fingerprint.get(fingerprint).map_or(&[], Vec::as_slice)
    }
}

/// Reads a key in DER. AWS documents PKCS#1; SPKI is accepted as well.
fn key(entry: &Value) -> Result<PublicKey> {
    let der =
        BASE64_STANDARD.decode(text_of(entry, "Value")?.trim()).context("it is not Base64")?;
    let public = RsaPublicKey::from_pkcs1_der(&der)
        .or_else(|_| RsaPublicKey::from_public_key_der(&der))
        .map_err(|_| anyhow!("it is not an RSA key in DER, neither PKCS#1 nor SPKI"))?;
    Ok(PublicKey {
        public,
        from: parse_time(&entry["ValidityStartTime"])?,
        until: parse_time(&entry["ValidityEndTime"])?,
    })
}

fn text_of<'a>(entry: &'a Value, member: &str) -> Result<&'a str> {
    entry[member].as_str().with_context(|| format!("a key has no {member}"))
}

/// Parses a time as printed by version 1 of the AWS CLI (seconds since 1970, possibly with a fraction)
/// or by version 2 (ISO 8601).
fn parse_time(value: &Value) -> Result<Option<i64>> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => {
            time::parse(text).map(Some).with_context(|| format!("'{text}' is not a time"))
        }
        other => {
            let seconds = other.as_f64().with_context(|| format!("{other} is not a time"))?;
            #[expect(clippy::cast_possible_truncation, reason = "a float saturates")]
            Ok(Some((seconds * 1e6) as i64))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::signature::tests::{PKCS1, SPKI};

    fn list(value: &str, start: &str) -> String {
        format!(
            r#"{{"PublicKeyList": [{{"Value": "{value}", "ValidityStartTime": {start}, "ValidityEndTime": "2024-06-01T00:00:00+00:00", "Fingerprint": "f1"}}]}}"#
        )
    }

    #[test]
    fn keys_from_both_versions_of_the_aws_cli_and_in_both_kinds_of_der_are_read() {
        for (value, start) in [
            (PKCS1, "\"2024-01-01T00:00:00+00:00\""),
            (PKCS1, "\"2024-01-01T01:00:00.000000+01:00\""),
            (SPKI, "1704067200.0"),
            (SPKI, "1704067200"),
        ] {
            let keys = PublicKeys::from_text(&list(value, start)).unwrap();
            let key = &keys.of("f1")[0];
            assert_eq!(key.from.map(time::render).as_deref(), Some("2024-01-01T00:00:00Z"));
            assert_eq!(key.until.map(time::render).as_deref(), Some("2024-06-01T00:00:00Z"));
        }
    }

    #[test]
    fn one_file_may_contain_the_lists_of_several_regions() {
        let text = [list(PKCS1, "null"), list(PKCS1, "null").replace("f1", "f2")].join("\n");
        let keys = PublicKeys::from_text(&text).unwrap();
        assert_eq!((keys.of("f1").len(), keys.of("f2").len(), keys.of("f3").len()), (1, 1, 0));
    }

    #[test]
    fn an_invalid_key_is_refused_with_the_reason() {
        for (text, reason) in [
            (list("!", "null"), "it is not Base64"),
            (list("AAAA", "null"), "neither PKCS#1 nor SPKI"),
            (list(PKCS1, "\"soon\""), "'soon' is not a time"),
            (list(PKCS1, "true"), "true is not a time"),
            ("{}".to_owned(), "it has no PublicKeyList"),
            ("-----BEGIN PUBLIC KEY-----".to_owned(), "invalid number"),
        ] {
            let err = PublicKeys::from_text(&text).unwrap_err();
            assert!(format!("{err:#}").contains(reason), "{err:#}");
        }
    }
}
