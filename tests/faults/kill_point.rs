//! Points in the run of a process, by the bytes that it has read and written. An import reaches the same
//! point at the same count on any machine.

use std::{fs, process::Child, thread, time::Duration};

use crate::rng::Rng;

/// The time between two polls, far shorter than the time between two commits.
const PAUSE: Duration = Duration::from_micros(200);

/// Returns the bytes that a process has read and written; `None` after its end.
fn io_bytes(child: &Child) -> Option<u64> {
    let counts = fs::read_to_string(format!("/proc/{}/io", child.id())).ok()?;
    let count = |name| -> Option<u64> {
        counts.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
    };
    Some(count("rchar:")? + count("wchar:")?)
}

/// Waits for the end of a process. Returns the bytes that it had read and written at the last poll.
pub(crate) fn total_io(child: &mut Child) -> u64 {
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        most = io_bytes(child).unwrap_or(most).max(most);
        thread::sleep(PAUSE);
    }
    assert!(most > 0, "this system has no I/O counts of processes");
    most
}

/// Kills a process up to ten milliseconds after it has read and written `bytes`, so that kills also come
/// between two reads or writes. Returns true if the process was still running.
pub(crate) fn kill_at(child: &mut Child, bytes: u64, rng: &mut Rng) -> bool {
    while child.try_wait().unwrap().is_none() && io_bytes(child).is_some_and(|count| count < bytes)
    {
        thread::sleep(PAUSE);
    }
    thread::sleep(Duration::from_micros(rng.below(10_000)));
    let was_running = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    was_running
}
