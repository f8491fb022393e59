//! Writes lakes. A share is a range of days: its records are imported into a database of its own, with the
//! balance, the duplicates and the rejects of any import, and then copied to files, one day after another.
//!
//! Readers see nothing of a share before all of its files are on disk. Then its pointers are replaced, each day
//! as a whole. So a writer that is killed has changed nothing or some whole days, and what it has not published
//! is removed by the next `lake clean`.

#[cfg(feature = "s3")]
mod bucket;
pub(crate) mod clean;
#[cfg(feature = "s3")]
pub(crate) mod clean_bucket;
mod days;
mod folder;
mod parts;
mod place;
mod sorted;

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Result;
pub(crate) use days::Days;
pub(crate) use parts::FILE_BYTES;
pub(crate) use place::LakePlace;

use crate::{
    import::{self, ImportRequest, Imported, progress::ProgressDisplay},
    lake::{
        folder::LakeFolder,
        parts::{IN_ORDER, PartWriter, WrittenPart},
        place::{ExistingPart, Pointer},
    },
    store::{
        self, Connection, Limits,
        interrupt::CtrlC,
        lake::layout::{ACTIVITY, Division, TABLES, Table},
    },
};

/// The parameters of a share.
#[derive(Clone, Debug)]
pub(crate) struct WriteRequest {
    /// The folder or the URL of the lake.
    pub(crate) lake: PathBuf,
    pub(crate) days: Days,
    /// The size of the texts of a file in bytes.
    pub(crate) file_bytes: u64,
    /// The paths to read, without a database and a filter.
    pub(crate) reading: ImportRequest,
}

/// The result of writing a share.
#[derive(Debug, Default)]
pub(crate) struct WrittenShare {
    /// The counts of files and records that were read.
    pub(crate) imported: Imported,
    /// The number of days with events, and of those that differ from what the lake had.
    pub(crate) days: u64,
    pub(crate) changed_days: u64,
    /// The number of events, files with events, and bytes of these files.
    pub(crate) events: u64,
    pub(crate) files: u64,
    pub(crate) bytes: u64,
}

/// Opens the lake in a folder for writing, of which other programs may read a copy at `url`. A folder that is
/// missing or empty becomes a lake.
pub(crate) fn open_folder(path: &Path, url: Option<&str>) -> Result<Box<dyn LakePlace>> {
    Ok(Box::new(LakeFolder::open(path, url)?))
}

/// Opens the lake in a bucket for writing. A prefix without objects becomes a lake.
#[cfg(feature = "s3")]
pub(crate) fn open_bucket(
    folder: crate::objects::ObjectFolder,
    url: Option<&str>,
) -> Result<Box<dyn LakePlace>> {
    Ok(Box::new(bucket::LakeBucket::open(folder, url)?))
}

/// Writes a share. After an error or Ctrl-C, the lake is as it was, or some of its days are already those of the
/// share.
pub(crate) fn write(
    lake: &dyn LakePlace,
    request: &WriteRequest,
    ctrl_c: &Arc<CtrlC>,
) -> Result<WrittenShare> {
    let WriteRequest { days, file_bytes, reading, .. } = request;
    let filter = days.filter(reading.filter.late);
    let import = ImportRequest { db: lake.draft("import.duckdb"), filter, ..reading.clone() };
    let imported = import::run(&import, ctrl_c)?;
    if imported.is_stopped {
        return Ok(WrittenShare { imported, ..WrittenShare::default() });
    }
    let _phase = ProgressDisplay::phase("writing the days", reading.is_quiet);
    // Not mapped into memory, whose pages would come on top of the limit.
    let connection = store::open_read_only(&import.db)?;
    limit(&connection, &import.limits)?;
    ctrl_c.target(Some(&connection));
    let writer = PartWriter { lake, connection: &connection, days: *days, file_bytes: *file_bytes };
    let parts = writer.write(threads(&import.limits), ctrl_c);
    ctrl_c.target(None);
    let parts = match parts {
        Err(_) if ctrl_c.is_stopped() => {
            let imported = Imported { is_stopped: true, ..imported };
            return Ok(WrittenShare { imported, ..WrittenShare::default() });
        }
        parts => parts?,
    };
    publish(lake, *days, imported, &parts)
}

/// The memory in bytes that a thread needs to sort and write rows with all columns. With less, DuckDB runs out of
/// memory instead of writing more to disk.
const THREAD: u64 = 400_000_000;

/// The memory in bytes of each thread by default, of which DuckDB gets seven eighths.
pub(crate) const MEMORY: u64 = 460_000_000;

/// Returns the number of threads that write files.
fn threads(limits: &Limits) -> usize {
    usize::try_from(memory(limits) / THREAD).unwrap_or(usize::MAX).clamp(1, limits.jobs)
}

/// Returns DuckDB's memory in bytes while files are written.
fn memory(limits: &Limits) -> u64 {
    (limits.memory / 8 * 7).max(THREAD)
}

/// Limits the writing of files to the memory of the import, which is over. A day may be larger than the memory, so
/// the files that DuckDB spills are limited by the disk alone.
fn limit(connection: &Connection, limits: &Limits) -> Result<()> {
    Ok(connection.execute_batch(&format!(
        "SET memory_limit = '{}KiB'; SET threads = {}; RESET max_temp_directory_size; {IN_ORDER}",
        memory(limits) / 1024,
        threads(limits)
    ))?)
}

/// Makes the files of a share those that readers see.
fn publish(
    lake: &dyn LakePlace,
    days: Days,
    imported: Imported,
    parts: &[WrittenPart],
) -> Result<WrittenShare> {
    let stale = stale_parts(lake, days, parts)?;
    let mut pointers: Vec<_> = parts
        .iter()
        .map(|part| Pointer { table: part.table, part: &part.name, files: &part.files })
        .collect();
    // A day that has no event any more stays as a day without events.
    let emptied = stale.iter().filter(|(table, _)| matches!(table.division, Division::Day(_)));
    pointers.extend(emptied.map(|(table, part)| Pointer { table, part: &part.name, files: &[] }));
    let mut changed_days = 0;
    lake.publish(&pointers, &mut |nth| {
        changed_days += u64::from(pointers[nth].table.name == ACTIVITY);
    })?;
    for (table, part) in stale.iter().filter(|(table, _)| table.division == Division::Share) {
        lake.withdraw(table, &part.name)?;
    }
    let mut written = WrittenShare { imported, changed_days, ..WrittenShare::default() };
    for part in parts.iter().filter(|part| part.table.name == ACTIVITY) {
        written.days += 1;
        written.events += part.rows;
        written.files += part.files.len() as u64;
        written.bytes += part.bytes;
    }
    Ok(written)
}

/// Returns what the lake has of this share's days and the share has not written: days that have no row any more,
/// and the books of other shares of the same days.
fn stale_parts(
    lake: &dyn LakePlace,
    days: Days,
    parts: &[WrittenPart],
) -> Result<Vec<(&'static Table, ExistingPart)>> {
    let written: HashSet<_> =
        parts.iter().map(|part| (part.table.name, part.name.as_str())).collect();
    let mut stale = Vec::new();
    for table in TABLES {
        for part in lake.parts(table)? {
            let value = part.name.split_once('=').map_or("", |(_, value)| value);
            let is_own = match table.division {
                Division::Day(_) => days.owns(value) && !part.is_empty,
                Division::Share => days.contain_share(value),
                Division::Whole => false,
            };
            if is_own && !written.contains(&(table.name, part.name.as_str())) {
                stale.push((table, part));
            }
        }
    }
    Ok(stale)
}
