//! The contents of the database, shown as one screen of text or as one JSON object.

mod histogram;
mod json;
mod text;

use std::{fs, path::Path};

use anyhow::Result;

pub(crate) use histogram::{Histogram, time_step};

use crate::store::{Connection, lake};

/// A summary of a database. Times are in microseconds since 1970, sizes in bytes.
#[derive(Debug)]
pub(crate) struct Info {
    path: String,
    bytes: Option<u64>,
    overview: Overview,
    shares: Vec<Share>,
    forms: Vec<Form>,
    imports: Imports,
    columns: Vec<(String, u64)>,
    histogram: Histogram,
}

#[derive(Debug)]
struct Overview {
    events: u64,
    first: Option<i64>,
    last: Option<i64>,
    without_time: u64,
    insights: u64,
    aggregated: u64,
    digests: u64,
    rejects: u64,
}

/// The number of events with one value.
#[derive(Debug)]
struct Share {
    /// `accounts`, `regions`, `services`, `event_versions` or `event_categories`.
    kind: String,
    /// The value; `None` for events without one.
    name: Option<String>,
    events: u64,
}

/// The files with one form of content.
#[derive(Debug)]
struct Form {
    name: String,
    files: u64,
    bytes: u64,
    records: u64,
}

#[derive(Debug)]
struct Imports {
    count: u64,
    not_complete: u64,
    first_at: Option<i64>,
    last_at: Option<i64>,
    version: Option<String>,
    read: u64,
    inserted: u64,
    duplicate: u64,
    rejected: u64,
    filtered: u64,
}

impl Info {
    /// Summarizes the database at `path`. The histogram has at most `steps` steps.
    pub(crate) fn of(connection: &Connection, path: &Path, steps: usize) -> Result<Self> {
        let overview = overview(connection)?;
        let histogram = Histogram::of(connection, overview.first, overview.last, steps)?;
        Ok(Self {
            path: path.display().to_string(),
            bytes: bytes(connection, path)?,
            overview,
            shares: shares(connection)?,
            forms: forms(connection)?,
            imports: imports(connection)?,
            columns: columns(connection)?,
            histogram,
        })
    }

    fn shares(&self, kind: &str) -> impl Iterator<Item = &Share> {
        self.shares.iter().filter(move |share| share.kind == kind)
    }
}

/// Returns the size of a database, or of the events of a lake.
fn bytes(connection: &Connection, path: &Path) -> Result<Option<u64>> {
    if lake::is_open(connection)? {
        let sql = "SELECT sum(bytes)::UBIGINT FROM lake_sizes";
        return Ok(connection.query_row(sql, [], |row| row.get(0))?);
    }
    Ok(fs::metadata(path).map(|metadata| metadata.len()).ok())
}

fn overview(connection: &Connection) -> Result<Overview> {
    let sql = include_str!("../../sql/info/overview.sql");
    Ok(connection.query_row(sql, [], |row| {
        Ok(Overview {
            events: row.get(0)?,
            first: row.get(1)?,
            last: row.get(2)?,
            without_time: row.get(3)?,
            insights: row.get(4)?,
            aggregated: row.get(5)?,
            digests: row.get(6)?,
            rejects: row.get(7)?,
        })
    })?)
}

fn shares(connection: &Connection) -> Result<Vec<Share>> {
    let mut statement = connection.prepare(include_str!("../../sql/info/shares.sql"))?;
    let rows = statement.query_map([], |row| {
        Ok(Share { kind: row.get(0)?, name: row.get(1)?, events: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn forms(connection: &Connection) -> Result<Vec<Form>> {
    let mut statement = connection.prepare(include_str!("../../sql/info/forms.sql"))?;
    let rows = statement.query_map([], |row| {
        Ok(Form { name: row.get(0)?, files: row.get(1)?, bytes: row.get(2)?, records: row.get(3)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn imports(connection: &Connection) -> Result<Imports> {
    let sql = include_str!("../../sql/info/imports.sql");
    Ok(connection.query_row(sql, [], |row| {
        Ok(Imports {
            count: row.get(0)?,
            not_complete: row.get(1)?,
            first_at: row.get(2)?,
            last_at: row.get(3)?,
            version: row.get(4)?,
            read: row.get(5)?,
            inserted: row.get(6)?,
            duplicate: row.get(7)?,
            rejected: row.get(8)?,
            filtered: row.get(9)?,
        })
    })?)
}

fn columns(connection: &Connection) -> Result<Vec<(String, u64)>> {
    let sql = if lake::is_open(connection)? {
        include_str!("../../sql/lake/sizes.sql")
    } else {
        include_str!("../../sql/info/sizes.sql")
    };
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
