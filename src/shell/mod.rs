//! The interactive shell, and scripts on its standard input.

mod bar;
mod complete;
mod dot;
mod dot_commands;
mod editor;
mod highlight;
mod hint;
mod history;
mod keywords;
mod options;
mod run;
mod script;
mod session;

use std::{
    env,
    fs::File,
    io::{self, BufRead, BufReader, IsTerminal},
    ops::ControlFlow,
    path::Path,
};

use anyhow::{Context, Result, bail};

use crate::{
    count::counted,
    error::{self, Outcome},
    shell::{
        dot::Next,
        editor::{Editor, PromptInput},
        run::Cancelled,
        script::{Script, ScriptPart},
        session::{Access, Session},
    },
    store::{
        error::describe,
        interrupt,
        statements::{self, Statement},
    },
};

pub use hint::FUNCTIONS;
pub(crate) use options::{Commands, LineEditing, Options, PendingImport, ReportOptions};

/// The deepest nesting of `.read` commands.
const DEEPEST_READ: usize = 16;

/// The origin of a text, which decides how errors in it are handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ScriptKind {
    /// Text typed at the prompt. Errors need no line number.
    Typed,
    /// A script that ends at the first error.
    StopAtError,
    /// A script that runs to its end and reports every error.
    KeepGoing,
}

/// Runs a session to its end.
pub(crate) fn run(options: &Options, commands: Commands) -> Result<Outcome> {
    let is_terminal = io::stdin().is_terminal();
    let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    let mut session = Session::new(options, is_terminal, commands)?;
    if is_terminal {
        session.confirm = Some(editor::confirm);
    }
    if is_terminal && !is_dumb {
        return converse(&mut session, options.line_editing);
    }
    let kind = if options.keeps_going || is_terminal {
        ScriptKind::KeepGoing
    } else {
        ScriptKind::StopAtError
    };
    match run_script(&mut session, io::stdin().lock(), kind)?.1 {
        0 => Ok(Outcome::Complete),
        failures => bail!("{} failed", counted(failures as u64, "statement")),
    }
}

/// Reads statements from the terminal until the user leaves.
fn converse(session: &mut Session, line_editing: LineEditing) -> Result<Outcome> {
    interrupt::when_idle(editor::may_exit)?;
    let mut editor = Editor::new(line_editing, session.completion.clone());
    error::eprint_line(&greeting(session));
    loop {
        let text = match editor.read(&session.prompt())? {
            PromptInput::Text(text) => text,
            PromptInput::Cancelled => continue,
            PromptInput::End => return Ok(Outcome::Complete),
        };
        match run_script(session, text.as_bytes(), ScriptKind::Typed) {
            Ok((ControlFlow::Break(()), _)) => return Ok(Outcome::Complete),
            Ok((ControlFlow::Continue(()), _)) => {}
            Err(err) if err.is::<Cancelled>() => error::eprint_line("cancelled"),
            // The reader of the result has closed it; the session continues.
            Err(err) if error::is_broken_pipe(&err) => {}
            Err(err) => error::eprint_failure(&describe(&err)),
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

/// Runs a text to its end, to `.quit` (`Break`) or to the first error that ends it. Also returns the
/// number of errors that did not end it.
fn run_script(
    session: &mut Session,
    text: impl BufRead,
    kind: ScriptKind,
) -> Result<(ControlFlow<()>, usize)> {
    let mut script = Script::new(text);
    let mut failures = 0;
    while let Some(part) = script.next()? {
        for instruction in instructions(&part) {
            match instruction.run(session) {
                Ok(ControlFlow::Continue(())) => {}
                Ok(ControlFlow::Break(())) => return Ok((ControlFlow::Break(()), failures)),
                Err(err) => {
                    instruction.handle_error(err, kind)?;
                    failures += 1;
                }
            }
        }
    }
    Ok((ControlFlow::Continue(()), failures))
}

/// A dot command with its line, or a statement.
enum Instruction<'a> {
    Command(&'a str, usize),
    Sql(Statement<'a>),
}

fn instructions(part: &ScriptPart) -> Vec<Instruction<'_>> {
    match part {
        ScriptPart::Command(command, line) => vec![Instruction::Command(command, *line)],
        ScriptPart::Sql(sql, first) => {
            let statements = statements::split(sql).into_iter();
            let before = first - 1;
            let sql = |text, line| Instruction::Sql(Statement { text, line: line + before });
            statements.map(|Statement { text, line }| sql(text, line)).collect()
        }
    }
}

impl Instruction<'_> {
    /// Returns `Break` if the session must end.
    fn run(&self, session: &mut Session) -> Result<ControlFlow<()>> {
        match self {
            Self::Command(command, _) => match dot::run(session, command)? {
                Next::Continue => Ok(ControlFlow::Continue(())),
                Next::Read(path) => read(session, &path),
                Next::Quit => Ok(ControlFlow::Break(())),
            },
            Self::Sql(statement) => run::statement(session, statement).map(ControlFlow::Continue),
        }
    }

    /// Reports an error of a script that keeps going. Returns any other error, with its line if the
    /// text is a script.
    fn handle_error(&self, err: anyhow::Error, kind: ScriptKind) -> Result<()> {
        if kind == ScriptKind::Typed || err.is::<Cancelled>() || error::is_broken_pipe(&err) {
            return Err(err);
        }
        let err = match self {
            Self::Command(_, line) => err.context(format!("on line {line}")),
            Self::Sql(statement) => {
                err.context(format!("in the statement on line {}", statement.line))
            }
        };
        if kind == ScriptKind::StopAtError {
            return Err(err);
        }
        error::eprint_failure(&describe(&err));
        Ok(())
    }
}

/// Runs the file of a `.read` command.
fn read(session: &mut Session, path: &Path) -> Result<ControlFlow<()>> {
    if session.read_depth == DEEPEST_READ {
        bail!("cannot read {}: .read is nested {DEEPEST_READ} deep", path.display());
    }
    session.read_depth += 1;
    let flow = run_file(session, path);
    session.read_depth -= 1;
    flow
}

fn run_file(session: &mut Session, path: &Path) -> Result<ControlFlow<()>> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let ran = run_script(session, BufReader::new(file), ScriptKind::StopAtError);
    let (flow, _) = ran.map_err(|err| {
        if err.is::<Cancelled>() { err } else { err.context(path.display().to_string()) }
    })?;
    Ok(flow)
}
