//! The days of delivery of copies, from their file names. The table `files` has only the first file of
//! each content, but equal contents can be delivered on several days.

use std::collections::HashSet;

use anyhow::Result;

use crate::{
    store::{Connection, literal::quote},
    trail::{key, time},
};

const PATHS: &str = include_str!("../../sql/coverage/copies.sql");

/// Creates the table `copied_days` with account, Region and day of every copy.
pub(crate) fn store_days(connection: &Connection) -> Result<()> {
    connection.execute_batch(
        "CREATE OR REPLACE TEMP TABLE copied_days (account_id VARCHAR, region VARCHAR, day DATE)",
    )?;
    let mut statement = connection.prepare(PATHS)?;
    let paths = statement.query_map([], |row| row.get::<_, String>(0))?;
    let mut days = HashSet::new();
    for path in paths {
        let key = key::read(&path?);
        if let Some(delivered) = key.delivered {
            days.insert((key.account_id, key.region, time::day(delivered)));
        }
    }
    let text = |value: &Option<String>| value.as_deref().map_or_else(|| "NULL".to_owned(), quote);
    let rows: Vec<String> = days
        .iter()
        .map(|(account, region, day)| {
            format!("({}, {}, {})", text(account), text(region), quote(day))
        })
        .collect();
    if !rows.is_empty() {
        connection.execute_batch(&format!("INSERT INTO copied_days VALUES {}", rows.join(", ")))?;
    }
    Ok(())
}
