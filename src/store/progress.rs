//! Progress of the statement that a connection runs.

use anyhow::Result;
use duckdb::Connection;

/// Makes DuckDB estimate the progress of statements from now on.
pub(crate) fn track(connection: &Connection) -> Result<()> {
    Ok(connection.set_query_progress_tracking(true)?)
}

/// Returns a function that any thread may call for the percentage done of the running statement, or
/// `None` if it is unknown.
pub(crate) fn percent(connection: &Connection) -> impl Fn() -> Option<u64> + Send + 'static {
    let handle = connection.progress_handle();
    move || {
        let percent = handle.query_progress().percentage()?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
        Some(percent.clamp(0.0, 100.0) as u64)
    }
}
