//! What the targets fuzz, compiled alone: the room `trail`, which knows neither DuckDB nor files, and
//! what `output` writes a line of CSV with.

#[path = "../../src/trail/mod.rs"]
pub mod trail;

/// Of the room `output` only what stands on its own.
#[path = "../../src/output"]
pub mod output {
    pub mod cell;
    pub mod text;
}
