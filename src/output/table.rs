//! Columns side by side, as wide as the terminal.

use std::io::Write;

use anyhow::Result;
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table as Grid, presets};
use duckdb::arrow::{
    array::{Array, RecordBatch},
    util::display::ArrayFormatter,
};

use crate::output::{Column, Kind, RowWriter, options, text::visible};

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
    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        let options = options();
        let columns = batch
            .columns()
            .iter()
            .map(|column| ArrayFormatter::try_new(column.as_ref(), &options))
            .collect::<Result<Vec<_>, _>>()?;
        for row in 0..batch.num_rows() {
            let mut cells = Vec::with_capacity(columns.len());
            for (at, column) in columns.iter().enumerate() {
                let text = column.value(row).try_to_string()?;
                let cell = Cell::new(shortened(&visible(&text)));
                let is_number = self.is_number[at] && !batch.column(at).is_null(row);
                cells.push(if is_number { cell.set_alignment(CellAlignment::Right) } else { cell });
            }
            self.grid.add_row(cells);
            self.rows += 1;
        }
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
