//! Properties of every input, tested on random inputs: a file for each part of `trail`. A failing input is
//! minimised and printed; add it as a test beside the module.
//!
//! The properties of the CSV writer are in `src/output/cell.rs`. `fuzz` checks the same properties on longer
//! and stranger inputs.

mod balance;
mod container;
mod json;
mod key;
mod ordinary;
mod record;
mod search;
mod splitter;
mod time;

use proptest::test_runner::Config;

/// Returns a configuration with this number of inputs and without regression files.
fn cases(cases: u32) -> Config {
    Config { cases, failure_persistence: None, ..Config::default() }
}
