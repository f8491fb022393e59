//! The text after an import: its summary, the line of a watch, and the first rejects.

use std::{fmt, fmt::Write, fs, time::Duration};

use indicatif::{HumanBytes, HumanCount};

use crate::{
    count::counted,
    import::{ImportRequest, Imported, after::EventTotals},
    suggestion::{self, Argument},
    trail::{form, time},
};

/// The content of the database, and the speed of the import.
#[derive(Debug)]
pub(crate) struct Summary {
    totals: Option<EventTotals>,
    bytes: Option<u64>,
    rate: u64,
    elapsed: Duration,
    is_dry_run: bool,
    other_forms: Vec<String>,
    found_paths: Vec<String>,
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
                .map(|(form, count)| describe_form(form, *count))
                .collect(),
            found_paths: imported
                .balance
                .found_paths
                .iter()
                .map(|(path, count)| format!("{} at {path}", HumanCount(*count)))
                .collect(),
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.elapsed.as_secs_f64();
        if !self.found_paths.is_empty() {
            writeln!(formatter, "Records found in other forms: {}", self.found_paths.join(", "))?;
        }
        if !self.other_forms.is_empty() {
            writeln!(formatter, "Not CloudTrail: {}", self.other_forms.join(", "))?;
        }
        write!(formatter, "Took {seconds:.1} s")?;
        if self.rate > 0 {
            write!(formatter, ", {} per second", counted(self.rate, "record"))?;
        }
        writeln!(formatter)?;
        if self.is_dry_run {
            return writeln!(formatter, "Dry run: nothing was written");
        }
        let Some(totals) = &self.totals else { return Ok(()) };
        write!(formatter, "Database: {}", counted(totals.events, "event"))?;
        if let (Some(first), Some(last)) = (totals.first, totals.last) {
            write!(formatter, " from {} to {}", time::render(first), time::render(last))?;
        }
        write!(
            formatter,
            ", {}, {}",
            counted(totals.accounts, "account"),
            counted(totals.regions, "Region")
        )?;
        if let Some(bytes) = self.bytes {
            write!(formatter, ", {}", HumanBytes(bytes))?;
        }
        writeln!(formatter)
    }
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

/// Returns the number of files of one other form, and what they are.
fn describe_form(form: &str, count: u64) -> String {
    let words = form::describe(form);
    let advice = if words == form { String::new() } else { format!(" ({words})") };
    format!("{} {form}{advice}", HumanCount(count))
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
