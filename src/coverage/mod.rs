//! What is missing from the database, as far as what is there can tell.

mod calendar;
mod copies;
mod limits;

use anyhow::{Context, Result};

pub(crate) use calendar::calendar;
pub(crate) use limits::limits;

use crate::{report, store::Connection};

/// One row for each account and Region.
pub(crate) const SUMMARY: &str = include_str!("../../sql/coverage/summary.sql");

/// One row for each finding.
pub(crate) const FINDINGS: &str = include_str!("../../sql/coverage/findings.sql");

/// One row for each account and day.
pub(crate) const CALENDAR: &str = include_str!("../../sql/coverage/calendar.sql");

const EVENTS: &str = include_str!("../../sql/coverage/events.sql");
const FILES: &str = include_str!("../../sql/coverage/files.sql");

/// Looks for what is missing within the scope of the connection; silences from `gap_hours` on. What
/// is found is kept in temporary tables, for the SELECTs above.
pub(crate) fn look(connection: &Connection, gap_hours: u32) -> Result<()> {
    let silences = report::find("coverage").context("there is no report 'coverage'")?.select();
    connection.execute_batch(&format!(
        "SET VARIABLE gap_hours = {gap_hours};
         CREATE OR REPLACE TEMP TABLE silences AS {silences};"
    ))?;
    connection.execute_batch(EVENTS)?;
    copies::keep_days(connection)?;
    Ok(connection.execute_batch(FILES)?)
}
