//! Rows of an Arrow batch as text, one row at a time. Strings are borrowed from DuckDB's buffers,
//! not copied.

use anyhow::Result;
use duckdb::arrow::{
    array::{Array, AsArray, RecordBatch, StringArray},
    datatypes::{DataType, TimeUnit, TimestampMicrosecondType},
    util::display::{ArrayFormatter, FormatOptions},
};

use crate::output::{Format, Style, ValueKind, nested, time};

/// A cursor over the rows of a batch.
pub(crate) struct Batch<'a> {
    columns: Vec<ColumnText<'a>>,
    rows: usize,
    /// The index of the row after the current one.
    next: usize,
}

/// The text of a column's values.
enum ColumnText<'a> {
    Borrowed(&'a StringArray),
    /// The text of the current row's value, rendered when the cursor moves.
    Rendered {
        array: &'a dyn Array,
        renderer: Renderer<'a>,
        text: String,
    },
}

enum Renderer<'a> {
    Display(ArrayFormatter<'a>),
    Time(time::Clock),
    Json,
}

impl<'a> Batch<'a> {
    /// A cursor before the first row of `batch`.
    pub(crate) fn new(batch: &'a RecordBatch, kinds: &[ValueKind], style: &Style) -> Result<Self> {
        let is_json = matches!(style.format, Format::Json | Format::Jsonl | Format::Line);
        let columns = batch.columns().iter().enumerate().map(|(at, array)| {
            let kind = kinds.get(at).copied().unwrap_or(ValueKind::Other);
            if let Some(array) = array.as_string_opt::<i32>() {
                return Ok(ColumnText::Borrowed(array));
            }
            let renderer = if is_json && kind == ValueKind::Nested {
                Renderer::Json
            } else {
                Renderer::new(array.as_ref(), style)?
            };
            Ok(ColumnText::Rendered { array: array.as_ref(), renderer, text: String::new() })
        });
        Ok(Self { columns: columns.collect::<Result<_>>()?, rows: batch.num_rows(), next: 0 })
    }

    /// Moves to the next row. Returns false at the end.
    pub(crate) fn next(&mut self) -> Result<bool> {
        if self.next == self.rows {
            return Ok(false);
        }
        for column in &mut self.columns {
            let ColumnText::Rendered { array, renderer, text } = column else { continue };
            text.clear();
            if !array.is_null(self.next) {
                renderer.write(*array, self.next, text)?;
            }
        }
        self.next += 1;
        Ok(true)
    }

    /// Returns the text of each value of the current row, `None` for NULL.
    pub(crate) fn cells(&self) -> impl Iterator<Item = Option<&str>> {
        let row = self.next - 1;
        self.columns.iter().map(move |column| match column {
            ColumnText::Borrowed(array) => array.is_valid(row).then(|| array.value(row)),
            ColumnText::Rendered { array, text, .. } => {
                // An array of untyped NULLs has no bitmap of them.
                let is_null = *array.data_type() == DataType::Null || array.is_null(row);
                (!is_null).then_some(text.as_str())
            }
        })
    }
}

impl<'a> Renderer<'a> {
    fn new(array: &'a dyn Array, style: &Style) -> Result<Self> {
        Ok(match array.data_type() {
            DataType::Timestamp(TimeUnit::Microsecond, None) => {
                Self::Time(time::Clock::new(style.is_local))
            }
            DataType::Timestamp(TimeUnit::Microsecond, Some(_)) => {
                Self::Time(time::Clock::with_offset(style.is_local))
            }
            _ => Self::Display(ArrayFormatter::try_new(array, &OPTIONS)?),
        })
    }

    fn write(&self, array: &dyn Array, row: usize, text: &mut String) -> Result<()> {
        match self {
            Self::Display(formatter) => formatter.value(row).write(text)?,
            Self::Time(clock) => {
                clock.write(array.as_primitive::<TimestampMicrosecondType>().value(row), text)?;
            }
            Self::Json => nested::write(array, row, text)?,
        }
        Ok(())
    }
}

/// Options for Arrow's formatter, which make it write times as DuckDB does.
pub(crate) const OPTIONS: FormatOptions<'static> = FormatOptions::new()
    .with_timestamp_format(Some("%Y-%m-%d %H:%M:%S%.f"))
    .with_timestamp_tz_format(Some("%Y-%m-%d %H:%M:%S%.f%:z"));
