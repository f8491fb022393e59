//! The plan of an import: the files that must be read, in batches.

pub(crate) mod batches;
pub(crate) mod filter;
pub(crate) mod imported_files;

use crate::{
    import::{
        balance::FileCounts,
        given::GivenPaths,
        plan::{filter::RecordFilter, imported_files::ImportedFiles},
    },
    scan::{Admission, file::LogFile},
};

/// Returns the files that must be opened, and counts the others.
pub(crate) fn select(
    files: Vec<LogFile>,
    imported: &ImportedFiles,
    filter: &RecordFilter,
    (counts, given): (&mut FileCounts, &mut GivenPaths),
) -> Vec<LogFile> {
    counts.found += files.len() as u64;
    files
        .into_iter()
        .filter(|file| {
            let admission = admit(file, imported, filter);
            counts.unchanged += u64::from(admission == Admission::Unchanged);
            counts.out_of_range += u64::from(admission == Admission::OutOfRange);
            if admission != Admission::Read {
                given.add_skipped(file);
            }
            admission == Admission::Read
        })
        .collect()
}

/// Decides whether a file must be opened.
pub(crate) fn admit(file: &LogFile, imported: &ImportedFiles, filter: &RecordFilter) -> Admission {
    if imported.is_unchanged(file) {
        Admission::Unchanged
    } else if filter.may_match(file) {
        Admission::Read
    } else {
        Admission::OutOfRange
    }
}
