//! Signatures of digest files: RSA, PKCS#1 v1.5, over the SHA-256 of four lines.
//!
//! Source: "Custom implementations of CloudTrail log file integrity validation" in the CloudTrail
//! user guide.

use rsa::Pkcs1v15Sign;
use sha2::{Digest, Sha256};

use crate::{
    trail::time::{self, HOUR},
    verify::{digest::DigestFile, keys::PublicKeys},
};

/// The tolerance, in microseconds, around the validity of a key. A digest is signed some time after its
/// end, so that end may be outside the validity. The AWS CLI allows the same (aws/aws-cli#10073).
const TOLERANCE: i64 = 2 * HOUR;

/// The result of checking one signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    /// CloudTrail signed this content.
    Valid,
    /// CloudTrail did not sign this content, for this reason.
    Invalid(String),
    /// The public key was not given.
    NoKey,
}

/// Checks one signature of a digest. `signature` is in hexadecimal.
pub(crate) fn check(digest: &DigestFile, signature: &str, keys: &PublicKeys) -> Check {
    if digest.algorithm != "SHA256withRSA" {
        return Check::Invalid(format!(
            "'{}' is not a signature algorithm of CloudTrail",
            digest.algorithm
        ));
    }
    let Ok(signature) = hex::decode(signature.trim()) else {
        return Check::Invalid("the signature is not a hexadecimal number".to_owned());
    };
    let signed = Sha256::digest(string_to_sign(digest));
    let mut check = Check::NoKey;
    for key in keys.of(&digest.fingerprint) {
        if key.public.verify(Pkcs1v15Sign::new::<Sha256>(), &signed, &signature).is_err() {
            check = Check::Invalid(
                "the signature does not match this content and the key that the digest names"
                    .to_owned(),
            );
        } else if !is_valid_at(digest, key.from, key.until) {
            return Check::Invalid(format!(
                "signed with a key that is valid only from {} to {}",
                key.from.map_or("?".to_owned(), time::render),
                key.until.map_or("?".to_owned(), time::render)
            ));
        } else {
            return Check::Valid;
        }
    }
    check
}

/// Returns the text that CloudTrail signs.
fn string_to_sign(digest: &DigestFile) -> String {
    let previous = digest.previous.as_ref().and_then(|previous| previous.signature.as_deref());
    format!(
        "{}\n{}/{}\n{}\n{}",
        digest.end_text,
        digest.object.bucket,
        digest.object.key,
        digest.sha256,
        previous.unwrap_or("null")
    )
}

