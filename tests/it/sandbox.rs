//! A folder of its own for each test, and the program run in it.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use duckdb::Connection;
use flate2::{Compression, write::GzEncoder};
use tempfile::TempDir;

/// A temporary folder.
pub(crate) struct Sandbox {
    folder: TempDir,
}

/// What a run of the program gave.
#[must_use]
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: Option<i32>,
}

impl Ran {
    /// Fails the test where the exit code is another.
    #[track_caller]
    pub(crate) fn expect_code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.stdout, self.stderr);
        self
    }

    /// The number behind a word at the start of a line of the balance.
    pub(crate) fn count(&self, name: &str) -> u64 {
        let line = self.stdout.lines().find(|line| line.trim_start().starts_with(name));
        let number = line.and_then(|line| line.split_whitespace().last()).unwrap_or("0");
        number.replace(',', "").parse().unwrap()
    }
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, with the folders that it lies in.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// Writes a file as gzip.
    pub(crate) fn write_gzip(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        self.write(name, gzip(content.as_ref()))
    }

    /// The program in this folder, with nothing of the environment but the path.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ducktrail"));
        command
            .args(args)
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.folder.path());
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        ran(self.command(args).stdin(Stdio::null()).output().unwrap())
    }

    /// Runs the program with something on standard input.
    pub(crate) fn run_with_input(&self, args: &[&str], input: &[u8]) -> Ran {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        ran(child.wait_with_output().unwrap())
    }

    /// Imports paths into `ducktrail.duckdb` of this folder.
    pub(crate) fn import(&self, paths: &[&Path]) -> Ran {
        let mut args = vec!["import"];
        args.extend(paths.iter().map(|path| path.to_str().unwrap()));
        self.run(&args)
    }

    /// The one value that a query of the sandbox's database gives, as text.
    pub(crate) fn value(&self, sql: &str) -> String {
        self.values(sql).pop().unwrap_or_default()
    }

    /// The first column of what a query of the sandbox's database gives, as text.
    pub(crate) fn values(&self, sql: &str) -> Vec<String> {
        let connection = Connection::open(self.path("ducktrail.duckdb")).unwrap();
        let sql = format!("SELECT coalesce(CAST(COLUMNS(*) AS VARCHAR), 'NULL') FROM ({sql})");
        let mut statement = connection.prepare(&sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    }
}

fn ran(output: Output) -> Ran {
    Ran {
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code(),
    }
}

pub(crate) fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

const EVENTS: &str = "
SELECT row::VARCHAR
FROM (
    SELECT events.* EXCLUDE (action_id), actions.* EXCLUDE (id)
    FROM events LEFT JOIN actions ON action_id = id
) AS row
ORDER BY 1";

/// All of what an import puts into `events`, row by row, so that two databases can be compared:
/// the order of rows does not matter, nor do the numbers of
/// actions, but what they lead to.
pub(crate) fn events(database: &Path) -> Vec<String> {
    let connection = Connection::open(database).unwrap();
    let mut statement = connection.prepare(EVENTS).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}
