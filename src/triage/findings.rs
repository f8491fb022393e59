//! The findings of a scope in temporary tables, from which the list, the stories and the page are read.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::{
    report,
    store::{Connection, literal::quote, views},
    triage::{command, indicator},
};

/// The levels, the highest first.
pub(crate) const LEVELS: [&str; 5] = ["critical", "high", "medium", "low", "informational"];

/// Selects the findings with all columns.
pub(crate) const LIST: &str = include_str!("../../sql/triage/list.sql");

/// Creates the macro that finds the places of addresses.
const PLACES: &str = include_str!("../../sql/triage/places.sql");

const FINDINGS: &str = include_str!("../../sql/triage/findings.sql");

/// The findings to look for.
pub(crate) struct FindingsRequest<'a> {
    /// The lowest level.
    pub(crate) level: &'a str,
    /// The database, for the commands that show more.
    pub(crate) db: &'a Path,
    /// Files of indicators.
    pub(crate) indicators: &'a [PathBuf],
}

/// Finds what is in the scope of the connection. Creates the temporary tables that [`LIST`] reads. Returns a
/// line about each file of indicators.
pub(crate) fn prepare(
    connection: &Connection,
    request: &FindingsRequest<'_>,
) -> Result<Vec<String>> {
    let report = report::find("findings").context("there is no report 'findings'")?;
    let query = views::query(connection, report, None)?;
    connection.execute_batch(PLACES)?;
    connection.execute_batch(&format!("SET VARIABLE min_level = {}", quote(request.level)))?;
    let lines = indicator::prepare(connection, request.indicators)?;
    let indicated = if lines.is_empty() { "" } else { "UNION ALL BY NAME FROM indicator_findings" };
    let sql = FINDINGS
        .replace("    UNION ALL indicator_findings", indicated)
        .replace("(findings_query)", &format!("({query})"));
    connection.execute_batch(&sql)?;
    command::prepare(connection, request.db)?;
    Ok(lines)
}
