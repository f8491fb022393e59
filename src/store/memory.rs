//! The memory that statements and reports may use: by default half of what is available, so that a
//! runaway query ends with an error and not with the machine.

use std::path::Path;

use anyhow::{Context, Result};
use duckdb::Connection;

use crate::store::{ceiling, folder};

/// The size of DuckDB's temporary files at most, as a multiple of its memory.
const SPILL: u64 = 8;

/// Limits DuckDB to `memory` bytes, by default half of the available memory, and its temporary files to a
/// multiple of that, but to half of the free space of the disk. Functions that return one long value
/// allocate outside of DuckDB's limit, so the process has a limit as well.
pub(crate) fn limit(connection: &Connection, database: &Path, memory: Option<u64>) -> Result<()> {
    let Some(memory) = memory.or_else(half_of_available) else { return Ok(()) };
    let spill = memory.saturating_mul(SPILL).min(free_space(database) / 2);
    connection
        .execute_batch(&format!(
            "SET memory_limit = '{}KiB'; SET max_temp_directory_size = '{}KiB'",
            memory.div_ceil(1024),
            spill.div_ceil(1024)
        ))
        .with_context(|| format!("cannot limit the memory to {memory} bytes"))?;
    ceiling::set_data(memory)
}

/// Returns half of the memory that is available, in bytes, if the system says how much that is. The other half stays for
/// what the memory of DuckDB does not count, and for other programs.
pub(super) fn half_of_available() -> Option<u64> {
    Some(available()? / 2)
}

#[cfg(not(target_os = "linux"))]
fn available() -> Option<u64> {
    None
}

/// Returns the bytes that this process can still get, at most the limit of its control group, and what its own limits
/// leave (`ulimit -v` and `ulimit -d`).
#[cfg(target_os = "linux")]
fn available() -> Option<u64> {
    let read = |path: &str| std::fs::read_to_string(path).ok();
    let system = bytes_of("MemAvailable", &read("/proc/meminfo")?)?;
    let groups = read("/proc/self/cgroup").unwrap_or_default();
    let groups =
        limit_files(&groups).into_iter().filter_map(|path| read(&path)?.trim().parse().ok());
    let status = read("/proc/self/status").unwrap_or_default();
    let process = left_of_limits(&status);
    Some(groups.chain(process).fold(system, u64::min))
}

/// Returns the bytes that the limits of this process leave it, from `/proc/self/status`. The current limit of its data
/// may be that of [`ceiling::set_data`], the maximum never is.
#[cfg(target_os = "linux")]
fn left_of_limits(status: &str) -> impl Iterator<Item = u64> {
    use rustix::process::{Resource, getrlimit};

    let limits = [
        ("VmSize", getrlimit(Resource::As).current),
        ("VmData", getrlimit(Resource::Data).maximum),
    ];
    limits
        .into_iter()
        .filter_map(|(used, limit)| Some(limit?.saturating_sub(bytes_of(used, status)?)))
}

/// Returns the bytes behind a name in `/proc/meminfo` and `/proc/self/status`.
#[cfg(target_os = "linux")]
fn bytes_of(name: &str, text: &str) -> Option<u64> {
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    Some(value.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

/// Returns the files with the limits of the control groups in `/proc/self/cgroup` and of the groups that
/// contain them, for both versions of control groups. A container may see its own group as the root.
#[cfg(target_os = "linux")]
fn limit_files(groups: &str) -> Vec<String> {
    let mut files = Vec::new();
    for line in groups.lines() {
        let mut parts = line.splitn(3, ':').skip(1);
        let (Some(controllers), Some(path)) = (parts.next(), parts.next()) else { continue };
        let (root, file) = if controllers.is_empty() {
            ("/sys/fs/cgroup", "memory.max")
        } else if controllers.split(',').any(|name| name == "memory") {
            ("/sys/fs/cgroup/memory", "memory.limit_in_bytes")
        } else {
            continue;
        };
        for group in Path::new(path).ancestors() {
            let group = group.to_string_lossy();
            files.push(format!("{root}{}/{file}", group.trim_end_matches('/')));
        }
    }
    files
}

#[cfg(unix)]
pub(super) fn free_space(database: &Path) -> u64 {
    let space = rustix::fs::statvfs(folder(database));
    space.map_or(u64::MAX, |space| space.f_bavail.saturating_mul(space.f_frsize))
}

#[cfg(not(unix))]
pub(super) fn free_space(_: &Path) -> u64 {
    u64::MAX
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_available_memory_is_read_from_the_system() {
        let text = "MemTotal: 9 kB\nMemAvailable:   2048 kB\nVmSize:\t  17 kB\n";
        assert_eq!(bytes_of("MemAvailable", text), Some(2_097_152));
        assert_eq!(bytes_of("VmSize", text), Some(17_408));
        assert_eq!(bytes_of("Mem", text), None);
        assert_eq!(bytes_of("VmData", text), None);
        assert!(half_of_available().unwrap() > 0);
    }

    #[test]
    fn the_limits_of_all_enclosing_control_groups_count() {
        assert_eq!(
            limit_files("0::/a/b\n"),
            ["/a/b", "/a", ""].map(|group| format!("/sys/fs/cgroup{group}/memory.max"))
        );
        assert_eq!(
            limit_files("9:name=systemd:/x\n4:cpu,memory:/a\n"),
            ["/a", ""].map(|group| format!("/sys/fs/cgroup/memory{group}/memory.limit_in_bytes"))
        );
        assert_eq!(limit_files("nonsense"), Vec::<String>::new());
    }
}
