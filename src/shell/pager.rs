//! The pager for results that are longer than the screen.

use std::{
    env, io,
    io::Write,
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
};

use crate::shell::bar::Bar;

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
pub(crate) struct PagedWriter {
    /// Rows and columns of the screen.
    size: (u16, u16),
    pager: Option<Vec<String>>,
    /// The text so far, until the pager starts or the text ends.
    buffer: Vec<u8>,
    /// The number of screen lines in the buffer.
    lines: usize,
    child: Option<(Child, Option<ChildStdin>)>,
    has_quit: bool,
    /// Shown until there is text to show.
    bar: Option<Bar>,
}

impl PagedWriter {
    /// Writes to standard output, a terminal of `size` rows and columns.
    pub(crate) fn new(pager: Option<Vec<String>>, size: (u16, u16), bar: Bar) -> Self {
        let (buffer, bar) = (Vec::new(), Some(bar));
        Self { size, pager, buffer, lines: 0, child: None, has_quit: false, bar }
    }

    /// Returns true if the user left the pager before the end of the text.
    pub(crate) fn has_quit(&self) -> bool {
        self.has_quit
    }

    /// Prints the rest of the text and waits for the pager to end.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.bar = None;
        if let Some((mut child, stdin)) = self.child.take() {
            drop(stdin);
            child.wait()?;
        }
        let mut stdout = io::stdout().lock();
        stdout.write_all(&self.buffer)?;
        self.buffer.clear();
        stdout.flush()
    }

    fn count_lines(&mut self, bytes: &[u8]) {
        let width = usize::from(self.size.1).max(1);
        for line in String::from_utf8_lossy(bytes).split_inclusive('\n') {
            self.lines += console::measure_text_width(line).div_ceil(width).max(1);
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
        let written = stdin.write_all(bytes);
        self.has_quit = written.is_err();
        written
    }
}

impl Write for PagedWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let is_long = |lines: usize, rows: u16| lines >= usize::from(rows).saturating_sub(1);
        if self.child.is_some() || is_long(self.lines, self.size.0) {
            self.write_through(bytes)?;
            return Ok(bytes.len());
        }
        self.buffer.extend_from_slice(bytes);
        self.count_lines(bytes);
        if is_long(self.lines, self.size.0) {
            self.start_pager()?;
        }
        Ok(bytes.len())
    }

    /// Does nothing: the length of the text is known only at its end.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
