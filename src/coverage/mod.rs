//! The gaps in the database, as far as its events and files show them.

mod calendar;
mod copies;
mod limits;

use anyhow::{Context, Result};

pub(crate) use calendar::calendar;
pub(crate) use limits::limits;

use crate::{report, store::Connection};

/// Selects one row for each account and Region.
pub(crate) const SUMMARY: &str = include_str!("../../sql/coverage/summary.sql");

/// Selects one row for each finding.
pub(crate) const FINDINGS: &str = include_str!("../../sql/coverage/findings.sql");

/// Selects one row for each account and day.
pub(crate) const CALENDAR: &str = include_str!("../../sql/coverage/calendar.sql");

const EVENTS: &str = include_str!("../../sql/coverage/events.sql");
const FILES: &str = include_str!("../../sql/coverage/files.sql");

/// Analyzes the events and files in the scope of the connection. Gaps of at least `gap_hours` hours count, as
/// in the report `coverage`. Creates the temporary tables that the queries above read.
pub(crate) fn analyze(connection: &Connection, gap_hours: u32) -> Result<()> {
    let gaps = report::find("coverage").context("there is no report 'coverage'")?.select();
    connection.execute_batch(&format!(
        "SET VARIABLE gap_hours = {gap_hours};
         CREATE OR REPLACE TEMP TABLE gaps AS {gaps};"
    ))?;
    connection.execute_batch(EVENTS)?;
    copies::store_days(connection)?;
    Ok(connection.execute_batch(FILES)?)
}
