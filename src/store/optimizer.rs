//! DuckDB's optimizer, which is of no use to statements that only define tables, views and comments. It
//! takes half of their time, and a new database needs a thousand of them.

use anyhow::Result;
use duckdb::Connection;

/// Calls `define` with the optimizer off. If `define` fails, the transaction accepts no further statement,
/// so the optimizer stays off.
pub(crate) fn without<T>(connection: &Connection, define: impl FnOnce() -> Result<T>) -> Result<T> {
    connection.execute_batch("PRAGMA disable_optimizer")?;
    let defined = define()?;
    connection.execute_batch("PRAGMA enable_optimizer")?;
    Ok(defined)
}
