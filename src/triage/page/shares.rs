//! The most frequent services, Regions, callers and addresses, each as a bar by outcome.

use std::path::Path;

use anyhow::Result;
use indicatif::HumanCount;
use maud::{Markup, html};

use crate::{
    count::counted,
    output::html::cut,
    store::Connection,
    suggestion::{self, Argument},
    text::visible,
};

/// The number of bars of a picture.
const MOST: usize = 15;

/// The longest name of a bar, in characters.
const LONGEST_NAME: usize = 160;

/// A picture: the kind of names in the query, the title, and the report of all.
const PICTURES: [(&str, &str, &str); 4] = [
    ("service", "Services", "actions_by_service"),
    ("region", "Regions", "actions_by_region"),
    ("caller", "Callers", "actors"),
    ("address", "Addresses", "ip_activity"),
];

struct NameCounts {
    kind: String,
    name: String,
    outcomes: [u64; 3],
    findings: u64,
    level: Option<String>,
    /// The number of names of this kind.
    names: u64,
    place: Option<String>,
}

impl NameCounts {
    fn events(&self) -> u64 {
        self.outcomes.iter().sum()
    }
}

/// Returns the pictures of services, Regions, callers and addresses.
pub(super) fn shares(connection: &Connection, db: &Path) -> Result<[Markup; 4]> {
    connection.execute_batch(&format!("SET VARIABLE most = {MOST}"))?;
    let mut statement = connection.prepare(include_str!("../../../sql/triage/shares.sql"))?;
    let rows = statement.query_map([], |row| {
        Ok(NameCounts {
            kind: row.get(0)?,
            name: row.get(1)?,
            outcomes: [row.get(2)?, row.get(3)?, row.get(4)?],
            findings: row.get(5)?,
            level: row.get(6)?,
            names: row.get(7)?,
            place: row.get(8)?,
        })
    })?;
    let shares: Vec<NameCounts> = rows.collect::<Result<_, _>>()?;
    Ok(PICTURES.map(|(kind, title, report)| {
        let of_kind: Vec<&NameCounts> = shares.iter().filter(|share| share.kind == kind).collect();
        let command = suggestion::command("report", &[Argument::value(report)], db);
        html! { section { h2 { (title) } (picture(&of_kind, &command.unwrap_or_default())) } }
    }))
}

fn picture(shares: &[&NameCounts], command: &str) -> Markup {
    let most = shares.iter().map(|share| share.events()).max().unwrap_or(0);
    let more = shares.first().map_or(0, |share| share.names).saturating_sub(MOST as u64);
    html! {
        table.bars {
            tbody {
                @for share in shares {
                    tr {
                        th scope="row" {
                            (cut(&share.name, LONGEST_NAME))
                            @if let Some(place) = &share.place { " " small { (cut(place, LONGEST_NAME)) } }
                        }
                        td.bar { (bar(share, most)) }
                        td.number { (HumanCount(share.events())) }
                        td {
                            @if let Some(level) = &share.level {
                                span.{ "level " (level) } title={ (counted(share.findings, "finding")) ", the highest is " (level) } { (share.findings) }
                            }
                        }
                    }
                }
            }
        }
        p.more { @if more > 0 { (HumanCount(more)) " more: " } code { (visible(command)) } }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a width needs no more than 52 bits of a count")]
fn bar(share: &NameCounts, most: u64) -> Markup {
    let mut left = 0.0_f64;
    let parts = ["success", "denied", "failed"].into_iter().zip(share.outcomes);
    let parts: Vec<_> = parts
        .filter(|(_, count)| *count > 0)
        .map(|(outcome, count)| {
            let width = (count as f64 / most.max(1) as f64 * 100.0).max(0.8);
            let x = left;
            left += width;
            (outcome, count, format!("{x:.2}"), format!("{width:.2}"))
        })
        .collect();
    html! {
        svg viewBox="0 0 102 8" preserveAspectRatio="none" role="img" aria-label=(counted(share.events(), "event")) {
            @for (outcome, count, x, width) in &parts {
                rect.(outcome) x=(x) y="0" width=(width) height="8" {
                    title { (HumanCount(*count)) " " (outcome) }
                }
            }
        }
    }
}
