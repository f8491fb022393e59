//! The list of the files of an import, in temporary tables: there can be millions of them, and DuckDB writes to disk
//! what does not fit into memory.

use anyhow::Result;
use duckdb::{Appender, Connection, params};

use crate::{
    import::{
        balance::FileCounts,
        given::GivenPaths,
        plan::filter::{Reach, RecordFilter},
    },
    scan::{
        file::{LogFile, ObjectVersion},
        objects::StoredObjects,
    },
};

/// The files that a search has found, while more are added.
pub(crate) struct FileList<'a> {
    connection: &'a Connection,
    filter: RecordFilter,
    /// True if objects of S3 are not read.
    pub(crate) is_listed_only: bool,
    rows: Appender<'a>,
    kept: Vec<LogFile>,
}

/// The files that an import must read, in their order.
pub(crate) struct PlannedFiles<'a> {
    connection: &'a Connection,
    /// The files that the table only refers to, as their paths are not text or they are pipes.
    kept: Vec<LogFile>,
    /// The number of files.
    pub(crate) count: u64,
    /// The number of files that were delivered too late to be looked into.
    pub(crate) late: u64,
    /// The sum of their sizes; `None` if one is not known.
    pub(crate) bytes: Option<u64>,
}

impl<'a> FileList<'a> {
    /// Creates an empty list for the files of an import.
    pub(crate) fn new(connection: &'a Connection, filter: &RecordFilter) -> Result<Self> {
        connection.execute_batch(include_str!("../../../sql/import/listed.sql"))?;
        let rows = connection.appender_to_catalog_and_db("listed", "temp", "main")?;
        Ok(Self {
            connection,
            filter: filter.clone(),
            is_listed_only: false,
            rows,
            kept: Vec::new(),
        })
    }

    /// Adds a file.
    pub(crate) fn add(&mut self, file: LogFile) -> Result<()> {
        let (reach, object) = (self.filter.reach(&file), file.object_version());
        let kept = (!file.is_named()).then_some(self.kept.len() as u64);
        self.rows.append_row(params![
            file.name,
            file.root() as u64,
            kept,
            (!file.is_read_once()).then_some(file.size),
            file.modified,
            file.delivered,
            reach == Reach::May,
            reach == Reach::Late,
            object.is_some() && self.is_listed_only,
            object.map(|object| &object.etag),
            object.map(|object| &object.storage_class),
            object.and_then(|object| object.range)
        ])?;
        if kept.is_some() {
            self.kept.push(file);
        }
        Ok(())
    }

    /// Selects the files that must be read, and counts the others.
    pub(crate) fn plan(
        self,
        counts: &mut FileCounts,
        given: &mut GivenPaths,
    ) -> Result<PlannedFiles<'a>> {
        let Self { connection, mut rows, kept, .. } = self;
        rows.flush()?;
        drop(rows);
        if given.has_several() {
            let mut copies = connection.prepare(include_str!("../../../sql/import/copies.sql"))?;
            for root in copies.query_map([], |row| row.get(0))? {
                given.set_given(root?);
            }
        }
        sort(connection)?;
        let mut planned = PlannedFiles { connection, kept, count: 0, late: 0, bytes: Some(0) };
        planned.count_all(counts, given)?;
        Ok(planned)
    }
}

/// Creates the table `planned` with one thread: DuckDB's sort of what does not fit into memory needs memory for each
/// thread, and is no faster with two.
fn sort(connection: &Connection) -> Result<()> {
    let sql = "SELECT current_setting('threads')";
    let threads: i64 = connection.query_row(sql, [], |row| row.get(0))?;
    connection.execute_batch("SET threads = 1")?;
    connection.execute_batch(include_str!("../../../sql/import/planned.sql"))?;
    Ok(connection.execute_batch(&format!("SET threads = {threads}"))?)
}

