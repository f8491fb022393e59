//! A temporary folder for each test, and the program run in it.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::LazyLock,
};

use duckdb::Connection;
use flate2::{Compression, write::GzEncoder};
use tempfile::TempDir;

use crate::support::{ended, fixtures};

/// The database that a command uses by default.
const DB: &str = "ducktrail.duckdb";

/// A temporary folder that is deleted at the end of the test.
pub(crate) struct Sandbox {
    folder: TempDir,
}

/// The result of a run of the program.
#[must_use]
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// The exit code; `None` if a signal ended the program.
    pub(crate) code: Option<i32>,
    /// The signal that ended the program.
    pub(crate) signal: Option<i32>,
}

impl Run {
    /// Fails the test if the exit code is another one.
    #[track_caller]
    pub(crate) fn expect_code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.stdout, self.stderr);
        self
    }

    /// Fails the test if the exit code is another one or standard error lacks a text.
    #[track_caller]
    pub(crate) fn says(&self, code: i32, text: &str) {
        assert_eq!((self.code, self.signal), (Some(code), None), "{self:?}");
        assert!(self.stderr.contains(text), "{self:?}");
    }

    /// The number in the line of the import's summary that starts with `name`.
    pub(crate) fn count(&self, name: &str) -> u64 {
        let line = self.stdout.lines().find(|line| line.trim_start().starts_with(name));
        let number = line.and_then(|line| line.split_whitespace().last()).unwrap_or("0");
        number.replace(',', "").parse().unwrap()
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            code: output.status.code(),
            signal: signal_of(output.status),
        }
    }
}

#[cfg(unix)]
fn signal_of(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal_of(_: ExitStatus) -> Option<i32> {
    None
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, and makes the folders that it is in.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// Writes a gzip file.
    pub(crate) fn write_gzip(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        self.write(name, gzip(content.as_ref()))
    }

    /// A command that runs Ducktrail in this folder without input.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        self.command_of(env!("CARGO_BIN_EXE_ducktrail"), args)
    }

    /// A command that runs any program in this folder, with only `PATH` of the environment and
    /// without input.
    pub(crate) fn command_of(&self, program: &str, args: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(args)
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.folder.path())
            .stdin(Stdio::null());
        command
    }

    /// Runs Ducktrail to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        ended(self.spawn(args))
    }

    /// Runs Ducktrail to its end, with bytes on standard input.
    pub(crate) fn run_with_input(&self, args: &[&str], input: &[u8]) -> Run {
        let mut command = self.command(args);
        let mut child = piped(command.stdin(Stdio::piped())).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        ended(child)
    }

    /// Runs Ducktrail to its end after shell commands that set limits.
    pub(crate) fn run_with_limits(&self, limits: &str, args: &[&str]) -> Run {
        let script = format!("{limits}\nexec \"$0\" \"$@\"");
        let args = [&["-c", script.as_str(), env!("CARGO_BIN_EXE_ducktrail")], args].concat();
        ended(piped(&mut self.command_of("bash", &args)).spawn().unwrap())
    }

    /// Starts Ducktrail. Its output is kept in pipes.
    pub(crate) fn spawn(&self, args: &[&str]) -> Child {
        piped(&mut self.command(args)).spawn().unwrap()
    }

    /// Imports paths into `ducktrail.duckdb` in this folder.
    pub(crate) fn import(&self, paths: &[&Path]) -> Run {
        let mut args = vec!["import"];
        args.extend(paths.iter().map(|path| path.to_str().unwrap()));
        self.run(&args)
    }

    /// Queries `ducktrail.duckdb`; returns the first column of the last row as text.
    pub(crate) fn value(&self, sql: &str) -> String {
        self.values(sql).pop().unwrap_or_default()
    }

    /// Queries `ducktrail.duckdb`; returns the first column as text.
    pub(crate) fn values(&self, sql: &str) -> Vec<String> {
        let connection = Connection::open(self.path(DB)).unwrap();
        let sql = format!("SELECT coalesce(CAST(COLUMNS(*) AS VARCHAR), 'NULL') FROM ({sql})");
        let mut statement = connection.prepare(&sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    }
}

/// A folder with the database of `fixtures/trail`. One import makes it for all tests of a run.
pub(crate) fn imported() -> Sandbox {
    static DATABASE: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let sandbox = Sandbox::new();
        let _ = sandbox.import(&[&fixtures("trail")]).expect_code(0);
        fs::read(sandbox.path(DB)).unwrap()
    });
    let sandbox = Sandbox::new();
    sandbox.write(DB, DATABASE.as_slice());
    sandbox
}

fn piped(command: &mut Command) -> &mut Command {
    command.stdout(Stdio::piped()).stderr(Stdio::piped())
}

pub(crate) fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

const EVENTS: &str = "
SELECT row::VARCHAR
FROM (
    SELECT events.* EXCLUDE (action_id, shape_id), actions.* EXCLUDE (id)
    FROM events LEFT JOIN actions ON action_id = id
) AS row
ORDER BY 1";

/// The rows of `events` with their actions as sorted text. Two imports of the same events are equal,
/// even if the order of the rows and the IDs of actions and shapes differ.
pub(crate) fn events(database: &Path) -> Vec<String> {
    let connection = Connection::open(database).unwrap();
    let mut statement = connection.prepare(EVENTS).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}
