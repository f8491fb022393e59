//! Rows to standard output or to a file, in the format that was asked for.

mod csv;
mod file;
mod json;
mod markdown;
mod parquet;
mod table;
mod terminal;
pub mod text;

use std::{
    io::{self, BufWriter, IsTerminal, Write},
    path::Path,
};

use anyhow::{Result, bail};
use duckdb::{
    Connection,
    arrow::{
        array::{Array, RecordBatch},
        util::display::{ArrayFormatter, FormatOptions},
    },
    core::{LogicalTypeHandle, LogicalTypeId},
};

use crate::cli::{Format, OutputArgs};

/// Runs statements and writes the rows of the last one as they come, where and how `args` says.
pub fn write(connection: &Connection, sql: &str, args: &OutputArgs) -> Result<()> {
    let format = args.format.unwrap_or_else(|| format_of(args.output.as_deref()));
    let Some(path) = &args.output else {
        if format == Format::Parquet {
            bail!("Parquet is no text; name a file with --output");
        }
        let stdout = io::stdout().lock();
        let out: Box<dyn Write> = if stdout.is_terminal() {
            Box::new(terminal::Visible::new(stdout))
        } else {
            Box::new(BufWriter::new(stdout))
        };
        return write_rows(connection, sql, format, out);
    };
    file::write_whole(path, args.force, |file| {
        if format == Format::Parquet {
            return parquet::copy(connection, sql, file.path());
        }
        write_rows(connection, sql, format, Box::new(BufWriter::new(file.reopen()?)))
    })
}

/// The format that a file's ending asks for.
fn format_of(path: Option<&Path>) -> Format {
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
pub fn ending(format: Format) -> &'static str {
    match format {
        Format::Table => "txt",
        Format::Csv => "csv",
        Format::Json => "json",
        Format::Jsonl => "jsonl",
        Format::Markdown => "md",
        Format::Parquet => "parquet",
    }
}

fn write_rows(
    connection: &Connection,
    sql: &str,
    format: Format,
    out: Box<dyn Write>,
) -> Result<()> {
    let mut statement = connection.prepare(sql)?;
    // The types are those of the statement: Arrow no longer tells JSON from text.
    let kinds: Vec<Kind> = (0..statement.column_count())
        .map(|at| Kind::of(&statement.column_logical_type(at)))
        .collect();
    let mut batches = statement.stream_arrow([])?;
    let columns: Vec<Column> = batches
        .get_schema()
        .fields()
        .iter()
        .enumerate()
        .map(|(at, field)| Column {
            name: field.name().clone(),
            kind: kinds.get(at).copied().unwrap_or(Kind::Other),
        })
        .collect();
    let mut writer: Box<dyn RowWriter> = match format {
        Format::Csv => Box::new(csv::Csv::new(out, columns)?),
        Format::Json => Box::new(json::Json::array(out, columns)),
        Format::Jsonl => Box::new(json::Json::lines(out, columns)),
        Format::Markdown => Box::new(markdown::Markdown::new(out, &columns)?),
        Format::Table | Format::Parquet => Box::new(table::Table::new(out, &columns)),
    };
    for batch in &mut batches {
        write_batch(writer.as_mut(), &batch?)?;
    }
    writer.finish()
}

fn write_batch(writer: &mut dyn RowWriter, batch: &RecordBatch) -> Result<()> {
    let options = FormatOptions::default()
        .with_timestamp_format(Some("%Y-%m-%d %H:%M:%S%.f"))
        .with_timestamp_tz_format(Some("%Y-%m-%d %H:%M:%S%.f%:z"));
    let columns = batch
        .columns()
        .iter()
        .map(|column| ArrayFormatter::try_new(column.as_ref(), &options))
        .collect::<Result<Vec<_>, _>>()?;
    let mut cells = vec![None; columns.len()];
    for row in 0..batch.num_rows() {
        for (at, column) in columns.iter().enumerate() {
            let is_null = batch.column(at).is_null(row);
            cells[at] = if is_null { None } else { Some(column.value(row).try_to_string()?) };
        }
        writer.write(&cells)?;
    }
    Ok(())
}

/// A column of a result.
struct Column {
    name: String,
    kind: Kind,
}

/// What a writer has to know of a type.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Boolean,
    Json,
    Text,
    Other,
}

impl Kind {
    fn of(logical_type: &LogicalTypeHandle) -> Self {
        use LogicalTypeId::{
            Bigint, Boolean, Decimal, Double, Float, Hugeint, Integer, Smallint, Tinyint, UBigint,
            UHugeint, UInteger, USmallint, UTinyint, Varchar,
        };
        match logical_type.id() {
            Varchar if logical_type.get_alias().is_some_and(|alias| alias == "JSON") => Self::Json,
            Varchar => Self::Text,
            Boolean => Self::Boolean,
            Tinyint | Smallint | Integer | Bigint | Hugeint | UTinyint | USmallint | UInteger
            | UBigint | UHugeint | Decimal | Float | Double => Self::Number,
            _ => Self::Other,
        }
    }
}

/// Writes rows in one format.
trait RowWriter {
    /// Writes one row: the text of each value, where there is one.
    fn write(&mut self, cells: &[Option<String>]) -> Result<()>;

    /// Writes what stands behind the last row.
    fn finish(&mut self) -> Result<()>;
}
