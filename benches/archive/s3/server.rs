//! A server that gives the files of a folder as objects of S3, after a delay. It costs little CPU, so that it takes
//! little from the import that is measured on the same cores.
//!
//! It knows `ListObjectsV2` and `GetObject` with the bucket in the path, and checks no signature.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    io::{self, BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    ops::Range,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

/// The most keys and prefixes of a page.
const PAGE: usize = 1_000;

/// A folder as a bucket.
pub(crate) struct Bucket {
    pub(crate) folder: PathBuf,
    /// The sizes of the files, by their paths below the folder.
    pub(crate) objects: Vec<(String, u64)>,
    /// The milliseconds before an answer.
    pub(crate) delay: Range<u64>,
    pub(crate) lists: AtomicU64,
    pub(crate) gets: AtomicU64,
}

/// Serves a bucket, whose objects are in the order of their keys, until the program ends. Returns the port.
pub(crate) fn start(bucket: &Arc<Bucket>) -> io::Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let port = listener.local_addr()?.port();
    let bucket = Arc::clone(bucket);
    thread::spawn(move || {
        for (number, client) in listener.incoming().enumerate() {
            let (Ok(client), bucket) = (client, Arc::clone(&bucket)) else { continue };
            // A connection ends with an error when the client closes it.
            thread::spawn(move || bucket.serve(client, number as u64));
        }
    });
    Ok(port)
}

impl Bucket {
    /// Returns the numbers of LIST requests and of others since the last call.
    pub(crate) fn take_requests(&self) -> (u64, u64) {
        (self.lists.swap(0, Ordering::Relaxed), self.gets.swap(0, Ordering::Relaxed))
    }

    /// Answers the requests of a connection. `random` is the state of its random numbers.
    fn serve(&self, mut client: TcpStream, mut random: u64) -> io::Result<()> {
        client.set_nodelay(true)?;
        let mut requests = BufReader::new(client.try_clone()?);
        let mut head = String::new();
        let mut answer = Vec::new();
        loop {
            head.clear();
            while !head.ends_with("\r\n\r\n") {
                if requests.read_line(&mut head)? == 0 {
                    return Ok(());
                }
            }
            // The multiplier and the increment are Knuth's, of MMIX.
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let Range { start, end } = self.delay;
            let millis = start + (random >> 33) % (end - start).max(1);
            thread::sleep(Duration::from_millis(millis));
            answer.clear();
            self.answer(head.split(' ').nth(1).unwrap_or_default(), &mut answer)?;
            client.write_all(&answer)?;
        }
    }

    fn answer(&self, target: &str, answer: &mut Vec<u8>) -> io::Result<()> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let query: BTreeMap<_, _> = query
            .split('&')
            .filter_map(|part| part.split_once('='))
            .map(|(name, value)| (name, decoded(value)))
            .collect();
        if query.contains_key("list-type") {
            self.lists.fetch_add(1, Ordering::Relaxed);
            let body = self.page(&|name| query.get(name).map_or("", String::as_str));
            write!(answer, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())?;
            return Ok(());
        }
        self.gets.fetch_add(1, Ordering::Relaxed);
        let path = decoded(path);
        let key = path.trim_start_matches('/').split_once('/').map_or("", |(_, key)| key);
        let found = self.objects.binary_search_by(|(other, _)| other.as_str().cmp(key));
        let Ok(at) = found else {
            let body = "<Error><Code>NoSuchKey</Code></Error>";
            return write!(
                answer,
                "HTTP/1.1 404 No\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            );
        };
        let body = fs::read(self.folder.join(key))?;
        write!(
            answer,
            "HTTP/1.1 200 OK\r\nETag: \"{at:032}\"\r\nLast-Modified: {MODIFIED_HTTP}\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
            body.len()
        )?;
        answer.extend(body);
        Ok(())
    }

    /// Returns a page of a listing as XML.
    fn page<'a>(&self, parameter: &dyn Fn(&str) -> &'a str) -> String {
        let (prefix, delimiter) = (parameter("prefix"), parameter("delimiter"));
        let (after, token) = (parameter("start-after"), parameter("continuation-token"));
        let is_before = |key: &str| key < prefix || key <= after || key < token;
        let mut at = self.objects.partition_point(|(key, _)| is_before(key));
        let mut body = "<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">".to_owned();
        let mut count = 0;
        while let Some((key, size)) = self.objects.get(at).filter(|it| it.0.starts_with(prefix)) {
            if count == PAGE {
                let _ = write!(
                    body,
                    "<IsTruncated>true</IsTruncated><NextContinuationToken>{key}</NextContinuationToken>"
                );
                break;
            }
            count += 1;
            let rest = &key[prefix.len()..];
            let folder = rest.find(delimiter).filter(|_| !delimiter.is_empty());
            // Writing to a string cannot fail.
            let _ = if let Some(end) = folder {
                let common = &key[..prefix.len() + end + delimiter.len()];
                at += self.objects[at..].partition_point(|(key, _)| key.starts_with(common));
                write!(body, "<CommonPrefixes><Prefix>{common}</Prefix></CommonPrefixes>")
            } else {
                let etag = at;
                at += 1;
                write!(
                    body,
                    "<Contents><Key>{key}</Key><LastModified>{MODIFIED}</LastModified><ETag>&quot;{etag:032}&quot;</ETag><Size>{size}</Size><StorageClass>STANDARD</StorageClass></Contents>"
                )
            };
        }
        body + "</ListBucketResult>"
    }
}

/// The time at which all objects were written.
const MODIFIED: &str = "2025-06-01T00:00:00.000Z";
const MODIFIED_HTTP: &str = "Sun, 01 Jun 2025 00:00:00 GMT";

/// Decodes the percent-encoding of ASCII characters.
fn decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let mut decoded = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let byte = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(byte.map_or('%', char::from));
        decoded.push_str(part.get(2..).unwrap_or_default());
    }
    decoded
}
