//! Fills the columns of a DuckDB chunk, row by row.
//!
//! Strings go directly into DuckDB's vectors. Timestamps, booleans and integers are collected and
//! written as Arrow arrays, the only way that the driver offers without `unsafe`.

use std::sync::Arc;

use anyhow::{Result, anyhow};
use duckdb::{
    arrow::array::{
        ArrayRef, BooleanArray, FixedSizeBinaryArray, Int32Array, Int64Array,
        TimestampMicrosecondArray,
    },
    core::{
        ArrayVector, DataChunkHandle, FlatVector, Inserter, ListVector, LogicalTypeHandle,
        LogicalTypeId, StructVector,
    },
    vtab::arrow::{WritableVector, write_arrow_array_to_vector},
};

use crate::{
    scan::{
        RowIds,
        uuid::{self, Uuid},
    },
    trail::{
        column::{COLUMNS, ColumnKind, REQUEST_ID, SHARED_EVENT_ID},
        row::Cell,
    },
};

/// The position in [`schema`] of the file's name, after the columns of `events`.
pub(crate) const FILE_COLUMN: usize = COLUMNS.len();
/// The position in [`schema`] of the record's position in the file.
pub(crate) const POSITION_COLUMN: usize = COLUMNS.len() + 1;
/// The position of the action's ID. Only the scan of the import has this column and those after it.
pub(crate) const ACTION_ID_COLUMN: usize = COLUMNS.len() + 2;
/// The position of the shape's ID.
pub(crate) const SHAPE_ID_COLUMN: usize = COLUMNS.len() + 3;
/// The position of the caller's ID.
pub(crate) const CALLER_ID_COLUMN: usize = COLUMNS.len() + 4;
/// The position of the first of the columns of [`UUID_SOURCES`] as UUIDs.
pub(crate) const UUID_COLUMN: usize = COLUMNS.len() + 5;

/// The columns whose values are also given as UUIDs. If that is selected, a UUID is given only there.
const UUID_SOURCES: [usize; 2] = [REQUEST_ID, SHARED_EVENT_ID];

/// The position after the last column.
const END: usize = UUID_COLUMN + UUID_SOURCES.len();

/// Returns the names and types of the columns that only the scan of the import has.
pub(crate) fn import_columns() -> [(&'static str, LogicalTypeHandle); 5] {
    [
        ("action_id", LogicalTypeId::Integer.into()),
        ("shape_id", LogicalTypeId::Integer.into()),
        ("caller_id", LogicalTypeId::Integer.into()),
        ("request_id_uuid", LogicalTypeId::Uuid.into()),
        ("shared_event_id_uuid", LogicalTypeId::Uuid.into()),
    ]
}

/// Returns the names and types of the columns that both table functions have.
pub(crate) fn schema() -> Vec<(&'static str, LogicalTypeHandle)> {
    let mut schema: Vec<_> =
        COLUMNS.iter().map(|column| (column.name, logical_type(column.kind))).collect();
    schema.push(("file", LogicalTypeId::Varchar.into()));
    schema.push(("position", LogicalTypeId::Bigint.into()));
    schema
}

fn logical_type(kind: ColumnKind) -> LogicalTypeHandle {
    match kind {
        ColumnKind::Text => LogicalTypeId::Varchar.into(),
        ColumnKind::Json => {
            // With this alias the type is JSON, so an insert does not validate the text again.
            let mut json: LogicalTypeHandle = LogicalTypeId::Varchar.into();
            json.set_alias("JSON");
            json
        }
        ColumnKind::Bool | ColumnKind::BoolText => LogicalTypeId::Boolean.into(),
        ColumnKind::Time => LogicalTypeId::Timestamp.into(),
    }
}

/// A writer of rows to a chunk.
pub(crate) struct ChunkWriter<'a> {
    chunk: &'a DataChunkHandle,
    /// The selected columns in the order of [`schema`], which is that of the values of a row.
    outputs: Vec<OutputColumn<'a>>,
    rows: usize,
    capacity: usize,
}

