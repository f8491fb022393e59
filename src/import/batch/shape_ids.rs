//! Shape IDs: `events.shape_id` refers to `shapes.id`, the row with the names of the record's members.
//!
//! Real archives have some hundred shapes. A forged log can give each event a shape of its own; then the
//! shapes beyond the limit, and very long ones, get a row for each event.

use anyhow::{Context, Result};
use duckdb::{Connection, params};

use crate::import::batch::interner::{Interned, Interner};

/// The number of shapes whose IDs are in memory, where each takes up to 80 bytes.
const MAX_SHAPES: usize = 1 << 14;

/// The length in bytes of the longest shape that is looked up, which bounds the memory that
/// [`ShapeIds::load`] takes. Shapes of real records have up to 700.
const MAX_BYTES: usize = 2 << 10;

/// The IDs of shapes.
pub(crate) struct ShapeIds(Interner);

/// The ID of the shape of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ShapeId {
    pub(crate) id: i32,
    /// True if a row of `shapes` with this ID must be inserted.
    pub(crate) is_new: bool,
}

impl ShapeIds {
    /// Loads the IDs of the database, as far as they fit into memory.
    pub(crate) fn load(connection: &Connection) -> Result<Self> {
        let last = connection
            .query_row("SELECT coalesce(max(id), 0) FROM shapes", [], |row| row.get(0))?;
        let shapes = Interner::new(last, MAX_SHAPES);
        let mut statement = connection.prepare(
            "SELECT members, id FROM shapes WHERE strlen(members) <= ? ORDER BY id LIMIT ?",
        )?;
        let mut rows = statement.query(params![MAX_BYTES, MAX_SHAPES])?;
        while let Some(row) = rows.next()? {
            let members: String = row.get(0)?;
            shapes.add(members.as_bytes(), row.get(1)?, 1);
        }
        Ok(Self(shapes))
    }

    /// Returns the ID of a shape.
    pub(crate) fn assign(&self, shape: &str) -> Result<ShapeId> {
        if shape.len() <= MAX_BYTES {
            match self.0.assign(shape.as_bytes(), 1) {
                Interned::Known(id) => return Ok(ShapeId { id, is_new: false }),
                Interned::New(id) => return Ok(ShapeId { id, is_new: true }),
                Interned::Full => {}
            }
        }
        let id = self.0.unused_id().context(
            "cannot number the member lists of records: the database has 2,147,483,647 of them; import into a new database",
        )?;
        Ok(ShapeId { id, is_new: true })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::migrate;

    fn database() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate::apply(&mut connection).unwrap();
        connection
    }

    fn known(id: i32) -> ShapeId {
        ShapeId { id, is_new: false }
    }

    fn new(id: i32) -> ShapeId {
        ShapeId { id, is_new: true }
    }

    #[test]
    fn ids_persist_across_imports() {
        let connection = database();
        let shapes = ShapeIds::load(&connection).unwrap();
        assert_eq!(shapes.assign(r#"["a"]"#).unwrap(), new(1));
        assert_eq!(shapes.assign(r#"["b"]"#).unwrap(), new(2));
        assert_eq!(shapes.assign(r#"["a"]"#).unwrap(), known(1));
        connection
            .execute_batch(r#"INSERT INTO shapes VALUES (1, '["a"]'), (5, '["b"]')"#)
            .unwrap();
        let shapes = ShapeIds::load(&connection).unwrap();
        assert_eq!(shapes.assign(r#"["b"]"#).unwrap(), known(5));
        assert_eq!(shapes.assign(r#"["c"]"#).unwrap(), new(6));
    }

    #[test]
    fn shapes_beyond_the_limits_get_a_row_for_each_event() {
        let connection = database();
        let shapes = ShapeIds::load(&connection).unwrap();
        let long = format!("[\"{}\"]", "x".repeat(MAX_BYTES));
        assert_eq!(shapes.assign(&long).unwrap(), new(1));
        assert_eq!(shapes.assign(&long).unwrap(), new(2));
        for number in 0..MAX_SHAPES {
            assert!(shapes.assign(&format!("[\"{number}\"]")).unwrap().is_new);
        }
        assert!(shapes.assign("[\"late\"]").unwrap().is_new);
        assert!(shapes.assign("[\"late\"]").unwrap().is_new);
        assert_eq!(shapes.assign("[\"0\"]").unwrap(), known(3));
    }

    #[test]
    fn the_last_id_is_followed_by_an_error() {
        let connection = database();
        connection.execute_batch("INSERT INTO shapes VALUES (2147483647, '[]')").unwrap();
        let shapes = ShapeIds::load(&connection).unwrap();
        assert_eq!(shapes.assign("[]").unwrap(), known(i32::MAX));
        let err = shapes.assign("[\"a\"]").unwrap_err().to_string();
        assert!(err.contains("import into a new database"), "{err}");
    }
}
