//! Removes objects of a lake in S3 that no pointer names any more.

use std::{
    collections::HashSet,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, bail};

use crate::{
    error::Usage,
    lake::clean::Cleaned,
    objects::ObjectFolder,
    store::lake::{
        layout::{self, MARKER, TABLES, Table},
        remote::names,
    },
};

/// Removes the data files that are not current and were last written longer than `age` ago, as
/// [`clean::run`](super::clean::run) does. Parts of uploads that never ended are no objects: a rule of the bucket's
/// lifecycle removes them.
pub(crate) fn run(folder: &ObjectFolder, age: Duration) -> Result<Cleaned> {
    let shown = folder.url("");
    let Some(marker) = folder.read(MARKER)? else {
        bail!(Usage(format!("cannot clean {shown}: it is no lake")));
    };
    layout::check_marker(&marker, &shown)?;
    let mut cleaned = Cleaned::default();
    let before = SystemTime::now().checked_sub(age);
    let before = before.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let Some(before) = before.and_then(|time| i64::try_from(time.as_micros()).ok()) else {
        return Ok(cleaned);
    };
    for table in TABLES {
        clean_table(folder, table, before, &mut cleaned)
            .with_context(|| format!("cannot clean {}", folder.url(table.name)))?;
    }
    Ok(cleaned)
}

fn clean_table(
    folder: &ObjectFolder,
    table: &Table,
    before: i64,
    cleaned: &mut Cleaned,
) -> Result<()> {
    // The files are listed before the pointers are read: what is published in between is current.
    let files = folder.list(&format!("{}/", table.name))?;
    let current = current(folder, table)?;
    let is_stale = |name: &str, modified: Option<i64>| {
        name.ends_with(".parquet")
            && !current.contains(name)
            && modified.is_some_and(|modified| modified < before)
    };
    let mut stale = Vec::new();
    for file in files.into_iter().filter(|file| is_stale(&file.name, file.modified)) {
        cleaned.files += 1;
        cleaned.bytes += file.bytes;
        stale.push(file.name);
    }
    folder.remove_all(&stale)
}

/// Returns the names of the files that the pointers of a table name.
fn current(folder: &ObjectFolder, table: &Table) -> Result<HashSet<String>> {
    let pointers: Vec<String> = folder
        .list(&names::pointers_prefix(table))?
        .into_iter()
        .filter(|entry| names::part_of_pointer(table, &entry.name).is_some())
        .map(|entry| entry.name)
        .collect();
    let texts = folder.read_all(&pointers)?;
    let mut current = HashSet::new();
    for (pointer, text) in pointers.iter().zip(texts) {
        let part = names::part_of_pointer(table, pointer).unwrap_or_default();
        let files = layout::files_of(&text.unwrap_or_default(), part, &folder.url(pointer))?;
        current.extend(files.iter().map(|file| layout::file_name(table, part, file)));
    }
    Ok(current)
}
