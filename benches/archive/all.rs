//! The whole benchmark in one command: generates the archives, imports them in every way, and times
//! the reports. The last results are in `docs/performance.md` and `docs/experiments.md`.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use clap::Args;

use super::{
    compare::{self, Archives},
    generate,
};

#[derive(Args)]
pub(crate) struct Options {
    /// The folder for archives and databases; complete archives in it are used again
    #[arg(long, value_name = "DIR")]
    pub(crate) work: PathBuf,

    /// The number of events of the main archive, 2,000 in each file
    #[arg(long, default_value_t = 1_000_000)]
    pub(crate) events: u64,

    /// A Python program to compare with; its arguments are the archive and a new database
    #[arg(long, value_name = "SCRIPT")]
    pub(crate) baseline: Option<PathBuf>,
}

/// Generates missing archives, runs everything, and prints the tables.
pub(crate) fn run(options: &Options, out: &mut impl Write) -> Result<()> {
    let events = options.events;
    let main = generate::Options { events, files: (events / 2_000).max(1), ..shape() };
    // With one account and one Region, every file but the first has a previous one to copy from.
    let files = (events / 200).max(1);
    let copies =
        generate::Options { files, duplicates: 200_000, accounts: 1, regions: 1, ..main.clone() };
    let small = generate::Options { events: events * 2, files: (events / 10).max(1), ..shape() };
    let archives = Archives {
        main: make(options, "main", &main, out)?,
        copies: Some(make(options, "copies", &copies, out)?),
        small: Some(make(options, "small", &small, out)?),
    };
    writeln!(out)?;
    compare::all(&archives, options.baseline.as_deref(), &options.work, out)
}

/// Returns the common options of the archives.
fn shape() -> generate::Options {
    generate::Options {
        out: PathBuf::new(),
        events: 0,
        files: 0,
        seed: 1,
        duplicates: 0,
        accounts: 3,
        regions: 4,
        days: 7,
    }
}

/// Returns the folder of an archive, after generating the archive if it is not complete.
fn make(
    options: &Options,
    name: &str,
    shape: &generate::Options,
    out: &mut impl Write,
) -> Result<PathBuf> {
    let folder = options.work.join(format!("{name}-{}", options.events));
    if is_complete(&folder) {
        return Ok(folder);
    }
    write!(out, "{name}: ")?;
    generate::run(&generate::Options { out: folder.clone(), ..shape.clone() }, out)?;
    std::fs::write(mark(&folder), "").context("cannot mark the archive as complete")?;
    Ok(folder)
}

fn is_complete(folder: &Path) -> bool {
    mark(folder).exists()
}

/// Returns the path of the file that marks an archive as complete.
fn mark(folder: &Path) -> PathBuf {
    folder.with_extension("complete")
}
