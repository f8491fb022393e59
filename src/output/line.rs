//! The format with a line per value, which is never truncated.

use std::io::Write;

use anyhow::Result;

use crate::{
    count::counted,
    output::{ResultColumn, RowWriter, ValueKind, batch::Batch, indent::indented},
    text::visible,
};

pub(crate) struct LineWriter<'s, W: Write> {
    out: W,
    null: &'s str,
    columns: Vec<ResultColumn>,
    /// The length of the longest column name, in characters.
    width: usize,
    rows: u64,
}

impl<'s, W: Write> LineWriter<'s, W> {
    pub(crate) fn new(out: W, columns: Vec<ResultColumn>, null: &'s str) -> Self {
        let width = columns.iter().map(|column| visible(&column.name).chars().count()).max();
        Self { out, null, columns, width: width.unwrap_or_default(), rows: 0 }
    }
}

impl<W: Write> RowWriter for LineWriter<'_, W> {
    fn write(&mut self, row: &Batch<'_>) -> Result<()> {
        self.rows += 1;
        writeln!(self.out, "─ row {} ─", self.rows)?;
        for (column, cell) in self.columns.iter().zip(row.cells()) {
            let (name, width) = (visible(&column.name), self.width);
            let Some(text) = cell else {
                writeln!(self.out, "{}", format!("{name:>width$}  {}", self.null).trim_end())?;
                continue;
            };
            if !matches!(column.kind, ValueKind::Json | ValueKind::Nested) {
                writeln!(self.out, "{name:>width$}  {}", visible(text))?;
                continue;
            }
            for (at, line) in indented(text).lines().enumerate() {
                let name = if at == 0 { name.as_ref() } else { "" };
                writeln!(self.out, "{name:>width$}  {}", visible(line))?;
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        writeln!(self.out, "{}", counted(self.rows, "row"))?;
        Ok(self.out.flush()?)
    }
}
