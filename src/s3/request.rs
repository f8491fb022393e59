//! One request: its signed URL and its headers.

use std::{iter, time::Duration};

use jiff::Timestamp;
use rusty_s3::{
    Bucket, Credentials, Map, S3Action,
    actions::{
        AbortMultipartUpload, CompleteMultipartUpload, CreateMultipartUpload, DeleteObject,
        GetObject, HeadObject, ListObjectsV2, PutObject, UploadPart,
    },
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
    /// An object with this content.
    Put { key: &'a str, content: &'a [u8], existing: Existing },
    /// No object.
    Delete { key: &'a str },
    /// The start of an upload in parts.
    Create { key: &'a str },
    /// A part of an upload.
    Part { key: &'a str, upload: &'a str, number: u16, content: &'a [u8] },
    /// The end of an upload, with the list of its parts.
    Complete { key: &'a str, upload: &'a str, parts: &'a [u8] },
    /// The end of an upload that gives no object.
    Abort { key: &'a str, upload: &'a str },
}

/// The treatment of an object that is there before another one is put under its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It is replaced.
    Replace,
    /// It stays, and the request fails with [`ErrorKind::Changed`](crate::s3::ErrorKind::Changed).
    Keep,
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
        match self {
            Self::List(_) | Self::Get { .. } => "GET",
            Self::Head { .. } => "HEAD",
            Self::Put { .. } | Self::Part { .. } => "PUT",
            Self::Delete { .. } | Self::Abort { .. } => "DELETE",
            Self::Create { .. } | Self::Complete { .. } => "POST",
        }
    }

    /// Returns the key, if the request is about one object.
    pub(crate) fn key(&self) -> Option<&str> {
        match self {
            Self::List(_) => None,
            Self::Get { key, .. }
            | Self::Head { key }
            | Self::Put { key, .. }
            | Self::Delete { key }
            | Self::Create { key }
            | Self::Part { key, .. }
            | Self::Complete { key, .. }
            | Self::Abort { key, .. } => Some(key),
        }
    }

    /// Returns the content that is sent; `None` for a request that has none.
    pub(crate) fn content(&self) -> Option<&[u8]> {
        match self {
            Self::Put { content, .. } | Self::Part { content, .. } => Some(content),
            Self::Complete { parts, .. } => Some(parts),
            // S3 wants to know the length, which is none.
            Self::Create { .. } => Some(&[]),
            _ => None,
        }
    }

    /// Returns true for a request that changes the bucket.
    pub(crate) fn writes(&self) -> bool {
        !matches!(self, Self::List(_) | Self::Get { .. } | Self::Head { .. })
    }

    /// Returns the signed URL, which is a secret.
    pub(crate) fn url(&self, signer: &Signer<'_>) -> String {
        let (bucket, credentials) = (signer.bucket, Some(signer.credentials));
        match self {
            Self::List(query) => signer.sign(list(signer, query)),
            Self::Get { key, revision, .. } => {
                let mut get = GetObject::new(bucket, credentials, key);
                if let Revision::Version(version) = revision {
                    get.query_mut().insert("versionId", version.as_str());
                }
                signer.sign(get)
            }
            Self::Head { key } => signer.sign(HeadObject::new(bucket, credentials, key)),
            Self::Put { key, .. } => signer.sign(PutObject::new(bucket, credentials, key)),
            Self::Delete { key } => signer.sign(DeleteObject::new(bucket, credentials, key)),
            Self::Create { key } => {
                signer.sign(CreateMultipartUpload::new(bucket, credentials, key))
            }
            Self::Part { key, upload, number, .. } => {
                signer.sign(UploadPart::new(bucket, credentials, key, *number, upload))
            }
            Self::Complete { key, upload, .. } => {
                // The list of the parts is no part of the URL.
                let etags = iter::empty();
                signer.sign(CompleteMultipartUpload::new(bucket, credentials, key, upload, etags))
            }
            Self::Abort { key, upload } => {
                signer.sign(AbortMultipartUpload::new(bucket, credentials, key, upload))
            }
        }
    }

    /// Returns the headers that need no signature.
    pub(crate) fn headers(&self) -> Vec<(&'static str, String)> {
        if let Self::Put { existing: Existing::Keep, .. } = self {
            return vec![("if-none-match", "*".to_owned())];
        }
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
