//! The program: reads the command line, runs the command, ends with its exit code.
#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::Parser;
use ducktrail::{cli::Cli, commands, error};

/// Serves DuckDB's C++ too, which allocates from all threads at once: an import, a report and a
/// look-up take about a tenth less time than with the allocator of glibc. Like that one it says when
/// there is no memory, so that DuckDB can end the statement.
#[cfg(unix)]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    let command = match Cli::try_parse() {
        Ok(cli) => cli.command,
        Err(err) if err.use_stderr() => return error::misused(&err.render().to_string()),
        // --help and --version.
        Err(err) => err.exit(),
    };
    match commands::run(command) {
        Ok(ending) => ending.into(),
        Err(err) if error::is_broken_pipe(&err) => ExitCode::SUCCESS,
        Err(err) => error::end(&err),
    }
}
