//! What holds for every input, shown on inputs that are made by chance: a file for each part of the
//! room `trail`. A failing input is made small and printed; as a case of its own it becomes a test
//! beside the module.
//!
//! The writer of CSV has its properties beside itself, in `src/output/cell.rs`; `fuzz` asks the same
//! of longer and stranger inputs.

mod balance;
mod container;
mod json;
mod key;
mod record;
mod splitter;
mod time;

use proptest::test_runner::Config;

/// So many inputs, with no file written beside the tests where one fails.
fn cases(cases: u32) -> Config {
    Config { cases, failure_persistence: None, ..Config::default() }
}
