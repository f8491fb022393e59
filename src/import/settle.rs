//! Closes the books of a batch: what the scan has gathered besides events goes to its tables, in
//! the transaction of the events.

use std::collections::{HashMap, HashSet};

use anyhow::{Context, Result};
use duckdb::{
    Appender, Connection, params,
    types::{TimeUnit, Value},
};

use crate::{
    import::{
        Kinds,
        balance::{Balance, Records},
        duplicates::Duplicates,
        known::{Content, Known},
        ledger::{Books, FileEntry, Name},
        spool::{self, Entry, Spool},
        variants,
    },
    scan::{Aside, Verdict, file::LogFile},
    store::views::ADD_ACTIONS,
    trail::canonical::canonical,
};

/// Where a batch is settled.
pub struct Desk<'a> {
    /// The connection whose transaction holds the batch.
    pub connection: &'a Connection,
    /// The import's number.
    pub import_id: i64,
    /// Whether nothing is to be written.
    pub is_dry_run: bool,
    /// What is known, and will be.
    pub known: &'a mut Known,
    /// What was seen.
    pub duplicates: &'a Duplicates,
}

impl Desk<'_> {
    /// Settles a batch and returns its balance, and how many files were of each other kind.
    pub fn settle(&mut self, books: Books) -> Result<(Balance, Kinds)> {
        let Books { mut files, spool, names } = books;
        let copies = merge_copies(&mut files, self.known);
        let mut by_number: HashMap<u64, FileEntry> =
            files.into_iter().map(|entry| (entry.number, entry)).collect();
        self.settle_spool(spool, &mut by_number, &copies)?;
        let mut files: Vec<FileEntry> = by_number.into_values().collect();
        files.sort_by(|a, b| a.file.name.cmp(&b.file.name));
        if !self.is_dry_run {
            self.add_names(&names)?;
            self.write_files(&files, &copies)?;
        }
        let mut balance = Balance::default();
        let mut kinds = Kinds::new();
        for entry in &files {
            count(entry, &copies, &mut balance, &mut kinds);
        }
        Ok((balance, kinds))
    }

    /// Takes note of files that were not read, as their content is known.
    pub fn same_content(&mut self, files: &[(&LogFile, String)]) -> Result<()> {
        let mut paths = self.connection.appender("paths")?;
        for (file, sha256) in files {
            paths.append_row(params![
                file.name,
                file.size,
                modified(file),
                sha256,
                self.import_id
            ])?;
            self.known.add_path(file);
        }
        Ok(paths.flush()?)
    }

    /// Brings what was set aside to its tables.
    fn settle_spool(
        &self,
        spool: Spool,
        files: &mut HashMap<u64, FileEntry>,
        copies: &HashSet<u64>,
    ) -> Result<()> {
        let connection = self.connection;
        connection
            .execute_batch(
                "CREATE OR REPLACE TEMP TABLE staged (kind VARCHAR, file UBIGINT, position UBIGINT, record_key VARCHAR, sha256 VARCHAR, record JSON);
                 CREATE OR REPLACE TEMP TABLE staged_rejects AS SELECT * FROM rejects LIMIT 0;",
            )?;
        let mut staging = Staging {
            desk: self,
            files,
            copies,
            staged: connection.appender_to_catalog_and_db("staged", "temp", "main")?,
            rejects: connection.appender_to_catalog_and_db("staged_rejects", "temp", "main")?,
            contest: variants::Contest::default(),
        };
        spool.for_each(|entry| staging.take(entry))?;
        let contest = staging.end()?;
        for (kind, table) in [
            (Aside::Insight, "insights"),
            (Aside::Aggregated, "aggregated_events"),
            (Aside::Digest, "digests"),
        ] {
            self.settle_asides(kind, table, files)?;
        }
        if self.is_dry_run {
            return Ok(());
        }
        connection.execute_batch("INSERT INTO rejects SELECT * FROM staged_rejects")?;
        contest.settle(connection, self.duplicates.hasher())
    }

    /// Inserts the staged records of a kind that are not there yet, and counts the rest of them as
    /// duplicates of their files.
    fn settle_asides(
        &self,
        kind: Aside,
        table: &str,
        files: &mut HashMap<u64, FileEntry>,
    ) -> Result<()> {
        let kind_name = spool::name(kind);
        let fresh = format!(
            "CREATE OR REPLACE TEMP TABLE fresh AS
             SELECT * FROM staged
             WHERE kind = '{kind_name}' AND record_key NOT IN (SELECT record_key FROM {table})
             QUALIFY row_number() OVER (PARTITION BY record_key ORDER BY file, position) = 1"
        );
        self.connection.execute_batch(&fresh)?;
        if kind != Aside::Digest {
            let mut statement =
                self.connection.prepare("SELECT file, count(*) FROM fresh GROUP BY file")?;
            let counts: HashMap<u64, u64> = statement
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<_, _>>()?;
            for entry in files.values_mut() {
                let fresh = counts.get(&entry.number).copied().unwrap_or_default();
                let count = match kind {
                    Aside::Insight => &mut entry.records.insight,
                    _ => &mut entry.records.aggregated,
                };
                entry.records.duplicate += count.saturating_sub(fresh);
                *count = fresh.min(*count);
            }
        }
        if !self.is_dry_run {
            let insert = match kind {
                Aside::Insight => include_str!("../../sql/insert_insights.sql"),
                Aside::Aggregated => include_str!("../../sql/insert_aggregated_events.sql"),
                Aside::Digest => include_str!("../../sql/insert_digests.sql"),
            };
            self.connection
                .execute_batch(insert)
                .with_context(|| format!("cannot fill {table}"))?;
        }
        Ok(())
    }

    /// Adds new names to `actions`, with what the rules say of them.
    fn add_names(&self, names: &HashSet<Name>) -> Result<()> {
        self.connection.execute_batch(
            "CREATE OR REPLACE TEMP TABLE new_names (event_source VARCHAR, event_name VARCHAR)",
        )?;
        {
            let mut appender =
                self.connection.appender_to_catalog_and_db("new_names", "temp", "main")?;
            for (source, name) in names {
                appender.append_row(params![source, name])?;
            }
            appender.flush()?;
        }
        self.connection.execute_batch(ADD_ACTIONS).context("cannot fill actions")
    }

    /// Writes the ledger of the files that were read.
    fn write_files(&mut self, files: &[FileEntry], copies: &HashSet<u64>) -> Result<()> {
        let again: Vec<&FileEntry> = files
            .iter()
            .filter(|entry| !copies.contains(&entry.number))
            .filter(|entry| self.known.content(&entry.outcome.sha256).is_some())
            .collect();
        for entry in again {
            // It was read in part before; this account replaces that one.
            let sha256 = &entry.outcome.sha256;
            self.connection.execute("DELETE FROM files WHERE sha256 = ?", [sha256])?;
            self.connection.execute(
                "DELETE FROM rejects WHERE sha256 = ? AND import_id <> ?",
                params![sha256, self.import_id],
            )?;
        }
        let mut contents = self.connection.appender("files")?;
        let mut paths = self.connection.appender("paths")?;
        for entry in files.iter().filter(|entry| !entry.outcome.sha256.is_empty()) {
            let (file, outcome) = (&entry.file, &entry.outcome);
            if file.path.is_some() {
                paths.append_row(params![
                    file.name,
                    file.size,
                    modified(file),
                    outcome.sha256,
                    self.import_id
                ])?;
                self.known.add_path(file);
            }
            if copies.contains(&entry.number) {
                continue;
            }
            let records = with_earlier(&entry.records, self.known.content(&outcome.sha256));
            contents.append_row(params![
                outcome.sha256,
                file.name,
                file.size,
                modified(file),
                outcome.content_bytes,
                outcome.compression,
                outcome.form,
                file.key.account_id,
                file.key.region,
                file.key.delivered.map(|micros| Value::Timestamp(TimeUnit::Microsecond, micros)),
                records.read,
                records.inserted,
                records.duplicate,
                records.rejected,
                records.filtered,
                records.insight,
                records.aggregated,
                self.import_id
            ])?;
            let content = Content { is_complete: records.filtered == 0, records };
            self.known.add_content(outcome.sha256.clone(), outcome.content_bytes, content);
        }
        contents.flush()?;
        Ok(paths.flush()?)
    }
}

