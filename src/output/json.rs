//! An array of objects; JSON columns as JSON, numbers and booleans as such, the rest as strings.

use std::io::Write;

use crate::output::{Column, Kind, RowWriter};
use anyhow::Result;

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
    fn write(&mut self, cells: &[Option<String>]) -> Result<()> {
        self.out.write_all(if self.rows == 0 { b"[\n{" } else { b",\n{" })?;
        for (at, cell) in cells.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            let name = serde_json::Value::from(self.columns[at].name.as_str());
            write!(self.out, "{comma}{name}:")?;
            match cell {
                Some(text) => self.value(at, text)?,
                None => self.out.write_all(b"null")?,
            }
        }
        self.rows += 1;
        Ok(self.out.write_all(b"}")?)
    }

    fn finish(&mut self) -> Result<()> {
        self.out.write_all(if self.rows == 0 { b"[]\n" } else { b"\n]\n" })?;
        Ok(self.out.flush()?)
    }
}
