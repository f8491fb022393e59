//! The plan of an import: the files that must be read, in batches.

pub(crate) mod batches;
pub(crate) mod filter;
pub(crate) mod imported_files;

use crate::{
    import::{
        balance::FileCounts,
        plan::{filter::RecordFilter, imported_files::ImportedFiles},
    },
    scan::file::LogFile,
};

/// Returns the files that must be opened, and counts the others.
pub(crate) fn select(
    files: Vec<LogFile>,
    imported: &ImportedFiles,
    filter: &RecordFilter,
    counts: &mut FileCounts,
) -> Vec<LogFile> {
    counts.found += files.len() as u64;
    files
        .into_iter()
        .filter(|file| {
            let is_unchanged = imported.is_unchanged(file);
            let is_out_of_range = !is_unchanged && !filter.may_match(file);
            counts.unchanged += u64::from(is_unchanged);
            counts.out_of_range += u64::from(is_out_of_range);
            !is_unchanged && !is_out_of_range
        })
        .collect()
}
