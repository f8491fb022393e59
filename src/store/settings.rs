//! The settings of DuckDB that every database of a process has.

use anyhow::Result;
use duckdb::Config;

/// Returns settings that keep DuckDB from downloading extensions, and from two faults of DuckDB 2.0.
///
/// An operator that collects small chunks keeps columns of a join as dictionaries, and fails with an internal error
/// ("changed identity", `AppendToCache` in `physical_operator.cpp`) where the dictionary is another one in the next
/// chunk, as after a cast from JSON to text. Without collecting, the reports take as long.
///
/// A COPY that is interrupted or fails may wait forever: `AbortWrites` in `async_write_queue.cpp` holds the lock that the
/// writes need to end, and waits for their end. Without threads for writes, the threads that make the rows write them.
pub(super) fn base() -> Result<Config> {
    let config = Config::default().enable_autoload_extension(false)?;
    let config = config.with("autoinstall_known_extensions", "false")?;
    let config = config.with("debug_enable_caching_operators", "false")?;
    Ok(config.with("async_threads", "0")?)
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc, thread, time::Duration};

    use super::*;
    use crate::store::{Connection, literal::quote};

    /// With threads for writes, about one COPY in ten that is interrupted does not end.
    #[test]
    fn a_copy_ends_whenever_it_is_interrupted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.parquet").display().to_string();
        let connection = Connection::open_in_memory_with_flags(base().unwrap()).unwrap();
        let handle = connection.interrupt_handle();
        let (ended, is_ended) = mpsc::channel();
        let (begin, is_begun) = mpsc::channel();
        thread::spawn(move || {
            let rows = "SELECT range AS nth, md5(range::VARCHAR) AS text FROM range(3000000)";
            let copy = format!("COPY ({rows}) TO {} (ROW_GROUP_SIZE 2048)", quote(&path));
            for () in is_begun {
                ended.send(connection.execute_batch(&copy).is_err()).unwrap();
            }
        });
        let mut interrupted = 0;
        for nth in 0..60 {
            begin.send(()).unwrap();
            thread::sleep(Duration::from_millis(5 + nth * 3));
            handle.interrupt();
            interrupted += usize::from(is_ended.recv_timeout(Duration::from_secs(120)).unwrap());
        }
        assert!(interrupted > 0);
    }
}
