//! `ducktrail report`.

use std::{
    fs,
    io::{self, Write},
};

use anyhow::{Context, Result, bail};

use crate::{
    cli::{Format, OutputArgs, ReportArgs, ScopeArgs},
    error::{self, Ending},
    output,
    report::{self, REPORTS, Report},
    store::{
        self, Connection,
        scope::{Scope, quote},
    },
};

pub fn run(args: &ReportArgs) -> Result<Ending> {
    if args.all {
        return write_all(args);
    }
    let Some(name) = args.name.as_ref().filter(|_| !args.list) else {
        list()?;
        return Ok(Ending::Complete);
    };
    let Some(report) = report::find(name) else {
        bail!("there is no report '{name}'{}; `ducktrail report` lists them", nearest(name));
    };
    let (connection, scope) = open(args)?;
    output::write(&connection, &sql(report, args), &args.output)?;
    if let Some(text) = scope.explain_empty(&connection)? {
        error::note(&text);
    }
    Ok(Ending::Complete)
}

/// Opens the database for questions about the scope alone.
fn open(args: &ReportArgs) -> Result<(Connection, Scope)> {
    let connection = store::open_read_only(&args.database.db)?;
    let scope = scope(&args.scope);
    scope.apply(&connection)?;
    Ok((connection, scope))
}

fn sql(report: &Report, args: &ReportArgs) -> String {
    let limit = args.limit.map(|limit| format!(" LIMIT {limit}")).unwrap_or_default();
    format!("SELECT * FROM {}{limit}", report.name())
}

/// Writes every report to a file of its own, and an index that says what is in them.
fn write_all(args: &ReportArgs) -> Result<Ending> {
    let Some(folder) = &args.output.output else { bail!("name a folder with --output") };
    let format = args.output.format.unwrap_or(Format::Csv);
    let (connection, scope) = open(args)?;
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let to = |name: &str, format| OutputArgs {
        format: Some(format),
        output: Some(folder.join(format!("{name}.{}", output::ending(format)))),
        force: args.output.force,
    };
    let mut index = Vec::new();
    for report in REPORTS {
        output::write(&connection, &sql(report, args), &to(report.name(), format))?;
        index.push(format!(
            "SELECT {} AS report, {} AS title, {} AS question, (SELECT count(*) FROM {}) AS \"rows\"",
            quote(report.name()),
            quote(report.title()),
            quote(report.question()),
            report.name()
        ));
    }
    output::write(&connection, &index.join(" UNION ALL "), &to("index", Format::Markdown))?;
    if let Some(text) = scope.explain_empty(&connection)? {
        error::note(&text);
    }
    error::note(&format!("{} reports and index.md are in {}", REPORTS.len(), folder.display()));
    Ok(Ending::Complete)
}

fn scope(args: &ScopeArgs) -> Scope {
    Scope {
        since: args.since,
        until: args.until,
        accounts: args.account.clone(),
        regions: args.region.clone(),
        services: args.service.clone(),
        actions: args.action.clone(),
        actors: args.actor.clone(),
        ips: args.ip.clone(),
        errors_only: args.errors_only,
    }
}

/// The name that was probably meant.
fn nearest(name: &str) -> String {
    let name = name.replace('-', "_");
    REPORTS
        .iter()
        .map(|report| (strsim::damerau_levenshtein(&name, report.name()), report.name()))
        .min()
        .filter(|(distance, _)| *distance <= 3)
        .map(|(_, nearest)| format!("; did you mean '{nearest}'?"))
        .unwrap_or_default()
}

fn list() -> Result<()> {
    let mut stdout = io::stdout().lock();
    for report in REPORTS {
        writeln!(stdout, "{:<20} {}", report.name(), report.title())?;
    }
    Ok(())
}
