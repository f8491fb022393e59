//! The calendar of coverage: the events of each account and day, and days without any.

use std::collections::BTreeMap;

use anyhow::Result;
use maud::{Markup, html};

use crate::{
    count::counted, coverage::CALENDAR, output::html::cut, store::Connection, text::visible,
    triage::page::hours::shade,
};

/// The size of a day, and the space above for the names of months.
const CELL: usize = 12;
const TOP: usize = 14;

/// The largest number of weeks of an account, and of accounts.
const MOST_WEEKS: i64 = 53;
const MOST_ACCOUNTS: usize = 6;

/// The largest number of days that are one row.
const LONGEST_ROW: usize = 42;

struct CalendarDay {
    text: String,
    /// The number of the week since 1970, from Monday on, and the day in it from 0.
    week: i64,
    weekday: usize,
    events: u64,
    files: u64,
}

pub(super) fn calendar(connection: &Connection) -> Result<Markup> {
    let accounts = accounts(connection)?;
    let most = accounts.values().flatten().map(|day| day.events).max().unwrap_or(0);
    let more = accounts.len().saturating_sub(MOST_ACCOUNTS) as u64;
    Ok(html! {
        section #calendar {
            h2 { "Calendar of coverage" }
            @for (account, days) in accounts.iter().take(MOST_ACCOUNTS) {
                figure {
                    (picture(days, most))
                    figcaption { (cut(account, 40)) ": " (silence(days)) }
                }
            }
            @if accounts.is_empty() { p.none { "No event has a time." } }
            p.more {
                @if more > 0 { (counted(more, "account")) " more: " }
                code { "ducktrail coverage --calendar" }
            }
        }
    })
}

fn accounts(connection: &Connection) -> Result<BTreeMap<String, Vec<CalendarDay>>> {
    let sql = format!(
        "SELECT coalesce(account_id, '(no account)'), day::VARCHAR, (epoch(day)::BIGINT // 86400 + 3) // 7, isodow(day) - 1, events, files
         FROM ({CALENDAR}) AS days ORDER BY account_id, day"
    );
    let mut statement = connection.prepare(&sql)?;
    let rows = statement.query_map([], |row| {
        let day = CalendarDay {
            text: row.get(1)?,
            week: row.get(2)?,
            weekday: row.get(3)?,
            events: row.get(4)?,
            files: row.get(5)?,
        };
        Ok((row.get(0)?, day))
    })?;
    let mut accounts: BTreeMap<String, Vec<CalendarDay>> = BTreeMap::new();
    for row in rows {
        let (account, day): (String, CalendarDay) = row?;
        accounts.entry(account).or_default().push(day);
    }
    Ok(accounts)
}

/// Returns the days of an account: a row of a few, and weeks side by side of many.
fn picture(days: &[CalendarDay], most: u64) -> Markup {
    if days.len() <= LONGEST_ROW {
        return drawing(days, most, (7, 1), |at, _| (at, 0));
    }
    let last = days.last().map_or(0, |day| day.week);
    let first = days.first().map_or(0, |day| day.week).max(last - MOST_WEEKS + 1);
    let from = days.iter().position(|day| day.week >= first).unwrap_or(0);
    drawing(&days[from..], most, (1, 7), |_, day| {
        (usize::try_from(day.week - first).unwrap_or(0), day.weekday)
    })
}

/// Draws days at the column and the row that `place` returns for each, in a picture of at least this many
/// columns and rows.
fn drawing(
    days: &[CalendarDay],
    most: u64,
    (columns, rows): (usize, usize),
    place: impl Fn(usize, &CalendarDay) -> (usize, usize),
) -> Markup {
    let placed: Vec<(usize, usize, &CalendarDay)> = days
        .iter()
        .enumerate()
        .map(|(at, day)| {
            let (column, row) = place(at, day);
            (column, row, day)
        })
        .collect();
    let columns = placed.iter().map(|(column, ..)| column + 1).max().unwrap_or(0).max(columns);
    let (width, height) = (columns * CELL, TOP + rows * CELL);
    let is_labelled = |at: usize, day: &CalendarDay| at == 0 || day.text.ends_with("-01");
    html! {
        svg.calendar viewBox={ "0 0 " (width) " " (height) } width=(width * 5 / 4) role="img" aria-label="Events per day" {
            @for (at, (column, _, day)) in placed.iter().enumerate() {
                @if is_labelled(at, day) && (at == 0 || *column > 5) {
                    text x=(column * CELL) y="10" { (visible(if rows == 1 { &day.text } else { day.text.get(..7).unwrap_or_default() })) }
                }
            }
            @for (column, row, day) in &placed {
                rect.(class(day, most)) x=(column * CELL) y=(TOP + row * CELL) width=(CELL - 1) height=(CELL - 1) rx="2" {
                    title { (visible(&day.text)) ": " (counted(day.events, "event")) ", " (counted(day.files, "file")) }
                }
            }
        }
    }
}

/// Returns the class of a day: a shade of its events, or none although there are files, or neither.
fn class(day: &CalendarDay, most: u64) -> String {
    match (day.events, day.files) {
        (0, 0) => "gap".to_owned(),
        (0, _) => "quiet".to_owned(),
        (events, _) => format!("shade{}", shade(events, most)),
    }
}

fn silence(days: &[CalendarDay]) -> String {
    let silent = days.iter().filter(|day| day.events == 0).count() as u64;
    let all = counted(days.len() as u64, "day");
    if silent == 0 {
        format!("{all}, none without events")
    } else {
        format!("{all}, {} without events", counted(silent, "day"))
    }
}
