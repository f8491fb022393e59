//! What is longer than the screen goes through a pager, where there is one.

use std::{
    env, io,
    io::Write,
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
};

use crate::shell::bar::Bar;

/// What `less` is told where nobody has said otherwise: long lines are cut and not folded, and the
/// text stays when it ends.
const OPTIONS: &str = "SRX";

/// The pager that the environment asks for, else `less`; none where `PAGER` is empty, or where there
/// is no `less`.
pub(crate) fn find() -> Option<Vec<String>> {
    match env::var("PAGER") {
        Ok(asked) => shlex::split(&asked).filter(|words| !words.is_empty()),
        Err(_) => is_on_path("less").then(|| vec!["less".to_owned(), format!("-{OPTIONS}")]),
    }
}

fn is_on_path(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| Path::new(&folder).join(program).is_file())
}

/// A terminal that shows a text as it is, or through a pager once it is longer than the screen.
pub(crate) struct Paged {
    /// Rows and columns of the screen.
    size: (u16, u16),
    pager: Option<Vec<String>>,
    /// What was written before it was known which of the two it will be.
    held: Vec<u8>,
    /// The lines of the screen that it takes.
    lines: usize,
    child: Option<(Child, Option<ChildStdin>)>,
    has_quit: bool,
    /// Drawn until there is something to show.
    bar: Option<Bar>,
}

impl Paged {
    /// Writes to standard output, a terminal of `size` rows and columns.
    pub(crate) fn new(pager: Option<Vec<String>>, size: (u16, u16), bar: Bar) -> Self {
        let held = Vec::new();
        Self { size, pager, held, lines: 0, child: None, has_quit: false, bar: Some(bar) }
    }

    /// Whether somebody has left the pager before the end of the text.
    pub(crate) fn has_quit(&self) -> bool {
        self.has_quit
    }

    /// Shows what is held, and waits for the pager to end.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.bar = None;
        if let Some((mut child, stdin)) = self.child.take() {
            drop(stdin);
            child.wait()?;
        }
        let mut stdout = io::stdout().lock();
        stdout.write_all(&self.held)?;
        self.held.clear();
        stdout.flush()
    }

    fn count_lines(&mut self, bytes: &[u8]) {
        let width = usize::from(self.size.1).max(1);
        for line in String::from_utf8_lossy(bytes).split_inclusive('\n') {
            self.lines += console::measure_text_width(line).div_ceil(width).max(1);
        }
    }

    /// Starts the pager; where that fails, what is written goes to the terminal as it comes.
    fn start(&mut self) -> io::Result<()> {
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
        let held = std::mem::take(&mut self.held);
        self.pass(&held)
    }

    fn pass(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Some((_, Some(stdin))) = &mut self.child else { return io::stdout().write_all(bytes) };
        let passed = stdin.write_all(bytes);
        self.has_quit = passed.is_err();
        passed
    }
}

impl Write for Paged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let is_long = |lines: usize, rows: u16| lines >= usize::from(rows).saturating_sub(1);
        if self.child.is_some() || is_long(self.lines, self.size.0) {
            self.pass(bytes)?;
            return Ok(bytes.len());
        }
        self.held.extend_from_slice(bytes);
        self.count_lines(bytes);
        if is_long(self.lines, self.size.0) {
            self.start()?;
        }
        Ok(bytes.len())
    }

    /// Does nothing before the end: whether the text is long is known only then.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
