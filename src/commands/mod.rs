//! The subcommands, one file each: they pass arguments to the modules that do the work, and print
//! messages.

mod coverage;
mod events;
mod export;
mod import;
mod info;
mod install;
mod lake;
mod lake_sql;
mod objects;
mod overview;
mod query;
mod report;
mod report_all;
mod scope;
mod shell;
mod sigma;
mod triage;
mod unknown_resource;
mod verify;

use anyhow::Result;

use crate::{cli::Command, error::Outcome};

/// Runs a command, or shows what to do if there is none.
pub(crate) fn run(command: Option<Command>) -> Result<Outcome> {
    let Some(command) = command else { return overview::run() };
    match command {
        Command::Import(args) => import::run(*args),
        Command::Triage(args) => triage::run(&args),
        Command::Sigma(args) => sigma::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Query(args) => query::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Verify(args) => verify::run(*args),
        Command::Events(args) => events::run(&args),
        Command::Lake(args) => lake::run(args),
        Command::Info(args) => info::run(&args),
        Command::Coverage(args) => coverage::run(&args),
        Command::Shell(args) => shell::run(args),
        Command::Completions(args) => install::completions(&args),
        Command::Man(args) => install::man(&args),
    }
}
