//! The events over time by outcome, and the findings above them.

use anyhow::Result;
use indicatif::HumanCount;
use maud::{Markup, html};

use crate::{
    count::counted, info::time_step, report::LEVELS, store::Connection, trail::time,
    triage::page::header::Totals,
};

/// The largest number of columns.
const MOST_COLUMNS: usize = 120;

/// The height of the picture of events, in its own units.
const HEIGHT: f64 = 100.0;

/// The lowest height of a part of a column, so that one denied call in a million shows.
const LOWEST: f64 = 1.5;

/// The events of a time step.
#[derive(Clone, Copy, Default)]
struct StepCounts {
    success: u64,
    denied: u64,
    failed: u64,
}

impl StepCounts {
    fn parts(self) -> [(&'static str, u64); 3] {
        [("success", self.success), ("denied", self.denied), ("failed", self.failed)]
    }

    fn total(self) -> u64 {
        self.success + self.denied + self.failed
    }
}

/// The time axis.
struct Axis {
    step: i64,
    /// The number of the first step since 1970.
    start: i64,
    columns: usize,
}

impl Axis {
    fn column(&self, step: i64) -> Option<usize> {
        usize::try_from(step.checked_sub(self.start)?).ok().filter(|at| *at < self.columns)
    }

    fn time(&self, column: usize) -> String {
        let step = self.start.saturating_add(i64::try_from(column).unwrap_or(i64::MAX));
        time::render_second(step.saturating_mul(self.step))
    }
}

pub(super) fn timeline(connection: &Connection, totals: &Totals) -> Result<Markup> {
    let (Some(first), Some(last)) = (totals.first_at, totals.last_at) else {
        return Ok(html! { p.none { "There is no event in this scope." } });
    };
    let (step, name) = time_step(first, last, MOST_COLUMNS);
    let start = first.div_euclid(step);
    let columns = usize::try_from(last.div_euclid(step) - start).unwrap_or(0) + 1;
    let axis = Axis { step, start, columns };
    connection.execute_batch(&format!("SET VARIABLE step = {step}::BIGINT"))?;
    let events = events(connection, &axis)?;
    let marks = marks(connection, &axis)?;
    let most = events.iter().map(|column| column.total()).max().unwrap_or(0);
    Ok(html! {
        section #time {
            h2 { "Events over time" }
            figure {
                div.timeline {
                    @for level in LEVELS {
                        @let counts = &marks[LEVELS.iter().position(|it| *it == level).unwrap_or(0)];
                        @if counts.iter().any(|count| *count > 0) {
                            span.label.{ (level) } { (level) }
                            (lane(level, counts, &axis))
                        }
                    }
                    span.label { "events" }
                    (bars(&events, most, &axis))
                    span {}
                    (ticks(&axis))
                }
                figcaption {
                    "Each column is " (name) "; the highest is " (counted(most, "event")) ". "
                    span.key.success { "success" } " " span.key.denied { "denied" } " " span.key.failed { "failed" }
                    @if marks.iter().flatten().any(|count| *count > 0) { ". A mark above is the first call of a finding." }
                }
            }
        }
    })
}

fn events(connection: &Connection, axis: &Axis) -> Result<Vec<StepCounts>> {
    let mut statement = connection.prepare(include_str!("../../../sql/triage/timeline.sql"))?;
    let rows = statement.query_map([], |row| {
        Ok((
            row.get(0)?,
            StepCounts { success: row.get(1)?, denied: row.get(2)?, failed: row.get(3)? },
        ))
    })?;
    let mut columns = vec![StepCounts::default(); axis.columns];
    for row in rows {
        let (step, column): (i64, StepCounts) = row?;
        if let Some(at) = axis.column(step) {
            columns[at] = column;
        }
    }
    Ok(columns)
}

/// Returns the number of findings of each level and column.
fn marks(connection: &Connection, axis: &Axis) -> Result<Vec<Vec<u64>>> {
    let mut statement =
        connection.prepare(include_str!("../../../sql/triage/finding_steps.sql"))?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let mut marks = vec![vec![0; axis.columns]; LEVELS.len()];
    for row in rows {
        let (level, step, findings): (String, i64, u64) = row?;
        let lane = LEVELS.iter().position(|it| *it == level);
        if let (Some(lane), Some(at)) = (lane, axis.column(step)) {
            marks[lane][at] += findings;
        }
    }
    Ok(marks)
}

fn lane(level: &str, counts: &[u64], axis: &Axis) -> Markup {
    let found = counts.iter().enumerate().filter(|(_, count)| **count > 0);
    html! {
        svg.lane viewBox={ "0 0 " (axis.columns * 10) " 10" } preserveAspectRatio="none" role="img" aria-label={ "Findings of level " (level) } {
            @for (at, count) in found {
                rect.{ "mark " (level) } x=(at * 10 + 1) y="0" width="8" height="10" rx="1" {
                    title { (axis.time(at)) ": " (counted(*count, "finding")) ", " (level) }
                }
            }
        }
    }
}

fn bars(columns: &[StepCounts], most: u64, axis: &Axis) -> Markup {
    html! {
        svg.events viewBox={ "0 0 " (axis.columns * 10) " 100" } preserveAspectRatio="none" role="img" aria-label="Events over time by outcome" {
            @for (at, column) in columns.iter().enumerate() {
                @if column.total() > 0 {
                    g {
                        title {
                            (axis.time(at)) ": " (counted(column.total(), "event"))
                            @if column.denied > 0 { ", " (HumanCount(column.denied)) " denied" }
                            @if column.failed > 0 { ", " (HumanCount(column.failed)) " failed" }
                        }
                        @for (outcome, y, height) in stack(*column, most) {
                            rect.(outcome) x=(at * 10 + 1) y=(y) width="8" height=(height) {}
                        }
                    }
                }
            }
        }
    }
}

/// Returns the outcome, the top and the height of each part of a column, from the bottom up.
#[expect(clippy::cast_precision_loss, reason = "a height needs no more than 52 bits of a count")]
fn stack(column: StepCounts, most: u64) -> Vec<(&'static str, String, String)> {
    let mut top = HEIGHT;
    let parts = column.parts().into_iter().filter(|(_, count)| *count > 0);
    parts
        .map(|(outcome, count)| {
            let height = (count as f64 / most.max(1) as f64 * HEIGHT).max(LOWEST).min(top);
            top -= height;
            (outcome, format!("{top:.1}"), format!("{height:.1}"))
        })
        .collect()
}

/// Returns the first time, those between, and the end.
fn ticks(axis: &Axis) -> Markup {
    let parts = if axis.columns >= 8 { 4 } else { 1 };
    let times = (0..=parts).map(|part| axis.time(axis.columns * part / parts));
    // The time of day says nothing if the steps are days.
    let length = if axis.step % (24 * time::HOUR) == 0 { 10 } else { 16 };
    html! {
        div.ticks {
            @for text in times { span { (text.get(..length).unwrap_or(&text).replace('T', " ")) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_call_among_a_million_is_visible_and_no_column_is_too_high() {
        let column = StepCounts { success: 1_000_000, denied: 1, failed: 1 };
        let parts = stack(column, column.total());
        assert_eq!(parts.len(), 3);
        let heights: Vec<f64> = parts.iter().map(|part| part.2.parse().unwrap()).collect();
        assert!(heights.iter().sum::<f64>() <= HEIGHT + 0.1, "{heights:?}");
        let small = stack(StepCounts { success: 1_000, denied: 1, failed: 0 }, 2_000);
        assert_eq!(small[1].2, "1.5");
    }
}
