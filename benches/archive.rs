//! The import benchmark: generates archives of `CloudTrail` logs and times imports of them.
//!
//! ```text
//! cargo bench --bench archive -- all --work ./work
//! cargo bench --bench archive -- generate --out ./archive
//! cargo bench --bench archive -- compare --archive ./archive
//! ```

use std::io::{self, Write};

use anyhow::Result;
use clap::{CommandFactory, Parser, Subcommand};

use archive::{all, compare, floor, generate, linear, s3};

/// Cargo builds every file beside this one as a benchmark, so the modules are in a folder.
mod archive {
    pub(crate) mod all;
    pub(crate) mod compare;
    pub(crate) mod floor;
    pub(crate) mod generate;
    pub(crate) mod linear;
    pub(crate) mod reports;
    pub(crate) mod s3;
}

#[derive(Parser)]
#[command(about = "Generates archives of CloudTrail logs and times imports of them")]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,

    /// Cargo adds this to the arguments of every benchmark.
    #[arg(long, global = true, hide = true)]
    bench: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Generate archives, time imports of them in every way, and time the reports
    All(all::Options),
    /// Write an archive; the same options give the same bytes
    Generate(generate::Options),
    /// Time imports of an archive, and the minimum work of any import
    Compare(compare::Options),
    /// Time imports of an archive from S3 and from disk by turns
    S3(s3::Options),
    /// Do only the minimum work of any import
    Floor(floor::Options),
    /// Time the reading of hostile content of one size and of twice that size
    Linear(linear::Options),
}

fn main() -> Result<()> {
    let mut out = io::stdout().lock();
    match Cli::parse().command {
        Some(Command::All(options)) => all::run(&options, &mut out),
        Some(Command::Generate(options)) => generate::run(&options, &mut out),
        Some(Command::Compare(options)) => compare::run(&options, &mut out),
        Some(Command::S3(options)) => s3::run(&options, &mut out),
        Some(Command::Floor(options)) => floor::run(&options, &mut out),
        Some(Command::Linear(options)) => linear::run(&options, &mut out),
        // A plain `cargo bench` or `cargo test` runs this, too, and should succeed.
        None => Ok(writeln!(out, "{}", Cli::command().render_help())?),
    }
}
