//! `ducktrail info`.

use clap::{Args, ValueEnum};

use crate::cli::DatabaseArgs;

/// Arguments of `info`.
#[derive(Args, Debug)]
pub(crate) struct InfoArgs {
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: InfoFormat,
}

/// How `info` is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum InfoFormat {
    /// Lines for people
    #[default]
    Text,
    /// One object; its members are listed in docs/info.md
    Json,
}
