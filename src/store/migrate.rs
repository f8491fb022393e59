//! Schema migrations. A migration is a file that is never edited after its release. The database
//! keeps the text of those applied to it, so an edited one is detected.

use std::fmt;

use anyhow::{Context, Result, bail};
use duckdb::{Connection, params};

use crate::store::{
    error::{DbError, DbErrorKind},
    optimizer,
};

/// A change from one version of the schema to the next.
#[derive(Debug)]
pub struct Migration {
    /// The name of its file without the extension, such as `0001_tables`.
    pub(crate) name: &'static str,
    /// The SQL statements of the file.
    pub(crate) sql: &'static str,
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
    migration!("0006_issued_access_key_id"),
    migration!("0007_omitted_parts"),
    migration!("0008_trailing_bytes"),
    migration!("0009_shapes"),
    migration!("0010_ledger"),
    migration!("0011_installed_views"),
    migration!("0012_callers"),
    migration!("0013_objects"),
    migration!("0014_addresses"),
];

/// Creates the table of applied migrations.
const CREATE_MIGRATIONS: &str = "
CREATE TABLE migrations (name VARCHAR NOT NULL, sql VARCHAR NOT NULL, applied_at TIMESTAMP NOT NULL);
COMMENT ON TABLE migrations IS 'One row per migration of the schema that was applied to this database.';
COMMENT ON COLUMN migrations.name IS 'The name of the migration.';
COMMENT ON COLUMN migrations.sql IS 'Its statements.';
COMMENT ON COLUMN migrations.applied_at IS 'When it was applied, in UTC.';";

/// The reasons why the schema of a database cannot be used.
#[derive(Debug)]
pub(crate) enum Mismatch {
    /// The database has a migration that this program does not know.
    Newer(String),
    /// The database lacks a migration and was opened for reading.
    Older(&'static str),
    /// The text of an applied migration differs from this program's.
    Changed(&'static str),
    /// The database has tables, but no migrations.
    Foreign,
    /// The database has no tables.
    Empty,
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
                "it was made by an older Ducktrail (it lacks {name}); import into it to bring it up to date"
            ),
            Self::Changed(name) => {
                write!(formatter, "its migration {name} differs from the one in this program")
            }
            Self::Foreign => {
                formatter.write_str("it was not made by Ducktrail; name another file with --db")
            },
            Self::Empty => formatter.write_str(
                "it is empty, as after an import that was cut off at its start; import into it again",
            ),
        }
    }
}

impl std::error::Error for Mismatch {}

/// Brings the schema up to date.
pub(crate) fn apply(connection: &mut Connection) -> Result<()> {
    apply_and(connection, |_| Ok(()))
}

/// Brings the schema up to date. If a migration was missing, calls `finish` in the same transaction.
pub(crate) fn apply_and(
    connection: &mut Connection,
    finish: impl FnOnce(&Connection) -> Result<()>,
) -> Result<()> {
    apply_all(connection, MIGRATIONS, finish)
}

/// Brings the schema to the last of `migrations`, or leaves it unchanged if one of them or `finish` fails.
fn apply_all(
    connection: &mut Connection,
    migrations: &[Migration],
    finish: impl FnOnce(&Connection) -> Result<()>,
) -> Result<()> {
    let found = applied(connection)?;
    if found.is_none() && has_tables(connection)? {
        bail!(Mismatch::Foreign);
    }
    let is_new = found.is_none();
    let applied = found.unwrap_or_default();
    compare(&applied, migrations)?;
    if applied.len() == migrations.len() {
        return Ok(());
    }
    // One transaction for all of them and their rows, so that neither a crash nor a migration that
    // fails leaves a schema that no version of the program knows.
    let transaction = connection.transaction()?;
    let missing = &migrations[applied.len()..];
    if is_new {
        optimizer::without(&transaction, || {
            transaction.execute_batch(CREATE_MIGRATIONS)?;
            run(&transaction, missing)
        })?;
    } else {
        run(&transaction, missing)?;
    }
    finish(&transaction)?;
    transaction.commit().context("cannot commit the new schema; the database is unchanged")
}

