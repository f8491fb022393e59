//! `ducktrail lake sql`.

use clap::{Args, ValueEnum};

use crate::cli::{ScopeArgs, install::ReportNameParser, value::parse_assignment};

/// Arguments of `lake sql`.
#[derive(Args, Debug)]
pub(crate) struct LakeSqlArgs {
    /// Set the engine that the SQL is for
    #[arg(long, value_name = "ENGINE")]
    pub(crate) dialect: SqlDialect,

    /// Print this report as one SELECT; without it, print the statements that make the tables
    #[arg(long, value_name = "NAME", value_parser = ReportNameParser, hide_possible_values = true)]
    pub(crate) report: Option<String>,

    /// Set a parameter of the report, such as key=AKIAIOSFODNN7EXAMPLE
    #[arg(long, value_name = "NAME=VALUE", value_parser = parse_assignment, requires = "report")]
    pub(crate) set: Vec<(String, String)>,

    /// Let the tables read the lake in this place: a folder, as the engine names it, or `s3://bucket/prefix`
    #[arg(
        long,
        value_name = "LAKE",
        default_value = "s3://BUCKET/LAKE",
        conflicts_with = "report"
    )]
    pub(crate) lake: String,

    #[command(flatten)]
    pub(crate) scope: ScopeArgs,
}

/// An engine.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum SqlDialect {
    /// Apache Spark 4, in ANSI mode, as on Amazon EMR, AWS Glue and Databricks
    Spark,
    /// Amazon Athena, engine version 3
    Athena,
}
