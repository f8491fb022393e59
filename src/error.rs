//! Exit codes, and messages on standard error.

use std::{
    fmt,
    io::{self, Write},
};

use crate::text::{visible, wrapped};

/// The result of a command that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Everything was processed.
    Complete,
    /// Some input was skipped or is invalid; each case has already been reported.
    Partial,
    /// Ctrl-C stopped the command; how to resume it has already been printed.
    Stopped,
}

impl Outcome {
    /// Returns the exit code.
    pub(crate) fn code(self) -> i32 {
        match self {
            Self::Complete => 0,
            Self::Partial => 3,
            Self::Stopped => STOPPED,
        }
    }
}

/// The exit code after Ctrl-C: 128 plus the number of SIGINT, as shells report it.
pub(crate) const STOPPED: i32 = 130;

/// The error of a command that Ctrl-C has stopped.
#[derive(Debug)]
pub(crate) struct Stopped;

impl fmt::Display for Stopped {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("stopped by Ctrl-C")
    }
}

impl std::error::Error for Stopped {}

/// A usage error that clap cannot detect, because it depends on a report or the database.
#[derive(Debug)]
pub(crate) struct Usage(pub(crate) String);

impl fmt::Display for Usage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

/// Prints `text`, the description of `err`, and returns the exit code for it.
pub(crate) fn eprint_error(err: &anyhow::Error, text: &str) -> i32 {
    eprint_failure(text);
    if err.is::<Usage>() {
        2
    } else if err.is::<Stopped>() {
        STOPPED
    } else {
        1
    }
}

/// Prints an error after `error: `. It can have several lines, as `DuckDB` quotes the statement. The
/// lines after the first are indented, because `DuckDB` quotes values too, and a line break in one must
/// not start a message.
pub(crate) fn eprint_failure(text: &str) {
    eprint_lines(format!("error: {text}").split('\n').enumerate().map(|(at, line)| match at {
        0 => line.to_owned(),
        _ => format!("  {line}"),
    }));
}

/// Prints clap's message about a wrong command line and returns the exit code for it. The values in
/// it must be escaped, so that all line breaks are clap's.
pub(crate) fn eprint_usage_error(text: &str) -> i32 {
    eprint_lines(text.trim_end().split('\n'));
    2
}

/// Prints one line to standard error. Control characters and line breaks in it are escaped, because
/// text from a log, a file name or an argument may be hostile.
pub(crate) fn eprint_line(line: &str) {
    eprint_lines([line]);
}

/// Prints prose to standard error, on a terminal in lines that fit. Commands are not prose: a line break
/// would break them.
pub(crate) fn eprint_prose(text: &str) {
    let text = visible(text);
    match console::Term::stderr().size_checked() {
        Some((_, width)) => eprint_lines(wrapped(&text, usize::from(width))),
        None => eprint_lines([text]),
    }
}

fn eprint_lines(lines: impl IntoIterator<Item: AsRef<str>>) {
    let mut stderr = io::stderr().lock();
    for line in lines {
        // If standard error is closed, there is nowhere to report it.
        let _ = writeln!(stderr, "{}", visible(line.as_ref()).trim_end());
    }
}

/// Ends the process at once, without the exit handlers of C and C++: these would destroy objects that
/// DuckDB's threads still use, and sometimes crash.
pub(crate) fn exit_now(code: i32) -> ! {
    #[cfg(unix)]
    signal_hook::low_level::exit(code);
    #[cfg(not(unix))]
    std::process::exit(code);
}

/// Ignores that the reader of standard output has gone, as `head` does: what it does not want to read is
/// not printed, and the exit code still tells what the command found.
pub(crate) fn unless_closed(written: anyhow::Result<()>) -> anyhow::Result<()> {
    match written {
        Err(err) if is_broken_pipe(&err) => Ok(()),
        written => written,
    }
}

/// Returns true if the error is a closed pipe, as after `| head`.
pub(crate) fn is_broken_pipe(err: &anyhow::Error) -> bool {
    err.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
    })
}