/// The entries of a spool on their way to their tables.
struct Staging<'a> {
    desk: &'a Desk<'a>,
    files: &'a HashMap<u64, FileEntry>,
    copies: &'a HashSet<u64>,
    staged: Appender<'a>,
    rejects: Appender<'a>,
    contest: variants::Contest,
}

impl<'a> Staging<'a> {
    fn take(&mut self, entry: Entry) -> Result<()> {
        match entry {
            Entry::Reject { file, position, reason, text } => {
                if let Some(found) = self.file(file) {
                    let sha256 = Some(&found.outcome.sha256).filter(|hash| !hash.is_empty());
                    let (id, name) = (self.desk.import_id, &found.file.name);
                    self.rejects.append_row(params![id, name, sha256, position, reason, text])?;
                }
            }
            Entry::Aside { file, kind, position, text } => {
                if let Some(found) = self.file(file) {
                    let (kind, key) = (spool::name(kind), record_key(&text));
                    let sha256 = &found.outcome.sha256;
                    self.staged.append_row(params![kind, file, position, key, sha256, text])?;
                }
            }
            Entry::Variant { text } => {
                let hasher = self.desk.duplicates.hasher();
                self.contest.add(&text, hasher);
                if self.contest.is_large() && !self.desk.is_dry_run {
                    std::mem::take(&mut self.contest).settle(self.desk.connection, hasher)?;
                }
            }
        }
        Ok(())
    }

