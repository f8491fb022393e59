//! A batch of Arrow rows as text, a row at a time and without a copy where the text is there
//! already: a million rows of strings are written from DuckDB's own bytes.

use anyhow::Result;
use duckdb::arrow::{
    array::{Array, AsArray, RecordBatch, StringArray},
    datatypes::{DataType, TimeUnit, TimestampMicrosecondType},
    util::display::{ArrayFormatter, FormatOptions},
};

use crate::output::{Format, Style, ValueKind, nested, time};

/// The rows of a batch, of which one is the current one.
pub(crate) struct Batch<'a> {
    columns: Vec<Texts<'a>>,
    rows: usize,
    next: usize,
}

/// The values of a column as text.
enum Texts<'a> {
    /// They are text.
    Borrowed(&'a StringArray),
    /// The text of the current row's.
    Made { array: &'a dyn Array, make: Make<'a>, text: String },
}

enum Make<'a> {
    Display(ArrayFormatter<'a>),
    Time(ArrayFormatter<'a>, time::Clock),
    Json,
}

impl<'a> Batch<'a> {
    /// The rows of `batch`, before the first.
    pub(crate) fn new(batch: &'a RecordBatch, kinds: &[ValueKind], style: &Style) -> Result<Self> {
        let is_json = matches!(style.format, Format::Json | Format::Jsonl | Format::Line);
        let columns = batch.columns().iter().enumerate().map(|(at, array)| {
            let kind = kinds.get(at).copied().unwrap_or(ValueKind::Other);
            if let Some(array) = array.as_string_opt::<i32>() {
                return Ok(Texts::Borrowed(array));
            }
            let make = if is_json && kind == ValueKind::Nested {
                Make::Json
            } else {
                display(array.as_ref(), style)?
            };
            Ok(Texts::Made { array: array.as_ref(), make, text: String::new() })
        });
        Ok(Self { columns: columns.collect::<Result<_>>()?, rows: batch.num_rows(), next: 0 })
    }

    /// Goes to the next row; false where there is none.
    pub(crate) fn next(&mut self) -> Result<bool> {
        if self.next == self.rows {
            return Ok(false);
        }
        for column in &mut self.columns {
            let Texts::Made { array, make, text } = column else { continue };
            text.clear();
            if !array.is_null(self.next) {
                make.write(*array, self.next, text)?;
            }
        }
        self.next += 1;
        Ok(true)
    }

    /// The current row's values.
    pub(crate) fn cells(&self) -> impl Iterator<Item = Option<&str>> {
        let row = self.next - 1;
        self.columns.iter().map(move |column| match column {
            Texts::Borrowed(array) => array.is_valid(row).then(|| array.value(row)),
            Texts::Made { array, text, .. } => array.is_valid(row).then_some(text.as_str()),
        })
    }
}

impl Make<'_> {
    fn write(&self, array: &dyn Array, row: usize, text: &mut String) -> Result<()> {
        match self {
            Self::Display(formatter) => formatter.value(row).write(text)?,
            Self::Time(formatter, clock) => {
                let micros = array.as_primitive::<TimestampMicrosecondType>().value(row);
                if !clock.write(micros, text)? {
                    formatter.value(row).write(text)?;
                }
            }
            Self::Json => nested::write(array, row, text)?,
        }
        Ok(())
    }
}

fn display<'a>(array: &'a dyn Array, style: &Style) -> Result<Make<'a>> {
    let formatter = ArrayFormatter::try_new(array, &OPTIONS)?;
    Ok(match array.data_type() {
        DataType::Timestamp(TimeUnit::Microsecond, None) => {
            Make::Time(formatter, time::Clock::new(style.is_local))
        }
        _ => Make::Display(formatter),
    })
}

/// How Arrow writes what is written by it: times as DuckDB does.
pub(crate) const OPTIONS: FormatOptions<'static> = FormatOptions::new()
    .with_timestamp_format(Some("%Y-%m-%d %H:%M:%S%.f"))
    .with_timestamp_tz_format(Some("%Y-%m-%d %H:%M:%S%.f%:z"));
