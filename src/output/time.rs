//! Timestamps as text, in UTC or in the local time zone.

use std::fmt::{self, Write};

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

/// A formatter of timestamps in one time zone.
pub(crate) struct Clock {
    zone: TimeZone,
    is_local: bool,
}

impl Clock {
    /// A formatter for the local time zone, or for UTC.
    pub(crate) fn new(is_local: bool) -> Self {
        Self { zone: if is_local { TimeZone::system() } else { TimeZone::UTC }, is_local }
    }

    /// Writes a timestamp, in microseconds since 1970. Outside of the years 1 to 9999 it writes nothing
    /// and returns false.
    pub(crate) fn write(&self, micros: i64, out: &mut impl Write) -> Result<bool, fmt::Error> {
        let Ok(timestamp) = Timestamp::from_microsecond(micros) else {
            return write_infinite(micros, out);
        };
        let (offset, time) = (self.zone.to_offset(timestamp), self.zone.to_datetime(timestamp));
        if time.year() < 1 {
            return Ok(false);
        }
        write_civil(time, out)?;
        // Readers take a time without an offset for UTC.
        if self.is_local {
            let minutes = offset.seconds() / 60;
            let sign = if minutes < 0 { '-' } else { '+' };
            write!(out, "{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)?;
        }
        Ok(true)
    }
}

fn write_civil(time: DateTime, out: &mut impl Write) -> fmt::Result {
    write!(out, "{:04}-{:02}-{:02} ", time.year(), time.month(), time.day())?;
    write!(out, "{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())?;
    let mut fraction = time.subsec_nanosecond() / 1000;
    if fraction == 0 {
        return Ok(());
    }
    let mut digits = 6;
    while fraction % 10 == 0 {
        (fraction, digits) = (fraction / 10, digits - 1);
    }
    write!(out, ".{fraction:0digits$}")
}

/// Writes DuckDB's infinite timestamps. For others it writes nothing and returns false.
fn write_infinite(micros: i64, out: &mut impl Write) -> Result<bool, fmt::Error> {
    let text = match micros {
        i64::MAX => "infinity",
        micros if micros == -i64::MAX => "-infinity",
        _ => return Ok(false),
    };
    out.write_str(text)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(clock: &Clock, micros: i64) -> Option<String> {
        let mut out = String::new();
        clock.write(micros, &mut out).unwrap().then_some(out)
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
        ] {
            assert_eq!(text(&clock, micros).as_deref(), Some(expected));
        }
        assert_eq!(text(&clock, i64::MAX - 1), None);
    }

    #[test]
    fn a_local_time_has_its_utc_offset() {
        let zone = TimeZone::fixed(
            jiff::tz::offset(-9).saturating_sub(jiff::SignedDuration::from_mins(30)),
        );
        let clock = Clock { zone, is_local: true };
        assert_eq!(text(&clock, 0).as_deref(), Some("1969-12-31 14:30:00-09:30"));
    }
}
