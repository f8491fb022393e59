//! `ducktrail export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::{DatabaseArgs, ScopeArgs};

/// Arguments of `export`.
#[derive(Args, Debug)]
pub(crate) struct ExportArgs {
    /// Write to this file; with --partition or --format cloudtrail, to this folder
    #[arg(long, short, value_name = "PATH")]
    pub(crate) output: PathBuf,

    /// Set the format; by default that of the file extension, or Parquet
    #[arg(long, value_enum)]
    pub(crate) format: Option<ExportFormat>,

    /// Write Hive-partitioned Parquet files: day=…/*.parquet, with the columns of a lake
    #[arg(long)]
    pub(crate) partition: bool,

    /// Replace an existing file; a folder must be new in any case
    #[arg(long)]
    pub(crate) force: bool,

    /// Do not escape formulas and control characters in CSV
    ///
    /// By default, an apostrophe is added before text that a spreadsheet would run as a formula, and
    /// control characters, which some readers reject, are written as \u{0}.
    #[arg(long)]
    pub(crate) raw_csv: bool,

    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// Export only the newest N events
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,

    #[command(flatten)]
    pub(crate) scope: ScopeArgs,
}

/// A format of exported events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// Parquet, compressed with zstd
    Parquet,
    /// Comma-separated values, safe to open in a spreadsheet
    Csv,
    /// Tab-separated values, as safe as CSV
    Tsv,
    /// One array of objects
    Json,
    /// One object per line
    Jsonl,
    /// Gzipped log files with the names that CloudTrail gives them; can be imported again
    Cloudtrail,
}
