//! Times the reports on an imported archive: their SQL alone, and the whole program.

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Result, ensure};
use ducktrail::internals::{
    report::{REPORTS, Report},
    store::{self, Connection},
};

const DUCKTRAIL: &str = env!("CARGO_BIN_EXE_ducktrail");

/// The number of runs of each report. The fastest counts, as other load only adds to the time.
const RUNS: usize = 3;

/// Times every report and prints a table, the slowest first.
pub(crate) fn run(database: &Path, out: &mut impl Write) -> Result<()> {
    let connection = store::open_read_only(database)?;
    connection.execute_batch("SET VARIABLE resource = 'i-0123456789abcdef0'")?;
    let mut lines = Vec::new();
    for report in REPORTS {
        let (sql, rows) = fastest(|| rows(&connection, report))?;
        let (program, ()) = fastest(|| program(database, report))?;
        lines.push((sql, program, rows, report.name()));
    }
    lines.sort_by(|a, b| b.0.total_cmp(&a.0));
    writeln!(out, "| report | rows | SQL ms | program ms |\n| --- | ---: | ---: | ---: |")?;
    for (sql, program, rows, name) in lines {
        writeln!(out, "| {name} | {rows} | {sql:.0} | {program:.0} |")?;
    }
    Ok(())
}

/// Returns the milliseconds of the fastest run and its result.
fn fastest<T>(mut work: impl FnMut() -> Result<T>) -> Result<(f64, T)> {
    let mut timed = || -> Result<(f64, T)> {
        let start = Instant::now();
        let result = work()?;
        Ok((start.elapsed().as_secs_f64() * 1000.0, result))
    };
    let mut best = timed()?;
    for _ in 1..RUNS {
        let again = timed()?;
        if again.0 < best.0 {
            best = again;
        }
    }
    Ok(best)
}

/// Runs a report on an open database to its last row. Returns the number of rows.
fn rows(connection: &Connection, report: &Report) -> Result<usize> {
    let mut statement = connection.prepare(report.select())?;
    Ok(statement.query_arrow([])?.map(|batch| batch.num_rows()).sum())
}

/// Runs the report with the program.
fn program(database: &Path, report: &Report) -> Result<()> {
    let mut command = Command::new(DUCKTRAIL);
    command.args(["report", report.name(), "--format", "csv", "--db"]).arg(database);
    for parameter in report.parameters().filter(|parameter| parameter.default.is_none()) {
        command.arg("--set").arg(format!("{}=i-0123456789abcdef0", parameter.name));
    }
    let status = command.env_remove("DUCKTRAIL_DB").stdout(Stdio::null()).status()?;
    ensure!(status.success(), "report {} failed: {status}", report.name());
    Ok(())
}
