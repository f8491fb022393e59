//! A memory limit for the whole process.
//!
//! DuckDB's own limit covers its buffers only. A function that returns one long value, such as
//! `repeat('x', 4000000000)`, allocates outside of them. With this limit the system refuses the
//! allocation, and DuckDB reports an error of the statement. Only Linux enforces such limits; on other
//! systems only DuckDB's own limit applies.

use anyhow::Result;

/// Address space, mostly unused, for the program, the file and thread stacks.
#[cfg(target_os = "linux")]
const PROGRAM: u64 = 1 << 30;

/// Limits the address space of the process to `memory` bytes plus what the program itself needs, for
/// untrusted SQL.
#[cfg(target_os = "linux")]
pub(crate) fn set(memory: u64) -> Result<()> {
    limit(rustix::process::Resource::As, memory.saturating_add(PROGRAM))
}

/// Limits the private memory of the process to `memory` bytes, a quarter more for what DuckDB does not
/// count, and what the program itself needs. Files that are mapped to be read do not count, so the
/// database can be of any size.
#[cfg(target_os = "linux")]
pub(crate) fn set_data(memory: u64) -> Result<()> {
    let wanted = memory.saturating_add(memory / 4).saturating_add(PROGRAM);
    limit(rustix::process::Resource::Data, wanted)
}

/// Removes the limit of [`set_data`], for an import, which has its own.
#[cfg(target_os = "linux")]
pub(crate) fn lift() -> Result<()> {
    limit(rustix::process::Resource::Data, u64::MAX)
}

#[cfg(target_os = "linux")]
fn limit(resource: rustix::process::Resource, wanted: u64) -> Result<()> {
    use anyhow::Context;
    use rustix::process::{getrlimit, setrlimit};

    let mut limit = getrlimit(resource);
    limit.current = match limit.maximum {
        Some(maximum) => Some(maximum.min(wanted)),
        None => Some(wanted).filter(|wanted| *wanted < u64::MAX),
    };
    setrlimit(resource, limit).context("cannot limit the memory of this process")
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn set(_memory: u64) -> Result<()> {
    Ok(())
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn set_data(_memory: u64) -> Result<()> {
    Ok(())
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn lift() -> Result<()> {
    Ok(())
}
