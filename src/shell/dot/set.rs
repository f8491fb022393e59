//! Dot commands that change settings of the session.

use std::{cell::Cell, fs::OpenOptions, path::PathBuf};

use anyhow::{Context, Result, anyhow, bail};

use crate::{
    error,
    output::{Format, is_gzip, would_replace},
    shell::{
        dot_commands::at_most_one,
        session::{ResultTarget, Session},
    },
    store::{protected, scope::Scope, umask},
};

pub(crate) fn scope(session: &mut Session, words: &[String]) -> Result<()> {
    let connection = session.connection()?;
    match words {
        [] => {}
        [word] if word.eq_ignore_ascii_case("clear") => Scope::default().replace(connection)?,
        words => {
            let narrower = (session.commands.scope)(&options(words))?;
            Scope::read(connection)?.with(&narrower).replace(connection)?;
        }
    }
    let scope = Scope::read(connection)?;
    if scope == Scope::default() {
        error::eprint_line("no scope: all events");
        return Ok(());
    }
    error::eprint_line(&format!("scope: {scope}"));
    for text in scope.explain(connection)? {
        error::eprint_line(&text);
    }
    Ok(())
}

/// Rewrites `since=7d` as the option `--since 7d`.
fn options(words: &[String]) -> Vec<String> {
    let option = |word: &String| match word.split_once('=') {
        Some((name, value)) if !word.starts_with('-') => {
            vec![format!("--{name}"), value.to_owned()]
        }
        None if word == "errors-only" => vec!["--errors-only".to_owned()],
        _ => vec![word.clone()],
    };
    words.iter().flat_map(option).collect()
}

pub(crate) fn mode(session: &mut Session, words: &[String]) -> Result<()> {
    let usage = "table, line, csv, tsv, json, jsonl or markdown";
    let Some(word) = at_most_one(words, ".mode [FORMAT]")? else {
        error::eprint_line(&format!("mode: {}", session.format.name()));
        return Ok(());
    };
    match Format::named(word) {
        Some(Format::Parquet) => {
            bail!("Parquet is not a text format; write a result with .once FILE.parquet")
        }
        Some(format) if Format::OF_ROWS.contains(&format) => session.format = format,
        _ => bail!("there is no mode '{word}'; write {usage}"),
    }
    Ok(())
}

pub(crate) fn null_value(session: &mut Session, words: &[String]) -> Result<()> {
    match at_most_one(words, ".nullvalue [TEXT]")? {
        Some(text) => text.clone_into(&mut session.null),
        None => error::eprint_line(&format!("nullvalue: {}", session.null)),
    }
    Ok(())
}

pub(crate) fn output(session: &mut Session, words: &[String]) -> Result<()> {
    let Some((path, is_forced)) = file(words, ".output [FILE [--force]]")? else {
        session.reset_target();
        return Ok(());
    };
    protected::check(session.connection()?, &path)?;
    let format = Format::of_path(&path)?;
    if format == Some(Format::Parquet) || is_gzip(&path) {
        bail!("a Parquet or gzip file holds one result; write it with .once FILE");
    }
    if would_replace(&path) && !is_forced {
        bail!("{} exists; --force replaces it", path.display());
    }
    let is_new = !path.exists();
    let file = OpenOptions::new().write(true).create(true).truncate(true).open(&path);
    let file = file.with_context(|| format!("cannot write {}", path.display()))?;
    if is_new {
        umask::apply_users(&path)
            .with_context(|| format!("cannot set the permissions of {}", path.display()))?;
    }
    // A text file has the mode of the shell.
    let format = format.filter(|format| *format != Format::Table);
    session.target = ResultTarget::File { format, file, results: Cell::default() };
    error::eprint_line(&format!("results go to {}; .output shows them again", path.display()));
    Ok(())
}

pub(crate) fn once(session: &mut Session, words: &[String]) -> Result<()> {
    let usage = ".once FILE [--force]";
    let Some((path, is_forced)) = file(words, usage)? else { bail!("name a file: {usage}") };
    protected::check(session.connection()?, &path)?;
    Format::of_path(&path)?;
    if would_replace(&path) && !is_forced {
        bail!("{} exists; --force replaces it", path.display());
    }
    session.once = Some((path, is_forced));
    Ok(())
}

/// Returns the named file, and true if it may be replaced.
fn file(words: &[String], usage: &str) -> Result<Option<(PathBuf, bool)>> {
    let (flags, names): (Vec<&String>, Vec<&String>) =
        words.iter().partition(|word| *word == "--force");
    match names.as_slice() {
        [] => Ok(None),
        [name] => Ok(Some((PathBuf::from(name), !flags.is_empty()))),
        _ => bail!("too many arguments; write {usage}"),
    }
}

pub(crate) fn timer(session: &mut Session, words: &[String]) -> Result<()> {
    match at_most_one(words, ".timer on|off")? {
        Some("on") => session.has_timer = true,
        Some("off") => session.has_timer = false,
        Some(word) => bail!("'{word}' is neither on nor off"),
        None => error::eprint_line(if session.has_timer { "timer: on" } else { "timer: off" }),
    }
    Ok(())
}

pub(crate) fn max_rows(session: &mut Session, words: &[String]) -> Result<()> {
    if let Some(word) = at_most_one(words, ".maxrows [N]")? {
        let rows = word.parse().map_err(|_| anyhow!("'{word}' is not a number of rows"))?;
        session.max_rows = Some(rows);
    } else {
        error::eprint_line(&match session.row_limit() {
            u64::MAX => "maxrows: all".to_owned(),
            rows => format!("maxrows: {rows}"),
        });
    }
    Ok(())
}
