//! Counts the values of a file and determines its form and status from the counts.

use std::borrow::Cow;

use crate::{
    scan::FileStatus,
    trail::{
        container::{OTHER_JSON, PARSED_RECORD, PARTIAL_RECORD, Within, YAML},
        form,
        search::NearMiss,
    },
};

/// The counts of a file, or of the part of it that one thread reads.
#[derive(Default)]
pub(crate) struct Tally {
    /// The number of values.
    pub(crate) values: u64,
    /// The number of values that are records.
    pub(crate) records: u64,
    /// The number of records in EventBridge events.
    pub(crate) bridged: u64,
    /// The number of records that were found by a search.
    pub(crate) found: u64,
    /// The path of the first of them.
    pub(crate) path: Option<String>,
    /// True if others have another path.
    pub(crate) has_other_paths: bool,
    /// The first object that resembles a record and is none.
    pub(crate) near_miss: Option<NearMiss>,
    /// The number of parts of records in a file without records.
    pub(crate) parts: u64,
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
    /// parts: its own tally has the first value, the first path and any break, and `other_form` counts only
    /// without records.
    pub(crate) fn add(&mut self, part: &Self) {
        self.values += part.values;
        self.records += part.records;
        self.bridged += part.bridged;
        self.found += part.found;
        self.has_other_paths |=
            part.has_other_paths || (part.path.is_some() && part.path != self.path);
        self.others += part.others;
        self.unusable += part.unusable;
    }

    /// Counts records that a search found at `path`.
    pub(crate) fn add_found(&mut self, path: &str, records: u64) {
        self.found += records;
        if records == 0 {
            return;
        }
        match &self.path {
            None => self.path = Some(path.to_owned()),
            Some(first) => self.has_other_paths |= first != path,
        }
    }

    /// Returns the form of the file. `array` is the array of records that was last entered, if any.
    pub(crate) fn form(&self, array: Option<Within>) -> Cow<'static, str> {
        let is_lost = self.records == 0 && self.others == 0 && self.unusable > 0;
        let is_only_cut_off = self.cut_off && (array.is_some() || self.records > 0);
        if is_lost || (self.broken && !is_only_cut_off) {
            return form::INVALID_JSON.into();
        }
        if self.records > 0 && self.bridged == self.records {
            return "eventbridge".into();
        }
        let is_near = self.near_miss.is_some() && self.other_form == Some(OTHER_JSON);
        let form = match (self.records, self.other_form, self.first_within) {
            (0, Some(form), _) if self.parts > 0 && form != YAML => PARTIAL_RECORD,
            (0, Some(_), _) if is_near => PARSED_RECORD,
            (0, Some(form), _) => form,
            (_, _, Some(Within::Top)) if self.values > 1 => "jsonl",
            (_, _, Some(within)) => within.form(),
            _ => match array {
                Some(Within::Array) => "array-empty",
                Some(within) => within.form(),
                None => "empty",
            },
        };
        match self.path.as_deref() {
            Some(path) if self.found == self.records => {
                found_form(path, form, self.has_other_paths)
            }
            _ => form.into(),
        }
    }

    /// Returns what the file is, in words. `form` is its form.
    pub(crate) fn describe(&self, form: &str) -> String {
        let words = form::describe(form);
        match &self.near_miss {
            Some(NearMiss { path, missing }) if form == PARSED_RECORD => {
                format!("{words}: {path} is one {missing}")
            }
            _ => words.to_owned(),
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

/// Returns the form of a file whose records a search found: their path, unless they are where the form of
/// the first value says.
fn found_form(path: &str, first: &'static str, has_other_paths: bool) -> Cow<'static, str> {
    match (path, has_other_paths) {
        ("$", false) => first.into(),
        (_, false) => path.to_owned().into(),
        (_, true) => format!("{path}, …").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found_at(paths: &[&str]) -> Tally {
        let mut tally = Tally { first_within: Some(Within::Top), ..Tally::default() };
        for path in paths {
            tally.values += 1;
            tally.records += 1;
            tally.add_found(path, 1);
        }
        tally
    }

    #[test]
    fn the_form_does_not_depend_on_the_parts_that_threads_read() {
        let form = |parts: &[&[&str]]| {
            let mut tally = found_at(parts[0]);
            parts[1..].iter().for_each(|part| tally.add(&found_at(part)));
            tally.form(None).into_owned()
        };
        assert_eq!(form(&[&["$.a", "$.a", "$.a"]]), "$.a");
        assert_eq!(form(&[&["$.a"], &["$.a"], &[]]), "$.a");
        assert_eq!(form(&[&["$.a", "$.b", "$.a"]]), "$.a, …");
        assert_eq!(form(&[&["$.a"], &["$.b"], &["$.a"]]), "$.a, …");
        assert_eq!(form(&[&["$.a"], &["$.a", "$.b"]]), "$.a, …");
    }
}
