//! `ducktrail coverage`.

use std::io::{self, Write};

use anyhow::Result;

use crate::{
    cli::{CoverageArgs, Format},
    commands::scope::tell_if_empty,
    coverage,
    error::{self, Outcome},
    output,
    store::reader::Reader,
};

pub(crate) fn run(args: &CoverageArgs) -> Result<Outcome> {
    let connection = Reader::open(&args.database.db)?;
    let scope = args.place.scope();
    scope.apply(&connection)?;
    coverage::analyze(&connection, args.gap)?;
    let is_picture =
        args.output.output.is_none() && matches!(args.output.format, None | Some(Format::Table));
    if args.calendar && is_picture {
        write!(io::stdout().lock(), "{}", coverage::calendar(&connection)?)?;
    } else {
        let sql = match (args.calendar, args.findings) {
            (true, _) => coverage::CALENDAR,
            (_, true) => coverage::FINDINGS,
            _ => coverage::SUMMARY,
        };
        output::write(&connection, sql, &args.output)?;
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
