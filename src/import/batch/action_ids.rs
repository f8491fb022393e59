//! Action IDs: `events.action_id` refers to `actions.id`, the row with the rules' results for an event
//! source and name.
//!
//! Each event gets its ID as it is read. An update after the insert would write the whole batch to
//! DuckDB's log, which takes a fifth of an import.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use anyhow::{Context, Result};
use duckdb::{Connection, params};

use crate::store::views::{ADD_ACTIONS, ASSIGN_ACTION_IDS};

/// The memory for names, in bytes. Real archives have some thousand names, but a forged log can give each
/// event its own name of megabytes. The names beyond this get their IDs by SQL.
const MAX_BYTES: usize = 4 << 20;

/// The number of rows that one statement updates, as DuckDB keeps the changed rows of a join in memory
/// that it cannot spill.
const ROWS_PER_UPDATE: i64 = 2_000_000;

/// The IDs of event sources and names.
pub(crate) struct ActionIds(RwLock<AssignedIds>);

#[derive(Default)]
struct AssignedIds {
    ids: HashMap<Vec<u8>, i32>,
    /// The actions that are not in the table yet.
    new: Vec<NewAction>,
    last: i32,
    bytes: usize,
}

struct NewAction {
    source: Option<String>,
    name: Option<String>,
    id: i32,
}

