//! How a command ends, and what is said of it on standard error.

use std::{
    fmt,
    io::{self, Write},
};

use crate::{output::text::visible, store::error::describe};

/// How a command ended without failing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All was done.
    Complete,
    /// All was done that could be, and something could not: each has been named.
    Partial,
    /// It was stopped by Ctrl-C; how to go on has been said.
    Stopped,
}

impl Outcome {
    /// The exit code of a command that ended so.
    pub(crate) fn code(self) -> i32 {
        match self {
            Self::Complete => 0,
            Self::Stopped => 1,
            Self::Partial => 3,
        }
    }
}

/// A mistake in the arguments that shows only when they meet a report or a database.
#[derive(Debug)]
pub(crate) struct Usage(pub(crate) String);

impl fmt::Display for Usage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

/// Prints an error and gives the exit code that it ends with.
pub(crate) fn end(err: &anyhow::Error) -> i32 {
    eprint_safe(&format!("error: {}", describe(err)));
    if err.is::<Usage>() { 2 } else { 1 }
}

/// Prints what is wrong with a command line, which may quote what a hostile file name or a pasted
/// value put there, and gives the exit code of a mistake in usage.
pub(crate) fn misused(text: &str) -> i32 {
    eprint_safe(text.trim_end());
    2
}

/// Ends the process at once, whatever its threads do. What C and C++ have for a tidy end would take
/// away from under DuckDB's threads what they work with, and now and then end it by a crash.
pub(crate) fn exit_now(code: i32) -> ! {
    #[cfg(unix)]
    signal_hook::low_level::exit(code);
    #[cfg(not(unix))]
    std::process::exit(code);
}

/// Whether an error only says that nobody reads on, as after `| head`.
pub(crate) fn is_broken_pipe(err: &anyhow::Error) -> bool {
    err.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
    })
}

/// Prints lines to standard error. What comes from a log may be hostile: no control character is
/// printed but the end of a line.
pub(crate) fn eprint_safe(text: &str) {
    let mut stderr = io::stderr().lock();
    for line in text.lines() {
        // Where standard error is closed there is nobody to tell.
        let _ = writeln!(stderr, "{}", visible(line));
    }
}
