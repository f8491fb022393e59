//! The files of a batch in the ledger: the contents that were read, the counts of their records, and
//! the paths where they are.

use std::collections::HashMap;

use anyhow::Result;
use duckdb::{
    Connection, params,
    types::{TimeUnit, Value},
};

use crate::{
    import::{
        balance::{Balance, RecordCounts},
        batch::{copies::SameContent, observer::ScannedFile},
        plan::{imported_files::ImportedFiles, known_contents::KnownContents},
    },
    scan::{FileStatus, file::LogFile},
};

const STAGE: &str = "
CREATE OR REPLACE TEMP TABLE new_files AS SELECT * FROM files LIMIT 0;
CREATE OR REPLACE TEMP TABLE new_paths AS SELECT * FROM paths LIMIT 0;";

/// The tables `files` and `paths`.
pub(crate) struct Ledger<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) import_id: i64,
    /// The contents of the batch that it has already.
    pub(crate) known: &'a KnownContents,
}

impl Ledger<'_> {
    /// Writes the files of a batch, and adds them to `imported`. `same_content` has the files that were
    /// not scanned because their content was imported before.
    pub(crate) fn write(
        &self,
        files: &[ScannedFile],
        same_content: &[SameContent],
        imported: &mut ImportedFiles,
    ) -> Result<()> {
        self.connection.execute_batch(STAGE)?;
        self.stage_paths(files, same_content, imported)?;
        self.stage_contents(files, imported)?;
        Ok(self.connection.execute_batch(include_str!("../../../sql/write_files.sql"))?)
    }

    fn stage_paths(
        &self,
        files: &[ScannedFile],
        same_content: &[SameContent],
        imported: &mut ImportedFiles,
    ) -> Result<()> {
        let mut paths = self.connection.appender_to_catalog_and_db("new_paths", "temp", "main")?;
        let scanned = files
            .iter()
            // With another limit the same file gives more records, so it must not count as unchanged.
            .filter(|scanned| has_content(scanned) && !scanned.outcome.is_cut_short)
            // A member of an archive that was cut off has the size of the whole member.
            .filter(|scanned| !scanned.file.is_member() || scanned.outcome.read_error.is_none())
            .map(|ScannedFile { file, outcome, .. }| {
                (file.as_ref(), &outcome.sha256, outcome.trailing_bytes, &outcome.read_error)
            });
        let same_content = same_content.iter().map(|SameContent { file, hash }| {
            (file.as_ref(), &hash.sha256, hash.trailing_bytes, &None)
        });
        for (file, sha256, trailing_bytes, read_error) in scanned.chain(same_content) {
            if file.is_read_once() {
                continue;
            }
            let object = file.object_version();
            paths.append_row(params![
                file.name,
                file.size,
                modified(file),
                sha256,
                self.import_id,
                trailing_bytes,
                read_error,
                object.map(|object| &object.etag),
                object.and_then(|object| object.version_id.as_ref()),
                object.and_then(|object| object.signature.as_ref())
            ])?;
            imported.add_path(file);
        }
        Ok(paths.flush()?)
    }

    fn stage_contents(&self, files: &[ScannedFile], imported: &mut ImportedFiles) -> Result<()> {
        let mut contents =
            self.connection.appender_to_catalog_and_db("new_files", "temp", "main")?;
        for scanned in files.iter().filter(|scanned| has_content(scanned) && !scanned.is_copy) {
            let (file, outcome) = (&scanned.file, &scanned.outcome);
            let earlier = self.known.partial_counts(&outcome.sha256);
            let records = with_earlier(&scanned.records, earlier);
            let key = file.key();
            contents.append_row(params![
                outcome.sha256,
                file.name,
                file.size,
                modified(file),
                outcome.content_bytes,
                outcome.compression,
                outcome.form.as_ref(),
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
                self.import_id,
                records.undecided
            ])?;
            imported.add(file, outcome);
        }
        Ok(contents.flush()?)
    }
}

