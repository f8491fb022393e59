//! Times of the archive, in whole seconds, as in records and in file names.

use anyhow::Result;
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

/// The first day of every archive: Monday, 2025-03-03. It is fixed so that equal options give equal bytes.
pub(crate) const FIRST: i64 = 1_740_960_000;

/// Formats a second as records do: `2025-03-03T08:15:42Z`.
pub(crate) fn text(second: i64) -> Result<String> {
    Ok(Timestamp::from_second(second)?.to_string())
}

/// Returns the date and time in UTC.
pub(crate) fn civil(second: i64) -> Result<DateTime> {
    Ok(Timestamp::from_second(second)?.to_zoned(TimeZone::UTC).datetime())
}
