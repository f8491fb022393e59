//! Compares imports of an archive in one run on one machine. On other machines only the ratios hold.

mod measure;
pub(crate) mod table;

use std::{
    env, fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use clap::Args;

use super::{floor, reports};
use measure::Measured;
use table::Line;

const DUCKTRAIL: &str = env!("CARGO_BIN_EXE_ducktrail");

#[derive(Args)]
pub(crate) struct Options {
    /// The archive to import
    #[arg(long, value_name = "DIR")]
    pub(crate) archive: PathBuf,

    /// A Python program to compare with; its arguments are the archive and a new database
    #[arg(long, value_name = "SCRIPT")]
    pub(crate) baseline: Option<PathBuf>,

    /// The folder for the databases [default: the system's folder for temporary files]
    #[arg(long, value_name = "DIR")]
    pub(crate) work: Option<PathBuf>,
}

/// The archives to import.
pub(crate) struct Archives {
    /// The archive of most measurements.
    pub(crate) main: PathBuf,
    /// An archive of the same size with duplicate records.
    pub(crate) copies: Option<PathBuf>,
    /// An archive of many small files.
    pub(crate) small: Option<PathBuf>,
}

/// Runs and times imports of one archive, and prints the table.
pub(crate) fn run(options: &Options, out: &mut impl Write) -> Result<()> {
    let archives = Archives { main: options.archive.clone(), copies: None, small: None };
    let work = options.work.clone().unwrap_or_else(env::temp_dir);
    all(&archives, options.baseline.as_deref(), &work, out)
}

/// Runs and times imports of the archives, and the reports; prints the tables.
pub(crate) fn all(
    archives: &Archives,
    baseline: Option<&Path>,
    work: &Path,
    out: &mut impl Write,
) -> Result<()> {
    let folder = tempfile::Builder::new().prefix("ducktrail-bench").tempdir_in(work)?;
    let main = Runs::start(&archives.main, folder.path(), out)?;
    let mut lines = main.imports()?;
    lines.push(main.floor("floor: inflate", "inflate")?);
    lines.push(main.floor(table::PARSE, "parse")?);
    lines.push(main.writer()?);
    if let Some(script) = baseline {
        lines.push(main.baseline(utf8(script)?)?);
    }
    if let Some(archive) = &archives.copies {
        let copies = Runs { archive: utf8(archive)?, ..main };
        copies.warm()?;
        lines.push(copies.import("import, 20 % copies", "copies.duckdb", &[])?);
    }
    if let Some(archive) = &archives.small {
        let small = Runs { archive: utf8(archive)?, ..main };
        small.warm()?;
        lines.push(small.import(table::SMALL, "files.duckdb", &[])?);
        lines.push(small.import("small files again, nothing new", "files.duckdb", &[])?);
    }
    table::print(&lines, out)?;
    writeln!(out, "- compressed input: {} MB", main.input()? / 1_000_000)?;
    writeln!(out)?;
    reports::run(&folder.path().join(FIRST), out)
}

/// The database of the first import. The reports run on it.
const FIRST: &str = "first.duckdb";

/// An archive, and the folder for its databases.
#[derive(Clone, Copy)]
pub(crate) struct Runs<'a> {
    pub(crate) archive: &'a str,
    folder: &'a Path,
}

/// The credentials of a server that checks none.
const CREDENTIALS: &[&str] =
    &["env", "AWS_ACCESS_KEY_ID=A", "AWS_SECRET_ACCESS_KEY=S", "AWS_REGION=us-east-1"];

impl<'a> Runs<'a> {
    /// Prepares the measurement of an archive, and prints what it is measured on.
    pub(crate) fn start(archive: &'a Path, folder: &'a Path, out: &mut impl Write) -> Result<Self> {
        measure::check()?;
        writeln!(out, "{}\n", measure::machine()?)?;
        let runs = Self { archive: utf8(archive)?, folder };
        runs.warm()?;
        Ok(runs)
    }

    /// Reads every file once, so that all runs find the files in the page cache.
    fn warm(&self) -> Result<()> {
        for path in floor::files(Path::new(self.archive))? {
            io::copy(&mut fs::File::open(path)?, &mut io::sink())?;
        }
        Ok(())
    }

    /// Returns the size of the archive's files in bytes.
    fn input(&self) -> Result<u64> {
        let files = floor::files(Path::new(self.archive))?;
        files.iter().map(|path| Ok(fs::metadata(path)?.len())).sum()
    }

