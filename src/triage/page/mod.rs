//! The page: pictures of the scope, its findings with their events, and what the data cannot know.

mod calendar;
mod findings;
mod header;
mod hours;
mod matrix;
mod section;
mod shares;
mod timeline;

use std::path::Path;

use anyhow::Result;
use maud::{Markup, html};

use crate::{
    coverage,
    output::{
        Section,
        html::{END, begin},
    },
    store::{Connection, scope::Scope},
    triage::page::header::Totals,
};

/// The length in hours of the shortest gap that the page shows, as in `ducktrail coverage`.
const GAP_HOURS: u32 = 6;

/// The content of a page.
pub(crate) struct PageRequest<'a> {
    pub(crate) db: &'a Path,
    pub(crate) scope: &'a Scope,
    /// The lowest level of its findings.
    pub(crate) level: &'a str,
    /// The largest number of findings, if the user set one.
    pub(crate) limit: Option<u64>,
    /// The sections of a story; empty if it tells none.
    pub(crate) sections: &'a [Section],
}

/// Returns the page, after its findings were prepared.
pub(crate) fn page(connection: &Connection, request: &PageRequest<'_>) -> Result<String> {
    let totals = Totals::load(connection)?;
    coverage::analyze(connection, GAP_HOURS)?;
    let [services, regions, callers, addresses] = shares::shares(connection, request.db)?;
    let body = html! {
        (header::header(connection, request, &totals)?)
        (timeline::timeline(connection, &totals)?)
        (story(connection, request)?)
        div.cards #pictures {
            (services)
            (regions)
            (matrix::matrix(connection)?)
            (hours::hours(connection)?)
            (calendar::calendar(connection)?)
            (callers)
            (addresses)
        }
        (findings::findings(connection, request)?)
        (section::reports(connection, request.db)?)
        (section::coverage(connection, request.db)?)
        (section::limits(connection)?)
    };
    Ok(format!("{}{}\n{END}", begin(&request.title()), body.into_string()))
}

impl PageRequest<'_> {
    fn title(&self) -> String {
        let what = if self.sections.is_empty() { "Triage" } else { "Story" };
        let name = self.db.file_name().unwrap_or_default().to_string_lossy();
        format!("{what} of {name}")
    }
}

/// The parts of the page that its head links to.
const PARTS: &[(&str, &str)] = &[
    ("pictures", "Pictures"),
    ("findings", "Findings"),
    ("deletes", "Deleted"),
    ("creations", "Created"),
    ("global_services", "Global services"),
    ("coverage", "Coverage"),
    ("limits", "Limits"),
];

fn story(connection: &Connection, request: &PageRequest<'_>) -> Result<Markup> {
    let sections: Vec<Markup> = request
        .sections
        .iter()
        .map(|it| section::section(connection, it))
        .collect::<Result<_>>()?;
    Ok(html! { @for section in &sections { (section) } })
}
