//! The tables other than `events`: writes the spool of a batch to them, in the transaction of its
//! events.

use std::collections::{HashMap, HashSet};

use anyhow::{Context, Result};
use duckdb::{Appender, Connection, params};
use sha2::{Digest, Sha256};

use crate::{
    import::{
        balance::RecordCounts,
        batch::{
            caller_ids::{self, CallerIds},
            conflicts::{Conflicts, Replacements},
            observer::ScannedFile,
            shape_ids::ShapeIds,
            spool::{Spool, SpoolEntry},
        },
        seen::event_key::KeyHasher,
    },
    scan::SideRecord,
    store::derived,
    trail::canonical::canonical,
};

/// The size of the text, in bytes, after which the appenders are flushed. An appender buffers about two
/// thousand rows outside DuckDB's memory limit.
const FLUSH_BYTES: usize = 8 << 20;

/// The size of the texts of a piece, in bytes. What is inserted together is in memory several times.
const PIECE_BYTES: usize = 4 << 20;

/// Finds the staged records that a table does not have yet.
const NEW_RECORDS: &str = include_str!("../../../sql/import/new_side_records.sql");

const STAGE: &str = "
CREATE OR REPLACE TEMP TABLE staged (target VARCHAR, file UBIGINT, position UBIGINT, record_key VARCHAR, sha256 VARCHAR, record JSON);
CREATE OR REPLACE TEMP TABLE staged_rejects AS SELECT * FROM rejects LIMIT 0;
CREATE OR REPLACE TEMP TABLE staged_shapes AS SELECT * FROM shapes LIMIT 0;";

/// A table of side records.
struct SideTable {
    kind: SideRecord,
    table: &'static str,
    /// The statement that inserts the rows of `new_side_records`.
    insert: &'static str,
    /// The count of these records; `None` for documents.
    counts_as: Option<CountsAs>,
}

type CountsAs = fn(&mut RecordCounts) -> &mut u64;

static SIDE_TABLES: [SideTable; 4] = [
    SideTable {
        kind: SideRecord::Insight,
        table: "insights",
        insert: include_str!("../../../sql/insert_insights.sql"),
        counts_as: Some(|counts| &mut counts.insight),
    },
    SideTable {
        kind: SideRecord::Aggregated,
        table: "aggregated_events",
        insert: include_str!("../../../sql/insert_aggregated_events.sql"),
        counts_as: Some(|counts| &mut counts.aggregated),
    },
    SideTable {
        kind: SideRecord::Digest,
        table: "digests",
        insert: include_str!("../../../sql/insert_digests.sql"),
        counts_as: None,
    },
    SideTable {
        kind: SideRecord::Notification,
        table: "notifications",
        insert: include_str!("../../../sql/insert_notifications.sql"),
        counts_as: None,
    },
];

/// Returns the count of a kind of record; `None` for documents.
pub(crate) fn counts_as(kind: SideRecord) -> Option<CountsAs> {
    side_table(kind)?.counts_as
}

fn side_table(kind: SideRecord) -> Option<&'static SideTable> {
    SIDE_TABLES.iter().find(|table| table.kind == kind)
}

/// Writes the spool of a batch.
pub(crate) struct SideRecordWriter<'a> {
    /// The connection with the transaction of the batch.
    pub(crate) connection: &'a Connection,
    pub(crate) import_id: i64,
    pub(crate) is_dry_run: bool,
    /// The hasher that found the variants.
    pub(crate) hasher: KeyHasher,
    /// The IDs of the shapes and callers of the variants that replace events.
    pub(crate) shape_ids: &'a ShapeIds,
    pub(crate) caller_ids: &'a CallerIds,
}

impl SideRecordWriter<'_> {
    /// Writes all entries, and corrects the counts of `files`, which must be sorted by number. A dry run
    /// only corrects the counts.
    pub(crate) fn write(&self, spool: Spool, files: &mut [ScannedFile]) -> Result<()> {
        let connection = self.connection;
        connection.execute_batch(STAGE)?;
        connection.execute_batch(caller_ids::STAGE)?;
        let mut stage = Stage {
            writer: self,
            files,
            records: connection.appender_to_catalog_and_db("staged", "temp", "main")?,
            rejects: connection.appender_to_catalog_and_db("staged_rejects", "temp", "main")?,
            shapes: connection.appender_to_catalog_and_db("staged_shapes", "temp", "main")?,
            callers: connection.appender_to_catalog_and_db("new_callers", "temp", "main")?,
            buffered_bytes: 0,
            conflicts: Conflicts::default(),
            targets: HashSet::new(),
        };
        spool.for_each(|entry| stage.add(entry))?;
        let (conflicts, targets) = stage.finish()?;
        for table in &SIDE_TABLES {
            // Most batches have records for few of these tables, or none.
            let new =
                if targets.contains(table.table) { self.fill(table)? } else { HashMap::new() };
            if let Some(counts_as) = table.counts_as {
                count_duplicates(counts_as, &new, files);
            }
        }
        if self.is_dry_run {
            return Ok(());
        }
        connection.execute_batch(
            "INSERT INTO rejects SELECT * FROM staged_rejects;
             INSERT INTO shapes SELECT * FROM staged_shapes ORDER BY id;",
        )?;
        // They are nearly in the order of their IDs, in which readers find a caller fast.
        connection.execute_batch(&derived::insert_callers("new_callers"))?;
        conflicts.resolve(self.hasher, &self.replacements())
    }

    fn replacements(&self) -> Replacements<'_> {
        let Self { connection, shape_ids, caller_ids, .. } = *self;
        Replacements { connection, shape_ids, caller_ids }
    }

    /// Inserts the staged records that are not in the table yet. Returns their number by the number of their file.
    fn fill(&self, table: &SideTable) -> Result<HashMap<u64, u64>> {
        let SideTable { table, insert, .. } = table;
        let find = NEW_RECORDS
            .replace("side_table", table)
            .replace("piece_bytes", &PIECE_BYTES.to_string());
        self.connection.execute_batch(&find)?;
        let mut statement =
            self.connection.prepare("SELECT file, count(*) FROM side_record_ids GROUP BY file")?;
        let new = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        if !self.is_dry_run {
            self.insert(insert).with_context(|| format!("cannot fill {table}"))?;
        }
        Ok(new)
    }

    /// Inserts the new records piece by piece.
    fn insert(&self, insert: &str) -> Result<()> {
        let mut statement = self
            .connection
            .prepare("SELECT DISTINCT piece::BIGINT FROM side_record_ids ORDER BY 1")?;
        let pieces: Vec<i64> =
            statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for piece in pieces {
            self.connection.execute_batch(&format!("SET VARIABLE piece = {piece}; {insert}"))?;
        }
        Ok(())
    }
}

