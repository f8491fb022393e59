//! Columns side by side, as wide as the terminal, or a block of lines per row if they do not fit.
//!
//! The first rows determine the widths of the columns and whether they fit. Later rows are written
//! in small batches, so a table of a million rows takes no more memory than a short one.

use std::io::Write;

use anyhow::Result;
use comfy_table::{Cell, CellAlignment, ColumnConstraint, LineStyle, Table, Width, presets};

use crate::{
    count::counted,
    output::{ResultColumn, RowWriter, ValueKind, batch::Batch},
    text::visible,
};

/// The maximum length of a cell in characters; longer ones are truncated.
const MAX_CELL: usize = 300;

/// The width in which every column is readable; wider cells wrap.
const READABLE: usize = 12;

/// The white space on both sides of a cell together, and the width of the line between columns.
const PADDING: u16 = 2;
const GAP: u16 = 1;

/// The number of digits that later numbers may have more than those of the first batch.
const GROWTH: usize = 4;

/// The number of rows that are measured and written together.
const BATCH_ROWS: usize = 1000;

pub(crate) struct TableWriter<W: Write> {
    out: W,
    names: Vec<String>,
    is_number: Vec<bool>,
    /// Rows that are not written yet.
    rows: Vec<Vec<String>>,
    width: Option<u16>,
    /// The layout, once the first batch is known.
    layout: Option<Layout>,
    written: usize,
}

/// The layout of rows.
enum Layout {
    /// Columns side by side, with their widths in characters.
    Columns(Vec<u16>),
    /// A block of lines per row.
    Blocks,
}

impl<W: Write> TableWriter<W> {
    /// A table for a terminal of `width` columns, or for a file.
    pub(crate) fn new(out: W, columns: &[ResultColumn], width: Option<u16>) -> Self {
        Self {
            out,
            names: columns.iter().map(|column| visible(&column.name).into_owned()).collect(),
            is_number: columns.iter().map(|column| column.kind == ValueKind::Number).collect(),
            rows: Vec::new(),
            width,
            layout: None,
            written: 0,
        }
    }

    fn push(&mut self, row: Vec<String>) -> Result<()> {
        self.rows.push(row);
        if self.rows.len() == BATCH_ROWS { self.write_out() } else { Ok(()) }
    }

    /// Writes the pending rows.
    fn write_out(&mut self) -> Result<()> {
        let layout = match self.layout.take() {
            Some(layout) => layout,
            None => self.choose_layout(),
        };
        match &layout {
            Layout::Blocks => self.write_blocks()?,
            Layout::Columns(widths) => self.write_columns(widths)?,
        }
        self.layout = Some(layout);
        self.written += self.rows.len();
        self.rows.clear();
        Ok(())
    }

    /// Chooses the layout of all rows from the pending ones.
    fn choose_layout(&self) -> Layout {
        let natural: Vec<u16> = (0..self.names.len()).map(|at| self.natural_width(at)).collect();
        let Some(width) = self.width else { return Layout::Columns(natural) };
        let available =
            usize::from(width).saturating_sub(natural.len() * usize::from(PADDING + GAP));
        let needed: usize = natural.iter().map(|width| usize::from(*width).min(READABLE)).sum();
        if needed > available {
            return Layout::Blocks;
        }
        Layout::Columns(fit(&natural, available))
    }

    /// Returns the width in which each pending cell of a column fits on one line.
    fn natural_width(&self, at: usize) -> u16 {
        let cells = self.rows.iter().map(|row| row[at].as_str());
        let widths = cells.chain([self.names[at].as_str()]).map(console::measure_text_width);
        let width = widths.max().unwrap_or_default().max(1);
        // Later numbers may be longer, and should not wrap.
        let may_grow = self.rows.len() == BATCH_ROWS && self.is_number[at];
        u16::try_from(if may_grow { width + GROWTH } else { width }).unwrap_or(u16::MAX)
    }

    fn write_columns(&mut self, widths: &[u16]) -> Result<()> {
        let is_first = self.written == 0;
        if self.rows.is_empty() && !is_first {
            return Ok(());
        }
        let mut grid = Table::new();
        grid.load_style(presets::UTF8_HORIZONTAL_ONLY.bottom_border(LineStyle::none()));
        if is_first {
            grid.set_header(self.names.iter().map(Cell::new));
        }
        for row in &self.rows {
            grid.add_row(row.iter().zip(&self.is_number).map(|(text, is_number)| {
                let cell = Cell::new(text);
                if *is_number { cell.set_alignment(CellAlignment::Right) } else { cell }
            }));
        }
        let fixed = widths.iter().map(|width| Width::Fixed(width + PADDING));
        grid.set_constraints(fixed.map(ColumnConstraint::Absolute));
        Ok(writeln!(self.out, "{grid}")?)
    }

