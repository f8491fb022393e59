//! The parts of a share: what its database holds of each table, as files of a lake.

use std::{
    path::Path,
    sync::{
        PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

use anyhow::{Context, Result, bail};

use crate::{
    lake::{LakePlace, days::Days, sorted},
    parallel,
    store::{
        self, Connection,
        error::{DbErrorKind, kind},
        interrupt::CtrlC,
        lake::{
            self,
            layout::{ACTIVITY, Division, NONE, TABLES, Table},
        },
        literal::quote,
    },
};

/// Selects the days of the events.
const DAYS_OF_EVENTS: &str = include_str!("../../sql/lake/days_of_activity.sql");

/// The size of the texts of a row in bytes.
const ROW_BYTES: &str = include_str!("../../sql/lake/row_bytes.sql");

/// Keeps the order of rows in files, in which they are joined with tables that have one row for each: the tables stay
/// on their sides of the joins.
///
/// DuckDB writes a column as required where its statistics of all rows have no NULL, so that files of one table
/// would differ in their schema, and with the other days of their share. Without statistics, all are optional.
pub(super) const IN_ORDER: &str =
    "SET disabled_optimizers = 'statistics_propagation,join_order,build_side_probe_side'";

/// The rows of a row group: as many as DuckDB stores together, or fewer if they are large.
const ROW_GROUP: u64 = 122_880;

/// The size of the texts of a row group in bytes. A writer has a row group of each thread in memory, several times.
const ROW_GROUP_BYTES: u64 = 32 << 20;

/// The most callers of the rows of a file. They are in memory while it is written: a join that writes them to disk loses
/// the order of the rows.
const CALLERS: u64 = 100_000;

/// The size of the texts of several small days that are written together, in bytes.
const BATCH_BYTES: u64 = 32 << 20;

/// The size of the texts of a file of rows that are too large to be sorted, in bytes. Each of the functions that read
/// JSON holds the values of all rows of the file in memory.
const PIECE_BYTES: u64 = 4 << 20;

/// The size of the texts of a file in bytes. Compressed, with all columns, it has about a quarter of it.
pub(crate) const FILE_BYTES: u64 = 1 << 30;

/// A part of a table that was written, with the names of its files.
#[derive(Debug)]
pub(super) struct WrittenPart {
    pub(super) table: &'static Table,
    pub(super) name: String,
    pub(super) files: Vec<String>,
    pub(super) bytes: u64,
    pub(super) rows: u64,
}

/// A writer of the parts of a share.
pub(super) struct PartWriter<'a> {
    pub(super) lake: &'a dyn LakePlace,
    /// The database of the share.
    pub(super) connection: &'a Connection,
    pub(super) days: Days,
    /// The size of the texts of a file in bytes, at least a row group.
    pub(super) file_bytes: u64,
}

/// The rows of a table of one day.
struct DayRows {
    /// As `2026-03-01`; `None` for rows without a time.
    date: Option<String>,
    rows: u64,
    /// The size of its texts.
    bytes: u64,
}

impl PartWriter<'_> {
    /// Writes all tables with so many threads, those of DuckDB included. No reader sees their files yet.
    pub(super) fn write(&self, threads: usize, ctrl_c: &CtrlC) -> Result<Vec<WrittenPart>> {
        let mut parts = Vec::new();
        for table in TABLES {
            match table.division {
                Division::Day(_) if table.name == ACTIVITY => {
                    parts.extend(self.events(table, threads, ctrl_c)?);
                }
                Division::Day(column) => parts.extend(self.days(table, column)?),
                Division::Share => parts.push(self.rows(table, &self.days.share(), "")?),
                Division::Whole => parts.push(self.rows(table, "", "")?),
            }
        }
        Ok(parts)
    }

    /// Writes the days of the events. Several threads write a batch of days each, because DuckDB writes the file of a
    /// day, which is a few row groups, with one.
    fn events(
        &self,
        table: &'static Table,
        threads: usize,
        ctrl_c: &CtrlC,
    ) -> Result<Vec<WrittenPart>> {
        let Self { lake, connection, days, file_bytes } = *self;
        let list = self.list(&DAYS_OF_EVENTS.replace("row_bytes", ROW_BYTES))?;
        let batches = batches(list, BATCH_BYTES.min(file_bytes));
        let count = batches.len().clamp(1, threads);
        let connections: Vec<Connection> =
            (0..count).map(|_| store::second(connection)).collect::<Result<_>>()?;
        ctrl_c.target(&connections);
        // What is left for the statements of each.
        connection.execute_batch(&format!("SET threads = {}", threads - count + 1))?;
        let (has_failed, memory) = (AtomicBool::new(false), RwLock::new(()));
        let written = parallel::map_with(connections, batches.len(), |connection, number| {
            if has_failed.load(Ordering::Relaxed) {
                return Ok(Vec::new());
            }
            let writer = PartWriter { lake, connection, days, file_bytes };
            let parts = writer.batch(table, &batches[number], &memory);
            has_failed.fetch_or(parts.is_err(), Ordering::Relaxed);
            parts
        });
        ctrl_c.target(Some(connection));
        connection.execute_batch(&format!("SET threads = {threads}"))?;
        let parts: Vec<Vec<WrittenPart>> = written.into_iter().collect::<Result<_>>()?;
        Ok(parts.into_iter().flatten().collect())
    }

    /// Writes one large day, or several small ones, because DuckDB first has to plan a large query. The rows are sorted
    /// as they are stored, because all columns of a lake are twice as much to move. The derived columns are computed
    /// while a file is written.
    ///
    /// DuckDB sorts and writes 2,048 rows together. If their texts do not fit into the memory, only the IDs of the rows
    /// are sorted. That takes memory, too, so it happens while no other thread holds `memory`.
    fn batch(
        &self,
        table: &'static Table,
        days: &[DayRows],
        memory: &RwLock<()>,
    ) -> Result<Vec<WrittenPart>> {
        let shared = memory.read().unwrap_or_else(PoisonError::into_inner);
        let written = self.sorted_days(table, days);
        drop(shared);
        match written {
            Err(err) if kind(&err) == DbErrorKind::OutOfMemory => {
                sorted::clear(self.connection)?;
                let _alone = memory.write().unwrap_or_else(PoisonError::into_inner);
                self.large_days(table, days)
            }
            written => written,
        }
    }

    fn sorted_days(&self, table: &'static Table, days: &[DayRows]) -> Result<Vec<WrittenPart>> {
        sorted::fill(self.connection, &lake::sorted_rows("event_rows.*", &times(days)))?;
        self.each_day(table, days, |first, _| RowSource::Sorted { first })
    }

    /// Writes days whose rows are too large to be sorted.
    fn large_days(&self, table: &'static Table, days: &[DayRows]) -> Result<Vec<WrittenPart>> {
        let columns = format!("event_rows.rowid AS row_id, {ROW_BYTES} AS bytes");
        let ids = lake::sorted_rows(&columns, &times(days));
        let rows = "SELECT event_rows.* FROM event_rows";
        let sizes = sorted::fill_by_ids(self.connection, "event_rows", rows, &ids)?;
        self.each_day(table, days, |first, end| RowSource::Large {
            first,
            sizes: sizes.get(first..end).unwrap_or_default(),
        })
    }

    /// Writes each day from the rows of the table `sorted`, whose first and end its source is made of.
    fn each_day<'s>(
        &self,
        table: &'static Table,
        days: &[DayRows],
        source: impl Fn(usize, usize) -> RowSource<'s>,
    ) -> Result<Vec<WrittenPart>> {
        let mut parts = Vec::new();
        let mut first = 0;
        for day in days {
            let name = table.part(day.date.as_deref().unwrap_or(NONE));
            let end = first + usize::try_from(day.rows)?;
            parts.push(self.write_part(table, name, day, &source(first, end))?);
            first = end;
        }
        sorted::clear(self.connection)?;
        Ok(parts)
    }

    /// Writes the days of another table.
    fn days(&self, table: &'static Table, column: &str) -> Result<Vec<WrittenPart>> {
        let date = self.days.date_of(column);
        let days = format!(
            "SELECT {date} AS day, count(*), 0::UBIGINT FROM {} GROUP BY day ORDER BY day NULLS LAST",
            table.name
        );
        let parts = self.list(&days)?.into_iter().map(|found| {
            let condition = match &found.date {
                Some(day) => format!("WHERE {date} = {}", quote(day)),
                None => format!("WHERE {date} IS NULL"),
            };
            self.rows(table, found.date.as_deref().unwrap_or(NONE), &condition)
        });
        parts.collect()
    }

    /// Writes rows of a table other than that of the events to one file, or to several if they are too large to be
    /// sorted; none if there are none.
    fn rows(&self, table: &'static Table, value: &str, condition: &str) -> Result<WrittenPart> {
        let count = format!("SELECT count(*) FROM {} {condition}", table.name);
        let rows = self.connection.query_row(&count, [], |row| row.get(0))?;
        let query = format!("{} {condition} ORDER BY ALL", lake::rows(table));
        let day = DayRows { date: None, rows, bytes: 0 };
        let written = self.write_part(table, table.part(value), &day, &RowSource::Query(&query));
        match (written, table.large) {
            (Err(err), Some(column)) if kind(&err) == DbErrorKind::OutOfMemory => {
                let ids = lake::sorted_ids(table, column, condition);
                let rows = lake::rows(table);
                let sizes = sorted::fill_by_ids(self.connection, table.name, &rows, &ids)?;
                let source = RowSource::Large { first: 0, sizes: &sizes };
                let part = self.write_part(table, table.part(value), &day, &source);
                sorted::clear(self.connection)?;
                part
            }
            (written, _) => written,
        }
    }

    fn list(&self, sql: &str) -> Result<Vec<DayRows>> {
        let mut statement = self.connection.prepare(sql)?;
        let days = statement.query_map([], |row| {
            Ok(DayRows { date: row.get(0)?, rows: row.get(1)?, bytes: row.get(2)? })
        })?;
        Ok(days.collect::<Result<_, _>>()?)
    }

    /// Writes the rows of a day.
    fn write_part(
        &self,
        table: &'static Table,
        name: String,
        day: &DayRows,
        source: &RowSource<'_>,
    ) -> Result<WrittenPart> {
        let mut part = WrittenPart { table, name, files: Vec::new(), bytes: 0, rows: 0 };
        match source {
            _ if day.rows == 0 => {}
            RowSource::Query(query) => {
                self.write_file(&mut part, query, day.per_group(self.file_bytes))?;
            }
            RowSource::Sorted { first } => self.write_sorted(&mut part, *first as u64, day)?,
            RowSource::Large { first, sizes } => {
                self.write_pieces(&mut part, *first as u64, sizes)?;
            }
        }
        check_balance(&part, day)?;
        Ok(part)
    }

    /// Writes the rows of a day, of which the table `sorted` has the first at `start`. DuckDB itself divides rows among
    /// files on all threads at once, and each time in another order.
    fn write_sorted(&self, part: &mut WrittenPart, start: u64, day: &DayRows) -> Result<()> {
        let end = start + day.rows;
        let per_group = day.per_group(self.file_bytes);
        let callers = format!(
            "SELECT count(DISTINCT caller_id) FROM sorted WHERE rowid >= {start} AND rowid < {end}"
        );
        let callers: u64 = self.connection.query_row(&callers, [], |row| row.get(0))?;
        let most = if callers > CALLERS { CALLERS } else { u64::MAX - ROW_GROUP };
        // Full row groups.
        let per_file = day.rows_of(self.file_bytes).min(most).next_multiple_of(per_group);
        for first in (start..end).step_by(usize::try_from(per_file)?) {
            let end = end.min(first + per_file);
            let rows = format!("FROM sorted WHERE rowid >= {first} AND rowid < {end}");
            self.write_file(part, &lake::events_of_rows(self.connection, &rows)?, per_group)?;
        }
        Ok(())
    }

    /// Writes rows with texts of these sizes, of which the table `sorted` has the first at `first`, to files of a few
    /// rows each.
    fn write_pieces(&self, part: &mut WrittenPart, mut first: u64, sizes: &[u64]) -> Result<()> {
        for count in sorted::pieces(sizes, PIECE_BYTES.min(self.file_bytes)) {
            let end = first + count;
            let rows = format!("FROM sorted WHERE rowid >= {first} AND rowid < {end}");
            let query = if part.table.name == ACTIVITY {
                lake::events_of_rows(self.connection, &rows)?
            } else {
                rows
            };
            self.write_file(part, &query, ROW_GROUP)?;
            first = end;
        }
        Ok(())
    }

    fn write_file(&self, part: &mut WrittenPart, query: &str, row_group: u64) -> Result<()> {
        let draft = self.lake.draft(&format!("{}.{}.parquet", part.name, part.files.len()));
        let path = utf8(&draft)?;
        // Bloom filters take a fifth of the time, and spare little where only the columns of a query are read.
        let sql = format!(
            "COPY ({query}) TO {} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, WRITE_BLOOM_FILTER false, ROW_GROUP_SIZE {row_group})",
            quote(path)
        );
        part.rows += u64::try_from(self.connection.execute(&sql, [])?)?;
        let file = self.lake.place(&draft, part.table, &part.name)?;
        part.bytes += file.bytes;
        part.files.push(file.name);
        Ok(())
    }
}

