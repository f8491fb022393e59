//! When two records are the same event, and which copy of it is kept.

use xxhash_rust::xxh3::{xxh3_64_with_seed, xxh3_128_with_seed};

use crate::trail::{
    canonical::canonical,
    column::{
        COLUMNS, EVENT_ID, EVENT_NAME, EVENT_SOURCE, EVENT_TIME, EXTRA, RECIPIENT_ACCOUNT_ID,
    },
    members::{self, Member},
    record,
    row::{Cell, Row},
};

/// The identity of an event in 128 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct EventKey(u64, u64);

impl EventKey {
    /// Its two halves, which it is in the order of.
    pub(crate) fn halves(self) -> (u64, u64) {
        (self.0, self.1)
    }

    /// The identity of these halves.
    pub(crate) fn of_halves(high: u64, low: u64) -> Self {
        Self(high, low)
    }

    /// An identity like any other, for tests.
    #[cfg(test)]
    pub(crate) fn of_number(number: u64) -> Self {
        Self::of_digest(xxh3_128_with_seed(&number.to_le_bytes(), 7))
    }

    #[expect(clippy::cast_possible_truncation, reason = "the two halves of the 128 bits")]
    fn of_digest(digest: u128) -> Self {
        Self(digest as u64, (digest >> 64) as u64)
    }
}

/// Makes keys and fingerprints with a seed of its own, so that nobody who writes into a log can
/// choose two records that collide. Neither is ever stored.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyHasher {
    seed: u64,
}

impl KeyHasher {
    /// A hasher with a random seed.
    pub(crate) fn random() -> Self {
        use std::hash::{BuildHasher, RandomState};
        Self { seed: RandomState::new().hash_one("ducktrail") }
    }

    /// The identity of an event: its `eventID` with account, time, source and name, since an
    /// `eventID` alone is not unique; the whole record where it has no `eventID`.
    pub(crate) fn key(self, row: &Row<'_>) -> EventKey {
        let mut parts = Vec::with_capacity(256);
        if row.text(EVENT_ID).is_some() {
            let odd = Odd::of(row);
            for column in [EVENT_ID, RECIPIENT_ACCOUNT_ID, EVENT_TIME, EVENT_SOURCE, EVENT_NAME] {
                match row.cell(column) {
                    Cell::Null => part(&mut parts, 0, odd.value(column).as_bytes()),
                    Cell::Text(text) => part(&mut parts, 1, text.as_bytes()),
                    Cell::Time(micros) => part(&mut parts, 2, &micros.to_le_bytes()),
                    Cell::Bool(_) => {}
                }
            }
        } else {
            part(&mut parts, 3, canonical(&record::from_row(row)).as_bytes());
        }
        EventKey::of_digest(xxh3_128_with_seed(&parts, self.seed))
    }

    /// Whether two copies of an event are alike in all columns, in 64 bits. A column that is a copy
    /// out of an object, or made of others, is alike where those are.
    pub(crate) fn fingerprint(self, row: &Row<'_>) -> u64 {
        let mut hash = self.seed;
        for (index, (_, cell)) in row.iter().enumerate() {
            if !COLUMNS[index].is_member() && index != EXTRA {
                continue;
            }
            // Each value is hashed with its place and with all that came before it.
            let seed = hash ^ index as u64;
            hash = match cell {
                Cell::Null => continue,
                Cell::Text(text) => xxh3_64_with_seed(text.as_bytes(), seed),
                Cell::Time(micros) => xxh3_64_with_seed(&micros.to_le_bytes(), seed),
                Cell::Bool(value) => xxh3_64_with_seed(&[u8::from(*value)], seed),
            };
        }
        hash
    }
}

/// Adds one part with its kind and length, so that parts cannot run together.
fn part(parts: &mut Vec<u8>, kind: u8, bytes: &[u8]) {
    let mut head = (bytes.len() as u64).to_le_bytes();
    head[7] = kind;
    parts.extend(head);
    parts.extend(bytes);
}

/// Values of the identity that no column could hold, as an unreadable `eventTime`.
struct Odd<'a>(Vec<Member<'a>>);

impl<'a> Odd<'a> {
    fn of(row: &'a Row<'_>) -> Self {
        Self(row.text(EXTRA).and_then(|extra| members::split(extra).ok()).unwrap_or_default())
    }

