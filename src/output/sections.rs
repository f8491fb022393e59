//! Several named results in one output: tables below their titles, or one JSON document.

use std::io::Write;

use anyhow::{Result, bail};
use duckdb::Connection;

use crate::{
    error::Usage,
    output::{
        Destination, Format, ResultCount, ResultOutput, Style, deliver, result::Shown,
        result::write_result,
    },
    store::statements::Statement,
};

/// A named result, whose rows are in a temporary table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
}

impl Section {
    /// Returns the name of the table.
    pub(crate) fn table(&self) -> String {
        format!("section_{}", self.name)
    }
}

/// Writes sections to `destination`.
pub(crate) fn write_sections(
    connection: &Connection,
    sections: &[Section],
    destination: &Destination,
) -> Result<()> {
    let style = Style::of(destination, None)?;
    match style.format {
        Format::Json => deliver(connection, destination, |style, out| {
            write_json(connection, sections, style, out)
        }),
        Format::Table | Format::Line | Format::Markdown => {
            deliver(connection, destination, |style, out| {
                write_text(connection, sections, style, out)
            })
        }
        other => bail!(Usage(format!(
            "cannot write a story as {}: it has several tables; use the format table, line, markdown, json or html",
            other.name()
        ))),
    }
}

/// Writes an object with an array for each section.
fn write_json(
    connection: &Connection,
    sections: &[Section],
    style: &Style,
    out: &mut dyn Write,
) -> Result<u64> {
    let mut rows = 0;
    for (at, section) in sections.iter().enumerate() {
        write!(out, "{}\"{}\": ", if at == 0 { "{\n" } else { ",\n" }, section.name)?;
        rows += write_one(connection, section, style, out)?;
    }
    writeln!(out, "}}")?;
    Ok(rows)
}

fn write_text(
    connection: &Connection,
    sections: &[Section],
    style: &Style,
    out: &mut dyn Write,
) -> Result<u64> {
    let mut rows = 0;
    let mark = if style.format == Format::Markdown { "## " } else { "" };
    for section in sections {
        let sql = format!("SELECT count(*) FROM {}", section.table());
        let count: u64 = connection.query_row(&sql, [], |row| row.get(0))?;
        writeln!(out, "{mark}{}\n", section.title)?;
        if count == 0 {
            writeln!(out, "nothing")?;
        } else {
            rows += write_one(connection, section, style, out)?;
        }
        writeln!(out)?;
    }
    Ok(rows)
}

fn write_one(
    connection: &Connection,
    section: &Section,
    style: &Style,
    out: &mut dyn Write,
) -> Result<u64> {
    let sql = format!("FROM {}", section.table());
    let mut count = ResultCount::default();
    let output = ResultOutput { out, count: &mut count };
    let statement = Statement { text: &sql, line: 1 };
    Ok(match write_result(connection, &statement, style, output)? {
        Shown::Rows(rows) => rows,
        _ => 0,
    })
}
