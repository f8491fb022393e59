//! Times of the archive: whole seconds, written as a record and as a file name have them.

use anyhow::Result;
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

/// The first day of every archive, 2025-03-03, a Monday. An archive must not depend on when it is
/// made.
pub(crate) const FIRST: i64 = 1_740_960_000;

/// As in a record: `2025-03-03T08:15:42Z`.
pub(crate) fn text(second: i64) -> Result<String> {
    Ok(Timestamp::from_second(second)?.to_string())
}

/// A second as a calendar date and time in UTC, for the parts of a file's name.
pub(crate) fn civil(second: i64) -> Result<DateTime> {
    Ok(Timestamp::from_second(second)?.to_zoned(TimeZone::UTC).datetime())
}
