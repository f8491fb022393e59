//! Removes files of a lake that no pointer names any more.

use std::{
    collections::HashSet,
    fs::{self, DirEntry},
    io::{self, ErrorKind},
    path::Path,
    time::{Duration, SystemTime},
};

use anyhow::{Context, Result, bail};

use crate::{
    error::Usage,
    lake::place::DRAFT,
    store::lake::{
        self,
        layout::{self, Division, TABLES, Table},
    },
};

/// The files that were removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cleaned {
    pub(crate) files: u64,
    pub(crate) bytes: u64,
}

/// Removes the files of a lake that are not current, and what writers that were killed have left, if they are
/// older than `age`.
///
/// A reader that has read the pointers before a day was replaced, reads the old files. A writer places its files
/// before it publishes them. So the age must be longer than any query and any writing of a share.
pub(crate) fn run(root: &Path, age: Duration) -> Result<Cleaned> {
    if !lake::is_lake(root) {
        bail!(Usage(format!("cannot clean {}: it is no lake", root.display())));
    }
    layout::check(root)?;
    let mut cleaned = Cleaned::default();
    let Some(before) = SystemTime::now().checked_sub(age) else { return Ok(cleaned) };
    for table in TABLES {
        clean_table(root, table, before, &mut cleaned)
            .with_context(|| format!("cannot clean {}", root.join(table.name).display()))?;
    }
    for entry in entries(root)? {
        if entry.file_name().to_string_lossy().starts_with(DRAFT) && is_older(&entry, before)? {
            let path = entry.path();
            fs::remove_dir_all(&path)
                .with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    Ok(cleaned)
}

fn clean_table(
    root: &Path,
    table: &Table,
    before: SystemTime,
    cleaned: &mut Cleaned,
) -> Result<()> {
    let folder = root.join(table.name);
    let folders = match table.division {
        Division::Whole => vec![folder],
        Division::Day(_) | Division::Share => {
            entries(&folder)?.iter().map(DirEntry::path).collect()
        }
    };
    // The files are listed before the pointers are read: what is published in between is current.
    let mut files = Vec::new();
    for folder in folders {
        files.extend(entries(&folder)?);
    }
    let current: HashSet<_> = layout::parts(root, table)?
        .into_iter()
        .flat_map(|part| {
            let folder = root.join(table.name).join(&part.name);
            part.files.into_iter().map(move |name| folder.join(name))
        })
        .collect();
    for file in files {
        let path = file.path();
        let is_data = path.extension().is_some_and(|ending| ending == "parquet");
        if is_data && !current.contains(&path) && is_older(&file, before)? {
            cleaned.bytes += file.metadata()?.len();
            cleaned.files += 1;
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

/// Returns what is in a folder; nothing if there is none.
fn entries(folder: &Path) -> io::Result<Vec<DirEntry>> {
    match fs::read_dir(folder) {
        Err(err) if matches!(err.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(Vec::new())
        }
        entries => entries?.collect(),
    }
}

/// Returns true for what was last written before a time.
fn is_older(entry: &DirEntry, before: SystemTime) -> io::Result<bool> {
    Ok(entry.metadata()?.modified()? < before)
}
