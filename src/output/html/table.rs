//! Rows as a table of a page.

use std::io::Write;

use anyhow::Result;
use indicatif::HumanCount;
use maud::{Markup, html};

use crate::{
    count::counted,
    output::{
        ResultColumn, RowWriter, Style, ValueKind,
        batch::Batch,
        html::{END, TextRows, begin},
    },
    text::visible,
};

/// The largest number of rows of a page. A browser shows more only after a long time.
const MOST_ROWS: u64 = 5000;

/// The longest text that is shown whole, in characters; the rest of a longer one is folded.
const LONGEST_TEXT: usize = 240;

/// Writes a page with one table.
pub(crate) struct HtmlWriter<W: Write> {
    out: W,
    kinds: Vec<ValueKind>,
    null: String,
    rows: u64,
}

impl<W: Write> HtmlWriter<W> {
    pub(in crate::output) fn new(
        mut out: W,
        columns: &[ResultColumn],
        style: &Style,
    ) -> Result<Self> {
        let title = if style.title.is_empty() { "Rows" } else { style.title };
        let heading =
            html! { h1 { (title) } @if !style.note.is_empty() { p.note { (style.note) } } };
        write!(out, "{}{}", begin(title), heading.into_string())?;
        write!(
            out,
            "<div class=\"scroll\" tabindex=\"0\">\n<table>\n{}\n<tbody>\n",
            header(columns).into_string()
        )?;
        let kinds = columns.iter().map(|column| column.kind).collect();
        Ok(Self { out, kinds, null: style.null.clone(), rows: 0 })
    }
}

impl<W: Write> RowWriter for HtmlWriter<W> {
    fn write(&mut self, row: &Batch<'_>) -> Result<()> {
        self.rows += 1;
        if self.rows > MOST_ROWS {
            return Ok(());
        }
        let cells = row.cells().zip(&self.kinds);
        let row = html! { tr { @for (text, kind) in cells { (cell(*kind, text.or(Some(&self.null)))) } } };
        Ok(writeln!(self.out, "{}", row.into_string())?)
    }

    fn finish(&mut self) -> Result<()> {
        let count = counted(self.rows, "row");
        let text = match self.rows.checked_sub(MOST_ROWS) {
            Some(more) if more > 0 => format!(
                "{count}; {} more than a page can show: use --limit, or another format such as csv",
                HumanCount(more)
            ),
            _ => count,
        };
        write!(self.out, "</tbody>\n</table>\n</div>\n<p class=\"more\">{text}</p>\n{END}")?;
        Ok(self.out.flush()?)
    }
}

/// Returns rows as a table.
pub(crate) fn table(rows: &TextRows) -> Markup {
    html! {
        div.scroll tabindex="0" {
            table {
                (header(&rows.columns))
                tbody {
                    @for row in &rows.rows {
                        tr {
                            @for (text, column) in row.iter().zip(&rows.columns) {
                                (cell(column.kind, text.as_deref()))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn header(columns: &[ResultColumn]) -> Markup {
    html! {
        thead {
            tr {
                @for column in columns {
                    th scope="col" class=[(column.kind == ValueKind::Number).then_some("number")] {
                        (visible(&column.name).replace('_', " "))
                    }
                }
            }
        }
    }
}

fn cell(kind: ValueKind, text: Option<&str>) -> Markup {
    let Some(text) = text else { return html! { td {} } };
    let text = visible(text);
    if kind == ValueKind::Number {
        return html! { td.number { (text) } };
    }
    let cut = text.char_indices().nth(LONGEST_TEXT / 2).map(|(at, _)| at);
    let Some(cut) = cut.filter(|_| text.chars().nth(LONGEST_TEXT).is_some()) else {
        return html! { td { (text) } };
    };
    let (start, rest) = text.split_at(cut);
    html! { td { details.long { summary { (start) } (rest) } } }
}
