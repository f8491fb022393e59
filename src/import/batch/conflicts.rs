//! Conflicts: copies of a stored event that differ from it. The preferred copy stays, regardless of
//! the order in which they came.

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use duckdb::{Connection, params, types::Value};

use crate::{
    import::{
        batch::{
            caller_ids::{CallerId, CallerIds},
            shape_ids::{ShapeId, ShapeIds},
        },
        seen::{
            event_key::{EventCopy, EventKey, KeyHasher},
            hours_condition,
        },
    },
    store::{self, derived, events_view, rows},
    trail::{
        column::COLUMNS,
        members,
        record::{self, ColumnSet},
        row::Row,
        shape,
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
        let copy = ParsedCopy::of(text);
        let hour = copy.row.event_time().map(|micros| micros.div_euclid(HOUR));
        let copies = self.hours.entry(hour).or_default();
        let key = hasher.key(&copy.row);
        let is_preferred_to =
            |other: &String| copy.as_copy().is_preferred_to(ParsedCopy::of(other).as_copy());
        if copies.get(&key).is_none_or(is_preferred_to) {
            self.bytes += text.len();
            copies.insert(key, text.to_owned());
        }
    }

    /// Returns true if the copies should be resolved before more are added.
    pub(crate) fn is_large(&self) -> bool {
        self.bytes > MAX_BYTES
    }

    /// Replaces each stored event by its copy if the copy is preferred.
    pub(crate) fn resolve(
        mut self,
        hasher: KeyHasher,
        replacements: &Replacements<'_>,
    ) -> Result<()> {
        let resolver = Resolver { hasher, replacements };
        if let Some(copies) = self.hours.remove(&None) {
            resolver.resolve_where("event_time IS NULL", copies)?;
        }
        let hours_per_query = self.hours.len().div_ceil(MAX_QUERIES);
        let mut hours = self.hours.into_iter().filter_map(|(hour, copies)| Some((hour?, copies)));
        while let Some((first, mut copies)) = hours.next() {
            let mut last = first;
            for (hour, more) in hours.by_ref().take(hours_per_query - 1) {
                last = hour;
                copies.extend(more);
            }
            resolver.resolve_where(&hours_condition(&(first..last + 1)), copies)?;
        }
        Ok(())
    }
}

/// Finds the stored events that copies replace.
struct Resolver<'a> {
    hasher: KeyHasher,
    replacements: &'a Replacements<'a>,
}

impl Resolver<'_> {
    /// Resolves copies of the stored events that match `condition`.
    fn resolve_where(&self, condition: &str, mut copies: HashMap<EventKey, String>) -> Result<()> {
        let mut replaced = Vec::new();
        let mut texts = Vec::new();
        rows::for_each_event(self.replacements.connection, condition, [], |id, stored, shape| {
            let Some(copy) = copies.remove(&self.hasher.key(stored)) else { return Ok(()) };
            let stored = EventCopy { row: stored, shape };
            if ParsedCopy::of(&copy).as_copy().is_preferred_to(stored) {
                replaced.push(id);
                texts.push(copy);
            }
            Ok(())
        })?;
        self.replacements.replace(&replaced, &texts)
    }
}

/// Writes copies in the place of stored events.
pub(crate) struct Replacements<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) shape_ids: &'a ShapeIds,
    pub(crate) caller_ids: &'a CallerIds,
}

impl Replacements<'_> {
    /// Deletes the rows with these IDs, and inserts the records.
    fn replace(&self, replaced: &[i64], texts: &[String]) -> Result<()> {
        if replaced.is_empty() {
            return Ok(());
        }
        let ids: Vec<String> = replaced.iter().map(ToString::to_string).collect();
        let delete = format!("DELETE FROM event_rows WHERE rowid IN ({})", ids.join(", "));
        self.connection.execute_batch(&delete)?;
        self.create_tables()?;
        self.stage(texts)?;
        self.connection.execute_batch(&derived::insert_callers("replacement_callers"))?;
        let copies = events_view::with_uuids("replacements");
        Ok(self.connection.execute_batch(&derived::insert(&copies))?)
    }

    /// Creates tables for the columns and IDs of the copies, and for the callers that are new.
    fn create_tables(&self) -> Result<()> {
        let logged: Vec<_> = COLUMNS.iter().map(|column| column.name).collect();
        Ok(self.connection.execute_batch(&format!(
            "CREATE OR REPLACE TEMP TABLE replacements AS
             SELECT {}, shape_id, NULL::INTEGER AS caller_id, action_id FROM events LIMIT 0;
             CREATE OR REPLACE TEMP TABLE replacement_callers AS SELECT * FROM new_callers LIMIT 0;",
            logged.join(", ")
        ))?)
    }

    /// Fills these tables.
    fn stage(&self, texts: &[String]) -> Result<()> {
        let appender = |table| self.connection.appender_to_catalog_and_db(table, "temp", "main");
        let mut events = appender("replacements")?;
        let mut callers = appender("replacement_callers")?;
        let mut shapes = self.connection.appender("shapes")?;
        for text in texts {
            let members = members::split(text).unwrap_or_default();
            let shape = shape::of(text, &members);
            let ShapeId { id: shape_id, is_new } = self.shape_ids.assign(&shape)?;
            if is_new {
                shapes.append_row(params![shape_id, shape])?;
            }
            let row = record::to_row(&members, &ColumnSet::all());
            let hash = self.caller_ids.hash_of(&row);
            let CallerId { id: caller_id, new } = self.caller_ids.assign(hash, &row)?;
            if let Some(caller) = new {
                caller.append(caller_id, &mut callers)?;
            }
            let logged = row.iter().map(|(_, cell)| store::value(cell));
            // The action IDs follow in the same transaction.
            let ids = [Value::Int(shape_id), Value::Int(caller_id), Value::Null];
            events.append_row(duckdb::appender_params_from_iter(logged.chain(ids)))?;
        }
        callers.flush()?;
        shapes.flush()?;
        Ok(events.flush()?)
    }
}

/// A copy that is not stored.
struct ParsedCopy<'a> {
    row: Row<'a>,
    shape: String,
}

impl<'a> ParsedCopy<'a> {
    /// Parses a record that was parsed before, so it cannot fail.
    fn of(text: &'a str) -> Self {
        let members = members::split(text).unwrap_or_default();
        Self { row: record::to_row(&members, &ColumnSet::all()), shape: shape::of(text, &members) }
    }

    fn as_copy(&self) -> EventCopy<'_> {
        EventCopy { row: &self.row, shape: Some(&self.shape) }
    }
}
