//! The days that a share of a lake owns.

use anyhow::{Result, bail};

use crate::{
    error::Usage,
    import::plan::filter::RecordFilter,
    store::{lake::layout::NONE, literal::quote, scope::check_order},
    trail::time::{self, HOUR},
};

const DAY: i64 = 24 * HOUR;

/// A range of days, in microseconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Days {
    /// The start of the first day; `None` for a range without a start.
    since: Option<i64>,
    /// The end of the last day; `None` for a range without an end.
    until: Option<i64>,
    takes_untimed: bool,
}

impl Days {
    /// Returns the days from `since` to `until`. The range of all days takes events without a time in any case.
    pub(crate) fn new(since: Option<i64>, until: Option<i64>, takes_untimed: bool) -> Result<Self> {
        check_order(since, until)?;
        for (option, time) in [("--since", since), ("--until", until)] {
            if let Some(time) = time.filter(|time| time.rem_euclid(DAY) != 0) {
                bail!(Usage(format!(
                    "a lake is written by days in UTC, and {option} is {}, within a day; name a day, such as {}",
                    time::render_second(time),
                    time::day(time)
                )));
            }
        }
        let is_all = since.is_none() && until.is_none();
        Ok(Self { since, until, takes_untimed: takes_untimed || is_all })
    }

    /// Returns the filter for the records of these days.
    pub(crate) fn filter(self, late: Option<i64>) -> RecordFilter {
        let Self { since, until, takes_untimed } = self;
        RecordFilter { since, until, late, takes_untimed, ..RecordFilter::default() }
    }

    /// Returns the name of the share that owns them: its first and its last day.
    pub(crate) fn share(self) -> String {
        let [first, last] = self.ends().map(|end| end.unwrap_or_else(|| "open".to_owned()));
        format!("{first}_{last}")
    }

    /// Returns the first and the last day.
    fn ends(self) -> [Option<String>; 2] {
        [self.since.map(time::day), self.until.map(|until| time::day(until - DAY))]
    }

    /// Returns an expression for the day of a column with a time. DuckDB does not read every time as the import
    /// does. A row whose time it cannot read, or reads as that of another day, belongs to the first day.
    pub(crate) fn date_of(self, column: &str) -> String {
        let [first, last] = self.ends();
        let date = format!("{column}::DATE::VARCHAR");
        let fallback = first.clone().or(last.clone()).filter(|_| !self.takes_untimed);
        let fallback = fallback.map_or_else(|| "NULL".to_owned(), |day| quote(&day));
        let bound = |operator: &str, end: Option<String>| {
            end.map(|end| format!(" AND {date} {operator} {}", quote(&end))).unwrap_or_default()
        };
        let bounds = bound(">=", first) + &bound("<=", last);
        format!("CASE WHEN {date} IS NOT NULL{bounds} THEN {date} ELSE {fallback} END")
    }

    /// Returns true if a day, as `2026-03-01`, is among them.
    fn contains(self, day: &str) -> bool {
        let [first, last] = self.ends();
        first.is_none_or(|first| *first <= *day) && last.is_none_or(|last| *day <= *last)
    }

    /// Returns true if the rows of a day are this share's, or those without a time.
    pub(crate) fn owns(self, value: &str) -> bool {
        if value == NONE { self.takes_untimed } else { self.contains(value) }
    }

    /// Returns true if the days of the share with this name are all among them.
    pub(crate) fn contain_share(self, share: &str) -> bool {
        let Some((first, last)) = share.split_once('_') else { return false };
        let within = |end: &str, own: Option<i64>| match end {
            "open" => own.is_none(),
            day => self.contains(day),
        };
        within(first, self.since) && within(last, self.until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(since: &str, until: &str) -> Days {
        let parse = |text: &str| time::parse(&format!("{text}T00:00:00Z"));
        Days::new(parse(since), parse(until), false).unwrap()
    }

    #[test]
    fn a_share_contains_those_whose_days_are_all_its_own() {
        let march = days("2026-03-01", "2026-04-01");
        assert_eq!(march.share(), "2026-03-01_2026-03-31");
        assert_eq!(days("", "").share(), "open_open");
        assert!(days("", "").takes_untimed && !march.takes_untimed);
        for (share, contained) in [
            ("2026-03-01_2026-03-31", true),
            ("2026-03-05_2026-03-05", true),
            ("2026-02-28_2026-03-02", false),
            ("2026-03-31_2026-04-01", false),
            ("open_2026-03-05", false),
            ("2026-03-05_open", false),
            ("open_open", false),
            ("x", false),
        ] {
            assert_eq!(march.contain_share(share), contained, "{share}");
            assert_eq!(days("", "").contain_share(share), share != "x", "{share}");
        }
    }

    #[test]
    fn a_time_within_a_day_is_refused() {
        let noon = time::parse("2026-03-01T12:00:00Z");
        let message = Days::new(noon, None, false).unwrap_err().to_string();
        assert!(message.contains("--since is 2026-03-01T12:00:00Z"), "{message}");
        assert!(message.ends_with("such as 2026-03-01"), "{message}");
    }
}