/// Runs migrations, and adds them to the list of those that were applied.
fn run(transaction: &Connection, migrations: &[Migration]) -> Result<()> {
    for migration in migrations {
        transaction.execute_batch(migration.sql).with_context(|| {
            format!("migration {} failed; the database is unchanged", migration.name)
        })?;
        transaction.execute(
            "INSERT INTO migrations VALUES (?, ?, make_timestamp(epoch_us(now())))",
            params![migration.name, migration.sql],
        )?;
    }
    Ok(())
}

/// Checks that the schema is up to date, without changing anything.
pub(crate) fn check(connection: &Connection) -> Result<()> {
    let Some(applied) = applied(connection)? else {
        bail!(if has_tables(connection)? { Mismatch::Foreign } else { Mismatch::Empty });
    };
    compare(&applied, MIGRATIONS)?;
    match MIGRATIONS.get(applied.len()) {
        Some(missing) => bail!(Mismatch::Older(missing.name)),
        None => Ok(()),
    }
}

fn compare(applied: &[(String, String)], migrations: &[Migration]) -> Result<()> {
    for (position, (name, sql)) in applied.iter().enumerate() {
        match migrations.get(position) {
            Some(known) if known.name != name => bail!(Mismatch::Newer(name.clone())),
            Some(known) if known.sql != sql => bail!(Mismatch::Changed(known.name)),
            Some(_) => {}
            None => bail!(Mismatch::Newer(name.clone())),
        }
    }
    Ok(())
}

fn has_tables(connection: &Connection) -> Result<bool> {
    let sql = "SELECT count(*) > 0 FROM duckdb_tables() WHERE database_name = current_database()";
    Ok(connection.query_row(sql, [], |row| row.get(0))?)
}

