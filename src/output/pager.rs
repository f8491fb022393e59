//! The pager for output that is longer than the screen.

use std::{
    env, io,
    io::Write,
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::Result;

use crate::{
    error,
    output::{Format, terminal::Visible},
};

/// The options of `less` if the user has set none: do not wrap long lines (S), print colours (R), and
/// leave the text on the screen at the end (X).
const OPTIONS: &str = "SRX";

/// Returns the command in `PAGER`, or `less` if that is not set. Returns `None` if `PAGER` is empty or
/// `less` is not installed.
pub(crate) fn find() -> Option<Vec<String>> {
    match env::var("PAGER") {
        Ok(command) => shlex::split(&command).filter(|words| !words.is_empty()),
        Err(_) => is_on_path("less").then(|| vec!["less".to_owned(), format!("-{OPTIONS}")]),
    }
}

fn is_on_path(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| Path::new(&folder).join(program).is_file())
}

/// A writer to the terminal that starts a pager once the text is longer than the screen.
pub(crate) struct PagedWriter<T> {
    /// Rows and columns of the screen.
    size: (u16, u16),
    pager: Option<Vec<String>>,
    /// The text so far, until the pager starts or the text ends.
    buffer: Vec<u8>,
    /// The start of the last line in the buffer, and the number of screen lines before it.
    line_start: usize,
    lines: usize,
    child: Option<(Child, Option<ChildStdin>)>,
    has_quit: bool,
    /// The time in which the pager did not take text, because somebody reads it.
    reading: Duration,
    /// Shown until there is text to show.
    bar: Option<T>,
}

impl<T> PagedWriter<T> {
    /// Writes to standard output, a terminal of `size` rows and columns. `bar` is dropped before the first
    /// text.
    pub(crate) fn new(pager: Option<Vec<String>>, size: (u16, u16), bar: T) -> Self {
        Self {
            size,
            pager,
            buffer: Vec::new(),
            line_start: 0,
            lines: 0,
            child: None,
            has_quit: false,
            reading: Duration::ZERO,
            bar: Some(bar),
        }
    }

    /// Calls `write` with a writer to the screen. Returns `None` if the user left the pager before the
    /// end, which is not an error.
    pub(crate) fn show<R>(
        &mut self,
        format: Format,
        write: impl FnOnce(&mut dyn Write) -> Result<R>,
    ) -> Result<Option<R>> {
        let written = match format {
            // Their writers escape values and names themselves, and add colours.
            Format::Table | Format::Line => write(self),
            _ => write(&mut Visible::new(&mut *self)),
        };
        self.finish()?;
        match written {
            Err(err) if self.has_quit && error::is_broken_pipe(&err) => Ok(None),
            written => written.map(Some),
        }
    }

    /// Returns the time that was spent reading, rather than waiting for text.
    pub(crate) fn reading(&self) -> Duration {
        self.reading
    }

    /// Prints the rest of the text and waits for the pager to end.
    fn finish(&mut self) -> io::Result<()> {
        self.bar = None;
        if let Some((mut child, stdin)) = self.child.take() {
            drop(stdin);
            let start = Instant::now();
            child.wait()?;
            self.reading += start.elapsed();
        }
        let mut stdout = io::stdout().lock();
        stdout.write_all(&self.buffer)?;
        self.buffer.clear();
        stdout.flush()
    }

    /// Counts the screen lines of the lines that have ended in the buffer.
    fn count_lines(&mut self) {
        let width = usize::from(self.size.1).max(1);
        while let Some(length) = memchr::memchr(b'\n', &self.buffer[self.line_start..]) {
            let end = self.line_start + length;
            let line = String::from_utf8_lossy(&self.buffer[self.line_start..end]);
            self.lines += console::measure_text_width(&line).div_ceil(width).max(1);
            self.line_start = end + 1;
        }
    }

    /// Starts the pager. If that fails, the text goes to the terminal directly.
    fn start_pager(&mut self) -> io::Result<()> {
        self.bar = None;
        let Some((program, args)) = self.pager.as_deref().and_then(<[String]>::split_first) else {
            return self.finish();
        };
        let mut command = Command::new(program);
        command.args(args).stdin(Stdio::piped());
        if env::var_os("LESS").is_none() {
            command.env("LESS", OPTIONS);
        }
        let Ok(mut child) = command.spawn() else { return self.finish() };
        let stdin = child.stdin.take();
        self.child = Some((child, stdin));
        let buffer = std::mem::take(&mut self.buffer);
        self.write_through(&buffer)
    }

    fn write_through(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Some((_, Some(stdin))) = &mut self.child else { return io::stdout().write_all(bytes) };
        let start = Instant::now();
        let written = stdin.write_all(bytes);
        self.reading += start.elapsed();
        self.has_quit = written.is_err();
        written
    }

    /// Returns true if the text does not leave a line of the screen for the prompt.
    fn is_full(&self) -> bool {
        self.lines >= usize::from(self.size.0).saturating_sub(1)
    }
}

impl<T> Write for PagedWriter<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.child.is_some() || self.is_full() {
            self.write_through(bytes)?;
            return Ok(bytes.len());
        }
        self.buffer.extend_from_slice(bytes);
        self.count_lines();
        if self.is_full() {
            self.start_pager()?;
        }
        Ok(bytes.len())
    }

    /// Does nothing: the length of the text is known only at its end.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns true if a pager would start for the pieces on a screen of 10 rows and 20 columns.
    fn fills_screen(pieces: &[&str]) -> bool {
        let mut writer = PagedWriter::new(None, (10, 20), ());
        for piece in pieces {
            writer.buffer.extend_from_slice(piece.as_bytes());
            writer.count_lines();
        }
        writer.is_full()
    }

    #[test]
    fn lines_are_counted_as_the_screen_shows_them() {
        assert!(!fills_screen(&["line", "\n"].repeat(8)));
        assert!(fills_screen(&["line", "\n"].repeat(9)));
        assert!(!fills_screen(&["é".repeat(20).as_str(), "\n"].repeat(8)));
        assert!(fills_screen(&["é".repeat(21).as_str(), "\n"].repeat(5)));
        assert!(!fills_screen(&["\u{1b}[31mred\u{1b}[0m and other text\n"].repeat(8)));
        assert!(fills_screen(&[&"\n".repeat(9)]));
        assert!(!fills_screen(&["a part of a line"].repeat(30)));
    }
}
