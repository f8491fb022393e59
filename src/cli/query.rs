//! `ducktrail query`.

use std::{path::PathBuf, time::Duration};

use clap::Args;

use crate::cli::{
    DatabaseArgs, OutputArgs, ScopeArgs,
    value::{parse_duration, parse_memory},
};

/// Arguments of `query`.
#[derive(Args, Debug)]
pub(crate) struct QueryArgs {
    /// SQL statements, or - to read them from standard input
    #[arg(required_unless_present = "file")]
    pub(crate) sql: Option<String>,

    /// Read the statements from this file
    #[arg(long, short, value_name = "FILE", conflicts_with = "sql")]
    pub(crate) file: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// Open the database for writing
    #[arg(long)]
    pub(crate) read_write: bool,

    /// Let statements write files, install extensions and keep secrets: COPY … TO, EXPORT DATABASE, ATTACH
    ///
    /// --read-write implies it. The database, the files beside it and imported log files are protected
    /// in any case: no statement may write over them.
    #[arg(long, conflicts_with = "safe")]
    pub(crate) allow_files: bool,

    /// Run untrusted SQL
    ///
    /// Access to files, the network, extensions and settings is disabled, and time and memory are
    /// limited.
    #[arg(long, conflicts_with = "read_write")]
    pub(crate) safe: bool,

    /// Stop after this time, such as 30s, 5m or 2h; 5m by default with --safe
    ///
    /// The time includes that of the output.
    #[arg(long, value_name = "TIME", value_parser = parse_duration)]
    pub(crate) timeout: Option<Duration>,

    /// Limit the memory; by default half of what is available, or 1GB with --safe
    ///
    /// A query that needs more writes temporary files beside the database, at most eight times as
    /// large. With --safe there are none.
    #[arg(long, value_name = "SIZE", value_parser = parse_memory)]
    pub(crate) memory: Option<u64>,

    /// Set the number of threads with --safe; by default half of the cores
    #[arg(
        long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024),
        requires = "safe"
    )]
    pub(crate) jobs: Option<u16>,

    #[command(flatten)]
    pub(crate) scope: ScopeArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}
