//! Conflicts: copies of a stored event that differ from it. The preferred copy stays, regardless of
//! the order in which they came.

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use duckdb::Connection;

use crate::{
    import::seen::{
        event_key::{EventKey, KeyHasher, is_preferred},
        hours_condition,
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

/// The size of copies in bytes after which they are resolved.
const MAX_BYTES: usize = 16 << 20;

/// The maximum number of queries for stored events, each of which takes milliseconds. A forged log can
/// give each copy an hour of its own; then one query covers several hours and all events between them.
const MAX_QUERIES: usize = 100;

/// Copies that differ from a stored event, by the hour of their event.
#[derive(Default)]
pub(crate) struct Conflicts {
    hours: BTreeMap<Option<i64>, HashMap<EventKey, String>>,
    bytes: usize,
}

impl Conflicts {
    /// Adds a copy. Of several copies of one event, only the preferred one stays.
    pub(crate) fn add(&mut self, text: &str, hasher: KeyHasher) {
        let row = parse(text);
        let hour = row.event_time().map(|micros| micros.div_euclid(HOUR));
        let copies = self.hours.entry(hour).or_default();
        let key = hasher.key(&row);
        if copies.get(&key).is_none_or(|other| is_preferred(&row, &parse(other))) {
            self.bytes += text.len();
            copies.insert(key, text.to_owned());
        }
    }

    /// Returns true if the copies should be resolved before more are added.
    pub(crate) fn is_large(&self) -> bool {
        self.bytes > MAX_BYTES
    }

    /// Replaces each stored event by its copy if the copy is preferred.
    pub(crate) fn resolve(mut self, connection: &Connection, hasher: KeyHasher) -> Result<()> {
        if let Some(copies) = self.hours.remove(&None) {
            resolve_where("event_time IS NULL", copies, connection, hasher)?;
        }
        let hours_per_query = self.hours.len().div_ceil(MAX_QUERIES);
        let mut hours = self.hours.into_iter().filter_map(|(hour, copies)| Some((hour?, copies)));
        while let Some((first, mut copies)) = hours.next() {
            let mut last = first;
            for (hour, more) in hours.by_ref().take(hours_per_query - 1) {
                last = hour;
                copies.extend(more);
            }
            resolve_where(&hours_condition(&(first..last + 1)), copies, connection, hasher)?;
        }
        derived::complete(connection)
    }
}

/// Resolves copies of the stored events that match `condition`.
fn resolve_where(
    condition: &str,
    mut copies: HashMap<EventKey, String>,
    connection: &Connection,
    hasher: KeyHasher,
) -> Result<()> {
    let mut replaced = Vec::new();
    let mut replacements = Vec::new();
    rows::for_each_event(connection, condition, [], |id, stored| {
        if let Some(copy) = copies.remove(&hasher.key(stored))
            && is_preferred(&parse(&copy), stored)
        {
            replaced.push(id);
            replacements.push(copy);
        }
        Ok(())
    })?;
    replace(connection, &replaced, &replacements)
}

fn replace(connection: &Connection, replaced: &[i64], replacements: &[String]) -> Result<()> {
    if replaced.is_empty() {
        return Ok(());
    }
    let ids: Vec<String> = replaced.iter().map(ToString::to_string).collect();
    connection.execute_batch(&format!("DELETE FROM events WHERE rowid IN ({})", ids.join(", ")))?;
    let columns: Vec<_> = COLUMNS.iter().map(|column| column.name).collect();
    let mut events = connection.appender_with_columns("events", &columns)?;
    for replacement in replacements {
        let row = parse(replacement);
        events.append_row(duckdb::appender_params_from_iter(
            row.iter().map(|(_, cell)| store::value(cell)),
        ))?;
    }
    Ok(events.flush()?)
}

/// Parses a record that was parsed before, so it cannot fail.
fn parse(text: &str) -> Row<'_> {
    record::to_row(&members::split(text).unwrap_or_default(), &ColumnSet::all())
}
