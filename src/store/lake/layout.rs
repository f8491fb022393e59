//! The layout of a lake: a folder with Parquet files of days that many processes write and any number read.
//!
//! Data files are never changed. Which of them are current is what the pointers say: one text file for each day
//! of each table, which is replaced as a whole. `docs/lake.md` describes the layout for readers.

use std::{
    collections::BTreeSet,
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::trail::column::COLUMNS;

/// The file that makes a folder a lake.
pub(crate) const MARKER: &str = "ducktrail-lake.json";

/// The version of the layout.
const LAYOUT: u64 = 1;

/// The folder of the pointers.
pub(crate) const CURRENT: &str = "current";

/// The name of a pointer. Its lines are paths of files, as `SymlinkTextInputFormat` of Hive reads them.
pub(crate) const POINTER: &str = "files.txt";

/// The value of a partition for NULL, as in Hive.
pub(crate) const NONE: &str = "__HIVE_DEFAULT_PARTITION__";

/// The table of the events, with the columns of `activity`.
pub(crate) const ACTIVITY: &str = "activity";

/// The division of a table into files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Division {
    /// By the day of the time in this column. A day has one owner.
    Day(&'static str),
    /// By the share that wrote them: the books of its import.
    Share,
    /// Not at all: all shares write the same.
    Whole,
}

/// A table of a lake.
#[derive(Debug)]
pub(crate) struct Table {
    /// The name, as in a database.
    pub(crate) name: &'static str,
    pub(crate) division: Division,
    /// The column with texts that may be large, if there is one. It is JSON if its name is `record`.
    pub(crate) large: Option<&'static str>,
}

/// The column with the JSON of a record.
const RECORD: &str = "record";

const fn table(name: &'static str, division: Division) -> Table {
    Table { name, division, large: None }
}

const fn table_with(large: &'static str, name: &'static str, division: Division) -> Table {
    Table { name, division, large: Some(large) }
}

/// All tables.
pub(crate) const TABLES: &[Table] = &[
    table(ACTIVITY, Division::Day("event_time")),
    table_with(RECORD, "insights", Division::Day("event_time")),
    table_with(RECORD, "aggregated_events", Division::Day("window_start")),
    table("imports", Division::Share),
    table("files", Division::Share),
    table("paths", Division::Share),
    table_with("text", "rejects", Division::Share),
    table_with(RECORD, "digests", Division::Share),
    table_with(RECORD, "notifications", Division::Share),
    table("global_service_regions", Division::Whole),
];

impl Table {
    /// Returns true if it has a column `record` with JSON.
    pub(crate) fn has_record(&self) -> bool {
        self.large == Some(RECORD)
    }

    /// Returns the name of the folder of a part of the table, within that of the table; empty if it is not
    /// divided.
    pub(crate) fn part(&self, value: &str) -> String {
        match self.division {
            Division::Day(_) => format!("day={value}"),
            Division::Share => format!("share={value}"),
            Division::Whole => String::new(),
        }
    }
}

/// Returns the content of the marker. It has a hash of the columns, as files with other columns cannot be read
/// together.
pub(crate) fn marker() -> String {
    let mut hash = Sha256::new();
    for column in COLUMNS {
        hash.update(format!("{} {:?}\n", column.name, column.kind));
    }
    let columns = hex::encode(&hash.finalize()[..8]);
    format!("{}\n", json!({ "layout": LAYOUT, "columns": columns }))
}

/// Returns the name of the pointer of a part within the lake.
pub(crate) fn pointer_name(table: &Table, part: &str) -> String {
    file_name_in(&[CURRENT, table.name, part, POINTER])
}

/// Returns the name of a file of a part within the lake.
pub(crate) fn file_name(table: &Table, part: &str, file: &str) -> String {
    file_name_in(&[table.name, part, file])
}

fn file_name_in(folders: &[&str]) -> String {
    let folders: Vec<_> = folders.iter().copied().filter(|it| !it.is_empty()).collect();
    folders.join("/")
}

/// Returns the name without its ending of a file whose content has this SHA-256.
pub(crate) fn name_of_hash(hash: &[u8]) -> String {
    hex::encode(&hash[..hash.len().min(16)])
}

/// Returns true if the folder at `path` is a lake.
pub(crate) fn is_lake(path: &Path) -> bool {
    path.join(MARKER).is_file()
}

/// Fails unless this version of the program can read and write the lake.
pub(crate) fn check(root: &Path) -> Result<()> {
    let path = root.join(MARKER);
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    check_marker(&text, &root.display().to_string())
}

/// Fails unless this version of the program can read and write the lake at `shown`, which has this marker.
pub(crate) fn check_marker(text: &str, shown: &str) -> Result<()> {
    if text == marker() {
        return Ok(());
    }
    let found: Value = serde_json::from_str(text).unwrap_or_default();
    if found["layout"].is_u64() {
        bail!(
            "cannot use {shown}: it was made by another version of Ducktrail, whose files have other columns; use that version, or write the days to a new lake"
        );
    }
    bail!("cannot use {shown}: {MARKER} in it is damaged; it should contain {}", marker())
}

/// A part of a table, and its current files.
#[derive(Debug)]
pub(crate) struct LakePart {
    /// The folder within that of the table, such as `day=2026-03-01`.
    pub(crate) name: String,
    /// The names of the files in that folder.
    pub(crate) files: Vec<String>,
}

impl LakePart {
    /// Returns the day of the part, as `2026-03-01`; `None` for rows without a time.
    pub(crate) fn day(&self) -> Option<&str> {
        let day = self.name.strip_prefix("day=")?;
        let is_day =
            day.len() == 10 && day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        is_day.then_some(day)
    }
}

/// Returns the folder with the pointer of a part.
pub(crate) fn pointer_folder(root: &Path, table: &str, part: &str) -> PathBuf {
    root.join(CURRENT).join(table).join(part)
}

/// Returns the parts of a table in the order of their names. A part that another process removes in the
/// meantime is left out.
pub(crate) fn parts(root: &Path, table: &Table) -> Result<Vec<LakePart>> {
    let names = match table.division {
        Division::Whole => vec![String::new()],
        Division::Day(_) | Division::Share => folders(&root.join(CURRENT).join(table.name))?,
    };
    let names = names.into_iter().filter(|name| name.starts_with(&table.part("")));
    let parts = names.map(|name| {
        let files = read_pointer(&pointer_folder(root, table.name, &name), &name)?;
        Ok(files.map(|files| LakePart { name, files }))
    });
    parts.filter_map(Result::transpose).collect()
}

/// Returns the names of the folders in a folder, sorted; none if there is no such folder.
fn folders(path: &Path) -> Result<Vec<String>> {
    let entries = match fs::read_dir(path) {
        Err(err) if err.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.with_context(|| format!("cannot read {}", path.display()))?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.with_context(|| format!("cannot read {}", path.display()))?.file_name();
        names.extend(name.into_string());
    }
    names.sort();
    Ok(names)
}

/// Returns the names of the files in a pointer, or `None` if there is none.
fn read_pointer(folder: &Path, part: &str) -> Result<Option<Vec<String>>> {
    let path = folder.join(POINTER);
    let text = match fs::read_to_string(&path) {
        Err(err) if matches!(err.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        text => text.with_context(|| format!("cannot read {}", path.display()))?,
    };
    files_of(&text, part, &path.display().to_string()).map(Some)
}

/// Returns the names of the files that the text of a pointer of `part` names. `shown` is where the pointer is.
pub(crate) fn files_of(text: &str, part: &str, shown: &str) -> Result<Vec<String>> {
    // The line is written in one piece, and a copy that was cut off has no end of it.
    let is_whole = text.is_empty() || text.ends_with('\n');
    let names = text.lines().map(|line| file_of(line, part)).collect::<Option<Vec<_>>>();
    // The events of a file that is named twice would count twice.
    let is_once = |names: &Vec<String>| names.iter().collect::<BTreeSet<_>>().len() == names.len();
    names.filter(|names| is_whole && is_once(names)).with_context(|| {
        format!("cannot use the lake: {shown} is damaged; write its days again, or restore it")
    })
}

/// Returns the name of the file in a line of the pointer of `part`, or `None` if it is not a file of that part.
/// Only the end of the line counts, so that a lake can be moved.
fn file_of(line: &str, part: &str) -> Option<String> {
    let (folder, name) = line.rsplit_once('/')?;
    let is_of_part = part.is_empty() || folder.rsplit('/').next() == Some(part);
    let hash = name.strip_suffix(".parquet")?;
    let is_hash = hash.len() == 32 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_of_part && is_hash).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_part_itself_are_named_by_its_pointer() {
        let (part, name) = ("day=2026-03-01", "0123456789abcdef0123456789abcdef.parquet");
        let parent = "activity/day=2026-03-01";
        for (line, found) in [
            (format!("{parent}/{name}"), true),
            (format!("s3://bucket/lake/{parent}/{name}"), true),
            (format!("activity/day=2026-03-02/{name}"), false),
            (format!("{parent}/../{name}"), false),
            (format!("{parent}/0123.parquet"), false),
            (format!("{parent}/0123456789abcdef0123456789abcde*.parquet"), false),
            (name.to_owned(), false),
            (String::new(), false),
        ] {
            assert_eq!(file_of(&line, part).as_deref(), found.then_some(name), "{line}");
        }
    }
}
