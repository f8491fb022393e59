//! Columns side by side, as wide as the terminal.

use std::io::Write;

use crate::output::{Column, Kind, RowWriter, text::visible};
use anyhow::Result;
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table as Grid, presets};

/// The longest cell that is shown whole.
const LONGEST: usize = 300;

pub struct Table<W: Write> {
    out: W,
    grid: Grid,
    is_number: Vec<bool>,
    rows: u64,
}

impl<W: Write> Table<W> {
    pub fn new(out: W, columns: &[Column]) -> Self {
        let mut grid = Grid::new();
        grid.load_style(presets::UTF8_HORIZONTAL_ONLY);
        let header = columns.iter().map(|column| Cell::new(visible(&column.name)));
        grid.set_header(header);
        if let Some((_, width)) = console::Term::stdout().size_checked() {
            grid.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
        }
        let is_number = columns.iter().map(|column| column.kind == Kind::Number).collect();
        Self { out, grid, is_number, rows: 0 }
    }
}

impl<W: Write> RowWriter for Table<W> {
    fn write(&mut self, cells: &[Option<String>]) -> Result<()> {
        let cells = cells.iter().zip(&self.is_number).map(|(cell, is_number)| {
            let cell = Cell::new(shortened(&visible(cell.as_deref().unwrap_or_default())));
            if *is_number { cell.set_alignment(CellAlignment::Right) } else { cell }
        });
        self.grid.add_row(cells);
        self.rows += 1;
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        writeln!(self.out, "{}", self.grid)?;
        let plural = if self.rows == 1 { "" } else { "s" };
        writeln!(self.out, "{} row{plural}", self.rows)?;
        Ok(self.out.flush()?)
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