impl ActionIds {
    /// Loads the IDs of the database, as far as they fit into memory.
    pub(crate) fn load(connection: &Connection) -> Result<Self> {
        let mut assigned = AssignedIds { last: last_id(connection)?, ..AssignedIds::default() };
        let mut statement =
            connection.prepare("SELECT event_source, event_name, id FROM actions ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()?
            && assigned.has_room()
        {
            let (source, name): (Option<String>, Option<String>) = (row.get(0)?, row.get(1)?);
            assigned.insert(key(source.as_deref(), name.as_deref()), row.get(2)?);
        }
        Ok(Self(RwLock::new(assigned)))
    }

    /// Returns the ID of a source and name, a new one if needed; `None` if there is no memory for it.
    pub(crate) fn assign(&self, source: Option<&str>, name: Option<&str>) -> Option<i32> {
        let key = key(source, name);
        let id = self.read().ids.get(&key).copied();
        id.or_else(|| self.lock().add(key, source, name))
    }

    /// Inserts the new actions, and assigns IDs to events that have none, in the transaction of the batch.
    pub(crate) fn write(&self, connection: &Connection) -> Result<()> {
        let mut assigned = self.lock();
        connection.execute_batch(
            "CREATE OR REPLACE TEMP TABLE new_actions (event_source VARCHAR, event_name VARCHAR, id INTEGER)",
        )?;
        let mut appender = connection.appender_to_catalog_and_db("new_actions", "temp", "main")?;
        for NewAction { source, name, id } in assigned.new.drain(..) {
            appender.append_row(params![source, name, id])?;
        }
        appender.flush()?;
        connection.execute_batch(ADD_ACTIONS).context("cannot fill actions")?;
        let mut start = i64::MIN;
        while let Some(first) = first_without_id(connection, start)? {
            start = first.saturating_add(ROWS_PER_UPDATE);
            let updated = connection.execute(ASSIGN_ACTION_IDS, [first, start]);
            updated.context("cannot assign action IDs")?;
        }
        assigned.last = last_id(connection)?;
        Ok(())
    }

    fn read(&self) -> RwLockReadGuard<'_, AssignedIds> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> RwLockWriteGuard<'_, AssignedIds> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AssignedIds {
    fn has_room(&self) -> bool {
        self.bytes < MAX_BYTES
    }

    fn insert(&mut self, key: Vec<u8>, id: i32) {
        // A new action has its text a second time.
        self.bytes += 2 * key.len() + size_of::<NewAction>();
        self.ids.insert(key, id);
    }

    fn add(&mut self, key: Vec<u8>, source: Option<&str>, name: Option<&str>) -> Option<i32> {
        // Another thread may have added it since the lookup.
        if let Some(id) = self.ids.get(&key) {
            return Some(*id);
        }
        let id = self.last.checked_add(1).filter(|_| self.has_room())?;
        self.last = id;
        self.insert(key, id);
        let (source, name) = (source.map(str::to_owned), name.map(str::to_owned));
        self.new.push(NewAction { source, name, id });
        Some(id)
    }
}

/// Encodes a source and name unambiguously: with the length of the source, which may contain any
/// character.
fn key(source: Option<&str>, name: Option<&str>) -> Vec<u8> {
    let length = source.map_or(u64::MAX, |source| source.len() as u64);
    let has_name = u8::from(name.is_some());
    let (source, name) = (source.unwrap_or_default(), name.unwrap_or_default());
    [&length.to_le_bytes()[..], &[has_name], source.as_bytes(), name.as_bytes()].concat()
}

/// Returns the first row from `start` on without an action ID.
fn first_without_id(connection: &Connection, start: i64) -> Result<Option<i64>> {
    let sql = "SELECT min(rowid) FROM events WHERE action_id IS NULL AND rowid >= ?";
    Ok(connection.query_row(sql, [start], |row| row.get(0))?)
}

fn last_id(connection: &Connection) -> Result<i32> {
    let sql = "SELECT coalesce(max(id), 0) FROM actions";
    Ok(connection.query_row(sql, [], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{migrate, views};

    fn database() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate::apply(&mut connection).unwrap();
        views::install(&connection).unwrap();
        connection
    }

    /// Returns the rows of `actions`, by ID.
    fn rows(connection: &Connection) -> Vec<(i32, Option<String>, Option<String>)> {
        let mut statement = connection
            .prepare("SELECT id, event_source, event_name FROM actions ORDER BY id")
            .unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        rows.unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn each_pair_of_source_and_name_has_one_id() {
        let actions = ActionIds::load(&database()).unwrap();
        let pairs = [
            (None, None),
            (None, Some("ab")),
            (Some("ab"), None),
            (Some("a"), Some("b")),
            (Some("ab"), Some("")),
            (Some(""), Some("ab")),
            (Some("a\0"), Some("b")),
            (Some("a"), Some("\0b")),
        ];
        let ids = || pairs.map(|(source, name)| actions.assign(source, name));
        assert_eq!(ids(), [1, 2, 3, 4, 5, 6, 7, 8].map(Some));
        assert_eq!(ids(), [1, 2, 3, 4, 5, 6, 7, 8].map(Some));
    }

    #[test]
    fn ids_persist_across_batches_and_imports() {
        let connection = database();
        let actions = ActionIds::load(&connection).unwrap();
        assert_eq!(actions.assign(Some("ec2"), Some("A")), Some(1));
        actions.write(&connection).unwrap();
        assert_eq!(actions.assign(Some("ec2"), Some("A")), Some(1));
        assert_eq!(actions.assign(None, Some("B")), Some(2));
        actions.write(&connection).unwrap();
        actions.write(&connection).unwrap();
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(rows(&connection), [(1, text("ec2"), text("A")), (2, None, text("B"))]);
        let actions = ActionIds::load(&connection).unwrap();
        assert_eq!(actions.assign(None, Some("B")), Some(2));
        assert_eq!(actions.assign(None, Some("C")), Some(3));
    }

    #[test]
    fn names_beyond_the_memory_limit_get_their_ids_by_sql() {
        let connection = database();
        let actions = ActionIds::load(&connection).unwrap();
        let long = "x".repeat(MAX_BYTES);
        assert_eq!(actions.assign(None, Some(&long)), Some(1));
        assert_eq!(actions.assign(None, Some("late")), None);
        assert_eq!(actions.assign(None, Some(&long)), Some(1));
        connection
            .execute_batch("INSERT INTO events (event_name) VALUES ('late'), ('late'), (NULL)")
            .unwrap();
        actions.write(&connection).unwrap();
        let mismatched: u64 = connection
            .query_row(
                "SELECT count(*) FROM events LEFT JOIN actions ON action_id = id
                 WHERE id IS NULL OR events.event_name IS DISTINCT FROM actions.event_name",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!((mismatched, rows(&connection).len()), (0, 3));
        // The next import loads as many IDs as fit, and assigns none twice.
        let actions = ActionIds::load(&connection).unwrap();
        assert_eq!(actions.assign(None, Some(&long)), Some(1));
        assert_eq!(actions.assign(None, Some("later")), None);
    }
}
