//! Which records are wanted, and which files cannot hold any.

use crate::{
    scan::file::LogFile,
    trail::{
        column::{AWS_REGION, IDENTITY_ACCOUNT_ID, RECIPIENT_ACCOUNT_ID},
        row::Row,
        time::HOUR,
    },
};

/// A file holds nothing from after its delivery; clocks and time zones of renamed files get a day.
const EARLY: i64 = 24 * HOUR;

/// CloudTrail tries to deliver for 30 days; a day more for the clock.
const LATE: i64 = 31 * 24 * HOUR;

/// Which records are wanted; everything, by default.
#[derive(Clone, Debug, Default)]
pub(crate) struct RecordFilter {
    /// Events from here on, in microseconds since 1970.
    pub(crate) since: Option<i64>,
    /// Events before this, in microseconds since 1970.
    pub(crate) until: Option<i64>,
    /// Events of these accounts.
    pub(crate) accounts: Vec<String>,
    /// Events of these Regions.
    pub(crate) regions: Vec<String>,
}

impl RecordFilter {
    /// Whether an event is wanted. One that does not say its time, account or Region is: nothing
    /// shows that it is not.
    pub(crate) fn admits(&self, row: &Row<'_>) -> bool {
        let account = row.text(RECIPIENT_ACCOUNT_ID).or_else(|| row.text(IDENTITY_ACCOUNT_ID));
        row.event_time().is_none_or(|time| {
            self.since.is_none_or(|since| time >= since)
                && self.until.is_none_or(|until| time < until)
        }) && is_among(account, &self.accounts)
            && is_among(row.text(AWS_REGION), &self.regions)
    }

    /// Whether a file may hold a wanted event: false only where the time of delivery in its name
    /// proves that it does not.
    pub(crate) fn may_hold(&self, file: &LogFile) -> bool {
        file.delivered.is_none_or(|delivered| {
            self.since.is_none_or(|since| delivered + EARLY >= since)
                && self.until.is_none_or(|until| delivered - LATE < until)
        })
    }
}

fn is_among(value: Option<&str>, wanted: &[String]) -> bool {
    wanted.is_empty() || value.is_none_or(|value| wanted.iter().any(|wanted| wanted == value))
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
    fn admits_what_is_wanted_and_what_does_not_say() {
        let admits = |text: &str| {
            filter().admits(&to_row(&members::split(text).unwrap(), &ColumnSet::all()))
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
            assert_eq!(admits(text), expected, "{text}");
        }
    }

    #[test]
    fn leaves_out_only_files_that_cannot_hold_it() {
        let may_hold = |time: &str| {
            let name =
                format!("111122223333_CloudTrail_us-east-1_{time}Z_Ab12Cd34Ef56Gh78.json.gz");
            filter().may_hold(&LogFile::new(name.into(), 0, 0))
        };
        for (time, expected) in [
            ("20240108T2300", false),
            ("20240109T0000", true),
            ("20240110T1200", true),
            ("20240210T0000", true),
            ("20240212T0000", false),
        ] {
            assert_eq!(may_hold(time), expected, "{time}");
        }
        assert!(filter().may_hold(&LogFile::new("renamed.json.gz".into(), 0, 0)));
    }
}
