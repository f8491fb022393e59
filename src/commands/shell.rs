//! `ducktrail shell`.

use std::{iter, path::Path};

use anyhow::Result;

use crate::{
    cli::{DotReportArgs, ImportArgs, ScopeArgs, ShellArgs, parse_words},
    commands::import,
    error::Outcome,
    shell::{self, Commands, Options, PendingImport, ReportOptions},
    store::scope::Scope,
};

pub(crate) fn run(args: ShellArgs) -> Result<Outcome> {
    let options = Options {
        scope: args.scope.scope(),
        db: args.database.db,
        is_read_write: args.read_write,
        may_write_files: args.allow_files,
        memory: args.memory,
        keeps_going: args.keep_going,
        line_editing: args.keys,
    };
    shell::run(
        &options,
        Commands { import: parse_import, report: parse_report, scope: parse_scope },
    )
}

fn parse_import(words: &[String], db: &Path) -> Result<PendingImport> {
    let mut args: ImportArgs = parse_words(".import", words)?;
    db.clone_into(&mut args.database.db);
    let arguments = iter::once("import".to_owned()).chain(words.iter().cloned()).collect();
    Ok(PendingImport {
        is_dry_run: args.dry_run,
        run: Box::new(|| import::run_as(args, arguments)),
    })
}

fn parse_report(words: &[String]) -> Result<ReportOptions> {
    let args: DotReportArgs = parse_words(".report", words)?;
    Ok(ReportOptions {
        name: args.name,
        set: args.set,
        scope: args.scope.scope(),
        limit: args.limit,
    })
}

fn parse_scope(words: &[String]) -> Result<Scope> {
    Ok(parse_words::<ScopeArgs>(".scope", words)?.scope())
}
