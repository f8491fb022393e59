//! Identity of events: the key that equal events share, and the choice between copies that differ.

use std::{
    cmp::{Ordering, Reverse},
    sync::LazyLock,
};

use xxhash_rust::xxh3::{xxh3_64_with_seed, xxh3_128_with_seed};

use crate::trail::{
    canonical::canonical,
    column::{
        COLUMNS, EVENT_ID, EVENT_NAME, EVENT_SOURCE, EVENT_TIME, EXTRA, RECIPIENT_ACCOUNT_ID,
    },
    column_set::ColumnSet,
    members, record,
    row::{Cell, Row, RowValues},
    shape::Shape,
};

/// The identity of an event: a 128-bit hash, ordered by its first half.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct EventKey(u64, u64);

impl EventKey {
    /// Returns the two halves, the more significant one first.
    pub(crate) fn halves(self) -> (u64, u64) {
        (self.0, self.1)
    }

    /// Returns the key with these halves.
    pub(crate) fn from_halves(high: u64, low: u64) -> Self {
        Self(high, low)
    }

    /// Returns a key that is as evenly distributed as real ones.
    #[cfg(test)]
    pub(crate) fn from_number(number: u64) -> Self {
        Self::from_digest(xxh3_128_with_seed(&number.to_le_bytes(), 7))
    }

    #[expect(clippy::cast_possible_truncation, reason = "the two halves of the 128 bits")]
    fn from_digest(digest: u128) -> Self {
        Self(digest as u64, (digest >> 64) as u64)
    }
}

/// A hasher for event keys and content hashes, with a random seed so that nobody who writes to a log
/// can choose two records that collide. Neither kind of hash is ever stored in the database.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyHasher {
    seed: u64,
}

impl KeyHasher {
    /// Creates a hasher with a random seed.
    pub(crate) fn random() -> Self {
        use std::hash::{BuildHasher, RandomState};
        Self { seed: RandomState::new().hash_one("ducktrail") }
    }

    /// Returns the key of an event: a hash of `eventID`, account, time, source and name, as an `eventID`
    /// alone is not unique. A record without an `eventID` is hashed as a whole.
    pub(crate) fn key(self, row: &impl RowValues) -> EventKey {
        let mut parts = Vec::with_capacity(256);
        if row.text(EVENT_ID).is_some() {
            for column in [EVENT_ID, RECIPIENT_ACCOUNT_ID, EVENT_TIME, EVENT_SOURCE, EVENT_NAME] {
                match row.value(column) {
                    Cell::Null => push_part(&mut parts, 0, unparsed(row, column).as_bytes()),
                    Cell::Text(text) => push_part(&mut parts, 1, text.as_bytes()),
                    Cell::Time(micros) => push_part(&mut parts, 2, &micros.to_le_bytes()),
                    Cell::Bool(_) => {}
                }
            }
        } else {
            push_part(&mut parts, 3, canonical(&record::from_row(&row.to_row(), None)).as_bytes());
        }
        EventKey::from_digest(xxh3_128_with_seed(&parts, self.seed))
    }

    /// Returns a 64-bit hash that two copies of an event share if all of their columns are equal, and their members
    /// have the same order. Columns that are extracted or computed from other columns are left out.
    pub(crate) fn content_hash(self, row: &impl RowValues, shape: Shape<'_>) -> u64 {
        let mut hash = xxh3_64_with_seed(shape.bytes(), self.seed);
        for index in row.present().and(*LOGGED) {
            // The seed includes the column and all earlier values.
            let seed = hash ^ index as u64;
            hash = match row.value(index) {
                Cell::Null => continue,
                Cell::Text(text) => xxh3_64_with_seed(text.as_bytes(), seed),
                Cell::Time(micros) => xxh3_64_with_seed(&micros.to_le_bytes(), seed),
                Cell::Bool(value) => xxh3_64_with_seed(&[u8::from(value)], seed),
            };
        }
        hash
    }
}

/// Appends a value with its kind and length, so that adjacent values cannot run together.
fn push_part(parts: &mut Vec<u8>, kind: u8, bytes: &[u8]) {
    let mut head = (bytes.len() as u64).to_le_bytes();
    head[7] = kind;
    parts.extend(head);
    parts.extend(bytes);
}

/// The columns that are neither extracted nor computed from other columns.
static LOGGED: LazyLock<ColumnSet> = LazyLock::new(|| {
    let is_logged = |index: &usize| COLUMNS[*index].is_member() || *index == EXTRA;
    ColumnSet::only((0..COLUMNS.len()).filter(is_logged))
});

/// Returns the text of the member that `column` is read from, if it did not fit the column, such as a
/// malformed `eventTime`; "" if it is absent, null or empty.
fn unparsed(row: &impl RowValues, column: usize) -> &str {
    let extra = row.text(EXTRA).and_then(|extra| members::split(extra).ok()).unwrap_or_default();
    let value = members::find(&extra, COLUMNS[column].path[0]).unwrap_or_default();
    if matches!(value, "null" | "\"\"") { "" } else { value }
}

