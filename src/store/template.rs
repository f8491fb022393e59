//! The file that a new database begins as: it has the tables, rules and views of this version, and no event.
//!
//! DuckDB parses and binds each of the thousand statements that make such a file, which takes several times as
//! long as the import of a small trail. The file is a copy for speed alone: a test compares everything in it with
//! what the statements make. A file that is not of this version is brought up to date like any other database.

use std::{io, path::Path};

use anyhow::Result;
use duckdb::Connection;
use flate2::read::GzDecoder;
use tempfile::NamedTempFile;

use crate::store::{literal::quote, temporary, utf8};

/// The file, compressed. The tests of this module make it again with `UPDATE_DOCS=1`.
const TEMPLATE: &[u8] = include_bytes!("template.duckdb.gz");

/// Gives the migrations of a new database their time. The file has none.
const DATE_MIGRATIONS: &str =
    "UPDATE migrations SET applied_at = make_timestamp(epoch_us(now())) WHERE applied_at = 'epoch'";

/// Creates the file of a database, whole or not at all. Fails if the file exists, or on a file system that
/// cannot rename a file without replacing another.
pub(super) fn copy_to(database: &Path) -> io::Result<()> {
    temporary::create(database, inflate)
}

/// Adds everything that a new database has to one in memory. Fails if no temporary file can be written.
pub(super) fn load(connection: &Connection) -> Result<()> {
    let mut file = NamedTempFile::new()?;
    inflate(&mut file)?;
    let copy = format!(
        "ATTACH {} AS template (READ_ONLY); COPY FROM DATABASE template TO memory; DETACH template",
        quote(utf8(file.path())?)
    );
    Ok(connection.execute_batch(&copy)?)
}

fn inflate(file: &mut NamedTempFile) -> io::Result<()> {
    io::copy(&mut GzDecoder::new(TEMPLATE), file.as_file_mut()).map(drop)
}

/// Dates the migrations of a database that may be new.
pub(super) fn date_migrations(connection: &Connection) -> duckdb::Result<()> {
    connection.execute_batch(DATE_MIGRATIONS)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, env, fs};

    use flate2::{Compression, write::GzEncoder};

    use super::*;
    use crate::store::{attach_for_import, migrate, row_group::ROW_GROUP, views};

    /// The functions that list what a database has.
    const LISTS: [&str; 7] = [
        "duckdb_tables() WHERE NOT internal",
        "duckdb_columns() WHERE NOT internal",
        "duckdb_views() WHERE NOT internal",
        "duckdb_functions() WHERE NOT internal",
        "duckdb_indexes()",
        "duckdb_constraints()",
        "duckdb_sequences()",
    ];

    /// Creates a database with the statements of all migrations, rules and views.
    fn by_statements(path: &Path) {
        let mut connection = attach_for_import(path, ROW_GROUP).unwrap();
        migrate::apply_and(&mut connection, views::install_rules).unwrap();
        views::update(&connection).unwrap();
        connection.execute_batch("UPDATE migrations SET applied_at = 'epoch'; CHECKPOINT").unwrap();
    }

    fn write_template(database: &Path) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/template.duckdb.gz");
        let mut file = GzEncoder::new(fs::File::create(path).unwrap(), Compression::best());
        io::copy(&mut fs::File::open(database).unwrap(), &mut file).unwrap();
        file.finish().unwrap();
    }

    /// Returns everything that a database has, with all rows of its tables.
    fn content(path: &Path) -> BTreeSet<String> {
        let connection = Connection::open(path).unwrap();
        let lines = |sql: &str| -> Vec<String> {
            let mut statement = connection.prepare(sql).unwrap();
            statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
        };
        let things = LISTS.iter().flat_map(|list| {
            lines(&format!(
                "SELECT thing::VARCHAR FROM (
                    SELECT COLUMNS(lambda c: NOT regexp_matches(c, 'oid$|^database_name$|^estimated_size$'))
                    FROM {list}
                ) AS thing"
            ))
        });
        let tables = lines("SELECT table_name FROM duckdb_tables()");
        let rows = tables
            .iter()
            .flat_map(|table| lines(&format!("SELECT '{table} ' || t::VARCHAR FROM {table} AS t")));
        let block_size = lines("SELECT 'blocks of ' || block_size FROM pragma_database_size()");
        things.chain(rows).chain(block_size).collect()
    }

    #[test]
    fn the_template_is_what_the_statements_make() {
        let folder = tempfile::tempdir().unwrap();
        let [made, copied] = ["made", "copied"].map(|name| folder.path().join(name));
        by_statements(&made);
        // Without it, everything differs.
        let _ = copy_to(&copied);
        let (made_content, copied_content) = (content(&made), content(&copied));
        if let Some(other) = made_content.symmetric_difference(&copied_content).next() {
            if env::var_os("UPDATE_DOCS").is_some() {
                write_template(&made);
            }
            panic!("run the tests with UPDATE_DOCS=1, then again: only one of both has {other}");
        }
    }
}
