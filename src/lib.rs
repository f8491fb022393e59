//! Ducktrail turns an archive of AWS CloudTrail logs into one DuckDB file and answers questions
//! from it.
//!
//! The data flows one way, a room for each step: [`scan`] finds files, inflates them and fills
//! DuckDB's chunks; [`trail`] knows what a record is; [`import`] keeps the books and drops
//! duplicates; [`store`] owns the database; [`report`] holds the canned questions, [`lookup`]
//! finds events, [`info`] and [`coverage`] say what is there and what is missing, [`verify`] proves
//! what was delivered, [`output`] prints the answers, [`export`] hands events on, and [`shell`] is
//! where people ask. [`commands`] is the only room that knows the command line.
#![forbid(unsafe_code)]

pub mod cli;
pub mod commands;
pub mod coverage;
pub mod error;
pub mod export;
pub mod import;
pub mod info;
pub mod lookup;
pub mod output;
pub mod report;
pub mod scan;
pub mod shell;
pub mod store;
pub mod trail;
pub mod verify;
