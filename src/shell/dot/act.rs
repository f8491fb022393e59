//! Dot commands that run a report, read a file, or open or change the database.

use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail};

use crate::{
    error,
    report::{self, Report, Settings},
    shell::{
        dot_commands::at_most_one,
        options::ReportOptions,
        run,
        session::{Access, Session},
    },
    store::{
        ceiling,
        scope::{self, Scope},
        statements::Statement,
        views,
    },
};

pub(crate) fn report(session: &mut Session, words: &[String]) -> Result<()> {
    let args = (session.commands.report)(words)?;
    let Some(report) = report::find(&args.name) else {
        bail!("{}; .reports lists them", report::unknown(&args.name));
    };
    let settings = Settings::of_one(report, &args.set).map_err(|err| anyhow!(err))?;
    let scope = session.scope();
    let narrowed = scope.with(&args.scope);
    let shown = show(session, report, &args, &settings, &narrowed);
    // The options apply to this report only.
    let connection = session.connection()?;
    scope.replace(connection)?;
    scope::reset_parameters(connection, &settings)?;
    shown
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
    let text = views::query(connection, report, args.limit)?;
    session.core = report.core().collect();
    let shown = run::statement(session, &Statement { text: &text, line: 1 });
    session.core.clear();
    shown?;
    for text in scope.explain(session.connection()?)? {
        error::eprint_line(&text);
    }
    if let Some(text) = report.not_shown() {
        error::eprint_prose(&format!("not shown: {text}"));
    }
    Ok(())
}

/// Returns the file that `.read` names.
pub(crate) fn file_to_read(words: &[String]) -> Result<PathBuf> {
    let Some(path) = at_most_one(words, ".read FILE")? else { bail!("name a file: .read FILE") };
    Ok(PathBuf::from(path))
}

pub(crate) fn open(session: &mut Session, words: &[String]) -> Result<()> {
    let Some(path) = at_most_one(words, ".open FILE")? else {
        bail!("name a database: .open FILE")
    };
    let scope = session.scope();
    session.open(Path::new(path), &scope)
}

pub(crate) fn import(session: &mut Session, words: &[String]) -> Result<()> {
    let import = (session.commands.import)(words, &session.db)?;
    if let Some(confirm) = session.confirm
        && session.access == Access::ReadOnly
        && !import.is_dry_run
    {
        let question = format!(
            "Open {} for writing? Temporary tables and settings of this session will be lost. [y/N] ",
            session.db.display()
        );
        if !confirm(&question)? {
            error::eprint_line("nothing was imported");
            return Ok(());
        }
    }
    let scope = session.scope();
    let db = session.db.clone();
    session.close();
    ceiling::lift()?;
    let imported = (import.run)();
    session.open(&db, &scope)?;
    imported.map(drop)
}
