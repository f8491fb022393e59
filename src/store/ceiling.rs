//! A limit of memory for the whole process.
//!
//! DuckDB's own limit counts what it keeps in its buffers. A function that makes one long value, as
//! `repeat('x', 4000000000)`, takes its memory elsewhere: the system refuses that, and DuckDB
//! reports it as an error of the statement.

use anyhow::Result;

/// Lets the process take `memory` bytes and what the program needs itself. Only Linux keeps to it;
/// elsewhere DuckDB's own limit is what there is.
#[cfg(target_os = "linux")]
pub(crate) fn set(memory: u64) -> Result<()> {
    use anyhow::Context;
    use rustix::process::{Resource, getrlimit, setrlimit};

    /// Addresses, of which few are used, for the program, the file and the stacks of threads.
    const PROGRAM: u64 = 1 << 30;

    let mut limit = getrlimit(Resource::As);
    let wanted = memory.saturating_add(PROGRAM);
    limit.current = Some(limit.current.map_or(wanted, |current| current.min(wanted)));
    setrlimit(Resource::As, limit).context("cannot limit the memory of this process")
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn set(_memory: u64) -> Result<()> {
    Ok(())
}
