//! Fills the columns of one DuckDB chunk, row by row.
//!
//! Strings go straight into DuckDB's vectors. Timestamps, booleans and integers are collected and
//! written at once as Arrow arrays, which is the driver's way of doing so without `unsafe`.

use std::sync::Arc;

use anyhow::{Result, anyhow};
use duckdb::{
    arrow::array::{ArrayRef, BooleanArray, Int32Array, Int64Array, TimestampMicrosecondArray},
    core::{
        ArrayVector, DataChunkHandle, FlatVector, Inserter, ListVector, LogicalTypeHandle,
        LogicalTypeId, StructVector,
    },
    vtab::arrow::{WritableVector, write_arrow_array_to_vector},
};

use crate::trail::{
    column::{COLUMNS, ColumnKind},
    row::Cell,
};

/// The columns of `read_cloudtrail` behind those of `events`.
pub(crate) const FILE: usize = COLUMNS.len();
/// The position of the record in the file.
pub(crate) const POSITION: usize = COLUMNS.len() + 1;
/// The number of the action, which only the import's scan has, behind all others.
pub(crate) const ACTION_ID: usize = COLUMNS.len() + 2;

/// Name and type of [`ACTION_ID`].
pub(crate) fn action_id() -> (&'static str, LogicalTypeHandle) {
    ("action_id", LogicalTypeId::Integer.into())
}

/// Names and types of the columns that both table functions have.
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
            // With the alias DuckDB knows the text as JSON, so that an insert does not check it
            // a second time.
            let mut json: LogicalTypeHandle = LogicalTypeId::Varchar.into();
            json.set_alias("JSON");
            json
        }
        ColumnKind::Bool | ColumnKind::BoolText => LogicalTypeId::Boolean.into(),
        ColumnKind::Time => LogicalTypeId::Timestamp.into(),
    }
}

/// Writes rows to a chunk.
pub(crate) struct ChunkWriter<'a> {
    chunk: &'a DataChunkHandle,
    /// In the order of [`schema`], as the values of a row come.
    outputs: Vec<Output<'a>>,
    rows: usize,
    capacity: usize,
}

/// A column that is asked for.
struct Output<'a> {
    /// Its position in [`schema`].
    column: usize,
    /// Its position in the chunk.
    at: usize,
    values: Values<'a>,
}

enum Values<'a> {
    Text(FlatVector<'a>),
    Time(Vec<Option<i64>>),
    Bool(Vec<Option<bool>>),
    File(FlatVector<'a>),
    Position(Vec<i64>),
    ActionId(Vec<Option<i32>>),
    /// A column that only counts rows, as DuckDB asks for in `count(*)`.
    Nothing,
}

impl<'a> ChunkWriter<'a> {
    /// Starts an empty chunk with these columns, by their position in [`schema`].
    pub(crate) fn new(chunk: &'a DataChunkHandle, columns: &[usize]) -> Self {
        let output = |(at, column): (usize, &usize)| {
            let values = match COLUMNS.get(*column) {
                Some(found) => match found.kind {
                    ColumnKind::Text | ColumnKind::Json => Values::Text(chunk.flat_vector(at)),
                    ColumnKind::Time => Values::Time(Vec::new()),
                    ColumnKind::Bool | ColumnKind::BoolText => Values::Bool(Vec::new()),
                },
                None if *column == FILE => Values::File(chunk.flat_vector(at)),
                None if *column == POSITION => Values::Position(Vec::new()),
                None if *column == ACTION_ID => Values::ActionId(Vec::new()),
                None => Values::Nothing,
            };
            Output { column: *column, at, values }
        };
        let mut outputs: Vec<_> = columns.iter().enumerate().map(output).collect();
        outputs.sort_by_key(|output| output.column);
        // Every vector of a chunk has the same capacity, and there is always one.
        let capacity = chunk.flat_vector(0).capacity();
        Self { chunk, outputs, rows: 0, capacity }
    }

    /// Whether another row fits.
    pub(crate) fn has_room(&self) -> bool {
        self.rows < self.capacity
    }

    /// How many rows it holds at most.
    pub(crate) fn capacity(&self) -> usize {
        self.capacity
    }

    /// How many rows were written.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Adds a row by its values, in the order of their columns; others are NULL. The caller has asked
    /// [`Self::has_room`].
    pub(crate) fn push<'b>(
        &mut self,
        cells: impl Iterator<Item = (usize, Cell<'b>)>,
        file: &str,
        position: u64,
        action_id: Option<i32>,
    ) {
        let mut cells = cells.peekable();
        for Output { column, values, .. } in &mut self.outputs {
            // Values that nobody asked for are passed over.
            while cells.next_if(|(other, _)| other < column).is_some() {}
            let cell = cells.next_if(|(other, _)| other == column).map(|(_, cell)| cell);
            match values {
                Values::Text(vector) => match cell {
                    Some(Cell::Text(text)) => vector.insert(self.rows, text.as_ref()),
                    _ => vector.set_null(self.rows),
                },
                Values::Time(values) => values.push(match cell {
                    Some(Cell::Time(micros)) => Some(micros),
                    _ => None,
                }),
                Values::Bool(values) => values.push(match cell {
                    Some(Cell::Bool(value)) => Some(value),
                    _ => None,
                }),
                Values::File(vector) => vector.insert(self.rows, file),
                Values::Position(values) => {
                    values.push(i64::try_from(position).unwrap_or(i64::MAX));
                }
                Values::ActionId(values) => values.push(action_id),
                Values::Nothing => {}
            }
        }
        self.rows += 1;
    }

    /// Hands the chunk to DuckDB.
    pub(crate) fn finish(self) -> Result<()> {
        let (chunk, rows) = (self.chunk, self.rows);
        for Output { at, values, .. } in self.outputs {
            let array: ArrayRef = match values {
                Values::Time(values) => Arc::new(TimestampMicrosecondArray::from(values)),
                Values::Bool(values) => Arc::new(BooleanArray::from(values)),
                Values::Position(values) => Arc::new(Int64Array::from(values)),
                Values::ActionId(values) => Arc::new(Int32Array::from(values)),
                Values::Text(_) | Values::File(_) | Values::Nothing => continue,
            };
            write_arrow_array_to_vector(&array, &mut ColumnOf { chunk, at })
                .map_err(|err| anyhow!("cannot fill column {at} of a chunk: {err}"))?;
        }
        chunk.set_len(rows);
        Ok(())
    }
}

/// One column of a chunk, as the driver's Arrow writer wants it.
struct ColumnOf<'a> {
    chunk: &'a DataChunkHandle,
    at: usize,
}

impl WritableVector for ColumnOf<'_> {
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
