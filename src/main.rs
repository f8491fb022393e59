//! The program: reads the command line, runs the command, ends with its exit code.
#![forbid(unsafe_code)]

use std::io::{self, Write};

use clap::Parser;
use ducktrail::{cli::Cli, commands, error};

fn main() {
    let code = run();
    // Where standard output is closed there is nobody to tell.
    let _ = io::stdout().flush();
    error::exit_now(code);
}

fn run() -> i32 {
    let command = match Cli::try_parse() {
        Ok(cli) => cli.command,
        Err(err) if err.use_stderr() => return error::misused(&err.render().to_string()),
        // --help and --version.
        Err(err) => err.exit(),
    };
    match commands::run(command) {
        Ok(ending) => ending.code(),
        Err(err) if error::is_broken_pipe(&err) => 0,
        Err(err) => error::end(&err),
    }
}
