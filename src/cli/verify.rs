//! `ducktrail verify`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::{DatabaseArgs, FileScopeArgs, OutputArgs, S3Args};

/// Arguments of `verify`.
#[derive(Args, Debug)]
pub(crate) struct VerifyArgs {
    /// Digest files, or folders or archives that contain them, in addition to imported digests
    #[arg(value_name = "DIGEST")]
    pub(crate) digests: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// Read public keys from this file; can be repeated
    ///
    /// The file contains the output of `aws cloudtrail list-public-keys`.
    #[arg(long, value_name = "FILE")]
    pub(crate) keys: Vec<PathBuf>,

    /// Read signatures of the latest digest files from this file or folder; can be repeated
    ///
    /// Each file contains the output of `aws s3api head-object` for a digest file. A folder must contain
    /// no other files.
    #[arg(long = "signature", value_name = "PATH")]
    pub(crate) signatures: Vec<PathBuf>,

    /// Hash the log files in this folder or archive, or at `s3://bucket/prefix`, again
    ///
    /// By default, log files are verified by the hashes that the import computed. Digest files found there
    /// are used as well. The members of archives are files of their own. The database need not exist.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) reread: Option<PathBuf>,

    /// Select the rows to print
    #[arg(long, value_enum, default_value_t)]
    pub(crate) show: Show,

    #[command(flatten)]
    pub(crate) scope: FileScopeArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,

    #[command(flatten)]
    pub(crate) s3: S3Args,
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
