//! The text after an import: its summary, the line of a watch, and the first rejects.

use std::{
    fmt::{self, Write},
    fs, iter,
    time::Duration,
};

use indicatif::{HumanBytes, HumanCount};

use crate::{
    count::counted,
    import::{ImportRequest, Imported, after::EventTotals},
    suggestion::{self, Argument},
    text::wrapped,
    trail::{form, time},
};

/// The width of the text, which fits any terminal.
const LINE: usize = 80;

/// The width of the counts in a list.
const COUNT: usize = 9;

/// The content of the database, and the speed of the import.
#[derive(Debug)]
pub(crate) struct Summary {
    totals: Option<EventTotals>,
    bytes: Option<u64>,
    rate: u64,
    elapsed: Duration,
    is_dry_run: bool,
    /// Counts of files, and their form.
    other_forms: Vec<(u64, String)>,
    /// Counts of files, and the path at which their records were found.
    found_paths: Vec<(u64, String)>,
}

impl Summary {
    pub(crate) fn of(request: &ImportRequest, imported: &Imported) -> Self {
        let elapsed = imported.elapsed;
        let millis = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX).max(1);
        Self {
            totals: imported.totals.clone(),
            bytes: fs::metadata(&request.db).map(|metadata| metadata.len()).ok(),
            rate: imported.balance.records.read.saturating_mul(1000) / millis,
            elapsed,
            is_dry_run: request.is_dry_run,
            other_forms: imported
                .balance
                .other_forms
                .iter()
                .map(|(form, count)| (*count, describe_form(form)))
                .collect(),
            found_paths: imported
                .balance
                .found_paths
                .iter()
                .map(|(path, count)| (*count, format!("at {path}")))
                .collect(),
        }
    }
}

impl Summary {
    /// Writes what is in the database now: the first lines of the text about an import.
    pub(crate) fn write_database(&self, out: &mut impl Write) -> fmt::Result {
        if self.is_dry_run {
            return writeln!(out, "Dry run: nothing was written\n");
        }
        let Some(totals) = &self.totals else { return Ok(()) };
        let (accounts, regions) = (totals.accounts, totals.regions);
        write!(
            out,
            "Database: {}, {}, {}",
            counted(totals.events, "event"),
            counted(accounts, "account"),
            counted(regions, "Region")
        )?;
        if let Some(bytes) = self.bytes {
            write!(out, ", {}", HumanBytes(bytes))?;
        }
        if let (Some(first), Some(last)) = (totals.first, totals.last) {
            write!(out, "\n          {} to {}", time::render(first), time::render(last))?;
        }
        writeln!(out, "\n")
    }

    /// Writes what the import met beside records, and how long it took.
    pub(crate) fn write_rest(&self, out: &mut impl Write) -> fmt::Result {
        write_list(out, "Records found in other forms", &self.found_paths)?;
        write_list(out, "Not CloudTrail", &self.other_forms)?;
        write!(out, "Took {:.1} s", self.elapsed.as_secs_f64())?;
        if self.rate > 0 {
            write!(out, ", {} per second", counted(self.rate, "record"))?;
        }
        writeln!(out)
    }
}

/// Writes a title and a line for each entry, if there are any.
fn write_list(out: &mut impl Write, title: &str, entries: &[(u64, String)]) -> fmt::Result {
    if entries.is_empty() {
        return Ok(());
    }
    writeln!(out, "{title}")?;
    for (count, what) in entries {
        let lines = wrapped(what, LINE - COUNT - 1);
        let counts = iter::once(HumanCount(*count).to_string()).chain(iter::repeat(String::new()));
        for (line, count) in lines.iter().zip(counts) {
            writeln!(out, "{count:>COUNT$} {line}")?;
        }
    }
    Ok(())
}

/// Returns one line about an import, for a watch.
pub(crate) fn line(imported: &Imported) -> String {
    let (files, records) = (&imported.balance.files, &imported.balance.records);
    let mut line = format!(
        "import {}: {}, {}",
        imported.import_id,
        counted(files.found - files.unchanged - files.same_content, "new file"),
        counted(records.inserted, "event")
    );
    for (count, noun, what) in [
        (files.unchanged, "file", " unchanged"),
        (files.same_content, "file", " with the same content"),
        (files.not_cloudtrail, "file", " not CloudTrail"),
        (files.unreadable, "file", " unreadable"),
        (records.duplicate, "duplicate", ""),
        (records.filtered, "record", " filtered out"),
        (records.undecided, "record", " without time, account or Region"),
        (records.insight, "Insights record", ""),
        (records.aggregated, "Aggregated record", ""),
        (records.rejected, "record", " rejected"),
    ] {
        if count > 0 {
            let _ = write!(line, ", {}{what}", counted(count, noun));
        }
    }
    line
}

/// Returns the name of another form, and what such content is.
fn describe_form(form: &str) -> String {
    match form::describe(form) {
        words if words == form => form.to_owned(),
        words => format!("{form} ({words})"),
    }
}

/// Returns a line for each of the first rejects, and the query for all.
pub(crate) fn first_rejects(request: &ImportRequest, imported: &Imported) -> Vec<String> {
    if request.is_dry_run {
        return vec![
            "some records or files cannot be used; an import without --dry-run lists them"
                .to_owned(),
        ];
    }
    let mut lines = imported.first_rejects.clone();
    let query = format!(
        "SELECT path, position, reason, text FROM rejects WHERE import_id = {}",
        imported.import_id
    );
    if let Some(command) = suggestion::command("query", &[Argument::value(query)], &request.db) {
        lines.push(format!("all rejects with their text: {command}"));
    }
    lines
}
