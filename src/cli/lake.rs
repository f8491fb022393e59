//! `ducktrail lake`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::{
    cli::{
        LakeSqlArgs, ReadingArgs, S3Args, examples,
        value::{parse_address, parse_age, parse_end, parse_time},
    },
    lake::FILE_BYTES,
};

/// Arguments of `lake`.
#[derive(Args, Debug)]
pub(crate) struct LakeArgs {
    #[command(subcommand)]
    pub(crate) command: LakeCommand,
}

/// The subcommands of `lake`.
#[derive(Debug, Subcommand)]
pub(crate) enum LakeCommand {
    /// Write days of events to a lake, each event once
    #[command(after_help = examples::LAKE_WRITE)]
    Write(Box<LakeWriteArgs>),
    /// Remove files that no day of a lake consists of any more
    Clean(LakeCleanArgs),
    /// Print the SQL with which Spark or Athena reads a lake: its tables, or a report
    #[command(after_help = examples::LAKE_SQL)]
    Sql(Box<LakeSqlArgs>),
}

/// Arguments of `lake write`.
#[derive(Args, Debug)]
pub(crate) struct LakeWriteArgs {
    /// Write to the lake in this folder or at `s3://bucket/prefix`, and make it if there is none
    #[arg(long, value_name = "LAKE")]
    pub(crate) to: PathBuf,

    /// Set the address of the copy of the lake that other programs read, such as `s3://bucket/lake`
    ///
    /// The pointers then name the files at this address, as Athena needs it. Ducktrail reads the lake at any place.
    /// Without it, the pointers of a lake in S3 have the address of that lake.
    #[arg(long, value_name = "URL", value_parser = parse_address)]
    pub(crate) url: Option<String>,

    /// Write the days from this one on, such as 2026-03-01 or 2026-03
    ///
    /// A day is one in UTC, by the time of an event. Without --since and --until, all days are written.
    #[arg(long, value_name = "DAY", value_parser = parse_time)]
    pub(crate) since: Option<i64>,

    /// Write the days up to this one, which is included
    #[arg(long, value_name = "DAY", value_parser = parse_end)]
    pub(crate) until: Option<i64>,

    /// Write the events without a time, too, and open every file for that
    ///
    /// Use it for exactly one of the shares that write a lake. A share without --since and --until writes them in any
    /// case.
    #[arg(long)]
    pub(crate) untimed: bool,

    /// Set the bytes of JSON after which a day has another file
    #[arg(long, value_name = "N", default_value_t = FILE_BYTES, hide = true)]
    pub(crate) file_bytes: u64,

    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
}

/// Arguments of `lake clean`.
#[derive(Args, Debug)]
pub(crate) struct LakeCleanArgs {
    /// The folder of the lake, or `s3://bucket/prefix`
    #[arg(value_name = "LAKE")]
    pub(crate) lake: PathBuf,

    /// Keep files that are not older than this, which programs may still read, such as 1h or 30d
    #[arg(long, value_name = "TIME", default_value = "7d", value_parser = parse_age)]
    pub(crate) older_than: i64,

    #[command(flatten)]
    pub(crate) s3: S3Args,
}
