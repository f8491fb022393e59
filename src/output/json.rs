//! An array of objects; JSON columns as JSON, numbers and booleans as such, the rest as strings.

use std::io::Write;

use anyhow::Result;
use duckdb::arrow::{
    array::{Array, RecordBatch},
    util::display::ArrayFormatter,
};

use crate::output::{Column, Kind, RowWriter, options};

pub struct Json<W: Write> {
    out: W,
    columns: Vec<Column>,
    rows: u64,
}

impl<W: Write> Json<W> {
    pub fn new(out: W, columns: Vec<Column>) -> Self {
        Self { out, columns, rows: 0 }
    }

    fn value(&mut self, at: usize, text: &str) -> Result<()> {
        let is_bare = match self.columns[at].kind {
            Kind::Json | Kind::Boolean => true,
            // Infinities and NaN are no numbers of JSON.
            Kind::Number => serde_json::from_str::<serde_json::Number>(text).is_ok(),
            Kind::Text | Kind::Other => false,
        };
        if is_bare {
            self.out.write_all(text.as_bytes())?;
        } else {
            serde_json::to_writer(&mut self.out, text).map_err(std::io::Error::from)?;
        }
        Ok(())
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
                let name = serde_json::Value::from(self.columns[at].name.as_str());
                write!(self.out, "{comma}{name}:")?;
                if batch.column(at).is_null(row) {
                    self.out.write_all(b"null")?;
                } else {
                    self.value(at, &column.value(row).try_to_string()?)?;
                }
            }
            self.out.write_all(b"}")?;
            self.rows += 1;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        self.out.write_all(if self.rows == 0 { b"[]\n" } else { b"\n]\n" })?;
        Ok(self.out.flush()?)
    }
}
