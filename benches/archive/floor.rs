//! The minimum work of any import: reading an archive, inflating it and finding its records.
//!
//! It runs as a process of its own, so that its memory is measured like that of the imports.

use std::{
    collections::HashMap,
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use anyhow::{Context, Result, anyhow};
use clap::{Args, ValueEnum};
use flate2::read::MultiGzDecoder;
use serde_json::value::RawValue;
use walkdir::WalkDir;

#[derive(Args)]
pub(crate) struct Options {
    /// The archive
    #[arg(long, value_name = "DIR")]
    pub(crate) archive: PathBuf,

    /// The work on each file
    #[arg(long, value_enum)]
    pub(crate) kind: Kind,

    /// The number of threads
    #[arg(long, default_value_t = 2)]
    pub(crate) threads: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// Inflate it and discard the text
    Inflate,
    /// Inflate it and parse its JSON down to the text of each record
    Parse,
}

/// Does the work on all files of an archive and prints the number of records.
pub(crate) fn run(options: &Options, out: &mut impl Write) -> Result<()> {
    let files = files(&options.archive)?;
    let next = AtomicUsize::new(0);
    let work = || -> Result<usize> {
        let mut records = 0;
        while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let seen = match options.kind {
                Kind::Inflate => inflate(path),
                Kind::Parse => parse(path),
            };
            records += seen.with_context(|| format!("cannot read {}", path.display()))?;
        }
        Ok(records)
    };
    let records = thread::scope(|scope| {
        let workers: Vec<_> = (0..options.threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_fold(0, |sum, worker| {
            Ok::<_, anyhow::Error>(sum + worker.join().map_err(|_| anyhow!("a thread panicked"))??)
        })
    })?;
    writeln!(out, "{records} events")?;
    Ok(())
}

/// Returns the log files below a folder.
pub(crate) fn files(archive: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in WalkDir::new(archive).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() && entry.path().extension().is_some_and(|end| end == "gz") {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

fn inflate(path: &Path) -> Result<usize> {
    io::copy(&mut MultiGzDecoder::new(fs::File::open(path)?), &mut io::sink())?;
    Ok(0)
}

fn parse(path: &Path) -> Result<usize> {
    let mut text = Vec::new();
    MultiGzDecoder::new(fs::File::open(path)?).read_to_end(&mut text)?;
    let document: HashMap<&str, Vec<&RawValue>> = serde_json::from_slice(&text)?;
    Ok(document.get("Records").map_or(0, Vec::len))
}
