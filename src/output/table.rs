//! Columns side by side, as wide as the terminal; where they do not fit, a block of lines for each
//! row.
//!
//! The first rows decide how wide the columns are and whether they fit. Those behind them are
//! written as they come, so that a table of a million rows takes no more memory than a short one.

use std::io::Write;

use anyhow::Result;
use comfy_table::{
    Cell, CellAlignment, ColumnConstraint, LineStyle, Table as Grid, Width, presets,
};

use crate::{
    output::{ResultColumn, RowWriter, ValueKind, batch::Batch},
    text::visible,
};

/// The longest cell that is shown whole.
const LONGEST: usize = 300;

/// What a column needs to be read; wider ones are folded.
const READABLE: usize = 12;

/// The space on both sides of a cell, and what stands between two columns.
const PADDING: u16 = 2;
const GAP: u16 = 1;

/// How many digits a number may have more than those that were looked at.
const GROWTH: usize = 4;

/// How many rows are looked at before the first is written, and are written at once.
const LOOKED_AT: usize = 1000;

pub(crate) struct Table<W: Write> {
    out: W,
    names: Vec<String>,
    is_number: Vec<bool>,
    /// The rows that are not written yet.
    rows: Vec<Vec<String>>,
    width: Option<u16>,
    layout: Option<Layout>,
    written: usize,
}

/// How rows are laid out, once the first are known.
enum Layout {
    /// Side by side, each column with this many characters.
    Columns(Vec<u16>),
    Blocks,
}

impl<W: Write> Table<W> {
    /// A table for a terminal that is `width` wide, or for a file.
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
        if self.rows.len() == LOOKED_AT { self.write_out() } else { Ok(()) }
    }

    /// Writes the rows that wait.
    fn write_out(&mut self) -> Result<()> {
        let layout = match self.layout.take() {
            Some(layout) => layout,
            None => self.decide(),
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

    /// Lays out all rows as the first ones ask for.
    fn decide(&self) -> Layout {
        let natural: Vec<u16> = (0..self.names.len()).map(|at| self.natural_width(at)).collect();
        let Some(width) = self.width else { return Layout::Columns(natural) };
        let available =
            usize::from(width).saturating_sub(natural.len() * usize::from(PADDING + GAP));
        let needed: usize = natural.iter().map(|width| usize::from(*width).min(READABLE)).sum();
        if needed > available {
            return Layout::Blocks;
        }
        Layout::Columns(shared_out(&natural, available))
    }

    /// The width in which every cell of a column, of those that wait, is one line.
    fn natural_width(&self, at: usize) -> u16 {
        let cells = self.rows.iter().map(|row| row[at].as_str());
        let widths = cells.chain([self.names[at].as_str()]).map(console::measure_text_width);
        let width = widths.max().unwrap_or_default().max(1);
        // Of the numbers that follow some may be longer, and none should be folded.
        let is_open = self.rows.len() == LOOKED_AT && self.is_number[at];
        u16::try_from(if is_open { width + GROWTH } else { width }).unwrap_or(u16::MAX)
    }

    fn write_columns(&mut self, widths: &[u16]) -> Result<()> {
        let is_first = self.written == 0;
        if self.rows.is_empty() && !is_first {
            return Ok(());
        }
        let mut grid = Grid::new();
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

    /// Writes what waits, the end of the frame and the number of rows.
    fn end(&mut self) -> Result<()> {
        self.write_out()?;
        if let Some(Layout::Columns(widths)) = &self.layout {
            let width: usize = widths.iter().map(|width| usize::from(*width + PADDING + GAP)).sum();
            writeln!(self.out, "{}", "─".repeat(width.saturating_sub(usize::from(GAP))))?;
        }
        let plural = if self.written == 1 { "" } else { "s" };
        writeln!(self.out, "{} row{plural}", self.written)?;
        Ok(self.out.flush()?)
    }
}

impl<W: Write> RowWriter for Table<W> {
    fn write(&mut self, row: &Batch<'_>) -> Result<()> {
        self.push(row.cells().map(|cell| shortened(&visible(cell.unwrap_or_default()))).collect())
    }

    fn finish(&mut self) -> Result<()> {
        self.end()
    }
}

/// Shares the available characters out: a column gets what it would take, but no more than others
/// that would take more still.
fn shared_out(natural: &[u16], available: usize) -> Vec<u16> {
    let total =
        |most: u16| natural.iter().map(|width| usize::from(*width.min(&most))).sum::<usize>();
    let widest = natural.iter().copied().max().unwrap_or_default();
    let most = (1..=widest).rev().find(|most| total(*most) <= available).unwrap_or(1);
    natural.iter().map(|width| *width.min(&most)).collect()
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(width: Option<u16>, columns: usize, rows: usize) -> String {
        let names: Vec<ResultColumn> = (0..columns)
            .map(|at| ResultColumn { name: format!("column_{at}"), kind: ValueKind::Text })
            .collect();
        let mut out = Vec::new();
        let mut table = Table::new(&mut out, &names, width);
        for _ in 0..rows {
            table.push(vec!["a long value of a cell".to_owned(); columns]).unwrap();
        }
        table.end().unwrap();
        drop(table);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_stand_side_by_side_where_they_can_be_read() {
        for (width, columns) in [(None, 12), (Some(200), 12), (Some(80), 3)] {
            let text = shown(width, columns, 1);
            assert!(!text.contains("─ row 1 ─"), "{width:?} {columns}");
            let widest = text.lines().map(console::measure_text_width).max().unwrap();
            assert!(widest <= usize::from(width.unwrap_or(u16::MAX)), "{widest} of {width:?}");
        }
    }

    #[test]
    fn on_a_narrow_terminal_each_row_is_a_block() {
        let text = shown(Some(80), 12, 1);
        assert!(text.contains("─ row 1 ─\n column_0  a long value of a cell\n"), "{text}");
        assert!(text.contains("column_11  a long value of a cell\n1 row\n"), "{text}");
    }

    #[test]
    fn a_long_table_is_one_table() {
        for (width, columns, lines) in [(None, 2, 2), (Some(30), 2, 2)] {
            let rows = 2 * LOOKED_AT + 1;
            let text = shown(width, columns, rows);
            assert_eq!(text.matches("column_0").count(), 1);
            assert_eq!(text.matches("═\n").count(), 1);
            let widths: std::collections::HashSet<usize> = text
                .lines()
                .filter(|line| line.starts_with('─'))
                .map(console::measure_text_width)
                .collect();
            assert_eq!(widths.len(), 1, "{widths:?}");
            assert!(text.lines().count() >= rows * lines, "{}", text.lines().count());
            assert!(text.ends_with(&format!("─\n{rows} rows\n")));
        }
        assert!(shown(Some(80), 12, LOOKED_AT + 1).contains("─ row 1001 ─"));
    }

    #[test]
    fn a_wide_column_gives_way_first() {
        assert_eq!(shared_out(&[5, 100, 40], 1000), [5, 100, 40]);
        assert_eq!(shared_out(&[5, 100, 40], 85), [5, 40, 40]);
        assert_eq!(shared_out(&[5, 100, 40], 45), [5, 20, 20]);
    }
}
