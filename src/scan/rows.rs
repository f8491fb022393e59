//! Rows that were read and wait for their chunks.
//!
//! They are gathered by the thousand and written by kind, source and name, so that like events lie
//! together in the table. A query that looks into the JSON of some of them then reads a few vectors
//! of a row group instead of nearly all, and like texts compress better beside each other. Row
//! groups still follow the order of the files, so that a window of time reads only its own.

use std::{borrow::Cow, ops::Range, sync::Arc};

use xxhash_rust::xxh3::xxh3_64;

use crate::{
    scan::{chunk::ChunkWriter, file::LogFile},
    trail::{
        column::{ERROR_CODE, ERROR_MESSAGE, EVENT_NAME, EVENT_SOURCE, READ_ONLY},
        row::{Cell, Row},
    },
};

/// The bytes that memory is read by at once.
const LINE: usize = 64;

/// Rows of one thread, as many as fit into so many bytes.
pub(crate) struct Rows {
    limit: usize,
    /// The texts of the records, and the values that do not stand in them.
    texts: String,
    /// The values of all rows in the order of the columns, those that are NULL left out.
    values: Vec<(u8, Value)>,
    entries: Vec<Entry>,
    files: Vec<Arc<LogFile>>,
    /// How many entries have been written.
    written: usize,
}

/// The value of one column, its text by where it stands in `texts`. It is kept small: there are some
/// thirty of them to a row, and they are read in another order than that in which they came.
#[derive(Clone)]
enum Value {
    Text(Range<u32>),
    Bool(bool),
    /// The bytes of the microseconds, as an integer of 64 bits would not fit in beside a column.
    Time([u8; 8]),
}

struct Entry {
    /// What the rows are put in order by.
    order: u64,
    /// Where the record and what was made of it stand in the texts.
    text: Range<usize>,
    values: Range<usize>,
    file: usize,
    position: u64,
    action_id: Option<i32>,
}

/// What a row has besides the values of its record.
#[derive(Clone, Copy)]
pub(crate) struct Origin<'a> {
    /// The file that the record stands in.
    pub(crate) file: &'a Arc<LogFile>,
    /// Where it stands.
    pub(crate) position: u64,
    /// The number of its action, where it has one.
    pub(crate) action_id: Option<i32>,
}

