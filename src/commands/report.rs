//! `ducktrail report`.

use std::io::{self, Write};

use anyhow::{Result, bail};

use crate::{
    cli::{ReportArgs, ScopeArgs},
    error::{self, Ending},
    output,
    report::{self, REPORTS},
    store::{self, scope::Scope},
};

pub fn run(args: &ReportArgs) -> Result<Ending> {
    let Some(name) = args.name.as_ref().filter(|_| !args.list) else {
        list()?;
        return Ok(Ending::Complete);
    };
    let Some(report) = report::find(name) else {
        bail!("there is no report '{name}'{}; `ducktrail report` lists them", nearest(name));
    };
    let connection = store::open_read_only(&args.database.db)?;
    let scope = scope(&args.scope);
    scope.apply(&connection)?;
    let limit = args.limit.map(|limit| format!(" LIMIT {limit}")).unwrap_or_default();
    let sql = format!("SELECT * FROM {}{limit}", report.name());
    output::write(&connection, &sql, &args.output)?;
    if let Some(text) = scope.explain_empty(&connection)? {
        error::note(&text);
    }
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
