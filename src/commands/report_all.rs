//! `ducktrail report --all`: every report to a file of its own, and an index that says what is in
//! them.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::{
    cli::{Format, OutputArgs, ReportArgs},
    commands::{
        report::{open, sql},
        scope::tell_if_empty,
    },
    error::{self, Ending, Usage},
    output,
    report::{REPORTS, Report, Settings},
    store::literal::quote,
};

pub fn run(args: &ReportArgs) -> Result<Ending> {
    let Some(folder) = &args.output.output else { bail!("name a folder with --output") };
    let format = args.output.format.unwrap_or(Format::Csv);
    let reports: Vec<&Report> = REPORTS.iter().collect();
    let settings = Settings::of_all(&reports, &args.set).map_err(Usage)?;
    let (connection, scope) = open(args, &settings)?;
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let to = |name: &str, format| OutputArgs {
        format: Some(format),
        output: Some(folder.join(format!("{name}.{}", output::ending(format)))),
        ..args.output.clone()
    };
    let mut index = Vec::new();
    let mut written = 0;
    for report in reports {
        if let Some(parameter) = settings.missing(report) {
            index.push(entry(
                report,
                &format!("'not written: needs --set {}=VALUE'", parameter.name),
            ));
            continue;
        }
        output::write(&connection, &sql(report, args), &to(report.name(), format))?;
        index.push(entry(report, &format!("(SELECT count(*)::VARCHAR FROM {})", report.name())));
        written += 1;
    }
    output::write(&connection, &index.join(" UNION ALL "), &to("index", Format::Markdown))?;
    tell_if_empty(&scope, &connection)?;
    error::note(&format!("{written} reports and index.md are in {}", folder.display()));
    Ok(Ending::Complete)
}

/// A row of the index.
fn entry(report: &Report, rows: &str) -> String {
    format!(
        "SELECT {} AS report, {} AS title, {} AS question, {rows} AS \"rows\"",
        quote(report.name()),
        quote(report.title()),
        quote(report.question()),
    )
}
