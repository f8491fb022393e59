//! The URL under which a bucket is reached.

use crate::s3::{Addressing, S3Options};

/// Returns the URL of S3 in a Region, and whether the bucket's name belongs into the path.
pub(crate) fn of(options: &S3Options, region: &str, bucket: &str) -> (String, bool) {
    let host = match &options.endpoint_url {
        Some(url) => url.clone(),
        None => format!("https://s3.{region}.{}", domain(region)),
    };
    let is_in_path = match options.addressing {
        Addressing::Path => true,
        Addressing::Host => false,
        Addressing::Auto => options.endpoint_url.is_some() || !can_be_a_host(bucket),
    };
    (host, is_in_path)
}

/// The domain of the partition that a Region is in.
fn domain(region: &str) -> &'static str {
    if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" }
}

/// Returns true if a bucket's name can be a part of a host name that the certificate of S3 covers, which
/// covers no further dots.
fn can_be_a_host(bucket: &str) -> bool {
    bucket.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
