//! The URL under which a bucket is reached.
//!
//! Source: "Amazon S3 endpoints" in the AWS general reference, and botocore's partitions and endpoint rules of S3.

use rusty_s3::{Bucket, UrlStyle};

use crate::s3::{Addressing, settings::ConnectionSettings};

/// The first letters of Regions, and the domains of their partitions.
const PARTITIONS: &[(&str, &str)] = &[
    ("cn-", "amazonaws.com.cn"),
    ("us-iso-", "c2s.ic.gov"),
    ("us-isob-", "sc2s.sgov.gov"),
    ("eu-isoe-", "cloud.adc-e.uk"),
    ("us-isof-", "csp.hci.ic.gov"),
    ("eusc-", "amazonaws.eu"),
];

/// The partition without endpoints for FIPS: "Partition does not support FIPS" in the endpoint rules of the AWS SDKs.
const WITHOUT_FIPS: &str = "cn-";

/// Returns the bucket as a signer needs it. Fails if the URL is none.
pub(crate) fn bucket(
    settings: &ConnectionSettings,
    region: &str,
    name: &str,
) -> Result<Bucket, String> {
    let access_point = access_point(name);
    if access_point.is_none()
        && settings.endpoint_url.is_none()
        && let Some(kind) = other_kind(name)
    {
        return Err(format!("'{name}' is {kind}; name the bucket that CloudTrail writes to"));
    }
    let region = access_point.as_ref().map_or(region, |it| it.region);
    if settings.is_fips && settings.endpoint_url.is_none() && region.starts_with(WITHOUT_FIPS) {
        return Err(format!(
            "the Region {region} has no FIPS endpoint; unset AWS_USE_FIPS_ENDPOINT or use_fips_endpoint"
        ));
    }
    let service = if access_point.is_some() { "s3-accesspoint" } else { "s3" };
    let url = settings.endpoint_url.clone().unwrap_or_else(|| url(settings, service, region));
    let host_name = access_point.as_ref().map_or_else(|| name.to_owned(), AccessPoint::host_name);
    let is_in_path = access_point.is_none() && is_in_path(settings, name);
    let style = if is_in_path { UrlStyle::Path } else { UrlStyle::VirtualHost };
    let wrong = |cause: &dyn ToString| format!("'{url}' is no endpoint: {}", cause.to_string());
    let parsed =
        url.parse().map_err(|_| wrong(&"it must be a URL such as http://127.0.0.1:9000"))?;
    Bucket::new(parsed, style, host_name, region.to_owned()).map_err(|cause| wrong(&cause))
}

/// Returns what a name is that leads to another endpoint than that of a bucket.
fn other_kind(name: &str) -> Option<&'static str> {
    if name.starts_with("arn:") {
        Some("an ARN that is not of a bucket's access point in one Region")
    } else if name.ends_with("--x-s3") {
        Some("a directory bucket, to which CloudTrail does not write")
    } else {
        None
    }
}

fn url(settings: &ConnectionSettings, service: &str, region: &str) -> String {
    let fips = if settings.is_fips { "-fips" } else { "" };
    let dual_stack = if settings.is_dual_stack { ".dualstack" } else { "" };
    format!("https://{service}{fips}{dual_stack}.{region}.{}", domain(region))
}

/// Returns the domain of a Region's partition.
pub(crate) fn domain(region: &str) -> &'static str {
    let partition = PARTITIONS.iter().find(|(start, _)| region.starts_with(start));
    partition.map_or("amazonaws.com", |(_, domain)| domain)
}

fn is_in_path(settings: &ConnectionSettings, bucket: &str) -> bool {
    match settings.addressing {
        Addressing::Path => true,
        Addressing::Host => false,
        Addressing::Auto => settings.endpoint_url.is_some() || !can_be_a_host(bucket),
    }
}

/// Returns true if a bucket's name can be a part of a host name that the certificate of S3 covers, which
/// covers no further dots.
fn can_be_a_host(bucket: &str) -> bool {
    let is_alphanumeric = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    (3..=63).contains(&bucket.len())
        && !bucket.starts_with('-')
        && !bucket.ends_with('-')
        && bucket.bytes().all(|byte| is_alphanumeric(byte) || byte == b'-')
}

/// An access point, which has a host name of its own.
struct AccessPoint<'a> {
    region: &'a str,
    account_id: &'a str,
    name: &'a str,
}

impl AccessPoint<'_> {
    fn host_name(&self) -> String {
        format!("{}-{}", self.name, self.account_id)
    }
}

