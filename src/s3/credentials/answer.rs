//! Credentials as JSON: the output of a program, or the answer of a metadata service.

use jiff::Timestamp;
use rusty_s3::Credentials;
use serde::Deserialize;

use crate::s3::credentials::Granted;

/// The members that all of these documents have.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CredentialDocument {
    access_key_id: String,
    secret_access_key: String,
    #[serde(alias = "Token")]
    session_token: Option<String>,
    expiration: Option<String>,
}

/// Parses credentials. The error does not quote the document.
pub(crate) fn parse(json: &[u8]) -> Result<Granted, String> {
    let document: CredentialDocument = serde_json::from_slice(json).map_err(|cause| {
        format!(
            "the answer is not the JSON of credentials (line {}, column {})",
            cause.line(),
            cause.column()
        )
    })?;
    let (key, secret) = (document.access_key_id, document.secret_access_key);
    let credentials = match document.session_token.filter(|token| !token.is_empty()) {
        Some(token) => Credentials::new_with_token(key, secret, token),
        None => Credentials::new(key, secret),
    };
    let expires = document.expiration.and_then(|time| time.parse::<Timestamp>().ok());
    Ok(Granted { credentials, expires })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_and_metadata_services_are_understood() {
        for (json, token, expires) in [
            (r#"{"Version":1,"AccessKeyId":"K","SecretAccessKey":"S"}"#, None, false),
            (
                r#"{"AccessKeyId":"K","SecretAccessKey":"S","SessionToken":"T","Expiration":"2026-01-02T03:04:05+00:00"}"#,
                Some("T"),
                true,
            ),
            (
                r#"{"Code":"Success","AccessKeyId":"K","SecretAccessKey":"S","Token":"T","Expiration":"2026-01-02T03:04:05Z"}"#,
                Some("T"),
                true,
            ),
        ] {
            let granted = parse(json.as_bytes()).unwrap();
            assert_eq!(granted.credentials.token(), token, "{json}");
            assert_eq!(granted.expires.is_some(), expires, "{json}");
        }
        let secret = r#"{"AccessKeyId":"K","SecretAccessKey":["hidden"]}"#;
        for json in ["", "null", "{\"Version\": 1}", secret] {
            let error = parse(json.as_bytes()).err().unwrap();
            assert!(error.contains("not the JSON") && !error.contains("hidden"), "{error}");
        }
    }
}
