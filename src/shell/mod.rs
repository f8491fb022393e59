//! The shell: a prompt for SQL that knows the data, or a script on standard input.

mod bar;
mod complete;
mod dot;
mod editor;
mod highlight;
mod hint;
mod history;
mod keywords;
mod pager;
mod run;
mod script;
mod session;

use std::{
    env,
    fs::File,
    io::{self, BufRead, BufReader, IsTerminal},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{
    error::{self, Outcome},
    shell::{
        dot::Next,
        editor::{Editor, Line},
        run::Cancelled,
        script::{Piece, Script},
        session::{Access, Session},
    },
    store::{
        interrupt,
        scope::Scope,
        sql_error::describe,
        statements::{self, Statement},
    },
};

pub use hint::FUNCTIONS;

/// The options of a session.
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) db: PathBuf,
    pub(crate) is_read_write: bool,
    /// True if a script continues after a statement that fails.
    pub(crate) keeps_going: bool,
    pub(crate) line_editing: LineEditing,
    pub(crate) scope: Scope,
}

/// The key bindings of the line editor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum LineEditing {
    #[default]
    Emacs,
    Vi,
}

/// Functions of the command line that dot commands use.
#[derive(Clone, Copy)]
pub(crate) struct Commands {
    /// Parses the arguments of `.import`, for an import into a database.
    pub(crate) import: fn(&[String], &Path) -> Result<PendingImport>,
    /// Parses the arguments of `.report`.
    pub(crate) report: fn(&[String]) -> Result<ReportOptions>,
    /// Parses the options of `.scope`.
    pub(crate) scope: fn(&[String]) -> Result<Scope>,
}

/// An import that is ready to run.
pub(crate) struct PendingImport {
    pub(crate) is_dry_run: bool,
    pub(crate) run: Box<dyn FnOnce() -> Result<Outcome>>,
}

/// The arguments of `.report`.
pub(crate) struct ReportOptions {
    /// The name of the report.
    pub(crate) name: String,
    /// Names and values of its parameters.
    pub(crate) set: Vec<(String, String)>,
    pub(crate) scope: Scope,
    /// The maximum number of rows.
    pub(crate) limit: Option<u64>,
}

/// Where a text comes from, which decides what is done about an error in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// Somebody typed it, and sees which statement it is.
    Prompt,
    /// A script, which ends at the first error.
    Script,
    /// A script that is run to its end, whatever fails.
    WholeScript,
}

/// Runs a session to its end.
pub(crate) fn run(options: &Options, commands: Commands) -> Result<Outcome> {
    let access = if options.is_read_write { Access::ReadWrite } else { Access::ReadOnly };
    let is_terminal = io::stdin().is_terminal();
    let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    let mut session = Session::new(&options.db, access, &options.scope, is_terminal, commands)?;
    if is_terminal && !is_dumb {
        return converse(&mut session, options.line_editing);
    }
    let source =
        if options.keeps_going || is_terminal { Source::WholeScript } else { Source::Script };
    match run_script(&mut session, io::stdin().lock(), source)?.1 {
        0 => Ok(Outcome::Complete),
        1 => bail!("1 statement failed"),
        failures => bail!("{failures} statements failed"),
    }
}

/// Reads from the terminal until somebody leaves.
fn converse(session: &mut Session, line_editing: LineEditing) -> Result<Outcome> {
    interrupt::when_idle(editor::may_end)?;
    let mut editor = Editor::new(line_editing, session.knowledge.clone());
    error::eprint_safe(&greeting(session));
    loop {
        let text = match editor.read(&session.prompt())? {
            Line::Text(text) => text,
            Line::Cancelled => continue,
            Line::End => return Ok(Outcome::Complete),
        };
        match run_script(session, text.as_bytes(), Source::Prompt) {
            Ok((Next::Quit, _)) => return Ok(Outcome::Complete),
            Ok((Next::On, _)) => {}
            Err(err) if err.is::<Cancelled>() => error::eprint_safe("cancelled"),
            // Nobody read the result to its end; the session goes on.
            Err(err) if error::is_broken_pipe(&err) => {}
            Err(err) => error::eprint_safe(&format!("error: {}", describe(&err))),
        }
    }
}

fn greeting(session: &Session) -> String {
    let access = match session.access {
        Access::ReadOnly => "opened for reading",
        Access::ReadWrite => "opened for reading and writing",
    };
    format!(
        "ducktrail {} on {}, {access}; .help for help, Tab completes, ; ends a statement, Ctrl-D leaves",
        env!("CARGO_PKG_VERSION"),
        session.db.display()
    )
}

/// Runs all of a text. Gives what is to be done behind it, and how many statements failed.
fn run_script(session: &mut Session, text: impl BufRead, source: Source) -> Result<(Next, usize)> {
    let mut script = Script::new(text);
    let mut failures = 0;
    while let Some(piece) = script.next()? {
        for step in steps(&piece) {
            match step.run(session).or_else(|err| step.failed(err, source)) {
                Ok(Some(Next::On)) => {}
                Ok(Some(Next::Quit)) => return Ok((Next::Quit, failures)),
                Ok(None) => failures += 1,
                Err(err) => return Err(err),
            }
        }
    }
    Ok((Next::On, failures))
}

/// One thing to do.
enum Step<'a> {
    Command(&'a str, usize),
    Sql(Statement<'a>),
}

fn steps(piece: &Piece) -> Vec<Step<'_>> {
    match piece {
        Piece::Command(command, line) => vec![Step::Command(command, *line)],
        Piece::Sql(sql, first) => {
            let statements = statements::split(sql).into_iter();
            let before = first - 1;
            statements
                .map(|Statement { text, line }| Step::Sql(Statement { text, line: line + before }))
                .collect()
        }
    }
}

impl Step<'_> {
    fn run(&self, session: &mut Session) -> Result<Option<Next>> {
        match self {
            Self::Command(command, _) => dot::run(session, command).map(Some),
            Self::Sql(statement) => run::statement(session, statement).map(|()| Some(Next::On)),
        }
    }

    /// What an error does: it ends the text, or it is told, and nothing is given.
    fn failed(&self, err: anyhow::Error, source: Source) -> Result<Option<Next>> {
        if source == Source::Prompt || err.is::<Cancelled>() || error::is_broken_pipe(&err) {
            return Err(err);
        }
        let err = match self {
            Self::Command(_, line) => err.context(format!("on line {line}")),
            Self::Sql(statement) => {
                err.context(format!("in the statement on line {}", statement.line))
            }
        };
        if source == Source::Script {
            return Err(err);
        }
        error::eprint_safe(&format!("error: {}", describe(&err)));
        Ok(None)
    }
}

/// Runs a file of statements and dot commands.
fn read(session: &mut Session, path: &Path) -> Result<Next> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let read = run_script(session, BufReader::new(file), Source::Script);
    let (next, _) = read.map_err(|err| {
        if err.is::<Cancelled>() { err } else { err.context(path.display().to_string()) }
    })?;
    Ok(next)
}