    /// The file of an entry, unless what it holds was read from another one.
    fn file(&self, number: u64) -> Option<&'a FileEntry> {
        self.files.get(&number).filter(|_| !self.copies.contains(&number))
    }

    fn end(mut self) -> Result<variants::Contest> {
        self.staged.flush()?;
        self.rejects.flush()?;
        Ok(self.contest)
    }
}

/// Finds files of this batch whose content another one has, or an earlier batch had, and brings
/// the counts of copies together on the first of them. Returns the numbers of the others.
///
/// Two threads can read two copies at the same time, and each insert some of their events.
fn merge_copies(files: &mut [FileEntry], known: &Known) -> HashSet<u64> {
    files.sort_by(|a, b| a.file.name.cmp(&b.file.name));
    let mut first: HashMap<String, usize> = HashMap::new();
    let mut copies = HashSet::new();
    for at in 0..files.len() {
        let sha256 = files[at].outcome.sha256.clone();
        if sha256.is_empty() {
            continue;
        }
        if known.content(&sha256).is_some_and(|content| content.is_complete) {
            copies.insert(files[at].number);
            continue;
        }
        let Some(original) = first.get(&sha256).copied() else {
            first.insert(sha256, at);
            continue;
        };
        copies.insert(files[at].number);
        let inserted = files[at].records.inserted;
        files[original].records.inserted += inserted;
        files[original].records.duplicate -= inserted.min(files[original].records.duplicate);
    }
    copies
}

/// Counts a file into the balance.
fn count(entry: &FileEntry, copies: &HashSet<u64>, balance: &mut Balance, kinds: &mut Kinds) {
    if copies.contains(&entry.number) {
        balance.files.same_content += 1;
        return;
    }
    match entry.outcome.verdict {
        Verdict::Imported => balance.files.imported += 1,
        Verdict::NotCloudTrail => {
            balance.files.not_cloudtrail += 1;
            *kinds.entry(entry.outcome.form).or_default() += 1;
        }
        Verdict::Unreadable => balance.files.unreadable += 1,
    }
    balance.records.add(&entry.records);
}

/// The counts of a content that was read in part before: what was inserted then is a duplicate
/// now, but no loss.
fn with_earlier(now: &Records, earlier: Option<&Content>) -> Records {
    let mut records = *now;
    if let Some(earlier) = earlier {
        records.inserted += earlier.records.inserted;
        records.insight += earlier.records.insight;
        records.aggregated += earlier.records.aggregated;
        records.duplicate = 0;
        records.duplicate = records.read.saturating_sub(records.accounted());
    }
    records
}

/// The identity of an Insights or Aggregated record or a digest: its whole text, whatever its order.
fn record_key(text: &str) -> String {
    use sha2::{Digest, Sha256};
    hex::encode(Sha256::digest(canonical(text)))
}

fn modified(file: &LogFile) -> Value {
    Value::Timestamp(TimeUnit::Microsecond, file.modified)
}
