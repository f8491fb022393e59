//! Columns side by side, one line per row.
//!
//! On a terminal, columns of text are cut to its width, and columns that do not fit are left out and
//! named below the rows. The first rows determine which, and the widths. Later rows are written in
//! batches, so a table of a million rows takes no more memory than a short one.

use std::io::Write;

use anyhow::Result;

use crate::{
    count::counted,
    output::{
        ResultColumn, RowWriter, Style, ValueKind,
        batch::Batch,
        colour,
        layout::{ColumnWidth, Layout},
    },
    text::{visible, wrapped},
};

/// The maximum length of a cell in characters; longer ones are truncated.
const MAX_CELL: usize = 300;

/// The number of digits that later numbers may have more than those of the first batch.
const GROWTH: usize = 4;

/// The longest ID that is shown whole, in characters.
const LONGEST_ID: usize = 40;

/// The number of rows that are measured and written together.
const BATCH_ROWS: usize = 1000;

pub(crate) struct TableWriter<'s, W: Write> {
    out: W,
    style: &'s Style,
    columns: Vec<ResultColumn>,
    /// Rows that are not written yet; `None` is NULL.
    rows: Vec<Vec<Option<String>>>,
    /// The layout, once the first batch is known.
    layout: Option<Layout>,
    written: u64,
}

impl<'s, W: Write> TableWriter<'s, W> {
    pub(crate) fn new(out: W, columns: Vec<ResultColumn>, style: &'s Style) -> Self {
        let visible = |column: ResultColumn| ResultColumn {
            name: visible(&column.name).into_owned(),
            ..column
        };
        let columns = columns.into_iter().map(visible).collect();
        Self { out, style, columns, rows: Vec::new(), layout: None, written: 0 }
    }

    fn push(&mut self, row: Vec<Option<String>>) -> Result<()> {
        self.rows.push(row);
        if self.rows.len() == BATCH_ROWS { self.write_out() } else { Ok(()) }
    }

    /// Writes the pending rows, and before the first the header.
    fn write_out(&mut self) -> Result<()> {
        let layout = match self.layout.take() {
            Some(layout) => layout,
            None => self.begin()?,
        };
        for row in &self.rows {
            let line = layout.line(|at| {
                let text = row[at].as_deref().unwrap_or(&self.style.null);
                (text, self.is_right_aligned(at), self.colour_of(at, row[at].as_deref()))
            });
            writeln!(self.out, "{line}")?;
        }
        self.layout = Some(layout);
        self.written += self.rows.len() as u64;
        self.rows.clear();
        Ok(())
    }

    /// Chooses the layout of all rows from the pending ones, and writes the header.
    fn begin(&mut self) -> Result<Layout> {
        let widths: Vec<ColumnWidth> =
            (0..self.columns.len()).map(|at| self.width_of(at)).collect();
        let layout = Layout::of(&widths, self.style.width.map(usize::from));
        let header =
            layout.line(|at| (self.columns[at].name.as_str(), self.is_right_aligned(at), None));
        writeln!(self.out, "{header}")?;
        writeln!(self.out, "{}", layout.rule())?;
        Ok(layout)
    }

    /// Returns the width of a column, in which each of its pending cells fits.
    fn width_of(&self, at: usize) -> ColumnWidth {
        let ResultColumn { name, kind } = &self.columns[at];
        let null = self.style.null.as_str();
        let cells = self.rows.iter().map(|row| row[at].as_deref().unwrap_or(null));
        let mut cells: Vec<usize> =
            cells.chain([name.as_str()]).map(console::measure_text_width).collect();
        cells.sort_unstable();
        let width = cells.last().map_or(1, |widest| (*widest).max(1));
        // Later numbers may be longer.
        let may_grow = self.rows.len() == BATCH_ROWS && *kind == ValueKind::Number;
        let is_id = name == "id" || name.ends_with("_id");
        ColumnWidth {
            natural: if may_grow { width + GROWTH } else { width },
            cells,
            is_exact: match kind {
                ValueKind::Text | ValueKind::Json | ValueKind::Nested => {
                    is_id && width <= LONGEST_ID
                }
                ValueKind::Number | ValueKind::Boolean | ValueKind::Other => true,
            },
            core_rank: self.core_rank(name),
            is_event_id: !self.style.core.is_empty() && name.ends_with("event_id"),
        }
    }

    /// Returns the place of a column in the core of the result. Without a core, all are in it.
    fn core_rank(&self, name: &str) -> Option<usize> {
        let core = &self.style.core;
        if core.is_empty() { Some(0) } else { core.iter().position(|it| *it == name) }
    }

    fn is_right_aligned(&self, at: usize) -> bool {
        self.columns[at].kind == ValueKind::Number
    }

    fn colour_of(&self, at: usize, text: Option<&str>) -> Option<console::Color> {
        text.filter(|_| self.style.has_colour)
            .and_then(|text| colour::of_value(&self.columns[at].name, text))
    }