/// Returns the names and texts of the applied migrations in order, or `None` if there is no table of
/// migrations. It selects from that table at once: listing all tables would take DuckDB a quarter of
/// its start-up time.
fn applied(connection: &Connection) -> Result<Option<Vec<(String, String)>>> {
    let prepared = connection.prepare("SELECT name, sql FROM migrations").map_err(DbError::from);
    let mut statement = match prepared {
        // There is no such table, or it is another program's.
        Err(err) if err.kind == DbErrorKind::UnknownName => return Ok(None),
        prepared => prepared?,
    };
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut applied = rows.collect::<Result<Vec<_>, _>>()?;
    // Planning ORDER BY would take longer than the rest of this function, at each opening.
    applied.sort_unstable();
    Ok(Some(applied))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        store::derived::DERIVED,
        trail::column::{COLUMNS, ColumnKind},
    };

    #[test]
    fn every_file_in_the_folder_is_listed() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
            .collect();
        files.sort();
        let names: Vec<_> = MIGRATIONS.iter().map(|migration| migration.name).collect();
        assert_eq!(files, names);
    }

    fn sql_type(kind: ColumnKind) -> &'static str {
        match kind {
            ColumnKind::Text => "VARCHAR",
            ColumnKind::Json => "JSON",
            ColumnKind::Bool | ColumnKind::BoolText => "BOOLEAN",
            ColumnKind::Time => "TIMESTAMP",
        }
    }

    fn derived_type(name: &str) -> &'static str {
        if name == "event_id_start" { "UINTEGER" } else { "VARCHAR" }
    }

    #[test]
    fn the_view_of_events_has_all_listed_columns() {
        let mut connection = Connection::open_in_memory().unwrap();
        apply(&mut connection).unwrap();
        crate::store::views::update(&connection).unwrap();
        let mut statement = connection
            .prepare("SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'events' ORDER BY column_name")
            .unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        let found: Vec<(String, String)> = rows.map(Result::unwrap).collect();
        let mut expected: Vec<_> = COLUMNS
            .iter()
            .map(|column| (column.name, sql_type(column.kind)))
            .chain(DERIVED.iter().map(|column| (column.name, derived_type(column.name))))
            .chain([("action_id", "INTEGER"), ("shape_id", "INTEGER")])
            .map(|(name, sql_type)| (name.to_owned(), sql_type.to_owned()))
            .collect();
        expected.sort();
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
        assert!(failed && changed.contains("0001_tables differs"), "{changed}");
        let others = "DROP TABLE migrations; CREATE TABLE migrations (id INT, migration VARCHAR)";
        for sql in ["DROP TABLE migrations", others] {
            let (failed, foreign) = refused(sql);
            assert!(failed && foreign.contains("not made by Ducktrail"), "{foreign}");
        }
        let empty = Connection::open_in_memory().unwrap();
        let empty = check(&empty).unwrap_err().to_string();
        assert!(empty.contains("import into it again"), "{empty}");
    }

    /// Creates a database with the first `count` migrations and a failed sign-in.
    fn old(count: usize) -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        // Since 0012_callers an event is two rows.
        let first = count.min(11);
        apply_all(&mut connection, &MIGRATIONS[..first], |_| Ok(())).unwrap();
        connection
            .execute_batch(
                r#"INSERT INTO events (event_id, event_source, event_name, response_elements)
                   VALUES ('1', 'signin.amazonaws.com', 'ConsoleLogin', '{"ConsoleLogin":"Failure"}')"#,
            )
            .unwrap();
        apply_all(&mut connection, &MIGRATIONS[..count], |_| Ok(())).unwrap();
        connection
    }

    fn text(connection: &Connection, sql: &str) -> String {
        connection.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// The columns of `events` that a query can rely on, in their order.
    const COLUMNS_OF_EVENTS: &str =
        "SELECT string_agg(column_name || ' ' || column_type, ', ') FROM (DESCRIBE events)";

    #[test]
    fn migrating_any_earlier_schema_keeps_its_rows() {
        // The table that the view of 0012_callers replaced.
        let columns = text(&old(11), COLUMNS_OF_EVENTS);
        for (count, missing) in MIGRATIONS.iter().enumerate().skip(1) {
            let mut connection = old(count);
            let older = check(&connection).unwrap_err().to_string();
            assert!(older.contains(missing.name), "{older}");
            apply(&mut connection).unwrap();
            check(&connection).unwrap();
            assert_eq!(text(&connection, COLUMNS_OF_EVENTS), columns);
            crate::store::views::update(&connection).unwrap();
            assert_eq!(text(&connection, COLUMNS_OF_EVENTS), columns);
            assert_eq!(text(&connection, "SELECT event_id FROM events"), "1");
            // Only 0002 fills it in for existing rows; with a later schema the import does so.
            if count == 1 {
                assert_eq!(text(&connection, "SELECT sign_in_failed::VARCHAR FROM events"), "true");
            }
        }
    }

    #[test]
    fn a_failing_migration_leaves_the_database_unchanged() {
        let broken = Migration {
            name: "9999_broken",
            sql: "DELETE FROM event_rows; CREATE TABLE half (a INT); SELECT error('broken');",
        };
        let mut connection = old(1);
        let migrations: Vec<_> = MIGRATIONS
            .iter()
            .chain([&broken])
            .map(|it| Migration { name: it.name, sql: it.sql })
            .collect();
        let state = "SELECT (SELECT string_agg(sql ORDER BY sql) FROM duckdb_tables()) || (SELECT string_agg(e::VARCHAR) FROM events e) || (SELECT string_agg(name) FROM migrations)";
        let before = text(&connection, state);
        let failed = apply_all(&mut connection, &migrations, |_| Ok(())).unwrap_err().to_string();
        assert!(failed.contains("9999_broken failed; the database is unchanged"), "{failed}");
        assert_eq!(text(&connection, state), before);
        apply(&mut connection).unwrap();
        check(&connection).unwrap();
    }
}
