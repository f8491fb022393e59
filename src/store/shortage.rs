//! Too little room or memory, told from other errors by what the system and DuckDB say.

use anyhow::Error;

use crate::store::sql_error::describe;

/// What there is too little of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shortage {
    /// Room on a disk, or what a user or a file may have of it.
    Room,
    /// Memory, of the machine or of what DuckDB may use.
    Memory,
}

const ROOM: &[&str] =
    &["No space left on device", "File too large", "Disk quota exceeded", "os error 28"];

/// An error at a commit has the last two without "Out of Memory" before them.
const MEMORY: &[&str] = &[
    "Out of Memory",
    "could not allocate",
    "Allocation failure",
    "failed to pin block",
    "failed to allocate",
    "could not free up enough memory",
];

/// What was wanting, if an error comes from that.
pub(crate) fn behind(err: &Error) -> Option<Shortage> {
    let text = describe(err);
    let is_any = |causes: &[&str]| causes.iter().any(|cause| text.contains(cause));
    if is_any(ROOM) {
        Some(Shortage::Room)
    } else if is_any(MEMORY) {
        Some(Shortage::Memory)
    } else {
        None
    }
}
