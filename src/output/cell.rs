//! A line of CSV: its cells quoted after RFC 4180, and safe to open in a spreadsheet.
//!
//! A spreadsheet splits lines at the separator of its own locale, which may be `;` or a tab, and takes
//! a quote for one only where a cell starts. So a cell of its can start inside a text of ours: behind a
//! `;`, a tab or the end of a line, whether that is quoted or not. Each such place is looked at like the
//! start of the text (OWASP, "CSV Injection").

use std::{
    borrow::Cow,
    io::{self, Write},
};

use crate::text::is_hidden;

/// What a formula starts with.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// Whether a cell may start behind a byte, to one spreadsheet or another. A comma is none of these: who
/// splits there finds the quotes where they belong.
fn is_separator(byte: u8) -> bool {
    matches!(byte, b';' | b'\t' | b'\r' | b'\n')
}

/// Whether one of the bytes of a text is such. It does not stop at the first one, so that the compiler
/// can have many compared at once: there is none in most cells.
fn has(text: &str, is_such: impl Fn(u8) -> bool) -> bool {
    text.bytes().fold(false, |found, byte| found | is_such(byte))
}

/// The bytes of a line.
#[derive(Default)]
pub(crate) struct CsvLine {
    bytes: Vec<u8>,
    has_cells: bool,
}

impl CsvLine {
    /// Adds a cell, in quotes where one of the separators of spreadsheets is in it, so that it stays
    /// one cell to those that split at all of them.
    pub(crate) fn push(&mut self, text: &str) {
        if self.has_cells {
            self.bytes.push(b',');
        }
        self.has_cells = true;
        let is_quoted = |byte: u8| matches!(byte, b',' | b'"') || is_separator(byte);
        // A byte-order mark at the start of the file would not be read as part of the cell.
        if !has(text, is_quoted) && !text.starts_with('\u{feff}') {
            self.bytes.extend_from_slice(text.as_bytes());
            return;
        }
        self.bytes.push(b'"');
        let mut copied = 0;
        for at in memchr::memchr_iter(b'"', text.as_bytes()) {
            self.bytes.extend_from_slice(&text.as_bytes()[copied..=at]);
            self.bytes.push(b'"');
            copied = at + 1;
        }
        self.bytes.extend_from_slice(&text.as_bytes()[copied..]);
        self.bytes.push(b'"');
    }

    /// Writes the line with its end; the next cell starts a new one.
    pub(crate) fn write(&mut self, out: &mut impl Write) -> io::Result<()> {
        // A line without anything would be passed over, so its one cell is quoted.
        if self.bytes.is_empty() {
            self.bytes.extend_from_slice(b"\"\"");
        }
        self.bytes.push(b'\n');
        out.write_all(&self.bytes)?;
        self.bytes.clear();
        self.has_cells = false;
        Ok(())
    }
}

/// The text of a cell with an apostrophe before whatever a spreadsheet would run as a formula.
pub(crate) fn defused(text: &str) -> Cow<'_, str> {
    let inside = defused_inside(text);
    if is_formula(text) || text.starts_with(['\t', '\r', '\n']) {
        Cow::Owned(format!("'{inside}"))
    } else {
        inside
    }
}

