//! `ducktrail sigma`.

use std::path::PathBuf;

use clap::{Args, builder::PossibleValuesParser};

use crate::{
    cli::{DatabaseArgs, OutputArgs, ScopeArgs},
    report::LEVELS,
};

/// Arguments of `sigma`.
#[derive(Args, Debug)]
pub(crate) struct SigmaArgs {
    /// Rules for CloudTrail: files, or folders with .yml and .yaml files
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// Run rules of this level and of higher ones
    #[arg(long, value_name = "LEVEL", value_parser = PossibleValuesParser::new(LEVELS), default_value = "informational")]
    pub(crate) level: String,

    /// Compare the names of calls without their API version, too, as in `GetFunction20150331v2`
    #[arg(long)]
    pub(crate) any_version: bool,

    /// Show a row for each event that a rule finds, in the order of time
    #[arg(long)]
    pub(crate) timeline: bool,

    /// Print only the first N rows
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,

    #[command(flatten)]
    pub(crate) scope: ScopeArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}
