//! A terminal that the program runs in: tests send keys and read the screen.

use std::{
    io::{Read, Write},
    num::NonZero,
    path::Path,
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// The time limit of a wait, far longer than a busy machine needs.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// The time between two polls of the screen.
const TICK: Duration = Duration::from_millis(5);

/// The request for the cursor position that the editor sends before it reads a line.
const CURSOR_REQUEST: &[u8] = b"\x1b[6n";

/// A terminal with a running program.
pub(crate) struct Terminal {
    master: Box<dyn MasterPty + Send>,
    keys: Arc<Mutex<Box<dyn Write + Send>>>,
    state: Arc<Mutex<State>>,
    child: Box<dyn Child + Send + Sync>,
    reader: Option<JoinHandle<()>>,
}

struct State {
    screen: vt100::Parser,
    /// All output.
    bytes: Vec<u8>,
}

impl Terminal {
    /// Starts the program in `folder` in a terminal of 40 rows and 120 columns, with only the environment
    /// `vars`.
    pub(crate) fn run(args: &[&str], folder: &Path, vars: &[(&str, &str)]) -> Self {
        Self::run_sized((40, 120), args, folder, vars)
    }

    /// Starts the program in a terminal of some rows and columns.
    pub(crate) fn run_sized(
        (rows, cols): (u16, u16),
        args: &[&str],
        folder: &Path,
        vars: &[(&str, &str)],
    ) -> Self {
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_ducktrail"));
        command.args(args);
        command.cwd(folder);
        command.env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", folder);
        command.env("TERM", "xterm-256color");
        command.env("PAGER", "");
        for (name, value) in vars {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let keys = Arc::new(Mutex::new(pair.master.take_writer().unwrap()));
        let screen = vt100::Parser::new(cells(size.rows), cells(size.cols), 1000);
        let state = Arc::new(Mutex::new(State { screen, bytes: Vec::new() }));
        let output = pair.master.try_clone_reader().unwrap();
        let reader = Some(read(output, Arc::clone(&state), Arc::clone(&keys)));
        Self { master: pair.master, keys, state, child, reader }
    }

    /// Sends keys.
    pub(crate) fn send(&self, keys: &str) {
        let mut writer = self.keys.lock().unwrap();
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    /// Pastes a text as a bracketed paste.
    pub(crate) fn paste(&self, text: &str) {
        self.send(&format!("\u{1b}[200~{text}\u{1b}[201~"));
    }

    /// Returns the text of the screen.
    pub(crate) fn screen(&self) -> String {
        self.state.lock().unwrap().screen.screen().contents()
    }

    /// Returns all bytes that the program wrote.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.state.lock().unwrap().bytes.clone()
    }

    /// Waits until a condition is true of the screen. Returns the screen.
    #[track_caller]
    pub(crate) fn wait(&self, what: &str, is: impl Fn(&str) -> bool) -> String {
        let start = Instant::now();
        loop {
            let screen = self.screen();
            if is(&screen) {
                return screen;
            }
            assert!(start.elapsed() < TIME_LIMIT, "waited for {what}; the screen is\n{screen}");
            thread::sleep(TICK);
        }
    }

    /// Waits until a text is on the screen. Returns the screen.
    #[track_caller]
    pub(crate) fn expect(&self, text: &str) -> String {
        self.wait(text, |screen| screen.contains(text))
    }

    /// Waits until the last line that is not empty is `line`.
    #[track_caller]
    pub(crate) fn expect_last(&self, line: &str) -> String {
        let last =
            |screen: &str| screen.trim_end().lines().last().unwrap_or_default().trim_end() == line;
        self.wait(&format!("the last line {line}"), last)
    }

    /// Waits for an empty prompt.
    #[track_caller]
    pub(crate) fn expect_prompt(&self) -> String {
        self.expect_last("ducktrail>")
    }

    /// Enters a line at a prompt and waits for the next prompt.
    #[track_caller]
    pub(crate) fn ask(&self, line: &str) -> String {
        self.expect_prompt();
        self.clear();
        self.send(&format!("{line}\r"));
        let is_answered = |screen: &str| {
            let lines = screen.trim_end().lines().count();
            lines > 1 && screen.trim_end().ends_with("\nducktrail>")
        };
        self.wait("the next prompt", is_answered)
    }

    /// Clears the input and the screen and waits for a prompt.
    #[track_caller]
    pub(crate) fn clear(&self) {
        // The editor drops input after a Ctrl-C until it requests the cursor position again.
        let before = self.bytes().len();
        self.send("\u{3}");
        self.wait("the next prompt", |_| self.has_asked_since(before));
        self.expect_prompt();
        self.send("\u{c}");
        self.wait("an empty screen", |screen| screen.trim() == "ducktrail>");
    }

    /// Returns true if the editor has started to read a line after this many bytes of output.
    pub(crate) fn has_asked_since(&self, bytes: usize) -> bool {
        let state = self.state.lock().unwrap();
        state.bytes[bytes..].windows(CURSOR_REQUEST.len()).any(|window| window == CURSOR_REQUEST)
    }

    /// Returns true if a condition becomes true of the screen soon.
    fn comes(&self, is: impl Fn(&str) -> bool) -> bool {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(2) {
            if is(&self.screen()) {
                return true;
            }
            thread::sleep(TICK);
        }
        false
    }

    /// Types a text at an empty prompt and requests its completion until the condition is true, as the program
    /// gathers completions in the background.
    #[track_caller]
    pub(crate) fn complete(&self, typed: &str, is: impl Fn(&str) -> bool) {
        for _ in 0..30 {
            self.clear();
            self.send(typed);
            self.expect(typed);
            self.send("\t");
            if self.comes(&is) {
                return;
            }
        }
        panic!("{typed} is not completed; the screen is\n{}", self.screen());
    }

    /// Returns the process ID.
    pub(crate) fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Resizes the terminal.
    pub(crate) fn resize(&self, rows: u16, cols: u16) {
        self.state.lock().unwrap().screen.screen_mut().set_size(cells(rows), cells(cols));
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        self.master.resize(size).unwrap();
    }

    /// Waits for the end of the program and returns what `read` makes of its last screen.
    pub(crate) fn last_screen<T>(mut self, read: impl Fn(&vt100::Screen) -> T) -> T {
        self.child.wait().unwrap();
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
        read(self.state.lock().unwrap().screen.screen())
    }

    /// Waits for the end of the program and returns its exit code.
    pub(crate) fn end(mut self) -> u32 {
        let start = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(start.elapsed() < TIME_LIMIT, "it goes on; the screen is\n{}", self.screen());
            thread::sleep(TICK);
        };
        drop(self.reader.take());
        status.exit_code()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // The program may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap()
}

/// Applies the output of the program to the screen and answers its requests for the cursor position.
fn read(
    mut output: Box<dyn Read + Send>,
    state: Arc<Mutex<State>>,
    keys: Arc<Mutex<Box<dyn Write + Send>>>,
) -> JoinHandle<()> {
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = output.read(&mut buffer) {
            let mut state = state.lock().unwrap();
            // The end of the buffer may cut a request.
            let seen = state.bytes.len().saturating_sub(CURSOR_REQUEST.len() - 1);
            state.screen.process(&buffer[..count]);
            state.bytes.extend_from_slice(&buffer[..count]);
            let asks = |window: &&[u8]| *window == CURSOR_REQUEST;
            let windows = state.bytes[seen..].windows(CURSOR_REQUEST.len());
            for _ in 0..windows.filter(asks).count() {
                let (row, column) = state.screen.screen().cursor_position();
                let answer = format!("\x1b[{};{}R", row + 1, column + 1);
                let _ = keys.lock().unwrap().write_all(answer.as_bytes());
            }
        }
    })
}
