//! `ducktrail info`.

use clap::{Args, ValueEnum};

use crate::cli::DatabaseArgs;

/// Arguments of `info`.
#[derive(Args, Debug)]
pub(crate) struct InfoArgs {
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// Set the output format
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: InfoFormat,
}

/// An output format of `info`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum InfoFormat {
    /// Lines of text for reading
    #[default]
    Text,
    /// One JSON object, documented in docs/info.md
    Json,
}
