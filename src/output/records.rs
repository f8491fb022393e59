//! Writes whole records as JSON to standard output or to a file.

use std::io::{self, BufWriter, Write};

use anyhow::{Result, bail};

use crate::{
    error::Usage,
    output::{
        Destination, Format, PagedWriter, file, format,
        indent::{compact, indented},
        pager,
    },
    store::{Connection, protected},
};

/// A function that writes one record.
pub(crate) type WriteRecord<'a> = &'a mut dyn FnMut(&str) -> Result<()>;

/// The text around and between records, and their white space.
struct RecordLayout {
    first: &'static str,
    next: &'static str,
    end: &'static str,
    end_of_none: &'static str,
    reformat: fn(&str) -> String,
}

const INDENTED: RecordLayout =
    RecordLayout { first: "", next: "\n", end: "\n", end_of_none: "", reformat: indented };
const ARRAY: RecordLayout = RecordLayout {
    first: "[\n",
    next: ",\n",
    end: "\n]\n",
    end_of_none: "[]\n",
    reformat: compact,
};
const LINES: RecordLayout = RecordLayout { reformat: compact, ..INDENTED };
const HISTORY: RecordLayout = RecordLayout {
    first: "{\"Records\":[",
    next: ",",
    end: "]}",
    end_of_none: "{\"Records\":[]}",
    reformat: compact,
};

/// Calls `fill` with a function that writes a record to `destination`. By default records are indented
/// and follow each other.
pub(crate) fn write(
    connection: &Connection,
    destination: &Destination,
    fill: impl FnOnce(WriteRecord<'_>) -> Result<()>,
) -> Result<()> {
    let layout = layout(destination)?;
    let Some(path) = &destination.path else {
        let Some(size) = console::Term::stdout().size_checked() else {
            return layout.write(BufWriter::new(io::stdout().lock()), fill);
        };
        let pager = destination.may_page.then(pager::find).flatten();
        let mut screen = PagedWriter::new(pager, size, ());
        screen.show(Format::Jsonl, |out| layout.write(out, fill))?;
        return Ok(());
    };
    protected::check(connection, path)?;
    file::write_whole(path, destination.may_replace, |draft| {
        file::fill(draft.reopen()?, format::is_gzip(path), |out| layout.write(out, fill))
    })
}

fn layout(destination: &Destination) -> Result<&'static RecordLayout> {
    let format = match (destination.format, &destination.path) {
        (None, Some(path)) => Format::of_path(path)?.filter(|format| *format != Format::Table),
        (format, _) => format,
    };
    Ok(match format {
        None => &INDENTED,
        Some(Format::Json) => &ARRAY,
        Some(Format::Jsonl) => &LINES,
        Some(Format::HistoryJson) => &HISTORY,
        Some(format) => {
            bail!(Usage(format!(
                "cannot write whole records as {}: a record is JSON; use --format json, jsonl or history-json, or omit --format",
                format.name()
            )))
        }
    })
}

impl RecordLayout {
    fn write(
        &self,
        mut out: impl Write,
        fill: impl FnOnce(WriteRecord<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut is_first = true;
        fill(&mut |record| {
            let before = if is_first { self.first } else { self.next };
            is_first = false;
            write!(out, "{before}{}", (self.reformat)(record))?;
            Ok(())
        })?;
        out.write_all(if is_first { self.end_of_none } else { self.end }.as_bytes())?;
        Ok(out.flush()?)
    }
}
