//! Reads tables with records in cells: the result of a CloudTrail Lake query, which has them in the column
//! `eventJson`, and any other table, which may have them anywhere. The lines of a text are the rows of a table
//! with one column.
//!
//! The memory for a row is limited to the size of the largest record, so an unclosed quoted field
//! cannot exhaust it. A row that is too large costs only itself.

use std::io::{self, BufRead, BufReader, Read};

use csv_core::ReadRecordResult;

use crate::trail::{
    container::Within,
    splitter::{Broken, MAX_EXCERPT, MAX_RECORD, Reading, Value},
};

/// The length in bytes of the shortest cell without a brace that may hold a record in another encoding.
const MIN_ENCODED: usize = 100;

/// The largest number of fields in a row. Lake's widest tables have about a hundred columns.
const MAX_FIELDS: usize = 10_000;

/// The size of the read buffer, and the initial size of the row buffer.
const BUFFER_BYTES: usize = 64 << 10;

/// A reader of rows with records.
pub(crate) struct TableReader<R> {
    reader: BufReader<R>,
    parser: csv_core::Reader,
    kind: TableKind,
    /// The fields of a row without separators.
    text: Vec<u8>,
    /// The end of each field in `text`.
    ends: Vec<usize>,
    /// The names of the columns, once the header was read.
    names: Option<Vec<String>>,
    /// The row that was read last, whose cells from `column` on were not returned.
    row: CurrentRow,
    /// The first bytes of the row, as they are in the content.
    excerpt: Vec<u8>,
    /// The number of bytes read.
    position: u64,
    /// True after a row that could not be read to its end.
    has_failed: bool,
}

/// The kind of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TableKind {
    /// The result of a query of CloudTrail Lake: each row has a record in one column.
    Lake,
    /// A table with a header, in whose cells there may be records.
    Cells,
    /// Text, in whose lines there may be records.
    Lines,
}

/// The fields of a row that were not returned.
#[derive(Clone, Copy, Default)]
struct CurrentRow {
    position: u64,
    column: usize,
    fields: usize,
}

/// A cell, or the end of the content.
pub(crate) enum TableCell<'a> {
    /// A cell that may hold records, and the name of its column.
    Value(Value<'a>, &'a str),
    /// A row with records that exceeds a limit, or that cannot be read to its end.
    Broken(Broken<'a>),
    /// The end of the content.
    End,
}

/// The result of parsing a row.
enum ParsedRow {
    /// A row with this number of fields.
    Fields(usize),
    Oversized,
    End,
}

impl<R: Read> TableReader<R> {
    /// Starts at the beginning of a query result of CloudTrail Lake.
    pub(crate) fn lake(reader: R) -> Self {
        Self::new(reader, csv_core::Reader::new(), TableKind::Lake)
    }

    /// Starts at the beginning of another table. `escape` comes before a quote within a cell, if it is not written
    /// twice.
    pub(crate) fn cells(reader: R, delimiter: u8, escape: Option<u8>) -> Self {
        let parser = csv_core::ReaderBuilder::new().delimiter(delimiter).escape(escape).build();
        Self::new(reader, parser, TableKind::Cells)
    }

    /// Starts at the beginning of a text.
    pub(crate) fn lines(reader: R) -> Self {
        let parser = csv_core::ReaderBuilder::new().quoting(false).delimiter(0).build();
        let names = Some(Vec::new());
        Self { names, ..Self::new(reader, parser, TableKind::Lines) }
    }

    fn new(reader: R, parser: csv_core::Reader, kind: TableKind) -> Self {
        Self {
            reader: BufReader::with_capacity(BUFFER_BYTES, reader),
            parser,
            kind,
            text: vec![0; BUFFER_BYTES],
            ends: vec![0; MAX_FIELDS],
            names: None,
            row: CurrentRow::default(),
            excerpt: Vec::new(),
            position: 0,
            has_failed: false,
        }
    }

    /// Returns the underlying reader.
    pub(crate) fn reader(&mut self) -> &mut R {
        self.reader.get_mut()
    }

    /// Returns the number of bytes of content read so far.
    pub(crate) fn position(&self) -> u64 {
        self.position
    }