/// The source of the rows of a part.
enum RowSource<'a> {
    /// A query, whose rows fit into one file.
    Query(&'a str),
    /// The table `sorted`, from this row on.
    Sorted { first: usize },
    /// The table `sorted`, from this row on, with rows that are too large to be written together. `sizes` are those of
    /// their texts in bytes.
    Large { first: usize, sizes: &'a [u64] },
}

impl DayRows {
    /// Returns the number of rows in a row group of a file of this size.
    fn per_group(&self, file_bytes: u64) -> u64 {
        self.rows_of(ROW_GROUP_BYTES.min(file_bytes)).clamp(2048, ROW_GROUP)
    }

    /// Returns the number of rows whose texts have a size of about `bytes`, at least one.
    fn rows_of(&self, bytes: u64) -> u64 {
        (bytes / (self.bytes / self.rows.max(1)).max(1)).max(1)
    }
}

/// Divides days into batches with texts of at most `most` bytes, if the day has no more. Rows without a time are a
/// batch of their own.
fn batches(days: Vec<DayRows>, most: u64) -> Vec<Vec<DayRows>> {
    let mut batches: Vec<Vec<DayRows>> = Vec::new();
    for day in days {
        let fits = |batch: &Vec<DayRows>| {
            let bytes: u64 = batch.iter().map(|day| day.bytes).sum();
            day.date.is_some() && bytes + day.bytes <= most
        };
        match batches.last_mut().filter(|batch| fits(batch)) {
            Some(batch) => batch.push(day),
            None => batches.push(vec![day]),
        }
    }
    batches
}

/// Returns the condition for the times of a batch.
fn times(batch: &[DayRows]) -> String {
    let [first, last] = [batch.first(), batch.last()].map(|day| day?.date.as_deref());
    match (first, last) {
        (Some(first), Some(last)) => format!(
            "event_time >= TIMESTAMP '{first}' AND event_time < TIMESTAMP '{last}' + INTERVAL 1 DAY"
        ),
        _ => "event_time IS NULL".to_owned(),
    }
}

fn check_balance(part: &WrittenPart, day: &DayRows) -> Result<()> {
    if part.rows == day.rows {
        return Ok(());
    }
    bail!(
        "the balance does not add up: {} of {} rows of {} {} were written; please report this",
        part.rows,
        day.rows,
        part.table.name,
        part.name
    )
}

fn utf8(path: &Path) -> Result<&str> {
    path.to_str().context("cannot write Parquet: the path is not valid UTF-8")
}
