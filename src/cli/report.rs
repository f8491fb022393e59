//! `ducktrail report`.

use clap::Args;

use crate::cli::{DatabaseArgs, OutputArgs, ScopeArgs, value::parse_assignment};

/// Arguments of `report`.
#[derive(Args, Debug)]
pub(crate) struct ReportArgs {
    /// The report, as deletes or actions-by-region
    pub(crate) name: Option<String>,

    /// List the reports
    #[arg(long)]
    pub(crate) list: bool,

    /// Write every report to a file of its own in the folder that --output names, with an index
    #[arg(long, conflicts_with_all = ["name", "list"], requires = "output")]
    pub(crate) all: bool,

    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// Set a parameter of the report, as key=AKIAIOSFODNN7EXAMPLE; docs/reports.md lists them
    #[arg(long, value_name = "NAME=VALUE", value_parser = parse_assignment)]
    pub(crate) set: Vec<(String, String)>,

    #[command(flatten)]
    pub(crate) scope: ScopeArgs,

    /// Print only the first rows
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}
