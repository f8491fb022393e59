//! The contents of a batch that are in the ledger.

use std::collections::{HashMap, HashSet};

use anyhow::Result;
use duckdb::{Connection, params};

use crate::import::{balance::RecordCounts, plan::imported_files::ImportedFiles};

/// The contents that the ledger has among those of a batch, by SHA-256.
#[derive(Debug, Default)]
pub(crate) struct KnownContents(HashMap<String, KnownContent>);

#[derive(Debug)]
struct KnownContent {
    /// Of a content with records that were left out, which may be read again with another filter, the counts.
    partial_counts: Option<Box<RecordCounts>>,
    /// The form, if no record was found.
    form_without_records: Option<String>,
}

impl KnownContents {
    /// Looks contents up.
    pub(crate) fn find<'a>(
        connection: &Connection,
        imported: &ImportedFiles,
        hashes: impl Iterator<Item = &'a str>,
    ) -> Result<Self> {
        let hashes: HashSet<&str> = hashes.filter(|sha256| imported.may_have(sha256)).collect();
        if hashes.is_empty() {
            return Ok(Self::default());
        }
        connection.execute_batch("CREATE OR REPLACE TEMP TABLE asked (sha256 VARCHAR)")?;
        let mut asked = connection.appender_to_catalog_and_db("asked", "temp", "main")?;
        for sha256 in hashes {
            asked.append_row(params![sha256])?;
        }
        asked.flush()?;
        drop(asked);
        let mut statement =
            connection.prepare(include_str!("../../../sql/import/known_contents.sql"))?;
        let known = statement.query_map([], |row| {
            let counts = RecordCounts {
                filtered: row.get(1)?,
                inserted: row.get(2)?,
                insight: row.get(3)?,
                aggregated: row.get(4)?,
                ..RecordCounts::default()
            };
            let partial_counts = (counts.left_out() > 0).then(|| Box::new(counts));
            let form_without_records = row.get(5)?;
            Ok((row.get(0)?, KnownContent { partial_counts, form_without_records }))
        })?;
        let known = known.collect::<Result<_, _>>()?;
        drop(statement);
        connection.execute_batch("DROP TABLE asked")?;
        Ok(Self(known))
    }

    /// Returns true if a content was imported without leaving out any record.
    pub(crate) fn is_complete(&self, sha256: &str) -> bool {
        self.0.get(sha256).is_some_and(|known| known.partial_counts.is_none())
    }

    /// Returns the counts of a content that was imported with filtered records.
    pub(crate) fn partial_counts(&self, sha256: &str) -> Option<&RecordCounts> {
        self.0.get(sha256)?.partial_counts.as_deref()
    }

    /// Returns the form of a content if no record was found in it.
    pub(crate) fn form_without_records(&self, sha256: &str) -> Option<&str> {
        self.0.get(sha256)?.form_without_records.as_deref()
    }
}
