//! `ducktrail report`.

use std::io::{self, Write};

use anyhow::{Result, bail};

use crate::{
    cli::ReportArgs,
    error::Ending,
    output,
    report::{self, REPORTS},
    store,
};

pub fn run(args: &ReportArgs) -> Result<Ending> {
    match &args.name {
        Some(name) if !args.list => {
            let Some(report) = report::find(name) else {
                bail!("there is no report '{name}'; `ducktrail report` lists them");
            };
            let connection = store::open_read_only(&args.database.db)?;
            let sql = format!("SELECT * FROM {}", report.name());
            output::print(&connection, &sql, args.format)?;
        }
        _ => list()?,
    }
    Ok(Ending::Complete)
}

fn list() -> Result<()> {
    let mut stdout = io::stdout().lock();
    for report in REPORTS {
        writeln!(stdout, "{:<20} {}", report.name(), report.title())?;
    }
    Ok(())
}
