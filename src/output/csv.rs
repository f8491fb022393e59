//! Comma-separated values after RFC 4180, safe to open in a spreadsheet.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use anyhow::Result;

use crate::output::{Column, Kind, RowWriter, batch::Batch};

pub struct Csv<W: Write> {
    out: csv::Writer<W>,
    /// Whether each column holds text that is to be made safe.
    is_defused: Vec<bool>,
}

impl<W: Write> Csv<W> {
    /// Writes the header to `out`. Raw, the texts stay as they are, whatever a spreadsheet makes of
    /// them.
    pub fn new(out: W, columns: &[Column], is_raw: bool) -> Result<Self> {
        let mut out = csv::Writer::from_writer(out);
        let names = columns.iter().map(|column| {
            if is_raw { Cow::Borrowed(column.name.as_str()) } else { defused(&column.name) }
        });
        for name in names {
            out.write_field(name.as_bytes()).map_err(stream_error)?;
        }
        out.write_record(None::<&[u8]>).map_err(stream_error)?;
        let is_text = |kind| matches!(kind, Kind::Text | Kind::Nested | Kind::Other);
        let is_defused = columns.iter().map(|column| !is_raw && is_text(column.kind)).collect();
        Ok(Self { out, is_defused })
    }
}

impl<W: Write> RowWriter for Csv<W> {
    fn write(&mut self, row: &Batch<'_>) -> Result<()> {
        for (cell, is_defused) in row.cells().zip(&self.is_defused) {
            let text = cell.unwrap_or_default();
            let text = if *is_defused { defused(text) } else { Cow::Borrowed(text) };
            self.out.write_field(text.as_bytes()).map_err(stream_error)?;
        }
        Ok(self.out.write_record(None::<&[u8]>).map_err(stream_error)?)
    }

    fn finish(&mut self) -> Result<()> {
        Ok(self.out.flush()?)
    }
}

/// The error of the stream behind the table writer, so that a closed pipe is seen to be one.
fn stream_error(err: csv::Error) -> io::Error {
    match err.into_kind() {
        csv::ErrorKind::Io(err) => err,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// The text with an apostrophe before what a spreadsheet would run as a formula (OWASP, "CSV
/// Injection").
fn defused(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"] {
            assert_eq!(defused(text), format!("'{text}"));
        }
        for text in ["", "a=b", "arn:aws:iam::1:user/x", "1.2.3.4"] {
            assert_eq!(defused(text), text);
        }
    }
}