impl PlannedFiles<'_> {
    fn count_all(&mut self, counts: &mut FileCounts, given: &mut GivenPaths) -> Result<()> {
        let mut statement = self.connection.prepare(
            "SELECT root, is_unchanged, may_match, count(*), sum(size)::UBIGINT, bool_and(size IS NOT NULL),
                 count_if(is_late)::UBIGINT, is_listed_only, form
             FROM planned GROUP BY ALL",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (root, is_unchanged, may_match): (usize, bool, bool) =
                (row.get(0)?, row.get(1)?, row.get(2)?);
            let count: u64 = row.get(3)?;
            if may_match && !is_unchanged && row.get(7)? {
                given.set_given(root);
                continue;
            }
            counts.found += count;
            if is_unchanged {
                counts.unchanged += count;
                given.add_known(root, row.get::<_, Option<String>>(8)?.as_deref());
                continue;
            } else if !may_match {
                counts.out_of_range += count;
                self.late += row.get::<_, u64>(6)?;
            } else {
                let (bytes, is_known): (Option<u64>, bool) = (row.get(4)?, row.get(5)?);
                self.count += count;
                self.bytes = self.bytes.zip(bytes.filter(|_| is_known)).map(|(a, b)| a + b);
                continue;
            }
            given.set_given(root);
        }
        Ok(())
    }

    /// Returns the objects of S3 to read, by storage class.
    pub(crate) fn object_classes(&self) -> Result<Vec<StoredObjects>> {
        let sql = include_str!("../../../sql/import/object_classes.sql");
        let mut statement = self.connection.prepare(sql)?;
        let classes = statement.query_map([], |row| {
            Ok(StoredObjects {
                storage_class: row.get(0)?,
                count: row.get(1)?,
                bytes: row.get(2)?,
                example: row.get(3)?,
            })
        })?;
        Ok(classes.collect::<Result<_, _>>()?)
    }

    /// Returns `count` files after the first `skipped` ones.
    pub(crate) fn page(&self, skipped: u64, count: u64) -> Result<Vec<LogFile>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT kept, name, size, modified, etag, root
             FROM planned WHERE rowid >= ? AND rowid < ? ORDER BY rowid",
        )?;
        let mut rows = statement.query([skipped, skipped.saturating_add(count).min(self.count)])?;
        let mut files = Vec::new();
        while let Some(row) = rows.next()? {
            let kept: Option<usize> = row.get(0)?;
            if let Some(file) = kept.and_then(|kept| self.kept.get(kept)) {
                files.push(file.clone());
                continue;
            }
            let (name, etag): (String, Option<String>) = (row.get(1)?, row.get(4)?);
            let (size, modified) = (row.get(2)?, row.get(3)?);
            let version = |etag| ObjectVersion { etag, ..ObjectVersion::default() };
            let mut file = match etag {
                Some(etag) => LogFile::object(name, size, modified, version(etag)),
                None => LogFile::new(name.into(), size, modified),
            };
            file.move_below(row.get(5)?);
            files.push(file);
        }
        Ok(files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::{import::plan::filter::RecordFilter, store::migrate};

    #[test]
    fn files_are_compared_with_the_ledger_by_hash() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate::apply(&mut connection).unwrap();
        connection.execute_batch(include_str!("../../../sql/import/listed.sql")).unwrap();
        let sql = include_str!("../../../sql/import/planned.sql");
        // DuckDB takes no comment after EXPLAIN.
        let create = &sql[sql.find("CREATE").unwrap()..sql.find("DROP").unwrap()];
        let explain = format!("EXPLAIN {create}");
        let plan: String = connection.query_row(&explain, [], |row| row.get(1)).unwrap();
        // Any other join compares each pair of files.
        assert!(plan.contains("Hash Join"), "{plan}");
        for join in ["Nl Join", "Nested Loop Join", "Cross Product", "Piecewise Merge Join"] {
            assert!(!plan.contains(join), "{join}: {plan}");
        }
    }

    #[test]
    fn a_list_that_is_larger_than_the_memory_is_sorted() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate::apply(&mut connection).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let limits = format!(
            "SET threads = 2; SET memory_limit = '56MB'; SET temp_directory = '{}'",
            folder.path().display()
        );
        connection.execute_batch(&limits).unwrap();
        let mut list = FileList::new(&connection, &RecordFilter::default()).unwrap();
        let count = 600_000_u64;
        for number in 0..count {
            // Names in no order.
            let scattered = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let name = format!("s3://b/AWSLogs/111122223333/CloudTrail/{scattered:0100}.json.gz");
            let version = ObjectVersion { etag: format!("{number:032}"), ..Default::default() };
            list.add(LogFile::object(name, number, 0, version)).unwrap();
        }
        let planned = list.plan(&mut FileCounts::default(), &mut GivenPaths::default()).unwrap();
        assert_eq!(planned.count, count);
        let page = planned.page(count - 1000, 2000).unwrap();
        assert_eq!(page.len(), 1000);
        assert!(page.is_sorted_by(|a, b| a.name < b.name));
        let threads = "SELECT current_setting('threads')";
        assert_eq!(connection.query_row(threads, [], |row| row.get::<_, i64>(0)).unwrap(), 2);
    }
}
