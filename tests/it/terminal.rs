//! A terminal that a program is run in: what is typed goes in, and what a person would see comes out.

use std::{
    io::{Read, Write},
    num::NonZero,
    path::Path,
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// How long something may take that must come; far more than it takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often the screen is looked at.
const TICK: Duration = Duration::from_millis(5);

/// What the editor asks when it begins to read a line.
const WHERE_IS_THE_CURSOR: &[u8] = b"\x1b[6n";

/// A terminal with one program in it.
pub(crate) struct Terminal {
    master: Box<dyn MasterPty + Send>,
    keys: Arc<Mutex<Box<dyn Write + Send>>>,
    state: Arc<Mutex<State>>,
    child: Box<dyn Child + Send + Sync>,
    reader: Option<JoinHandle<()>>,
}

struct State {
    screen: vt100::Parser,
    /// Every byte that came.
    bytes: Vec<u8>,
}

impl Terminal {
    /// Runs the program in `folder` in a terminal of 40 rows and 120 columns, with nothing of the
    /// environment but what `vars` says.
    pub(crate) fn run(args: &[&str], folder: &Path, vars: &[(&str, &str)]) -> Self {
        let size = PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 };
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

    /// Types keys.
    pub(crate) fn send(&self, keys: &str) {
        let mut writer = self.keys.lock().unwrap();
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    /// Pastes a text, as a terminal does that brackets it.
    pub(crate) fn paste(&self, text: &str) {
        self.send(&format!("\u{1b}[200~{text}\u{1b}[201~"));
    }

    /// What is on the screen.
    pub(crate) fn screen(&self) -> String {
        self.state.lock().unwrap().screen.screen().contents()
    }

    /// Every byte that the program wrote.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.state.lock().unwrap().bytes.clone()
    }

    /// Waits until the screen is as `is` says.
    #[track_caller]
    pub(crate) fn wait(&self, what: &str, is: impl Fn(&str) -> bool) -> String {
        let start = Instant::now();
        loop {
            let screen = self.screen();
            if is(&screen) {
                return screen;
            }
            assert!(start.elapsed() < PATIENCE, "waited for {what}; the screen is\n{screen}");
            thread::sleep(TICK);
        }
    }

    /// Waits until a text is on the screen.
    #[track_caller]
    pub(crate) fn expect(&self, text: &str) -> String {
        self.wait(text, |screen| screen.contains(text))
    }

    /// Waits until the last line that has something is this one.
    #[track_caller]
    pub(crate) fn expect_last(&self, line: &str) -> String {
        let last =
            |screen: &str| screen.trim_end().lines().last().unwrap_or_default().trim_end() == line;
        self.wait(&format!("the last line {line}"), last)
    }

    /// Waits for a prompt with nothing behind it.
    #[track_caller]
    pub(crate) fn expect_prompt(&self) -> String {
        self.expect_last("ducktrail>")
    }

    /// Types a line at a prompt, and waits for the next one below what it shows.
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

    /// Drops what is typed, and waits for a prompt on an empty screen.
    #[track_caller]
    pub(crate) fn clear(&self) {
        // The editor drops what is typed behind a Ctrl-C before it asks anew.
        let before = self.bytes().len();
        self.send("\u{3}");
        self.wait("the next prompt", |_| self.has_asked_since(before));
        self.expect_prompt();
        self.send("\u{c}");
        self.wait("an empty screen", |screen| screen.trim() == "ducktrail>");
    }

    /// Whether the editor has begun to read since so many bytes came: it asks for the cursor then.
    fn has_asked_since(&self, bytes: usize) -> bool {
        let state = self.state.lock().unwrap();
        state.bytes[bytes..]
            .windows(WHERE_IS_THE_CURSOR.len())
            .any(|window| window == WHERE_IS_THE_CURSOR)
    }

    /// Whether the screen is soon as `is` says.
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

    /// Types a text at an empty prompt and asks for its completion, until what is expected comes: the
    /// program does not make anybody wait for what it is still gathering.
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

    /// The number of the process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Makes the terminal another size.
    pub(crate) fn resize(&self, rows: u16, cols: u16) {
        self.state.lock().unwrap().screen.screen_mut().set_size(cells(rows), cells(cols));
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        self.master.resize(size).unwrap();
    }

    /// Waits for the program to end, and gives its exit code.
    pub(crate) fn end(mut self) -> u32 {
        let start = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(start.elapsed() < PATIENCE, "it goes on; the screen is\n{}", self.screen());
            thread::sleep(TICK);
        };
        drop(self.reader.take());
        status.exit_code()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap()
}

/// Shows on the screen what the program writes, and answers where it asks for the cursor.
fn read(
    mut output: Box<dyn Read + Send>,
    state: Arc<Mutex<State>>,
    keys: Arc<Mutex<Box<dyn Write + Send>>>,
) -> JoinHandle<()> {
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = output.read(&mut buffer) {
            let mut state = state.lock().unwrap();
            // A question may be cut by the end of the buffer.
            let seen = state.bytes.len().saturating_sub(WHERE_IS_THE_CURSOR.len() - 1);
            state.screen.process(&buffer[..count]);
            state.bytes.extend_from_slice(&buffer[..count]);
            let asks = |window: &&[u8]| *window == WHERE_IS_THE_CURSOR;
            let windows = state.bytes[seen..].windows(WHERE_IS_THE_CURSOR.len());
            for _ in 0..windows.filter(asks).count() {
                let (row, column) = state.screen.screen().cursor_position();
                let answer = format!("\x1b[{};{}R", row + 1, column + 1);
                let _ = keys.lock().unwrap().write_all(answer.as_bytes());
            }
        }
    })
}
