//! Reports as text: the list by theme, and the explanation of one.

use std::fmt::{self, Write};

use crate::{
    report::{REPORTS, Report, THEMES},
    text::wrapped,
};

/// The width of the longest name of a report.
const NAME: usize = 24;

/// Returns the list of the reports by theme, each with its question, in lines of at most `width` columns.
pub(crate) fn list(width: Option<usize>) -> String {
    let mut text = String::new();
    for theme in THEMES {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(theme.title);
        text.push('\n');
        for report in REPORTS.iter().filter(|report| report.theme() == theme.name) {
            let room = width.map_or(usize::MAX, |width| width.saturating_sub(NAME + 3).max(NAME));
            for (at, line) in wrapped(report.question(), room).iter().enumerate() {
                let name = if at == 0 { report.name() } else { "" };
                let _ = writeln!(text, "  {name:<NAME$} {line}");
            }
        }
    }
    text
}

/// The explanation of a report: its question, columns, limits and SQL.
pub(crate) struct Explanation(pub(crate) &'static Report);

impl fmt::Display for Explanation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let report = self.0;
        writeln!(formatter, "{}: {}\n\n{}\n", report.name(), report.title(), report.question())?;
        if let Some(text) = report.not_shown() {
            writeln!(formatter, "Not shown: {text}\n")?;
        }
        writeln!(formatter, "{}\n", report.note())?;
        write_parameters(formatter, report)?;
        writeln!(formatter, "Columns:")?;
        for (column, meaning) in report.columns() {
            writeln!(formatter, "  {column:<NAME$} {meaning}")?;
        }
        writeln!(formatter, "\n{};", report.select())
    }
}

fn write_parameters(out: &mut impl Write, report: &Report) -> fmt::Result {
    if report.parameters().next().is_none() {
        return Ok(());
    }
    writeln!(out, "Parameters:")?;
    for parameter in report.parameters() {
        let default =
            parameter.default.map_or("must be set".to_owned(), |it| format!("default {it}"));
        writeln!(
            out,
            "  --set {}=… ({}, {default})  {}",
            parameter.name, parameter.sql_type, parameter.text
        )?;
    }
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_has_every_report_once_within_the_width() {
        for width in [None, Some(80)] {
            let text = list(width);
            for report in REPORTS {
                let start = format!("\n  {} ", report.name());
                assert_eq!(text.matches(&start).count(), 1, "{}", report.name());
            }
            let widest = text.lines().map(|line| line.chars().count()).max().unwrap();
            assert!(widest <= width.unwrap_or(usize::MAX), "{widest}");
        }
    }

    #[test]
    fn an_explanation_has_all_parts_of_the_header() {
        for report in REPORTS {
            let text = Explanation(report).to_string();
            let parameters = report.parameters().map(|parameter| parameter.text);
            for part in report.columns().map(|column| column.1).chain(parameters) {
                assert!(text.contains(part), "{part}");
            }
            assert!(text.contains(report.note()) && text.ends_with(";\n"), "{text}");
        }
    }
}
