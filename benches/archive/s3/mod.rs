//! Imports of an archive from S3 and from disk by turns, with the time that S3 takes to answer.

mod server;

use std::{
    collections::BTreeMap,
    env, fs,
    io::Write,
    path::PathBuf,
    sync::{Arc, atomic::AtomicU64},
};

use anyhow::Result;
use clap::Args;

use super::{
    compare::{Runs, table, utf8},
    floor,
};
use server::Bucket;

#[derive(Args)]
pub(crate) struct Options {
    /// The archive, which is also the bucket
    #[arg(long, value_name = "DIR")]
    archive: PathBuf,

    /// The number of imports of each kind
    #[arg(long, default_value_t = 3)]
    rounds: usize,

    /// The least milliseconds before an answer of S3
    #[arg(long, default_value_t = 30)]
    least_delay: u64,

    /// The milliseconds before an answer that are not reached
    #[arg(long, default_value_t = 50)]
    delay_limit: u64,

    /// Compare with `aws s3 sync` and an import of what it has copied
    #[arg(long)]
    sync: bool,

    /// The folder for the databases [default: the system's folder for temporary files]
    #[arg(long, value_name = "DIR")]
    work: Option<PathBuf>,
}

/// Times the imports, and prints the table and the number of requests of each.
pub(crate) fn run(options: &Options, out: &mut impl Write) -> Result<()> {
    let work = options.work.clone().unwrap_or_else(env::temp_dir);
    let folder = tempfile::Builder::new().prefix("ducktrail-bench").tempdir_in(work)?;
    let runs = Runs::start(&options.archive, folder.path(), out)?;
    let bucket = Arc::new(bucket(options)?);
    let endpoint = format!("http://127.0.0.1:{}", server::start(&bucket)?);
    let s3 = ["s3://logs/", "--endpoint-url", &endpoint];
    let (mut lines, mut requests) = (Vec::new(), BTreeMap::new());
    for round in 1..=options.rounds {
        let disk = format!("disk-{round}.duckdb");
        lines.push(runs.import_of(&format!("disk {round}"), &disk, &[runs.archive])?);
        for what in ["S3", "S3 again"] {
            let what = format!("{what} {round}");
            let before = cpu_seconds();
            lines.push(runs.import_of(&what, &format!("s3-{round}.duckdb"), &s3)?);
            requests.insert(what, (bucket.take_requests(), cpu_seconds() - before));
        }
    }
    if options.sync {
        let copy = folder.path().join("copy");
        let copy = utf8(&copy)?;
        let sync =
            ["aws", "s3", "sync", "s3://logs/", copy, "--quiet", "--endpoint-url", &endpoint];
        lines.push(runs.program("aws s3 sync", &sync)?);
        lines.push(runs.import_of("import of the copy", "copy.duckdb", &[copy])?);
    }
    table::print(&lines, out)?;
    for (what, ((lists, gets), seconds)) in requests {
        writeln!(
            out,
            "- {what}: {lists} LIST, {gets} GET and HEAD requests, for which the server took {seconds:.1} s of CPU time"
        )?;
    }
    Ok(())
}

/// Returns the CPU time of this process, which is the server, in seconds; 0 on a system without `/proc`.
fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default().split(' ');
    // Fields 14 and 15, in hundredths of a second: proc_pid_stat(5).
    let times = after_name.skip(12).take(2).filter_map(|ticks| ticks.parse::<f64>().ok());
    times.sum::<f64>() / 100.0
}

/// Returns the files of the archive as a bucket.
fn bucket(options: &Options) -> Result<Bucket> {
    let mut objects = Vec::new();
    for path in floor::files(&options.archive)? {
        let size = fs::metadata(&path)?.len();
        objects.push((utf8(path.strip_prefix(&options.archive)?)?.to_owned(), size));
    }
    objects.sort_unstable();
    Ok(Bucket {
        folder: options.archive.clone(),
        objects,
        delay: options.least_delay..options.delay_limit,
        lists: AtomicU64::new(0),
        gets: AtomicU64::new(0),
    })
}
