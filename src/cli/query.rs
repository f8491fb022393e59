//! `ducktrail query`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::{DatabaseArgs, OutputArgs};

/// Arguments of `query`.
#[derive(Args, Debug)]
pub struct QueryArgs {
    /// One or more statements; - reads them from standard input
    #[arg(required_unless_present = "file")]
    pub sql: Option<String>,

    /// Read the statements from this file
    #[arg(long, short, value_name = "FILE", conflicts_with = "sql")]
    pub file: Option<PathBuf>,

    #[command(flatten)]
    pub database: DatabaseArgs,

    /// Let the statements change the database
    #[arg(long)]
    pub read_write: bool,

    /// For SQL from somebody else: shut out files, network, extensions and settings
    #[arg(long, conflicts_with = "read_write")]
    pub safe: bool,

    #[command(flatten)]
    pub output: OutputArgs,
}