    /// The text of the member behind a column; an empty string is as good as none.
    fn value(&self, column: usize) -> &'a str {
        let value = members::find(&self.0, COLUMNS[column].path[0]).unwrap_or_default();
        if matches!(value, "null" | "\"\"") { "" } else { value }
    }
}

/// Whether `a` is to be kept rather than `b`, two copies of one event that differ.
///
/// A copy with nothing left out goes before one from which AWS left something out for its size;
/// then the longer one, then the one that sorts first. It does not matter which came first, so
/// that an archive gives the same events in whatever order and by however many threads it is read.
pub(crate) fn is_preferred(a: &Row<'_>, b: &Row<'_>) -> bool {
    let rank = |row: &Row<'_>| {
        let texts = || row.iter().filter_map(|(_, cell)| cell.text());
        let is_whole = !texts().any(is_omission);
        let length: usize = texts().map(str::len).sum();
        (is_whole, length)
    };
    match rank(a).cmp(&rank(b)) {
        std::cmp::Ordering::Equal => format!("{a:?}") < format!("{b:?}"),
        order => order.is_gt(),
    }
}

/// Whether AWS put a note in the place of a value that was too large.
fn is_omission(text: &str) -> bool {
    text.starts_with('{') && text.contains("\"omitted\"") && text.contains("\"originalSize\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trail::record::{ColumnSet, to_row};

    fn key(text: &str) -> EventKey {
        KeyHasher { seed: 7 }.key(&to_row(&members::split(text).unwrap(), &ColumnSet::all()))
    }

    const EVENT: &str = r#"{"eventID":"1","recipientAccountId":"111122223333","eventTime":"2024-01-02T03:04:05Z","eventSource":"s","eventName":"n"}"#;

    #[test]
    fn copies_from_other_channels_are_the_same_event() {
        for copy in [
            r#"{"eventName":"n","eventSource":"s","eventTime":"2024-01-02 03:04:05.000","recipientAccountId":"111122223333","eventID":"1","eventContext":{}}"#,
            r#"{"eventID":"1","recipientAccountId":"111122223333","eventTime":"2024-01-02T04:04:05+01:00","eventSource":"s","eventName":"n","awsRegion":"x"}"#,
        ] {
            assert_eq!(key(copy), key(EVENT), "{copy}");
        }
    }

    #[test]
    fn any_part_of_the_identity_sets_events_apart() {
        for (part, other) in [
            ("\"1\"", "\"2\""),
            ("111122223333", "444455556666"),
            ("03:04:05", "03:04:06"),
            ("\"s\"", "\"\""),
            ("\"n\"", "\"sn\""),
            ("2024-01-02T03:04:05Z", "..."),
        ] {
            assert_ne!(key(&EVENT.replace(part, other)), key(EVENT), "{part}");
        }
        let (early, late) = (EVENT.replace("2024-01", "..."), EVENT.replace("2024-01", "...."));
        assert_ne!(key(&early), key(&late), "times that cannot be read still differ");
    }

    #[test]
    fn without_an_id_the_whole_record_tells() {
        let record = r#"{"eventName":"n","requestParameters":{"a":1, "b":2},"errorCode":null}"#;
        assert_eq!(key(record), key(r#"{"requestParameters":{"b":2,"a":1},"eventName":"n"}"#));
        assert_ne!(key(record), key(r#"{"requestParameters":{"b":2,"a":1.0},"eventName":"n"}"#));
        assert_ne!(
            key(r#"{"eventID":"","eventName":"n"}"#),
            key(r#"{"eventID":"","eventName":"m"}"#)
        );
    }

    #[test]
    fn a_whole_copy_is_preferred_and_the_order_does_not_matter() {
        let row = |text: &'static str| to_row(&members::split(text).unwrap(), &ColumnSet::all());
        let whole = row(r#"{"eventID":"1","requestParameters":{"a":1}}"#);
        let stub = row(
            r#"{"eventID":"1","requestParameters":{"reason":"requestParameters too large","omitted":"true","originalSize":"149893"}}"#,
        );
        let longer = row(r#"{"eventID":"1","requestParameters":{"a":1},"eventContext":{}}"#);
        for (better, worse) in [(&whole, &stub), (&longer, &whole), (&longer, &stub)] {
            assert!(is_preferred(better, worse));
            assert!(!is_preferred(worse, better));
        }
    }
}