/// Marks the files whose content another file of the batch has, or an earlier batch had, and moves
/// the counts of inserted records from copies to the first file by name. Sorts the files by number.
///
/// Two threads can read two copies at the same time, and each inserts some of their events.
pub(crate) fn merge_copies(files: &mut [ScannedFile], known: &KnownContents) {
    files.sort_by(|a, b| a.file.name.cmp(&b.file.name));
    let mut originals: HashMap<String, usize> = HashMap::new();
    for at in 0..files.len() {
        if !has_content(&files[at]) {
            continue;
        }
        let sha256 = &files[at].outcome.sha256;
        // A known content gives new events only if the owner of the database deleted them.
        if known.is_complete(sha256) && files[at].records.inserted == 0 {
            files[at].is_copy = true;
        } else if let Some(original) = originals.get(sha256).copied() {
            files[at].is_copy = true;
            let inserted = files[at].records.inserted;
            let records = &mut files[original].records;
            records.inserted += inserted;
            // The filter can decide on a copy differently, by the account and the Region in its name.
            let mut rest = inserted;
            for count in [&mut records.duplicate, &mut records.undecided, &mut records.filtered] {
                let moved = rest.min(*count);
                *count -= moved;
                rest -= moved;
            }
        } else {
            originals.insert(sha256.clone(), at);
        }
    }
    files.sort_unstable_by_key(|scanned| scanned.number);
}

/// Returns the counts of a batch's files.
pub(crate) fn balance(files: &[ScannedFile]) -> Balance {
    let mut balance = Balance::default();
    for scanned in files {
        if scanned.counts_as_copy() {
            balance.files.same_content += 1;
            continue;
        }
        match scanned.outcome.status {
            FileStatus::Imported => {
                balance.files.imported += 1;
                balance.add_found(&scanned.outcome.form);
            }
            FileStatus::NotCloudTrail => {
                balance.files.not_cloudtrail += 1;
                *balance.other_forms.entry(scanned.outcome.form.clone()).or_default() += 1;
            }
            FileStatus::Unreadable => balance.files.unreadable += 1,
        }
        balance.records.add(&scanned.records);
    }
    balance
}

/// Writes folders and files that could not be listed, each with the cause, to `rejects`.
pub(crate) fn reject_unlisted(
    connection: &Connection,
    import_id: i64,
    problems: &[(String, String)],
) -> Result<()> {
    let mut rejects = connection.appender("rejects")?;
    for (path, cause) in problems {
        let reason = format!("cannot be read: {cause}");
        rejects.append_row(params![
            import_id,
            path,
            None::<&str>,
            None::<i64>,
            reason,
            None::<&str>
        ])?;
    }
    Ok(rejects.flush()?)
}

/// Returns false for a file that could not be opened.
fn has_content(scanned: &ScannedFile) -> bool {
    !scanned.outcome.sha256.is_empty()
}

/// Returns the counts of a content that was imported before with filtered records. The rows inserted
/// then are among the duplicates now.
fn with_earlier(now: &RecordCounts, earlier: Option<&RecordCounts>) -> RecordCounts {
    let mut records = *now;
    if let Some(earlier) = earlier {
        records.inserted += earlier.inserted;
        records.insight += earlier.insight;
        records.aggregated += earlier.aggregated;
        // Records that this filter leaves out may have been inserted then.
        records.duplicate = 0;
        records.filtered = 0;
        records.undecided = 0;
        records.filtered = now.filtered.min(records.read.saturating_sub(records.accounted()));
        records.undecided = now.undecided.min(records.read.saturating_sub(records.accounted()));
        records.duplicate = records.read.saturating_sub(records.accounted());
    }
    records
}

fn modified(file: &LogFile) -> Value {
    Value::Timestamp(TimeUnit::Microsecond, file.modified)
}
