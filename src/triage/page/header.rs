//! The head of the page: what was read, and the number of findings of each level.

use anyhow::Result;
use indicatif::HumanCount;
use maud::{Markup, html};

use crate::{
    count::{counted, noun_for},
    report::LEVELS,
    store::Connection,
    text::visible,
    trail::time,
    triage::page::{PARTS, PageRequest},
};

/// The events in the scope. Times are in microseconds since 1970.
pub(super) struct Totals {
    pub(super) events: u64,
    pub(super) first_at: Option<i64>,
    pub(super) last_at: Option<i64>,
    accounts: u64,
    callers: u64,
    addresses: u64,
}

impl Totals {
    pub(super) fn load(connection: &Connection) -> Result<Self> {
        let sql = include_str!("../../../sql/triage/totals.sql");
        Ok(connection.query_row(sql, [], |row| {
            Ok(Self {
                events: row.get(0)?,
                first_at: row.get(1)?,
                last_at: row.get(2)?,
                accounts: row.get(3)?,
                callers: row.get(4)?,
                addresses: row.get(5)?,
            })
        })?)
    }
}

const COUNTS: &str = "SELECT level, count(*) FROM ranked_findings GROUP BY level";

pub(super) fn header(
    connection: &Connection,
    request: &PageRequest<'_>,
    totals: &Totals,
) -> Result<Markup> {
    let mut statement = connection.prepare(COUNTS)?;
    let counts: Vec<(String, u64)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    let of_level = |level: &str| counts.iter().find(|it| it.0 == level).map_or(0, |it| it.1);
    let shown = LEVELS.iter().position(|level| *level == request.level).unwrap_or(LEVELS.len() - 1);
    let scope = request.scope.to_string();
    Ok(html! {
        header {
            h1 { (visible(&request.title())) }
            p.lead {
                b { (counted(totals.events, "event")) }
                @if let (Some(first), Some(last)) = (totals.first_at, totals.last_at) {
                    " from " time { (time::render_second(first)) } " to " time { (time::render_second(last)) }
                }
                ", " (counted(totals.accounts, "account")) ", " (counted(totals.callers, "caller"))
                ", " (HumanCount(totals.addresses)) " " (if totals.addresses == 1 { "address" } else { "addresses" })
            }
            @if !scope.is_empty() { p.scope { "Only " code { (visible(&scope)) } } }
            ul.levels {
                @for level in &LEVELS[..=shown] {
                    li.{ "level " (level) } {
                        b { (HumanCount(of_level(level))) } " " (level) " " span { (noun_for(of_level(level), "finding")) }
                    }
                }
            }
            nav {
                @for (id, name) in PARTS { a href={ "#" (id) } { (name) } " " }
            }
            p.note {
                "A finding says that a call was made, not that it was wrong: administrators make the same calls. "
                "Calls that were denied or failed are one level lower. All times are UTC."
            }
        }
    })
}
