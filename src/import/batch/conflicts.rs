//! Copies of one event that differ: keeps the preferred one, whichever came first.

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use duckdb::Connection;

use crate::{
    import::{
        seen::event_key::{EventKey, KeyHasher, is_preferred},
        seen::within,
    },
    store::{self, derived, rows},
    trail::{
        column::COLUMNS,
        members,
        record::{self, ColumnSet},
        row::Row,
        time::HOUR,
    },
};

/// How many bytes of copies are held at once.
const LARGE: usize = 16 << 20;

/// How many times the database is asked for the stored events of a contest. Copies that are scattered
/// over more hours than that are settled against what lies between those hours, too: whoever writes a
/// log himself can give each copy an hour of its own, and each question takes milliseconds.
const QUERIES: usize = 100;

/// The copies that stand against a stored one, by the hour of their event.
#[derive(Default)]
pub(crate) struct Contest {
    hours: BTreeMap<Option<i64>, HashMap<EventKey, String>>,
    bytes: usize,
}

impl Contest {
    /// Adds a copy by its text; of several of one event only the preferred one stays.
    pub(crate) fn add(&mut self, text: &str, hasher: KeyHasher) {
        let row = parse(text);
        let hour = row.event_time().map(|micros| micros.div_euclid(HOUR));
        let copies = self.hours.entry(hour).or_default();
        let key = hasher.key(&row);
        if copies.get(&key).is_none_or(|best| is_preferred(&row, &parse(best))) {
            self.bytes += text.len();
            copies.insert(key, text.to_owned());
        }
    }

    /// Whether it holds so much that it is to be settled before more is added.
    pub(crate) fn is_large(&self) -> bool {
        self.bytes > LARGE
    }

    /// Puts each copy that is preferred to the stored one in its place.
    pub(crate) fn settle(mut self, connection: &Connection, hasher: KeyHasher) -> Result<()> {
        if let Some(copies) = self.hours.remove(&None) {
            settle_where("event_time IS NULL", copies, connection, hasher)?;
        }
        let most = self.hours.len().div_ceil(QUERIES);
        let mut hours = self.hours.into_iter().filter_map(|(hour, copies)| Some((hour?, copies)));
        while let Some((first, mut copies)) = hours.next() {
            let mut last = first;
            for (hour, more) in hours.by_ref().take(most - 1) {
                last = hour;
                copies.extend(more);
            }
            settle_where(&within(first, last + 1), copies, connection, hasher)?;
        }
        derived::complete(connection)
    }
}

/// Settles copies against the stored events that a condition holds for.
fn settle_where(
    condition: &str,
    mut copies: HashMap<EventKey, String>,
    connection: &Connection,
    hasher: KeyHasher,
) -> Result<()> {
    let mut losers = Vec::new();
    let mut winners = Vec::new();
    rows::for_each_event(connection, condition, [], |id, stored| {
        if let Some(copy) = copies.remove(&hasher.key(stored))
            && is_preferred(&parse(&copy), stored)
        {
            losers.push(id);
            winners.push(copy);
        }
        Ok(())
    })?;
    replace(connection, &losers, &winners)
}

fn replace(connection: &Connection, losers: &[i64], winners: &[String]) -> Result<()> {
    if losers.is_empty() {
        return Ok(());
    }
    let ids: Vec<String> = losers.iter().map(ToString::to_string).collect();
    connection.execute_batch(&format!("DELETE FROM events WHERE rowid IN ({})", ids.join(", ")))?;
    let columns: Vec<_> = COLUMNS.iter().map(|column| column.name).collect();
    let mut events = connection.appender_with_columns("events", &columns)?;
    for winner in winners {
        let row = parse(winner);
        events.append_row(duckdb::appender_params_from_iter(
            row.iter().map(|(_, cell)| store::value(cell)),
        ))?;
    }
    Ok(events.flush()?)
}

/// The text was a record when it was spooled.
fn parse(text: &str) -> Row<'_> {
    record::to_row(&members::split(text).unwrap_or_default(), &ColumnSet::all())
}
