//! The filter on records, and the files that cannot match it.

use std::{
    borrow::Cow,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use crate::{
    scan::{SideRecord, file::LogFile},
    store::{pattern::Pattern, scope::account_id},
    text::visible,
    trail::{
        column::{AWS_REGION, IDENTITY_ACCOUNT_ID, RECIPIENT_ACCOUNT_ID},
        key::LogFileKey,
        members::{self, Member},
        row::RowValues,
        time::{self, HOUR},
    },
};

/// A file has no events from after its delivery. One day allows for clocks and for the time zones of
/// renamed files.
const CLOCK_TOLERANCE: i64 = 24 * HOUR;

/// CloudTrail tries to deliver for 30 days. One day more allows for clocks.
const MAX_DELAY: i64 = 31 * 24 * HOUR;

/// The delay of objects of S3 that are looked into by default: hardly an event is delivered later, and 30 more
/// days of files would have to be fetched for each day.
const USUAL_DELAY: i64 = 24 * HOUR;

/// The records to import; all, by default.
#[derive(Clone, Debug, Default)]
pub(crate) struct RecordFilter {
    /// Events from this time on, in microseconds since 1970.
    pub(crate) since: Option<i64>,
    /// Events before this time, in microseconds since 1970.
    pub(crate) until: Option<i64>,
    /// Events of these accounts.
    pub(crate) accounts: Vec<Wanted>,
    /// Events of these Regions.
    pub(crate) regions: Vec<Wanted>,
    /// The longest time from an event to the delivery of a file that is looked into, in microseconds.
    pub(crate) late: Option<i64>,
    /// True to import records without a time, too, of all files: a name says nothing about them.
    pub(crate) takes_untimed: bool,
}

/// The answer of the delivery time in the name of a file: can it hold events that are wanted?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Some may match.
    May,
    /// Some could match, but it was delivered so late that it is not looked into.
    Late,
    /// None matches.
    Never,
}

/// A value that records are filtered by, as in a scope: letter case does not count and `*` is a wildcard.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// The value as it was typed.
    text: String,
    pattern: Pattern,
    /// True if a record of this run has the value; shared by the threads of an import.
    is_found: Arc<AtomicBool>,
}

impl Wanted {
    /// Returns the filter for an account, by its ID or an ARN.
    pub(crate) fn account(text: &str) -> Self {
        Self { pattern: Pattern::parse(&account_id(text)), ..Self::region(text) }
    }

    /// Returns the filter for a Region.
    pub(crate) fn region(text: &str) -> Self {
        let is_found = Arc::new(AtomicBool::new(false));
        Self { text: text.to_owned(), pattern: Pattern::parse(text), is_found }
    }

    fn matches(&self, value: &str) -> bool {
        let matches = self.pattern.matches(value);
        if matches {
            self.is_found.store(true, Ordering::Relaxed);
        }
        matches
    }
}

/// The decision of a filter on a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FilterDecision {
    /// The record is imported.
    Matches,
    /// The record has another time, account or Region.
    Excluded,
    /// The record and the name of its file lack a value that the filter asks about.
    Undecided,
}

/// The values of a record that a filter asks about. Each kind of record has its own members for them.
#[derive(Debug, Default)]
pub(crate) struct FilterValues<'a> {
    time: Option<i64>,
    account: Option<Cow<'a, str>>,
    region: Option<Cow<'a, str>>,
}

impl<'a> FilterValues<'a> {
    /// Returns the values of an event.
    pub(crate) fn of_event(row: &'a impl RowValues) -> Self {
        let text = |column| row.text(column).filter(|text| !text.is_empty()).map(Cow::Borrowed);
        Self {
            time: row.event_time(),
            account: text(RECIPIENT_ACCOUNT_ID).or_else(|| text(IDENTITY_ACCOUNT_ID)),
            region: text(AWS_REGION),
        }
    }

