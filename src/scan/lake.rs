//! Reads the result of a CloudTrail Lake query: CSV with a record in the column `eventJson`.
//!
//! The memory for a row is limited to the size of the largest record, so an unclosed quoted field
//! cannot exhaust it. A row that is too large costs only itself.

use std::io::{self, BufRead, BufReader, Read};

use csv_core::ReadRecordResult;

use crate::trail::{
    container::Within,
    splitter::{Broken, MAX_EXCERPT, MAX_RECORD, Reading, Value},
};

/// The largest number of fields in a row. Lake's widest tables have about a hundred columns.
const MAX_FIELDS: usize = 10_000;

/// The size of the read buffer, and the initial size of the row buffer.
const BUFFER_BYTES: usize = 64 << 10;

/// A reader of CSV rows with records.
pub(crate) struct LakeReader<R> {
    reader: BufReader<R>,
    parser: csv_core::Reader,
    /// The fields of a row without separators.
    text: Vec<u8>,
    /// The end of each field in `text`.
    ends: Vec<usize>,
    /// The column of the records, once the header was read.
    column: Option<usize>,
    /// The first bytes of the row, as they are in the content.
    excerpt: Vec<u8>,
    /// The number of bytes read.
    position: u64,
    /// True after a row that could not be read to its end.
    has_failed: bool,
}

/// A row, or the end of the content.
pub(crate) enum LakeRow<'a> {
    /// A row with a record.
    Record(Value<'a>),
    /// A row that exceeds a limit, or that cannot be read to its end.
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

impl<R: Read> LakeReader<R> {
    /// Starts at the beginning of the content.
    pub(crate) fn new(reader: R) -> Self {
        Self {
            reader: BufReader::with_capacity(BUFFER_BYTES, reader),
            parser: csv_core::Reader::new(),
            text: vec![0; BUFFER_BYTES],
            ends: vec![0; MAX_FIELDS],
            column: None,
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

    /// Returns the record of the next row.
    pub(crate) fn next_record(&mut self) -> LakeRow<'_> {
        if self.has_failed {
            return LakeRow::End;
        }
        let mut position = self.position;
        match self.read_row(&mut position) {
            Ok((_, ParsedRow::End)) => LakeRow::End,
            Ok((column, ParsedRow::Fields(fields))) => {
                let text = self.field(column, fields);
                let reading = Reading::None;
                LakeRow::Record(Value { position, text, within: Within::LakeCsv, reading })
            }
            Ok((_, ParsedRow::Oversized)) => {
                let reason = format!(
                    "a row of {} bytes exceeds the limit of {MAX_RECORD} bytes or {MAX_FIELDS} fields",
                    self.position - position
                );
                self.broken(position, reason, true)
            }
            Err(err) => {
                self.has_failed = true;
                self.broken(position, format!("the content ends here: {err}"), false)
            }
        }
    }

    fn broken(&self, position: u64, reason: String, resumed: bool) -> LakeRow<'_> {
        let text = &self.excerpt;
        LakeRow::Broken(Broken { position, text, reason, resumed, cut_off: !resumed })
    }

    /// Reads the header, if it was not read yet, and the next row. Sets `position` to the start of the
    /// last of them that was begun.
    fn read_row(&mut self, position: &mut u64) -> io::Result<(usize, ParsedRow)> {
        let column = match self.column {
            Some(column) => column,
            None => self.read_header()?,
        };
        self.excerpt.clear();
        self.skip_line_ends()?;
        *position = self.position;
        Ok((column, self.parse_row()?))
    }

    /// Reads the header and returns the column that holds the records.
    fn read_header(&mut self) -> io::Result<usize> {
        let fields = match self.parse_row()? {
            ParsedRow::Fields(fields) => fields,
            ParsedRow::Oversized | ParsedRow::End => 0,
        };
        let is_event = |at: &usize| self.field(*at, fields).eq_ignore_ascii_case(b"eventJson");
        let column = (0..fields).find(is_event).unwrap_or_default();
        self.column = Some(column);
        Ok(column)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the position and text of each row, with `…` for an oversized one.
    fn rows(text: &[u8]) -> Vec<String> {
        let mut reader = LakeReader::new(text);
        let mut rows = Vec::new();
        loop {
            rows.push(match reader.next_record() {
                LakeRow::Record(value) => {
                    format!("{} {}", value.position, String::from_utf8_lossy(value.text))
                }
                LakeRow::Broken(broken) => {
                    let start = usize::try_from(broken.position).unwrap();
                    assert!(text[start..].starts_with(broken.text), "{}", broken.reason);
                    assert!(broken.text.len() >= text[start..].len().min(1 << 10));
                    format!("{} …", broken.position)
                }
                LakeRow::End => return rows,
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
}