/// Counts the records of each file that are not among the `new` ones of the table as duplicates.
fn count_duplicates(counts_as: CountsAs, new: &HashMap<u64, u64>, files: &mut [ScannedFile]) {
    for scanned in files {
        let count = counts_as(&mut scanned.records);
        let inserted = new.get(&scanned.number).copied().unwrap_or_default().min(*count);
        let duplicates = *count - inserted;
        *count = inserted;
        scanned.records.duplicate += duplicates;
    }
}

/// The staging tables of a batch.
struct Stage<'a> {
    writer: &'a SideRecordWriter<'a>,
    /// The files, by number.
    files: &'a [ScannedFile],
    records: Appender<'a>,
    rejects: Appender<'a>,
    shapes: Appender<'a>,
    callers: Appender<'a>,
    /// The size of the text in the appenders.
    buffered_bytes: usize,
    conflicts: Conflicts,
    /// The tables that the staged records are for.
    targets: HashSet<&'static str>,
}

impl<'a> Stage<'a> {
    fn add(&mut self, entry: SpoolEntry) -> Result<()> {
        match entry {
            SpoolEntry::Reject { file, position, reason, text } => {
                if let Some(ScannedFile { file, outcome, .. }) = self.file(file) {
                    let sha256 = Some(&outcome.sha256).filter(|hash| !hash.is_empty());
                    let (id, path) = (self.writer.import_id, &file.name);
                    self.rejects.append_row(params![id, path, sha256, position, reason, text])?;
                    self.buffered_bytes += text.len();
                }
            }
            SpoolEntry::SideRecord { file, kind, position, text } => {
                if let (Some(scanned), Some(target)) = (self.file(file), side_table(kind)) {
                    let (target, key) = (target.table, record_key(&text));
                    let sha256 = &scanned.outcome.sha256;
                    self.records.append_row(params![target, file, position, key, sha256, text])?;
                    self.targets.insert(target);
                    self.buffered_bytes += text.len();
                }
            }
            SpoolEntry::Variant { text } => self.add_variant(&text)?,
            SpoolEntry::Shape { id, members } => {
                self.shapes.append_row(params![id, members])?;
                self.buffered_bytes += members.len();
            }
            SpoolEntry::Caller { id, caller } => {
                caller.append(id, &mut self.callers)?;
                self.buffered_bytes += caller.bytes();
            }
        }
        if self.buffered_bytes > FLUSH_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    fn add_variant(&mut self, text: &str) -> Result<()> {
        let SideRecordWriter { is_dry_run, hasher, .. } = *self.writer;
        // A dry run replaces no event, so it needs no copies.
        if is_dry_run {
            return Ok(());
        }
        self.conflicts.add(text, hasher);
        if self.conflicts.is_large() {
            std::mem::take(&mut self.conflicts).resolve(hasher, &self.writer.replacements())?;
        }
        Ok(())
    }

    /// Returns the file with this number, or `None` if it is a copy, whose entries are dropped.
    fn file(&self, number: u64) -> Option<&'a ScannedFile> {
        let file = self.files.get(usize::try_from(number).ok()?)?;
        (!file.counts_as_copy()).then_some(file)
    }

    fn flush(&mut self) -> Result<()> {
        self.records.flush()?;
        self.rejects.flush()?;
        self.shapes.flush()?;
        self.callers.flush()?;
        self.buffered_bytes = 0;
        Ok(())
    }

    fn finish(mut self) -> Result<(Conflicts, HashSet<&'static str>)> {
        self.flush()?;
        Ok((self.conflicts, self.targets))
    }
}

/// Returns the hash that identifies a side record: that of its canonical JSON.
fn record_key(text: &str) -> String {
    hex::encode(Sha256::digest(canonical(text)))
}