    /// Returns the values of a record of another kind.
    pub(crate) fn of_side_record(kind: SideRecord, text: &'a str) -> Self {
        let members = members::split(text).unwrap_or_default();
        let region = text_of(&members, "awsRegion");
        if kind == SideRecord::Aggregated {
            let window =
                members::find(&members, "timeWindow").and_then(|it| members::split(it).ok());
            let start = window.as_ref().and_then(|window| text_of(window, "windowStart"));
            let time = start.and_then(|start| time::parse(&start));
            return Self { time, account: text_of(&members, "accountId"), region };
        }
        let time = text_of(&members, "eventTime").and_then(|time| time::parse(&time));
        Self { time, account: text_of(&members, "recipientAccountId"), region }
    }
}

/// Returns the value of a member that is a string and not empty.
fn text_of<'a>(members: &[Member<'a>], name: &str) -> Option<Cow<'a, str>> {
    members::unescape(members::find(members, name)?).filter(|text| !text.is_empty())
}

impl RecordFilter {
    /// Returns true if all records match.
    pub(crate) fn is_empty(&self) -> bool {
        self.since.is_none()
            && self.until.is_none()
            && self.accounts.is_empty()
            && self.regions.is_empty()
    }

    /// Returns a message for each account and Region that no record has had so far.
    pub(crate) fn describe_unfound(&self) -> Vec<String> {
        let accounts = self.accounts.iter().map(|wanted| ("account", wanted));
        let regions = self.regions.iter().map(|wanted| ("Region", wanted));
        let unfound =
            accounts.chain(regions).filter(|(_, it)| !it.is_found.load(Ordering::Relaxed));
        unfound
            .map(|(noun, it)| {
                format!("no record that was read has the {noun} '{}'", visible(&it.text))
            })
            .collect()
    }

    /// Decides on a record. An account or Region that it lacks is taken from the name of its file.
    pub(crate) fn decide(&self, values: &FilterValues<'_>, key: &LogFileKey) -> FilterDecision {
        let account = values.account.as_deref().or(key.account_id.as_deref());
        let region = values.region.as_deref().or(key.region.as_deref());
        let is_timed = self.since.is_some() || self.until.is_some();
        let in_range = |time: i64| {
            self.since.is_none_or(|since| time >= since)
                && self.until.is_none_or(|until| time < until)
        };
        let decisions = [
            if is_timed {
                values.time.map(in_range).or(self.takes_untimed.then_some(true))
            } else {
                Some(true)
            },
            is_among(account, &self.accounts),
            is_among(region, &self.regions),
        ];
        if decisions.contains(&Some(false)) {
            FilterDecision::Excluded
        } else if decisions.contains(&None) {
            FilterDecision::Undecided
        } else {
            FilterDecision::Matches
        }
    }

    /// Returns false only if the delivery time in the name of a file proves that none of its events
    /// match, or that it was delivered too late.
    pub(crate) fn may_match(&self, file: &LogFile) -> bool {
        self.reach(file) == Reach::May
    }

    /// Decides by the delivery time in the name of a file.
    pub(crate) fn reach(&self, file: &LogFile) -> Reach {
        let Some(delivered) = file.delivered.filter(|_| !self.takes_untimed) else {
            return Reach::May;
        };
        let usual = if file.object_version().is_some() { USUAL_DELAY } else { MAX_DELAY };
        let is_within = |delay| self.until.is_none_or(|until| delivered - delay < until);
        if self.since.is_some_and(|since| delivered + CLOCK_TOLERANCE < since) {
            Reach::Never
        } else if is_within(self.late.unwrap_or(usual)) {
            Reach::May
        } else if is_within(MAX_DELAY) {
            Reach::Late
        } else {
            Reach::Never
        }
    }

    /// Returns the time from which on a file that was delivered could hold a matching event, without the
    /// tolerance for clocks.
    pub(crate) fn first_delivery(&self) -> Option<i64> {
        self.since.filter(|_| !self.takes_untimed)
    }

