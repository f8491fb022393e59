//! `ducktrail report --all`: one file per report, and an index of them.

use anyhow::{Result, bail};

use crate::{
    cli::ReportArgs,
    commands::{
        report::{open, sql},
        scope::print_explanation,
    },
    count::counted,
    error::{self, Outcome, Usage},
    output::{self, Destination, Format, Style},
    report::{REPORTS, Report, Settings},
    store::{interrupt::interruptible, literal::quote, protected, statements},
};

/// The name of the index, without extension.
const INDEX: &str = "index";

pub(crate) fn run(args: &ReportArgs) -> Result<Outcome> {
    let Some(folder) = &args.output.output else {
        bail!("cannot write the reports: no folder is named; use --output")
    };
    let format = args.output.format.unwrap_or(Format::Csv);
    let reports: Vec<&Report> = REPORTS.iter().collect();
    let settings = Settings::of_all(&reports, &args.set).map_err(Usage)?;
    let complete = reports.iter().filter(|report| settings.missing(report).is_none());
    let name = |name: &str, format: Format| format!("{name}.{}", format.extension());
    let mut names: Vec<String> = complete.map(|report| name(report.name(), format)).collect();
    names.push(name(INDEX, Format::Markdown));
    let (connection, scope) = open(args, &settings)?;
    for name in &names {
        protected::check(&connection, &folder.join(name))?;
    }
    let destination = Destination { format: Some(format), ..args.output.destination() };
    let style = Style::of(&destination, None)?;
    interruptible(&connection, || {
        output::write_all(folder, &names, args.output.force, |draft| {
            let write = |sql: &str, name: String, (format, title, note)| {
                let style = Style { format, title, note, is_gzip: false, ..style.clone() };
                let path = draft.join(name);
                output::fill(&connection, &statements::split(sql), &style, &path)
            };
            let mut entries = Vec::new();
            for report in &reports {
                let rows = if let Some(parameter) = settings.missing(report) {
                    format!("not written: needs --set {}=VALUE", parameter.name)
                } else {
                    let page = (format, report.title(), report.question());
                    let file = name(report.name(), format);
                    write(&sql(&connection, report, args)?, file, page)?.to_string()
                };
                entries.push(entry(report, &rows));
            }
            let index = (Format::Markdown, "Index", "");
            write(&entries.join(" UNION ALL "), name(INDEX, Format::Markdown), index)?;
            Ok(())
        })
    })?;
    print_explanation(&scope, &connection)?;
    error::eprint_line(&format!(
        "wrote {} and index.md to {}",
        counted(names.len() as u64 - 1, "report"),
        folder.display()
    ));
    Ok(Outcome::Complete)
}

/// Returns the query for a row of the index: a report and its number of rows, or why it was not
/// written.
fn entry(report: &Report, rows: &str) -> String {
    format!(
        "SELECT {} AS report, {} AS title, {} AS question, {} AS not_shown, {} AS \"rows\"",
        quote(report.name()),
        quote(report.title()),
        quote(report.question()),
        quote(report.not_shown().unwrap_or_default()),
        quote(rows),
    )
}
