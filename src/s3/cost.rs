//! The cost of reading objects, before it is spent.
//!
//! The prices are the list prices of us-east-1 in US dollars; those of other Regions and of contracts differ.
//! Source: "Amazon S3 pricing" and "AWS KMS pricing".

use std::collections::BTreeMap;

use indicatif::HumanBytes;

use crate::{
    count::counted,
    s3::{Object, S3Location, advice},
    text::visible,
};

/// Dollars for a LIST request.
const LIST: f64 = 0.005 / 1000.0;

/// Dollars for a request to KMS, which each GET of an encrypted object makes without a Bucket Key.
const DECRYPT: f64 = 0.03 / 10_000.0;

/// Dollars for a gigabyte to the internet, and to another Region.
const TO_INTERNET: f64 = 0.09;
const TO_REGION: f64 = 0.02;

const GIGABYTE: f64 = 1_073_741_824.0;

/// The prices of a storage class.
struct Price {
    /// The name in a listing.
    class: &'static str,
    /// Dollars for 1,000 GET requests; `None` if objects must be restored first.
    get: Option<f64>,
    /// Dollars for a gigabyte that is retrieved.
    retrieval: f64,
}

/// The storage classes that do not cost as much as STANDARD.
const PRICES: &[Price] = &[
    Price { class: "STANDARD_IA", get: Some(0.001), retrieval: 0.01 },
    Price { class: "ONEZONE_IA", get: Some(0.001), retrieval: 0.01 },
    Price { class: "GLACIER_IR", get: Some(0.01), retrieval: 0.03 },
    Price { class: "GLACIER", get: None, retrieval: 0.0 },
    Price { class: "DEEP_ARCHIVE", get: None, retrieval: 0.0 },
];

const STANDARD: Price = Price { class: "STANDARD", get: Some(0.0004), retrieval: 0.0 };

fn price(class: &str) -> &'static Price {
    PRICES.iter().find(|price| price.class == class).unwrap_or(&STANDARD)
}

/// Returns true for storage classes whose objects must be restored before they can be read.
pub fn is_archived(storage_class: &str) -> bool {
    price(storage_class).get.is_none()
}

/// The encryption of the objects, as one of them has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encryption {
    /// It costs nothing: none, or with a key of S3.
    #[default]
    Free,
    /// A request to KMS for each object.
    Kms,
    /// With a Bucket Key, which saves nearly all requests to KMS.
    BucketKey,
}

/// Objects that would be read, and the requests that have found them.
#[derive(Clone, Debug, Default)]
pub struct Cost {
    /// Objects and bytes by storage class.
    classes: BTreeMap<String, StorageClass>,
    /// LIST requests.
    pub lists: u64,
    /// The encryption of the objects.
    pub encryption: Encryption,
}

#[derive(Clone, Debug, Default)]
struct StorageClass {
    objects: u64,
    bytes: u64,
    /// The first object, for an example.
    first: String,
}

impl Cost {
    /// Counts an object that would be read.
    pub fn add(&mut self, object: &Object) {
        self.add_many(&object.storage_class, 1, object.size, &object.key);
    }

    /// Counts objects of a storage class. `first` is the key of one of them.
    pub fn add_many(&mut self, storage_class: &str, objects: u64, bytes: u64, first: &str) {
        let class = self.classes.entry(storage_class.to_owned()).or_default();
        class.objects += objects;
        class.bytes += bytes;
        if class.first.is_empty() {
            first.clone_into(&mut class.first);
        }
    }

    /// Returns the number of objects that would be read, without those that are archived.
    pub fn objects(&self) -> u64 {
        self.readable().map(|(_, class)| class.objects).sum()
    }

    /// Returns the bytes of the objects that would be read.
    pub fn bytes(&self) -> u64 {
        self.readable().map(|(_, class)| class.bytes).sum()
    }

    fn readable(&self) -> impl Iterator<Item = (&String, &StorageClass)> {
        self.classes.iter().filter(|(name, _)| !is_archived(name))
    }

    /// Returns the list price in dollars for the requests and for KMS, without transfer.
    pub fn dollars(&self) -> f64 {
        let of_class = |(name, class): (&String, &StorageClass)| {
            let price = price(name);
            let gets = float(class.objects) * price.get.unwrap_or_default() / 1000.0;
            gets + float(class.bytes) / GIGABYTE * price.retrieval
        };
        let decrypts = match self.encryption {
            Encryption::Free => 0.0,
            Encryption::Kms => 1.0,
            // "Reducing the cost of SSE-KMS with Amazon S3 Bucket Keys": by up to 99 percent.
            Encryption::BucketKey => 0.01,
        };
        let kms = float(self.objects()) * decrypts * DECRYPT;
        float(self.lists) * LIST + self.readable().map(of_class).sum::<f64>() + kms
    }

