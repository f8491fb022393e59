//! Any cells come back from a line of CSV; made safe, no spreadsheet finds a formula in it, wherever
//! it splits. A row ends at ASCII's record separator, a cell at its unit separator.
#![no_main]

#[allow(dead_code, reason = "the targets use parts of it")]
#[path = "../../src/output/cell.rs"]
mod cell;
#[allow(dead_code, reason = "the targets use parts of it")]
#[path = "../../src/text.rs"]
mod text;

use cell::{CsvLine, defused, defused_inside};
use libfuzzer_sys::fuzz_target;

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

/// Whether a spreadsheet would run a cell, or one that drops what cannot be seen.
fn is_run(cell: &str) -> bool {
    cell.trim_start_matches(|letter: char| letter.is_whitespace() || letter.is_control())
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

fuzz_target!(|text: &str| {
    let rows: Vec<Vec<&str>> =
        text.split('\u{1e}').map(|row| row.split('\u{1f}').collect()).collect();
    assert_eq!(read(&written(rows.iter().cloned()), b','), rows);

    let safe: Vec<Vec<_>> =
        rows.iter().map(|row| row.iter().map(|cell| defused(cell)).collect()).collect();
    let out = written(safe.iter().map(|row| row.iter().map(AsRef::as_ref).collect()));
    assert_eq!(read(&out, b','), safe);
    for separator in *b",;\t" {
        for cell in read(&out, separator).concat() {
            assert!(!is_run(&cell), "{cell:?}");
        }
    }
    for cell in rows.concat() {
        // Nothing but apostrophes is added, and none where nothing could be run.
        let letters = |text: &str| text.replace('\'', "");
        assert_eq!(letters(&defused(cell)), letters(cell));
        assert_eq!(letters(&defused_inside(cell)), letters(cell));
    }
});
