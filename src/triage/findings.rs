//! The findings of a scope in temporary tables, from which the list, the stories and the page are read.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::{
    report,
    sigma::{self, CallNames, SigmaRequest},
    store::{Connection, literal::quote, views},
    triage::{command, indicator},
};

/// Selects the findings with all columns.
pub(crate) const LIST: &str = include_str!("../../sql/triage/list.sql");

/// Creates the macro that finds the places of addresses.
const PLACES: &str = include_str!("../../sql/triage/places.sql");

const FINDINGS: &str = include_str!("../../sql/triage/findings.sql");

/// Creates the table `other_finding_events`, to which indicators and Sigma rules add theirs.
const OTHER_EVENTS: &str = include_str!("../../sql/triage/other_events.sql");

/// The findings to look for.
pub(crate) struct FindingsRequest<'a> {
    /// The lowest level.
    pub(crate) level: &'a str,
    /// The database, for the commands that show more.
    pub(crate) db: &'a Path,
    /// Files of indicators.
    pub(crate) indicators: &'a [PathBuf],
    /// Files and folders of Sigma rules.
    pub(crate) sigma: &'a [PathBuf],
}

/// The messages about the files of a request.
pub(crate) struct FileNotes {
    pub(crate) lines: Vec<String>,
    /// True if a part of a file could not be used.
    pub(crate) is_partial: bool,
}

/// Finds what is in the scope of the connection. Creates the temporary tables that [`LIST`] reads.
pub(crate) fn prepare(connection: &Connection, request: &FindingsRequest<'_>) -> Result<FileNotes> {
    let report = report::find("findings").context("there is no report 'findings'")?;
    let query = views::query(connection, report, None)?;
    connection.execute_batch(PLACES)?;
    connection.execute_batch(&format!("SET VARIABLE min_level = {}", quote(request.level)))?;
    connection.execute_batch(OTHER_EVENTS)?;
    let lines = indicator::add_events(connection, request.indicators)?;
    let mut notes = FileNotes { lines, is_partial: false };
    if !request.sigma.is_empty() {
        let run =
            SigmaRequest { paths: request.sigma, level: request.level, names: CallNames::AsLogged };
        let found = sigma::prepare(connection, &run)?;
        sigma::add_finding_events(connection)?;
        notes.lines.extend(found.lines);
        notes.is_partial = found.is_partial;
    }
    connection.execute_batch(&FINDINGS.replace("(findings_query)", &format!("({query})")))?;
    command::prepare(connection, request.db)?;
    Ok(notes)
}
