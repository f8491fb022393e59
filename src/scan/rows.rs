//! A run of rows: collected by one thread, sorted, and written to chunks.
//!
//! A run has thousands of rows and is sorted by kind, source and name, so similar events are stored
//! together. A query on the JSON of some of them then reads a few vectors of a row group instead of
//! nearly all, and similar texts compress better. Row groups still follow the order of the files, so
//! a query on a time range reads only a few of them.

use std::{borrow::Cow, ops::Range, sync::Arc};

use xxhash_rust::xxh3::xxh3_64;

use crate::{
    scan::{RowIds, chunk::ChunkWriter, file::LogFile},
    trail::{
        column::{ERROR_CODE, ERROR_MESSAGE, EVENT_NAME, EVENT_SOURCE, READ_ONLY},
        column_set::ColumnSet,
        path_tree::TREE,
        record_row::{RecordRow, SpanValue, to_u32},
        row::{Cell, RowValues},
    },
};

/// The size of a cache line in bytes.
const CACHE_LINE: usize = 64;

/// The rows of one thread, up to a limit in bytes.
pub(crate) struct Rows {
    limit: usize,
    /// The columns that are stored.
    columns: ColumnSet,
    /// The texts of all values.
    texts: String,
    /// The columns that hold the objects around nested columns, each with the start in `texts` of the value
    /// of the last row.
    parents: Vec<(usize, usize)>,
    /// The columns and values of all rows, in the order of the columns, without NULL.
    values: Vec<(u8, StoredValue)>,
    entries: Vec<RowEntry>,
    files: Vec<Arc<LogFile>>,
    /// The number of entries that were written.
    written: usize,
}

/// The value of one column. The type is small, because a row has about thirty of them and they are
/// read in random order.
#[derive(Clone)]
enum StoredValue {
    /// A range of `texts`.
    Text(Range<u32>),
    Bool(bool),
    /// The bytes of the microseconds. A 64-bit integer would enlarge the type by its alignment.
    Time([u8; 8]),
}

/// A row.
struct RowEntry {
    sort_key: u64,
    /// The range of `texts` with its texts.
    text: Range<usize>,
    /// The number of bytes of all its texts, of which some overlap.
    bytes: usize,
    /// The range of `values` with its values.
    values: Range<usize>,
    /// The index in `files`.
    file: usize,
    position: u64,
    ids: RowIds,
}

/// The origin of a row: the values of a row that are not from its record.
#[derive(Clone, Copy)]
pub(crate) struct RecordOrigin<'a> {
    /// The file of the record.
    pub(crate) file: &'a Arc<LogFile>,
    /// The position of the record in the file.
    pub(crate) position: u64,
    /// Its references to other tables.
    pub(crate) ids: RowIds,
}

impl Rows {
    /// Creates an empty run of at most `limit` bytes, which the last row may exceed. Of each row only
    /// `columns` are stored.
    pub(crate) fn new(limit: usize, columns: ColumnSet) -> Self {
        Self {
            // Offsets in `texts` have 32 bits, and the last record is far below the rest.
            limit: limit.min(1 << 30),
            columns,
            // Reserved memory that is not written costs nothing; growing would need twice as much.
            texts: String::with_capacity(limit.min(1 << 30)),
            parents: TREE.parents().map(|parent| (parent, 0)).collect(),
            values: Vec::new(),
            entries: Vec::new(),
            files: Vec::new(),
            written: 0,
        }
    }

    /// Returns true if the rows should be written before more are added.
    pub(crate) fn is_full(&self) -> bool {
        self.texts.len() + self.values.len() * size_of::<(u8, StoredValue)>() >= self.limit
    }

    /// Returns true if there are no rows to write.
    pub(crate) fn is_empty(&self) -> bool {
        self.written == self.entries.len()
    }

    /// Adds a row. Copies only the values that are stored, not the whole record.
    pub(crate) fn push(&mut self, row: RecordRow<'_>, origin: RecordOrigin<'_>) {
        let RecordOrigin { file, position, ids } = origin;
        let sort_key = sort_key(row);
        let row = row.only(self.columns);
        let (start, text_start) = (self.values.len(), self.texts.len());
        self.push_parents(row);
        let mut bytes = 0;
        for index in row.present() {
            let value = match row.span(index) {
                SpanValue::Bool(value) => StoredValue::Bool(value),
                SpanValue::Time(micros) => StoredValue::Time(micros.to_ne_bytes()),
                SpanValue::Text(start, end) | SpanValue::OwnText(start, end) => {
                    let start_here = self.push_text(row, index);
                    let range = start_here..start_here + (end - start);
                    bytes += range.len();
                    StoredValue::Text(range)
                }
            };
            self.values.push((to_u8(index), value));
        }
        if self.files.last().is_none_or(|last| !Arc::ptr_eq(last, file)) {
            self.files.push(Arc::clone(file));
        }
        self.entries.push(RowEntry {
            sort_key,
            text: text_start..self.texts.len(),
            bytes,
            values: start..self.values.len(),
            file: self.files.len() - 1,
            position,
            ids,
        });
    }

