//! The checks of the fuzz targets, and the code under test: `src/trail`, which needs neither DuckDB nor
//! files, and the cells of CSV in `src/output`.
#![allow(dead_code, unused_imports, reason = "the checks use only a part of the code under test")]

pub mod container;
pub mod csv;
pub mod key;
pub mod ordinary;
pub mod record;
pub mod search;
pub mod splitter;
pub mod time;

#[path = "../../src/trail/mod.rs"]
pub(crate) mod trail;

#[path = "../../src/text.rs"]
pub(crate) mod text;

/// The modules of `output` that depend on nothing else.
#[path = "../../src/output"]
pub(crate) mod output {
    pub(crate) mod cell;
}
