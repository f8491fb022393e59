//! `s3://bucket/key`.

use std::fmt;

/// A bucket and a key or a prefix in it. The key is kept as it is: `//`, spaces, `+`, `%` and control
/// characters are part of it, and nothing in it is percent-encoded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct S3Location {
    /// The name of the bucket, or the ARN or alias of an access point.
    pub bucket: String,
    /// The key or the prefix; empty for the whole bucket.
    pub key: String,
}

const SCHEME: &str = "s3://";

impl S3Location {
    /// Returns true for text that names something in S3, rightly or wrongly.
    pub fn is_s3(text: &str) -> bool {
        text.get(..SCHEME.len()).is_some_and(|start| start.eq_ignore_ascii_case(SCHEME))
    }

    /// Parses `s3://bucket/key`. Returns `None` for a path of another kind, and for one without a bucket.
    pub fn parse(text: &str) -> Option<Self> {
        let rest = Self::is_s3(text).then(|| &text[SCHEME.len()..])?;
        // The ARN of an access point has a slash of its own: "arn:aws:s3:REGION:ACCOUNT:accesspoint/NAME".
        let from = match rest.find(":accesspoint/") {
            Some(at) if rest.starts_with("arn:") => at + ":accesspoint/".len(),
            _ => 0,
        };
        let slash = rest[from..].find('/').map(|at| from + at);
        let (bucket, key) = slash.map_or((rest, ""), |at| (&rest[..at], &rest[at + 1..]));
        (!bucket.is_empty()).then(|| Self { bucket: bucket.to_owned(), key: key.to_owned() })
    }

    /// Returns the location of another key in the same bucket.
    #[must_use]
    pub fn with_key(&self, key: &str) -> Self {
        Self { bucket: self.bucket.clone(), key: key.to_owned() }
    }
}

impl fmt::Display for S3Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{SCHEME}{}/{}", self.bucket, self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_kept_as_they_are() {
        for (text, bucket, key) in [
            ("s3://b", "b", ""),
            ("s3://b/", "b", ""),
            ("S3://b/k", "b", "k"),
            ("s3://b//k//", "b", "/k//"),
            ("s3://b/a b+c%20\u{1}\\é", "b", "a b+c%20\u{1}\\é"),
            ("s3://b/?x=1#y", "b", "?x=1#y"),
            (
                "s3://arn:aws:s3:eu-west-1:111122223333:accesspoint/logs/k/l",
                "arn:aws:s3:eu-west-1:111122223333:accesspoint/logs",
                "k/l",
            ),
        ] {
            let location = S3Location::parse(text).unwrap();
            assert_eq!((location.bucket.as_str(), location.key.as_str()), (bucket, key), "{text}");
            assert_eq!(S3Location::parse(&location.to_string()), Some(location));
        }
    }

    #[test]
    fn other_paths_are_not_in_s3() {
        for text in ["", "s3:", "s3://", "s3:///k", "/s3://b", "./s3/b", "https://b/k", "é3://b"] {
            assert_eq!(S3Location::parse(text), None, "{text}");
        }
        assert!(S3Location::is_s3("s3://") && !S3Location::is_s3("s3:/b"));
    }
}
