//! `ducktrail import`.

use std::path::PathBuf;

use clap::Args;

use crate::{
    cli::{
        DatabaseArgs,
        value::{parse_memory, parse_time},
    },
    import::BATCH,
    scan::{LARGE, source::EXPANSION},
};

/// Arguments of `import`.
#[derive(Args, Debug)]
pub(crate) struct ImportArgs {
    /// Files, folders (searched recursively), globs, named pipes, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// Import only events at or after this time: 2024-01-31, 2024-01-31T12:00:00Z, 7d, 36h, yesterday
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(crate) since: Option<i64>,

    /// Import only events before this time
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(crate) until: Option<i64>,

    /// Import only events of this account; can be repeated
    #[arg(long, value_name = "ID")]
    pub(crate) account: Vec<String>,

    /// Import only events of this Region; can be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) region: Vec<String>,

    /// Set the number of threads; by default one per core, within the limit that --memory allows (8 in
    /// 512MB)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) jobs: Option<u16>,

    /// Limit the memory to use, such as 512MB or 2GB
    #[arg(long, value_name = "SIZE", default_value = "512MB", value_parser = parse_memory)]
    pub(crate) memory: u64,

    /// Limit the ratio of content to compressed size of a gzip file, and reject the rest of a file
    /// that exceeds it; files with up to 256 MiB of content are always read
    #[arg(long, value_name = "N", default_value_t = EXPANSION, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) max_expansion: u64,

    /// Set the bytes of content per transaction
    #[arg(long, value_name = "N", default_value_t = BATCH, hide = true)]
    pub(crate) batch_bytes: u64,

    /// Set the bytes of content from which threads share a file
    #[arg(long, value_name = "N", default_value_t = LARGE, hide = true)]
    pub(crate) large_bytes: u64,

    /// Read the files and print the counts, but write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Keep running and import new files once they are complete, until Ctrl-C; prints a line per import
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) watch: bool,

    /// Print only errors
    #[arg(long, short)]
    pub(crate) quiet: bool,
}
