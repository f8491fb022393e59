//! The CloudTrail formats: records, the containers they come in, and the names of log files. Nothing
//! here depends on DuckDB, the file system or the command line.

pub(crate) mod brackets;
pub(crate) mod canonical;
pub(crate) mod column;
pub(crate) mod column_set;
pub(crate) mod container;
pub(crate) mod content;
pub(crate) mod depth;
pub(crate) mod form;
pub(crate) mod key;
pub(crate) mod members;
pub(crate) mod ordinary;
pub(crate) mod path_tree;
pub(crate) mod record;
pub(crate) mod record_row;
pub(crate) mod row;
pub(crate) mod search;
pub(crate) mod shape;
pub(crate) mod splitter;
pub(crate) mod surrogate;
pub(crate) mod time;
pub(crate) mod window;
