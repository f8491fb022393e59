//! The number of events over time, as a small bar chart in text.

use std::fmt;

use anyhow::Result;
use indicatif::HumanCount;

use crate::{
    store::Connection,
    trail::time::{self, HOUR},
};

const MINUTE: i64 = HOUR / 60;
const DAY: i64 = 24 * HOUR;

/// The step lengths to choose from, in microseconds, with their names.
const STEPS: &[(i64, &str)] = &[
    (MINUTE, "a minute"),
    (5 * MINUTE, "5 minutes"),
    (15 * MINUTE, "15 minutes"),
    (HOUR, "an hour"),
    (3 * HOUR, "3 hours"),
    (6 * HOUR, "6 hours"),
    (12 * HOUR, "12 hours"),
    (DAY, "a day"),
    (2 * DAY, "2 days"),
    (7 * DAY, "a week"),
    (14 * DAY, "2 weeks"),
    (30 * DAY, "30 days"),
    (90 * DAY, "90 days"),
    (365 * DAY, "a year"),
];

/// Bars of zero to eight eighths of a character.
const BARS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The height of the highest bar in lines.
const HEIGHT: u64 = 3;

/// The number of events in time steps of equal length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Histogram {
    /// The length of a step in microseconds.
    pub(crate) step: i64,
    /// The start of the first step, in microseconds since 1970.
    pub(crate) start: i64,
    /// The number of events in each step, including empty ones.
    pub(crate) counts: Vec<u64>,
    /// The name of the step length.
    name: String,
}

impl Histogram {
    /// Counts the events between `first` and `last` in at most `steps` steps.
    pub(crate) fn of(
        connection: &Connection,
        first: Option<i64>,
        last: Option<i64>,
        steps: usize,
    ) -> Result<Self> {
        let (Some(first), Some(last)) = (first, last) else { return Ok(Self::default()) };
        let (step, name) = time_step(first, last, steps);
        let start = first.div_euclid(step);
        let length = usize::try_from(last.div_euclid(step).saturating_sub(start)).unwrap_or(0) + 1;
        connection.execute_batch(&format!("SET VARIABLE step = {step}::BIGINT"))?;
        let mut statement = connection.prepare(include_str!("../../sql/info/histogram.sql"))?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut counts = vec![0; length];
        for row in rows {
            let (number, events): (i64, u64) = row?;
            let index = usize::try_from(number.saturating_sub(start)).ok();
            if let Some(count) = index.and_then(|index| counts.get_mut(index)) {
                *count += events;
            }
        }
        Ok(Self { step, start: start.saturating_mul(step), counts, name })
    }
}

/// Returns the shortest step with which at most `steps` steps cover the range, and its name.
pub(crate) fn time_step(first: i64, last: i64, steps: usize) -> (i64, String) {
    let steps = i64::try_from(steps.max(1)).unwrap_or(i64::MAX);
    let fits = |length: i64| last.div_euclid(length) - first.div_euclid(length) < steps;
    let found = STEPS.iter().find(|(length, _)| fits(*length));
    if let Some((length, name)) = found {
        return (*length, (*name).to_owned());
    }
    // With a wrong clock, events can be centuries apart.
    let year = 365 * DAY;
    let mut years = 2;
    while !fits(year.saturating_mul(years)) && years < i64::from(i32::MAX) {
        years *= 2;
    }
    (year.saturating_mul(years), format!("{years} years"))
}

impl fmt::Display for Histogram {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(most) = self.counts.iter().max().copied().filter(|most| *most > 0) else {
            return Ok(());
        };
        for line in (0..HEIGHT).rev() {
            let bars: String = self.counts.iter().map(|count| bar(*count, most, line)).collect();
            writeln!(formatter, "  {}", bars.trim_end())?;
        }
        let last = u64::try_from(self.counts.len()).unwrap_or(0).saturating_sub(1);
        let end = self
            .start
            .saturating_add(self.step.saturating_mul(i64::try_from(last).unwrap_or(i64::MAX)));
        writeln!(
            formatter,
            "  {} to {}; each column is {}, the highest count is {}",
            time::render(self.start),
            time::render(end),
            self.name,
            HumanCount(most)
        )
    }
}

/// Returns the part of a bar in one line; the lowest line is 0. A bar of at least one event is never
/// empty.
fn bar(count: u64, most: u64, line: u64) -> char {
    let eighths = u128::from(count) * u128::from(HEIGHT * 8);
    let height = eighths.div_ceil(u128::from(most));
    let above = height.saturating_sub(u128::from(line * 8)).min(8);
    usize::try_from(above).ok().and_then(|above| BARS.get(above)).copied().unwrap_or(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_step_that_fits_is_chosen() {
        assert_eq!(time_step(0, 59 * MINUTE, 60), (MINUTE, "a minute".to_owned()));
        assert_eq!(time_step(0, 60 * MINUTE, 60).0, 5 * MINUTE);
        assert_eq!(time_step(0, 364 * DAY, 60).0, 7 * DAY);
        assert_eq!(time_step(-1, 1, 2).0, MINUTE);
        for (first, last) in [(0, 0), (0, i64::MAX), (i64::MIN, i64::MAX / 2), (i64::MIN + 1, 0)] {
            let (length, _) = time_step(first, last, 40);
            assert!(length > 0);
        }
    }

    #[test]
    fn the_height_of_bars_is_proportional_to_their_counts() {
        let counts = vec![0, 1, 8, 16, 24];
        let histogram = Histogram { step: HOUR, start: 0, counts, name: "an hour".to_owned() };
        let text = histogram.to_string();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[..3], ["      █", "     ██", "   ▁███"]);
        assert_eq!(
            lines[3],
            "  1970-01-01T00:00:00Z to 1970-01-01T04:00:00Z; each column is an hour, the highest count is 24"
        );
        assert_eq!(bar(1, 1_000_000, 0), '▁');
        assert_eq!(Histogram::default().to_string(), "");
    }
}
