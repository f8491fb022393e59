//! Lakes in S3: a file is fetched when a statement first reads it.
//!
//! The views of such a lake take their files from the function `lake_files`, which DuckDB calls when it binds a
//! statement. It fetches what is not there yet, so a scope fetches the files of its days, and a statement that
//! reads all events fetches all of them. One that cannot be fetched is an error of the statement.
//!
//! The pointers are read once, when the lake is opened. The files that they name are never changed, and their names
//! are the hashes of their content, so a copy of a file is right for ever, and a damaged one is found.

mod cache;
mod function;
pub(crate) mod pointers;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use anyhow::{Context, Result, bail};

use crate::{
    objects::ObjectFolder,
    s3::S3Options,
    store::lake::{
        layout::{self, LakePart, MARKER, TABLES, Table},
        remote::function::LAKE_FILES,
        views::FileLists,
    },
};

pub(super) use cache::Cache;
pub(super) use function::register;

/// A lake in S3, as its pointers were when it was opened.
#[derive(Debug)]
pub(super) struct RemoteLake {
    folder: ObjectFolder,
    cache: Cache,
    /// The parts with files of each table, by its name.
    parts: BTreeMap<&'static str, Vec<LakePart>>,
    /// True while the views are created: they need to know the columns only.
    is_opening: AtomicBool,
}

impl RemoteLake {
    /// Opens the lake at `url`, with the settings of the environment and the profile, as the AWS CLI does.
    pub(super) fn open(url: &str) -> Result<Self> {
        let folder = ObjectFolder::connect(url, &S3Options::default())?;
        let Some(marker) = folder.read(MARKER)? else {
            bail!("there is no lake at {}: it has no {MARKER}", folder.url(""));
        };
        layout::check_marker(&marker, &folder.url(""))?;
        let parts = pointers::read(&folder)?;
        Ok(Self { folder, cache: Cache::open()?, parts, is_opening: AtomicBool::new(true) })
    }

    /// Returns the folder for copies of files.
    pub(super) fn cache(&self) -> &Cache {
        &self.cache
    }

    /// Returns true if a table has a file.
    pub(super) fn has_files(&self, table: &Table) -> bool {
        self.parts.contains_key(table.name)
    }

    /// Returns the lists of the files of a table, if it has any.
    pub(super) fn lists(&self, table: &Table) -> Option<FileLists> {
        let parts = self.parts.get(table.name)?;
        let days = parts.iter().filter_map(|part| part.day().map(ToOwned::to_owned));
        Some(lists(table, days.collect()))
    }

    /// Ends the opening: from now on, files are fetched.
    pub(super) fn opened(&self) {
        self.is_opening.store(false, Ordering::Relaxed);
    }

    /// Returns the paths of the files of a table on the days from `since` on and before `until`, and fetches those
    /// that are not there. An empty text is no limit. Where there is none, it is a file without rows.
    fn files(&self, table: &str, since: &str, until: &str) -> Result<Vec<PathBuf>> {
        let table = TABLES.iter().find(|it| it.name == table).context("there is no such table")?;
        // The end is the start of a day, or a time within one.
        let until = until.strip_suffix(" 00:00:00").unwrap_or(until);
        let is_wanted = |part: &&LakePart| {
            (since.is_empty() || part.day().is_some_and(|day| day >= since))
                && (until.is_empty() || part.day().is_some_and(|day| day < until))
        };
        let parts = self.parts.get(table.name).into_iter().flatten();
        let names: Vec<String> = parts
            .filter(|_| !self.is_opening.load(Ordering::Relaxed))
            .filter(is_wanted)
            .flat_map(|part| part.files.iter().map(|it| layout::file_name(table, &part.name, it)))
            .collect();
        if names.is_empty() {
            return Ok(vec![self.cache.columns(table)]);
        }
        self.cache.fetch(&self.folder, &names)?;
        Ok(names.iter().map(|name| self.cache.path(name)).collect())
    }
}

/// Returns the lists of the files of a table.
fn lists(table: &Table, days: Vec<String>) -> FileLists {
    let list = |since: &str, until: &str| {
        format!("string_split({LAKE_FILES}('{}', {since}, {until}), chr(10))", table.name)
    };
    let of_range = list(
        "coalesce(start_time::DATE::VARCHAR, '')",
        "coalesce(end_time::TIMESTAMP::VARCHAR, '')",
    );
    FileLists { all: list("''", "''"), of_range: Some(of_range), days }
}

/// Returns a path as `read_parquet` takes it, which would expand special characters.
pub(super) fn escaped(path: &Path) -> Result<String> {
    let path = path.to_str().context("cannot open the lake: its path is not valid UTF-8")?;
    Ok(super::views::without_patterns(path))
}
