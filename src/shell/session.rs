//! The state of a session: the open database and the settings of the dot commands.

use std::{
    cell::Cell,
    fs::File,
    io::IsTerminal,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result};

use crate::{
    output::{Format, ResultCount, pager},
    shell::{
        complete::cache::CompletionCache,
        options::{Commands, Options},
    },
    store::{self, Connection, memory, progress, scope::Scope, views},
    text::visible,
};

/// The number of rows that a terminal without a pager shows.
const WITHOUT_PAGER: u64 = 1000;

/// The text for NULL, which an empty text must not be confused with.
const NULL: &str = "NULL";

/// The length of the longest prompt, in characters.
const LONGEST_PROMPT: usize = 60;

/// The access of statements to the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    ReadOnly,
    ReadWrite,
}

/// The destination of results.
pub(crate) enum ResultTarget {
    /// A terminal, and the command of its pager, if any.
    Screen { pager: Option<Vec<String>> },
    /// Standard output that is not a terminal.
    Pipe,
    /// A file, the format that its extension names, if any, and the number of results in it.
    File { format: Option<Format>, file: File, results: Cell<ResultCount> },
}

/// A session, from the first prompt to the last.
pub(crate) struct Session {
    pub(crate) db: PathBuf,
    pub(crate) access: Access,
    /// True if statements may write files.
    pub(crate) may_write_files: bool,
    /// Bytes of memory for statements; `None` for the default.
    memory: Option<u64>,
    connection: Option<Connection>,
    pub(crate) completion: CompletionCache,
    /// True if a person types the statements. The shell then prints more than results.
    pub(crate) is_interactive: bool,
    /// Asks a yes-or-no question; `None` if nobody can answer.
    pub(crate) confirm: Option<fn(&str) -> Result<bool>>,
    pub(crate) format: Format,
    pub(crate) max_rows: Option<u64>,
    /// The text for NULL in tables and lines.
    pub(crate) null: String,
    pub(crate) has_timer: bool,
    /// The time that was spent reading the last result in a pager.
    pub(crate) reading: Cell<Duration>,
    pub(crate) target: ResultTarget,
    /// The number of results on standard output, if that is not a terminal.
    pub(crate) results: Cell<ResultCount>,
    /// The file for the next result alone, and true if it may be replaced.
    pub(crate) once: Option<(PathBuf, bool)>,
    /// The number of `.read` commands that are running, one inside the other.
    pub(crate) read_depth: usize,
    /// The columns that a table shows first, while a report runs.
    pub(crate) core: Vec<&'static str>,
    pub(crate) commands: Commands,
}

impl Session {
    /// Opens a database and starts a session on it.
    pub(crate) fn new(options: &Options, is_interactive: bool, commands: Commands) -> Result<Self> {
        let access = if options.is_read_write { Access::ReadWrite } else { Access::ReadOnly };
        let mut session = Self {
            db: options.db.clone(),
            access,
            may_write_files: options.is_read_write || options.may_write_files,
            memory: options.memory,
            connection: None,
            completion: CompletionCache::default(),
            is_interactive,
            confirm: None,
            format: Format::Table,
            max_rows: None,
            null: NULL.to_owned(),
            has_timer: is_interactive,
            reading: Cell::default(),
            target: standard_output(),
            results: Cell::new(ResultCount::of_transcript()),
            once: None,
            read_depth: 0,
            core: Vec::new(),
            commands,
        };
        session.open(&options.db, &options.scope)?;
        Ok(session)
    }

    /// Returns the connection, or an error if the last one could not be opened.
    pub(crate) fn connection(&self) -> Result<&Connection> {
        self.connection.as_ref().context("no database is open; .open FILE opens one")
    }

    /// Opens another database. If that fails, the current one stays open.
    pub(crate) fn open(&mut self, db: &Path, scope: &Scope) -> Result<()> {
        // DuckDB cannot open a file twice.
        if db.canonicalize().ok() == self.db.canonicalize().ok() {
            self.close();
        }
        let connection = match self.access {
            Access::ReadOnly => store::open_read_only(db)?,
            Access::ReadWrite => store::open_read_write(db)?,
        };
        views::note_another_version(&connection, db)?;
        if self.memory.is_some() {
            memory::limit(&connection, db, self.memory)?;
        }
        scope.apply(&connection)?;
        self.close();
        if self.is_interactive {
            progress::track(&connection)?;
            self.completion.open(store::second(&connection)?);
        }
        self.connection = Some(connection);
        db.clone_into(&mut self.db);
        Ok(())
    }

    /// Closes the database, so that it can be opened for writing.
    pub(crate) fn close(&mut self) {
        self.completion.close();
        self.connection = None;
    }

    /// Returns the scope, whether set by `.scope` or by SQL; all events if no database is open.
    pub(crate) fn scope(&self) -> Scope {
        self.connection().and_then(Scope::read).unwrap_or_default()
    }

    /// Returns the prompt, with the scope, and with the access if statements may write.
    pub(crate) fn prompt(&self) -> String {
        let scope = self.scope().to_string();
        let access = if self.access == Access::ReadWrite { " read-write" } else { "" };
        let space = if scope.is_empty() { "" } else { " " };
        let prompt = format!("ducktrail{access}{space}{}", visible(&scope));
        match prompt.char_indices().nth(LONGEST_PROMPT) {
            Some((end, _)) => format!("{}…", &prompt[..end]),
            None => prompt,
        }
    }

    /// Returns the number of rows of a result that are shown.
    pub(crate) fn row_limit(&self) -> u64 {
        match (self.max_rows, &self.target) {
            (None, ResultTarget::Screen { pager: None }) => WITHOUT_PAGER,
            (None | Some(0), _) => u64::MAX,
            (Some(rows), _) => rows,
        }
    }

    /// Sends results to standard output again.
    pub(crate) fn reset_target(&mut self) {
        self.target = standard_output();
    }
}

fn standard_output() -> ResultTarget {
    if std::io::stdout().is_terminal() {
        ResultTarget::Screen { pager: pager::find() }
    } else {
        ResultTarget::Pipe
    }
}
