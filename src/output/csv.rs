//! Comma-separated values after RFC 4180, safe to open in a spreadsheet.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use anyhow::Result;

use crate::output::{Column, Kind, RowWriter};

pub struct Csv<W: Write> {
    out: csv::Writer<W>,
    columns: Vec<Column>,
}

impl<W: Write> Csv<W> {
    pub fn new(out: W, columns: Vec<Column>) -> Result<Self> {
        let mut out = csv::Writer::from_writer(out);
        out.write_record(columns.iter().map(|column| &column.name)).map_err(stream_error)?;
        Ok(Self { out, columns })
    }
}

impl<W: Write> RowWriter for Csv<W> {
    fn write(&mut self, cells: &[Option<String>]) -> Result<()> {
        for (cell, column) in cells.iter().zip(&self.columns) {
            let text = cell.as_deref().unwrap_or_default();
            let text = if column.kind == Kind::Text { defused(text) } else { Cow::Borrowed(text) };
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
