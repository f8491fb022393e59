//! The slow tests: faults, and imports of much data.
//!
//! The program is killed, starved of memory and space, raced, and given hostile and changing files. It
//! must leave a database that opens, agrees with its own ledger and is completed by the same command.
//! `DUCKTRAIL_FAULTS=long` makes more of the random faults; `DUCKTRAIL_SEED` repeats those of a run.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::print_stderr, reason = "figures and skipped tests are printed")]
#![cfg(target_os = "linux")]

mod access;
mod archive;
mod clock;
mod database;
mod expansion;
mod files;
mod interruption;
mod kill_point;
mod kills;
mod large;
mod limits;
mod memory;
mod readers;
mod rng;
mod signals;
#[path = "../support/mod.rs"]
mod support;
mod versions;
