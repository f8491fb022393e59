//! `ducktrail export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::{DatabaseArgs, ScopeArgs};

/// Arguments of `export`.
#[derive(Args, Debug)]
pub(crate) struct ExportArgs {
    /// The file to write, or the folder with --partition and --format cloudtrail
    #[arg(long, short, value_name = "PATH")]
    pub(crate) output: PathBuf,

    /// How to write the events; by default as the file's ending says, or Parquet
    #[arg(long, value_enum)]
    pub(crate) format: Option<ExportFormat>,

    /// Write Parquet files to Hive folders: account=…/region=…/day=…
    #[arg(long)]
    pub(crate) partition: bool,

    /// Replace the file where it exists; a folder must be new
    #[arg(long)]
    pub(crate) force: bool,

    /// In CSV keep text that a spreadsheet would run as a formula exactly as it is
    #[arg(long)]
    pub(crate) raw_csv: bool,

    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    #[command(flatten)]
    pub(crate) scope: ScopeArgs,

    /// Write only so many events
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,
}

/// How events are written for other programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// Parquet, compressed with zstd
    Parquet,
    /// Comma-separated values, safe to open in a spreadsheet
    Csv,
    /// An array of objects
    Json,
    /// An object per line
    Jsonl,
    /// Gzipped log files in CloudTrail's own folders, which can be imported again
    Cloudtrail,
}
