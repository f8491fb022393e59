//! Action IDs: `event_rows.action_id` refers to `actions.id`, the row with the rules' results for an event
//! source and name.
//!
//! Each event gets its ID as it is read. An update after the insert would write the whole batch to
//! DuckDB's log, which takes a fifth of an import.

use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result};
use duckdb::{Connection, params};

use crate::{
    import::batch::interner::{Interned, Interner},
    store::views::{ADD_ACTIONS, ASSIGN_ACTION_IDS},
};

/// The memory for names, in bytes. Real archives have some thousand names, but a forged log can give each
/// event its own name of megabytes. The names beyond this get their IDs by SQL.
const MAX_BYTES: usize = 4 << 20;

/// The number of rows that one statement updates, as DuckDB keeps the changed rows of a join in memory
/// that it cannot spill.
const ROWS_PER_UPDATE: i64 = 2_000_000;

/// The IDs of event sources and names.
pub(crate) struct ActionIds {
    ids: Interner,
    /// The actions that are not in the table yet.
    new: Mutex<Vec<NewAction>>,
}

struct NewAction {
    source: Option<String>,
    name: Option<String>,
    id: i32,
}

impl ActionIds {
    /// Loads the IDs of the database, as far as they fit into memory.
    pub(crate) fn load(connection: &Connection) -> Result<Self> {
        let ids = Interner::new(last_id(connection)?, MAX_BYTES);
        let mut statement =
            connection.prepare("SELECT event_source, event_name, id FROM actions ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()?
            && !ids.is_full()
        {
            let (source, name): (Option<String>, Option<String>) = (row.get(0)?, row.get(1)?);
            let key = key(source.as_deref(), name.as_deref());
            ids.add(&key, row.get(2)?, cost(&key));
        }
        Ok(Self { ids, new: Mutex::default() })
    }

    /// Returns the ID of a source and name, a new one if needed; `None` if there is no memory for it.
    pub(crate) fn assign(&self, source: Option<&str>, name: Option<&str>) -> Option<i32> {
        let key = key(source, name);
        match self.ids.assign(&key, cost(&key)) {
            Interned::Known(id) => Some(id),
            Interned::New(id) => {
                let (source, name) = (source.map(str::to_owned), name.map(str::to_owned));
                let mut new = self.new.lock().unwrap_or_else(PoisonError::into_inner);
                new.push(NewAction { source, name, id });
                Some(id)
            }
            Interned::Full => None,
        }
    }

    /// Inserts the new actions, and assigns IDs to events that have none, in the transaction of the batch.
    pub(crate) fn write(&self, connection: &Connection) -> Result<()> {
        connection.execute_batch(
            "CREATE OR REPLACE TEMP TABLE new_actions (event_source VARCHAR, event_name VARCHAR, id INTEGER)",
        )?;
        let new = std::mem::take(&mut *self.new.lock().unwrap_or_else(PoisonError::into_inner));
        let mut appender = connection.appender_to_catalog_and_db("new_actions", "temp", "main")?;
        for NewAction { source, name, id } in new {
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
        self.ids.set_last(last_id(connection)?);
        Ok(())
    }
}

/// Returns the cost of a key in bytes. A new action has its text in memory until it is written.
fn cost(key: &[u8]) -> usize {
    2 * key.len() + size_of::<NewAction>()
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
    let sql = "SELECT min(rowid) FROM event_rows WHERE action_id IS NULL AND rowid >= ?";
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
        views::update(&connection).unwrap();
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
            .execute_batch(
                "INSERT INTO event_rows (event_name, caller_id) VALUES ('late', 1), ('late', 1), (NULL, 1)",
            )
            .unwrap();
        actions.write(&connection).unwrap();
        let mismatched: u64 = connection
            .query_row(
                "SELECT count(*) FROM event_rows LEFT JOIN actions ON action_id = id
                 WHERE id IS NULL OR event_rows.event_name IS DISTINCT FROM actions.event_name",
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
