//! The times of the first and the last event.

use anyhow::Result;
use duckdb::Connection;

use crate::store::lake;

/// Selects the times in a database.
const IN_DATABASE: &str =
    "SELECT epoch_us(min(event_time)), epoch_us(max(event_time)) FROM event_rows";

/// Selects the first and the last day of a lake, which its pointers name.
const DAYS: &str = "SELECT min(day)::VARCHAR, max(day)::VARCHAR FROM lake_days";

/// The times of the first and the last event, in microseconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct EventTimes {
    pub(crate) first: Option<i64>,
    pub(crate) last: Option<i64>,
}

impl EventTimes {
    /// Reads the times. Of a lake, the first and the last day are read.
    pub(crate) fn of_first_and_last(connection: &Connection) -> Result<Self> {
        if !lake::is_open(connection)? {
            return Self::select(connection, IN_DATABASE);
        }
        let (first, last) = days(connection)?;
        let (first, last) = (in_day(connection, first)?, in_day(connection, last)?);
        Ok(Self { first: first.first, last: last.last })
    }

    /// Reads the time of the last event. Of a lake, the last day is read.
    pub(crate) fn last(connection: &Connection) -> Result<Option<i64>> {
        if !lake::is_open(connection)? {
            return Ok(Self::select(connection, IN_DATABASE)?.last);
        }
        let (_, last) = days(connection)?;
        Ok(in_day(connection, last)?.last)
    }

    fn select(connection: &Connection, sql: &str) -> Result<Self> {
        Ok(connection
            .query_row(sql, [], |row| Ok(Self { first: row.get(0)?, last: row.get(1)? }))?)
    }
}

fn days(connection: &Connection) -> Result<(Option<String>, Option<String>)> {
    Ok(connection.query_row(DAYS, [], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// Reads the times of the events of a day of a lake.
fn in_day(connection: &Connection, day: Option<String>) -> Result<EventTimes> {
    let Some(day) = day else { return Ok(EventTimes::default()) };
    let rows = format!("lake_between(DATE '{day}', DATE '{day}' + INTERVAL 1 DAY)");
    EventTimes::select(connection, &IN_DATABASE.replace("event_rows", &rows))
}