/// The same for a text whose own start runs nothing, as that of a JSON value: only what another
/// separator would make the start of a cell is looked at.
pub(crate) fn defused_inside(text: &str) -> Cow<'_, str> {
    if !has(text, is_separator) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::new();
    let mut copied = 0;
    for (at, byte) in text.bytes().enumerate() {
        if is_separator(byte) && is_formula(&text[at + 1..]) {
            safe.push_str(&text[copied..=at]);
            safe.push('\'');
            copied = at + 1;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    safe.push_str(&text[copied..]);
    Cow::Owned(safe)
}

/// Whether a formula starts here, behind what a reader may drop: space, quotes, what is not seen.
fn is_formula(cell: &str) -> bool {
    // Most cells are told by their first letter.
    if cell.bytes().next().is_none_or(|byte| byte.is_ascii_alphanumeric()) {
        return false;
    }
    let is_dropped = |letter: char| match letter {
        ';' | '\t' | '\r' | '\n' => false,
        '"' => true,
        _ => letter.is_whitespace() || is_hidden(letter),
    };
    cell.trim_start_matches(is_dropped).starts_with(FORMULA)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, prelude::*, sample::select, test_runner::Config};

    #[test]
    fn formulas_are_defused() {
        for text in
            ["=1+1", "+1", "-1", "@SUM(A1)", "\r=1", "\t1", "＝1", " =1", "\"=1", "\u{200b}\0=1"]
        {
            assert!(defused(text).starts_with('\''), "{text}");
        }
        for text in ["", "a=b", "a =b", "a,=b", "arn:aws:iam::1:user/x", "1.2.3.4", "x; y\nz"] {
            assert_eq!(defused(text), text);
        }
    }

    #[test]
    fn formulas_behind_the_separators_of_other_locales_are_defused() {
        for (text, safe) in [
            ("a;=cmd|' /C calc'!A0;b", "a;'=cmd|' /C calc'!A0;b"),
            ("a\t=1", "a\t'=1"),
            ("a\r\n=1\n\n-2", "a\r\n'=1\n\n'-2"),
            ("a; \"=1", "a;' \"=1"),
            ("a;;=1", "a;;'=1"),
            ("é;＝1", "é;'＝1"),
            ("{\"a\":\"b;@c\"}", "{\"a\":\"b;'@c\"}"),
        ] {
            assert_eq!(defused(text), safe);
            assert_eq!(defused_inside(text), safe);
        }
        assert_eq!(defused("=a;=b"), "'=a;'=b");
        assert_eq!(defused_inside("-5;-6"), "-5;'-6");
    }

    fn written(rows: &[Vec<String>]) -> String {
        let mut out = Vec::new();
        let mut line = CsvLine::default();
        for row in rows {
            for cell in row {
                line.push(cell);
            }
            line.write(&mut out).unwrap();
        }
        String::from_utf8(out).unwrap()
    }

    /// The cells as a reader finds them that splits at `separator`.
    fn read(text: &str, separator: u8) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(text.as_bytes());
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn cells_are_quoted_where_a_spreadsheet_would_split_them() {
        let rows = ["a", "b;c", "d\te", "f,g", "h\ni", "j\"k", "", "l m"].map(str::to_owned);
        assert_eq!(
            written(&[rows.to_vec(), vec![String::new()]]),
            "a,\"b;c\",\"d\te\",\"f,g\",\"h\ni\",\"j\"\"k\",,l m\n\"\"\n"
        );
    }

    fn cell() -> impl Strategy<Value = String> {
        let parts = [
            ";",
            "\t",
            "\n",
            "\r",
            ",",
            "\"",
            "'",
            " ",
            "=",
            "+",
            "-",
            "@",
            "＝",
            "\u{feff}",
            "\u{200b}",
            "\0",
            "a",
            "=cmd|' /C calc'!A0",
            "é",
        ];
        prop_oneof![
            vec(select(parts.to_vec()), 0..12).prop_map(|parts| parts.concat()),
            any::<String>(),
            Just(String::new()),
        ]
    }

    fn rows() -> impl Strategy<Value = Vec<Vec<String>>> {
        (1_usize..5).prop_flat_map(|width| vec(vec(cell(), width), 1..5))
    }

    proptest! {
        #![proptest_config(Config { cases: 2000, failure_persistence: None, ..Config::default() })]

        #[test]
        fn cells_are_read_back_as_they_were(rows in rows()) {
            prop_assert_eq!(read(&written(&rows), b','), rows);
        }

        #[test]
        fn no_spreadsheet_finds_a_formula_wherever_it_splits(rows in rows()) {
            let safe: Vec<Vec<String>> = rows
                .iter()
                .map(|row| row.iter().map(|cell| defused(cell).into_owned()).collect())
                .collect();
            let text = written(&safe);
            prop_assert_eq!(&read(&text, b','), &safe);
            for separator in [b',', b';', b'\t'] {
                for cell in read(&text, separator).concat() {
                    prop_assert!(!is_formula(&cell), "{:?} in {:?}", cell, text);
                }
            }
            // What is taken out again is what was put in.
            for (row, safe) in rows.iter().zip(&safe) {
                for (cell, safe) in row.iter().zip(safe) {
                    let is_safe = |letter: &char| *letter != '\'';
                    prop_assert!(cell.chars().filter(is_safe).eq(safe.chars().filter(is_safe)));
                }
            }
        }
    }
}
