//! Parsers of option values. Their errors are usage errors.

use std::time::Duration;

use clap::{builder::StyledStr, error::ContextValue};

use crate::{text::visible, trail::time};

/// Returns clap's message about a wrong command line. The values that it quotes are escaped, so all
/// line breaks are clap's.
pub(super) fn message(mut err: clap::Error) -> String {
    let context: Vec<_> =
        err.context().filter_map(|(kind, value)| Some((kind, escaped(value)?))).collect();
    for (kind, value) in context {
        err.insert(kind, value);
    }
    err.render().to_string()
}

/// Returns an escaped value, or `None` for numbers and for text of clap's own.
fn escaped(value: &ContextValue) -> Option<ContextValue> {
    let text = |text: &String| visible(text).into_owned();
    let styled = |text: &StyledStr| StyledStr::from(visible(&text.to_string()).into_owned());
    match value {
        ContextValue::String(value) => Some(ContextValue::String(text(value))),
        ContextValue::Strings(values) => {
            Some(ContextValue::Strings(values.iter().map(text).collect()))
        }
        // A suggestion can repeat a value.
        ContextValue::StyledStrs(values) => {
            Some(ContextValue::StyledStrs(values.iter().map(styled).collect()))
        }
        _ => None,
    }
}

/// Returns a parser that rejects an empty value, which would match nothing and look like a valid
/// search without results.
pub(crate) fn some_text() -> clap::builder::NonEmptyStringValueParser {
    clap::builder::NonEmptyStringValueParser::new()
}

pub(crate) fn parse_yes_no(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" => Ok(true),
        "no" | "false" => Ok(false),
        _ => Err("expected yes or no".to_owned()),
    }
}

/// Parses a duration in whole hours, the resolution at which gaps are detected.
pub(crate) fn parse_hours(text: &str) -> Result<u32, String> {
    let (digits, hours) = match text.strip_suffix('d') {
        Some(days) => (days, 24),
        None => (text.strip_suffix('h').unwrap_or(text), 1),
    };
    let count = digits.parse::<u32>().ok().filter(|_| !digits.starts_with('+'));
    count
        .and_then(|count| count.checked_mul(hours))
        .filter(|hours| (1..=24 * 366).contains(hours))
        .ok_or_else(|| "expected a duration from 1h to 366d, such as 6h or 2d".to_owned())
}

/// Parses a duration in seconds, minutes or hours.
pub(crate) fn parse_duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit = match &text[digits.len()..] {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => 0,
    };
    let count = digits.parse::<u64>().ok().filter(|_| !digits.starts_with('+'));
    count
        .and_then(|count| count.checked_mul(unit))
        .filter(|seconds| (1..=366 * 24 * 3600).contains(seconds))
        .map(Duration::from_secs)
        .ok_or_else(|| "expected a duration from 1s to 366 days, such as 30s, 5m or 2h".to_owned())
}

/// Parses a time, or the start of a day or month.
pub(crate) fn parse_time(text: &str) -> Result<i64, String> {
    parse_span(text).map(|span| span.start)
}

/// Parses a time, or the end of a day or month.
pub(crate) fn parse_end(text: &str) -> Result<i64, String> {
    parse_span(text).map(|span| span.end)
}

/// Parses the address of a folder. It becomes the start of lines, so it has no line break.
pub(crate) fn parse_address(text: &str) -> Result<String, String> {
    let is_plain = |letter: char| !letter.is_whitespace() && !letter.is_control();
    if text.contains("://") && text.chars().all(is_plain) {
        return Ok(text.to_owned());
    }
    Err("expected an address, such as s3://bucket/lake".to_owned())
}

/// Parses a duration that is not zero, in microseconds.
pub(crate) fn parse_age(text: &str) -> Result<i64, String> {
    time::parse_age(text)
        .filter(|age| (1..=1000 * 366 * 24 * time::HOUR).contains(age))
        .ok_or_else(|| "expected a duration, such as 1w, 7d, 36h or 90m".to_owned())
}

fn parse_span(text: &str) -> Result<time::TimeSpan, String> {
    time::parse_span(text).ok_or_else(|| {
        "expected a time, such as 2024-01-31, 2024-01, 2024-01-31T12:00:00Z, 2024-01-31T12:00:00+02:00, 1w, 7d, 36h, today or yesterday".to_owned()
    })
}

pub(crate) fn parse_assignment(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE")?;
    Ok((name.replace('-', "_"), value.to_owned()))
}

/// Parses an amount of memory into bytes, in the units of DuckDB's `memory_limit`.
pub(crate) fn parse_memory(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit = match text[digits.len()..].to_ascii_uppercase().as_str() {
        "KB" => 1e3,
        "MB" => 1e6,
        "GB" => 1e9,
        "TB" => 1e12,
        "KIB" => 1024.0,
        "MIB" => 1_048_576.0,
        "GIB" => 1_073_741_824.0,
        "TIB" => 1_099_511_627_776.0,
        _ => 0.0,
    };
    let bytes = digits.trim().parse::<f64>().map_or(0.0, |number| number * unit);
    if !(1.0..1e18).contains(&bytes) {
        return Err("expected an amount of memory, such as 512MB or 2GB".to_owned());
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked above")]
    Ok(bytes as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gap_durations_are_parsed_or_rejected() {
        assert_eq!(["6h", "2d", "12"].map(|text| parse_hours(text).unwrap()), [6, 48, 12]);
        for text in ["", "h", "0h", "-1h", "+1h", "6m", "1.5h", "9999d", "4294967295d"] {
            assert!(parse_hours(text).is_err(), "{text}");
        }
    }

    #[test]
    fn durations_are_parsed_or_rejected() {
        let seconds = |text| parse_duration(text).unwrap().as_secs();
        assert_eq!(["30s", "5m", "2h"].map(seconds), [30, 300, 7200]);
        for text in ["", "s", "30", "0s", "-1s", "+1s", "1.5m", "5M", "99999999h", "1s;"] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn times_and_sizes_are_parsed_or_rejected() {
        assert_eq!(parse_time("2024-01-31"), parse_time("2024-01-31T00:00:00Z"));
        assert_eq!(parse_end("2024-01-31"), parse_time("2024-02-01"));
        assert_eq!(parse_end("2024-01"), parse_time("2024-02"));
        for text in ["", "31.1.2024", "7", "d", "-7d", "7y", "yesterdayish"] {
            assert!(parse_time(text).is_err(), "{text}");
        }
        assert_eq!(parse_age("1w"), parse_age("7d"));
        for text in ["", "0d", "d", "-1d", "7", "9999999w", "2024-01-01"] {
            assert!(parse_age(text).is_err(), "{text}");
        }
        assert_eq!(parse_assignment("a-b=c=d"), Ok(("a_b".to_owned(), "c=d".to_owned())));
        assert!(parse_assignment("a").is_err());
        assert_eq!(parse_memory("512MB"), Ok(512_000_000));
        assert_eq!(parse_memory("1.5 GiB"), Ok(1_610_612_736));
        for text in [
            "",
            "MB",
            "-1MB",
            "512",
            "0GB",
            "NaNMB",
            "infMB",
            "1e30TB",
            "1MB'; DROP TABLE events; --",
        ] {
            assert!(parse_memory(text).is_err(), "{text}");
        }
    }
}
