//! Failed requests, in words.

use std::fmt;

use crate::{
    s3::{S3Location, advice, request::Request},
    text::visible,
};

/// A failed request. Its text says what failed, where, with S3's code and request ID, and what to do.
#[derive(Clone, Debug)]
pub struct S3Error(Box<Details>);

#[derive(Clone, Debug)]
struct Details {
    kind: ErrorKind,
    location: S3Location,
    status: Option<u16>,
    code: String,
    message: String,
    request_id: Option<String>,
    advice: Option<String>,
}

/// The kind of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The credentials do not allow it.
    Denied,
    /// There are no credentials, or they are wrong or have expired.
    Credentials,
    /// There is no such bucket.
    NoBucket,
    /// There is no such object, any more.
    NoObject,
    /// The object is archived and must be restored first.
    Archived,
    /// The object is no longer the one that was listed.
    Changed,
    /// S3 asked for fewer requests until the end of all retries.
    Throttled,
    /// The bucket is in another Region.
    Region,
    /// The server could not be reached, or the connection was lost each time.
    Network,
    /// A wrong setting, such as an endpoint that is no URL.
    Setting,
    /// The client was stopped.
    Stopped,
    /// Any other answer.
    Other,
}

impl S3Error {
    /// Creates an error that is not about an answer.
    pub(crate) fn new(kind: ErrorKind, location: &S3Location, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            kind,
            location: location.clone(),
            status: None,
            code: String::new(),
            message: message.into(),
            request_id: None,
            advice: None,
        }))
    }

    /// Creates the error of work that was stopped.
    pub(crate) fn stopped(location: &S3Location) -> Self {
        Self::new(ErrorKind::Stopped, location, "stopped")
    }

    /// Creates the error for an answer that is not a success. `body` is XML, or empty.
    pub(crate) fn of_answer(
        location: &S3Location,
        request: &Request<'_>,
        status: u16,
        body: &str,
    ) -> Self {
        let code = element(body, "Code").unwrap_or_default();
        let message = element(body, "Message").unwrap_or_default();
        let kind = advice::kind(status, &code);
        let advice = advice::advice(kind, location, request, &message);
        let request_id = element(body, "RequestId");
        let error = Self::new(kind, location, message);
        Self(Box::new(Details { status: Some(status), code, request_id, advice, ..*error.0 }))
    }

    /// Adds what to do.
    pub(crate) fn with_advice(mut self, advice: impl Into<String>) -> Self {
        self.0.advice = Some(advice.into());
        self
    }

    /// Adds the ID of the request, if the answer's body had none.
    pub(crate) fn with_request_id(mut self, id: Option<&str>) -> Self {
        self.0.request_id = self.0.request_id.or_else(|| id.map(str::to_owned));
        self
    }

    /// Returns the kind of failure.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the bucket, prefix or object that was asked for.
    pub fn location(&self) -> &S3Location {
        &self.0.location
    }

    /// Returns S3's code, such as `AccessDenied`; empty if it gave none.
    pub fn code(&self) -> &str {
        &self.0.code
    }

    /// Returns the ID by which AWS finds the request.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Returns a sentence about what to do, often with a command.
    pub fn advice(&self) -> Option<&str> {
        self.0.advice.as_deref()
    }
}

/// Returns the text of the first element with a name that has no attributes.
pub(crate) fn element(xml: &str, name: &str) -> Option<String> {
    let start = xml.find(&format!("<{name}>"))? + name.len() + 2;
    let end = start + xml[start..].find("</")?;
    let text = &xml[start..end];
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    Some(text.replace("&apos;", "'").replace("&amp;", "&"))
}

impl fmt::Display for S3Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let details = &self.0;
        write!(formatter, "{}: ", visible(&details.location.to_string()))?;
        match (details.status, details.code.as_str()) {
            (Some(status), "") => write!(formatter, "S3 answered {status}")?,
            (Some(_), code) => write!(formatter, "S3 answered {}", visible(code))?,
            (None, _) => write!(formatter, "{}", visible(&details.message))?,
        }
        if details.status.is_some() && !details.message.is_empty() {
            // A message of this program has no full stop.
            write!(formatter, ": {}", visible(details.message.trim_end_matches('.')))?;
        }
        if let Some(id) = &details.request_id {
            write!(formatter, " (request {})", visible(id))?;
        }
        if let Some(advice) = &details.advice {
            write!(formatter, "; {}", visible(advice))?;
        }
        Ok(())
    }
}

impl std::error::Error for S3Error {}
