//! Timestamps as text, in UTC or in the local time zone.

use std::fmt::{self, Write};

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

/// A formatter of timestamps in one time zone.
pub(crate) struct Clock {
    zone: TimeZone,
    offset: Offset,
}

/// The offset from UTC after a time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Offset {
    /// No offset: readers take such a time for UTC.
    Hidden,
    /// `+00`, as DuckDB writes it after a `TIMESTAMP WITH TIME ZONE`.
    Utc,
    /// The local time zone.
    Local,
}

impl Clock {
    /// A formatter of `TIMESTAMP` for the local time zone, or for UTC.
    pub(crate) fn new(is_local: bool) -> Self {
        if is_local { Self::local() } else { Self { zone: TimeZone::UTC, offset: Offset::Hidden } }
    }

    /// A formatter of `TIMESTAMP WITH TIME ZONE` for the local time zone, or for UTC.
    pub(crate) fn with_offset(is_local: bool) -> Self {
        if is_local { Self::local() } else { Self { zone: TimeZone::UTC, offset: Offset::Utc } }
    }

    fn local() -> Self {
        Self { zone: TimeZone::system(), offset: Offset::Local }
    }

    /// Writes a timestamp, in microseconds since 1970. Outside of the years 1 to 9999 it is in UTC.
    pub(crate) fn write(&self, micros: i64, out: &mut impl Write) -> fmt::Result {
        match micros {
            i64::MAX => return out.write_str("infinity"),
            micros if micros == -i64::MAX => return out.write_str("-infinity"),
            _ => {}
        }
        let known = Timestamp::from_microsecond(micros).ok();
        let known = known.map(|it| (self.zone.to_offset(it), self.zone.to_datetime(it)));
        let Some((offset, time)) = known.filter(|(_, time)| time.year() >= 1) else {
            write_distant(micros, out)?;
            return if self.offset == Offset::Hidden { Ok(()) } else { out.write_str("+00") };
        };
        write_civil(time, out)?;
        match self.offset {
            Offset::Hidden => Ok(()),
            Offset::Utc => out.write_str("+00"),
            Offset::Local => {
                let minutes = offset.seconds() / 60;
                let sign = if minutes < 0 { '-' } else { '+' };
                write!(out, "{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
            }
        }
    }
}

/// Writes a time before the year 1 or after 9999 as DuckDB does: `290309-12-22 (BC) 00:00:00`.
fn write_distant(micros: i64, out: &mut impl Write) -> fmt::Result {
    const DAY: i64 = 24 * 60 * 60 * 1_000_000;
    let (year, month, day) = civil(micros.div_euclid(DAY));
    let (shown, era) = if year < 1 { (1 - year, " (BC)") } else { (year, "") };
    write!(out, "{shown:04}-{month:02}-{day:02}{era} ")?;
    let micros = micros.rem_euclid(DAY);
    let seconds = micros / 1_000_000;
    write!(out, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)?;
    write_fraction(micros % 1_000_000, out)
}

/// Returns the year, month and day of a number of days since 1970 in the proleptic Gregorian calendar.
///
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

fn write_civil(time: DateTime, out: &mut impl Write) -> fmt::Result {
    write!(out, "{:04}-{:02}-{:02} ", time.year(), time.month(), time.day())?;
    write!(out, "{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())?;
    write_fraction(i64::from(time.subsec_nanosecond()) / 1000, out)
}

/// Writes a fraction of a second, in microseconds, without zeros at its end.
fn write_fraction(micros: i64, out: &mut impl Write) -> fmt::Result {
    let mut fraction = micros;
    if fraction == 0 {
        return Ok(());
    }
    let mut digits = 6;
    while fraction % 10 == 0 {
        (fraction, digits) = (fraction / 10, digits - 1);
    }
    write!(out, ".{fraction:0digits$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(clock: &Clock, micros: i64) -> String {
        let mut out = String::new();
        clock.write(micros, &mut out).unwrap();
        out
    }

    #[test]
    fn times_are_written_as_duckdb_writes_them() {
        let clock = Clock::new(false);
        for (micros, expected) in [
            (0, "1970-01-01 00:00:00"),
            (1_704_164_645_000_000, "2024-01-02 03:04:05"),
            (1_704_164_645_120_000, "2024-01-02 03:04:05.12"),
            (1_704_164_645_000_001, "2024-01-02 03:04:05.000001"),
            (-1, "1969-12-31 23:59:59.999999"),
            (i64::MAX, "infinity"),
            (-i64::MAX, "-infinity"),
            // The first and the last time of DuckDB, and the turns of the first and the last year.
            (-9_223_372_022_400_000_000, "290309-12-22 (BC) 00:00:00"),
            (i64::MAX - 1, "294247-01-10 04:00:54.775806"),
            (-62_135_596_800_000_001, "0001-12-31 (BC) 23:59:59.999999"),
            (-62_135_596_800_000_000, "0001-01-01 00:00:00"),
            (253_402_300_800_000_000, "10000-01-01 00:00:00"),
        ] {
            assert_eq!(text(&clock, micros), expected);
        }
        assert_eq!(text(&Clock::with_offset(false), 0), "1970-01-01 00:00:00+00");
    }

    #[test]
    fn a_local_time_has_its_utc_offset() {
        let zone = TimeZone::fixed(
            jiff::tz::offset(-9).saturating_sub(jiff::SignedDuration::from_mins(30)),
        );
        let clock = Clock { zone, offset: Offset::Local };
        assert_eq!(text(&clock, 0), "1969-12-31 14:30:00-09:30");
    }
}
