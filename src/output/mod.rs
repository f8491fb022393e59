//! Rows to standard output, in the format that was asked for.

mod csv;
mod json;
mod table;
pub mod text;

use std::io::{self, BufWriter, Write};

use anyhow::Result;
use duckdb::{
    Connection,
    arrow::{
        array::RecordBatch,
        datatypes::{DataType, Field, SchemaRef},
        util::display::FormatOptions,
    },
};

use crate::cli::Format;

/// Runs statements and prints the rows of the last one as they come.
pub fn print(connection: &Connection, sql: &str, format: Format) -> Result<()> {
    let mut statement = connection.prepare(sql)?;
    let mut batches = statement.stream_arrow([])?;
    let out = BufWriter::new(io::stdout().lock());
    let schema = batches.get_schema();
    let mut writer: Box<dyn RowWriter> = match format {
        Format::Table => Box::new(table::Table::new(out, &schema)),
        Format::Csv => Box::new(csv::Csv::new(out, &schema)?),
        Format::Json => Box::new(json::Json::new(out, &schema)),
    };
    for batch in &mut batches {
        writer.write(&batch?)?;
    }
    writer.finish()
}

/// Writes rows in one format.
trait RowWriter {
    /// Writes some rows.
    fn write(&mut self, batch: &RecordBatch) -> Result<()>;

    /// Writes what stands behind the last row.
    fn finish(&mut self) -> Result<()>;
}

/// How values are written that are neither text nor JSON.
fn options<'a>() -> FormatOptions<'a> {
    FormatOptions::default()
        .with_timestamp_format(Some("%Y-%m-%d %H:%M:%S%.f"))
        .with_timestamp_tz_format(Some("%Y-%m-%d %H:%M:%S%.f%:z"))
}

/// Whether a column holds numbers.
fn is_number(field: &Field) -> bool {
    field.data_type().is_numeric()
}

/// Whether a column holds JSON, which the driver tells by Arrow's canonical extension type.
fn is_json(field: &Field) -> bool {
    field.metadata().get("ARROW:extension:name").is_some_and(|name| name == "arrow.json")
}

/// Whether a column holds text that somebody else may have chosen.
fn is_text(field: &Field) -> bool {
    matches!(field.data_type(), DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

fn names(schema: &SchemaRef) -> impl Iterator<Item = &str> {
    schema.fields().iter().map(|field| field.name().as_str())
}

fn flush(out: &mut impl Write) -> Result<()> {
    Ok(out.flush()?)
}
