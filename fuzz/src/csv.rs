//! Cells can be read back from CSV. If they are defused, a spreadsheet finds no formula, whichever
//! separator it splits at. In the input, ASCII's record separator ends a row and its unit separator a cell.

use crate::output::cell::{CsvLine, defused, defused_inside};

fn written<'a>(rows: impl Iterator<Item = Vec<&'a str>>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut line = CsvLine::default();
    for row in rows {
        row.iter().for_each(|cell| line.push(cell));
        line.write(&mut out).unwrap();
    }
    out
}

fn read(text: &[u8], separator: u8) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text);
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// Returns true if a spreadsheet would run a cell, even one that ignores invisible characters.
fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches(|letter: char| letter.is_whitespace() || letter.is_control())
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// Fails if cells change on the way through CSV or a defused cell is a formula.
pub fn check(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let rows: Vec<Vec<&str>> =
        text.split('\u{1e}').map(|row| row.split('\u{1f}').collect()).collect();
    assert_eq!(read(&written(rows.iter().cloned()), b','), rows);

    let safe: Vec<Vec<_>> =
        rows.iter().map(|row| row.iter().map(|cell| defused(cell)).collect()).collect();
    let out = written(safe.iter().map(|row| row.iter().map(AsRef::as_ref).collect()));
    assert_eq!(read(&out, b','), safe);
    for separator in *b",;\t" {
        for cell in read(&out, separator).concat() {
            assert!(!is_formula(&cell), "{cell:?}");
        }
    }
    for cell in rows.concat() {
        // Only apostrophes are added.
        let letters = |text: &str| text.replace('\'', "");
        assert_eq!(letters(&defused(cell)), letters(cell));
        assert_eq!(letters(&defused_inside(cell)), letters(cell));
    }
}
