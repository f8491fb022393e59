//! Tables of the page: reports, the gaps of the logs, and what the data cannot know.

use std::path::Path;

use anyhow::{Context, Result};
use indicatif::HumanCount;
use maud::{Markup, html};

use crate::{
    coverage,
    output::{
        Section,
        html::{TextRows, first_rows, table},
    },
    report,
    store::{Connection, literal, views},
    suggestion::{self, Argument},
    text::visible,
};

/// The reports of the page, and the number of rows of each.
const REPORTS: &[(&str, usize)] =
    &[("deletes", 40), ("creations", 40), ("failed_logins", 20), ("global_services", 40)];

/// The number of rows of a part of a story.
const STORY_ROWS: usize = 100;

/// The number of rows about gaps.
const GAP_ROWS: usize = 50;

pub(super) fn reports(connection: &Connection, db: &Path) -> Result<Markup> {
    let sections: Vec<Markup> =
        REPORTS.iter().map(|it| of_report(connection, db, it)).collect::<Result<_>>()?;
    Ok(html! { @for section in &sections { (section) } })
}

fn of_report(connection: &Connection, db: &Path, (name, most): &(&str, usize)) -> Result<Markup> {
    let report = report::find(name).with_context(|| format!("there is no report '{name}'"))?;
    let columns: Vec<String> = report.core().map(literal::name).collect();
    let query = views::query(connection, report, None)?;
    let sql = format!("SELECT {} FROM ({query}) AS report", columns.join(", "));
    let rows = first_rows(connection, &sql, *most)?;
    let command = suggestion::command("report", &[Argument::value(*name)], db);
    Ok(html! {
        section id=(name) {
            h2 { (report.title()) }
            p.note { (report.question()) }
            (rows_or_none(&rows))
            p.more { (more(&rows)) code { (visible(&command.unwrap_or_default())) } }
            @if let Some(text) = report.not_shown() { p.note { "Not shown: " (text) "." } }
        }
    })
}

/// Returns a part of a story.
pub(super) fn section(connection: &Connection, section: &Section) -> Result<Markup> {
    let rows = first_rows(connection, &format!("FROM {}", section.table()), STORY_ROWS)?;
    Ok(html! {
        section id=(section.name) {
            h2 { (section.title) }
            (rows_or_none(&rows))
            @if rows.more() > 0 { p.more { (more(&rows)) "in the formats json and table" } }
        }
    })
}

pub(super) fn coverage(connection: &Connection, db: &Path) -> Result<Markup> {
    let summary = first_rows(connection, coverage::SUMMARY, GAP_ROWS)?;
    let found = first_rows(connection, coverage::FINDINGS, GAP_ROWS)?;
    let command = suggestion::command("coverage", &[], db).unwrap_or_default();
    Ok(html! {
        section #coverage {
            h2 { "Coverage" }
            p.note { "Hours in which the logs are silent, days without a log file, and files that were never imported." }
            (rows_or_none(&summary))
            @if found.count > 0 { h3 { "Gaps" } (table(&found)) }
            p.more {
                @let hidden = summary.more() + found.more();
                @if hidden > 0 { (HumanCount(hidden)) " more: " }
                code { (visible(&command)) " --findings" }
            }
        }
    })
}

pub(super) fn limits(connection: &Connection) -> Result<Markup> {
    let lines = coverage::limits(connection)?;
    Ok(html! {
        section #limits {
            h2 { "What the data cannot know" }
            ul { @for line in lines { li { (line) } } }
        }
    })
}

fn rows_or_none(rows: &TextRows) -> Markup {
    html! { @if rows.count == 0 { p.none { "Nothing." } } @else { (table(rows)) } }
}

fn more(rows: &TextRows) -> Markup {
    html! { @if rows.more() > 0 { (HumanCount(rows.more())) " more: " } }
}
