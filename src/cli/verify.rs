//! `ducktrail verify`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::{DatabaseArgs, FileScopeArgs, OutputArgs};

/// Arguments of `verify`.
#[derive(Args, Debug)]
pub(crate) struct VerifyArgs {
    /// Digest files, or folders with some, besides those that were imported
    #[arg(value_name = "DIGEST")]
    pub(crate) digests: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// Public keys, as `aws cloudtrail list-public-keys` prints them; can be given several times
    #[arg(long, value_name = "FILE")]
    pub(crate) keys: Vec<PathBuf>,

    /// Signatures of the last digests, as `aws s3api head-object` prints them: files, or folders of
    /// nothing else; can be given several times
    #[arg(long = "signature", value_name = "PATH")]
    pub(crate) signatures: Vec<PathBuf>,

    /// Hash the files of this folder again, and take the digest files in it, instead of trusting the
    /// hashes of the import; needs no database
    #[arg(long, value_name = "FOLDER")]
    pub(crate) reread: Option<PathBuf>,

    /// What to print
    #[arg(long, value_enum, default_value_t)]
    pub(crate) show: Show,

    #[command(flatten)]
    pub(crate) scope: FileScopeArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// What of a verification is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Show {
    /// Each file that is not valid
    #[default]
    Problems,
    /// Each file
    All,
    /// Each chain of digests: from when to when it is proved
    Chains,
    /// How many files have which verdict
    Summary,
}
