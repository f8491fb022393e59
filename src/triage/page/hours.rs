//! The hours of the week, as a picture in seven rows.

use anyhow::Result;
use maud::{Markup, html};

use crate::{count::counted, store::Connection};

/// The days in the order of ISO 8601.
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The size of a cell, and the space for the names of days.
const CELL: usize = 14;
const LEFT: usize = 30;

/// The number of shades of a cell with events.
const SHADES: u32 = 5;

pub(super) fn hours(connection: &Connection) -> Result<Markup> {
    let mut statement = connection.prepare(include_str!("../../../sql/triage/hours.sql"))?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let mut counts = [[0_u64; 24]; 7];
    for row in rows {
        let (day, hour, events): (usize, usize, u64) = row?;
        if let Some(count) = counts.get_mut(day - 1).and_then(|day| day.get_mut(hour)) {
            *count = events;
        }
    }
    let most = counts.iter().flatten().copied().max().unwrap_or(0);
    Ok(html! {
        section #hours {
            h2 { "Hours of the week" }
            figure {
                svg.heat viewBox={ "0 0 " (LEFT + 24 * CELL) " " (8 * CELL) } role="img" aria-label="Events in each hour of the week" {
                    @for (row, day) in DAYS.iter().enumerate() {
                        text x="0" y=(row * CELL + 11) { (day) }
                        @for (hour, count) in counts[row].iter().enumerate() {
                            rect.{ "shade" (shade(*count, most)) } x=(LEFT + hour * CELL) y=(row * CELL) width=(CELL - 1) height=(CELL - 1) rx="2" {
                                title { (day) " " (format!("{hour:02}")) ":00: " (counted(*count, "event")) }
                            }
                        }
                    }
                    @for hour in [0, 6, 12, 18] {
                        text x=(LEFT + hour * CELL) y=(8 * CELL - 3) { (format!("{hour:02}")) }
                    }
                }
                figcaption { "In UTC; the busiest hour has " (counted(most, "event")) "." }
            }
        }
    })
}

/// Returns the shade of a count from 0 for none to the darkest. Shades are by the order of magnitude, as
/// counts differ by much.
#[expect(clippy::cast_precision_loss, reason = "a shade needs no more than 52 bits of a count")]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a shade is from 0 to 5"
)]
pub(super) fn shade(count: u64, most: u64) -> u32 {
    if count == 0 {
        return 0;
    }
    let share = (count as f64).ln_1p() / (most.max(count) as f64).ln_1p();
    ((share * f64::from(SHADES)).ceil() as u32).clamp(1, SHADES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_has_a_shade_and_the_most_the_darkest() {
        assert_eq!([0, 1, 10, 1_000_000].map(|count| shade(count, 1_000_000)), [0, 1, 1, 5]);
        assert_eq!((shade(1, 1), shade(u64::MAX, u64::MAX), shade(1, 0)), (5, 5, 5));
    }
}