/// A copy of an event, to compare it with another one.
#[derive(Clone, Copy)]
pub(crate) struct EventCopy<'a> {
    pub(crate) row: &'a Row<'a>,
    /// The names of its members in their order; `None` for an event that an earlier version stored without it.
    pub(crate) shape: Option<&'a str>,
}

impl<'a> EventCopy<'a> {
    /// Returns true if this copy should be kept rather than the other one.
    ///
    /// A complete copy is preferred to one from which AWS omitted a large value, then a longer copy, then
    /// the one that sorts first. Copies with the same values differ in the order of their members, or in members that
    /// are `null` in one of them. The order of arrival does not count, so an archive gives the same events, and
    /// the same records back, regardless of the number of threads and the order in which files are read.
    pub(crate) fn is_preferred_to(self, other: Self) -> bool {
        let by_values =
            self.rank().cmp(&other.rank()).then_with(|| other.values().cmp(&self.values()));
        match (by_values, self.shape, other.shape) {
            (Ordering::Equal, Some(own), Some(others)) => {
                (Reverse(own.len()), own) < (Reverse(others.len()), others)
            }
            (order, ..) => order.is_gt(),
        }
    }

    fn rank(self) -> (bool, usize) {
        let texts = || self.logged().filter_map(|(_, cell)| cell.text());
        (!texts().any(is_omission), texts().map(str::len).sum())
    }

    /// Returns a text that two copies share if all of their columns are equal.
    fn values(self) -> String {
        format!("{:?}", self.logged().collect::<Vec<_>>())
    }

    /// Returns the values that [`KeyHasher::content_hash`] compares, with their columns.
    fn logged(self) -> impl Iterator<Item = (usize, &'a Cell<'a>)> {
        let logged = self.row.present().and(*LOGGED).into_iter();
        logged.map(move |index| (index, self.row.cell(index)))
    }
}

/// Returns true if AWS replaced the value by a note because it was too large.
fn is_omission(text: &str) -> bool {
    text.starts_with('{') && text.contains("\"omitted\"") && text.contains("\"originalSize\"")
}

/// Maps a hash to one of `count` slots, evenly and in the order of the hashes.
pub(crate) fn slot(hash: u64, count: usize) -> usize {
    let slot = (u128::from(hash) * count as u128) >> 64;
    usize::try_from(slot).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trail::{
        record::{ColumnSet, to_row},
        shape,
    };

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
    fn events_that_differ_in_any_part_of_the_key_are_different() {
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
        assert_ne!(key(&early), key(&late), "malformed times still differ");
    }

    #[test]
    fn records_without_an_id_are_compared_as_a_whole() {
        let record = r#"{"eventName":"n","requestParameters":{"a":1, "b":2},"errorCode":null}"#;
        assert_eq!(key(record), key(r#"{"requestParameters":{"b":2,"a":1},"eventName":"n"}"#));
        assert_ne!(key(record), key(r#"{"requestParameters":{"b":2,"a":1.0},"eventName":"n"}"#));
        assert_ne!(
            key(r#"{"eventID":"","eventName":"n"}"#),
            key(r#"{"eventID":"","eventName":"m"}"#)
        );
    }

    #[test]
    fn a_complete_copy_is_preferred_in_either_order() {
        let row = |text: &'static str| to_row(&members::split(text).unwrap(), &ColumnSet::all());
        let whole = row(r#"{"eventID":"1","requestParameters":{"a":1}}"#);
        let stub = row(
            r#"{"eventID":"1","requestParameters":{"reason":"requestParameters too large","omitted":"true","originalSize":"149893"}}"#,
        );
        let longer = row(r#"{"eventID":"1","requestParameters":{"a":1},"eventContext":{}}"#);
        let copy = |row| EventCopy { row, shape: None };
        for (better, worse) in [(&whole, &stub), (&longer, &whole), (&longer, &stub)] {
            assert!(copy(better).is_preferred_to(copy(worse)));
            assert!(!copy(worse).is_preferred_to(copy(better)));
        }
    }

    #[test]
    fn of_copies_with_the_same_values_one_is_preferred_in_either_order() {
        let texts = [
            r#"{"errorCode":null,"eventID":"1","eventName":"n"}"#,
            r#"{"eventID":"1","eventName":"n"}"#,
            r#"{"eventName":"n","eventID":"1"}"#,
        ];
        let rows = texts.map(|text| to_row(&members::split(text).unwrap(), &ColumnSet::all()));
        let shapes = texts.map(|text| shape::of(text, &members::split(text).unwrap()));
        let copy = |at: usize| EventCopy { row: &rows[at], shape: Some(&shapes[at]) };
        for (better, worse) in [(0, 1), (1, 2), (0, 2)] {
            assert!(copy(better).is_preferred_to(copy(worse)));
            assert!(!copy(worse).is_preferred_to(copy(better)));
            let unknown = EventCopy { shape: None, ..copy(worse) };
            assert!(!copy(better).is_preferred_to(unknown), "an event without a shape stays");
        }
        assert!(!copy(0).is_preferred_to(copy(0)));
    }
}