/// Parses `arn:PARTITION:s3:REGION:ACCOUNT:accesspoint/NAME`. That of a Multi-Region Access Point has no Region.
fn access_point(arn: &str) -> Option<AccessPoint<'_>> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", _, "s3", region, account_id, resource] = parts[..] else { return None };
    let name = resource.strip_prefix("accesspoint/")?;
    let is_part = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if ![region, account_id, name].into_iter().all(is_part) {
        return None;
    }
    Some(AccessPoint { region, account_id, name })
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINT: &str = "arn:aws:s3:eu-west-1:111122223333:accesspoint/logs";
    const GOV_POINT: &str = "arn:aws-us-gov:s3:us-gov-west-1:111122223333:accesspoint/logs";
    const CN_POINT: &str = "arn:aws-cn:s3:cn-north-1:111122223333:accesspoint/logs";

    /// Settings by name, Region, bucket, and URL without its scheme: "Amazon S3 endpoints and quotas" in the AWS
    /// general reference, and its pages for China and `GovCloud`.
    const URLS: &[(&str, &str, &str, &str)] = &[
        ("", "eu-west-1", "b-1", "b-1.s3.eu-west-1.amazonaws.com/"),
        ("", "eu-west-1", "a.b", "s3.eu-west-1.amazonaws.com/a.b/"),
        ("", "us-east-1", "ab", "s3.us-east-1.amazonaws.com/ab/"),
        ("", "us-east-1", "-abc", "s3.us-east-1.amazonaws.com/-abc/"),
        ("", "us-east-1", "abc-", "s3.us-east-1.amazonaws.com/abc-/"),
        ("", "us-east-1", "Old_1", "s3.us-east-1.amazonaws.com/Old_1/"),
        ("", "cn-north-1", "bkt", "bkt.s3.cn-north-1.amazonaws.com.cn/"),
        ("", "us-gov-west-1", "bkt", "bkt.s3.us-gov-west-1.amazonaws.com/"),
        ("", "eusc-de-east-1", "bkt", "bkt.s3.eusc-de-east-1.amazonaws.eu/"),
        ("", "us-iso-east-1", "bkt", "bkt.s3.us-iso-east-1.c2s.ic.gov/"),
        ("", "us-isob-east-1", "bkt", "bkt.s3.us-isob-east-1.sc2s.sgov.gov/"),
        ("", "us-isof-south-1", "bkt", "bkt.s3.us-isof-south-1.csp.hci.ic.gov/"),
        ("", "eu-isoe-west-1", "bkt", "bkt.s3.eu-isoe-west-1.cloud.adc-e.uk/"),
        ("dual", "eu-west-1", "bkt", "bkt.s3.dualstack.eu-west-1.amazonaws.com/"),
        ("dual", "us-gov-west-1", "bkt", "bkt.s3.dualstack.us-gov-west-1.amazonaws.com/"),
        ("dual", "cn-northwest-1", "bkt", "bkt.s3.dualstack.cn-northwest-1.amazonaws.com.cn/"),
        ("fips", "us-gov-west-1", "bkt", "bkt.s3-fips.us-gov-west-1.amazonaws.com/"),
        ("fips", "ca-central-1", "a.b", "s3-fips.ca-central-1.amazonaws.com/a.b/"),
        ("fips dual", "us-east-1", "bkt", "bkt.s3-fips.dualstack.us-east-1.amazonaws.com/"),
        ("fips dual", "us-gov-east-1", "bkt", "bkt.s3-fips.dualstack.us-gov-east-1.amazonaws.com/"),
        ("path", "eu-west-1", "bkt", "s3.eu-west-1.amazonaws.com/bkt/"),
        ("path", "cn-north-1", "bkt", "s3.cn-north-1.amazonaws.com.cn/bkt/"),
        ("", "us-east-1", POINT, "logs-111122223333.s3-accesspoint.eu-west-1.amazonaws.com/"),
        (
            "",
            "us-east-1",
            CN_POINT,
            "logs-111122223333.s3-accesspoint.cn-north-1.amazonaws.com.cn/",
        ),
        (
            "fips dual",
            "us-east-1",
            GOV_POINT,
            "logs-111122223333.s3-accesspoint-fips.dualstack.us-gov-west-1.amazonaws.com/",
        ),
    ];

    fn settings(names: &str, endpoint_url: Option<&str>) -> ConnectionSettings {
        let is_path = names.contains("path");
        ConnectionSettings {
            region: String::new(),
            endpoint_url: endpoint_url.map(str::to_owned),
            addressing: if is_path { Addressing::Path } else { Addressing::Auto },
            is_dual_stack: names.contains("dual"),
            is_fips: names.contains("fips"),
        }
    }

    #[test]
    fn buckets_are_reached_where_aws_has_them() {
        for (names, region, name, expected) in URLS {
            let found = bucket(&settings(names, None), region, name).unwrap();
            assert_eq!(found.base_url().as_str(), format!("https://{expected}"), "{names}");
        }
        let own = settings("fips", Some("http://127.0.0.1:9/x"));
        let found = bucket(&own, "cn-north-1", "b").unwrap();
        assert_eq!(found.base_url().as_str(), "http://127.0.0.1:9/x/b/");
    }

    #[test]
    fn endpoints_that_do_not_exist_are_named() {
        let error = bucket(&settings("fips", None), "cn-north-1", "b").unwrap_err();
        assert!(error.contains("cn-north-1") && error.contains("AWS_USE_FIPS_ENDPOINT"), "{error}");
        for name in [
            "arn:aws:s3::111122223333:accesspoint/logs.mrap",
            "arn:aws:s3-outposts:eu-west-1:111122223333:outpost/op-1/accesspoint/logs",
            "arn:aws:s3-object-lambda:eu-west-1:111122223333:accesspoint/logs",
            "arn:aws:s3:eu-west-1:111122223333:accesspoint/a.b",
            "arn:aws:s3:::logs",
            "logs--use1-az4--x-s3",
        ] {
            let error = bucket(&settings("", None), "us-east-1", name).unwrap_err();
            assert!(error.contains(name) && error.contains("name the bucket"), "{error}");
        }
        for url in ["127.0.0.1:9000", "ftp://x", "http://", ""] {
            let error = bucket(&settings("", Some(url)), "us-east-1", "b").unwrap_err();
            assert!(error.contains(&format!("'{url}'")), "{error}");
        }
    }
}
