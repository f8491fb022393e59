//! The ledger of files: which contents were read, what became of their records, and which paths
//! they lay at.

use std::collections::{HashMap, HashSet};

use anyhow::Result;
use duckdb::{
    params,
    types::{TimeUnit, Value},
};

use crate::{
    import::{
        balance::RecordCounts, batch::observer::FileEntry, batch::side_records::Desk,
        plan::imported_files::Known,
    },
    scan::file::LogFile,
};

/// A file that was not parsed, as its content is known: the file and its hash.
pub(crate) type SameContent<'a> = (&'a LogFile, &'a str);

const STAGE: &str = "
CREATE OR REPLACE TEMP TABLE new_files AS SELECT * FROM files LIMIT 0;
CREATE OR REPLACE TEMP TABLE new_paths AS SELECT * FROM paths LIMIT 0;";

/// Writes the ledger of a batch. Of `files`, those in `copies` are known by their content.
pub(crate) fn write(
    desk: &mut Desk<'_>,
    files: &[FileEntry],
    copies: &HashSet<u64>,
    same: &[SameContent<'_>],
) -> Result<()> {
    let (connection, id) = (desk.connection, desk.import_id);
    connection.execute_batch(STAGE)?;
    let mut contents = connection.appender_to_catalog_and_db("new_files", "temp", "main")?;
    let mut paths = connection.appender_to_catalog_and_db("new_paths", "temp", "main")?;
    let read = files
        .iter()
        // With another limit the same file gives more: it must not be passed over as unchanged.
        .filter(|entry| !entry.outcome.sha256.is_empty() && !entry.outcome.is_cut_short)
        .map(|entry| (entry.file.as_ref(), entry.outcome.sha256.as_str()));
    for (file, sha256) in read.chain(same.iter().copied()).filter(|(file, _)| file.path().is_some())
    {
        paths.append_row(params![file.name, file.size, modified(file), sha256, id])?;
        desk.known.add_path(file);
    }
    for entry in files.iter().filter(|entry| !copies.contains(&entry.number)) {
        let (file, outcome) = (&entry.file, &entry.outcome);
        if outcome.sha256.is_empty() {
            continue;
        }
        let records = with_earlier(&entry.records, desk.known.read_in_part(&outcome.sha256));
        let key = file.key();
        contents.append_row(params![
            outcome.sha256,
            file.name,
            file.size,
            modified(file),
            outcome.content_bytes,
            outcome.compression,
            outcome.form,
            key.account_id,
            key.region,
            key.delivered.map(|micros| Value::Timestamp(TimeUnit::Microsecond, micros)),
            records.read,
            records.inserted,
            records.duplicate,
            records.rejected,
            records.filtered,
            records.insight,
            records.aggregated,
            id
        ])?;
        desk.known.add_content(&outcome.sha256, outcome.content_bytes, &records);
    }
    contents.flush()?;
    paths.flush()?;
    drop((contents, paths));
    Ok(connection.execute_batch(include_str!("../../../sql/write_files.sql"))?)
}

/// Finds files of this batch whose content another one has, or an earlier batch had, and brings
/// the counts of copies together on the first of them. Returns the numbers of the others.
///
/// Two threads can read two copies at the same time, and each insert some of their events.
pub(crate) fn merge_copies(files: &mut [FileEntry], known: &Known) -> HashSet<u64> {
    files.sort_by(|a, b| a.file.name.cmp(&b.file.name));
    let mut first: HashMap<&str, usize> = HashMap::new();
    let mut copies = HashSet::new();
    let mut brought = Vec::new();
    for (at, entry) in files.iter().enumerate() {
        let sha256 = entry.outcome.sha256.as_str();
        if sha256.is_empty() {
            continue;
        }
        if known.is_complete(sha256) {
            copies.insert(entry.number);
            continue;
        }
        if let Some(original) = first.get(sha256) {
            copies.insert(entry.number);
            brought.push((*original, entry.records.inserted));
        } else {
            first.insert(sha256, at);
        }
    }
    for (original, inserted) in brought {
        let records = &mut files[original].records;
        records.inserted += inserted;
        records.duplicate -= inserted.min(records.duplicate);
    }
    copies
}

/// The counts of a content that was read in part before: what was inserted then is a duplicate
/// now, but no loss.
fn with_earlier(now: &RecordCounts, earlier: Option<&RecordCounts>) -> RecordCounts {
    let mut records = *now;
    if let Some(earlier) = earlier {
        records.inserted += earlier.inserted;
        records.insight += earlier.insight;
        records.aggregated += earlier.aggregated;
        records.duplicate = 0;
        records.duplicate = records.read.saturating_sub(records.accounted());
    }
    records
}

fn modified(file: &LogFile) -> Value {
    Value::Timestamp(TimeUnit::Microsecond, file.modified)
}
