//! Signals to a running program, and waiting for something to happen.

use std::{
    process::{Child, Command},
    thread,
    time::{Duration, Instant},
};

/// Sends a signal, such as `INT`, to a child process.
pub(crate) fn signal(child: &Child, name: &str) {
    let pid = child.id().to_string();
    let status = Command::new("kill").args([&format!("-{name}"), &pid]).status().unwrap();
    assert!(status.success());
}

/// Waits until a condition is true, for up to a minute, as the machine may be slow.
#[track_caller]
pub(crate) fn wait_until(mut condition: impl FnMut() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < Duration::from_secs(60), "it did not happen within a minute");
        thread::sleep(Duration::from_micros(500));
    }
}
