//! Counts the values of a file and determines its form and status from the counts.

use crate::{scan::FileStatus, trail::container::Within};

/// The counts of a file, or of the part of it that one thread reads.
#[derive(Default)]
pub(crate) struct Tally {
    /// The number of values.
    pub(crate) values: u64,
    /// The number of values that are records.
    pub(crate) records: u64,
    /// The number of records in EventBridge events.
    pub(crate) bridged: u64,
    /// The number of values of other kinds, which are not errors.
    pub(crate) others: u64,
    /// The container of the first value.
    pub(crate) first_within: Option<Within>,
    /// The form of the first value of another kind.
    pub(crate) other_form: Option<&'static str>,
    /// The number of values and broken pieces that could not be used.
    pub(crate) unusable: u64,
    /// True if a part of the content could not be split into values.
    pub(crate) broken: bool,
    /// True if the content ends inside a document.
    pub(crate) cut_off: bool,
}

impl Tally {
    /// Adds the counts of a part of the file. The order and number of parts do not matter, because
    /// only the sums matter for a file that is known to hold records, and only such a file is read in
    /// parts: its own tally has the first value and any break, and `other_form` counts only without
    /// records.
    pub(crate) fn add(&mut self, part: &Self) {
        self.values += part.values;
        self.records += part.records;
        self.bridged += part.bridged;
        self.others += part.others;
        self.unusable += part.unusable;
    }

    /// Returns the form of the file. `array` is the array of records that was last entered, if any.
    pub(crate) fn form(&self, array: Option<Within>) -> &'static str {
        let is_lost = self.records == 0 && self.others == 0 && self.unusable > 0;
        let is_only_cut_off = self.cut_off && (array.is_some() || self.records > 0);
        if is_lost || (self.broken && !is_only_cut_off) {
            return "invalid-json";
        }
        if self.records > 0 && self.bridged == self.records {
            return "eventbridge";
        }
        match (self.records, self.other_form, self.first_within) {
            (0, Some(form), _) => form,
            (_, _, Some(Within::Top)) if self.values > 1 => "jsonl",
            (_, _, Some(within)) => within.form(),
            _ => match array {
                Some(Within::Array) => "array-empty",
                Some(within) => within.form(),
                None => "empty",
            },
        }
    }

    /// Returns the status of the file.
    pub(crate) fn status(&self, array: Option<Within>) -> FileStatus {
        if self.records > 0 {
            FileStatus::Imported
        } else if self.broken {
            FileStatus::Unreadable
        } else if self.values == 0 && !matches!(array, None | Some(Within::Array)) {
            // A log file may be empty: {"Records":[]}.
            FileStatus::Imported
        } else if self.others == 0 && self.values > 0 {
            // All its values were rejected.
            FileStatus::Unreadable
        } else {
            FileStatus::NotCloudTrail
        }
    }
}
