//! What CloudTrail is: its records, the containers they come in, the names of its files. Nothing
//! here knows of DuckDB, of files or of the command line.

pub mod brackets;
pub mod canonical;
pub mod column;
pub mod container;
pub mod depth;
pub mod key;
pub mod members;
pub mod record;
pub mod row;
pub mod splitter;
pub mod time;
pub mod window;
