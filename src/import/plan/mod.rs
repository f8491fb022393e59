//! The plan of an import: which files must be read, and in which batches.

pub(crate) mod batches;
pub(crate) mod filter;
pub(crate) mod imported_files;
