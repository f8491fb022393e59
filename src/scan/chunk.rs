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
    column::{COLUMNS, Kind},
    row::{Cell, Row},
};

/// The columns of `read_cloudtrail` behind those of `events`.
pub const FILE: usize = COLUMNS.len();
/// The position of the record in the file.
pub const POSITION: usize = COLUMNS.len() + 1;
/// The number of the action, which only the import's scan has, behind all others.
pub const ACTION_ID: usize = COLUMNS.len() + 2;

/// Name and type of [`ACTION_ID`].
pub fn action_id() -> (&'static str, LogicalTypeHandle) {
    ("action_id", LogicalTypeId::Integer.into())
}

/// Names and types of the columns that both table functions have.
pub fn schema() -> Vec<(&'static str, LogicalTypeHandle)> {
    let mut schema: Vec<_> =
        COLUMNS.iter().map(|column| (column.name, logical_type(column.kind))).collect();
    schema.push(("file", LogicalTypeId::Varchar.into()));
    schema.push(("position", LogicalTypeId::Bigint.into()));
    schema
}

fn logical_type(kind: Kind) -> LogicalTypeHandle {
    match kind {
        Kind::Text => LogicalTypeId::Varchar.into(),
        Kind::Json => {
            // With the alias DuckDB knows the text as JSON, so that an insert does not check it
            // a second time.
            let mut json: LogicalTypeHandle = LogicalTypeId::Varchar.into();
            json.set_alias("JSON");
            json
        }
        Kind::Bool | Kind::BoolText => LogicalTypeId::Boolean.into(),
        Kind::Time => LogicalTypeId::Timestamp.into(),
    }
}

/// Writes rows to a chunk.
pub struct ChunkWriter<'a> {
    chunk: &'a DataChunkHandle,
    outputs: Vec<Output<'a>>,
    rows: usize,
    capacity: usize,
}

enum Output<'a> {
    Text(usize, FlatVector<'a>),
    Time(usize, Vec<Option<i64>>),
    Bool(usize, Vec<Option<bool>>),
    File(FlatVector<'a>),
    Position(Vec<i64>),
    ActionId(Vec<Option<i32>>),
    /// A column that only counts rows, as DuckDB asks for in `count(*)`.
    Nothing,
}

impl<'a> ChunkWriter<'a> {
    /// Starts an empty chunk with these columns, by their position in [`schema`].
    pub fn new(chunk: &'a DataChunkHandle, columns: &[usize]) -> Self {
        let output = |(at, column): (usize, &usize)| match COLUMNS.get(*column) {
            Some(found) => match found.kind {
                Kind::Text | Kind::Json => Output::Text(*column, chunk.flat_vector(at)),
                Kind::Time => Output::Time(*column, Vec::new()),
                Kind::Bool | Kind::BoolText => Output::Bool(*column, Vec::new()),
            },
            None if *column == FILE => Output::File(chunk.flat_vector(at)),
            None if *column == POSITION => Output::Position(Vec::new()),
            None if *column == ACTION_ID => Output::ActionId(Vec::new()),
            None => Output::Nothing,
        };
        let outputs = columns.iter().enumerate().map(output).collect();
        // Every vector of a chunk has the same capacity, and there is always one.
        let capacity = chunk.flat_vector(0).capacity();
        Self { chunk, outputs, rows: 0, capacity }
    }

    /// Whether another row fits.
    pub fn has_room(&self) -> bool {
        self.rows < self.capacity
    }

    /// How many rows were written.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Adds a row. The caller has asked [`Self::has_room`].
    pub fn push(&mut self, row: &Row<'_>, file: &str, position: u64, action_id: Option<i32>) {
        for output in &mut self.outputs {
            match output {
                Output::Text(column, vector) => match row.cell(*column) {
                    Cell::Text(text) => vector.insert(self.rows, text.as_ref()),
                    _ => vector.set_null(self.rows),
                },
                Output::Time(column, values) => values.push(match row.cell(*column) {
                    Cell::Time(micros) => Some(*micros),
                    _ => None,
                }),
                Output::Bool(column, values) => values.push(match row.cell(*column) {
                    Cell::Bool(value) => Some(*value),
                    _ => None,
                }),
                Output::File(vector) => vector.insert(self.rows, file),
                Output::Position(values) => {
                    values.push(i64::try_from(position).unwrap_or(i64::MAX));
                }
                Output::ActionId(values) => values.push(action_id),
                Output::Nothing => {}
            }
        }
        self.rows += 1;
    }

    /// Hands the chunk to DuckDB.
    pub fn finish(self) -> Result<()> {
        let (chunk, rows) = (self.chunk, self.rows);
        for (at, output) in self.outputs.into_iter().enumerate() {
            let array: ArrayRef = match output {
                Output::Time(_, values) => Arc::new(TimestampMicrosecondArray::from(values)),
                Output::Bool(_, values) => Arc::new(BooleanArray::from(values)),
                Output::Position(values) => Arc::new(Int64Array::from(values)),
                Output::ActionId(values) => Arc::new(Int32Array::from(values)),
                Output::Text(..) | Output::File(_) | Output::Nothing => continue,
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