/// A selected column.
struct OutputColumn<'a> {
    /// The position in [`schema`].
    column: usize,
    /// The position in the chunk.
    at: usize,
    values: ColumnValues<'a>,
}

/// The values of a column: a vector of the chunk, or collected until the chunk is full.
enum ColumnValues<'a> {
    Text(FlatVector<'a>),
    Time(Vec<Option<i64>>),
    Bool(Vec<Option<bool>>),
    File(FlatVector<'a>),
    Position(Vec<i64>),
    ActionId(Vec<Option<i32>>),
    ShapeId(Vec<Option<i32>>),
    CallerId(Vec<Option<i32>>),
    /// Text that is NULL if it is a UUID, and the index of its column in [`UUID_SOURCES`].
    NoUuid(FlatVector<'a>, usize),
    /// UUIDs, and the index of their column in [`UUID_SOURCES`].
    Uuid(Vec<Option<Uuid>>, usize),
    /// A column without values, which DuckDB selects for `count(*)`.
    RowCount,
}

impl<'a> ColumnValues<'a> {
    /// Returns no values yet for `column`, one of the selected `columns`. `vector` returns its vector.
    fn of(column: usize, columns: &[usize], vector: impl FnOnce() -> FlatVector<'a>) -> Self {
        let as_uuid = UUID_SOURCES.iter().position(|source| *source == column);
        let as_uuid = as_uuid.filter(|source| columns.contains(&(UUID_COLUMN + source)));
        match (COLUMNS.get(column), column) {
            (Some(found), _) => match (found.kind, as_uuid) {
                (ColumnKind::Text, Some(source)) => Self::NoUuid(vector(), source),
                (ColumnKind::Text | ColumnKind::Json, _) => Self::Text(vector()),
                (ColumnKind::Time, _) => Self::Time(Vec::new()),
                (ColumnKind::Bool | ColumnKind::BoolText, _) => Self::Bool(Vec::new()),
            },
            (None, FILE_COLUMN) => Self::File(vector()),
            (None, POSITION_COLUMN) => Self::Position(Vec::new()),
            (None, ACTION_ID_COLUMN) => Self::ActionId(Vec::new()),
            (None, SHAPE_ID_COLUMN) => Self::ShapeId(Vec::new()),
            (None, CALLER_ID_COLUMN) => Self::CallerId(Vec::new()),
            (None, UUID_COLUMN..END) => Self::Uuid(Vec::new(), column - UUID_COLUMN),
            (None, _) => Self::RowCount,
        }
    }
}

impl<'a> ChunkWriter<'a> {
    /// Starts an empty chunk with the columns at these positions in [`schema`].
    pub(crate) fn new(chunk: &'a DataChunkHandle, columns: &[usize]) -> Self {
        let output = |(at, column): (usize, &usize)| {
            let values = ColumnValues::of(*column, columns, || chunk.flat_vector(at));
            OutputColumn { column: *column, at, values }
        };
        let mut outputs: Vec<_> = columns.iter().enumerate().map(output).collect();
        outputs.sort_by_key(|output| output.column);
        // All vectors of a chunk have the same capacity, and there is at least one.
        let capacity = chunk.flat_vector(0).capacity();
        Self { chunk, outputs, rows: 0, capacity }
    }

    /// Returns true if no further row fits.
    pub(crate) fn is_full(&self) -> bool {
        self.rows >= self.capacity
    }

    /// Returns the largest number of rows.
    pub(crate) fn capacity(&self) -> usize {
        self.capacity
    }

    /// Returns the number of rows.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Adds a row from its values, in the order of their columns; all other values are NULL. The
    /// chunk must not be [full](Self::is_full).
    pub(crate) fn push<'b>(
        &mut self,
        cells: impl Iterator<Item = (usize, Cell<'b>)>,
        file: &str,
        position: u64,
        ids: RowIds,
    ) {
        let mut cells = cells.peekable();
        // The text columns come before those of UUIDs.
        let mut uuids = [None; UUID_SOURCES.len()];
        for OutputColumn { column, values, .. } in &mut self.outputs {
            // Skips values of columns that are not selected.
            while cells.next_if(|(other, _)| other < column).is_some() {}
            let cell = cells.next_if(|(other, _)| other == column).map(|(_, cell)| cell);
            match values {
                ColumnValues::Text(vector) => match cell {
                    Some(Cell::Text(text)) => vector.insert(self.rows, text.as_ref()),
                    _ => vector.set_null(self.rows),
                },
                ColumnValues::Time(values) => values.push(match cell {
                    Some(Cell::Time(micros)) => Some(micros),
                    _ => None,
                }),
                ColumnValues::Bool(values) => values.push(match cell {
                    Some(Cell::Bool(value)) => Some(value),
                    _ => None,
                }),
                ColumnValues::File(vector) => vector.insert(self.rows, file),
                ColumnValues::Position(values) => {
                    values.push(i64::try_from(position).unwrap_or(i64::MAX));
                }
                ColumnValues::ActionId(values) => values.push(ids.action_id),
                ColumnValues::ShapeId(values) => values.push(ids.shape_id),
                ColumnValues::CallerId(values) => values.push(ids.caller_id),
                ColumnValues::NoUuid(vector, source) => match cell {
                    Some(Cell::Text(text)) => {
                        uuids[*source] = uuid::parse(&text);
                        match uuids[*source] {
                            Some(_) => vector.set_null(self.rows),
                            None => vector.insert(self.rows, text.as_ref()),
                        }
                    }
                    _ => vector.set_null(self.rows),
                },
                ColumnValues::Uuid(values, source) => values.push(uuids[*source]),
                ColumnValues::RowCount => {}
            }
        }
        self.rows += 1;
    }

    /// Writes the collected values and sets the number of rows of the chunk.
    pub(crate) fn finish(self) -> Result<()> {
        let (chunk, rows) = (self.chunk, self.rows);
        for OutputColumn { at, values, .. } in self.outputs {
            let array: ArrayRef = match values {
                ColumnValues::Time(values) => Arc::new(TimestampMicrosecondArray::from(values)),
                ColumnValues::Bool(values) => Arc::new(BooleanArray::from(values)),
                ColumnValues::Position(values) => Arc::new(Int64Array::from(values)),
                ColumnValues::ActionId(values)
                | ColumnValues::ShapeId(values)
                | ColumnValues::CallerId(values) => Arc::new(Int32Array::from(values)),
                ColumnValues::Uuid(values, _) => Arc::new(uuid_array(&values)?),
                ColumnValues::Text(_)
                | ColumnValues::NoUuid(..)
                | ColumnValues::File(_)
                | ColumnValues::RowCount => continue,
            };
            write_arrow_array_to_vector(&array, &mut ChunkColumn { chunk, at })
                .map_err(|err| anyhow!("cannot fill column {at} of a chunk: {err}"))?;
        }
        chunk.set_len(rows);
        Ok(())
    }
}

fn uuid_array(values: &[Option<Uuid>]) -> Result<FixedSizeBinaryArray> {
    let bytes: Vec<u8> = values.iter().flat_map(|value| value.unwrap_or_default()).collect();
    let is_valid: Vec<bool> = values.iter().map(Option::is_some).collect();
    Ok(FixedSizeBinaryArray::try_new(16, bytes.into(), Some(is_valid.into()))?)
}

/// A column of a chunk, for the driver's Arrow writer.
struct ChunkColumn<'a> {
    chunk: &'a DataChunkHandle,
    at: usize,
}

impl WritableVector for ChunkColumn<'_> {
    fn flat_vector(&mut self) -> FlatVector<'_> {
        self.chunk.flat_vector(self.at)
    }

    fn list_vector(&mut self) -> ListVector<'_> {
        self.chunk.list_vector(self.at)
    }

    fn array_vector(&mut self) -> ArrayVector<'_> {
        self.chunk.array_vector(self.at)
    }

    fn struct_vector(&mut self) -> StructVector<'_> {
        self.chunk.struct_vector(self.at)
    }
}
