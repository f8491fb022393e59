//! `ducktrail coverage`.

use std::io::{self, Write};

use anyhow::Result;

use crate::{
    cli::CoverageArgs,
    commands::scope::tell_if_empty,
    coverage,
    error::{self, Outcome},
    output,
    store::reader::Reader,
};

pub(crate) fn run(args: &CoverageArgs) -> Result<Outcome> {
    let connection = Reader::open(&args.database.db)?;
    let scope = args.scope.scope();
    scope.apply(&connection)?;
    coverage::look(&connection, args.gap)?;
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
    tell_if_empty(&scope, &connection)?;
    if !args.calendar && !args.findings {
        error::eprint_safe("--findings lists each gap, day and file; --calendar shows the days");
    }
    error::eprint_safe("what this cannot know:");
    for line in coverage::limits(&connection)? {
        error::eprint_safe(&format!("  {line}"));
    }
    Ok(Outcome::Complete)
}
