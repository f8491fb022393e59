//! Dot commands that do something with the database.

use std::path::Path;

use anyhow::{Result, anyhow, bail};

use crate::{
    error,
    report::{self, Report, Settings},
    shell::{
        self, ReportOptions,
        dot::{Next, only},
        editor, run,
        session::{Access, Session},
    },
    store::{
        scope::{self, Scope},
        statements::Statement,
    },
};

pub(crate) fn report(session: &mut Session, words: &[String]) -> Result<Next> {
    let args = (session.commands.report)(words)?;
    let Some(report) = report::find(&args.name) else {
        bail!("{}; .reports lists them", report::unknown(&args.name));
    };
    let settings = Settings::of_one(report, &args.set).map_err(|err| anyhow!(err))?;
    let scope = session.scope();
    let narrowed = scope.with(&args.scope);
    let shown = show(session, report, &args, &settings, &narrowed);
    // The options of one report are not those of the next.
    let connection = session.connection()?;
    scope.replace(connection)?;
    scope::reset_parameters(connection, &settings)?;
    shown.map(|()| Next::On)
}

fn show(
    session: &mut Session,
    report: &Report,
    args: &ReportOptions,
    settings: &Settings,
    scope: &Scope,
) -> Result<()> {
    let connection = session.connection()?;
    scope.replace(connection)?;
    scope::set_parameters(connection, settings).map_err(|err| anyhow!(err))?;
    run::statement(session, &Statement { text: &report.query(args.limit), line: 1 })?;
    if let Some(text) = scope.explain_empty(session.connection()?)? {
        error::eprint_safe(&text);
    }
    Ok(())
}

pub(crate) fn read(session: &mut Session, words: &[String]) -> Result<Next> {
    let Some(path) = only(words, ".read FILE")? else { bail!("name a file: .read FILE") };
    session.reading += 1;
    let read = if session.reading > MOST_FILES {
        Err(anyhow!("cannot read {path}: files read each other {MOST_FILES} deep"))
    } else {
        shell::read(session, Path::new(path))
    };
    session.reading -= 1;
    read
}

/// How deep files may read each other.
const MOST_FILES: usize = 16;

pub(crate) fn open(session: &mut Session, words: &[String]) -> Result<Next> {
    let Some(path) = only(words, ".open FILE")? else { bail!("name a database: .open FILE") };
    let scope = session.scope();
    session.open(Path::new(path), &scope)?;
    Ok(Next::On)
}

pub(crate) fn import(session: &mut Session, words: &[String]) -> Result<Next> {
    let import = (session.commands.import)(words, &session.db)?;
    if session.is_interactive && session.access == Access::ReadOnly && !import.is_dry_run {
        let question = format!(
            "Open {} for writing? Temporary tables and settings of this session are lost. [y/N] ",
            session.db.display()
        );
        if !editor::agrees(&question)? {
            error::eprint_safe("nothing was imported");
            return Ok(Next::On);
        }
    }
    let scope = session.scope();
    let db = session.db.clone();
    session.close();
    let imported = (import.run)();
    session.open(&db, &scope)?;
    imported.map(|_| Next::On)
}

pub(crate) fn quit(_: &mut Session, words: &[String]) -> Result<Next> {
    only(words, ".quit")?;
    Ok(Next::Quit)
}
