//! The schema's versions. A migration is a file that is never edited once it has landed; the
//! database keeps the text of those it has had, so that an edited one is found.

use std::fmt;

use anyhow::{Context, Result, bail};
use duckdb::{Connection, params};

/// One step of the schema.
#[derive(Debug)]
pub struct Migration {
    /// `0001_tables`.
    pub name: &'static str,
    /// The statements.
    pub sql: &'static str,
}

macro_rules! migration {
    ($name:literal) => {
        Migration { name: $name, sql: include_str!(concat!("../../migrations/", $name, ".sql")) }
    };
}

/// Every migration, in order. A test checks that these are the files in `migrations/`.
pub const MIGRATIONS: &[Migration] = &[
    migration!("0001_tables"),
    migration!("0002_sign_in_failed"),
    migration!("0003_also_regional"),
    migration!("0004_notifications"),
    migration!("0005_scan_columns"),
];

const BOOKS: &str = "
CREATE TABLE IF NOT EXISTS migrations (name VARCHAR NOT NULL, sql VARCHAR NOT NULL, applied_at TIMESTAMP NOT NULL);
COMMENT ON TABLE migrations IS 'One row per step of the schema that this database has had.';
COMMENT ON COLUMN migrations.name IS 'The step.';
COMMENT ON COLUMN migrations.sql IS 'Its statements.';
COMMENT ON COLUMN migrations.applied_at IS 'When it was done, in UTC.';";

/// Why a database cannot be used as it is.
#[derive(Debug)]
pub enum Mismatch {
    /// It has a migration that this program does not know.
    Newer(String),
    /// It lacks one, and was opened to be read only.
    Older(&'static str),
    /// It has had another text of one.
    Changed(&'static str),
    /// It has none at all.
    Foreign,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Newer(name) => write!(
                formatter,
                "it was made by a newer Ducktrail (it has {name}); use that version or a later one"
            ),
            Self::Older(name) => write!(
                formatter,
                "it was made by an older Ducktrail (it lacks {name}); run `ducktrail import` on it to bring it up to date"
            ),
            Self::Changed(name) => {
                write!(formatter, "its schema {name} is not the one of this program")
            }
            Self::Foreign => formatter.write_str("it was not made by Ducktrail"),
        }
    }
}

impl std::error::Error for Mismatch {}

/// Brings the schema up to date, each migration in a transaction of its own.
pub fn apply(connection: &mut Connection) -> Result<()> {
    if !has_books(connection)? && has_tables(connection)? {
        bail!(Mismatch::Foreign);
    }
    connection.execute_batch(BOOKS)?;
    let applied = applied(connection)?;
    compare(&applied)?;
    for migration in &MIGRATIONS[applied.len()..] {
        // The script and its record share a transaction, so that a crash between them cannot make
        // the script run twice.
        let transaction = connection.transaction()?;
        transaction
            .execute_batch(migration.sql)
            .with_context(|| format!("migration {} failed; nothing was changed", migration.name))?;
        transaction.execute(
            "INSERT INTO migrations VALUES (?, ?, make_timestamp(epoch_us(now())))",
            params![migration.name, migration.sql],
        )?;
        transaction.commit()?;
    }
    Ok(())
}

/// Checks that the schema is that of this program, without changing anything.
pub fn check(connection: &Connection) -> Result<()> {
    if !has_books(connection)? {
        bail!(Mismatch::Foreign);
    }
    let applied = applied(connection)?;
    compare(&applied)?;
    match MIGRATIONS.get(applied.len()) {
        Some(missing) => bail!(Mismatch::Older(missing.name)),
        None => Ok(()),
    }
}

fn compare(applied: &[(String, String)]) -> Result<()> {
    for (position, (name, sql)) in applied.iter().enumerate() {
        match MIGRATIONS.get(position) {
            Some(known) if known.name != name => bail!(Mismatch::Newer(name.clone())),
            Some(known) if known.sql != sql => bail!(Mismatch::Changed(known.name)),
            Some(_) => {}
            None => bail!(Mismatch::Newer(name.clone())),
        }
    }
    Ok(())
}

fn has_books(connection: &Connection) -> Result<bool> {
    exists(connection, "table_name = 'migrations'")
}

fn has_tables(connection: &Connection) -> Result<bool> {
    exists(connection, "true")
}

fn exists(connection: &Connection, condition: &str) -> Result<bool> {
    let sql = format!(
        "SELECT count(*) > 0 FROM duckdb_tables() WHERE database_name = current_database() AND {condition}"
    );
    Ok(connection.query_row(&sql, [], |row| row.get(0))?)
}

fn applied(connection: &Connection) -> Result<Vec<(String, String)>> {
    let mut statement = connection.prepare("SELECT name, sql FROM migrations ORDER BY name")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{store::derived::DERIVED, trail::column::COLUMNS};

    #[test]
    fn the_list_is_the_folder() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
            .collect();
        files.sort();
        let names: Vec<_> = MIGRATIONS.iter().map(|migration| migration.name).collect();
        assert_eq!(files, names);
    }

    #[test]
    fn the_columns_of_events_are_those_of_the_list() {
        let mut connection = Connection::open_in_memory().unwrap();
        apply(&mut connection).unwrap();
        let mut statement = connection
            .prepare("SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'events' ORDER BY column_index")
            .unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        let found: Vec<(String, String)> = rows.map(Result::unwrap).collect();
        let expected: Vec<_> = COLUMNS
            .iter()
            .map(|column| (column.name, column.kind.sql_type()))
            .chain(DERIVED.iter().map(|column| (column.name, column.sql_type)))
            .chain([("action_id", "INTEGER")])
            .map(|(name, sql_type)| (name.to_owned(), sql_type.to_owned()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_database_of_another_version_or_kind_is_refused() {
        let refused = |sql: &str| {
            let mut connection = Connection::open_in_memory().unwrap();
            apply(&mut connection).unwrap();
            connection.execute_batch(sql).unwrap();
            let applying = apply(&mut connection).map_err(|err| err.to_string());
            (applying.is_err(), check(&connection).unwrap_err().to_string())
        };
        let (failed, newer) =
            refused("INSERT INTO migrations VALUES ('9999_x', '', now()::TIMESTAMP)");
        assert!(failed && newer.contains("newer Ducktrail (it has 9999_x)"), "{newer}");
        let (failed, changed) = refused("UPDATE migrations SET sql = 'edited'");
        assert!(failed && changed.contains("0001_tables is not the one"), "{changed}");
        let (_, older) = refused("DROP TABLE migrations");
        assert!(older.contains("not made by Ducktrail"), "{older}");
    }
}