    /// Returns the list price in dollars for the transfer to another Region, and to the internet.
    pub fn transfer_dollars(&self) -> (f64, f64) {
        let gigabytes = float(self.bytes()) / GIGABYTE;
        (gigabytes * TO_REGION, gigabytes * TO_INTERNET)
    }

    /// Describes the cost in lines: the total, the storage classes if there are several, the transfer, and
    /// what is archived.
    pub fn lines(&self, location: &S3Location) -> Vec<String> {
        let (region, internet) = self.transfer_dollars();
        let requests = format!(
            "{} and {}",
            counted(self.lists, "LIST request"),
            counted(self.objects(), "GET request")
        );
        let mut lines = vec![
            format!(
                "{} of {}: {requests}, {} at list prices of us-east-1",
                counted(self.objects(), "object"),
                bytes(self.bytes()),
                dollars(self.dollars())
            ),
            format!(
                "transfer: $0.00 within the Region, {} to another Region, {} to the internet",
                dollars(region),
                dollars(internet)
            ),
        ];
        if self.classes.keys().any(|class| class != STANDARD.class) {
            lines.extend(self.classes.iter().map(|(name, class)| {
                format!(
                    "{}: {}, {}",
                    visible(name),
                    counted(class.objects, "object"),
                    bytes(class.bytes)
                )
            }));
        }
        lines.extend(self.archived(location));
        lines
    }

    /// Returns a line with the restore command for each archived storage class.
    pub fn archived(&self, location: &S3Location) -> Vec<String> {
        let archived = self.classes.iter().filter(|(name, _)| is_archived(name));
        let line = |(name, class): (&String, &StorageClass)| {
            format!(
                "{} in {} cannot be read until restored, as with: {}",
                counted(class.objects, "object"),
                visible(name),
                visible(&advice::restore(&location.with_key(&class.first)))
            )
        };
        archived.map(line).collect()
    }
}

#[expect(clippy::cast_precision_loss, reason = "an estimate in dollars needs no more digits")]
fn float(count: u64) -> f64 {
    count as f64
}

fn dollars(amount: f64) -> String {
    if amount > 0.0 && amount < 0.01 {
        "less than $0.01".to_owned()
    } else {
        format!("${amount:.2}")
    }
}

fn bytes(count: u64) -> String {
    HumanBytes(count).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_million_objects_cost_what_aws_lists() {
        let gigabytes = 75 << 30;
        for (class, encryption, expected) in [
            ("STANDARD", Encryption::Free, "$4.05"),
            ("STANDARD", Encryption::Kms, "$34.05"),
            ("STANDARD", Encryption::BucketKey, "$4.35"),
            ("STANDARD_IA", Encryption::Free, "$10.80"),
            ("GLACIER_IR", Encryption::Free, "$102.30"),
            ("INTELLIGENT_TIERING", Encryption::Free, "$4.05"),
            ("DEEP_ARCHIVE", Encryption::Free, "$0.05"),
        ] {
            let mut cost = Cost { lists: 10_302, encryption, ..Cost::default() };
            cost.add_many(class, 10_000_000, gigabytes, "k");
            assert_eq!(dollars(cost.dollars()), expected, "{class} {encryption:?}");
        }
    }

    #[test]
    fn archived_objects_are_named_with_the_command_that_restores_them() {
        let mut cost = Cost { lists: 1, ..Cost::default() };
        cost.add_many("STANDARD", 2, 3 << 20, "a");
        cost.add_many("GLACIER", 1, 5 << 20, "b c");
        let location = S3Location::parse("s3://logs/").unwrap();
        insta::assert_snapshot!(cost.lines(&location).join("\n"), @"
        2 objects of 3.00 MiB: 1 LIST request and 2 GET requests, less than $0.01 at list prices of us-east-1
        transfer: $0.00 within the Region, less than $0.01 to another Region, less than $0.01 to the internet
        GLACIER: 1 object, 5.00 MiB
        STANDARD: 2 objects, 3.00 MiB
        1 object in GLACIER cannot be read until restored, as with: aws s3api restore-object --bucket logs --key 'b c' --restore-request Days=7
        ");
    }
}
