//! One request: its signed URL and its headers.

use std::time::Duration;

use jiff::Timestamp;
use rusty_s3::{
    Bucket, Credentials, Map, S3Action,
    actions::{GetObject, HeadObject, ListObjectsV2},
};

use crate::s3::Revision;

/// The time for which a signature is valid. A signed URL is a secret for as long.
const SIGNED_FOR: Duration = Duration::from_secs(300);

/// A request to S3. It does not change from try to try.
#[derive(Clone, Debug)]
pub(crate) enum Request<'a> {
    /// One page of a listing.
    List(&'a ListQuery),
    /// An object from a byte on.
    Get { key: &'a str, revision: &'a Revision, from: u64 },
    /// The headers of an object.
    Head { key: &'a str },
}

/// The parameters of a page of a listing.
#[derive(Clone, Debug, Default)]
pub(crate) struct ListQuery {
    pub(crate) prefix: String,
    pub(crate) delimiter: Option<String>,
    pub(crate) start_after: Option<String>,
    pub(crate) token: Option<String>,
}

/// The circumstances of one try.
pub(crate) struct Signer<'a> {
    pub(crate) bucket: &'a Bucket,
    pub(crate) credentials: &'a Credentials,
    pub(crate) time: Timestamp,
    pub(crate) is_requester_paying: bool,
}

/// The header with which the sender of a request pays for it.
pub(crate) const PAYER: (&str, &str) = ("x-amz-request-payer", "requester");

impl Request<'_> {
    pub(crate) fn method(&self) -> &'static str {
        if matches!(self, Self::Head { .. }) { "HEAD" } else { "GET" }
    }

    /// Returns the key, if one object is asked for.
    pub(crate) fn key(&self) -> Option<&str> {
        match self {
            Self::List(_) => None,
            Self::Get { key, .. } | Self::Head { key } => Some(key),
        }
    }

    /// Returns the signed URL, which is a secret.
    pub(crate) fn url(&self, signer: &Signer<'_>) -> String {
        match self {
            Self::List(query) => signer.sign(list(signer, query)),
            Self::Get { key, revision, .. } => {
                let mut get = GetObject::new(signer.bucket, Some(signer.credentials), key);
                if let Revision::Version(version) = revision {
                    get.query_mut().insert("versionId", version.as_str());
                }
                signer.sign(get)
            }
            Self::Head { key } => {
                signer.sign(HeadObject::new(signer.bucket, Some(signer.credentials), key))
            }
        }
    }

    /// Returns the headers that need no signature.
    pub(crate) fn headers(&self) -> Vec<(&'static str, String)> {
        let Self::Get { revision, from, .. } = self else { return Vec::new() };
        let mut headers = Vec::new();
        if *from > 0 {
            headers.push(("range", format!("bytes={from}-")));
        }
        if let Revision::ETag(etag) = revision {
            headers.push(("if-match", format!("\"{etag}\"")));
        }
        headers
    }
}

impl Signer<'_> {
    fn sign<'a>(&self, mut action: impl S3Action<'a>) -> String {
        if self.is_requester_paying {
            action.headers_mut().insert(PAYER.0, PAYER.1);
        }
        action.sign_with_time(SIGNED_FOR, &self.time).to_string()
    }
}

fn list<'a>(signer: &Signer<'a>, query: &'a ListQuery) -> ListObjectsV2<'a> {
    let mut list = ListObjectsV2::new(signer.bucket, Some(signer.credentials));
    let parameters: &mut Map<'a> = list.query_mut();
    parameters.insert("prefix", query.prefix.as_str());
    for (name, value) in [
        ("delimiter", &query.delimiter),
        ("start-after", &query.start_after),
        ("continuation-token", &query.token),
    ] {
        if let Some(value) = value {
            parameters.insert(name, value.as_str());
        }
    }
    list
}
