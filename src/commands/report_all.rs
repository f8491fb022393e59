//! `ducktrail report --all`: every report to a file of its own, and an index that says what is in
//! them.

use anyhow::{Result, bail};

use crate::{
    cli::ReportArgs,
    commands::{
        report::{open, sql},
        scope::tell_if_empty,
    },
    error::{self, Outcome, Usage},
    output::{self, Format, Style},
    report::{REPORTS, Report, Settings},
    store::{literal::quote, statements},
};

/// The name of the file that says what is in the others.
const INDEX: &str = "index";

pub(crate) fn run(args: &ReportArgs) -> Result<Outcome> {
    let Some(folder) = &args.output.output else { bail!("name a folder with --output") };
    let format = args.output.format.unwrap_or(Format::Csv);
    let reports: Vec<&Report> = REPORTS.iter().collect();
    let settings = Settings::of_all(&reports, &args.set).map_err(Usage)?;
    let written = reports.iter().filter(|report| settings.missing(report).is_none());
    let name = |name: &str, format: Format| format!("{name}.{}", format.extension());
    let mut names: Vec<String> = written.map(|report| name(report.name(), format)).collect();
    names.push(name(INDEX, Format::Markdown));
    let (connection, scope) = open(args, &settings)?;
    output::write_all(folder, &names, args.output.force, |draft| {
        let write = |sql: &str, report: &str, format| {
            let style = Style { format, ..Style::of(&args.output.destination(), None) };
            let path = draft.join(name(report, format));
            output::fill(&connection, &statements::split(sql), &style, &path)
        };
        let mut entries = Vec::new();
        for report in &reports {
            let rows = match settings.missing(report) {
                Some(parameter) => format!("not written: needs --set {}=VALUE", parameter.name),
                None => write(&sql(report, args), report.name(), format)?.to_string(),
            };
            entries.push(entry(report, &rows));
        }
        write(&entries.join(" UNION ALL "), INDEX, Format::Markdown)?;
        Ok(())
    })?;
    tell_if_empty(&scope, &connection)?;
    error::eprint_safe(&format!(
        "{} reports and index.md are in {}",
        names.len() - 1,
        folder.display()
    ));
    Ok(Outcome::Complete)
}

/// A row of the index: a report with how many rows were written, or why none were.
fn entry(report: &Report, rows: &str) -> String {
    format!(
        "SELECT {} AS report, {} AS title, {} AS question, {} AS \"rows\"",
        quote(report.name()),
        quote(report.title()),
        quote(report.question()),
        quote(rows),
    )
}
