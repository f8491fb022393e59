//! The findings of the page, the worst first, each with its events folded below it.

use std::collections::HashMap;

use anyhow::Result;
use indicatif::HumanCount;
use maud::{Markup, PreEscaped, html};

use crate::{
    count::counted, output::html::cut, store::Connection, suggestion, text::visible,
    triage::page::PageRequest,
};

/// The number of findings, and of events of each.
const MOST_FINDINGS: u64 = 300;
const MOST_EVENTS: usize = 12;

/// The longest text of a finding, and of an event, in characters.
const LONGEST_FACT: usize = 300;
const LONGEST_TEXT: usize = 120;

/// The size in bytes up to which findings have events, and up to which there are more of them.
const EVENTS_UP_TO: usize = 700_000;
const FINDINGS_UP_TO: usize = 900_000;

/// The first findings that are open.
const OPEN: i64 = 3;

struct PageFinding {
    number: i64,
    level: String,
    title: String,
    actor: String,
    outcome: String,
    calls: u64,
    first_at: String,
    last_at: String,
    /// Names and texts of what else is known.
    facts: Vec<(&'static str, String)>,
    command: String,
}

struct PageEvent {
    time: String,
    action: String,
    target: String,
    address: String,
    error: String,
    id: String,
}

pub(super) fn findings(connection: &Connection, request: &PageRequest<'_>) -> Result<Markup> {
    let all: u64 =
        connection.query_row("SELECT count(*) FROM ranked_findings", [], |row| row.get(0))?;
    let most = request.limit.unwrap_or(MOST_FINDINGS).min(MOST_FINDINGS);
    let shown = load(connection, most)?;
    let events = events(connection)?;
    let mut items = String::new();
    let mut count = 0;
    for finding in &shown {
        if items.len() > FINDINGS_UP_TO {
            break;
        }
        let has_events = items.len() < EVENTS_UP_TO;
        let found = events.get(&finding.number).filter(|_| has_events);
        items.push_str(&item(finding, found.map_or(&[], Vec::as_slice)).into_string());
        count += 1;
    }
    let more = all.saturating_sub(count);
    let command = suggestion::command("triage", &[], request.db).unwrap_or_default();
    Ok(html! {
        section #findings {
            h2 { "Findings" }
            @if shown.is_empty() {
                p.none { "Nothing of level " (request.level) " or above." }
            }
            (PreEscaped(items))
            p.paper.note { "On paper, the events are below the findings of level high and above, and below those that were open." }
            p.more {
                @if more > 0 { (HumanCount(more)) " more: " }
                code { (visible(&command)) " --level " (request.level) }
            }
        }
    })
}

fn load(connection: &Connection, most: u64) -> Result<Vec<PageFinding>> {
    let sql = format!(
        "{} LIMIT {most}",
        include_str!("../../../sql/triage/page_findings.sql").trim_end()
    );
    let mut statement = connection.prepare(&sql)?;
    let rows = statement.query_map([], |row| {
        let facts = [
            ("Why", row.get(8)?),
            ("Tactic", row.get(9)?),
            ("Calls", row.get(10)?),
            ("Targets", row.get(11)?),
            ("From", row.get(12)?),
            ("Place", row.get(13)?),
            ("Regions", row.get(14)?),
            ("Account", row.get(15)?),
            ("Caller", row.get(16)?),
        ];
        Ok(PageFinding {
            number: row.get(0)?,
            level: row.get(1)?,
            title: row.get(2)?,
            actor: row.get(3)?,
            outcome: row.get(4)?,
            calls: row.get(5)?,
            first_at: row.get(6)?,
            last_at: row.get(7)?,
            facts: facts.into_iter().filter(|fact: &(_, String)| !fact.1.is_empty()).collect(),
            command: row.get(17)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn events(connection: &Connection) -> Result<HashMap<i64, Vec<PageEvent>>> {
    connection.execute_batch(&format!(
        "SET VARIABLE most_findings = {MOST_FINDINGS}; SET VARIABLE most_events = {MOST_EVENTS}"
    ))?;
    let mut statement = connection.prepare(include_str!("../../../sql/triage/events.sql"))?;
    let rows = statement.query_map([], |row| {
        let text = |at| row.get::<_, Option<String>>(at).map(Option::unwrap_or_default);
        let event = PageEvent {
            time: text(1)?,
            action: text(2)?,
            target: text(3)?,
            address: text(4)?,
            error: text(5)?,
            id: text(6)?,
        };
        Ok((row.get(0)?, event))
    })?;
    let mut events: HashMap<i64, Vec<PageEvent>> = HashMap::new();
    for row in rows {
        let (number, event): (i64, PageEvent) = row?;
        events.entry(number).or_default().push(event);
    }
    Ok(events)
}

fn item(finding: &PageFinding, events: &[PageEvent]) -> Markup {
    let more = finding.calls.saturating_sub(events.len() as u64);
    html! {
        details.finding.(finding.level) open[finding.number <= OPEN] {
            summary {
                span.{ "level " (finding.level) } { (finding.level) }
                span.title { (cut(&finding.title, LONGEST_FACT)) }
                span.who { (cut(&finding.actor, LONGEST_TEXT)) }
                span.when {
                    (counted(finding.calls, "call"))
                    @if finding.outcome != "success" { ", " b.(finding.outcome) { (finding.outcome) } }
                    " · " time { (finding.first_at) }
                }
            }
            dl {
                @for (name, text) in &finding.facts { div { dt { (name) } dd { (cut(text, LONGEST_FACT)) } } }
                @if finding.last_at != finding.first_at { div { dt { "Last" } dd { time { (finding.last_at) } } } }
            }
            @if !events.is_empty() { (event_table(events)) }
            p.more { @if more > 0 && !events.is_empty() { (HumanCount(more)) " more: " } code { (visible(&finding.command)) } }
        }
    }
}

fn event_table(events: &[PageEvent]) -> Markup {
    html! {
        div.scroll tabindex="0" {
            table {
                thead { tr { @for name in ["time", "call", "target", "address", "error", "event ID"] { th scope="col" { (name) } } } }
                tbody {
                    @for event in events {
                        tr {
                            td.nowrap { (event.time) }
                            td.nowrap { (cut(&event.action, LONGEST_TEXT)) }
                            td.free { (cut(&event.target, LONGEST_TEXT)) }
                            td { (cut(&event.address, LONGEST_TEXT)) }
                            td.free { (cut(&event.error, LONGEST_TEXT)) }
                            td.id.nowrap { (cut(&event.id, LONGEST_TEXT)) }
                        }
                    }
                }
            }
        }
    }
}