    /// Returns the next cell that may hold records: in the result of a Lake query, the record of each row.
    pub(crate) fn next_cell(&mut self) -> TableCell<'_> {
        loop {
            if let Some(column) = self.next_column() {
                self.row.column = column + 1;
                return self.cell(column);
            }
            if self.has_failed {
                return TableCell::End;
            }
            self.row = CurrentRow::default();
            let mut position = self.position;
            match self.read_row(&mut position) {
                Ok(ParsedRow::End) => return TableCell::End,
                Ok(ParsedRow::Fields(fields)) => {
                    self.row = CurrentRow { position, column: 0, fields }
                }
                Ok(ParsedRow::Oversized) if self.may_lose_records() => {
                    let reason = format!(
                        "a row of {} bytes exceeds the limit of {MAX_RECORD} bytes or {MAX_FIELDS} fields",
                        self.position - position
                    );
                    return self.broken(position, reason, true);
                }
                Ok(ParsedRow::Oversized) => {}
                Err(err) => {
                    self.has_failed = true;
                    // Elsewhere, the error is reported once the rest is read for its hash.
                    if self.kind == TableKind::Lake {
                        return self.broken(
                            position,
                            format!("the content ends here: {err}"),
                            false,
                        );
                    }
                }
            }
        }
    }

    fn cell(&self, column: usize) -> TableCell<'_> {
        let CurrentRow { position, fields, .. } = self.row;
        let names = self.names.as_deref().unwrap_or_default();
        let name = names.get(column).map_or("", String::as_str);
        let (text, within) = (self.field(column, fields), self.within());
        TableCell::Value(Value { position, text, within, reading: Reading::None, path: "" }, name)
    }

    fn within(&self) -> Within {
        match self.kind {
            TableKind::Lake => Within::LakeCsv,
            TableKind::Cells => Within::Cell,
            TableKind::Lines => Within::TextLine,
        }
    }

    /// Returns the next column of the row to return.
    fn next_column(&self) -> Option<usize> {
        let CurrentRow { column, fields, .. } = self.row;
        if self.kind != TableKind::Lake {
            return (column..fields).find(|at| may_hold_records(self.field(*at, fields)));
        }
        let names = self.names.as_deref().unwrap_or_default();
        let at = names.iter().position(|name| name.eq_ignore_ascii_case("eventJson"));
        Some(at.unwrap_or_default()).filter(|at| fields > 0 && column <= *at)
    }

    /// Returns true if a row that exceeds a limit is a loss.
    fn may_lose_records(&self) -> bool {
        let is_named = memchr::memmem::find(&self.excerpt, b"eventName").is_some();
        self.kind == TableKind::Lake || is_named
    }

    fn broken(&self, position: u64, reason: String, resumed: bool) -> TableCell<'_> {
        let text = &self.excerpt;
        TableCell::Broken(Broken { position, text, reason, resumed, cut_off: !resumed })
    }

    /// Reads the header, if it was not read yet, and the next row. Sets `position` to the start of the
    /// last of them that was begun.
    fn read_row(&mut self, position: &mut u64) -> io::Result<ParsedRow> {
        if self.names.is_none()
            && let Some(row) = self.read_header()?
        {
            return Ok(row);
        }
        self.excerpt.clear();
        self.skip_line_ends()?;
        *position = self.position;
        self.parse_row()
    }

    /// Reads the header. Returns it if it is a row with values.
    fn read_header(&mut self) -> io::Result<Option<ParsedRow>> {
        let fields = match self.parse_row()? {
            ParsedRow::Fields(fields) => fields,
            ParsedRow::Oversized | ParsedRow::End => 0,
        };
        let name = |at| String::from_utf8_lossy(self.field(at, fields)).into_owned();
        let names: Vec<String> = (0..fields).map(name).collect();
        let is_row =
            self.kind == TableKind::Cells && names.iter().any(|name| name.starts_with('{'));
        // As DuckDB names the columns of a table without a header.
        let numbered = || (0..fields).map(|at| format!("column{at}")).collect();
        self.names = Some(if is_row { numbered() } else { names });
        Ok(is_row.then_some(ParsedRow::Fields(fields)))
    }

    /// Returns a field of the row, or an empty slice if the row has fewer fields.
    fn field(&self, at: usize, fields: usize) -> &[u8] {
        if at >= fields {
            return &[];
        }
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.text[start..self.ends[at]]
    }

    /// Skips the rest of the previous line end and empty lines, so that `position` is the start of a
    /// row.
    fn skip_line_ends(&mut self) -> io::Result<()> {
        loop {
            let input = self.reader.fill_buf()?;
            let ends = input.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            if ends == 0 {
                return Ok(());
            }
            self.reader.consume(ends);
            self.position += ends as u64;
        }
    }

    /// Parses a row. Keeps its fields, unless it exceeds a limit, and an excerpt of its bytes.
    fn parse_row(&mut self) -> io::Result<ParsedRow> {
        self.excerpt.clear();
        let (mut length, mut fields, mut is_oversized) = (0, 0, false);
        loop {
            let input = self.reader.fill_buf()?;
            // The rest of an oversized row is parsed into a scratch buffer and dropped.
            let mut scratch = ([0; 4 << 10], [0; 64]);
            let (text, ends) = if is_oversized {
                (&mut scratch.0[..], &mut scratch.1[..])
            } else {
                (&mut self.text[length..], &mut self.ends[fields..])
            };
            let (result, read, written, ended) = self.parser.read_record(input, text, ends);
            let wanted = read.min(MAX_EXCERPT - self.excerpt.len());
            self.excerpt.extend_from_slice(&input[..wanted]);
            self.reader.consume(read);
            self.position += read as u64;
            if !is_oversized {
                length += written;
                fields += ended;
            }
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.text.len() < MAX_RECORD => {
                    self.text.resize(self.text.len() * 2, 0);
                }
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    is_oversized = true;
                }
                ReadRecordResult::Record if is_oversized => return Ok(ParsedRow::Oversized),
                ReadRecordResult::Record => return Ok(ParsedRow::Fields(fields)),
                ReadRecordResult::End => return Ok(ParsedRow::End),
            }
        }
    }
}

