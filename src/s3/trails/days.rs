//! The days in the keys of a Region.

use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};

/// Returns what all keys of a day begin with; `region` is the prefix of a Region.
pub(crate) fn folder(region: &str, day: Date) -> String {
    format!("{region}{}", day.strftime("%Y/%m/%d"))
}

/// Returns the UTC day of a time in microseconds since 1970.
pub(crate) fn of_time(time: i64) -> Option<Date> {
    let time = Timestamp::from_microsecond(time).ok()?;
    Some(time.to_zoned(TimeZone::UTC).date())
}

/// Returns the day in a key below the prefix of a Region. Days in this form have the order of their keys.
pub(crate) fn of_key(region: &str, key: &str) -> Option<Date> {
    let text = key.strip_prefix(region)?.get(..10)?;
    let day = Date::strptime("%Y/%m/%d", text).ok()?;
    (day.year() >= 0 && folder("", day) == text).then_some(day)
}

/// Returns up to `count` days at which the keys of the days after `last`, and before `end`, are divided. `first` and
/// `last` are the days of a page. The first part has as many days as the page, each part behind it twice as many: few
/// parts are empty if there are no keys long before `end`, and a long part can be divided again.
pub(crate) fn divisions(first: Date, last: Date, end: Date, count: usize) -> Vec<Date> {
    let days_of_page = (last - first).get_days().max(0) + 1;
    let starts = (0..count).map_while(|part| {
        let days = days_of_page.checked_shl(u32::try_from(part).ok()?)?;
        let start = last.checked_add(Span::new().try_days(days).ok()?).ok()?;
        (start < end).then_some(start)
    });
    starts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    use jiff::civil::date;

    #[test]
    fn a_day_is_read_from_a_key_and_written_to_its_folder() {
        let day = date(2024, 3, 5);
        assert_eq!(folder("r/", day), "r/2024/03/05");
        assert_eq!(of_key("r/", "r/2024/03/05/x.json.gz"), Some(day));
        let others =
            ["r/2024/3/5/x.json.gz", "r/2024/02/30/x", "r/x", "r/", "2024/03/05/x", "r/2024/03/0é"];
        // Their order is not that of the days.
        for key in others.into_iter().chain(["r/-999/03/05/x", "r/+024/03/05/x", "r/ 024/03/05/x"])
        {
            assert_eq!(of_key("r/", key), None, "{key}");
        }
        assert_eq!(of_time(0), Some(date(1970, 1, 1)));
        assert_eq!(of_time(i64::MAX), None);
    }

    #[test]
    fn each_part_has_twice_as_many_days_as_the_one_before() {
        let (first, last) = (date(2024, 3, 1), date(2024, 3, 2));
        let end = date(2024, 3, 20);
        let starts = [date(2024, 3, 4), date(2024, 3, 6), date(2024, 3, 10), date(2024, 3, 18)];
        assert_eq!(divisions(first, last, end, 64), starts);
        assert_eq!(divisions(first, last, end, 2), starts[..2]);
        assert_eq!(divisions(first, last, date(2024, 3, 18), 64), starts[..3]);
        assert!(divisions(first, last, last, 64).is_empty());
        assert!(divisions(first, last, end, 0).is_empty());
        assert_eq!(divisions(Date::MIN, Date::MAX, Date::MAX, 64), []);
        // The part after the last one would begin after the last day, or have more days than a span can.
        assert_eq!(divisions(date(0, 1, 1), date(0, 1, 1), Date::MAX, 64).len(), 22);
        assert_eq!(divisions(Date::MIN, date(0, 1, 1), Date::MAX, 64).len(), 1);
        assert_eq!(divisions(Date::MIN, date(-4990, 1, 1), Date::MAX, 64).len(), 2);
    }
}
