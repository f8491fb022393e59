//! Files as objects. A large file is sent in parts, so that a connection that is cut costs one part.
//!
//! Source: "Uploading and copying objects using multipart upload" in the Amazon S3 user guide.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

use anyhow::{Context, Result};
use rusty_s3::{Bucket, UrlStyle, actions::CompleteMultipartUpload};

use crate::s3::{
    Client, ErrorKind, Existing, ObjectInfo, S3Error, S3Location, crew, error::element,
    request::Request,
};

/// The size of a part. Each thread has one in memory. S3 takes at most 10,000 parts of at least 5 MiB.
const PART_BYTES: u64 = 16 << 20;

/// The parts that are sent at one time.
const THREADS: usize = 4;

/// Stores a file under a key.
pub(crate) fn run(client: &Client, location: &S3Location, path: &Path) -> Result<()> {
    let read = || format!("cannot read {}", path.display());
    let size = path.metadata().with_context(read)?.len();
    if size <= PART_BYTES {
        let content = read_part(path, 0, size).with_context(read)?;
        return Ok(client.put(location, &content, Existing::Replace)?);
    }
    let create = Request::Create { key: &location.key };
    let id = client.document(location, &create, |body| {
        // Servers give the document around it several names.
        element(body, "UploadId").ok_or_else(|| "an upload without an ID".to_owned())
    })?;
    let upload = Upload { client, location, path, size, id: &id };
    let sent = upload.send_parts().and_then(|etags| upload.complete(&etags));
    if sent.is_err() {
        // The parts are stored, and paid for, until then. The first error is the one to tell.
        let _ = client.send(location, &Request::Abort { key: &location.key, upload: &id });
    }
    sent
}

/// An upload in parts.
struct Upload<'a> {
    client: &'a Client,
    location: &'a S3Location,
    path: &'a Path,
    size: u64,
    id: &'a str,
}

impl Upload<'_> {
    /// Sends all parts. Returns their `ETags` in order.
    fn send_parts(&self) -> Result<Vec<String>> {
        // S3 would take parts of any size, but not more than 10,000.
        let part_bytes = PART_BYTES.max(self.size.div_ceil(10_000));
        let count = usize::try_from(self.size.div_ceil(part_bytes))?;
        crew::try_each(THREADS, count, |nth| self.send_part(nth, part_bytes))
    }

    fn send_part(&self, nth: usize, part_bytes: u64) -> Result<String> {
        let start = nth as u64 * part_bytes;
        let content = read_part(self.path, start, part_bytes.min(self.size - start))
            .with_context(|| format!("cannot read {}", self.path.display()))?;
        let Self { location, id, .. } = self;
        let number = u16::try_from(nth + 1)?;
        let part = Request::Part { key: &location.key, upload: id, number, content: &content };
        let (response, _) = self.client.send(location, &part)?;
        let missing =
            || S3Error::new(ErrorKind::Other, location, "the answer to a part has no ETag");
        Ok(ObjectInfo::of(response.headers()).etag.ok_or_else(missing)?)
    }

    /// Makes the parts an object.
    fn complete(&self, etags: &[String]) -> Result<()> {
        let Self { location, id, .. } = self;
        let parts = list_of_parts(etags)?;
        let complete =
            Request::Complete { key: &location.key, upload: id, parts: parts.as_bytes() };
        let completed = self.client.document(location, &complete, |body| {
            // S3 answers 200 before it knows, and says in the document what became of it.
            let failed =
                || element(body, "Code").unwrap_or_else(|| "an answer that ends early".to_owned());
            element(body, "ETag").map(|_| ()).ok_or_else(failed)
        });
        match completed {
            // An earlier try has succeeded without its answer, and the upload is no more.
            Err(error) if error.kind() == ErrorKind::NoObject => {
                let is_there = self.client.head(location)?.size == Some(self.size);
                if is_there { Ok(()) } else { Err(error.into()) }
            }
            completed => Ok(completed?),
        }
    }
}

/// Returns the document that ends an upload.
fn list_of_parts(etags: &[String]) -> Result<String> {
    // The document does not depend on the bucket.
    let bucket = Bucket::new("http://localhost".parse()?, UrlStyle::Path, "b", "r")?;
    let etags = etags.iter().map(String::as_str);
    Ok(CompleteMultipartUpload::new(&bucket, None, "", "", etags).body())
}

/// Reads a part of a file.
fn read_part(path: &Path, start: u64, bytes: u64) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(start))?;
    let mut content = vec![0; usize::try_from(bytes).map_err(io::Error::other)?];
    file.read_exact(&mut content)?;
    Ok(content)
}
