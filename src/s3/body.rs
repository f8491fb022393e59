//! The content of an object, read as a stream that resumes.

use std::{
    collections::BTreeMap,
    fmt,
    io::{self, Read},
};

use ureq::{
    BodyReader,
    http::{HeaderMap, Response},
};

use crate::s3::{
    Client, ErrorKind, S3Error, S3Location, limiter::InFlight, request::Request, retry,
};

/// The object that is wanted under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Revision {
    /// The one that is there.
    Latest,
    /// The one that has this ETag, without quotes: if another one is there, it is [`ErrorKind::Changed`].
    ETag(String),
    /// The one with this version ID.
    Version(String),
}

/// The headers of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectInfo {
    /// The size in bytes.
    pub size: Option<u64>,
    /// The ETag without its quotes.
    pub etag: Option<String>,
    /// The version ID, in a bucket with versions.
    pub version_id: Option<String>,
    /// The encryption, such as `aws:kms`.
    pub encryption: Option<String>,
    /// True if a Bucket Key spares requests to KMS.
    pub has_bucket_key: bool,
    /// The user's metadata, by name without `x-amz-meta-`.
    pub metadata: BTreeMap<String, String>,
}

impl ObjectInfo {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let text = |name: &str| {
            headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let metadata = headers.iter().filter_map(|(name, value)| {
            let name = name.as_str().strip_prefix("x-amz-meta-")?;
            Some((name.to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        });
        Self {
            size: text("content-length").and_then(|size| size.parse().ok()),
            etag: text("etag").map(|etag| etag.trim_matches('"').to_owned()),
            version_id: text("x-amz-version-id").filter(|version| version != "null"),
            encryption: text("x-amz-server-side-encryption"),
            has_bucket_key: text("x-amz-server-side-encryption-bucket-key-enabled")
                .is_some_and(|value| value == "true"),
            metadata: metadata.collect(),
        }
    }

    /// Returns the signature of a digest file in hexadecimal, which CloudTrail puts in its metadata.
    pub fn signature(&self) -> Option<&str> {
        self.metadata.get("signature").map(String::as_str)
    }
}

/// The content of an object. Where a connection is cut, it goes on with another one from the same byte
/// of the same object.
pub struct Body {
    client: Client,
    location: S3Location,
    info: ObjectInfo,
    /// The object of the first answer, so that parts of two objects are never mixed.
    revision: Revision,
    /// The answer that is being read, and its place in flight.
    answer: Option<(BodyReader<'static>, InFlight)>,
    position: u64,
    tries: retry::Tries,
}

impl Body {
    pub(crate) fn open(
        client: Client,
        location: S3Location,
        revision: &Revision,
    ) -> Result<Self, S3Error> {
        let request = Request::Get { key: &location.key, revision, from: 0 };
        let (response, place) = client.send(&location, &request)?;
        let info = ObjectInfo::of(response.headers());
        check(&location, revision, &info)?;
        let revision = match (revision, &info.etag) {
            (Revision::Latest, Some(etag)) => Revision::ETag(etag.clone()),
            (revision, _) => revision.clone(),
        };
        let tries = retry::Tries::default();
        let answer = Some((reader_of(response), place));
        Ok(Self { client, location, info, revision, answer, position: 0, tries })
    }

    /// Returns the headers of the object.
    pub fn info(&self) -> &ObjectInfo {
        &self.info
    }

    /// Asks for the rest of the object.
    fn resume(&mut self) -> Result<(), S3Error> {
        let request =
            Request::Get { key: &self.location.key, revision: &self.revision, from: self.position };
        let (response, place) = self.client.send(&self.location, &request)?;
        check(&self.location, &self.revision, &ObjectInfo::of(response.headers()))?;
        // A server without ranges sends all of it, and some call a part 200.
        let skipped = self.position.checked_sub(start_of(response.headers()));
        let skipped = skipped.ok_or_else(|| {
            self.cut(&io::Error::other("the server sends another part than was asked for"))
        })?;
        let mut reader = reader_of(response);
        io::copy(&mut (&mut reader).take(skipped), &mut io::sink())
            .map_err(|cause| self.cut(&cause))?;
        self.answer = Some((reader, place));
        Ok(())
    }

    fn cut(&self, cause: &io::Error) -> S3Error {
        let message = format!("the connection was cut each time: {cause}");
        S3Error::new(ErrorKind::Network, &self.location, message)
    }

    fn read_some(&mut self, buffer: &mut [u8]) -> Result<usize, S3Error> {
        loop {
            let Some((reader, _)) = &mut self.answer else {
                self.resume()?;
                continue;
            };
            let cause = match reader.read(buffer) {
                Ok(0) if self.info.size.is_some_and(|size| self.position < size) => {
                    io::ErrorKind::UnexpectedEof.into()
                }
                Ok(count) => {
                    self.position += count as u64;
                    if count > 0 {
                        self.tries = retry::Tries::default();
                    }
                    return Ok(count);
                }
                Err(cause) => cause,
            };
            self.answer = None;
            let wait = self.tries.next(retry::Treatment::Again);
            let wait = wait.ok_or_else(|| self.cut(&cause))?;
            if !retry::wait(wait, || self.client.is_stopped()) {
                return Err(S3Error::stopped(&self.location));
            }
        }
    }
}

impl Read for Body {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        self.read_some(buffer).map_err(io::Error::other)
    }
}

/// Fails if an answer is about another object than the wanted one: some servers ignore If-Match.
fn check(location: &S3Location, revision: &Revision, info: &ObjectInfo) -> Result<(), S3Error> {
    match (revision, &info.etag) {
        (Revision::ETag(wanted), Some(etag)) if wanted != etag => {
            let message = format!("it has the ETag {etag}, and was listed with {wanted}");
            let error = S3Error::new(ErrorKind::Changed, location, message);
            Err(error.with_advice("it was written anew since it was listed; import again"))
        }
        _ => Ok(()),
    }
}

/// Returns the position in the object of an answer's first byte.
fn start_of(headers: &HeaderMap) -> u64 {
    let range = headers.get("content-range").and_then(|range| range.to_str().ok());
    let start = range.and_then(|range| range.strip_prefix("bytes ")?.split('-').next());
    start.and_then(|start| start.trim().parse().ok()).unwrap_or(0)
}

fn reader_of(response: Response<ureq::Body>) -> BodyReader<'static> {
    response.into_body().into_with_config().limit(u64::MAX).reader()
}

impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut body = formatter.debug_struct("Body");
        body.field("location", &self.location).field("position", &self.position);
        body.finish_non_exhaustive()
    }
}
