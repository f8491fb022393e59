//! The program: reads the command line, runs the command, ends with its exit code.
#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::Parser;
use ducktrail::{cli::Cli, commands, error};

fn main() -> ExitCode {
    match commands::run(Cli::parse().command) {
        Ok(ending) => ending.into(),
        Err(err) if error::is_broken_pipe(&err) => ExitCode::SUCCESS,
        Err(err) => error::end(&err),
    }
}
