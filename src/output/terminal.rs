//! A stream to a terminal that escapes hidden characters, in any format.

use std::io::{self, Write};

use crate::text::visible;

/// A writer that escapes hidden characters in each line. Files and pipes get the exact text instead.
pub(crate) struct Visible<W: Write> {
    out: W,
    line: Vec<u8>,
}

impl<W: Write> Visible<W> {
    /// Writes to `out`.
    pub(crate) fn new(out: W) -> Self {
        Self { out, line: Vec::new() }
    }

    fn end_line(&mut self) -> io::Result<()> {
        let line = String::from_utf8_lossy(&self.line);
        self.out.write_all(visible(&line).as_bytes())?;
        self.line.clear();
        Ok(())
    }
}

impl<W: Write> Write for Visible<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            match piece.split_last() {
                Some((b'\n', start)) => {
                    self.line.extend_from_slice(start);
                    self.end_line()?;
                    self.out.write_all(b"\n")?;
                }
                _ => self.line.extend_from_slice(piece),
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.end_line()?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_pass_with_hidden_characters_escaped() {
        let mut out = Visible::new(Vec::new());
        for piece in ["a\u{1b}", "[31m\nÜ", "ber\n\u{202e}"] {
            out.write_all(piece.as_bytes()).unwrap();
        }
        out.flush().unwrap();
        assert_eq!(String::from_utf8(out.out).unwrap(), "a\\u{1b}[31m\nÜber\n\\u{202e}");
    }
}
