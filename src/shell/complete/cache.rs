//! The names, values and paths that completion offers, shared by three parties: the editor reads
//! them and never waits for long, the worker queries them, the session reports changes.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use anyhow::Result;
use indicatif::HumanCount;

use crate::{
    store::{Connection, interrupt::Stopper},
    text::is_hidden,
};

/// The interval at which `close` interrupts the worker again.
const INTERRUPT_INTERVAL: Duration = Duration::from_millis(1);

/// A table or view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CatalogTable {
    pub(crate) name: String,
    pub(crate) comment: String,
    pub(crate) columns: Vec<CatalogColumn>,
}

/// A column of a table or view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CatalogColumn {
    pub(crate) name: String,
    sql_type: String,
    comment: String,
}

impl CatalogColumn {
    /// Returns the type and the comment.
    pub(crate) fn description(&self) -> String {
        let space = if self.comment.is_empty() { "" } else { "  " };
        format!("{}{space}{}", self.sql_type, self.comment)
    }
}

/// The names in a database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Catalog {
    pub(crate) tables: Vec<CatalogTable>,
    /// Names and descriptions of functions and macros.
    pub(crate) functions: Vec<(String, String)>,
}

impl Catalog {
    fn read(connection: &Connection) -> Result<Self> {
        Ok(Self { tables: tables(connection)?, functions: functions(connection)? })
    }
}

/// A question about a column that the worker answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Question {
    pub(crate) table: String,
    pub(crate) column: String,
    pub(crate) kind: QuestionKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum QuestionKind {
    /// The values of the column.
    Values,
    /// The paths in its JSON documents.
    Paths,
}

impl Question {
    pub(crate) fn values(table: &str, column: &str) -> Self {
        Self { table: table.to_owned(), column: column.to_owned(), kind: QuestionKind::Values }
    }

    pub(crate) fn paths(table: &str, column: &str) -> Self {
        Self { table: table.to_owned(), column: column.to_owned(), kind: QuestionKind::Paths }
    }
}

/// A value or path, and the number of times that it occurs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) text: String,
    pub(crate) occurrences: u64,
}

impl Candidate {
    /// Returns the number of occurrences for the menu.
    pub(crate) fn description(&self) -> String {
        HumanCount(self.occurrences).to_string()
    }
}

/// The answer to a question, the most frequent candidate first.
pub(crate) type Candidates = Arc<Vec<Candidate>>;

#[derive(Default)]
struct CacheState {
    catalog: Arc<Catalog>,
    answers: HashMap<Question, Candidates>,
    /// Unanswered questions, the most urgent last.
    questions: VecDeque<Question>,
    /// A connection for the worker, until it takes it.
    connection: Option<Connection>,
    stopper: Option<Stopper>,
    /// True while the worker has a connection open.
    is_busy: bool,
    /// True while `close` waits for the worker.
    is_closing: bool,
    has_ended: bool,
}

/// A handle to the cache.
#[derive(Clone, Default)]
pub(crate) struct CompletionCache {
    shared: Arc<(Mutex<CacheState>, Condvar)>,
}

/// A connection in use by the worker.
pub(crate) struct WorkerConnection<'a> {
    pub(crate) connection: Connection,
    // Fields are dropped in order: the connection is closed before `close` returns.
    _release: Release<'a>,
}

struct Release<'a>(&'a CompletionCache);

impl Drop for Release<'_> {
    fn drop(&mut self) {
        self.0.state().is_busy = false;
        self.0.shared.1.notify_all();
    }
}

const NAMES: &str = include_str!("../../../sql/shell/names.sql");
const FUNCTIONS: &str = include_str!("../../../sql/shell/functions.sql");

