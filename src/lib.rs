//! Ducktrail turns an archive of AWS CloudTrail logs into one DuckDB file and answers questions
//! from it.
//!
//! The data flows one way, a room for each step: [`scan`] finds files, inflates them and fills
//! DuckDB's chunks; [`trail`] knows what a record is; [`import`] keeps the books and drops
//! duplicates; [`store`] owns the database; [`report`] holds the canned questions, [`output`]
//! prints the answers, [`export`] hands events on and [`verify`] proves what was delivered. [`commands`] is the only room that knows the command line.

pub mod cli;
pub mod commands;
pub mod error;
pub mod export;
pub mod import;
pub mod output;
pub mod report;
pub mod scan;
pub mod store;
pub mod trail;
pub mod verify;
