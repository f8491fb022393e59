//! Moments in the life of a process, told by the bytes that it has read and written: an import gets
//! to the same place at the same count, on a fast machine, a slow one and a busy one alike.

use std::{fs, process::Child, thread, time::Duration};

use crate::rng::Rng;

/// How often is looked: far more often than an import commits.
const PAUSE: Duration = Duration::from_micros(200);

/// Bytes that a process has read and written so far; nothing once it has ended.
fn passed(child: &Child) -> Option<u64> {
    let counts = fs::read_to_string(format!("/proc/{}/io", child.id())).ok()?;
    let count = |name| -> Option<u64> {
        counts.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
    };
    Some(count("rchar:")? + count("wchar:")?)
}

/// Waits for the end of a process; gives how many bytes it had passed when it was last seen.
pub(crate) fn life(child: &mut Child) -> u64 {
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        most = passed(child).unwrap_or(most).max(most);
        thread::sleep(PAUSE);
    }
    assert!(most > 0, "this system does not tell what a process reads and writes");
    most
}

/// Kills a process when it has passed `bytes` and a few milliseconds more, so that it is met between
/// two reads or writes as well. Whether it was running still.
pub(crate) fn kill_at(child: &mut Child, bytes: u64, rng: &mut Rng) -> bool {
    while child.try_wait().unwrap().is_none() && passed(child).is_some_and(|count| count < bytes) {
        thread::sleep(PAUSE);
    }
    thread::sleep(Duration::from_micros(rng.below(10_000)));
    let is_met = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    is_met
}
