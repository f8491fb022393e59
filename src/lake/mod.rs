//! Writes lakes. A share is a range of days: its records are imported into a database of its own, with the
//! balance, the duplicates and the rejects of any import, and then copied to files, one day after another.
//!
//! Readers see nothing of a share before all of its files are on disk. Then its pointers are replaced, each day
//! as a whole. So a writer that is killed has changed nothing or some whole days, and what it has not published
//! is removed by the next `lake clean`.

pub(crate) mod clean;
mod days;
mod folder;
mod parts;

use std::{path::PathBuf, sync::Arc};

use anyhow::Result;
pub(crate) use days::Days;

use crate::{
    error::Stopped,
    import::{self, ImportRequest, Imported, progress::ProgressDisplay},
    lake::{
        folder::LakeFolder,
        parts::{PartWriter, WrittenPart},
    },
    store::{
        Connection, Limits,
        interrupt::CtrlC,
        lake::layout::{ACTIVITY, Division, TABLES, Table},
        reader::Reader,
    },
};

/// The parameters of a share.
#[derive(Clone, Debug)]
pub(crate) struct WriteRequest {
    /// The folder of the lake.
    pub(crate) lake: PathBuf,
    pub(crate) days: Days,
    /// What to read, without a database and a filter.
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

/// Writes a share. After an error or Ctrl-C, the lake is as it was.
pub(crate) fn write(request: &WriteRequest, ctrl_c: &Arc<CtrlC>) -> Result<WrittenShare> {
    let WriteRequest { lake, days, reading } = request;
    let lake = LakeFolder::open(lake)?;
    let filter = days.filter(reading.filter.late);
    let import = ImportRequest { db: lake.draft("import.duckdb"), filter, ..reading.clone() };
    let imported = import::run(&import, ctrl_c)?;
    if imported.is_stopped {
        return Ok(WrittenShare { imported, ..WrittenShare::default() });
    }
    let _phase = ProgressDisplay::phase("writing the days", reading.is_quiet);
    let connection = Reader::open(&import.db)?;
    limit(&connection, &import.limits)?;
    ctrl_c.target(Some(&connection));
    let parts = PartWriter { lake: &lake, connection: &connection, days: *days }.write();
    ctrl_c.target(None);
    let parts = match parts {
        Err(_) if ctrl_c.is_stopped() => anyhow::bail!(Stopped),
        parts => parts?,
    };
    publish(&lake, *days, imported, &parts)
}

/// Limits the writing of files as the import. A day can be larger than any number of queries, so what is spilled is
/// limited by the disk alone.
fn limit(connection: &Connection, limits: &Limits) -> Result<()> {
    let (memory, threads) = (limits.duckdb_setting(0), limits.jobs);
    Ok(connection.execute_batch(&format!(
        "SET memory_limit = '{memory}'; SET threads = {threads}; RESET max_temp_directory_size"
    ))?)
}

/// Makes the files of a share those that readers see.
fn publish(
    lake: &LakeFolder,
    days: Days,
    imported: Imported,
    parts: &[WrittenPart],
) -> Result<WrittenShare> {
    let mut written = WrittenShare { imported, ..WrittenShare::default() };
    for part in parts {
        let is_changed = lake.publish(part.table, &part.name, &part.files)?;
        if part.table.name == ACTIVITY {
            written.days += 1;
            written.changed_days += u64::from(is_changed);
            written.events += part.rows;
            written.files += part.files.len() as u64;
            written.bytes += part.bytes;
        }
    }
    for table in TABLES {
        written.changed_days += withdraw(lake, days, table, parts)?;
    }
    Ok(written)
}

/// Withdraws what the lake has of this share's days and the share has not written: days that have no event any
/// more, and the books of other shares of the same days. Returns the number of days with events among them.
fn withdraw(lake: &LakeFolder, days: Days, table: &Table, parts: &[WrittenPart]) -> Result<u64> {
    let mut withdrawn = 0;
    for part in lake.parts(table)? {
        let is_written = parts.iter().any(|it| it.table.name == table.name && it.name == part.name);
        let Some((_, value)) = part.name.split_once('=') else { continue };
        let is_own = match table.division {
            Division::Day(_) => days.owns(value),
            Division::Share => days.contain_share(value),
            Division::Whole => false,
        };
        if is_own && !is_written && !part.files.is_empty() {
            // A day stays as one without events.
            match table.division {
                Division::Day(_) => {
                    lake.publish(table, &part.name, &[])?;
                    withdrawn += u64::from(table.name == ACTIVITY);
                }
                _ => lake.withdraw(table, &part.name)?,
            }
        }
    }
    Ok(withdrawn)
}