/// Returns true if the key was valid for the digest. A backfill digest may be signed long after its end,
/// with a newer key.
fn is_valid_at(digest: &DigestFile, from: Option<i64>, until: Option<i64>) -> bool {
    let Some(end) = digest.end else { return false };
    let has_begun = from.is_none_or(|from| end.saturating_add(TOLERANCE) >= from);
    let has_not_ended = until.is_none_or(|until| end <= until.saturating_add(TOLERANCE));
    has_not_ended && (has_begun || digest.is_backfill)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::verify::digest::{PreviousDigest, S3Object};

    // Created with `openssl genrsa`, `openssl rsa -RSAPublicKey_out`, `-pubout` and `openssl dgst -sign`.
    pub(crate) const PKCS1: &str = "MIIBCgKCAQEAo4hL4Lp6DOv3+BeH0Th0pd4LODqaPglIcAQfii7VVXIYbt1QZsJ/XjGyFeOqQWQDqr97J/8/O7B7BVskr1YBMgW5uWghR00oxskBHkPbg+0neWPKwR9xMPlhVUuwK6WjLVSsMROd/vU6bI11Ksx1IoJGqkAnNKTr3+UtExWl+59V70ak5bVmlayjFcaQ4htIj2y1mKU/SVGmCEVn42MtF9U8aZLjm/VLH4Afey47Ci0u96no3uix4nlvvQrODJSFkSHRpbpYd+Eu7PCxLyy03Pq3sIqqq7sYTAwwFeye+EVJ4jmEyJggSU69rl4V6tbkJUGXNhZayT9uCYCjKlVhDQIDAQAB";
    pub(crate) const SPKI: &str = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAo4hL4Lp6DOv3+BeH0Th0pd4LODqaPglIcAQfii7VVXIYbt1QZsJ/XjGyFeOqQWQDqr97J/8/O7B7BVskr1YBMgW5uWghR00oxskBHkPbg+0neWPKwR9xMPlhVUuwK6WjLVSsMROd/vU6bI11Ksx1IoJGqkAnNKTr3+UtExWl+59V70ak5bVmlayjFcaQ4htIj2y1mKU/SVGmCEVn42MtF9U8aZLjm/VLH4Afey47Ci0u96no3uix4nlvvQrODJSFkSHRpbpYd+Eu7PCxLyy03Pq3sIqqq7sYTAwwFeye+EVJ4jmEyJggSU69rl4V6tbkJUGXNhZayT9uCYCjKlVhDQIDAQAB";
    const SIGNATURE: &str = "0319405e3f6f600b2a43d6d9023e7ed11486eb8b85ccbec8b1036f17d3f039c925029d55034244aa10b1efd045d6810b5c75ad292f81693d684f7a2750519d705947f8fffdb29787c1f76de2fb5156ba4acb076b8454c0f584820cd80c140a8c468cb9c7f0423a056452829e5bb75d6f2bbb854432e969c253c54a08e01966333484dd33df31735ee5e8d226fb88d551a63197d787e60821641050c94d403f30f017027eefacc08bacae671385530ecf9c6b95b342876014e4539f88b2aaeb538e204e2e0007181aed8c9b0428c7f7c175f1a0548a521e11674e8efbba312f3fe7e1c1dc489b2c37546f73e2aba93b93b121426bba5331c2031b7eb3da0f4239";

    fn digest() -> DigestFile {
        DigestFile {
            sha256: "1b02ea4166dab05213b57d12a5df6126b646e5e06e9f7915924768f3d96f07f6".to_owned(),
            object: S3Object {
                bucket: "example-bucket".to_owned(),
                key: "AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2024/03/05/d.json.gz"
                    .to_owned(),
            },
            end: time::parse("2024-03-05T11:00:00Z"),
            end_text: "2024-03-05T11:00:00Z".to_owned(),
            fingerprint: "f1".to_owned(),
            algorithm: "SHA256withRSA".to_owned(),
            ..DigestFile::default()
        }
    }

    fn keys(from: &str, until: &str) -> PublicKeys {
        let text = format!(
            r#"{{"PublicKeyList": [{{"Value": "{PKCS1}", "ValidityStartTime": "{from}", "ValidityEndTime": "{until}", "Fingerprint": "f1"}}]}}"#
        );
        PublicKeys::from_text(&text).unwrap()
    }

    fn year() -> PublicKeys {
        keys("2024-01-01T00:00:00Z", "2024-12-31T00:00:00Z")
    }

    fn is_invalid(digest: &DigestFile, signature: &str, keys: &PublicKeys, reason: &str) {
        let Check::Invalid(found) = check(digest, signature, keys) else { panic!("{reason}") };
        assert!(found.contains(reason), "{found}");
    }

    #[test]
    fn a_signature_created_by_openssl_is_valid() {
        assert_eq!(check(&digest(), SIGNATURE, &year()), Check::Valid);
        assert_eq!(check(&digest(), &SIGNATURE.to_uppercase(), &year()), Check::Valid);
    }

    #[test]
    fn a_change_to_any_signed_value_invalidates_the_signature() {
        let changes: [fn(&mut DigestFile); 5] = [
            |digest| digest.sha256 = digest.sha256.replace('0', "1"),
            |digest| digest.end_text = "2024-03-05T11:00:01Z".to_owned(),
            |digest| digest.object.bucket.push('2'),
            |digest| digest.object.key.push('2'),
            |digest| {
                digest.previous = Some(PreviousDigest {
                    signature: Some("00".to_owned()),
                    ..PreviousDigest::default()
                });
            },
        ];
        for change in changes {
            let mut digest = digest();
            change(&mut digest);
            is_invalid(&digest, SIGNATURE, &year(), "does not match this content");
        }
    }

    #[test]
    fn malformed_signatures_are_invalid() {
        let last = SIGNATURE.len() - 1;
        for signature in ["", "00", &SIGNATURE[2..], &format!("{SIGNATURE}00"), &"0".repeat(512)] {
            is_invalid(&digest(), signature, &year(), "does not match this content");
        }
        for signature in ["zz", &SIGNATURE[..last], "null"] {
            is_invalid(&digest(), signature, &year(), "not a hexadecimal number");
        }
        let other = DigestFile { algorithm: "SHA1withRSA".to_owned(), ..digest() };
        is_invalid(&other, SIGNATURE, &year(), "'SHA1withRSA' is not a signature algorithm");
    }

    #[test]
    fn a_key_is_valid_within_its_time_and_two_hours_around_it() {
        for (from, until, is_valid) in [
            ("2024-03-05T13:00:00Z", "2025-01-01T00:00:00Z", true),
            ("2024-03-05T13:00:01Z", "2025-01-01T00:00:00Z", false),
            ("2023-01-01T00:00:00Z", "2024-03-05T09:00:00Z", true),
            ("2023-01-01T00:00:00Z", "2024-03-05T08:59:59Z", false),
        ] {
            let found = check(&digest(), SIGNATURE, &keys(from, until));
            assert_eq!(found == Check::Valid, is_valid, "{from} {until}: {found:?}");
        }
        let late = keys("2024-08-01T00:00:00Z", "2025-01-01T00:00:00Z");
        is_invalid(&digest(), SIGNATURE, &late, "valid only from 2024-08-01T00:00:00Z");
        let backfill = DigestFile { is_backfill: true, ..digest() };
        assert_eq!(check(&backfill, SIGNATURE, &late), Check::Valid);
    }

    #[test]
    fn a_signature_cannot_be_checked_without_its_key() {
        assert_eq!(check(&digest(), SIGNATURE, &PublicKeys::default()), Check::NoKey);
        let other = DigestFile { fingerprint: "f2".to_owned(), ..digest() };
        assert_eq!(check(&other, SIGNATURE, &year()), Check::NoKey);
    }
}
