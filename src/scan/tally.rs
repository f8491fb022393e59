//! Counts of the values of one file, which tell its form and what it is counted as.

use crate::{scan::FileStatus, trail::container::Within};

/// What was found in a file, or in a part of it.
#[derive(Default)]
pub(crate) struct Tally {
    /// Values that were cut out.
    pub(crate) values: u64,
    /// Those of them that are records.
    pub(crate) records: u64,
    /// Records that stood in events of EventBridge.
    pub(crate) bridged: u64,
    /// Values of other kinds, which are no error.
    pub(crate) others: u64,
    /// Where the first value stood.
    pub(crate) first_within: Option<Within>,
    /// The form of the first that is of another kind.
    pub(crate) other_form: Option<&'static str>,
    /// Values that were cut out but could not be used.
    pub(crate) unusable: u64,
    /// Whether a stretch of the content could not be cut into values.
    pub(crate) broken: bool,
    /// Whether the content ends where it should go on.
    pub(crate) cut_off: bool,
}

impl Tally {
    /// Adds what was found in a part of the file. Parts are taken only of files that have proved to
    /// hold records, and those have their form by sums alone: the first value stands in the file's
    /// own tally, the form of other content counts only without records, and a break is met by who
    /// cuts the values out. So it does not matter in which order parts come, nor how many there are.
    pub(crate) fn add(&mut self, part: &Self) {
        self.values += part.values;
        self.records += part.records;
        self.bridged += part.bridged;
        self.others += part.others;
        self.unusable += part.unusable;
    }

    /// The form of the file; `array` is the one that its values stand in, where they stand in one.
    pub(crate) fn form(&self, array: Option<Within>) -> &'static str {
        let is_lost = self.records == 0 && self.others == 0 && self.unusable > 0;
        let goes_on = self.cut_off && (array.is_some() || self.records > 0);
        if is_lost || (self.broken && !goes_on) {
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

    /// What the file is counted as.
    pub(crate) fn status(&self, array: Option<Within>) -> FileStatus {
        if self.records > 0 {
            FileStatus::Imported
        } else if self.broken {
            FileStatus::Unreadable
        } else if self.values == 0 && !matches!(array, None | Some(Within::Array)) {
            // A log file may be empty: {"Records":[]}.
            FileStatus::Imported
        } else if self.others == 0 && self.values > 0 {
            // All that it holds was rejected.
            FileStatus::Unreadable
        } else {
            FileStatus::NotCloudTrail
        }
    }
}
