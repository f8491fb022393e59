//! Query plans as DuckDB draws them. In a cell of a table, their lines would be one.

use std::io::Write;

use anyhow::Result;

use crate::{
    output::{ResultColumn, RowWriter, batch::Batch},
    text::visible,
};

/// The columns of the result of `EXPLAIN` and `EXPLAIN ANALYZE`.
const COLUMNS: [&str; 2] = ["explain_key", "explain_value"];

pub(crate) struct PlanWriter<W: Write> {
    out: W,
}

impl<W: Write> PlanWriter<W> {
    pub(crate) fn new(out: W) -> Self {
        Self { out }
    }
}

/// Returns true if a statement of this verb with these columns has query plans as its result.
pub(crate) fn has_plans(verb: &str, columns: &[ResultColumn]) -> bool {
    verb == "EXPLAIN" && columns.iter().map(|column| column.name.as_str()).eq(COLUMNS)
}

impl<W: Write> RowWriter for PlanWriter<W> {
    fn write(&mut self, row: &Batch<'_>) -> Result<()> {
        for line in row.cells().nth(1).flatten().unwrap_or_default().lines() {
            writeln!(self.out, "{}", visible(line).trim_end())?;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        Ok(self.out.flush()?)
    }
}
