//! `ducktrail report`.

use clap::Args;

use crate::cli::{
    DatabaseArgs, OutputArgs, ScopeArgs, install::ReportNameParser, value::parse_assignment,
};

/// Arguments of `report`.
#[derive(Args, Debug)]
pub(crate) struct ReportArgs {
    /// Name of the report, such as deletes or actions-by-region; without it, all reports are listed
    #[arg(value_parser = ReportNameParser, hide_possible_values = true)]
    pub(crate) name: Option<String>,

    /// Explain the report: its question, parameters, columns, limits and SQL
    #[arg(long, requires = "name", conflicts_with = "all")]
    pub(crate) explain: bool,

    /// List the reports by theme
    #[arg(long)]
    pub(crate) list: bool,

    /// Write each report to its own file in the folder that --output names, with an index
    #[arg(long, conflicts_with_all = ["name", "list"], requires = "output")]
    pub(crate) all: bool,

    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// Set a parameter of the report, such as key=AKIAIOSFODNN7EXAMPLE; --explain lists them
    #[arg(long, value_name = "NAME=VALUE", value_parser = parse_assignment)]
    pub(crate) set: Vec<(String, String)>,

    /// Print only the first N rows
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,

    #[command(flatten)]
    pub(crate) scope: ScopeArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}
