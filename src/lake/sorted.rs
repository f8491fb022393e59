//! The table `sorted`, from which the files of a lake are written: rows in the order of the lake.
//!
//! Rows go to a table first, because to sort rows while it writes others takes DuckDB several times as long if there is
//! little memory.

use anyhow::Result;

use crate::store::Connection;

/// The size of the texts of rows that are too large to be sorted and are copied together, in bytes. The whole table is
/// read for each copy.
const COPY_BYTES: u64 = 48 << 20;

/// Fills the table with a query of sorted rows.
pub(super) fn fill(connection: &Connection, rows: &str) -> Result<()> {
    let create = format!("CREATE OR REPLACE TEMP TABLE sorted AS {rows}");
    Ok(connection.execute_batch(&create)?)
}

/// Fills the table with rows that are too large to be sorted. `rows` selects all rows of the table `name`, and `ids`
/// the `row_id` of some of them, sorted, with `bytes`, the sizes of their texts. Returns these sizes.
pub(super) fn fill_by_ids(
    connection: &Connection,
    name: &str,
    rows: &str,
    ids: &str,
) -> Result<Vec<u64>> {
    connection.execute_batch(&format!(
        "CREATE OR REPLACE TEMP TABLE sorted_ids AS {ids};
        CREATE OR REPLACE TEMP TABLE sorted AS {rows} LIMIT 0"
    ))?;
    let mut statement =
        connection.prepare("SELECT bytes::UBIGINT FROM sorted_ids ORDER BY rowid")?;
    let sizes: Vec<u64> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut first = 0;
    for count in pieces(&sizes, COPY_BYTES) {
        connection.execute_batch(&format!(
            "INSERT INTO sorted {rows} JOIN sorted_ids ON sorted_ids.row_id = {name}.rowid
            WHERE sorted_ids.rowid >= {first} AND sorted_ids.rowid < {} ORDER BY sorted_ids.rowid",
            first + count
        ))?;
        first += count;
    }
    connection.execute_batch("DROP TABLE sorted_ids")?;
    Ok(sizes)
}

/// Frees what the table takes, if there is one.
pub(super) fn clear(connection: &Connection) -> Result<()> {
    Ok(connection.execute_batch("DROP TABLE IF EXISTS temp.sorted")?)
}

/// Divides rows of these sizes into pieces of at most `most` bytes, or of one row. Returns their numbers of rows.
pub(super) fn pieces(sizes: &[u64], most: u64) -> Vec<u64> {
    let mut pieces = Vec::new();
    let (mut rows, mut bytes) = (0, 0);
    for size in sizes {
        if rows > 0 && bytes + size > most {
            pieces.push(rows);
            (rows, bytes) = (0, 0);
        }
        rows += 1;
        bytes += size;
    }
    if rows > 0 {
        pieces.push(rows);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_have_all_rows_and_are_as_large_as_they_may_be() {
        assert_eq!(pieces(&[], 10), Vec::<u64>::new());
        assert_eq!(pieces(&[4, 6, 1, 9, 1], 10), [2, 2, 1]);
        // A row that is larger is a piece of its own.
        assert_eq!(pieces(&[11, 20, 1, 11], 10), [1, 1, 1, 1]);
    }
}
