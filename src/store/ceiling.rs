//! A memory limit for the whole process.
//!
//! DuckDB's own limit covers its buffers only. A function that returns one long value, such as
//! `repeat('x', 4000000000)`, allocates outside of them. With this limit the system refuses the
//! allocation, and DuckDB reports an error of the statement.

use anyhow::Result;

/// Limits the process to `memory` bytes plus what the program itself needs. Only Linux enforces such a
/// limit; on other systems only DuckDB's own limit applies.
#[cfg(target_os = "linux")]
pub(crate) fn set(memory: u64) -> Result<()> {
    use anyhow::Context;
    use rustix::process::{Resource, getrlimit, setrlimit};

    /// Address space, mostly unused, for the program, the file and thread stacks.
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
