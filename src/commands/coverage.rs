//! `ducktrail coverage`.

use std::io::{self, Write};

use anyhow::Result;

use crate::{
    cli::CoverageArgs,
    commands::scope::print_explanation,
    coverage,
    error::{self, Outcome},
    output,
    store::reader::Reader,
};

pub(crate) fn run(args: &CoverageArgs) -> Result<Outcome> {
    let connection = Reader::open(&args.database.db)?;
    let scope = args.scope.scope();
    scope.apply(&connection)?;
    coverage::analyze(&connection, args.gap)?;
    let destination = args.output.destination();
    if args.calendar && destination.is_printed_table() {
        write!(io::stdout().lock(), "{}", coverage::calendar(&connection)?)?;
    } else {
        let sql = match (args.calendar, args.findings) {
            (true, _) => coverage::CALENDAR,
            (_, true) => coverage::FINDINGS,
            _ => coverage::SUMMARY,
        };
        output::write(&connection, sql, &destination)?;
    }
    print_explanation(&scope, &connection)?;
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
