//! The first rows of a query as text, and the number of all.

use anyhow::Result;
use duckdb::Connection;

use crate::{
    output::{Format, ResultColumn, RowWriter, Style, batch::Batch, result::write_rows},
    store::statements::Statement,
    text::visible,
};

/// The largest size of the first rows on a page, in bytes.
const MOST_BYTES: usize = 50_000;

/// The longest text of a value, in characters.
const LONGEST_TEXT: usize = 400;

/// The first rows of a result.
#[derive(Default)]
pub(crate) struct TextRows {
    pub(super) columns: Vec<ResultColumn>,
    pub(super) rows: Vec<Vec<Option<String>>>,
    /// The number of rows of the result.
    pub(crate) count: u64,
}

impl TextRows {
    /// Returns the number of rows that are not among the first.
    pub(crate) fn more(&self) -> u64 {
        self.count - self.rows.len() as u64
    }
}

/// Runs a query and returns the first `most` of its rows, or fewer if their texts are long.
pub(crate) fn first_rows(connection: &Connection, sql: &str, most: usize) -> Result<TextRows> {
    let mut found = TextRows::default();
    let style = Style { format: Format::Html, ..Style::default() };
    let statement = Statement { text: sql, line: 1 };
    write_rows(connection, &statement, (&style, u64::MAX), |columns| {
        found.columns = columns;
        Ok(Box::new(TextRowWriter { found: &mut found, most, bytes: 0 }))
    })?;
    Ok(found)
}

struct TextRowWriter<'a> {
    found: &'a mut TextRows,
    most: usize,
    /// The size of the rows so far on a page.
    bytes: usize,
}

impl RowWriter for TextRowWriter<'_> {
    fn write(&mut self, row: &Batch<'_>) -> Result<()> {
        self.found.count += 1;
        if self.found.rows.len() == self.most || self.bytes > MOST_BYTES {
            return Ok(());
        }
        let cells: Vec<Option<String>> =
            row.cells().map(|cell| cell.map(|text| cut(text, LONGEST_TEXT))).collect();
        // Markup around each cell takes about twenty bytes.
        self.bytes += cells.iter().map(|text| size(text.as_deref()) + 20).sum::<usize>();
        self.found.rows.push(cells);
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        Ok(())
    }
}

/// Returns the size of a text on a page, in bytes.
fn size(text: Option<&str>) -> usize {
    let escaped = |letter: char| match letter {
        '<' | '>' | '&' | '"' => 6,
        letter => letter.len_utf8(),
    };
    text.map_or(0, |text| text.chars().map(escaped).sum())
}

/// Returns a text as it is shown, at most `longest` characters of it.
pub(crate) fn cut(text: &str, longest: usize) -> String {
    let text = visible(text);
    match text.char_indices().nth(longest) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_a_character_after_it_was_made_visible() {
        assert_eq!(cut("a\0é", 9), "a\\u{0}é");
        assert_eq!((cut("ééé", 2), cut("ééé", 3)), ("éé…".to_owned(), "ééé".to_owned()));
        assert_eq!((size(Some("<é")), size(None)), (8, 0));
    }
}
