//! Closes the books of a batch: what the scan has gathered besides events goes to its tables, in
//! the transaction of the events.

use std::collections::{HashMap, HashSet};

use anyhow::{Context, Result};
use duckdb::{Appender, Connection, params};

use crate::{
    import::{
        Kinds,
        balance::Balance,
        batch::action_ids::Actions,
        batch::conflicts as variants,
        batch::files::{self, SameContent},
        batch::observer::{Books, FileEntry},
        batch::spool::{self, Entry, Spool},
        plan::imported_files::Known,
        seen::Duplicates,
    },
    scan::{FileStatus, SideRecord},
    trail::canonical::canonical,
};

/// How many bytes of text the appenders hold.
const HELD: usize = 8 << 20;

/// Where a batch is settled.
pub(crate) struct Desk<'a> {
    /// The connection whose transaction holds the batch.
    pub(crate) connection: &'a Connection,
    /// The import's number.
    pub(crate) import_id: i64,
    /// Whether nothing is to be written.
    pub(crate) is_dry_run: bool,
    /// What is known, and will be.
    pub(crate) known: &'a mut Known,
    /// What was seen.
    pub(crate) duplicates: &'a Duplicates,
    /// The numbers of sources and names.
    pub(crate) actions: &'a Actions,
}

impl Desk<'_> {
    /// Settles a batch and returns its balance, and how many files were of each other kind.
    pub(crate) fn settle(
        &mut self,
        books: Books,
        same: &[SameContent<'_>],
    ) -> Result<(Balance, Kinds)> {
        let Books { mut files, spool } = books;
        let copies = files::merge_copies(&mut files, self.known);
        // The numbers are those from 0 on.
        files.sort_unstable_by_key(|entry| entry.number);
        self.settle_spool(spool, &mut files, &copies)?;
        files.sort_unstable_by(|a, b| a.file.name.cmp(&b.file.name));
        if !self.is_dry_run {
            self.actions.settle(self.connection)?;
            files::write(self, &files, &copies, same)?;
        }
        let mut balance = Balance::default();
        balance.files.same_content = same.len() as u64;
        let mut kinds = Kinds::new();
        for entry in &files {
            count(entry, &copies, &mut balance, &mut kinds);
        }
        Ok((balance, kinds))
    }

    /// Brings what was set aside to its tables.
    fn settle_spool(
        &self,
        spool: Spool,
        files: &mut [FileEntry],
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
            bytes: 0,
            contest: variants::Contest::default(),
        };
        spool.for_each(|entry| staging.take(entry))?;
        let contest = staging.end()?;
        for (kind, table) in [
            (SideRecord::Insight, "insights"),
            (SideRecord::Aggregated, "aggregated_events"),
            (SideRecord::Digest, "digests"),
            (SideRecord::Notification, "notifications"),
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
    fn settle_asides(&self, kind: SideRecord, table: &str, files: &mut [FileEntry]) -> Result<()> {
        let kind_name = spool::name(kind);
        let fresh = format!(
            "CREATE OR REPLACE TEMP TABLE fresh AS
             SELECT * FROM staged
             WHERE kind = '{kind_name}' AND record_key NOT IN (SELECT record_key FROM {table})
             QUALIFY row_number() OVER (PARTITION BY record_key ORDER BY file, position) = 1"
        );
        self.connection.execute_batch(&fresh)?;
        if matches!(kind, SideRecord::Insight | SideRecord::Aggregated) {
            let mut statement =
                self.connection.prepare("SELECT file, count(*) FROM fresh GROUP BY file")?;
            let counts: HashMap<u64, u64> = statement
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<_, _>>()?;
            for entry in files {
                let fresh = counts.get(&entry.number).copied().unwrap_or_default();
                let count = match kind {
                    SideRecord::Insight => &mut entry.records.insight,
                    _ => &mut entry.records.aggregated,
                };
                entry.records.duplicate += count.saturating_sub(fresh);
                *count = fresh.min(*count);
            }
        }
        if !self.is_dry_run {
            let insert = match kind {
                SideRecord::Insight => include_str!("../../../sql/insert_insights.sql"),
                SideRecord::Aggregated => include_str!("../../../sql/insert_aggregated_events.sql"),
                SideRecord::Digest => include_str!("../../../sql/insert_digests.sql"),
                SideRecord::Notification => include_str!("../../../sql/insert_notifications.sql"),
            };
            self.connection
                .execute_batch(insert)
                .with_context(|| format!("cannot fill {table}"))?;
        }
        Ok(())
    }
}

/// The entries of a spool on their way to their tables.
struct Staging<'a> {
    desk: &'a Desk<'a>,
    /// By their numbers.
    files: &'a [FileEntry],
    copies: &'a HashSet<u64>,
    staged: Appender<'a>,
    rejects: Appender<'a>,
    /// Bytes of text that the appenders hold.
    bytes: usize,
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
                    self.bytes += text.len();
                }
            }
            Entry::SideRecord { file, kind, position, text } => {
                if let Some(found) = self.file(file) {
                    let (kind, key) = (spool::name(kind), record_key(&text));
                    let sha256 = &found.outcome.sha256;
                    self.staged.append_row(params![kind, file, position, key, sha256, text])?;
                    self.bytes += text.len();
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
        self.relieve()
    }

    /// Hands what the appenders hold to DuckDB, where it is much: they would hold two thousand rows,
    /// outside of DuckDB's limit of memory.
    fn relieve(&mut self) -> Result<()> {
        if self.bytes > HELD {
            self.staged.flush()?;
            self.rejects.flush()?;
            self.bytes = 0;
        }
        Ok(())
    }

    /// The file of an entry, unless what it holds was read from another one.
    fn file(&self, number: u64) -> Option<&'a FileEntry> {
        let file = self.files.get(usize::try_from(number).ok()?)?;
        (!self.copies.contains(&number)).then_some(file)
    }

    fn end(mut self) -> Result<variants::Contest> {
        self.staged.flush()?;
        self.rejects.flush()?;
        Ok(self.contest)
    }
}

/// Counts a file into the balance.
fn count(entry: &FileEntry, copies: &HashSet<u64>, balance: &mut Balance, kinds: &mut Kinds) {
    if copies.contains(&entry.number) {
        balance.files.same_content += 1;
        return;
    }
    match entry.outcome.status {
        FileStatus::Imported => balance.files.imported += 1,
        FileStatus::NotCloudTrail => {
            balance.files.not_cloudtrail += 1;
            *kinds.entry(entry.outcome.form).or_default() += 1;
        }
        FileStatus::Unreadable => balance.files.unreadable += 1,
    }
    balance.records.add(&entry.records);
}

/// The identity of what has a table of its own: its whole text, whatever its order.
fn record_key(text: &str) -> String {
    use sha2::{Digest, Sha256};
    hex::encode(Sha256::digest(canonical(text)))
}