    fn imports(&self) -> Result<Vec<Line>> {
        let lines = vec![
            self.import(table::IMPORT, FIRST, &[])?,
            self.import("import again, nothing new", FIRST, &[])?,
            self.import("import, --memory 256MB", "small.duckdb", &["--memory", "256MB"])?,
            self.import("import, --jobs 1", "one.duckdb", &["--jobs", "1"])?,
            self.import("import, --jobs 2", "two.duckdb", &["--jobs", "2"])?,
            self.import("import, --jobs 4", "four.duckdb", &["--jobs", "4"])?,
        ];
        Ok(lines)
    }

    fn import(&self, what: &str, database: &str, more: &[&str]) -> Result<Line> {
        self.import_of(what, database, &[&[self.archive], more].concat())
    }

    /// Measures an import with these arguments.
    pub(crate) fn import_of(&self, what: &str, database: &str, arguments: &[&str]) -> Result<Line> {
        let path = self.folder.join(database);
        let command = [DUCKTRAIL, "import", "--quiet", "--db", utf8(&path)?];
        let command = [CREDENTIALS, &command, arguments].concat();
        let measured = measure::run(self.folder, &command)?;
        let events = count(&path)?;
        Ok(Line::new(what, measured, Some(size(&path)?), Some(events)))
    }

    /// Measures another program.
    pub(crate) fn program(&self, what: &str, command: &[&str]) -> Result<Line> {
        let command = [CREDENTIALS, command].concat();
        Ok(Line::new(what, measure::run(self.folder, &command)?, None, None))
    }

    fn floor(&self, what: &str, kind: &str) -> Result<Line> {
        let program = env::current_exe()?;
        let command = [utf8(&program)?, "floor", "--archive", self.archive, "--kind", kind];
        let measured = measure::run(self.folder, &command)?;
        let events = first_number(&measured).filter(|events| *events > 0);
        Ok(Line::new(what, measured, None, events))
    }

    /// Measures DuckDB while it copies the rows of the first import to another database.
    fn writer(&self) -> Result<Line> {
        let (source, path) = (self.folder.join(FIRST), self.folder.join("written.duckdb"));
        let empty = self.folder.join("empty.json");
        fs::write(&empty, r#"{"Records":[]}"#)?;
        let database = utf8(&path)?;
        measure::run(self.folder, &[DUCKTRAIL, "import", utf8(&empty)?, "--db", database])?;
        let sql = format!(
            "SET preserve_insertion_order = false; ATTACH '{}' AS source (READ_ONLY);
             INSERT INTO event_rows SELECT * FROM source.event_rows;
             INSERT INTO callers SELECT * FROM source.callers; CHECKPOINT",
            utf8(&source)?
        );
        let command = [DUCKTRAIL, "query", "--read-write", "--db", database, &sql];
        let measured = measure::run(self.folder, &command)?;
        let events = count(&path)?;
        Ok(Line::new(table::WRITE, measured, Some(size(&path)?), Some(events)))
    }

    fn baseline(&self, script: &str) -> Result<Line> {
        let path = self.folder.join("baseline.duckdb");
        let measured = measure::run(self.folder, &["python3", script, self.archive, utf8(&path)?])?;
        let events = first_number(&measured);
        Ok(Line::new(table::BASELINE, measured, Some(size(&path)?), events))
    }
}

/// Returns the number of events in a database.
fn count(database: &Path) -> Result<u64> {
    let result = Command::new(DUCKTRAIL)
        .args(["query", "--format", "csv", "SELECT count(*) FROM events", "--db"])
        .arg(database)
        .output()?;
    let text = String::from_utf8_lossy(&result.stdout).into_owned();
    ensure!(result.status.success(), "cannot count: {}", String::from_utf8_lossy(&result.stderr));
    let last = text.lines().last().context("the count is empty")?;
    last.trim().parse().with_context(|| format!("'{last}' is not a count"))
}

/// Returns the number at the start of a program's output.
fn first_number(measured: &Measured) -> Option<u64> {
    measured.output.split_whitespace().next()?.parse().ok()
}

/// Returns the size of a database and its write-ahead log in bytes.
fn size(database: &Path) -> Result<u64> {
    let log = database.with_extension("duckdb.wal");
    Ok(fs::metadata(database)?.len() + fs::metadata(log).map_or(0, |log| log.len()))
}

pub(crate) fn utf8(path: &Path) -> Result<&str> {
    path.to_str().with_context(|| format!("{} is not UTF-8", path.display()))
}
