//! `ducktrail query`.

use std::{path::PathBuf, time::Duration};

use clap::Args;

use crate::cli::{
    DatabaseArgs, OutputArgs,
    value::{parse_duration, parse_memory},
};

/// Arguments of `query`.
#[derive(Args, Debug)]
pub(crate) struct QueryArgs {
    /// One or more statements; - reads them from standard input
    #[arg(required_unless_present = "file")]
    pub(crate) sql: Option<String>,

    /// Read the statements from this file
    #[arg(long, short, value_name = "FILE", conflicts_with = "sql")]
    pub(crate) file: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// Let the statements change the database
    #[arg(long)]
    pub(crate) read_write: bool,

    /// For SQL from somebody else: shut out files, network, extensions and settings, and limit time
    /// and memory
    #[arg(long, conflicts_with = "read_write")]
    pub(crate) safe: bool,

    /// Stop after this time, output included: 30s, 5m, 2h; with --safe 5m by default
    #[arg(long, value_name = "TIME", value_parser = parse_duration)]
    pub(crate) timeout: Option<Duration>,

    /// Memory for the statements of --safe, which spill nothing to disk
    #[arg(
        long, value_name = "SIZE", default_value = "1GB", value_parser = parse_memory,
        requires = "safe"
    )]
    pub(crate) memory: u64,

    /// Threads for the statements of --safe; by default half of the cores
    #[arg(
        long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024),
        requires = "safe"
    )]
    pub(crate) jobs: Option<u16>,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}
