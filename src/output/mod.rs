//! Writes rows to standard output or to a file, in any format.

mod batch;
mod cell;
mod csv;
mod explain;
mod file;
mod format;
mod indent;
mod json;
mod line;
mod markdown;
mod nested;
mod parquet;
mod readable;
pub(crate) mod records;
mod result;
mod results;
mod table;
pub(crate) mod terminal;
mod time;

use std::{
    fs::File,
    io::{self, BufWriter, IsTerminal, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use duckdb::Connection;

use crate::{
    error::Usage,
    store::{
        protected,
        statements::{self, Statement},
    },
};

pub(crate) use file::{explain, write_all, write_whole};
pub(crate) use format::Format;
pub(crate) use indent::Indented;
pub(crate) use result::{Shown, write_first, write_result};
pub(crate) use results::{ResultCount, ResultOutput};

/// The format of rows, and the file that they are written to.
#[derive(Clone, Debug)]
pub(crate) struct Destination {
    /// The format, or `None` to take it from the file's extension; a table by default.
    pub(crate) format: Option<Format>,
    /// The file, or `None` for standard output.
    pub(crate) path: Option<PathBuf>,
    /// True if an existing file is replaced.
    pub(crate) may_replace: bool,
    /// True if times are in the local time zone, not UTC.
    pub(crate) is_local: bool,
    /// True if CSV holds the exact text, even if a spreadsheet would run it as a formula.
    pub(crate) is_raw_csv: bool,
}

impl Destination {
    /// Returns true if rows are printed as a table to standard output.
    pub(crate) fn is_printed_table(&self) -> bool {
        self.path.is_none() && matches!(self.format, None | Some(Format::Table))
    }
}

/// The format of rows, with its options.
#[derive(Clone, Debug)]
pub(crate) struct Style {
    pub(crate) format: Format,
    /// True if CSV holds the exact text, even if a spreadsheet would run it as a formula.
    pub(crate) is_raw_csv: bool,
    /// True if times are in the local time zone, not UTC.
    pub(crate) is_local: bool,
    /// The width in columns of the terminal that a table must fit, or `None` for a file or a pipe.
    pub(crate) width: Option<u16>,
}

impl Style {
    /// The style of a destination, for a terminal of `width` columns.
    pub(crate) fn of(destination: &Destination, width: Option<u16>) -> Self {
        let by_extension = || destination.path.as_deref().and_then(Format::of_path);
        Self {
            format: destination.format.or_else(by_extension).unwrap_or_default(),
            is_raw_csv: destination.is_raw_csv,
            is_local: destination.is_local,
            width,
        }
    }
}

/// Runs statements and writes the rows of each to `destination` as DuckDB returns them.
pub(crate) fn write(connection: &Connection, sql: &str, destination: &Destination) -> Result<()> {
    let statements = statements::split(sql);
    results::check(&statements, Style::of(destination, None).format)?;
    let Some(path) = &destination.path else {
        return write_to_stdout(connection, &statements, destination);
    };
    protected::check(connection, path)?;
    let style = Style::of(destination, None);
    write_whole(path, destination.may_replace, |file| {
        fill(connection, &statements, &style, file.path()).map(|_rows| ())
    })
}

/// Runs statements, writes the rows of each to the file at `path`, and returns the number of rows.
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
    destination: &Destination,
) -> Result<()> {
    let width = console::Term::stdout().size_checked().map(|(_, width)| width);
    let style = Style::of(destination, width);
    if style.format == Format::Parquet {
        bail!(Usage(
            "cannot write Parquet to standard output; name a file with --output".to_owned()
        ));
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
    let (mut rows, mut count) = (0, ResultCount::default());
    for statement in statements {
        let output = ResultOutput { out, count: &mut count };
        let written = write_result(connection, statement, style, output);
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

/// Returns the width of the terminal in columns, or `None` if standard output is not a terminal.
pub(crate) fn terminal_width() -> Option<usize> {
    console::Term::stdout().size_checked().map(|(_, width)| usize::from(width))
}

/// A column of a result.
struct ResultColumn {
    name: String,
    kind: ValueKind,
}

/// The kind of a type, as far as formats treat types differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ValueKind {
    Number,
    Boolean,
    Json,
    Text,
    /// A list, a struct or a map, which JSON writes as an array or an object.
    Nested,
    Other,
}

/// A writer of rows in one format.
trait RowWriter {
    /// Writes the current row.
    fn write(&mut self, row: &batch::Batch<'_>) -> Result<()>;

    /// Writes the text after the last row, and flushes.
    fn finish(&mut self) -> Result<()>;
}
