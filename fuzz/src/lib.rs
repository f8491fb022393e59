//! What the targets fuzz: the room `trail`, which knows neither DuckDB nor files, compiled alone.

#[path = "../../src/trail/mod.rs"]
pub mod trail;
