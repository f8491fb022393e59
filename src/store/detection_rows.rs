//! The detections as one constant.
//!
//! `sql/detections.sql` has them as some two thousand expressions. DuckDB would read all of these when it opens the
//! database, write them at each checkpoint, and bind them wherever a query names the macro.

use anyhow::{Context, Result};
use duckdb::Connection;

use crate::store::literal::quote;

/// The rows as JSON.
const AS_JSON: &str = "SELECT to_json(detection_rows())::VARCHAR";

/// The macro with the rows as JSON in the place of `json`.
pub(super) const AS_CONSTANT: &str =
    "CREATE OR REPLACE MACRO detection_rows() AS from_json(json, '[[\"VARCHAR\"]]')";

/// Replaces the macro `detection_rows`, which must be that of `sql/detections.sql`.
pub(super) fn make_constant(connection: &Connection) -> Result<()> {
    let make = || {
        let json: String = connection.query_row(AS_JSON, [], |row| row.get(0))?;
        let macro_sql = AS_CONSTANT.replacen("(json", &format!("({}", quote(&json)), 1);
        connection.execute_batch(&macro_sql)
    };
    make().context("cannot install the detections")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detections(connection: &Connection) -> Vec<String> {
        let mut statement =
            connection.prepare("SELECT it::VARCHAR FROM detections() AS it ORDER BY ALL").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn the_constant_has_the_same_detections() {
        let connection = Connection::open_in_memory().unwrap();
        for sql in [include_str!("../../sql/macros.sql"), include_str!("../../sql/detections.sql")]
        {
            connection.execute_batch(sql).unwrap();
        }
        let before = detections(&connection);
        assert!(before.iter().any(|it| it.contains("'condition': NULL")), "{}", before[0]);
        assert!(before.iter().any(|it| it.contains(r"\[")), "{}", before[0]);
        make_constant(&connection).unwrap();
        assert_eq!(detections(&connection), before);
        let size = "SELECT max(length(macro_definition)) FROM duckdb_functions() WHERE function_name = 'detection_rows'";
        let definition: i64 = connection.query_row(size, [], |row| row.get(0)).unwrap();
        assert!(definition > 10_000, "{definition}");
    }
}
