//! `ducktrail report`.

use std::io::{self, Write};

use anyhow::{Result, bail};

use crate::{
    cli::ReportArgs,
    commands::{
        report_all,
        scope::{scope_of, tell_if_empty},
    },
    error::{Ending, Usage},
    output,
    report::{self, REPORTS, Report, Settings},
    store::{
        self, Connection,
        scope::{self, Scope},
    },
};

pub fn run(args: &ReportArgs) -> Result<Ending> {
    if args.all {
        return report_all::run(args);
    }
    let Some(name) = args.name.as_ref().filter(|_| !args.list) else {
        list()?;
        return Ok(Ending::Complete);
    };
    let Some(report) = report::find(name) else {
        let nearest = nearest(name);
        bail!(Usage(format!(
            "there is no report '{name}'{nearest}; `ducktrail report` lists them"
        )));
    };
    let settings = Settings::of_one(report, &args.set).map_err(Usage)?;
    let (connection, scope) = open(args, &settings)?;
    output::write(&connection, &sql(report, args), &args.output)?;
    tell_if_empty(&scope, &connection)?;
    Ok(Ending::Complete)
}

/// Opens the database for questions about the scope alone, with the parameters set.
pub fn open(args: &ReportArgs, settings: &Settings) -> Result<(Connection, Scope)> {
    let connection = store::open_read_only(&args.database.db)?;
    let scope = scope_of(&args.scope);
    scope.apply(&connection)?;
    for (parameter, value) in settings.iter() {
        let (name, sql_type) = (parameter.name, parameter.sql_type);
        scope::set_parameter(&connection, name, sql_type, value).map_err(|_| {
            Usage(format!(
                "'{value}' is not of the type {sql_type} that the parameter {name} has: {}",
                parameter.text
            ))
        })?;
    }
    Ok((connection, scope))
}

/// The rows of a report.
pub fn sql(report: &Report, args: &ReportArgs) -> String {
    let limit = args.limit.map(|limit| format!(" LIMIT {limit}")).unwrap_or_default();
    format!("SELECT * FROM {}{limit}", report.name())
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
        writeln!(stdout, "{:<24} {}", report.name(), report.title())?;
    }
    Ok(())
}
