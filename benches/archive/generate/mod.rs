//! Generates an archive with the proportions of a real one from a seed.
//!
//! Each record depends only on the seed, on its file's number and on its own number. So any number of
//! threads can write files in any order, a record can be written again as its own duplicate, and memory
//! does not depend on the number of events.

mod file;
mod plan;
mod record;
mod rng;
mod session;
mod tables;
mod template;
mod time;

use std::{
    fs,
    io::Write,
    path::PathBuf,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Instant,
};

use anyhow::{Context, Result, anyhow, ensure};
use clap::Args;

use file::Written;
use plan::File;

#[derive(Args, Clone)]
pub(crate) struct Options {
    /// The folder to write to, new or empty
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,

    /// The number of records, including copies
    #[arg(long, default_value_t = 1_000_000)]
    pub(crate) events: u64,

    /// The number of files
    #[arg(long, default_value_t = 500)]
    pub(crate) files: u64,

    /// The seed of all random values
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,

    /// The share of records that are copies of records in another file, up to 0.4
    #[arg(long, value_name = "SHARE", default_value = "0.0", value_parser = millionths)]
    pub(crate) duplicates: u64,

    /// The number of accounts
    #[arg(long, default_value_t = 3)]
    pub(crate) accounts: u64,

    /// The number of Regions, up to 12
    #[arg(long, default_value_t = 4)]
    pub(crate) regions: usize,

    /// The number of days that the archive covers
    #[arg(long, default_value_t = 7)]
    pub(crate) days: u64,
}

/// Writes an archive and prints its size.
pub(crate) fn run(options: &Options, out: &mut impl Write) -> Result<()> {
    let started = Instant::now();
    let plan = plan::files(options)?;
    let folder = &options.out;
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    ensure!(fs::read_dir(folder)?.next().is_none(), "{} is not empty", folder.display());

    let Written { records, copies, json, compressed } = write_all(options, &plan)?;
    writeln!(
        out,
        "{records} records in {} files, {copies} of them copies: {} MB, {} MB of JSON, {:.1} s",
        plan.len(),
        compressed / 1_000_000,
        json / 1_000_000,
        started.elapsed().as_secs_f64()
    )?;
    Ok(())
}

/// Writes the files with as many threads as there are cores.
fn write_all(options: &Options, plan: &[File]) -> Result<Written> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut written = Written::default();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= plan.len() {
                return Ok(written);
            }
            written.add(file::write(&options.out, options.seed, plan, at)?);
        }
    };
    thread::scope(|scope| {
        let threads = thread::available_parallelism()?.get();
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let mut all = Written::default();
        for worker in workers {
            let written: Result<Written> =
                worker.join().map_err(|_| anyhow!("a thread panicked"))?;
            all.add(written?);
        }
        Ok(all)
    })
}

/// Parses a share such as `0.2` to millionths.
fn millionths(text: &str) -> Result<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let whole: u64 = whole.parse()?;
    let fraction: u64 = format!("{fraction:0<6.6}").parse()?;
    Ok(whole * 1_000_000 + fraction)
}
