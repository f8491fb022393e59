//! `ducktrail report`.

use anyhow::{Result, bail};

use crate::{
    cli::ReportArgs,
    commands::{report_all, scope::print_explanation, unknown_resource},
    error::{self, Outcome, Usage},
    output::{self, Destination},
    report::{
        self, Report, Settings,
        text::{self, Explanation},
    },
    store::{
        Connection,
        interrupt::interruptible,
        reader::Reader,
        scope::{self, Scope},
        views,
    },
};

pub(crate) fn run(args: &ReportArgs) -> Result<Outcome> {
    if args.all {
        return report_all::run(args);
    }
    let Some(name) = args.name.as_ref().filter(|_| !args.list) else {
        output::print(&text::list(output::terminal_width()), !args.output.no_pager)?;
        error::eprint_line("ducktrail report NAME runs a report, and with --explain explains it");
        return Ok(Outcome::Complete);
    };
    let Some(report) = report::find(name) else {
        bail!(Usage(format!("{}; `ducktrail report` lists all reports", report::unknown(name))));
    };
    if args.explain {
        output::print(&Explanation(report).to_string(), !args.output.no_pager)?;
        return Ok(Outcome::Complete);
    }
    let settings = Settings::of_one(report, &args.set).map_err(Usage)?;
    let (connection, scope) = open(args, &settings)?;
    interruptible(&connection, || {
        let sql = sql(&connection, report, args)?;
        let core = report.core().collect();
        let (title, note) = (report.title(), report.question());
        let destination = Destination { core, title, note, ..args.output.destination() };
        output::write(&connection, &sql, &destination)?;
        print_explanation(&scope, &connection)?;
        if report.name() == "resource_history" {
            unknown_resource::print(&connection, report, &settings, &scope)?;
        }
        Ok(())
    })?;
    if let Some(text) = report.not_shown() {
        error::eprint_prose(&format!("not shown: {text}"));
    }
    Ok(Outcome::Complete)
}

/// Opens the database, and sets the scope and the parameters of reports.
pub(crate) fn open(args: &ReportArgs, settings: &Settings) -> Result<(Reader, Scope)> {
    let connection = Reader::open(&args.database.db)?;
    let scope = args.scope.scope();
    scope.apply(&connection)?;
    scope::set_parameters(&connection, settings).map_err(Usage)?;
    Ok((connection, scope))
}

/// Returns the query of a report.
pub(crate) fn sql(connection: &Connection, report: &Report, args: &ReportArgs) -> Result<String> {
    views::query(connection, report, args.limit)
}
