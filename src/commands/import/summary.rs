//! The text after an import: its summary, the line of a watch, and the first rejects.

use std::{fmt, fmt::Write, fs, time::Duration};

use anyhow::Result;
use indicatif::{HumanBytes, HumanCount};

use crate::{
    import::{ImportRequest, Imported},
    store,
    trail::time,
};

/// The number of rejects that are printed.
const PRINTED_REJECTS: i64 = 5;

/// The content of the database, and the speed of the import.
#[derive(Debug)]
pub(crate) struct Summary {
    events: u64,
    first: Option<i64>,
    last: Option<i64>,
    accounts: u64,
    regions: u64,
    bytes: Option<u64>,
    rate: u64,
    elapsed: Duration,
    is_dry_run: bool,
    other_forms: Vec<String>,
}

const CONTENT: &str = "
SELECT count(*), epoch_us(min(event_time)), epoch_us(max(event_time)),
    count(DISTINCT recipient_account_id), count(DISTINCT aws_region)
FROM events";

impl Summary {
    /// Reads the content of the database, except after a dry run.
    pub(crate) fn of(
        request: &ImportRequest,
        imported: &Imported,
        elapsed: Duration,
    ) -> Result<Self> {
        let millis = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX).max(1);
        let rate = imported.balance.records.read.saturating_mul(1000) / millis;
        let bytes = fs::metadata(&request.db).map(|metadata| metadata.len()).ok();
        let mut summary = Self {
            events: 0,
            first: None,
            last: None,
            accounts: 0,
            regions: 0,
            bytes,
            rate,
            elapsed,
            is_dry_run: request.is_dry_run,
            other_forms: imported
                .balance
                .other_forms
                .iter()
                .map(|(form, count)| describe_form(form, *count))
                .collect(),
        };
        if !request.is_dry_run {
            let connection = store::open_read_only(&request.db)?;
            connection.query_row(CONTENT, [], |row| {
                summary.events = row.get(0)?;
                summary.first = row.get(1)?;
                summary.last = row.get(2)?;
                summary.accounts = row.get(3)?;
                summary.regions = row.get(4)?;
                Ok(())
            })?;
        }
        Ok(summary)
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.elapsed.as_secs_f64();
        if !self.other_forms.is_empty() {
            writeln!(formatter, "Not CloudTrail: {}", self.other_forms.join(", "))?;
        }
        write!(formatter, "Took {seconds:.1} s")?;
        if self.rate > 0 {
            write!(formatter, ", {} records per second", HumanCount(self.rate))?;
        }
        writeln!(formatter)?;
        if self.is_dry_run {
            return writeln!(formatter, "Dry run: nothing was written");
        }
        write!(formatter, "Database: {} events", HumanCount(self.events))?;
        if let (Some(first), Some(last)) = (self.first, self.last) {
            write!(formatter, " from {} to {}", time::render(first), time::render(last))?;
        }
        let plural = |count| if count == 1 { "" } else { "s" };
        write!(
            formatter,
            ", {} account{}, {} Region{}",
            self.accounts,
            plural(self.accounts),
            self.regions,
            plural(self.regions)
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
        "import {}: {} new files, {} events",
        imported.import_id,
        HumanCount(files.found - files.unchanged - files.same_content),
        HumanCount(records.inserted)
    );
    for (count, name) in [
        (files.unchanged, "files unchanged"),
        (files.same_content, "files with the same content"),
        (files.not_cloudtrail, "files not CloudTrail"),
        (files.unreadable, "files unreadable"),
        (records.duplicate, "duplicates"),
        (records.filtered, "filtered out"),
        (records.insight + records.aggregated, "insights and aggregated"),
        (records.rejected, "rejected"),
    ] {
        if count > 0 {
            let _ = write!(line, ", {} {name}", HumanCount(count));
        }
    }
    line
}

/// Returns the number of files of one other form, with advice.
fn describe_form(form: &str, count: u64) -> String {
    let advice = match form {
        "event-history-csv" => " (holds only parts of its events: download it as JSON)",
        "digest" => " (kept in the table digests)",
        "sns-notification" => " (the keys are in the table notifications)",
        _ => "",
    };
    format!("{} {form}{advice}", HumanCount(count))
}

/// Returns a line for each of the first rejects, and the query for all.
pub(crate) fn first_rejects(request: &ImportRequest, imported: &Imported) -> Result<Vec<String>> {
    if request.is_dry_run {
        return Ok(vec![
            "some records or files cannot be used; an import without --dry-run lists them"
                .to_owned(),
        ]);
    }
    let connection = store::open_read_only(&request.db)?;
    let mut statement = connection.prepare(
        "SELECT path, position, reason FROM rejects WHERE import_id = ? ORDER BY path, position LIMIT ?",
    )?;
    let rows = statement.query_map([imported.import_id, PRINTED_REJECTS], |row| {
        let (path, position, reason): (String, Option<u64>, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        let at = position.map(|at| format!(" at byte {at}")).unwrap_or_default();
        Ok(format!("rejected: {path}{at}: {reason}"))
    })?;
    let mut lines = rows.collect::<Result<Vec<_>, _>>()?;
    lines.push(format!(
        "all rejects with their text: ducktrail query --db {} \"SELECT path, position, reason, text FROM rejects WHERE import_id = {}\"",
        request.db.display(),
        imported.import_id
    ));
    Ok(lines)
}
