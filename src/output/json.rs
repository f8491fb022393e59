//! An array of objects; JSON columns as JSON, numbers and booleans as such, the rest as strings.

use std::io::Write;

use anyhow::Result;
use duckdb::arrow::{
    array::{Array, RecordBatch},
    datatypes::{DataType, SchemaRef},
    util::display::ArrayFormatter,
};

use crate::output::{RowWriter, flush, is_json, names, options};

pub struct Json<W: Write> {
    out: W,
    names: Vec<String>,
    is_raw: Vec<bool>,
    rows: u64,
}

impl<W: Write> Json<W> {
    pub fn new(out: W, schema: &SchemaRef) -> Self {
        let quoted = |name: &str| serde_json::Value::from(name).to_string();
        let is_raw = schema
            .fields()
            .iter()
            .map(|field| {
                is_json(field)
                    || field.data_type() == &DataType::Boolean
                    || field.data_type().is_integer()
            })
            .collect();
        Self { out, names: names(schema).map(quoted).collect(), is_raw, rows: 0 }
    }
}

impl<W: Write> RowWriter for Json<W> {
    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        let options = options();
        let columns = batch
            .columns()
            .iter()
            .map(|column| ArrayFormatter::try_new(column.as_ref(), &options))
            .collect::<Result<Vec<_>, _>>()?;
        for row in 0..batch.num_rows() {
            self.out.write_all(if self.rows == 0 { b"[\n{" } else { b",\n{" })?;
            for (at, column) in columns.iter().enumerate() {
                let comma = if at == 0 { "" } else { "," };
                write!(self.out, "{comma}{}:", self.names[at])?;
                if batch.column(at).is_null(row) {
                    self.out.write_all(b"null")?;
                    continue;
                }
                let text = column.value(row).try_to_string()?;
                let is_float = batch.column(at).data_type().is_numeric() && is_number(&text);
                if self.is_raw[at] || is_float {
                    self.out.write_all(text.as_bytes())?;
                } else {
                    serde_json::to_writer(&mut self.out, &text)?;
                }
            }
            self.out.write_all(b"}")?;
            self.rows += 1;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        self.out.write_all(if self.rows == 0 { b"[]\n" } else { b"\n]\n" })?;
        flush(&mut self.out)
    }
}

/// Whether a number can be written in JSON: infinities and NaN cannot.
fn is_number(text: &str) -> bool {
    serde_json::from_str::<serde_json::Number>(text).is_ok()
}
