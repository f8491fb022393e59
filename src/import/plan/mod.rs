//! The plan of an import: the files that must be read, in batches.

pub(crate) mod batches;
pub(crate) mod file_list;
pub(crate) mod filter;
mod fingerprints;
pub(crate) mod imported_files;
pub(crate) mod known_contents;

use crate::{
    import::plan::{filter::RecordFilter, imported_files::ImportedFiles},
    scan::{Admission, file::LogFile},
};

/// Decides whether a member of an archive must be opened.
pub(crate) fn admit(file: &LogFile, imported: &ImportedFiles, filter: &RecordFilter) -> Admission {
    if imported.is_unchanged(file) {
        Admission::Unchanged
    } else if filter.may_match(file) {
        Admission::Read
    } else {
        Admission::OutOfRange
    }
}
