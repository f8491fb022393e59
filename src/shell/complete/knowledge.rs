//! What completion knows of a database: its names, and the values and paths that were seen. The
//! worker gathers it; the editor reads it and never waits for long.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use anyhow::Result;
use indicatif::HumanCount;

use crate::{shell::complete::is_harmless, store::Connection};

/// A table or view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) comment: String,
    pub(crate) columns: Vec<Column>,
}

/// A column of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    sql_type: String,
    comment: String,
}

impl Column {
    /// Its type and what it means.
    pub(crate) fn meaning(&self) -> String {
        let space = if self.comment.is_empty() { "" } else { "  " };
        format!("{}{space}{}", self.sql_type, self.comment)
    }
}

/// The names of a database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Catalog {
    pub(crate) tables: Vec<Table>,
    /// Functions and macros, each with what it does.
    pub(crate) functions: Vec<(String, String)>,
}

impl Catalog {
    fn read(connection: &Connection) -> Result<Self> {
        Ok(Self { tables: tables(connection)?, functions: functions(connection)? })
    }
}

/// What is asked about a column.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(crate) table: String,
    pub(crate) column: String,
    pub(crate) what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum What {
    Values,
    Paths,
}

impl Key {
    pub(crate) fn values(table: &str, column: &str) -> Self {
        Self { table: table.to_owned(), column: column.to_owned(), what: What::Values }
    }

    pub(crate) fn paths(table: &str, column: &str) -> Self {
        Self { table: table.to_owned(), column: column.to_owned(), what: What::Paths }
    }
}

/// A value or path that was seen, and how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) text: String,
    pub(crate) times: u64,
}

impl Seen {
    pub(crate) fn count(&self) -> String {
        HumanCount(self.times).to_string()
    }
}

/// The answer to a question, empty where there is none yet.
pub(crate) type Answer = Arc<Vec<Seen>>;

#[derive(Default)]
struct State {
    catalog: Arc<Catalog>,
    answers: HashMap<Key, Answer>,
    /// What is asked and not answered, the most urgent last.
    questions: VecDeque<Key>,
    has_ended: bool,
}

/// What is known, shared by the editor, the session and the worker.
#[derive(Clone, Default)]
pub(crate) struct Knowledge {
    shared: Arc<(Mutex<State>, Condvar)>,
}

const NAMES: &str = include_str!("../../../sql/shell/names.sql");
const FUNCTIONS: &str = include_str!("../../../sql/shell/functions.sql");

impl Knowledge {
    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The names; none where they are not known within `patience`.
    pub(crate) fn catalog(&self, patience: Duration) -> Arc<Catalog> {
        let is_missing = |state: &mut State| state.catalog.tables.is_empty();
        let waited = self.shared.1.wait_timeout_while(self.state(), patience, is_missing);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&state.catalog)
    }

    /// Reads the names of a database anew, with the temporary ones of this connection.
    pub(crate) fn load(&self, connection: &Connection) -> Result<()> {
        let catalog = Arc::new(Catalog::read(connection)?);
        self.state().catalog = catalog;
        Ok(())
    }

    /// Reads the names of a database where none are known: the session may have been faster.
    pub(crate) fn load_first(&self, connection: &Connection) -> Result<()> {
        let catalog = Arc::new(Catalog::read(connection)?);
        let mut state = self.state();
        if state.catalog.tables.is_empty() {
            state.catalog = catalog;
            self.shared.1.notify_all();
        }
        Ok(())
    }

    /// The answer to a question; where it is not known within `patience`, none for now.
    pub(crate) fn wait_for(&self, key: &Key, patience: Duration) -> Answer {
        let mut state = self.state();
        if let Some(answer) = state.answers.get(key) {
            return Arc::clone(answer);
        }
        state.questions.retain(|question| question != key);
        state.questions.push_back(key.clone());
        self.shared.1.notify_all();
        let is_missing = |state: &mut State| !state.answers.contains_key(key);
        let waited = self.shared.1.wait_timeout_while(state, patience, is_missing);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.answers.get(key).map(Arc::clone).unwrap_or_default()
    }

    /// Asks what will probably be wanted, behind all that is asked already.
    pub(crate) fn prepare(&self, keys: impl IntoIterator<Item = Key>) {
        let mut state = self.state();
        for key in keys {
            state.questions.push_front(key);
        }
    }

    /// The next question; none when the worker is to end.
    pub(crate) fn next_question(&self) -> Option<Key> {
        let mut state = self.state();
        loop {
            if state.has_ended {
                return None;
            }
            if let Some(key) = state.questions.pop_back() {
                if state.answers.contains_key(&key) {
                    continue;
                }
                return Some(key);
            }
            state = self.shared.1.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Answers a question, with what can be shown of it.
    pub(crate) fn answer(&self, key: Key, mut seen: Vec<Seen>) {
        seen.retain(|seen| is_harmless(&seen.text));
        self.state().answers.insert(key, Arc::new(seen));
        self.shared.1.notify_all();
    }

    /// Begins anew, with a worker.
    pub(crate) fn begin(&self) {
        self.state().has_ended = false;
    }

    /// Lets the worker end.
    pub(crate) fn end(&self) {
        self.state().has_ended = true;
        self.shared.1.notify_all();
    }

    /// Forgets everything, as another database is opened.
    pub(crate) fn forget(&self) {
        *self.state() = State::default();
    }

    /// Forgets the values, as they have changed.
    pub(crate) fn forget_values(&self) {
        self.state().answers.clear();
    }
}

fn tables(connection: &Connection) -> Result<Vec<Table>> {
    let mut statement = connection.prepare(NAMES)?;
    let mut rows = statement.query([])?;
    let mut tables: Vec<Table> = Vec::new();
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        if tables.last().is_none_or(|table| table.name != name) {
            tables.push(Table { name, comment: row.get(1)?, columns: Vec::new() });
        }
        let column = Column { name: row.get(2)?, sql_type: row.get(3)?, comment: row.get(4)? };
        if let Some(table) = tables.last_mut() {
            table.columns.push(column);
        }
    }
    tables.retain(|table| is_harmless(&table.name));
    Ok(tables)
}

fn functions(connection: &Connection) -> Result<Vec<(String, String)>> {
    let mut statement = connection.prepare(FUNCTIONS)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
