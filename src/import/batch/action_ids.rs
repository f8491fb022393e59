//! The numbers that lead events to what the rules say of their source and name: `events.action_id` is
//! `actions.id`.
//!
//! Each event gets its number as it is read. An update of all of them behind the insert would take
//! the whole batch through DuckDB's log, which is a fifth of an import.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use anyhow::{Context, Result};
use duckdb::{Connection, params};

use crate::store::views::{ADD_ACTIONS, LEAD_TO_ACTIONS};

/// How many bytes of names are held. Real archives have some thousand names; whoever writes a log
/// himself can give each event a name of its own, of megabytes. What is beyond is numbered by SQL.
const HELD: usize = 4 << 20;

/// How many rows are led to their names by one statement, as DuckDB holds which rows a join has
/// changed, outside of what it can put on disk.
const LED: i64 = 2_000_000;

/// Sources and names of events, each with its number.
pub(crate) struct Actions(RwLock<State>);

#[derive(Default)]
struct State {
    numbers: HashMap<Vec<u8>, i32>,
    /// Those that `actions` has no row of yet.
    fresh: Vec<Fresh>,
    last: i32,
    bytes: usize,
}

struct Fresh {
    source: Option<String>,
    name: Option<String>,
    number: i32,
}

impl Actions {
    /// Those that the database has, as many as are held.
    pub(crate) fn load(connection: &Connection) -> Result<Self> {
        let mut state = State { last: last(connection)?, ..State::default() };
        let mut statement =
            connection.prepare("SELECT event_source, event_name, id FROM actions ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()?
            && state.has_room()
        {
            let (source, name): (Option<String>, Option<String>) = (row.get(0)?, row.get(1)?);
            state.hold(key(source.as_deref(), name.as_deref()), row.get(2)?);
        }
        Ok(Self(RwLock::new(state)))
    }

    /// The number of a source and a name; `None` where too many others are held.
    pub(crate) fn number(&self, source: Option<&str>, name: Option<&str>) -> Option<i32> {
        let key = key(source, name);
        let known = self.read().numbers.get(&key).copied();
        known.or_else(|| self.write().add(key, source, name))
    }

    /// Adds the rows that `actions` lacks, in the transaction of the events that they are of.
    pub(crate) fn settle(&self, connection: &Connection) -> Result<()> {
        let mut state = self.write();
        connection.execute_batch(
            "CREATE OR REPLACE TEMP TABLE new_actions (event_source VARCHAR, event_name VARCHAR, id INTEGER)",
        )?;
        let mut appender = connection.appender_to_catalog_and_db("new_actions", "temp", "main")?;
        for Fresh { source, name, number } in state.fresh.drain(..) {
            appender.append_row(params![source, name, number])?;
        }
        appender.flush()?;
        connection.execute_batch(ADD_ACTIONS).context("cannot fill actions")?;
        let mut start = i64::MIN;
        while let Some(first) = first_without_number(connection, start)? {
            start = first.saturating_add(LED);
            let led = connection.execute(LEAD_TO_ACTIONS, [first, start]);
            led.context("cannot lead events to actions")?;
        }
        state.last = last(connection)?;
        Ok(())
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn has_room(&self) -> bool {
        self.bytes < HELD
    }

    fn hold(&mut self, key: Vec<u8>, number: i32) {
        // Of what is new the text is held a second time.
        self.bytes += 2 * key.len() + size_of::<Fresh>();
        self.numbers.insert(key, number);
    }

    fn add(&mut self, key: Vec<u8>, source: Option<&str>, name: Option<&str>) -> Option<i32> {
        // Another thread may have been faster.
        if let Some(number) = self.numbers.get(&key) {
            return Some(*number);
        }
        let number = self.last.checked_add(1).filter(|_| self.has_room())?;
        self.last = number;
        self.hold(key, number);
        let (source, name) = (source.map(str::to_owned), name.map(str::to_owned));
        self.fresh.push(Fresh { source, name, number });
        Some(number)
    }
}

/// A source and a name in one, as no other pair gives them: with the length of the source, which may
/// hold any character.
fn key(source: Option<&str>, name: Option<&str>) -> Vec<u8> {
    let length = source.map_or(u64::MAX, |source| source.len() as u64);
    let has_name = u8::from(name.is_some());
    let (source, name) = (source.unwrap_or_default(), name.unwrap_or_default());
    [&length.to_le_bytes()[..], &[has_name], source.as_bytes(), name.as_bytes()].concat()
}

/// The first row from `start` on that is not led to its name yet.
fn first_without_number(connection: &Connection, start: i64) -> Result<Option<i64>> {
    let sql = "SELECT min(rowid) FROM events WHERE action_id IS NULL AND rowid >= ?";
    Ok(connection.query_row(sql, [start], |row| row.get(0))?)
}

fn last(connection: &Connection) -> Result<i32> {
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

    /// The rows of `actions`, by their numbers.
    fn rows(connection: &Connection) -> Vec<(i32, Option<String>, Option<String>)> {
        let mut statement = connection
            .prepare("SELECT id, event_source, event_name FROM actions ORDER BY id")
            .unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        rows.unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn each_pair_has_one_number_whatever_it_is_made_of() {
        let actions = Actions::load(&database()).unwrap();
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
        let numbers = || pairs.map(|(source, name)| actions.number(source, name));
        assert_eq!(numbers(), [1, 2, 3, 4, 5, 6, 7, 8].map(Some));
        assert_eq!(numbers(), [1, 2, 3, 4, 5, 6, 7, 8].map(Some));
    }

    #[test]
    fn numbers_stay_over_batches_and_imports() {
        let connection = database();
        let actions = Actions::load(&connection).unwrap();
        assert_eq!(actions.number(Some("ec2"), Some("A")), Some(1));
        actions.settle(&connection).unwrap();
        assert_eq!(actions.number(Some("ec2"), Some("A")), Some(1));
        assert_eq!(actions.number(None, Some("B")), Some(2));
        actions.settle(&connection).unwrap();
        actions.settle(&connection).unwrap();
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(rows(&connection), [(1, text("ec2"), text("A")), (2, None, text("B"))]);
        let actions = Actions::load(&connection).unwrap();
        assert_eq!(actions.number(None, Some("B")), Some(2));
        assert_eq!(actions.number(None, Some("C")), Some(3));
    }

    #[test]
    fn what_too_many_names_leave_without_a_number_gets_one_by_sql() {
        let connection = database();
        let actions = Actions::load(&connection).unwrap();
        let long = "x".repeat(HELD);
        assert_eq!(actions.number(None, Some(&long)), Some(1));
        assert_eq!(actions.number(None, Some("late")), None);
        assert_eq!(actions.number(None, Some(&long)), Some(1));
        connection
            .execute_batch("INSERT INTO events (event_name) VALUES ('late'), ('late'), (NULL)")
            .unwrap();
        actions.settle(&connection).unwrap();
        let stray: u64 = connection
            .query_row(
                "SELECT count(*) FROM events LEFT JOIN actions ON action_id = id
                 WHERE id IS NULL OR events.event_name IS DISTINCT FROM actions.event_name",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!((stray, rows(&connection).len()), (0, 3));
        // An import behind it holds as many of them as there is room for, and gives no number twice.
        let actions = Actions::load(&connection).unwrap();
        assert_eq!(actions.number(None, Some(&long)), Some(1));
        assert_eq!(actions.number(None, Some("later")), None);
    }
}
