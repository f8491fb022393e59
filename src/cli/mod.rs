//! The command line. The doc comments on arguments are the text of `--help`.

mod coverage;
mod events;
mod examples;
mod export;
mod import;
mod info;
mod install;
mod lake;
mod lake_sql;
mod output;
mod query;
mod report;
mod s3;
mod scope;
mod shell;
mod sigma;
mod triage;
mod value;
mod verify;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::error;

pub(crate) use coverage::CoverageArgs;
pub(crate) use events::{ConditionArgs, EventsArgs};
pub(crate) use export::{ExportArgs, ExportFormat};
pub(crate) use import::{ImportArgs, ReadingArgs};
pub(crate) use info::{InfoArgs, InfoFormat};
pub(crate) use install::{CompletionsArgs, ManArgs, write_completions, write_man_pages};
pub(crate) use lake::{LakeArgs, LakeCleanArgs, LakeCommand, LakeWriteArgs};
pub(crate) use lake_sql::{LakeSqlArgs, SqlDialect};
pub(crate) use output::OutputArgs;
pub(crate) use query::QueryArgs;
pub(crate) use report::ReportArgs;
#[cfg(feature = "s3")]
pub(crate) use s3::RequestPayer;
pub(crate) use s3::S3Args;
pub(crate) use scope::{FileScopeArgs, ScopeArgs};
pub(crate) use shell::{DotReportArgs, ShellArgs, parse_words};
pub(crate) use sigma::SigmaArgs;
pub(crate) use triage::TriageArgs;
pub(crate) use verify::{Show, VerifyArgs};

/// Turn AWS CloudTrail logs into one DuckDB file and answer questions from it
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

/// Parses the command line of the process, which may have no command. If none should run, prints the
/// help, the version or the error and returns the exit code.
pub(crate) fn parse() -> Result<Option<Command>, i32> {
    Cli::try_parse().map(|cli| cli.command).map_err(|err| {
        if err.use_stderr() {
            return error::eprint_usage_error(&value::message(err));
        }
        // A closed standard output is not an error.
        let _ = err.print();
        err.exit_code()
    })
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Import log files into a database, each event once
    #[command(after_help = examples::IMPORT)]
    Import(Box<ImportArgs>),
    /// Show what to look at first, or tell the story of one caller, key, address or session
    #[command(after_help = examples::TRIAGE)]
    Triage(Box<TriageArgs>),
    /// Run Sigma rules of your own over the events
    #[command(after_help = examples::SIGMA)]
    Sigma(Box<SigmaArgs>),
    /// Run a report, or list all reports
    #[command(after_help = examples::REPORT)]
    Report(ReportArgs),
    /// Look up events by their attributes, newest first
    #[command(after_help = examples::EVENTS, mut_arg("format", |arg| arg.value_parser(output::parse_event_format())))]
    Events(Box<EventsArgs>),
    /// Run SQL statements and print their results
    #[command(after_help = examples::QUERY)]
    Query(QueryArgs),
    /// Export events as Parquet, CSV, JSON or CloudTrail log files
    #[command(after_help = examples::EXPORT)]
    Export(ExportArgs),
    /// Write a lake: Parquet files of days, for many writers and readers
    Lake(LakeArgs),
    /// Summarize the content of the database on one screen
    Info(InfoArgs),
    /// Find gaps: hours without events, days without log files, files never imported
    #[command(after_help = examples::COVERAGE)]
    Coverage(CoverageArgs),
    /// Validate log files with CloudTrail digest files and their signatures
    #[command(after_help = examples::VERIFY)]
    Verify(Box<VerifyArgs>),
    /// Start an interactive SQL shell, or run a script from standard input
    #[command(after_help = examples::SHELL)]
    Shell(ShellArgs),
    /// Print a script that completes commands, options and report names in a shell
    #[command(after_help = examples::COMPLETIONS)]
    Completions(CompletionsArgs),
    /// Write man pages
    Man(ManArgs),
}

/// The path of the database.
#[derive(Args, Debug)]
pub(crate) struct DatabaseArgs {
    /// Set the path of the database file, or of a lake: a folder or `s3://bucket/prefix`
    #[arg(long, value_name = "FILE", env = "DUCKTRAIL_DB", default_value = "ducktrail.duckdb")]
    pub(crate) db: PathBuf,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_of_the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