/// Returns true if a cell or line may hold a record: as JSON, or as one long word in another encoding.
fn may_hold_records(cell: &[u8]) -> bool {
    memchr::memchr(b'{', cell).is_some()
        || (cell.len() >= MIN_ENCODED && memchr::memchr(b' ', cell).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the position and text of each row of a Lake result, with `…` for an oversized one.
    fn rows(text: &[u8]) -> Vec<String> {
        let mut reader = TableReader::lake(text);
        let mut rows = Vec::new();
        loop {
            rows.push(match reader.next_cell() {
                TableCell::Value(value, _) => {
                    format!("{} {}", value.position, String::from_utf8_lossy(value.text))
                }
                TableCell::Broken(broken) => {
                    let start = usize::try_from(broken.position).unwrap();
                    assert!(text[start..].starts_with(broken.text), "{}", broken.reason);
                    assert!(broken.text.len() >= text[start..].len().min(1 << 10));
                    format!("{} …", broken.position)
                }
                TableCell::End => return rows,
            });
        }
    }

    #[test]
    fn the_column_of_the_records_is_found_by_its_name() {
        let text = "\u{feff}a,EVENTJSON,c\r\n1,\"{\"\"x\"\":\n1}\",2\r\n3\n\n4,{}";
        assert_eq!(rows(text.as_bytes()), ["18 {\"x\":\n1}", "36 ", "39 {}"]);
        assert_eq!(rows(b"a,b\n1,2\n"), ["4 1"]);
        assert_eq!(rows(b"eventJson"), Vec::<String>::new());
        assert_eq!(rows(b""), Vec::<String>::new());
    }

    #[test]
    fn an_oversized_row_costs_only_itself() {
        let long = "x".repeat(MAX_RECORD + 1);
        let wide = ",".repeat(2 * MAX_FIELDS);
        for row in [&long, &wide, &format!("\"{long}\n\"")] {
            let text = format!("eventJson\n1\n{row}\n2\n");
            let last = text.len() - 2;
            assert_eq!(rows(text.as_bytes()), ["10 1", "12 …", &format!("{last} 2")]);
        }
        assert_eq!(rows(format!("eventJson\n1\n\"{long}").as_bytes()), ["10 1", "12 …"]);
        let whole = "x".repeat(MAX_RECORD - 1);
        assert_eq!(
            rows(format!("eventJson\n{whole}\n1").as_bytes())[1],
            format!("{} 1", MAX_RECORD + 10)
        );
    }

    /// Returns the column, position and text of each cell that may hold records.
    fn cells(mut reader: TableReader<&[u8]>) -> Vec<String> {
        let mut cells = Vec::new();
        while let TableCell::Value(value, name) = reader.next_cell() {
            let text = String::from_utf8_lossy(value.text);
            cells.push(format!("{name} {} {text}", value.position));
        }
        cells
    }

    #[test]
    fn cells_with_braces_are_found_in_any_column() {
        let text =
            "\u{feff}_time;_raw;host;other\r\n1;\"{\"\"a;\"\":\r\n1}\";h;x {}\n2;-;-;-\n3;{}\n";
        let found = cells(TableReader::cells(text.as_bytes(), b';', None));
        assert_eq!(found, ["_raw 26 {\"a;\":\r\n1}", "other 26 x {}", "_raw 58 {}"]);
        let headless = b"1,\"{\"\"a\"\":1}\"\n2,{}\n";
        assert_eq!(
            cells(TableReader::cells(headless, b',', None)),
            ["column1 0 {\"a\":1}", "column1 14 {}"]
        );
    }

    #[test]
    fn a_quote_in_a_cell_may_follow_a_backslash() {
        let text = br#"1,"{\"a\":\"b, \\\"c\\\"\"}",2"#;
        let found = cells(TableReader::cells(text, b',', Some(b'\\')));
        assert_eq!(found, [r#"column1 0 {"a":"b, \"c\""}"#]);
    }

    #[test]
    fn lines_of_text_are_cells() {
        let text = b"Mar 1, \"host: {\"a\":1}\r\nnothing\n\n{}";
        assert_eq!(cells(TableReader::lines(text)), [" 0 Mar 1, \"host: {\"a\":1}", " 32 {}"]);
    }

    #[test]
    fn an_oversized_row_without_signs_of_records_is_no_loss() {
        let wide = ",".repeat(2 * MAX_FIELDS);
        for (row, is_loss) in [(wide.clone(), false), (format!("eventName{wide}"), true)] {
            let text = format!("a,b\n{row}\n1,{{}}\n");
            let mut reader = TableReader::cells(text.as_bytes(), b',', None);
            let is_broken = matches!(reader.next_cell(), TableCell::Broken(_));
            assert_eq!(is_broken, is_loss);
        }
    }
}
