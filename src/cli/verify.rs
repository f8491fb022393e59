//! `ducktrail verify`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::{DatabaseArgs, FileScopeArgs, OutputArgs};

/// Arguments of `verify`.
#[derive(Args, Debug)]
pub(crate) struct VerifyArgs {
    /// Digest files, or folders that contain them, in addition to imported digests
    #[arg(value_name = "DIGEST")]
    pub(crate) digests: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// Read public keys from this file, as printed by `aws cloudtrail list-public-keys`; can be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) keys: Vec<PathBuf>,

    /// Read signatures of the latest digest files from this file or folder, as printed by `aws s3api
    /// head-object`; can be repeated
    #[arg(long = "signature", value_name = "PATH")]
    pub(crate) signatures: Vec<PathBuf>,

    /// Hash the files in this folder instead of trusting the hashes of the import, and use its digest
    /// files; does not need a database
    #[arg(long, value_name = "FOLDER")]
    pub(crate) reread: Option<PathBuf>,

    /// Select the rows to print
    #[arg(long, value_enum, default_value_t)]
    pub(crate) show: Show,

    #[command(flatten)]
    pub(crate) scope: FileScopeArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// The rows of a verification to print.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Show {
    /// Files that are not valid
    #[default]
    Problems,
    /// All files
    All,
    /// Digest chains, with the time range that each one proves
    Chains,
    /// The number of files per verdict
    Summary,
}
