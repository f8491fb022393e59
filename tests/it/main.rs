//! The fast tests: the program run as a process, and the library on real logs.
//!
//! They are one binary, as each binary links DuckDB.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::print_stderr, reason = "skipped tests are printed")]

mod archives;
mod athena;
mod balance;
mod callers;
mod commands;
mod corpus;
mod counts;
mod coverage;
mod detections;
mod documentation;
mod duplicates;
mod events;
mod examples;
mod exit_codes;
mod export;
mod hostile;
mod hostile_text;
mod hostile_values;
mod info;
mod lake;
mod lake_sql;
mod layers;
mod ledger;
mod links;
mod lossless;
mod markdown;
mod messages;
mod neighbours;
#[cfg(unix)]
mod new_database;
#[cfg(target_os = "linux")]
mod opens;
mod outcome;
mod own_names;
mod permissions;
mod picture;
mod progress;
mod promises;
mod prompt;
mod properties;
mod query;
mod questions;
mod rejects;
mod report_order;
mod reports;
mod role_chains;
#[cfg(feature = "s3")]
mod s3;
#[cfg(feature = "s3")]
mod s3_import;
mod scope;
mod sessions;
mod shell;
mod sigma;
mod source_tree;
mod spark;
#[path = "../support/mod.rs"]
mod support;
mod table_function;
mod targets;
mod terminal;
mod triage;
mod types;
mod verify;
mod vocabulary;
mod watch;
mod wrapped;
mod write_guard;
mod wrong_databases;
