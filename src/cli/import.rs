//! `ducktrail import`.

use std::path::PathBuf;

use clap::Args;

use crate::{
    cli::{
        DatabaseArgs, S3Args,
        value::{parse_age, parse_end, parse_memory, parse_time, some_text},
    },
    import::BATCH_BYTES,
    scan::{DEFAULT_LARGE_BYTES, source::DEFAULT_MAX_EXPANSION},
};

/// Import log files into a database, each event once
#[derive(Args, Debug)]
pub(crate) struct ImportArgs {
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// Import only events at or after this time
    ///
    /// A time is a date in UTC (2024-01-31), a month (2024-01), a timestamp (2024-01-31T12:00:00Z), a
    /// duration before now (1w, 7d, 36h, 90m), today or yesterday.
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(crate) since: Option<i64>,

    /// Import only events before this time; a date or a month includes its last day
    #[arg(long, value_name = "TIME", value_parser = parse_end)]
    pub(crate) until: Option<i64>,

    /// Import only events of this account, by its ID or an ARN
    ///
    /// This and --region can be repeated for alternatives. Letter case does not count, * matches any text and
    /// \\* a star.
    #[arg(long, value_name = "ID", value_parser = some_text())]
    pub(crate) account: Vec<String>,

    /// Import only events of this Region, such as eu-west-1 or us-*
    #[arg(long, value_name = "NAME", value_parser = some_text())]
    pub(crate) region: Vec<String>,

    /// List all objects of S3 again
    ///
    /// By default, a prefix is listed from a day before the last object that an earlier import has listed and read.
    /// Objects that something other than CloudTrail has put there, as a replication or a restore, can be older.
    #[arg(long)]
    pub(crate) relist: bool,

    /// Read the files and print the counts, but write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Keep running and import new files until Ctrl-C
    ///
    /// A new file is imported within seconds after it is complete. One line is printed per import.
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) watch: bool,

    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
}

/// Arguments about the reading of log files.
#[derive(Args, Debug)]
pub(crate) struct ReadingArgs {
    /// Files, folders (searched recursively), globs, named pipes, - for standard input, or `s3://bucket/prefix`
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Look into files that were delivered up to this long after --until, such as 1d or 31d
    ///
    /// The default is 1d for objects of S3, and 31d for files on disk: CloudTrail tries to deliver for 30 days. The
    /// files that this leaves out are counted as out of range.
    #[arg(long, value_name = "TIME", value_parser = parse_age)]
    pub(crate) late: Option<i64>,

    /// Set the number of threads
    ///
    /// The default is one per core, at most 8. --memory limits the number: 512MB allows 8 threads.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) jobs: Option<u16>,

    /// Limit the memory to use, such as 512MB or 2GB
    ///
    /// The default is 160MB for each thread of an import, and 460MB for each that writes a lake, but at least 512MB. On
    /// Linux it is at most half of the memory that the machine, its container and `ulimit -v` leave.
    #[arg(long, value_name = "SIZE", value_parser = parse_memory)]
    pub(crate) memory: Option<u64>,

    /// Limit how many times its own size a gzip file may inflate to
    ///
    /// The rest of a file that exceeds the limit is rejected. Up to 256 MiB of content are read at any
    /// ratio.
    #[arg(long, value_name = "N", default_value_t = DEFAULT_MAX_EXPANSION, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) max_expansion: u64,

    /// Set the bytes of content per transaction
    #[arg(long, value_name = "N", default_value_t = BATCH_BYTES, hide = true)]
    pub(crate) batch_bytes: u64,

    /// Set the bytes of content from which threads share a file
    #[arg(long, value_name = "N", default_value_t = DEFAULT_LARGE_BYTES, hide = true)]
    pub(crate) large_bytes: u64,

    /// Print only errors
    #[arg(long, short)]
    pub(crate) quiet: bool,

    #[command(flatten)]
    pub(crate) s3: S3Args,
}
