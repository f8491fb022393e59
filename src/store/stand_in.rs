//! Empty tables in the place of what is slow to bind, while the views that read it are created.
//!
//! `DuckDB` binds the query of a view or of a table macro when it is created, and with it everything that the
//! query reads: all rules of `activity` for each report. The names and types of the columns are enough for
//! that. A table or macro in the schema of temporary objects is found before one of the same name in the
//! database, and the text of the view does not say which one was found.

use anyhow::Result;
use duckdb::Connection;

use crate::store::literal;

/// The view or table macro that has stand-ins, with its parameters.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Relation {
    View(&'static str),
    Macro { name: &'static str, parameters: &'static str, arguments: &'static str },
}

impl Relation {
    /// Creates the stand-in. It is there for this connection alone, until [`Relation::uncover`].
    pub(crate) fn cover(self, connection: &Connection) -> Result<()> {
        let statement = match self {
            Self::View(name) => {
                let columns = columns(connection, &format!("main.{name}"))?;
                format!("CREATE TEMP TABLE {name} ({columns})")
            }
            Self::Macro { name, parameters, arguments } => {
                let columns = columns(connection, &format!("{name}({arguments})"))?;
                format!(
                    "CREATE TEMP TABLE columns_of_{name} ({columns});
                     CREATE TEMP MACRO {name}({parameters}) AS TABLE FROM temp.main.columns_of_{name}"
                )
            }
        };
        Ok(connection.execute_batch(&statement)?)
    }

    /// Drops the stand-in.
    pub(crate) fn uncover(self, connection: &Connection) -> Result<()> {
        let statement = match self {
            Self::View(name) => format!("DROP TABLE temp.main.{name}"),
            Self::Macro { name, .. } => {
                format!("DROP MACRO TABLE temp.main.{name}; DROP TABLE temp.main.columns_of_{name}")
            }
        };
        Ok(connection.execute_batch(&statement)?)
    }
}

/// Returns the names and types of the columns of a relation, as `CREATE TABLE` takes them.
fn columns(connection: &Connection, relation: &str) -> Result<String> {
    let mut statement = connection.prepare(&format!("DESCRIBE FROM {relation}"))?;
    let columns = statement.query_map([], |row| {
        let (name, data_type): (String, String) = (row.get(0)?, row.get(1)?);
        Ok(format!("{} {data_type}", literal::name(&name)))
    })?;
    Ok(columns.collect::<Result<Vec<_>, _>>()?.join(", "))
}