    /// Writes the pending rows, their number and the names of the columns that are not shown.
    fn end(&mut self) -> Result<()> {
        self.write_out()?;
        writeln!(self.out, "{}", counted(self.written, "row"))?;
        if let (Some(layout), Some(width)) = (&self.layout, self.style.width) {
            let hidden: Vec<&str> =
                layout.hidden().iter().map(|at| self.columns[*at].name.as_str()).collect();
            if !hidden.is_empty() {
                let text = format!(
                    "{} hidden: {}; {} shows all",
                    counted(hidden.len() as u64, "column"),
                    hidden.join(", "),
                    self.style.wide_hint
                );
                for line in wrapped(&text, usize::from(width)) {
                    writeln!(self.out, "{line}")?;
                }
            }
        }
        Ok(self.out.flush()?)
    }
}

impl<W: Write> RowWriter for TableWriter<'_, W> {
    fn write(&mut self, row: &Batch<'_>) -> Result<()> {
        self.push(row.cells().map(|cell| cell.map(|text| truncated(&visible(text)))).collect())
    }

    fn finish(&mut self) -> Result<()> {
        self.end()
    }
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

    fn printed(style: &Style, names: &[(&str, ValueKind)], rows: &[&[Option<&str>]]) -> String {
        let column = |(name, kind): &(&str, ValueKind)| ResultColumn {
            name: (*name).to_owned(),
            kind: *kind,
        };
        let mut out = Vec::new();
        let mut table = TableWriter::new(&mut out, names.iter().map(column).collect(), style);
        for row in rows {
            table.push(row.iter().map(|cell| cell.map(str::to_owned)).collect()).unwrap();
        }
        table.end().unwrap();
        drop(table);
        String::from_utf8(out).unwrap()
    }

    const NAMES: &[(&str, ValueKind)] = &[
        ("event_time", ValueKind::Other),
        ("calls", ValueKind::Number),
        ("actor", ValueKind::Text),
        ("event_id", ValueKind::Text),
    ];
    const ROWS: &[&[Option<&str>]] = &[
        &[
            Some("2024-05-01 09:00:00"),
            Some("7"),
            Some("admin/alice@example.com"),
            Some("b1ac23cc-0a31-4ee1-8e4f-2b2d0c9f1a55"),
        ],
        &[None, Some("12"), None, Some("x")],
    ];

    #[test]
    fn a_row_is_a_line_and_numbers_are_right_aligned() {
        let text = printed(&Style::default(), NAMES, ROWS);
        let expected = "\
event_time           calls  actor                    event_id
───────────────────  ─────  ───────────────────────  ────────────────────────────────────
2024-05-01 09:00:00      7  admin/alice@example.com  b1ac23cc-0a31-4ee1-8e4f-2b2d0c9f1a55
                        12                           x
2 rows
";
        assert_eq!(text, expected);
    }

    #[test]
    fn on_a_terminal_text_is_cut_and_times_and_ids_are_whole() {
        let style = Style { width: Some(82), wide_hint: "--wide", ..Style::default() };
        let text = printed(&style, NAMES, ROWS);
        assert!(text.contains("2024-05-01 09:00:00      7  admin/alice@exa…  b1ac23cc-0a31-4ee1-8e4f-2b2d0c9f1a55\n"), "{text}");
        assert!(!text.contains("hidden"), "{text}");
    }

    #[test]
    fn columns_that_do_not_fit_are_named() {
        let style = Style { width: Some(40), wide_hint: "--wide", ..Style::default() };
        let text = printed(&style, NAMES, ROWS);
        assert!(
            text.ends_with("2 rows\n2 columns hidden: actor, event_id;\n--wide shows all\n"),
            "{text}"
        );
        let style = Style { core: vec!["actor", "event_id"], ..style };
        let text = printed(&style, NAMES, ROWS);
        assert!(text.starts_with("calls  actor"), "{text}");
        assert!(text.contains("2 columns hidden: event_time, event_id;"), "{text}");
    }

    #[test]
    fn null_is_shown_as_asked() {
        let style = Style { null: "NULL".to_owned(), ..Style::default() };
        let text = printed(&style, &[("a", ValueKind::Text)], &[&[None], &[Some("")]]);
        assert_eq!(text, "a\n────\nNULL\n\n2 rows\n");
    }

    #[test]
    fn outcomes_have_colours_only_if_asked() {
        let rows: &[&[Option<&str>]] = &[&[Some("denied")], &[Some("success")]];
        let columns = &[("outcome", ValueKind::Text)];
        assert!(!printed(&Style::default(), columns, rows).contains('\u{1b}'));
        let style = Style { has_colour: true, ..Style::default() };
        let text = printed(&style, columns, rows);
        assert!(text.contains("\u{1b}[31mdenied\u{1b}[0m"), "{text:?}");
        assert!(text.contains("\nsuccess\n"), "{text:?}");
    }

    #[test]
    fn a_long_table_has_one_header_and_constant_widths() {
        for width in [None, Some(60)] {
            let style = Style { width, ..Style::default() };
            let row: &[Option<&str>] = &[Some("1"), Some("a long value of a cell")];
            let columns = &[("number", ValueKind::Number), ("text", ValueKind::Text)];
            let text = printed(&style, columns, &vec![row; 2 * BATCH_ROWS + 1]);
            assert_eq!(text.matches("number").count(), 1);
            assert_eq!(text.lines().count(), 2 * BATCH_ROWS + 4);
            assert!(text.ends_with("2,001 rows\n"));
            let lines: std::collections::HashSet<&str> = text.lines().skip(2).collect();
            assert_eq!(lines.len(), 2, "{lines:?}");
        }
    }
}
