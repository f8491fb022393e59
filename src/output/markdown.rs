//! A table for a document, as GitHub-flavoured Markdown.

use std::io::Write;

use anyhow::Result;

use crate::output::{Column, Kind, RowWriter, batch::Batch, text::visible};

pub struct Markdown<W: Write> {
    out: W,
}

impl<W: Write> Markdown<W> {
    pub fn new(mut out: W, columns: &[Column]) -> Result<Self> {
        let names: Vec<String> = columns.iter().map(|column| escaped(&column.name)).collect();
        writeln!(out, "| {} |", names.join(" | "))?;
        let lines: Vec<&str> = columns
            .iter()
            .map(|column| if column.kind == Kind::Number { "--:" } else { "---" })
            .collect();
        writeln!(out, "| {} |", lines.join(" | "))?;
        Ok(Self { out })
    }
}

impl<W: Write> RowWriter for Markdown<W> {
    fn write(&mut self, row: &Batch<'_>) -> Result<()> {
        let cells: Vec<String> =
            row.cells().map(|cell| escaped(cell.unwrap_or_default())).collect();
        Ok(writeln!(self.out, "| {} |", cells.join(" | "))?)
    }

    fn finish(&mut self) -> Result<()> {
        Ok(self.out.flush()?)
    }
}

/// The text with nothing in it that Markdown, or HTML within it, would take for its own.
fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in visible(text).chars() {
        match letter {
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '&' => shown.push_str("&amp;"),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '!' | '#' | '~' => {
                shown.push('\\');
                shown.push(letter);
            }
            letter => shown.push(letter),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out_of_a_cell() {
        assert_eq!(
            escaped("a|b\n<img src=x>[x](http://y)`"),
            "a\\|b\\\\n&lt;img src=x&gt;\\[x\\](http://y)\\`"
        );
        assert_eq!(escaped("role/session 1.2.3.4"), "role/session 1.2.3.4");
    }
}
