//! Timestamps in CloudTrail records and in the tables that AWS exports.
//!
//! All are microseconds since 1970-01-01T00:00:00Z, like a DuckDB `TIMESTAMP`.

use jiff::{Timestamp, civil::DateTime, tz::Offset};

/// Microseconds in an hour.
pub const HOUR: i64 = 3_600_000_000;

/// Parses a timestamp: `2024-01-02T03:04:05Z`, with an optional fraction and offset, with a space
/// for the `T`, or in the basic form `20131102T010628Z`. Without a time zone it is UTC, as CloudTrail
/// Lake and Athena print it. Digits beyond microseconds are dropped.
///
/// Returns `None` for anything else, such as a date alone or a day that does not exist.
pub fn parse(text: &str) -> Option<i64> {
    // jiff would read a date alone as its midnight, which the log does not say.
    if !text.as_bytes().get(8..11)?.iter().any(|byte| matches!(byte, b'T' | b't' | b' ')) {
        return None;
    }
    let instant: Timestamp = if let Ok(instant) = text.parse() {
        instant
    } else {
        let clock: DateTime = text.parse().ok()?;
        Offset::UTC.to_timestamp(clock).ok()?
    };
    i64::try_from(instant.as_nanosecond().div_euclid(1000)).ok()
}

/// The text of a time as CloudTrail writes it, with its quotes.
const USUAL_BYTES: usize = "\"2024-01-02T03:04:05Z\"".len();

/// Parses a time with its quotes in the form in which CloudTrail writes nearly all: to the second and in
/// UTC. Returns `None` for some other times as well, so that [`parse`] decides on them.
pub(crate) fn parse_usual(quoted: &[u8]) -> Option<i64> {
    let text: &[u8; USUAL_BYTES] = quoted.try_into().ok()?;
    let is_usual = (text.iter().zip(b"\"0000-00-00T00:00:00Z\""))
        .all(|(byte, form)| if *form == b'0' { byte.is_ascii_digit() } else { byte == form });
    if !is_usual {
        return None;
    }
    let digit = |at: usize| i64::from(text[at] - b'0');
    let two_digits = |at: usize| digit(at) * 10 + digit(at + 1);
    let (year, month, day) = (two_digits(1) * 100 + two_digits(3), two_digits(6), two_digits(9));
    let (hour, minute, second) = (two_digits(12), two_digits(15), two_digits(18));
    // All months have 28 days. The calendar's other rules are those of `parse`.
    let is_certain = (1..=12).contains(&month)
        && (1..=28).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    let seconds = (hour * 60 + minute) * 60 + second;
    is_certain.then(|| (days_since_1970(year, month, day) * 86_400 + seconds) * 1_000_000)
}

/// Counts the days from 1970-01-01 to a day of the Gregorian calendar. Years begin in March here, so that
/// the leap day is the last one: see "`chrono`-Compatible Low-Level Date Algorithms" by Howard Hinnant.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + (153 * month + 2) / 5 + day - 1 - 719_468
}

/// A range of time that the user named, such as a day: from its start up to, not including, its end. An
/// instant starts and ends at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeSpan {
    /// The start, in microseconds since 1970.
    pub start: i64,
    /// The end, in microseconds since 1970.
    pub end: i64,
}

impl TimeSpan {
    const fn instant(at: i64) -> Self {
        Self { start: at, end: at }
    }

    const fn day(start: i64) -> Self {
        Self { start, end: start + 24 * HOUR }
    }
}

/// Parses a time given by the user: an instant, a day (`2024-05-31`), a month (`2024-05`), `today`,
/// `yesterday`, all in UTC, or an age: `1w`, `7d`, `36h`, `90m`.
pub fn parse_span(text: &str) -> Option<TimeSpan> {
    if let Some(at) = parse(text) {
        return Some(TimeSpan::instant(at));
    }
    if let Some(start) = parse(&format!("{text}T00:00:00Z")) {
        return Some(TimeSpan::day(start));
    }
    if let Some(month) = parse_month(text) {
        return Some(month);
    }
    let now = Timestamp::now().as_microsecond();
    let today = now - now.rem_euclid(24 * HOUR);
    match text.to_ascii_lowercase().as_str() {
        "today" => return Some(TimeSpan::day(today)),
        "yesterday" => return Some(TimeSpan::day(today - 24 * HOUR)),
        _ => {}
    }
    now.checked_sub(parse_age(text)?).map(TimeSpan::instant)
}

/// Parses a duration in weeks, days, hours or minutes: `1w`, `7d`, `36h`, `90m`. Returns microseconds.
pub(crate) fn parse_age(text: &str) -> Option<i64> {
    let unit = match text.as_bytes().last()? {
        b'w' => 7 * 24 * HOUR,
        b'd' => 24 * HOUR,
        b'h' => HOUR,
        b'm' => HOUR / 60,
        _ => return None,
    };
    let digits = text.get(..text.len() - 1).filter(|digits| !digits.starts_with('+'))?;
    let count: u32 = digits.parse().ok()?;
    unit.checked_mul(i64::from(count))
}

/// Parses a month: `2024-05`.
fn parse_month(text: &str) -> Option<TimeSpan> {
    let (year, month) = text.split_once('-').filter(|_| text.len() == 7 && !text.contains('+'))?;
    let (year, month): (u32, u32) = (year.parse().ok()?, month.parse().ok()?);
    let next = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    let start = |(year, month)| parse(&format!("{year:04}-{month:02}-01T00:00:00Z"));
    Some(TimeSpan { start: start((year, month))?, end: start(next)? })
}