impl Rows {
    /// Room for rows of `limit` bytes; the last one may go beyond it.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            // A place in the texts is told in 32 bits; the largest record is far below the rest.
            limit: limit.min(1 << 30),
            // Memory that is not written to is not taken; growing would take it twice.
            texts: String::with_capacity(limit.min(1 << 30)),
            values: Vec::new(),
            entries: Vec::new(),
            files: Vec::new(),
            written: 0,
        }
    }

    /// Whether no more rows are to be added before these are written.
    pub(crate) fn is_full(&self) -> bool {
        self.texts.len() + self.values.len() * size_of::<(u8, Value)>() >= self.limit
    }

    /// Whether there is nothing to write.
    pub(crate) fn is_empty(&self) -> bool {
        self.written == self.entries.len()
    }

    /// Adds a row, which was made from `text`.
    pub(crate) fn push(&mut self, row: &Row<'_>, text: &str, origin: Origin<'_>) {
        let Origin { file, position, action_id } = origin;
        let (start, text_start) = (self.values.len(), self.texts.len());
        let mut base = None;
        for (column, (_, cell)) in (0_u8..).zip(row.iter()) {
            let value = match cell {
                Cell::Null => continue,
                Cell::Bool(value) => Value::Bool(*value),
                Cell::Time(micros) => Value::Time(micros.to_ne_bytes()),
                Cell::Text(value) => Value::Text(self.place(value, text, &mut base)),
            };
            self.values.push((column, value));
        }
        if self.files.last().is_none_or(|last| !Arc::ptr_eq(last, file)) {
            self.files.push(Arc::clone(file));
        }
        self.entries.push(Entry {
            order: order(row),
            text: text_start..self.texts.len(),
            values: start..self.values.len(),
            file: self.files.len() - 1,
            position,
            action_id,
        });
    }

    /// Puts the rows in their order, once all of them are there.
    pub(crate) fn arrange(&mut self) {
        // A stable sort, so that the events of one name stay in the order of their files.
        self.entries.sort_by_key(|entry| entry.order);
    }

    /// How many bytes of text belong to the next `count` rows.
    pub(crate) fn next_bytes(&self, count: usize) -> usize {
        self.entries.iter().skip(self.written).take(count).map(|entry| entry.text.len()).sum()
    }

    /// Writes the next rows, as many as the chunk has room for.
    pub(crate) fn write(&mut self, chunk: &mut ChunkWriter<'_>) {
        while chunk.has_room()
            && let Some(entry) = self.entries.get(self.written)
        {
            self.fetch(self.written + 1);
            let values = self.values[entry.values.clone()].iter();
            let cells = values.map(|(column, value)| (usize::from(*column), self.cell(value)));
            chunk.push(cells, &self.files[entry.file].name, entry.position, entry.action_id);
            self.written += 1;
        }
        if self.is_empty() {
            self.clear();
        }
    }

    /// Where a value stands in the texts. Most are a part of the record's text, which is kept once.
    fn place(&mut self, value: &str, text: &str, base: &mut Option<usize>) -> Range<u32> {
        let mut keep = |text| {
            let start = self.texts.len();
            self.texts.push_str(text);
            start
        };
        let start = match part_of(value, text) {
            Some(start) => *base.get_or_insert_with(|| keep(text)) + start,
            None => keep(value),
        };
        narrow(start)..narrow(start + value.len())
    }

    fn cell(&self, value: &Value) -> Cell<'_> {
        match value {
            Value::Bool(value) => Cell::Bool(*value),
            Value::Time(micros) => Cell::Time(i64::from_ne_bytes(*micros)),
            Value::Text(range) => {
                let text = &self.texts[range.start as usize..range.end as usize];
                Cell::Text(Cow::Borrowed(text))
            }
        }
    }

    /// Reads here and there in what belongs to an entry. In the order of the entries the memory of each is
    /// far from that of the last, and reading through it waits for one line after the other; so
    /// they are asked for together.
    fn fetch(&self, entry: usize) {
        let Some(entry) = self.entries.get(entry) else { return };
        let text = &self.texts.as_bytes()[entry.text.clone()];
        let values = &self.values[entry.values.clone()];
        let mut read = 0;
        for at in (0..text.len()).step_by(LINE) {
            read ^= text[at];
        }
        for at in (0..values.len()).step_by(LINE / size_of::<(u8, Value)>()) {
            read ^= values[at].0;
        }
        std::hint::black_box(read);
    }

    fn clear(&mut self) {
        self.texts.clear();
        self.values.clear();
        self.entries.clear();
        self.files.clear();
        self.written = 0;
    }
}

/// What rows are put in order by: those that only read, those that may change something, those that
/// failed; in each all of one source together, and all of one name in it.
///
/// Nearly all questions are about changes or failures, which are few: so they are not scattered
/// among the rest.
fn order(row: &Row<'_>) -> u64 {
    let hash = |column| row.text(column).map_or(0, |text| xxh3_64(text.as_bytes()));
    let has_failed = row.text(ERROR_CODE).or(row.text(ERROR_MESSAGE)).is_some();
    let only_reads = row.cell(READ_ONLY) == &Cell::Bool(true);
    let kind = if has_failed { 2 } else { u64::from(!only_reads) };
    (kind << 62) | ((hash(EVENT_SOURCE) >> 34) << 32) | (hash(EVENT_NAME) >> 32)
}

/// Where `value` starts in `text`, if it is a part of that very text and no copy.
fn part_of(value: &str, text: &str) -> Option<usize> {
    let start = value.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    (start + value.len() <= text.len()).then_some(start)
}

#[expect(clippy::cast_possible_truncation, reason = "the texts end far below 2³²: see Rows::new")]
fn narrow(place: usize) -> u32 {
    place as u32
}