    /// Returns the last delivery time of a file that could hold a matching event.
    pub(crate) fn last_delivery(&self) -> Option<i64> {
        let until = self.until.filter(|_| !self.takes_untimed)?;
        Some(until + self.late.unwrap_or_default().max(MAX_DELAY))
    }

    /// Returns true for an account whose folders are wanted.
    pub(crate) fn wants_account(&self, id: &str) -> bool {
        self.accounts.is_empty() || self.accounts.iter().any(|it| it.pattern.matches(id))
    }

    /// Returns true for a Region whose folders are wanted.
    pub(crate) fn wants_region(&self, name: &str) -> bool {
        self.regions.is_empty() || self.regions.iter().any(|it| it.pattern.matches(name))
    }
}

/// Returns `None` if there is no value to compare.
fn is_among(value: Option<&str>, values: &[Wanted]) -> Option<bool> {
    if values.is_empty() {
        return Some(true);
    }
    // Not `any`, which would not tell all values that are found.
    value.map(|value| values.iter().filter(|it| it.matches(value)).count() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scan::file::ObjectVersion,
        trail::{
            members,
            record::{ColumnSet, to_row},
            time::parse,
        },
    };

    fn filter() -> RecordFilter {
        RecordFilter {
            since: parse("2024-01-10T00:00:00Z"),
            until: parse("2024-01-11T00:00:00Z"),
            accounts: vec![Wanted::account("1111-2222-3333")],
            regions: vec![Wanted::region("US-*-1")],
            late: None,
            takes_untimed: false,
        }
    }

    use FilterDecision::{Excluded, Matches, Undecided};

    #[test]
    fn an_event_matches_if_every_value_does() {
        let decide = |text: &str| {
            let members = members::split(text).unwrap();
            let row = to_row(&members, &ColumnSet::all());
            filter().decide(&FilterValues::of_event(&row), &LogFileKey::default())
        };
        for (text, expected) in [
            (
                r#"{"eventTime":"2024-01-10T00:00:00Z","recipientAccountId":"111122223333","awsRegion":"us-east-1"}"#,
                Matches,
            ),
            (
                r#"{"eventTime":"2024-01-10T00:00:00Z","userIdentity":{"accountId":"111122223333"},"awsRegion":"us-east-1"}"#,
                Matches,
            ),
            (
                r#"{"eventTime":"2024-01-10T00:00:00Z","recipientAccountId":"111122223333"}"#,
                Undecided,
            ),
            (
                r#"{"eventTime":"2024-01-10T00:00:00Z","recipientAccountId":"111122223333","awsRegion":""}"#,
                Undecided,
            ),
            (r#"{"recipientAccountId":"111122223333","awsRegion":"us-east-1"}"#, Undecided),
            (r#"{"eventTime":"2024-01-11T00:00:00Z"}"#, Excluded),
            (r#"{"eventTime":"2024-01-09T23:59:59Z"}"#, Excluded),
            (r#"{"recipientAccountId":"444455556666"}"#, Excluded),
            (r#"{"userIdentity":{"accountId":"444455556666"}}"#, Excluded),
            (r#"{"awsRegion":"us-east-2"}"#, Excluded),
            (r#"{"eventTime":"..."}"#, Undecided),
            ("{}", Undecided),
        ] {
            assert_eq!(decide(text), expected, "{text}");
        }
    }

    #[test]
    fn every_kind_of_record_has_its_own_members() {
        let decide = |kind, text: &str| {
            filter().decide(&FilterValues::of_side_record(kind, text), &LogFileKey::default())
        };
        let insight = r#"{"eventTime":"2024-01-10T00:00:00Z","recipientAccountId":"111122223333","awsRegion":"us-east-1"}"#;
        let aggregated = r#"{"timeWindow":{"windowStart":"2024-01-10 23:55:00","windowEnd":"2024-01-11 00:00:00"},"accountId":"111122223333","awsRegion":"us-east-1"}"#;
        for (kind, text, expected) in [
            (SideRecord::Insight, insight.to_owned(), Matches),
            (SideRecord::Insight, insight.replace("east-1", "west-2"), Excluded),
            (SideRecord::Insight, insight.replace("recipientAccountId", "accountId"), Undecided),
            (SideRecord::Insight, insight.replace("-10T", "-11T"), Excluded),
            (SideRecord::Aggregated, aggregated.to_owned(), Matches),
            (SideRecord::Aggregated, aggregated.replace("1111", "9999"), Excluded),
            (SideRecord::Aggregated, aggregated.replace("-10 23:55", "-11 00:00"), Excluded),
            (SideRecord::Aggregated, aggregated.replace("windowStart", "start"), Undecided),
            (SideRecord::Aggregated, "[]".to_owned(), Undecided),
        ] {
            assert_eq!(decide(kind, &text), expected, "{text}");
        }
    }

    #[test]
    fn the_name_of_the_file_stands_in_for_a_missing_account_or_region() {
        let key = |account: &str, region: &str| LogFileKey {
            account_id: Some(account.to_owned()),
            region: Some(region.to_owned()),
            ..LogFileKey::default()
        };
        let values = |region: Option<&'static str>| FilterValues {
            time: parse("2024-01-10T00:00:00Z"),
            account: None,
            region: region.map(Cow::Borrowed),
        };
        for (region, key, expected) in [
            (None, key("111122223333", "us-east-1"), Matches),
            (None, key("111122223333", "us-east-2"), Excluded),
            (None, key("444455556666", "us-east-1"), Excluded),
            // The record's own value counts.
            (Some("us-east-1"), key("111122223333", "us-east-2"), Matches),
            (Some("us-east-2"), key("111122223333", "us-east-1"), Excluded),
        ] {
            assert_eq!(filter().decide(&values(region), &key), expected, "{region:?} {key:?}");
        }
        let timeless = FilterValues::default();
        assert_eq!(filter().decide(&timeless, &key("111122223333", "us-east-1")), Undecided);
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

    #[test]
    fn a_filter_that_takes_records_without_a_time_looks_into_all_files() {
        let filter = RecordFilter {
            accounts: Vec::new(),
            regions: Vec::new(),
            takes_untimed: true,
            ..filter()
        };
        let decide = |time: Option<&str>| {
            let values = FilterValues { time: time.and_then(parse), ..FilterValues::default() };
            filter.decide(&values, &LogFileKey::default())
        };
        assert_eq!(decide(None), Matches);
        assert_eq!(decide(Some("2024-01-10T00:00:00Z")), Matches);
        assert_eq!(decide(Some("2024-01-11T00:00:00Z")), Excluded);
        let name = "111122223333_CloudTrail_us-east-1_20300108T2300Z_Ab12Cd34Ef56Gh78.json.gz";
        assert!(filter.may_match(&LogFile::new(name.into(), 0, 0)));
        assert_eq!((filter.first_delivery(), filter.last_delivery()), (None, None));
    }

    #[test]
    fn objects_that_were_delivered_late_are_not_looked_into() {
        let reach = |day: &str, late| {
            let url = format!(
                "s3://b/1_CloudTrail/111122223333_CloudTrail_us-east-1_{day}T0000Z_Ab12.json.gz"
            );
            let file = LogFile::object(url, 1, 0, ObjectVersion::default());
            RecordFilter { late, ..filter() }.reach(&file)
        };
        for (day, late, expected) in [
            ("20240109", None, Reach::May),
            ("20240111", None, Reach::May),
            ("20240112", None, Reach::Late),
            ("20240112", Some(3 * 24 * HOUR), Reach::May),
            ("20240112", Some(0), Reach::Late),
            ("20240212", None, Reach::Never),
            ("20240212", Some(60 * 24 * HOUR), Reach::May),
            ("20240108", None, Reach::Never),
        ] {
            assert_eq!(reach(day, late), expected, "{day} {late:?}");
        }
    }
}
