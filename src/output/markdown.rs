//! A table for a document, as GitHub-flavoured Markdown.

use std::io::Write;

use anyhow::Result;

use crate::{
    output::{ResultColumn, RowWriter, ValueKind, batch::Batch},
    text::visible,
};

pub(crate) struct Markdown<W: Write> {
    out: W,
}

impl<W: Write> Markdown<W> {
    pub(crate) fn new(mut out: W, columns: &[ResultColumn]) -> Result<Self> {
        let names: Vec<String> = columns.iter().map(|column| shown(&column.name)).collect();
        writeln!(out, "| {} |", names.join(" | "))?;
        let lines: Vec<&str> = columns
            .iter()
            .map(|column| if column.kind == ValueKind::Number { "--:" } else { "---" })
            .collect();
        writeln!(out, "| {} |", lines.join(" | "))?;
        Ok(Self { out })
    }
}

impl<W: Write> RowWriter for Markdown<W> {
    fn write(&mut self, row: &Batch<'_>) -> Result<()> {
        let cells: Vec<String> = row.cells().map(|cell| shown(cell.unwrap_or_default())).collect();
        Ok(writeln!(self.out, "| {} |", cells.join(" | "))?)
    }

    fn finish(&mut self) -> Result<()> {
        Ok(self.out.flush()?)
    }
}

/// The text as a cell: nothing in it is a link, a formula or HTML, whatever it says.
fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len() + 16);
    for part in visible(text).split_inclusive(divides) {
        let (word, end) = match part.char_indices().last() {
            Some((at, letter)) if divides(letter) => part.split_at(at),
            _ => (part, ""),
        };
        if may_be_link(word) {
            shown.extend(["`", word, "`"]);
        } else {
            escape(word, &mut shown);
        }
        escape(end, &mut shown);
    }
    shown
}

/// What is no part of an address, and stands for something in code, too.
fn divides(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '<' | '>' | '&' | '|' | '\\' | '`')
}

/// Whether a reader may make a link or a formula of a word, whatever is escaped in it: an address, a name
/// behind `@` (which GitHub also tells the named one of), a formula between dollars. As code it is none.
fn may_be_link(word: &str) -> bool {
    word.contains(['@', '$']) || word.contains("://") || word.to_ascii_lowercase().contains("www.")
}

/// Adds text with nothing in it that Markdown, or HTML within it, would take for its own.
fn escape(text: &str, shown: &mut String) {
    for letter in text.chars() {
        match letter {
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '&' => shown.push_str("&amp;"),
            // A backslash before it would stand beside the marks of code.
            '`' => shown.push_str("&#96;"),
            '|' | '\\' | '*' | '_' | '[' | ']' | '!' | '#' | '~' | '^' => {
                shown.push('\\');
                shown.push(letter);
            }
            letter => shown.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out_of_a_cell() {
        assert_eq!(shown("a|b\n<img src=x>[x](y)`"), "a\\|b\\\\n&lt;img src=x&gt;\\[x\\](y)&#96;");
        assert_eq!(shown("role/session 1.2.3.4"), "role/session 1.2.3.4");
    }

    #[test]
    fn a_word_that_could_be_a_link_is_code() {
        assert_eq!(shown("role/alice@example.com"), "`role/alice@example.com`");
        assert_eq!(shown("see <https://x/`y`|> now"), "see &lt;`https://x/`&#96;y&#96;\\|&gt; now");
        assert_eq!(shown("$a_b$ \\@c Www.d"), "`$a_b$` \\\\`@c` `Www.d`");
    }
}
