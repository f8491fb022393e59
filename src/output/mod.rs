//! Writes rows to standard output or to a file, in any format.

mod batch;
mod cell;
mod colour;
mod csv;
mod explain;
mod file;
mod format;
pub(crate) mod html;
mod indent;
mod json;
mod layout;
mod line;
mod markdown;
mod nested;
pub(crate) mod pager;
mod parquet;
mod readable;
pub(crate) mod records;
mod result;
mod results;
mod sections;
mod table;
pub(crate) mod terminal;
mod time;

use std::{
    fs::File,
    io::{self, BufWriter, Write},
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

pub(crate) use file::{explain, would_replace, write_all, write_whole};
pub(crate) use format::{Format, is_gzip};
pub(crate) use indent::Indented;
pub(crate) use pager::PagedWriter;
pub(crate) use result::{Shown, write_first, write_result};
pub(crate) use results::{ResultCount, ResultOutput};
pub(crate) use sections::{Section, write_sections};

/// The format of rows, and the file that they are written to.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
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
    /// The text for NULL, except in JSON and Parquet.
    pub(crate) null: String,
    /// True if a table has all columns in full, even if the terminal is narrower.
    pub(crate) is_wide: bool,
    /// The columns that a terminal shows first; if there are none, in their order.
    pub(crate) core: Vec<&'static str>,
    /// The title of a page, and the note below it.
    pub(crate) title: &'static str,
    pub(crate) note: &'static str,
    /// True if a pager shows what is longer than the screen.
    pub(crate) may_page: bool,
}

impl Destination {
    /// Returns true if rows are printed as a table to standard output.
    pub(crate) fn is_printed_table(&self) -> bool {
        self.path.is_none() && matches!(self.format, None | Some(Format::Table))
    }
}

/// The format of rows, with its options.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
pub(crate) struct Style {
    pub(crate) format: Format,
    /// True if CSV holds the exact text, even if a spreadsheet would run it as a formula.
    pub(crate) is_raw_csv: bool,
    /// True if times are in the local time zone, not UTC.
    pub(crate) is_local: bool,
    /// The width in columns of the terminal that a table must fit, or `None` for a file or a pipe.
    pub(crate) width: Option<u16>,
    /// The way to show the columns that do not fit, such as an option.
    pub(crate) wide_hint: &'static str,
    /// The text for NULL, except in JSON and Parquet.
    pub(crate) null: String,
    /// The columns that a table shows first.
    pub(crate) core: Vec<&'static str>,
    /// The title of a page, and the note below it.
    pub(crate) title: &'static str,
    pub(crate) note: &'static str,
    /// True if a file is compressed.
    pub(crate) is_gzip: bool,
    /// True if values have colours.
    pub(crate) has_colour: bool,
}

impl Style {
    /// The style of a destination, for a terminal of `width` columns.
    ///
    /// # Errors
    ///
    /// The ending of the file does not name a format.
    pub(crate) fn of(destination: &Destination, width: Option<u16>) -> Result<Self> {
        let by_ending = match (destination.format, &destination.path) {
            (None, Some(path)) => Format::of_path(path)?,
            (format, _) => format,
        };
        Ok(Self {
            format: by_ending.unwrap_or_default(),
            is_gzip: destination.path.as_deref().is_some_and(is_gzip),
            is_raw_csv: destination.is_raw_csv,
            is_local: destination.is_local,
            width,
            wide_hint: "--wide",
            null: destination.null.clone(),
            core: destination.core.clone(),
            title: destination.title,
            note: destination.note,
            has_colour: false,
        })
    }
}

/// Runs statements and writes the rows of each to `destination` as DuckDB returns them.
pub(crate) fn write(connection: &Connection, sql: &str, destination: &Destination) -> Result<()> {
    let statements = statements::split(sql);
    let style = Style::of(destination, None)?;
    results::check(&statements, style.format)?;
    let Some(path) = &destination.path else {
        return write_to_stdout(destination, |style, out| {
            write_each(connection, &statements, style, out)
        });
    };
    protected::check(connection, path)?;
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
    file::fill(File::create(path)?, style.is_gzip, |out| {
        write_each(connection, statements, style, out)
    })
}

/// Prints a text that has no hidden characters to standard output.
pub(crate) fn print(text: &str, may_page: bool) -> Result<()> {
    match console::Term::stdout().size_checked() {
        Some(size) => {
            let pager = may_page.then(pager::find).flatten();
            let print = |out: &mut dyn Write| Ok(out.write_all(text.as_bytes())?);
            PagedWriter::new(pager, size, ()).show(Format::Table, print)?;
            Ok(())
        }
        None => Ok(io::stdout().lock().write_all(text.as_bytes())?),
    }
}

/// Calls `write` with the style and the output of a destination: standard output, or a file that appears
/// complete or not at all.
pub(crate) fn deliver(
    connection: &Connection,
    destination: &Destination,
    write: impl Fn(&Style, &mut dyn Write) -> Result<u64>,
) -> Result<()> {
    let Some(path) = &destination.path else { return write_to_stdout(destination, write) };
    protected::check(connection, path)?;
    let style = Style::of(destination, None)?;
    write_whole(path, destination.may_replace, |draft| {
        let file = File::create(draft.path())?;
        file::fill(file, style.is_gzip, |out| write(&style, out)).map(|_rows| ())
    })
}

fn write_to_stdout(
    destination: &Destination,
    write: impl Fn(&Style, &mut dyn Write) -> Result<u64>,
) -> Result<()> {
    let size = console::Term::stdout().size_checked();
    let width = size.map(|(_, width)| width).filter(|_| !destination.is_wide);
    let has_colour = size.is_some() && console::colors_enabled();
    let style = Style { has_colour, ..Style::of(destination, width)? };
    if style.format == Format::Parquet {
        bail!(Usage(
            "cannot write Parquet to standard output; name a file with --output".to_owned()
        ));
    }
    match size {
        Some(size) => {
            let pager = destination.may_page.then(pager::find).flatten();
            let show = |out: &mut dyn Write| write(&style, out);
            PagedWriter::new(pager, size, ()).show(style.format, show)?;
        }
        None => {
            write(&style, &mut BufWriter::new(io::stdout().lock()))?;
        }
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