/// Formats a timestamp as CloudTrail does, with a fraction only if it is not zero. Returns the number
/// itself if it is outside the calendar.
pub fn render(micros: i64) -> String {
    Timestamp::from_microsecond(micros)
        .map_or_else(|_| micros.to_string(), |instant| instant.to_string())
}

/// Formats a timestamp to the second.
pub fn render_second(micros: i64) -> String {
    render(micros - micros.rem_euclid(1_000_000))
}

/// Formats the day of a timestamp: `2024-01-31`.
pub fn day(micros: i64) -> String {
    render(micros).split('T').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_every_form_that_aws_writes() {
        let expected = Some(1_704_164_645_000_000);
        for text in [
            "2024-01-02T03:04:05Z",
            "2024-01-02 03:04:05",
            "2024-01-02 03:04:05Z",
            "2024-01-02 03:04:05.000",
            "2024-01-02T03:04:05.000000000Z",
            "2024-01-02T04:04:05+01:00",
            "2024-01-01T22:04:05-0500",
            "20240102T030405Z",
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
        assert_eq!(parse("2024-01-02T03:04:05.25Z"), expected.map(|time| time + 250_000));
        assert_eq!(parse("1969-12-31T23:59:59.9999999Z"), Some(-1));
    }

    #[test]
    fn the_usual_form_is_the_same_time() {
        let usual = |text: &str| parse_usual(format!("\"{text}\"").as_bytes());
        for year in [0, 1, 4, 99, 100, 400, 1600, 1899, 1969, 1970, 2000, 2023, 2024, 2100, 9999] {
            for month in 0..=13 {
                for day in [0, 1, 2, 27, 28, 29, 31, 99] {
                    for clock in
                        ["00:00:00", "23:59:59", "12:34:56", "24:00:00", "00:60:00", "00:00:60"]
                    {
                        let text = format!("{year:04}-{month:02}-{day:02}T{clock}Z");
                        let is_certain = (1..=28).contains(&day)
                            && !clock.contains("60")
                            && !clock.starts_with("24");
                        assert_eq!(usual(&text), parse(&text).filter(|_| is_certain), "{text}");
                    }
                }
            }
        }
        for text in [
            "",
            "2024-01-02T03:04:05",
            "2024-01-02 03:04:05Z",
            "2024-01-02T03:04:05z",
            "2024-01-0aT03:04:05Z",
            "2024-01-02T03:04:05.000Z",
        ] {
            assert_eq!(usual(text), None, "{text}");
        }
        assert_eq!(parse_usual(b"x2024-01-02T03:04:05Zx"), None);
    }

    #[test]
    fn rejects_text_that_is_not_an_instant() {
        for text in [
            "",
            "...",
            "ThisIsAWrongEventTime",
            "2024-02-30T00:00:00Z",
            "2023-02-29T00:00:00Z",
            "2024-13-01T00:00:00Z",
            "2024-01-02",
            "20240102",
            "2024-01-02T24:00:00Z",
            "2024-01-02T03:04:05.Z",
            "2024-01-02T03:04:05Zjunk",
            "2024-01-02T03:04:05+1",
            "٢٠٢٤-01-02T03:04:05Z",
            "1704164645",
            "99999-01-01T00:00:00Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn an_argument_may_be_a_day_or_an_age() {
        let times = |text| parse_span(text).map(|it| (render(it.start), render(it.end)));
        for (text, start, end) in [
            ("2024-01-31", "2024-01-31T00:00:00Z", "2024-02-01T00:00:00Z"),
            ("2024-02", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"),
            ("2024-12", "2024-12-01T00:00:00Z", "2025-01-01T00:00:00Z"),
            ("2024-01-31T12:00:00+02:00", "2024-01-31T10:00:00Z", "2024-01-31T10:00:00Z"),
        ] {
            assert_eq!(times(text), Some((start.to_owned(), end.to_owned())));
        }
        let hours = |text| {
            let time = parse_span(text).unwrap().start;
            (Timestamp::now().as_microsecond() - time) / HOUR
        };
        assert_eq!([hours("2d"), hours("36h"), hours("120m"), hours("1w")], [48, 36, 2, 168]);
        assert_eq!(parse_span("today").unwrap().start, parse_span("Yesterday").unwrap().end);
        for text in [
            "",
            "7",
            "d",
            "-7d",
            "7y",
            "+7d",
            "7.5d",
            "99999999999d",
            "é",
            "2024-13",
            "2024-5",
            "24-05-01",
            "-024-01",
        ] {
            assert_eq!(parse_span(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_is_truncated_to_its_second_or_its_day() {
        let time = parse("2024-01-02T03:04:05.25Z").unwrap();
        assert_eq!(render_second(time), "2024-01-02T03:04:05Z");
        assert_eq!(day(time), "2024-01-02");
        assert_eq!(render_second(-1), "1969-12-31T23:59:59Z");
    }

    #[test]
    fn formatted_times_parse_to_the_same_time() {
        for text in ["1969-12-31T23:59:59Z", "2000-02-29T12:00:00Z", "2024-01-02T03:04:05.25Z"] {
            assert_eq!(parse(text).map(render).as_deref(), Some(text));
        }
    }
}
