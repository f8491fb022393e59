//! How far the statement is that a connection runs.

use anyhow::Result;
use duckdb::Connection;

/// Lets DuckDB estimate it from now on.
pub(crate) fn track(connection: &Connection) -> Result<()> {
    Ok(connection.set_query_progress_tracking(true)?)
}

/// Asks, from any thread, for the percentage of the running statement that is done; none where it
/// cannot be told.
pub(crate) fn percent(connection: &Connection) -> impl Fn() -> Option<u64> + Send + 'static {
    let handle = connection.progress_handle();
    move || {
        let percent = handle.query_progress().percentage()?;
        // A percentage is between 0 and 100.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
        Some(percent.clamp(0.0, 100.0) as u64)
    }
}
