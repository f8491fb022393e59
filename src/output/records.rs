//! Whole records as JSON, to standard output or to a file.

use std::io::{self, BufWriter, IsTerminal, Write};

use anyhow::{Result, bail};

use crate::output::{
    Destination, Format, file,
    indent::{compact, indented},
    terminal,
};

/// Takes one record.
pub(crate) type Take<'a> = &'a mut dyn FnMut(&str) -> Result<()>;

/// What stands around and between the records.
struct Layout {
    first: &'static str,
    next: &'static str,
    end: &'static str,
    end_of_none: &'static str,
    space: fn(&str) -> String,
}

const INDENTED: Layout =
    Layout { first: "", next: "\n", end: "\n", end_of_none: "", space: indented };
const ARRAY: Layout =
    Layout { first: "[\n", next: ",\n", end: "\n]\n", end_of_none: "[]\n", space: compact };
const LINES: Layout = Layout { space: compact, ..INDENTED };
const HISTORY: Layout = Layout {
    first: "{\"Records\":[",
    next: ",",
    end: "]}",
    end_of_none: "{\"Records\":[]}",
    space: compact,
};

/// Writes the records that `fill` passes on to `destination`: by default indented, one after the
/// other.
pub(crate) fn write(
    destination: &Destination,
    fill: impl FnOnce(Take<'_>) -> Result<()>,
) -> Result<()> {
    let layout = layout(destination)?;
    let Some(path) = &destination.path else {
        let stdout = io::stdout().lock();
        return if stdout.is_terminal() {
            layout.write(terminal::Visible::new(stdout), fill)
        } else {
            layout.write(BufWriter::new(stdout), fill)
        };
    };
    file::write_whole(path, destination.may_replace, |file| {
        layout.write(BufWriter::new(file.reopen()?), fill)
    })
}

fn layout(destination: &Destination) -> Result<&'static Layout> {
    let by_extension = || destination.path.as_deref().and_then(Format::of_path);
    Ok(match destination.format {
        None if by_extension() == Some(Format::Jsonl) => &LINES,
        None => &INDENTED,
        Some(Format::Json) => &ARRAY,
        Some(Format::Jsonl) => &LINES,
        Some(Format::HistoryJson) => &HISTORY,
        Some(format) => {
            bail!(
                "cannot write whole records as {}: a record is JSON; use --format json, jsonl or history-json, or omit --format",
                format.name()
            )
        }
    })
}

impl Layout {
    fn write(&self, mut out: impl Write, fill: impl FnOnce(Take<'_>) -> Result<()>) -> Result<()> {
        let mut is_first = true;
        fill(&mut |record| {
            let before = if is_first { self.first } else { self.next };
            is_first = false;
            write!(out, "{before}{}", (self.space)(record))?;
            Ok(())
        })?;
        out.write_all(if is_first { self.end_of_none } else { self.end }.as_bytes())?;
        Ok(out.flush()?)
    }
}
