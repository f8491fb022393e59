//! The outcomes of commands, and their errors on standard error.

use std::{
    fmt,
    io::{self, Write},
};

use crate::{output::text::visible, store::error::describe};

/// The outcome of a command that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The command did everything.
    Complete,
    /// The command skipped parts that it could not do, and reported each of them.
    Partial,
    /// Ctrl-C stopped the command, and it reported how to continue.
    Stopped,
}

impl Outcome {
    /// Returns the exit code of the process.
    pub(crate) fn code(self) -> i32 {
        match self {
            Self::Complete => 0,
            Self::Stopped => 1,
            Self::Partial => 3,
        }
    }
}

/// A mistake in the arguments that only a report or a database reveals.
#[derive(Debug)]
pub(crate) struct Usage(pub(crate) String);

impl fmt::Display for Usage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

/// Prints an error and returns the exit code for it.
pub(crate) fn eprint_error(err: &anyhow::Error) -> i32 {
    eprint_safe(&format!("error: {}", describe(err)));
    if err.is::<Usage>() { 2 } else { 1 }
}

/// Prints an error about the command line and returns the exit code of a usage error. The text may
/// quote a hostile file name or a pasted value.
pub(crate) fn eprint_usage_error(text: &str) -> i32 {
    eprint_safe(text.trim_end());
    2
}

/// Ends the process at once, without the exit handlers of C and C++: these would destroy objects that
/// DuckDB's threads still use, and sometimes crash.
pub(crate) fn exit_now(code: i32) -> ! {
    #[cfg(unix)]
    signal_hook::low_level::exit(code);
    #[cfg(not(unix))]
    std::process::exit(code);
}

/// Returns true if the error is that the reader of a pipe has closed it, as `| head` does.
pub(crate) fn is_broken_pipe(err: &anyhow::Error) -> bool {
    err.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
    })
}

/// Prints lines to standard error. They may contain hostile text from a log, so control characters
/// are escaped.
pub(crate) fn eprint_safe(text: &str) {
    let mut stderr = io::stderr().lock();
    for line in text.lines() {
        // A closed standard error leaves no way to report it.
        let _ = writeln!(stderr, "{}", visible(line));
    }
}