    fn write_blocks(&mut self) -> Result<()> {
        let longest = self.names.iter().map(|name| name.chars().count()).max().unwrap_or_default();
        for (at, row) in self.rows.iter().enumerate() {
            writeln!(self.out, "─ row {} ─", self.written + at + 1)?;
            for (name, text) in self.names.iter().zip(row) {
                writeln!(self.out, "{name:>longest$}  {text}")?;
            }
        }
        Ok(())
    }

    /// Writes the pending rows, the bottom line and the number of rows.
    fn end(&mut self) -> Result<()> {
        self.write_out()?;
        if let Some(Layout::Columns(widths)) = &self.layout {
            let width: usize = widths.iter().map(|width| usize::from(*width + PADDING + GAP)).sum();
            writeln!(self.out, "{}", "─".repeat(width.saturating_sub(usize::from(GAP))))?;
        }
        writeln!(self.out, "{}", counted(self.written as u64, "row"))?;
        Ok(self.out.flush()?)
    }
}

impl<W: Write> RowWriter for TableWriter<W> {
    fn write(&mut self, row: &Batch<'_>) -> Result<()> {
        self.push(row.cells().map(|cell| truncated(&visible(cell.unwrap_or_default()))).collect())
    }

    fn finish(&mut self) -> Result<()> {
        self.end()
    }
}

/// Limits the widths of columns so that they fit into `available` characters. All columns that are too
/// wide get the same width.
fn fit(natural: &[u16], available: usize) -> Vec<u16> {
    let total =
        |limit: u16| natural.iter().map(|width| usize::from(*width.min(&limit))).sum::<usize>();
    let widest = natural.iter().copied().max().unwrap_or_default();
    let limit = (1..=widest).rev().find(|limit| total(*limit) <= available).unwrap_or(1);
    natural.iter().map(|width| *width.min(&limit)).collect()
}

fn truncated(text: &str) -> String {
    match text.char_indices().nth(MAX_CELL) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(width: Option<u16>, columns: usize, rows: usize) -> String {
        let names: Vec<ResultColumn> = (0..columns)
            .map(|at| ResultColumn { name: format!("column_{at}"), kind: ValueKind::Text })
            .collect();
        let mut out = Vec::new();
        let mut table = TableWriter::new(&mut out, &names, width);
        for _ in 0..rows {
            table.push(vec!["a long value of a cell".to_owned(); columns]).unwrap();
        }
        table.end().unwrap();
        drop(table);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_are_side_by_side_if_they_are_readable() {
        for (width, columns) in [(None, 12), (Some(200), 12), (Some(80), 3)] {
            let text = printed(width, columns, 1);
            assert!(!text.contains("─ row 1 ─"), "{width:?} {columns}");
            let widest = text.lines().map(console::measure_text_width).max().unwrap();
            assert!(widest <= usize::from(width.unwrap_or(u16::MAX)), "{widest} of {width:?}");
        }
    }

    #[test]
    fn on_a_narrow_terminal_each_row_is_a_block() {
        let text = printed(Some(80), 12, 1);
        assert!(text.contains("─ row 1 ─\n column_0  a long value of a cell\n"), "{text}");
        assert!(text.contains("column_11  a long value of a cell\n1 row\n"), "{text}");
    }

    #[test]
    fn a_long_table_has_one_header_and_constant_widths() {
        for (width, columns, lines) in [(None, 2, 2), (Some(30), 2, 2)] {
            let rows = 2 * BATCH_ROWS + 1;
            let text = printed(width, columns, rows);
            assert_eq!(text.matches("column_0").count(), 1);
            assert_eq!(text.matches("═\n").count(), 1);
            let widths: std::collections::HashSet<usize> = text
                .lines()
                .filter(|line| line.starts_with('─'))
                .map(console::measure_text_width)
                .collect();
            assert_eq!(widths.len(), 1, "{widths:?}");
            assert!(text.lines().count() >= rows * lines, "{}", text.lines().count());
            assert!(text.ends_with("─\n2,001 rows\n"));
        }
        assert!(printed(Some(80), 12, BATCH_ROWS + 1).contains("─ row 1001 ─"));
    }

    #[test]
    fn wide_columns_are_narrowed_first() {
        assert_eq!(fit(&[5, 100, 40], 1000), [5, 100, 40]);
        assert_eq!(fit(&[5, 100, 40], 85), [5, 40, 40]);
        assert_eq!(fit(&[5, 100, 40], 45), [5, 20, 20]);
    }
}
