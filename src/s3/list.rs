//! Listings, page by page.

use rusty_s3::actions::ListObjectsV2;

use crate::{
    s3::{Client, S3Error, S3Location, request::ListQuery},
    trail::time,
};

/// The most bytes of a page. A thousand keys of 1,024 bytes, each percent-encoded, are a third of it.
pub(crate) const MOST_PAGE_BYTES: u64 = 16 << 20;

/// An object as a listing shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// The key as it is.
    pub key: String,
    /// The size in bytes.
    pub size: u64,
    /// The ETag without its quotes; empty if the server gave none. It is no hash of the content.
    pub etag: String,
    /// The time of the last write in microseconds since 1970, to the second in AWS.
    pub last_modified: Option<i64>,
    /// The storage class, such as `GLACIER`; `STANDARD` if the server gave none.
    pub storage_class: String,
}

/// A page of a listing: up to 1,000 objects and prefixes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The objects by key, in the order of their bytes.
    pub objects: Vec<Object>,
    /// The beginnings of keys up to and with the first delimiter after the listing's prefix.
    pub prefixes: Vec<String>,
}

/// The pages of a listing. After an error there is no further page: the listing is incomplete.
#[derive(Debug)]
pub struct Pages {
    client: Client,
    location: S3Location,
    query: ListQuery,
    is_done: bool,
    /// The last key and the last prefix that were returned.
    last: (Option<String>, Option<String>),
}

impl Pages {
    pub(crate) fn new(client: Client, location: S3Location) -> Self {
        let query = ListQuery { prefix: location.key.clone(), ..ListQuery::default() };
        Self { client, location, query, is_done: false, last: (None, None) }
    }

    /// Lists keys with this text after the prefix as one prefix.
    #[must_use]
    pub fn delimiter(mut self, delimiter: &str) -> Self {
        self.query.delimiter = Some(delimiter.to_owned());
        self
    }

    /// Starts behind this key, which need not exist.
    #[must_use]
    pub fn start_after(mut self, key: &str) -> Self {
        self.query.start_after = Some(key.to_owned());
        self
    }

    /// Returns true if no further page is to come.
    pub(crate) fn is_done(&self) -> bool {
        self.is_done
    }

    fn read_page(&mut self) -> Result<Page, S3Error> {
        let (mut page, token) = self.client.page(&self.location, &self.query)?;
        self.is_done = token.is_none();
        self.query.token = token;
        let (last_key, last_prefix) = &mut self.last;
        remove_repeats(&mut page.objects, last_key, |object| &object.key);
        remove_repeats(&mut page.prefixes, last_prefix, |prefix| prefix);
        Ok(page)
    }
}

impl Iterator for Pages {
    type Item = Result<Page, S3Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_done {
            return None;
        }
        let page = self.read_page();
        self.is_done |= page.is_err();
        Some(page)
    }
}

/// Removes entries that repeat the name before them, or `last`, the last one of earlier pages. S3 lists a key once, but
/// rclone lists one twice while it is replaced, and its object must not be read twice.
fn remove_repeats<T>(
    entries: &mut Vec<T>,
    last: &mut Option<String>,
    name: impl Fn(&T) -> &String,
) {
    entries.dedup_by(|one, other| name(one) == name(other));
    if entries.first().map(&name) == last.as_ref() {
        entries.drain(..entries.len().min(1));
    }
    if let Some(entry) = entries.last() {
        *last = Some(name(entry).clone());
    }
}

/// Parses a page. Returns the token of the next one, if there is one. A page that cannot be parsed is an
/// error, not an empty page.
pub(crate) fn parse(body: &str) -> Result<(Page, Option<String>), String> {
    let parsed = ListObjectsV2::parse_response(body).map_err(|cause| cause.to_string())?;
    let objects = parsed.contents.into_iter().map(|it| Object {
        key: it.key,
        size: it.size.unwrap_or_default(),
        etag: it.etag.unwrap_or_default().trim_matches('"').to_owned(),
        last_modified: it.last_modified.as_deref().and_then(time::parse),
        storage_class: it.storage_class.unwrap_or_else(|| "STANDARD".to_owned()),
    });
    let prefixes = parsed.common_prefixes.into_iter().map(|it| it.prefix);
    let page = Page { objects: objects.collect(), prefixes: prefixes.collect() };
    Ok((page, parsed.next_continuation_token))
}