impl CompletionCache {
    fn state(&self) -> MutexGuard<'_, CacheState> {
        self.shared.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the names in the database; none if they are not known within `patience`.
    pub(crate) fn catalog(&self, patience: Duration) -> Arc<Catalog> {
        let is_missing = |state: &mut CacheState| state.catalog.tables.is_empty();
        let waited = self.shared.1.wait_timeout_while(self.state(), patience, is_missing);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&state.catalog)
    }

    /// Reads the names again, including the temporary ones of this connection.
    pub(crate) fn reload_names(&self, connection: &Connection) -> Result<()> {
        let catalog = Arc::new(Catalog::read(connection)?);
        self.state().catalog = catalog;
        Ok(())
    }

    /// Reads the names unless they are known: the session may have read them first.
    pub(crate) fn load_names(&self, connection: &Connection) -> Result<()> {
        let catalog = Arc::new(Catalog::read(connection)?);
        let mut state = self.state();
        if state.catalog.tables.is_empty() {
            state.catalog = catalog;
            self.shared.1.notify_all();
        }
        Ok(())
    }

    /// Returns the answer to a question; no candidates if it is not known within `patience`.
    pub(crate) fn wait_for(&self, question: &Question, patience: Duration) -> Candidates {
        let mut state = self.state();
        if let Some(answer) = state.answers.get(question) {
            return Arc::clone(answer);
        }
        state.questions.retain(|other| other != question);
        state.questions.push_back(question.clone());
        self.shared.1.notify_all();
        let is_missing = |state: &mut CacheState| !state.answers.contains_key(question);
        let waited = self.shared.1.wait_timeout_while(state, patience, is_missing);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.answers.get(question).map(Arc::clone).unwrap_or_default()
    }

    /// Adds questions that will probably be asked, at the lowest priority.
    pub(crate) fn prefetch(&self, questions: impl IntoIterator<Item = Question>) {
        let mut state = self.state();
        for question in questions {
            state.questions.push_front(question);
        }
    }

    /// Waits for the next question. Returns `None` when the worker must close its connection.
    pub(crate) fn next_question(&self) -> Option<Question> {
        let mut state = self.state();
        loop {
            if state.is_closing || state.has_ended {
                return None;
            }
            if let Some(question) = state.questions.pop_back() {
                if state.answers.contains_key(&question) {
                    continue;
                }
                return Some(question);
            }
            state = self.wait(state);
        }
    }

    /// Stores the answer to a question, without the candidates that must not be shown.
    pub(crate) fn answer(&self, question: Question, mut candidates: Vec<Candidate>) {
        candidates.retain(|candidate| is_harmless(&candidate.text));
        self.state().answers.insert(question, Arc::new(candidates));
        self.shared.1.notify_all();
    }

    /// Offers the worker a connection to a database.
    pub(crate) fn open(&self, connection: Connection) {
        let mut state = self.state();
        state.stopper = Some(Stopper::of(&connection));
        state.connection = Some(connection);
        self.shared.1.notify_all();
    }

    /// Waits until the worker has closed its connection, and clears the cache.
    pub(crate) fn close(&self) {
        let mut state = self.state();
        state.connection = None;
        state.is_closing = true;
        self.shared.1.notify_all();
        while state.is_busy {
            // A statement that starts just after one interrupt is stopped by the next.
            if let Some(stopper) = &state.stopper {
                stopper.stop();
            }
            let waited = self.shared.1.wait_timeout(state, INTERRUPT_INTERVAL);
            (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        }
        *state = CacheState { has_ended: state.has_ended, ..CacheState::default() };
    }

    /// Waits for a connection. Returns `None` when the worker must end.
    pub(crate) fn next_connection(&self) -> Option<WorkerConnection<'_>> {
        let mut state = self.state();
        loop {
            if state.has_ended {
                return None;
            }
            if let Some(connection) = state.connection.take() {
                state.is_busy = true;
                return Some(WorkerConnection { connection, _release: Release(self) });
            }
            state = self.wait(state);
        }
    }

    /// Ends the worker.
    pub(crate) fn end(&self) {
        self.close();
        self.state().has_ended = true;
        self.shared.1.notify_all();
    }

    /// Drops the values and paths, because the data has changed.
    pub(crate) fn forget_values(&self) {
        self.state().answers.clear();
    }

    fn wait<'a>(&self, state: MutexGuard<'a, CacheState>) -> MutexGuard<'a, CacheState> {
        self.shared.1.wait(state).unwrap_or_else(PoisonError::into_inner)
    }
}

fn tables(connection: &Connection) -> Result<Vec<CatalogTable>> {
    let mut statement = connection.prepare(NAMES)?;
    let mut rows = statement.query([])?;
    let mut tables: Vec<CatalogTable> = Vec::new();
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        if tables.last().is_none_or(|table| table.name != name) {
            tables.push(CatalogTable { name, comment: row.get(1)?, columns: Vec::new() });
        }
        let column =
            CatalogColumn { name: row.get(2)?, sql_type: row.get(3)?, comment: row.get(4)? };
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

/// Returns true if a text can be shown and inserted into a statement. Values come from logs, which an
/// attacker can write.
fn is_harmless(text: &str) -> bool {
    !text.chars().any(is_hidden)
}
