//! `ducktrail import`.

use std::path::PathBuf;

use clap::Args;

use crate::{
    cli::{
        DatabaseArgs,
        value::{parse_memory, parse_time},
    },
    import::BATCH_BYTES,
    scan::{DEFAULT_LARGE_BYTES, source::DEFAULT_MAX_EXPANSION},
};

/// Arguments of `import`.
#[derive(Args, Debug)]
pub(crate) struct ImportArgs {
    /// Files, folders (searched whole), globs, pipes, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// Take only events from this time on: 2024-01-31, 2024-01-31T12:00:00Z, 7d, 36h, yesterday
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(crate) since: Option<i64>,

    /// Take only events before this time
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(crate) until: Option<i64>,

    /// Take only events of this account; can be given several times
    #[arg(long, value_name = "ID")]
    pub(crate) account: Vec<String>,

    /// Take only events of this Region; can be given several times
    #[arg(long, value_name = "NAME")]
    pub(crate) region: Vec<String>,

    /// Threads to read with: all cores by default, and as many as --memory has room for, 8 in 512MB
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) jobs: Option<u16>,

    /// Memory to use, as 512MB or 2GB
    #[arg(long, value_name = "SIZE", default_value = "512MB", value_parser = parse_memory)]
    pub(crate) memory: u64,

    /// How many times its own size a gzip file may inflate to before the rest of it is rejected;
    /// files of up to 256 MiB of content are read whatever their ratio
    #[arg(long, value_name = "N", default_value_t = DEFAULT_MAX_EXPANSION, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) max_expansion: u64,

    /// Bytes of content that go into one transaction
    #[arg(long, value_name = "N", default_value_t = BATCH_BYTES, hide = true)]
    pub(crate) batch_bytes: u64,

    /// Bytes of content from which on threads share a file
    #[arg(long, value_name = "N", default_value_t = DEFAULT_LARGE_BYTES, hide = true)]
    pub(crate) large_bytes: u64,

    /// Read and balance, but write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Go on until Ctrl-C: import complete new files within seconds, a line for each import
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) watch: bool,

    /// Print nothing but errors
    #[arg(long, short)]
    pub(crate) quiet: bool,
}
