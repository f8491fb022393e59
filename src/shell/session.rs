//! What a session has open, and how it shows results.

use std::{
    fs::File,
    io::IsTerminal,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::{
    output::Format,
    shell::{Commands, complete::Knowledge, complete::worker::Worker, pager},
    store::{self, Connection, progress, scope::Scope},
    text::visible,
};

/// How many rows are shown on a terminal without a pager.
const WITHOUT_PAGER: u64 = 1000;

/// How many characters of a prompt are shown.
const LONGEST_PROMPT: usize = 60;

/// Whether statements may change the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    ReadOnly,
    ReadWrite,
}

/// Where results go.
pub(crate) enum Target {
    /// To a terminal, with a pager where there is one.
    Screen { pager: Option<Vec<String>> },
    /// To standard output, which is no terminal.
    Pipe,
    /// To a file, in the format of its ending where that says one.
    File { format: Option<Format>, file: File },
}

/// A session, from the first prompt to the last.
pub(crate) struct Session {
    pub(crate) db: PathBuf,
    pub(crate) access: Access,
    connection: Option<Connection>,
    pub(crate) knowledge: Knowledge,
    /// Gathers what completion knows, on a connection of its own.
    worker: Option<Worker>,
    /// Whether somebody types, and is told more than results.
    pub(crate) is_interactive: bool,
    pub(crate) format: Format,
    pub(crate) max_rows: Option<u64>,
    pub(crate) has_timer: bool,
    pub(crate) target: Target,
    /// Where the next result goes, once, and whether it may replace what is there.
    pub(crate) once: Option<(PathBuf, bool)>,
    /// How many files are being read, one from the other.
    pub(crate) reading: usize,
    pub(crate) commands: Commands,
}

impl Session {
    /// A session on a database.
    pub(crate) fn new(
        db: &Path,
        access: Access,
        scope: &Scope,
        is_interactive: bool,
        commands: Commands,
    ) -> Result<Self> {
        let mut session = Self {
            db: db.to_owned(),
            access,
            connection: None,
            knowledge: Knowledge::default(),
            worker: None,
            is_interactive,
            format: Format::Table,
            max_rows: None,
            has_timer: is_interactive,
            target: standard_output(),
            once: None,
            reading: 0,
            commands,
        };
        session.open(db, scope)?;
        Ok(session)
    }

    /// The connection; an error where the last one could not be opened.
    pub(crate) fn connection(&self) -> Result<&Connection> {
        self.connection.as_ref().context("no database is open; .open FILE opens one")
    }

    /// Opens a database in place of the one that is open. Where it cannot be opened, that one stays.
    pub(crate) fn open(&mut self, db: &Path, scope: &Scope) -> Result<()> {
        // A file must not be open twice.
        if db.canonicalize().ok() == self.db.canonicalize().ok() {
            self.close();
        }
        let connection = match self.access {
            Access::ReadOnly => store::open_read_only(db)?,
            Access::ReadWrite => store::open_read_write(db)?,
        };
        scope.apply(&connection)?;
        self.close();
        if self.is_interactive {
            progress::track(&connection)?;
            let second = store::second(&connection)?;
            self.worker = Some(Worker::start(second, self.knowledge.clone()));
        }
        self.connection = Some(connection);
        db.clone_into(&mut self.db);
        Ok(())
    }

    /// Closes the database, so that another can be opened, or this one for writing.
    pub(crate) fn close(&mut self) {
        self.worker = None;
        self.connection = None;
        self.knowledge.forget();
    }

    /// What is asked about now, however it was set; everything where no database is open.
    pub(crate) fn scope(&self) -> Scope {
        self.connection().and_then(Scope::read).unwrap_or_default()
    }

    /// What stands before what is typed: the scope, and whether statements may write.
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

    /// How many rows of a result are shown.
    pub(crate) fn most(&self) -> u64 {
        match (self.max_rows, &self.target) {
            (None, Target::Screen { pager: None }) => WITHOUT_PAGER,
            (None | Some(0), _) => u64::MAX,
            (Some(rows), _) => rows,
        }
    }

    /// Results go to standard output again.
    pub(crate) fn show_results(&mut self) {
        self.target = standard_output();
    }
}

fn standard_output() -> Target {
    if std::io::stdout().is_terminal() {
        Target::Screen { pager: pager::find() }
    } else {
        Target::Pipe
    }
}
