//! Comma-separated values after RFC 4180, safe to open in a spreadsheet.

use std::io::Write;

use anyhow::Result;

use crate::output::{
    ResultColumn, RowWriter, ValueKind,
    batch::Batch,
    cell::{self, CsvLine},
};

pub(crate) struct Csv<W: Write> {
    out: W,
    line: CsvLine,
    /// How the text of each column is made safe.
    safety: Vec<Safety>,
}

/// What of a text a spreadsheet could run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Safety {
    /// Nothing, or it is to stay as it is.
    Exact,
    /// What stands inside it, where another separator than ours splits it.
    Inside,
    /// The text itself, too.
    Whole,
}

impl Safety {
    fn of(kind: ValueKind) -> Self {
        match kind {
            ValueKind::Number | ValueKind::Boolean => Self::Exact,
            ValueKind::Json => Self::Inside,
            ValueKind::Text | ValueKind::Nested | ValueKind::Other => Self::Whole,
        }
    }

    fn push(self, text: &str, line: &mut CsvLine) {
        match self {
            Self::Exact => line.push(text),
            Self::Inside => line.push(&cell::defused_inside(text)),
            Self::Whole => line.push(&cell::defused(text)),
        }
    }
}

impl<W: Write> Csv<W> {
    /// Writes the header to `out`. Raw, the texts stay as they are, whatever a spreadsheet makes of
    /// them.
    pub(crate) fn new(mut out: W, columns: &[ResultColumn], is_raw: bool) -> Result<Self> {
        let mut line = CsvLine::default();
        for column in columns {
            let safety = if is_raw { Safety::Exact } else { Safety::Whole };
            safety.push(&column.name, &mut line);
        }
        line.write(&mut out)?;
        let safety =
            |column: &ResultColumn| if is_raw { Safety::Exact } else { Safety::of(column.kind) };
        Ok(Self { out, line, safety: columns.iter().map(safety).collect() })
    }
}

impl<W: Write> RowWriter for Csv<W> {
    fn write(&mut self, row: &Batch<'_>) -> Result<()> {
        for (cell, safety) in row.cells().zip(&self.safety) {
            safety.push(cell.unwrap_or_default(), &mut self.line);
        }
        Ok(self.line.write(&mut self.out)?)
    }

    fn finish(&mut self) -> Result<()> {
        Ok(self.out.flush()?)
    }
}
