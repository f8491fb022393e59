//! Rows to standard output or to a file, in the format that was asked for.

mod batch;
mod cell;
mod csv;
mod file;
mod indent;
mod json;
mod line;
mod markdown;
mod nested;
mod parquet;
pub(crate) mod records;
mod result;
mod table;
pub(crate) mod terminal;
mod time;

use std::{
    fs::File,
    io::{self, BufWriter, IsTerminal, Write},
    path::Path,
};

use anyhow::{Context, Result, bail};
use duckdb::Connection;

use crate::{
    cli::{Format, OutputArgs},
    store::statements::{self, Statement},
};

pub(crate) use file::{explain, write_all, write_whole};
pub(crate) use indent::Indented;
pub(crate) use result::{Shown, write_first, write_result};

/// How rows are written.
#[derive(Clone, Debug)]
pub(crate) struct Style {
    /// The format.
    pub(crate) format: Format,
    /// Whether CSV holds the exact text, even where a spreadsheet would run it as a formula.
    pub(crate) is_raw_csv: bool,
    /// Whether times are those of this machine's zone, not UTC.
    pub(crate) is_local: bool,
    /// The columns of the terminal that a table is to fit, where there is one.
    pub(crate) width: Option<u16>,
}

impl Style {
    /// The style that `args` ask for, for a terminal of `width`.
    pub(crate) fn of(args: &OutputArgs, width: Option<u16>) -> Self {
        Self {
            format: args.format.unwrap_or_else(|| format_of(args.output.as_deref())),
            is_raw_csv: args.raw_csv,
            is_local: args.local,
            width,
        }
    }
}

/// Runs statements and writes the rows of each as they come, where and how `args` says.
pub(crate) fn write(connection: &Connection, sql: &str, args: &OutputArgs) -> Result<()> {
    if matches!(args.format, Some(Format::HistoryCsv | Format::HistoryJson)) {
        bail!("history-csv and history-json are layouts of events; use `ducktrail events`");
    }
    let statements = statements::split(sql);
    let Some(path) = &args.output else {
        return write_to_stdout(connection, &statements, args);
    };
    let style = Style::of(args, None);
    write_whole(path, args.force, |file| {
        fill(connection, &statements, &style, file.path()).map(|_rows| ())
    })
}

/// Runs statements and writes the rows of each to a file that is there or not; returns how many.
pub(crate) fn fill(
    connection: &Connection,
    statements: &[Statement<'_>],
    style: &Style,
    path: &Path,
) -> Result<u64> {
    if style.format == Format::Parquet {
        return parquet::copy(connection, statements, path);
    }
    let mut file = BufWriter::new(File::create(path)?);
    let rows = write_each(connection, statements, style, &mut file)?;
    file.flush()?;
    Ok(rows)
}

fn write_to_stdout(
    connection: &Connection,
    statements: &[Statement<'_>],
    args: &OutputArgs,
) -> Result<()> {
    let width = console::Term::stdout().size_checked().map(|(_, width)| width);
    let style = Style::of(args, width);
    if style.format == Format::Parquet {
        bail!("Parquet is no text; name a file with --output");
    }
    let stdout = io::stdout().lock();
    if stdout.is_terminal() {
        write_each(connection, statements, &style, &mut terminal::Visible::new(stdout))?;
    } else {
        write_each(connection, statements, &style, &mut BufWriter::new(stdout))?;
    }
    Ok(())
}

fn write_each(
    connection: &Connection,
    statements: &[Statement<'_>],
    style: &Style,
    out: &mut dyn Write,
) -> Result<u64> {
    let mut rows = 0;
    for statement in statements {
        let written = write_result(connection, statement, style, out);
        let shown = if statements.len() == 1 {
            written?
        } else {
            written.with_context(|| format!("in the statement on line {}", statement.line))?
        };
        if let Shown::Rows(shown) = shown {
            rows += shown;
        }
    }
    Ok(rows)
}

/// How many characters the terminal behind standard output is wide, where there is one.
pub(crate) fn terminal_width() -> Option<usize> {
    console::Term::stdout().size_checked().map(|(_, width)| usize::from(width))
}

/// The format that a file's ending asks for; a table where it says nothing.
pub(crate) fn format_of(path: Option<&Path>) -> Format {
    match path.and_then(Path::extension).and_then(|ending| ending.to_str()) {
        Some("csv") => Format::Csv,
        Some("json") => Format::Json,
        Some("jsonl" | "ndjson") => Format::Jsonl,
        Some("md" | "markdown") => Format::Markdown,
        Some("parquet") => Format::Parquet,
        _ => Format::Table,
    }
}

/// The ending of the files of a format.
pub(crate) fn ending(format: Format) -> &'static str {
    match format {
        Format::Table | Format::Line => "txt",
        Format::Csv | Format::HistoryCsv => "csv",
        Format::Json | Format::HistoryJson => "json",
        Format::Jsonl => "jsonl",
        Format::Markdown => "md",
        Format::Parquet => "parquet",
    }
}

/// A column of a result.
struct ResultColumn {
    name: String,
    kind: ValueKind,
}

/// What a writer has to know of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ValueKind {
    Number,
    Boolean,
    Json,
    Text,
    /// A list, a struct, a map: in JSON it is one too.
    Nested,
    Other,
}

/// Writes rows in one format.
trait RowWriter {
    /// Writes one row: the text of each value, where there is one.
    fn write(&mut self, row: &batch::Batch<'_>) -> Result<()>;

    /// Writes what stands behind the last row.
    fn finish(&mut self) -> Result<()>;
}
