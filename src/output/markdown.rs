//! A table in GitHub-flavoured Markdown.

use std::io::Write;

use anyhow::Result;

use crate::{
    output::{ResultColumn, RowWriter, ValueKind, batch::Batch},
    text::visible,
};

pub(crate) struct MarkdownWriter<W: Write> {
    out: W,
    /// The text for NULL, escaped.
    null: String,
}

impl<W: Write> MarkdownWriter<W> {
    pub(crate) fn new(mut out: W, columns: &[ResultColumn], null: &str) -> Result<Self> {
        let names: Vec<String> = columns.iter().map(|column| escaped(&column.name)).collect();
        writeln!(out, "| {} |", names.join(" | "))?;
        let lines: Vec<&str> = columns
            .iter()
            .map(|column| if column.kind == ValueKind::Number { "--:" } else { "---" })
            .collect();
        writeln!(out, "| {} |", lines.join(" | "))?;
        Ok(Self { out, null: escaped(null) })
    }
}

impl<W: Write> RowWriter for MarkdownWriter<W> {
    fn write(&mut self, row: &Batch<'_>) -> Result<()> {
        let cells: Vec<String> =
            row.cells().map(|cell| cell.map_or_else(|| self.null.clone(), escaped)).collect();
        Ok(writeln!(self.out, "| {} |", cells.join(" | "))?)
    }

    fn finish(&mut self) -> Result<()> {
        Ok(self.out.flush()?)
    }
}

/// Escapes text for a cell: no part of it is rendered as a link, a formula or HTML.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for part in visible(text).split_inclusive(is_separator) {
        let (word, end) = match part.char_indices().last() {
            Some((at, letter)) if is_separator(letter) => part.split_at(at),
            _ => (part, ""),
        };
        if may_be_link(word) {
            escaped.extend(["`", word, "`"]);
        } else {
            escape(word, &mut escaped);
        }
        escape(end, &mut escaped);
    }
    escaped
}

/// Returns true for characters that end a URL and that must be escaped even within code.
fn is_separator(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '<' | '>' | '&' | '|' | '\\' | '`')
}

/// Returns true if a renderer may turn a word into a link or a formula despite escapes: a URL, a name
/// after `@` (which GitHub also notifies), a formula between dollars. Within code it does not.
fn may_be_link(word: &str) -> bool {
    word.contains(['@', '$']) || word.contains("://") || word.to_ascii_lowercase().contains("www.")
}

/// Appends text with the special characters of Markdown and HTML escaped.
fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // A backslash does not escape a backtick next to code.
            '`' => out.push_str("&#96;"),
            '|' | '\\' | '*' | '_' | '[' | ']' | '!' | '#' | '~' | '^' => {
                out.push('\\');
                out.push(letter);
            }
            letter => out.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_break_out_of_a_cell() {
        assert_eq!(
            escaped("a|b\n<img src=x>[x](y)`"),
            "a\\|b\\\\n&lt;img src=x&gt;\\[x\\](y)&#96;"
        );
        assert_eq!(escaped("role/session 1.2.3.4"), "role/session 1.2.3.4");
    }

    #[test]
    fn a_word_that_could_be_a_link_is_code() {
        assert_eq!(escaped("role/alice@example.com"), "`role/alice@example.com`");
        assert_eq!(
            escaped("see <https://x/`y`|> now"),
            "see &lt;`https://x/`&#96;y&#96;\\|&gt; now"
        );
        assert_eq!(escaped("$a_b$ \\@c Www.d"), "`$a_b$` \\\\`@c` `Www.d`");
    }
}
