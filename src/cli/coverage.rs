//! `ducktrail coverage`.

use clap::Args;

use crate::cli::{DatabaseArgs, FileScopeArgs, OutputArgs, value::parse_hours};

/// Arguments of `coverage`.
#[derive(Args, Debug)]
pub(crate) struct CoverageArgs {
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// Set the minimum time without events that counts as a gap, such as 6h or 2d
    #[arg(long, value_name = "TIME", default_value = "6h", value_parser = parse_hours)]
    pub(crate) gap: u32,

    /// List every finding instead of one row per account and Region
    #[arg(long)]
    pub(crate) findings: bool,

    /// Show the number of events per account and day as a calendar
    #[arg(long, conflicts_with = "findings")]
    pub(crate) calendar: bool,

    #[command(flatten)]
    pub(crate) scope: FileScopeArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}
