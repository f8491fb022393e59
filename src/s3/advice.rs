//! The kinds of S3's errors, and what to do about them.

use std::borrow::Cow;

use crate::s3::{ErrorKind, S3Location, request::Request};

/// S3's codes by kind. Source: "Error responses" in the S3 API reference.
const CODES: &[(&str, ErrorKind)] = &[
    ("AccessDenied", ErrorKind::Denied),
    ("AllAccessDisabled", ErrorKind::Denied),
    ("AccountProblem", ErrorKind::Denied),
    ("KMS.DisabledException", ErrorKind::Denied),
    ("KMS.NotFoundException", ErrorKind::Denied),
    ("InvalidAccessKeyId", ErrorKind::Credentials),
    ("SignatureDoesNotMatch", ErrorKind::Credentials),
    ("InvalidToken", ErrorKind::Credentials),
    ("ExpiredToken", ErrorKind::Credentials),
    ("TokenRefreshRequired", ErrorKind::Credentials),
    ("InvalidSecurity", ErrorKind::Credentials),
    ("NotSignedUp", ErrorKind::Credentials),
    ("RequestTimeTooSkewed", ErrorKind::Credentials),
    ("NoSuchBucket", ErrorKind::NoBucket),
    ("NoSuchKey", ErrorKind::NoObject),
    ("NoSuchVersion", ErrorKind::NoObject),
    ("InvalidObjectState", ErrorKind::Archived),
    ("PreconditionFailed", ErrorKind::Changed),
    ("SlowDown", ErrorKind::Throttled),
    ("ThrottlingException", ErrorKind::Throttled),
    ("PermanentRedirect", ErrorKind::Region),
    ("AuthorizationHeaderMalformed", ErrorKind::Region),
    ("AuthorizationQueryParametersError", ErrorKind::Region),
    ("IllegalLocationConstraintException", ErrorKind::Region),
];

/// Returns the kind of an answer. HEAD has no body, and so no code.
pub(crate) fn kind(status: u16, code: &str) -> ErrorKind {
    if let Some((_, kind)) = CODES.iter().find(|(name, _)| *name == code) {
        return *kind;
    }
    match status {
        301 | 307 => ErrorKind::Region,
        401 | 403 => ErrorKind::Denied,
        404 => ErrorKind::NoObject,
        412 => ErrorKind::Changed,
        429 | 503 => ErrorKind::Throttled,
        _ => ErrorKind::Other,
    }
}

/// Returns what to do about an answer. The provider of credentials has the advice about those.
pub(crate) fn advice(
    kind: ErrorKind,
    location: &S3Location,
    request: &Request<'_>,
    message: &str,
) -> Option<String> {
    let bucket = &location.bucket;
    Some(match kind {
        ErrorKind::Denied => denied(location, request, message),
        ErrorKind::NoBucket => {
            "check its name; `aws s3 ls` lists the buckets of the account".to_owned()
        }
        ErrorKind::Archived => format!("restore it first: {}", restore(location)),
        ErrorKind::Changed if request.writes() => "another program has written it".to_owned(),
        ErrorKind::Changed => "it was written anew since it was listed; import again".to_owned(),
        ErrorKind::Throttled => "other programs use it as well; try again later".to_owned(),
        ErrorKind::Region => format!(
            "set AWS_REGION to its Region; `aws s3api get-bucket-location --bucket {bucket}` tells it"
        ),
        _ => return None,
    })
}

fn denied(location: &S3Location, request: &Request<'_>, message: &str) -> String {
    let (bucket, key) = (&location.bucket, &location.key);
    // S3's message names the action that is missing when KMS or a policy refused it.
    if message.to_ascii_lowercase().contains("kms") {
        if request.writes() {
            return "the role needs kms:GenerateDataKey and kms:Decrypt on the key with which the bucket encrypts".to_owned();
        }
        return "the role needs kms:Decrypt on the key with which the trail encrypts".to_owned();
    }
    match request {
        Request::List(_) => {
            format!("the role needs s3:ListBucket on {bucket} for the prefix '{key}'")
        }
        Request::Delete { .. } => format!("the role needs s3:DeleteObject on {bucket}/*"),
        _ if request.writes() => format!(
            "the role needs s3:PutObject and s3:AbortMultipartUpload on {bucket}/*, and kms:GenerateDataKey if the bucket encrypts with a key"
        ),
        _ => format!(
            "the role needs s3:GetObject on {bucket}/*, and kms:Decrypt if the trail encrypts with a key; if requesters pay for this bucket, give --request-payer requester"
        ),
    }
}

/// Returns the command that restores an archived object for a week.
pub(crate) fn restore(location: &S3Location) -> String {
    format!(
        "aws s3api restore-object --bucket {} --key {} --restore-request Days=7",
        quoted(&location.bucket),
        quoted(&location.key)
    )
}

/// Quotes an argument for a shell.
fn quoted(argument: &str) -> String {
    shlex::try_quote(argument).map_or_else(|_| format!("'{argument}'"), Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::s3::{Revision, S3Error, request::ListQuery};

    #[test]
    fn errors_say_what_is_missing_and_what_mends_it() {
        let location = S3Location::parse("s3://b/AWSLogs/a b.gz").unwrap();
        let (query, revision) = (ListQuery::default(), Revision::Latest);
        let list = Request::List(&query);
        let get = Request::Get { key: &location.key, revision: &revision, from: 0 };
        let body = |code: &str, message: &str| {
            format!(
                "<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>{message}</Message><RequestId>R1</RequestId></Error>"
            )
        };
        for (request, status, code, message, kind, text) in [
            (
                &list,
                403,
                "AccessDenied",
                "Access Denied",
                ErrorKind::Denied,
                "s3:ListBucket on b for the prefix 'AWSLogs/a b.gz'",
            ),
            (&get, 403, "AccessDenied", "Access Denied", ErrorKind::Denied, "s3:GetObject on b/*"),
            (
                &get,
                403,
                "AccessDenied",
                "User: x is not authorized to perform: kms:Decrypt on this resource",
                ErrorKind::Denied,
                "kms:Decrypt on the key with which",
            ),
            (
                &get,
                403,
                "InvalidObjectState",
                "archived",
                ErrorKind::Archived,
                "restore-object --bucket b --key 'AWSLogs/a b.gz' --restore-request Days=7",
            ),
            (&list, 404, "NoSuchBucket", "no", ErrorKind::NoBucket, "`aws s3 ls`"),
            (&get, 412, "PreconditionFailed", "no", ErrorKind::Changed, "import again"),
            (&list, 301, "PermanentRedirect", "no", ErrorKind::Region, "AWS_REGION"),
        ] {
            let error = S3Error::of_answer(&location, request, status, &body(code, message));
            assert_eq!((error.kind(), error.code()), (kind, code));
            let shown = error.to_string();
            for part in ["s3://b/AWSLogs/a b.gz: ", code, message, "(request R1)", text] {
                assert!(shown.contains(part), "{part}: {shown}");
            }
        }
        let hostile = S3Error::of_answer(&location, &get, 500, &body("\u{1b}[31mX", "&lt;a&amp;"));
        let shown = hostile.to_string();
        assert!(shown.contains("S3 answered \\u{1b}[31mX: <a&"), "{shown}");
        assert_eq!(S3Error::of_answer(&location, &get, 403, "").kind(), ErrorKind::Denied);
    }
}
