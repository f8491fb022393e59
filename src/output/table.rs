//! Columns side by side, as wide as the terminal; where they do not fit, a block of lines for each
//! row.

use std::io::Write;

use anyhow::Result;
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table as Grid, presets};

use crate::output::{Column, Kind, RowWriter, text::visible};

/// The longest cell that is shown whole.
const LONGEST: usize = 300;

/// What a column needs to be read; wider ones are folded.
const READABLE: usize = 12;

pub struct Table<W: Write> {
    out: W,
    names: Vec<String>,
    is_number: Vec<bool>,
    rows: Vec<Vec<String>>,
    width: Option<u16>,
}

impl<W: Write> Table<W> {
    pub fn new(out: W, columns: &[Column]) -> Self {
        Self {
            out,
            names: columns.iter().map(|column| visible(&column.name).into_owned()).collect(),
            is_number: columns.iter().map(|column| column.kind == Kind::Number).collect(),
            rows: Vec::new(),
            width: console::Term::stdout().size_checked().map(|(_, width)| width),
        }
    }

    /// Whether every column can have what it needs to be read.
    fn fits(&self) -> bool {
        let Some(width) = self.width else { return true };
        let need = |at: usize, name: &String| {
            let cells = self.rows.iter().map(|row| row[at].chars().count());
            cells.chain([name.chars().count()]).max().unwrap_or_default().min(READABLE) + 3
        };
        let all: usize = self.names.iter().enumerate().map(|(at, name)| need(at, name)).sum();
        all <= usize::from(width)
    }

    fn grid(&self) -> Grid {
        let mut grid = Grid::new();
        grid.load_style(presets::UTF8_HORIZONTAL_ONLY);
        grid.set_header(self.names.iter().map(Cell::new));
        if let Some(width) = self.width {
            grid.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
        }
        for row in &self.rows {
            grid.add_row(row.iter().zip(&self.is_number).map(|(text, is_number)| {
                let cell = Cell::new(text);
                if *is_number { cell.set_alignment(CellAlignment::Right) } else { cell }
            }));
        }
        grid
    }

    fn write_blocks(&mut self) -> Result<()> {
        let longest = self.names.iter().map(|name| name.chars().count()).max().unwrap_or_default();
        for (at, row) in self.rows.iter().enumerate() {
            writeln!(self.out, "─ row {} ─", at + 1)?;
            for (name, text) in self.names.iter().zip(row) {
                writeln!(self.out, "{name:>longest$}  {text}")?;
            }
        }
        Ok(())
    }
}

impl<W: Write> RowWriter for Table<W> {
    fn write(&mut self, cells: &[Option<String>]) -> Result<()> {
        let shown =
            cells.iter().map(|cell| shortened(&visible(cell.as_deref().unwrap_or_default())));
        self.rows.push(shown.collect());
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        if self.fits() {
            writeln!(self.out, "{}", self.grid())?;
        } else {
            self.write_blocks()?;
        }
        let plural = if self.rows.len() == 1 { "" } else { "s" };
        writeln!(self.out, "{} row{plural}", self.rows.len())?;
        Ok(self.out.flush()?)
    }
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

    fn shown(width: Option<u16>, columns: usize) -> String {
        let names: Vec<Column> = (0..columns)
            .map(|at| Column { name: format!("column_{at}"), kind: Kind::Text })
            .collect();
        let mut out = Vec::new();
        let mut table = Table { width, ..Table::new(&mut out, &names) };
        table.write(&vec![Some("a long value of a cell".to_owned()); columns]).unwrap();
        table.finish().unwrap();
        drop(table);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_stand_side_by_side_where_they_can_be_read() {
        for (width, columns) in [(None, 12), (Some(200), 12), (Some(80), 3)] {
            assert!(!shown(width, columns).contains("─ row 1 ─"), "{width:?} {columns}");
        }
    }

    #[test]
    fn on_a_narrow_terminal_each_row_is_a_block() {
        let text = shown(Some(80), 12);
        assert!(text.contains("─ row 1 ─\n column_0  a long value of a cell\n"), "{text}");
        assert!(text.contains("column_11  a long value of a cell\n1 row\n"), "{text}");
    }
}
