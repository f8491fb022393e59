//! The end of a file, of its readable part, or of what can be split into values.

use std::borrow::Cow;

use anyhow::Result;

use crate::{
    scan::{FileOutcome, FileStatus, binary, router::RecordRouter, rows::Rows},
    trail::{container::Within, members, splitter::Broken},
};

impl RecordRouter {
    /// Rejects content that could not be split into values.
    pub(crate) fn add_broken(&mut self, broken: &Broken<'_>) -> Result<()> {
        self.tally.broken |= !broken.resumed;
        self.tally.cut_off |= broken.cut_off;
        self.reject(broken.position, &broken.reason, broken.text)
    }

    /// Rejects the content from `position` on, which cannot be read.
    pub(crate) fn add_read_error(&mut self, position: u64, cause: &str) -> Result<()> {
        if self.tally.broken {
            return Ok(());
        }
        self.tally.broken = true;
        self.tally.cut_off = true;
        self.reject(position, cause, &[])
    }

    /// Counts a table or text at its end, which has the form `form` if it held no records.
    pub(crate) fn add_end(&mut self, form: &'static str) -> Result<()> {
        if self.used() > 0 { Ok(()) } else { self.add_no_records(form) }
    }

    /// Counts content of a form without records.
    pub(crate) fn add_no_records(&mut self, form: &'static str) -> Result<()> {
        let claims_json = self.file.last_name().contains(".json");
        if claims_json && (matches!(form, "text" | "csv") || binary::is_binary(form)) {
            self.tally.broken = true;
            return self.reject(0, "the name says JSON, but the content is not JSON", &[]);
        }
        self.tally.others += u64::from(form != "empty");
        self.tally.other_form = Some(form);
        Ok(())
    }

    /// Converts one waiting element to a row if the file has records. Returns false if there is
    /// nothing to convert.
    pub(crate) fn release_waiting(&mut self, rows: &mut Rows) -> Result<bool> {
        if !self.has_records() {
            return Ok(false);
        }
        let Some((position, text)) = self.waiting.pop() else { return Ok(false) };
        let members = members::split(&text).unwrap_or_default();
        self.add_event(position, &text, &members, rows)?;
        Ok(true)
    }

    /// Returns the form and the status of the file after its last value, and its content in words. `array` is
    /// the last array of records in it.
    pub(crate) fn finish(
        &mut self,
        array: Option<Within>,
    ) -> Result<(Cow<'static, str>, FileStatus, String)> {
        self.settle_parts()?;
        self.tally.others += self.waiting.len() as u64;
        let form = self.tally.form(array);
        let content = self.tally.describe(&form);
        Ok((form, self.tally.status(array), content))
    }

    /// Passes the outcome of the file to its observer.
    pub(crate) fn close(&mut self, outcome: FileOutcome) -> Result<()> {
        self.observer.close(outcome)
    }
}
