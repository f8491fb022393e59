//! The program: reads the command line, runs the command, ends with its exit code.
#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::Parser;
use ducktrail::{cli::Cli, commands, error};

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
