//! The command line. The comments here are the help that users read.

mod coverage;
mod events;
mod export;
mod import;
mod info;
mod output;
mod query;
mod report;
mod scope;
mod shell;
mod value;
mod verify;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub(crate) use coverage::CoverageArgs;
pub(crate) use events::{ConditionArgs, EventsArgs};
pub(crate) use export::{ExportArgs, ExportFormat};
pub(crate) use import::ImportArgs;
pub(crate) use info::{InfoArgs, InfoFormat};
pub(crate) use output::OutputArgs;
pub(crate) use query::QueryArgs;
pub(crate) use report::ReportArgs;
pub(crate) use scope::{FileScopeArgs, ScopeArgs};
pub(crate) use shell::{DotReportArgs, ShellArgs, parse_words};
pub(crate) use verify::{Show, VerifyArgs};

/// Turn an archive of AWS CloudTrail logs into one DuckDB file and answer questions from it
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
pub(crate) struct Cli {
    /// What to do
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Import logs into a database, each event once
    Import(ImportArgs),
    /// Answer a question that is asked often; without a name, list them
    Report(ReportArgs),
    /// Look events up by any of their attributes, newest first, as Event history does
    Events(Box<EventsArgs>),
    /// Run SQL statements and print the result of each
    Query(QueryArgs),
    /// Write events for other programs: Parquet, CSV, JSON, or CloudTrail log files again
    Export(ExportArgs),
    /// Show what is in the database on one screen
    Info(InfoArgs),
    /// Show what is missing: silences, days without a file, files that were never imported
    Coverage(CoverageArgs),
    /// Prove from digest files that log files are those that CloudTrail delivered
    Verify(VerifyArgs),
    /// Ask in SQL at a prompt that knows the data, or run a script from standard input
    Shell(ShellArgs),
}

/// Where the database is.
#[derive(Args, Debug)]
pub(crate) struct DatabaseArgs {
    /// The database file
    #[arg(long, value_name = "FILE", env = "DUCKTRAIL_DB", default_value = "ducktrail.duckdb")]
    pub(crate) db: PathBuf,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
