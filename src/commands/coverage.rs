//! `ducktrail coverage`.

use std::io::{self, Write};

use anyhow::Result;

use crate::{
    cli::CoverageArgs,
    commands::scope::print_explanation,
    coverage,
    error::{self, Outcome},
    output,
    store::{Connection, interrupt::interruptible, reader::Reader},
};

pub(crate) fn run(args: &CoverageArgs) -> Result<Outcome> {
    let connection = Reader::open(&args.database.db)?;
    let scope = args.scope.scope();
    scope.apply(&connection)?;
    interruptible(&connection, || {
        coverage::analyze(&connection, args.gap)?;
        write(&connection, args)?;
        print_explanation(&scope, &connection)
    })?;
    if !args.calendar && !args.findings {
        error::eprint_line(
            "use --findings to list each gap, day and file, or --calendar to show events per day",
        );
    }
    error::eprint_line("what coverage cannot detect:");
    for line in coverage::limits(&connection)? {
        error::eprint_line(&format!("  {line}"));
    }
    Ok(Outcome::Complete)
}

fn write(connection: &Connection, args: &CoverageArgs) -> Result<()> {
    let destination = args.output.destination();
    if args.calendar && destination.is_printed_table() {
        return Ok(write!(io::stdout().lock(), "{}", coverage::calendar(connection)?)?);
    }
    let sql = match (args.calendar, args.findings) {
        (true, _) => coverage::CALENDAR,
        (_, true) => coverage::FINDINGS,
        _ => coverage::SUMMARY,
    };
    output::write(connection, sql, &destination)
}
