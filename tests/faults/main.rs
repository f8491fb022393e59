//! Faults: the program is killed, starved, raced and fed with files that change, and has to leave a
//! database that opens, agrees with its own ledger and is completed by the same command.
//!
//! It is run as a process and asked by its own `query`. `DUCKTRAIL_FAULTS=long` makes more of the
//! random faults; `DUCKTRAIL_SEED` repeats those of a run.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::print_stderr, reason = "the figures, and what is skipped, are printed")]
#![cfg(target_os = "linux")]

mod archive;
mod chance;
mod clock;
mod company;
mod files;
mod kills;
mod limits;
mod moment;
mod readers;
mod scene;
mod signals;
mod versions;
