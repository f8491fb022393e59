//! Runs a program and measures it with GNU time, as `getrusage` would need unsafe code or a crate.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    thread,
};

use anyhow::{Context, Result, bail, ensure};

const GNU_TIME: &str = "/usr/bin/time";

/// The time and memory of a run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Measured {
    /// Elapsed seconds.
    pub(crate) wall: f64,
    /// User and system CPU seconds of all cores.
    pub(crate) cpu: f64,
    /// The peak of the resident memory, in millions of bytes.
    pub(crate) memory: u64,
    /// The standard output.
    pub(crate) output: String,
}

/// Fails if GNU time is not installed.
pub(crate) fn check() -> Result<()> {
    let version = Command::new(GNU_TIME).arg("--version").output();
    let text = version.map(|version| [version.stdout, version.stderr].concat()).unwrap_or_default();
    ensure!(
        String::from_utf8_lossy(&text).contains("GNU"),
        "this needs GNU time as {GNU_TIME} (Debian: apt install time; macOS has another one)"
    );
    Ok(())
}

/// Returns the number of cores and the load. On a busy machine, the times mean little.
pub(crate) fn machine() -> Result<String> {
    let cores = thread::available_parallelism()?;
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default();
    Ok(format!("{cores} cores, load before the start: {load}"))
}

/// Runs a program to its end and measures it. Fails if the program fails.
pub(crate) fn run(folder: &Path, command: &[&str]) -> Result<Measured> {
    let report = folder.join("time.txt");
    let result = Command::new(GNU_TIME)
        .args(["-f", "%e %U %S %M", "-o"])
        .arg(&report)
        .args(command)
        .env_remove("DUCKTRAIL_DB")
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot run {GNU_TIME}"))?;
    ensure!(result.status.success(), "{} failed: {}", command.join(" "), result.status);

    let report = fs::read_to_string(&report)?;
    let fields: Vec<&str> = report.split_whitespace().collect();
    let [wall, user, system, kilobytes] = fields[..] else {
        bail!("unexpected output of GNU time: {report}")
    };
    Ok(Measured {
        wall: wall.parse()?,
        cpu: user.parse::<f64>()? + system.parse::<f64>()?,
        memory: kilobytes.parse::<u64>()? * 1024 / 1_000_000,
        output: String::from_utf8_lossy(&result.stdout).into_owned(),
    })
}
