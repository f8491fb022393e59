//! Runs a program and measures it, with GNU time: its own measures take unsafe code, or a crate.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    thread,
};

use anyhow::{Context, Result, bail, ensure};

const GNU_TIME: &str = "/usr/bin/time";

/// What a run took.
#[derive(Clone, Debug, Default)]
pub(crate) struct Measured {
    /// Seconds from start to end.
    pub(crate) wall: f64,
    /// Seconds of all cores, for the program and for the system on its behalf.
    pub(crate) cpu: f64,
    /// The most memory that it had at any time, in MB of a million bytes.
    pub(crate) memory: u64,
    /// What it wrote to its standard output.
    pub(crate) output: String,
}

/// Says what is missing on this machine, if something is.
pub(crate) fn check() -> Result<()> {
    let version = Command::new(GNU_TIME).arg("--version").output();
    let text = version.map(|version| [version.stdout, version.stderr].concat()).unwrap_or_default();
    ensure!(
        String::from_utf8_lossy(&text).contains("GNU"),
        "this needs GNU time as {GNU_TIME} (Debian: apt install time; macOS has another one)"
    );
    Ok(())
}

/// The machine, and how busy it is already: beside other work, the times mean little.
pub(crate) fn machine() -> Result<String> {
    let cores = thread::available_parallelism()?;
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default();
    Ok(format!("{cores} cores, load before the start: {load}"))
}

/// Runs a program with its arguments to its end, which must be a success.
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
        bail!("GNU time said something else than expected: {report}")
    };
    Ok(Measured {
        wall: wall.parse()?,
        cpu: user.parse::<f64>()? + system.parse::<f64>()?,
        memory: kilobytes.parse::<u64>()? * 1024 / 1_000_000,
        output: String::from_utf8_lossy(&result.stdout).into_owned(),
    })
}