    /// Stores the objects around nested columns, which then need no copies of their own.
    fn push_parents(&mut self, row: RecordRow<'_>) {
        for (parent, start) in &mut self.parents {
            if row.range(*parent).is_some() {
                *start = self.texts.len();
                self.texts.push_str(row.text(*parent).unwrap_or_default());
            }
        }
    }

    /// Returns the start in `texts` of the value of a text column, which is stored if it is not there yet.
    fn push_text(&mut self, row: RecordRow<'_>, index: usize) -> u32 {
        let parent = TREE.parent(index).unwrap_or(index);
        if let Some((_, start)) = self.parents.iter().find(|(column, _)| *column == parent)
            && let (Some(around), Some(inside)) = (row.range(parent), row.range(index))
            && around.start <= inside.start
            && inside.end <= around.end
        {
            return to_u32(*start) + (inside.start - around.start);
        }
        let start = self.texts.len();
        self.texts.push_str(row.text(index).unwrap_or_default());
        to_u32(start)
    }

    /// Sorts the rows, once all were added.
    pub(crate) fn sort(&mut self) {
        // The sort is stable, so that events of one name stay in the order of their files.
        self.entries.sort_by_key(|entry| entry.sort_key);
    }

    /// Returns the size of the texts of the next `count` rows, in bytes.
    pub(crate) fn next_bytes(&self, count: usize) -> usize {
        self.entries.iter().skip(self.written).take(count).map(|entry| entry.bytes).sum()
    }

    /// Writes the next rows until the chunk is full.
    pub(crate) fn write(&mut self, chunk: &mut ChunkWriter<'_>) {
        while !chunk.is_full()
            && let Some(entry) = self.entries.get(self.written)
        {
            self.prefetch(self.written + 1);
            let values = self.values[entry.values.clone()].iter();
            let cells = values.map(|(column, value)| (usize::from(*column), self.cell(value)));
            chunk.push(cells, &self.files[entry.file].name, entry.position, entry.ids);
            self.written += 1;
        }
        if self.is_empty() {
            self.clear();
        }
    }

    fn cell(&self, value: &StoredValue) -> Cell<'_> {
        match value {
            StoredValue::Bool(value) => Cell::Bool(*value),
            StoredValue::Time(micros) => Cell::Time(i64::from_ne_bytes(*micros)),
            StoredValue::Text(range) => {
                let text = &self.texts[range.start as usize..range.end as usize];
                Cell::Text(Cow::Borrowed(text))
            }
        }
    }

    /// Loads the memory of a row into the cache. After the sort it is far from that of the previous
    /// row, and plain reading would wait for one cache line after another; here they load in parallel.
    fn prefetch(&self, entry: usize) {
        let Some(entry) = self.entries.get(entry) else { return };
        let text = &self.texts.as_bytes()[entry.text.clone()];
        let values = &self.values[entry.values.clone()];
        let mut read = 0;
        for at in (0..text.len()).step_by(CACHE_LINE) {
            read ^= text[at];
        }
        for at in (0..values.len()).step_by(CACHE_LINE / size_of::<(u8, StoredValue)>()) {
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

/// Returns the sort key of a row: first its kind (reads, changes, failures), then its source, then
/// its name.
///
/// Nearly all queries are about changes or failures. These are few, so they should not be scattered
/// among the rest.
fn sort_key(row: RecordRow<'_>) -> u64 {
    let hash = |column| row.text(column).map_or(0, |text| xxh3_64(text.as_bytes()));
    let has_failed = row.text(ERROR_CODE).or(row.text(ERROR_MESSAGE)).is_some();
    let only_reads = row.value(READ_ONLY) == Cell::Bool(true);
    let kind = if has_failed { 2 } else { u64::from(!only_reads) };
    (kind << 62) | ((hash(EVENT_SOURCE) >> 34) << 32) | (hash(EVENT_NAME) >> 32)
}

#[expect(clippy::cast_possible_truncation, reason = "there are fewer columns")]
fn to_u8(index: usize) -> u8 {
    index as u8
}
