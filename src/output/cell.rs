//! Lines of CSV, quoted according to RFC 4180 and safe to open in a spreadsheet.
//!
//! A spreadsheet splits lines at the separator of its locale, which can be `;` or a tab, and recognizes
//! quotes only at the start of a cell. So `;`, a tab or a line end inside a value can start a new cell,
//! quoted or not. The text after each of these is checked for formulas like the start of the value
//! (OWASP, "CSV Injection").

use std::{
    borrow::Cow,
    io::{self, Write},
};

use crate::text::is_hidden;

/// Characters that start a formula.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// Returns true if some spreadsheet starts a new cell after this byte. A comma does not count: a reader
/// that splits at commas recognizes our quotes.
fn is_separator(byte: u8) -> bool {
    matches!(byte, b';' | b'\t' | b'\r' | b'\n')
}

/// Returns true if a byte of the text satisfies `matches`. It does not stop at the first match, so that
/// the compiler can vectorize the loop; most cells have no match.
fn has(text: &str, matches: impl Fn(u8) -> bool) -> bool {
    text.bytes().fold(false, |found, byte| found | matches(byte))
}

/// A line that is being built.
pub(crate) struct CsvLine {
    bytes: Vec<u8>,
    has_cells: bool,
    separator: u8,
}

impl Default for CsvLine {
    fn default() -> Self {
        Self::separated_by(b',')
    }
}

impl CsvLine {
    /// A line whose cells are separated by a comma or a tab.
    pub(crate) fn separated_by(separator: u8) -> Self {
        Self { bytes: Vec::new(), has_cells: false, separator }
    }

    /// Adds a cell. It is quoted if it contains a separator of any spreadsheet, so that each of them
    /// reads it as one cell.
    pub(crate) fn push(&mut self, text: &str) {
        if self.has_cells {
            self.bytes.push(self.separator);
        }
        self.has_cells = true;
        let needs_quotes = |byte: u8| matches!(byte, b',' | b'"') || is_separator(byte);
        // Readers drop an unquoted byte-order mark at the start of a file.
        if !has(text, needs_quotes) && !text.starts_with('\u{feff}') {
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

    /// Writes the line and starts a new one.
    pub(crate) fn write(&mut self, out: &mut impl Write) -> io::Result<()> {
        // Readers skip an empty line, so a single empty cell is quoted.
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

/// Returns the text with control characters escaped, as in a table, except tabs and line ends, which
/// can be in a quoted cell. Readers reject a NUL (Python before 3.11) or end the cell there.
pub(crate) fn without_controls(text: &str) -> Cow<'_, str> {
    // C1 controls start with the byte C2.
    if !has(text, |byte| (byte < b' ' && !is_separator(byte)) || matches!(byte, 0x7f | 0xc2)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        if letter.is_control() && !matches!(letter, '\t' | '\r' | '\n') {
            shown.extend(letter.escape_unicode());
        } else {
            shown.push(letter);
        }
    }
    Cow::Owned(shown)
}

/// Returns the text with an apostrophe before everything that a spreadsheet would run as a formula.
pub(crate) fn defused(text: &str) -> Cow<'_, str> {
    let inside = defused_inside(text);
    if is_formula(text) || text.starts_with(['\t', '\r', '\n']) {
        Cow::Owned(format!("'{inside}"))
    } else {
        inside
    }
}

/// Like [`defused`], for text whose start cannot be a formula, such as a JSON value: only the text after
/// separators is checked.
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

/// Returns true if a formula starts here, after characters that a reader may drop: space, quotes,
/// invisible characters.
fn is_formula(cell: &str) -> bool {
    // The first character decides for most cells.
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
    fn formulas_after_the_separators_of_other_locales_are_defused() {
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

    #[test]
    fn control_characters_other_than_tabs_and_line_ends_are_escaped() {
        for (text, safe) in [
            ("a\0b", "a\\u{0}b"),
            ("\u{1b}[31m\u{7f}\u{85}\u{9b}", "\\u{1b}[31m\\u{7f}\\u{85}\\u{9b}"),
            ("a\tb\r\nc;£ é\u{a0}\u{202e}", "a\tb\r\nc;£ é\u{a0}\u{202e}"),
        ] {
            assert_eq!(without_controls(text), safe);
        }
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

    /// Reads the cells as a reader does that splits at `separator`.
    fn read(text: &str, separator: u8) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(text.as_bytes());
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn cells_with_a_separator_of_any_spreadsheet_are_quoted() {
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
        fn cells_are_read_back_unchanged(rows in rows()) {
            prop_assert_eq!(read(&written(&rows), b','), rows);
        }

        #[test]
        fn no_spreadsheet_finds_a_formula_at_any_separator(rows in rows()) {
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
            // Only apostrophes were added.
            for (row, safe) in rows.iter().zip(&safe) {
                for (cell, safe) in row.iter().zip(safe) {
                    let is_safe = |letter: &char| *letter != '\'';
                    prop_assert!(cell.chars().filter(is_safe).eq(safe.chars().filter(is_safe)));
                }
            }
        }
    }
}
