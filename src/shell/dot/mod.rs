//! Runs the dot commands of the table in `dot_commands`.

mod act;
mod look;
mod psql;
mod set;

use std::path::PathBuf;

use anyhow::{Result, anyhow};

use crate::{
    error,
    shell::{
        dot_commands::{Action, at_most_one, find},
        session::Session,
    },
};

/// The next step of the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    Continue,
    /// Run the statements and dot commands in this file.
    Read(PathBuf),
    Quit,
}

/// Runs a line that is a command: `.tables`, or `quit` without a dot.
pub(crate) fn run(session: &mut Session, line: &str) -> Result<Next> {
    let line = line.trim().trim_end_matches(';');
    let own =
        line.strip_prefix('\\').map(|rest| psql::own_command(rest, session.format)).transpose()?;
    if let Some(own) = &own {
        error::eprint_line(&format!("{line} is {own} here"));
    }
    let line = own.as_deref().unwrap_or(line).trim_start_matches('.');
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let command = find(name)?;
    let words = &shlex::split(rest)
        .ok_or_else(|| anyhow!("cannot parse the arguments of .{name}: a quote is not closed"))?;
    match command.action {
        Action::Read => return Ok(Next::Read(act::file_to_read(words)?)),
        Action::Quit => {
            at_most_one(words, ".quit")?;
            return Ok(Next::Quit);
        }
        Action::Help => look::help(words),
        Action::Tables => look::tables(session, words),
        Action::Schema => look::schema(session, words),
        Action::Columns => look::columns(session, words),
        Action::Reports => look::reports(words),
        Action::Info => look::info(session, words),
        Action::Report => act::report(session, words),
        Action::Import => act::import(session, words),
        Action::Open => act::open(session, words),
        Action::Scope => set::scope(session, words),
        Action::Mode => set::mode(session, words),
        Action::Output => set::output(session, words),
        Action::NullValue => set::null_value(session, words),
        Action::Once => set::once(session, words),
        Action::Timer => set::timer(session, words),
        Action::MaxRows => set::max_rows(session, words),
    }?;
    Ok(Next::Continue)
}
