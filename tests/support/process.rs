//! Signals to a running program, and waiting for something to happen.

use std::{
    process::{Child, Command},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use crate::support::Run;

/// The longest time that a run may take, far more than any takes on a slow machine.
const LONGEST_RUN: Duration = Duration::from_secs(15 * 60);

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

/// Waits for the end of a program. One that never ends fails its test instead of stopping all tests.
#[track_caller]
pub(crate) fn ended(child: Child) -> Run {
    let pid = child.id().to_string();
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(child.wait_with_output()));
    let Ok(output) = receiver.recv_timeout(LONGEST_RUN) else {
        let _ = Command::new("kill").args(["-KILL", &pid]).status();
        panic!("the program did not end within {} minutes", LONGEST_RUN.as_secs() / 60);
    };
    output.unwrap().into()
}
