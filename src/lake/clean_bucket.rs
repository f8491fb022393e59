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
        layout::{self, MARKER, TABLES},
        remote::pointers,
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
    clean(folder, before, &mut cleaned).with_context(|| format!("cannot clean {shown}"))?;
    Ok(cleaned)
}

fn clean(folder: &ObjectFolder, before: i64, cleaned: &mut Cleaned) -> Result<()> {
    // The files are listed before the pointers are read: what is published in between is current.
    let mut files = Vec::new();
    for table in TABLES {
        files.extend(folder.list(&format!("{}/", table.name))?);
    }
    let current = current(folder)?;
    let mut stale = Vec::new();
    for file in files {
        let is_data = file.name.ends_with(".parquet") && !current.contains(&file.name);
        if is_data && file.modified.is_some_and(|modified| modified < before) {
            cleaned.files += 1;
            cleaned.bytes += file.bytes;
            stale.push(file.name);
        }
    }
    folder.remove_all(&stale)
}

/// Returns the names of the files that pointers name.
fn current(folder: &ObjectFolder) -> Result<HashSet<String>> {
    let parts = pointers::read(folder)?;
    let mut current = HashSet::new();
    for table in TABLES {
        for part in parts.get(table.name).into_iter().flatten() {
            let files = part.files.iter();
            current.extend(files.map(|file| layout::file_name(table, &part.name, file)));
        }
    }
    Ok(current)
}
