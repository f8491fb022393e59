//! Prints measurements as Markdown.

use std::io::Write;

use anyhow::Result;

use super::measure::Measured;

/// The reference for the ratios.
pub(crate) const IMPORT: &str = "import";
pub(crate) const BASELINE: &str = "baseline";
pub(crate) const PARSE: &str = "floor: inflate and parse";
pub(crate) const WRITE: &str = "floor: DuckDB writes the rows";
pub(crate) const SMALL: &str = "import of small files";

/// The ratios to print: numerator and denominator.
const RATIOS: &[(&str, &str)] = &[(BASELINE, IMPORT), (IMPORT, PARSE), (IMPORT, WRITE)];

/// The measurements of one run.
pub(crate) struct Line {
    what: String,
    measured: Measured,
    database: Option<u64>,
    events: Option<u64>,
}

impl Line {
    pub(crate) fn new(
        what: &str,
        measured: Measured,
        database: Option<u64>,
        events: Option<u64>,
    ) -> Self {
        Self { what: what.to_owned(), measured, database, events }
    }
}

/// Prints the table, then the ratios.
pub(crate) fn print(lines: &[Line], out: &mut impl Write) -> Result<()> {
    writeln!(out, "| what | wall s | CPU s | peak memory MB | database MB | events |")?;
    writeln!(out, "| --- | ---: | ---: | ---: | ---: | ---: |")?;
    for Line { what, measured, database, events } in lines {
        let Measured { wall, cpu, memory, .. } = measured;
        let database = database.map(|bytes| (bytes / 1_000_000).to_string()).unwrap_or_default();
        let events = events.map(|events| events.to_string()).unwrap_or_default();
        writeln!(out, "| {what} | {wall:.2} | {cpu:.2} | {memory} | {database} | {events} |")?;
    }
    writeln!(out)?;
    for (above, below) in RATIOS {
        let find = |name: &str| lines.iter().find(|line| line.what == name);
        let (Some(a), Some(b)) = (find(above), find(below)) else { continue };
        let wall = a.measured.wall / b.measured.wall;
        let cpu = a.measured.cpu / b.measured.cpu;
        writeln!(out, "- {above} / {below}: wall {wall:.2}, CPU {cpu:.2}")?;
    }
    #[expect(clippy::cast_precision_loss, reason = "far fewer than 2⁵² events")]
    let speed = |name: &str| {
        let line = lines.iter().find(|line| line.what == name)?;
        Some(line.events? as f64 / line.measured.wall)
    };
    if let (Some(small), Some(large)) = (speed(SMALL), speed(IMPORT)) {
        let ratio = small / large;
        writeln!(out, "- {SMALL} / {IMPORT}: events per second {ratio:.2}")?;
    }
    Ok(())
}
