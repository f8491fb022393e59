//! The result of a CloudTrail Lake query: a table as CSV, with a record in the column `eventJson`.
//!
//! As much of a row is held as a record may have, whatever the table claims: a quoted field that
//! never ends costs no more than that, and a row that is too large costs only itself.

use std::io::{self, BufRead, BufReader, Read};

use csv_core::ReadRecordResult;

use crate::trail::{
    container::Within,
    splitter::{Broken, KEPT, LARGEST, Value},
};

/// How many fields a row may have. Lake's widest tables have some hundred columns.
const FIELDS: usize = 10_000;

/// How many bytes are asked of the reader at once.
const READ: usize = 64 << 10;

/// A table that is read row by row.
pub(crate) struct Table<R> {
    reader: BufReader<R>,
    parser: csv_core::Reader,
    /// The text of a row, its fields one behind the other, and where each ends.
    text: Vec<u8>,
    ends: Vec<usize>,
    /// The column of the records, once the names were read.
    column: Option<usize>,
    /// How many bytes were read.
    position: u64,
}

/// What a row was.
pub(crate) enum Taken<'a> {
    /// One with a record.
    Record(Value<'a>),
    /// One that is larger than any record.
    Oversized(Broken<'a>),
    /// None, as there are no more.
    End,
}

/// How the reading of a row ended.
enum Row {
    Whole(usize),
    Oversized,
    None,
}

impl<R: Read> Table<R> {
    /// Starts at the beginning of the content.
    pub(crate) fn new(reader: R) -> Self {
        Self {
            reader: BufReader::with_capacity(READ, reader),
            parser: csv_core::Reader::new(),
            text: vec![0; READ],
            ends: vec![0; FIELDS],
            column: None,
            position: 0,
        }
    }

    /// The reader, to ask it about what was read.
    pub(crate) fn reader(&mut self) -> &mut R {
        self.reader.get_mut()
    }

    /// How many bytes of the content were read.
    pub(crate) fn position(&self) -> u64 {
        self.position
    }

    /// The record of the next row.
    pub(crate) fn next_record(&mut self) -> io::Result<Taken<'_>> {
        let column = match self.column {
            Some(column) => column,
            None => self.names()?,
        };
        self.skip_ends_of_lines()?;
        let position = self.position;
        Ok(match self.row()? {
            Row::None => Taken::End,
            Row::Whole(fields) => {
                let text = self.field(column, fields);
                Taken::Record(Value { position, text, within: Within::LakeCsv })
            }
            Row::Oversized => Taken::Oversized(Broken {
                position,
                text: &self.text[..KEPT],
                reason: format!(
                    "a row of {} bytes, of which {LARGEST} and {FIELDS} fields are read",
                    self.position - position
                ),
                resumed: true,
                cut_off: false,
            }),
        })
    }

    /// Reads the names, and tells which column holds the records.
    fn names(&mut self) -> io::Result<usize> {
        let fields = match self.row()? {
            Row::Whole(fields) => fields,
            Row::Oversized | Row::None => 0,
        };
        let is_event = |at: &usize| self.field(*at, fields).eq_ignore_ascii_case(b"eventJson");
        let column = (0..fields).find(is_event).unwrap_or_default();
        self.column = Some(column);
        Ok(column)
    }

    /// A field of the row; empty where it has fewer.
    fn field(&self, at: usize, fields: usize) -> &[u8] {
        if at >= fields {
            return &[];
        }
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.text[start..self.ends[at]]
    }

    /// Passes over what the row before left of its end, and over empty lines, so that a position is
    /// that of a row.
    fn skip_ends_of_lines(&mut self) -> io::Result<()> {
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

    /// Reads one row, the whole of it wherever there is room for it.
    fn row(&mut self) -> io::Result<Row> {
        let (mut length, mut fields, mut is_oversized) = (0, 0, false);
        loop {
            let input = self.reader.fill_buf()?;
            // What does not fit is passed over: the start of the row stays.
            let mut waste = ([0; 4 << 10], [0; 64]);
            let (text, ends) = if is_oversized {
                (&mut waste.0[..], &mut waste.1[..])
            } else {
                (&mut self.text[length..], &mut self.ends[fields..])
            };
            let (result, read, written, ended) = self.parser.read_record(input, text, ends);
            self.reader.consume(read);
            self.position += read as u64;
            if !is_oversized {
                length += written;
                fields += ended;
            }
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.text.len() < LARGEST => {
                    self.text.resize(self.text.len() * 2, 0);
                }
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    is_oversized = true;
                }
                ReadRecordResult::Record if is_oversized => return Ok(Row::Oversized),
                ReadRecordResult::Record => return Ok(Row::Whole(fields)),
                ReadRecordResult::End => return Ok(Row::None),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line for each row: its position and text, or its position and `…`.
    fn rows(text: &[u8]) -> Vec<String> {
        let mut table = Table::new(text);
        let mut rows = Vec::new();
        loop {
            rows.push(match table.next_record().unwrap() {
                Taken::Record(value) => {
                    format!("{} {}", value.position, String::from_utf8_lossy(value.text))
                }
                Taken::Oversized(broken) => format!("{} …", broken.position),
                Taken::End => return rows,
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
    fn a_row_beyond_the_limit_costs_only_itself() {
        let long = "x".repeat(LARGEST + 1);
        let wide = ",".repeat(2 * FIELDS);
        for row in [&long, &wide, &format!("\"{long}\n\"")] {
            let text = format!("eventJson\n1\n{row}\n2\n");
            let last = text.len() - 2;
            assert_eq!(rows(text.as_bytes()), ["10 1", "12 …", &format!("{last} 2")]);
        }
        assert_eq!(rows(format!("eventJson\n1\n\"{long}").as_bytes()), ["10 1", "12 …"]);
        let whole = "x".repeat(LARGEST - 1);
        assert_eq!(
            rows(format!("eventJson\n{whole}\n1").as_bytes())[1],
            format!("{} 1", LARGEST + 10)
        );
    }
}
