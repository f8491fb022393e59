//! The parts of a share: what its database holds of each table, as files of a lake.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::{
    lake::{days::Days, folder::LakeFolder},
    store::{
        Connection,
        lake::{
            json_columns,
            layout::{ACTIVITY, Division, NONE, TABLES, Table},
        },
        literal::quote,
        views,
    },
    trail::column::{COLUMNS, Column, EXTRA},
};

/// Selects the events as a lake has them.
const EVENTS: &str = include_str!("../../sql/lake/write_activity.sql");

/// Selects the days of the events.
const DAYS_OF_EVENTS: &str = include_str!("../../sql/lake/days_of_activity.sql");

/// The order of the events of a day. It is total, so that the same events give the same files.
const ORDER: &str = "account NULLS LAST, region NULLS LAST, event_time, event_key";

/// The rows of a row group: as many as DuckDB stores together, or fewer if they are large.
const ROW_GROUP: u64 = 122_880;

/// The size of the texts of a row group in bytes. A writer has a row group of each thread in memory.
const ROW_GROUP_BYTES: u64 = 128 << 20;

/// The size of the texts of a file in bytes. Compressed, it has about an eighth of it.
const FILE_BYTES: u64 = 2 << 30;

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
    pub(super) lake: &'a LakeFolder,
    /// The database of the share.
    pub(super) connection: &'a Connection,
    pub(super) days: Days,
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
    /// Writes all tables. No reader sees their files yet.
    pub(super) fn write(&self) -> Result<Vec<WrittenPart>> {
        let mut parts = Vec::new();
        for table in TABLES {
            match table.division {
                Division::Day(_) if table.name == ACTIVITY => parts.extend(self.events(table)?),
                Division::Day(column) => parts.extend(self.days(table, column)?),
                Division::Share => parts.push(self.rows(table, &self.days.share(), "")?),
                Division::Whole => parts.push(self.rows(table, "", "")?),
            }
        }
        Ok(parts)
    }

    /// Writes the days of the events.
    fn events(&self, table: &'static Table) -> Result<Vec<WrittenPart>> {
        let days = self.list(DAYS_OF_EVENTS)?;
        let events = events(self.connection)?;
        let mut parts = Vec::with_capacity(days.len());
        for day in days {
            let condition = match &day.date {
                Some(day) => format!(
                    "event_time >= TIMESTAMP '{day}' AND event_time < TIMESTAMP '{day}' + INTERVAL 1 DAY"
                ),
                None => "event_time IS NULL".to_owned(),
            };
            let query = format!("{events} WHERE {condition} ORDER BY {ORDER}");
            let name = table.part(day.date.as_deref().unwrap_or(NONE));
            let part = self.write_part(table, name, &query, &day)?;
            if part.rows != day.rows {
                bail!(
                    "the balance does not add up: {} of {} events of {} were written; please report this",
                    part.rows,
                    day.rows,
                    part.name
                );
            }
            parts.push(part);
        }
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

    /// Writes rows of a table other than that of the events to one file; none if there are none.
    fn rows(&self, table: &'static Table, value: &str, condition: &str) -> Result<WrittenPart> {
        let count = format!("SELECT count(*) FROM {} {condition}", table.name);
        let rows = self.connection.query_row(&count, [], |row| row.get(0))?;
        let columns = if table.has_record { "* REPLACE (record::VARCHAR AS record)" } else { "*" };
        let query = format!("SELECT {columns} FROM {} {condition} ORDER BY ALL", table.name);
        self.write_part(table, table.part(value), &query, &DayRows { date: None, rows, bytes: 0 })
    }

    fn list(&self, sql: &str) -> Result<Vec<DayRows>> {
        let mut statement = self.connection.prepare(sql)?;
        let days = statement.query_map([], |row| {
            Ok(DayRows { date: row.get(0)?, rows: row.get(1)?, bytes: row.get(2)? })
        })?;
        Ok(days.collect::<Result<_, _>>()?)
    }

    /// Writes the rows of a query, which are those of `day`.
    fn write_part(
        &self,
        table: &'static Table,
        name: String,
        query: &str,
        day: &DayRows,
    ) -> Result<WrittenPart> {
        let mut part = WrittenPart { table, name, files: Vec::new(), bytes: 0, rows: 0 };
        if day.rows == 0 {
            return Ok(part);
        }
        let row_group = rows_of(ROW_GROUP_BYTES, day).clamp(2048, ROW_GROUP);
        let per_file = rows_of(FILE_BYTES, day).max(row_group).next_multiple_of(row_group);
        if day.rows <= per_file {
            self.write_file(&mut part, query, row_group)?;
            return Ok(part);
        }
        // DuckDB itself divides rows among files only on all threads at once, in an order that differs each time.
        self.connection
            .execute_batch(&format!("CREATE OR REPLACE TEMP TABLE sorted AS {query}"))?;
        for start in (0..day.rows).step_by(usize::try_from(per_file)?) {
            let query = format!(
                "SELECT * FROM sorted WHERE rowid >= {start} AND rowid < {}",
                start + per_file
            );
            self.write_file(&mut part, &query, row_group)?;
        }
        self.connection.execute_batch("DROP TABLE sorted")?;
        Ok(part)
    }

    fn write_file(&self, part: &mut WrittenPart, query: &str, row_group: u64) -> Result<()> {
        let draft = self.lake.draft("part.parquet");
        let path = utf8(&draft)?;
        let sql = format!(
            "COPY ({query}) TO {} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {row_group})",
            quote(path)
        );
        part.rows += u64::try_from(self.connection.execute(&sql, [])?)?;
        let file = self.lake.place(&draft, part.table, &part.name)?;
        part.bytes += file.bytes;
        part.files.push(file.name);
        Ok(())
    }
}

/// Returns the rows of a day whose texts have a size of about `bytes`.
fn rows_of(bytes: u64, day: &DayRows) -> u64 {
    bytes / (day.bytes / day.rows.max(1)).max(1)
}

/// Returns the query of the events.
fn events(connection: &Connection) -> Result<String> {
    let is_read = |(at, column): &(usize, &Column)| column.is_member() || *at == EXTRA;
    let columns = COLUMNS.iter().enumerate().filter(is_read);
    let columns: Vec<_> = columns.map(|(_, column)| format!("{}::VARCHAR", column.name)).collect();
    let events = EVENTS
        .replace("json_columns", &json_columns("VARCHAR"))
        .replace("record_columns", &columns.join(", "));
    let activity = views::activity_query(connection)?;
    Ok(format!("WITH activity AS NOT MATERIALIZED ({activity}) {events}"))
}

fn utf8(path: &Path) -> Result<&str> {
    path.to_str().context("cannot write Parquet: the path is not valid UTF-8")
}
