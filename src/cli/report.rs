//! `ducktrail report`.

use clap::Args;

use crate::cli::{DatabaseArgs, OutputArgs, ScopeArgs, value::parse_assignment};

/// Arguments of `report`.
#[derive(Args, Debug)]
pub struct ReportArgs {
    /// The report, as deletes or actions-by-region
    pub name: Option<String>,

    /// List the reports
    #[arg(long)]
    pub list: bool,

    /// Write every report to a file of its own in the folder that --output names, with an index
    #[arg(long, conflicts_with_all = ["name", "list"], requires = "output")]
    pub all: bool,

    #[command(flatten)]
    pub database: DatabaseArgs,

    /// Set a parameter of the report, as key=AKIAIOSFODNN7EXAMPLE; docs/reports.md lists them
    #[arg(long, value_name = "NAME=VALUE", value_parser = parse_assignment)]
    pub set: Vec<(String, String)>,

    #[command(flatten)]
    pub scope: ScopeArgs,

    /// Print only the first rows
    #[arg(long, value_name = "N")]
    pub limit: Option<u64>,

    #[command(flatten)]
    pub output: OutputArgs,
}
