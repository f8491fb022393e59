//! JSON objects, in one array or one per line. JSON columns, numbers and booleans are written as JSON
//! values, everything else as strings.

use std::io::Write;

use anyhow::Result;

use crate::output::{ResultColumn, RowWriter, ValueKind, batch::Batch};

pub(crate) struct JsonWriter<W: Write> {
    out: W,
    columns: Vec<ResultColumn>,
    /// The column names, quoted as JSON strings.
    names: Vec<String>,
    frame: Frame,
    rows: u64,
}

/// The text before, between and after the objects.
struct Frame {
    first: &'static str,
    next: &'static str,
    end: &'static str,
    end_of_none: &'static str,
}

impl<W: Write> JsonWriter<W> {
    /// Writes all rows as one array.
    pub(crate) fn array(out: W, columns: Vec<ResultColumn>) -> Self {
        let frame = Frame { first: "[\n", next: ",\n", end: "\n]\n", end_of_none: "[]\n" };
        Self::new(out, columns, frame)
    }

    /// Writes one row per line.
    pub(crate) fn lines(out: W, columns: Vec<ResultColumn>) -> Self {
        let frame = Frame { first: "", next: "\n", end: "\n", end_of_none: "" };
        Self::new(out, columns, frame)
    }

    fn new(out: W, columns: Vec<ResultColumn>, frame: Frame) -> Self {
        let quoted =
            |column: &ResultColumn| serde_json::Value::from(column.name.as_str()).to_string();
        let names = columns.iter().map(quoted).collect();
        Self { out, columns, names, frame, rows: 0 }
    }

    fn value(&mut self, at: usize, text: &str) -> Result<()> {
        let is_bare = match self.columns[at].kind {
            // In valid JSON a line break is only white space; a row must stay on one line.
            ValueKind::Json if text.contains(['\n', '\r']) => {
                self.out.write_all(text.replace(['\n', '\r'], " ").as_bytes())?;
                return Ok(());
            }
            // DuckDB writes an infinite number inside a value as JSON that no reader accepts.
            ValueKind::Nested if text.contains("NaN") || text.contains("Infinity") => {
                serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
            }
            ValueKind::Json | ValueKind::Nested | ValueKind::Boolean => true,
            // JSON has no infinities and no NaN.
            ValueKind::Number => serde_json::from_str::<serde_json::Number>(text).is_ok(),
            ValueKind::Text | ValueKind::Other => false,
        };
        if is_bare {
            self.out.write_all(text.as_bytes())?;
        } else {
            serde_json::to_writer(&mut self.out, text).map_err(std::io::Error::from)?;
        }
        Ok(())
    }
}

impl<W: Write> RowWriter for JsonWriter<W> {
    fn write(&mut self, row: &Batch<'_>) -> Result<()> {
        let before = if self.rows == 0 { self.frame.first } else { self.frame.next };
        write!(self.out, "{before}{{")?;
        for (at, cell) in row.cells().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            write!(self.out, "{comma}{}:", self.names[at])?;
            match cell {
                Some(text) => self.value(at, text)?,
                None => self.out.write_all(b"null")?,
            }
        }
        self.rows += 1;
        Ok(self.out.write_all(b"}")?)
    }

    fn finish(&mut self) -> Result<()> {
        let end = if self.rows == 0 { self.frame.end_of_none } else { self.frame.end };
        self.out.write_all(end.as_bytes())?;
        Ok(self.out.flush()?)
    }
}
