//! The cost of reading objects, before it is spent.

use std::collections::BTreeMap;

use crate::{
    s3::{
        Client, S3Location,
        cost::{Cost, Encryption},
    },
    scan::objects::{CostEstimate, StoredObjects},
};

/// The number of objects from which an import says what it costs before it begins.
const MANY: u64 = 100_000;

/// The dollars from which it does.
const EXPENSIVE: f64 = 1.0;

/// Estimates the cost of reading objects, after `lists` requests that have listed them. Asks for the headers of
/// one object of each bucket, which tell how it is encrypted.
pub(crate) fn estimate(client: &Client, objects: &[StoredObjects], lists: u64) -> CostEstimate {
    let mut buckets: BTreeMap<String, (S3Location, Cost)> = BTreeMap::new();
    for stored in objects {
        let Some(location) = S3Location::parse(&stored.example) else { continue };
        let StoredObjects { storage_class, count, bytes, .. } = stored;
        let (_, cost) = buckets
            .entry(location.bucket.clone())
            .or_insert_with(|| (location.clone(), Cost::default()));
        cost.add_many(storage_class, *count, *bytes, &location.key);
    }
    let mut left = lists;
    let mut estimate = CostEstimate::default();
    let is_one = buckets.len() < 2;
    for (location, cost) in buckets.values_mut() {
        cost.lists = std::mem::take(&mut left);
        cost.encryption = encryption(client, location);
        if !is_one {
            estimate.lines.push(location.with_key("").to_string());
        }
        estimate.lines.extend(cost.lines(location));
        estimate.is_large |= cost.objects() >= MANY || cost.dollars() >= EXPENSIVE;
    }
    if buckets.is_empty() {
        estimate.lines.push("no object to read".to_owned());
    }
    estimate
}

fn encryption(client: &Client, location: &S3Location) -> Encryption {
    let Ok(info) = client.head(location) else { return Encryption::default() };
    match info.encryption.as_deref() {
        Some(name) if name.starts_with("aws:kms") && info.has_bucket_key => Encryption::BucketKey,
        Some(name) if name.starts_with("aws:kms") => Encryption::Kms,
        _ => Encryption::Free,
    }
}
