//! The filter on records, and the files that cannot match it.

use crate::{
    scan::file::LogFile,
    trail::{
        column::{AWS_REGION, IDENTITY_ACCOUNT_ID, RECIPIENT_ACCOUNT_ID},
        row::Row,
        time::HOUR,
    },
};

/// A file has no events from after its delivery. One day allows for clocks and for the time zones of
/// renamed files.
const CLOCK_TOLERANCE: i64 = 24 * HOUR;

/// CloudTrail tries to deliver for 30 days. One day more allows for clocks.
const MAX_DELAY: i64 = 31 * 24 * HOUR;

/// The records to import; all, by default.
#[derive(Clone, Debug, Default)]
pub(crate) struct RecordFilter {
    /// Events from this time on, in microseconds since 1970.
    pub(crate) since: Option<i64>,
    /// Events before this time, in microseconds since 1970.
    pub(crate) until: Option<i64>,
    /// Events of these accounts.
    pub(crate) accounts: Vec<String>,
    /// Events of these Regions.
    pub(crate) regions: Vec<String>,
}

impl RecordFilter {
    /// Returns true if an event matches. A missing time, account or Region matches, as nothing shows that
    /// the event is outside the filter.
    pub(crate) fn matches(&self, row: &Row<'_>) -> bool {
        let account = row.text(RECIPIENT_ACCOUNT_ID).or_else(|| row.text(IDENTITY_ACCOUNT_ID));
        row.event_time().is_none_or(|time| {
            self.since.is_none_or(|since| time >= since)
                && self.until.is_none_or(|until| time < until)
        }) && is_among(account, &self.accounts)
            && is_among(row.text(AWS_REGION), &self.regions)
    }

    /// Returns false only if the delivery time in the name of a file proves that none of its events
    /// match.
    pub(crate) fn may_match(&self, file: &LogFile) -> bool {
        file.delivered.is_none_or(|delivered| {
            self.since.is_none_or(|since| delivered + CLOCK_TOLERANCE >= since)
                && self.until.is_none_or(|until| delivered - MAX_DELAY < until)
        })
    }
}

fn is_among(value: Option<&str>, values: &[String]) -> bool {
    values.is_empty() || value.is_none_or(|value| values.iter().any(|it| it == value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trail::{
        members,
        record::{ColumnSet, to_row},
        time::parse,
    };

    fn filter() -> RecordFilter {
        RecordFilter {
            since: parse("2024-01-10T00:00:00Z"),
            until: parse("2024-01-11T00:00:00Z"),
            accounts: vec!["111122223333".to_owned()],
            regions: vec!["us-east-1".to_owned()],
        }
    }

    #[test]
    fn events_match_unless_a_value_excludes_them() {
        let matches = |text: &str| {
            filter().matches(&to_row(&members::split(text).unwrap(), &ColumnSet::all()))
        };
        for (text, expected) in [
            (
                r#"{"eventTime":"2024-01-10T00:00:00Z","recipientAccountId":"111122223333","awsRegion":"us-east-1"}"#,
                true,
            ),
            (r#"{"eventTime":"2024-01-11T00:00:00Z"}"#, false),
            (r#"{"eventTime":"2024-01-09T23:59:59Z"}"#, false),
            (r#"{"recipientAccountId":"444455556666"}"#, false),
            (r#"{"userIdentity":{"accountId":"444455556666"}}"#, false),
            (r#"{"awsRegion":"us-east-2"}"#, false),
            (r#"{"eventTime":"..."}"#, true),
            ("{}", true),
        ] {
            assert_eq!(matches(text), expected, "{text}");
        }
    }

    #[test]
    fn only_files_that_cannot_match_are_left_out() {
        let may_match = |time: &str| {
            let name =
                format!("111122223333_CloudTrail_us-east-1_{time}Z_Ab12Cd34Ef56Gh78.json.gz");
            filter().may_match(&LogFile::new(name.into(), 0, 0))
        };
        for (time, expected) in [
            ("20240108T2300", false),
            ("20240109T0000", true),
            ("20240110T1200", true),
            ("20240210T0000", true),
            ("20240212T0000", false),
        ] {
            assert_eq!(may_match(time), expected, "{time}");
        }
        assert!(filter().may_match(&LogFile::new("renamed.json.gz".into(), 0, 0)));
    }
}
