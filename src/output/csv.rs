//! Values separated by commas, according to RFC 4180, or by tabs; safe to open in a spreadsheet.

use std::io::Write;

use anyhow::Result;

use crate::output::{
    Format, ResultColumn, RowWriter, Style, ValueKind,
    batch::Batch,
    cell::{self, CsvLine},
};

pub(crate) struct CsvWriter<W: Write> {
    out: W,
    line: CsvLine,
    /// The check for formulas of each column.
    checks: Vec<FormulaCheck>,
    /// The text for NULL.
    null: String,
}

/// The part of a text that is checked for formulas. If anything is, control characters are escaped too.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FormulaCheck {
    /// Nothing.
    Off,
    /// The text after each separator of a spreadsheet.
    Inside,
    /// The start of the text as well.
    Whole,
}

impl FormulaCheck {
    fn of(kind: ValueKind) -> Self {
        match kind {
            ValueKind::Number | ValueKind::Boolean => Self::Off,
            ValueKind::Json => Self::Inside,
            ValueKind::Text | ValueKind::Nested | ValueKind::Other => Self::Whole,
        }
    }

    fn push(self, text: &str, line: &mut CsvLine) {
        match self {
            Self::Off => line.push(text),
            Self::Inside => line.push(&cell::defused_inside(&cell::without_controls(text))),
            Self::Whole => line.push(&cell::defused(&cell::without_controls(text))),
        }
    }
}

impl<W: Write> CsvWriter<W> {
    /// Writes the header to `out`. Raw text is not changed even if a spreadsheet would run it as a
    /// formula or a reader would fail on it.
    pub(crate) fn new(mut out: W, columns: &[ResultColumn], style: &Style) -> Result<Self> {
        let is_raw = style.is_raw_csv;
        let separator = if style.format == Format::Tsv { b'\t' } else { b',' };
        let mut line = CsvLine::separated_by(separator);
        for column in columns {
            let check = if is_raw { FormulaCheck::Off } else { FormulaCheck::Whole };
            check.push(&column.name, &mut line);
        }
        line.write(&mut out)?;
        let check = |column: &ResultColumn| {
            if is_raw { FormulaCheck::Off } else { FormulaCheck::of(column.kind) }
        };
        let checks = columns.iter().map(check).collect();
        Ok(Self { out, line, checks, null: style.null.clone() })
    }
}

impl<W: Write> RowWriter for CsvWriter<W> {
    fn write(&mut self, row: &Batch<'_>) -> Result<()> {
        for (cell, check) in row.cells().zip(&self.checks) {
            match cell {
                Some(text) => check.push(text, &mut self.line),
                None => self.line.push(&self.null),
            }
        }
        Ok(self.line.write(&mut self.out)?)
    }

    fn finish(&mut self) -> Result<()> {
        Ok(self.out.flush()?)
    }
}
