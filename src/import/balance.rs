//! The counts of an import, and the check that they add up.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use anyhow::{Result, bail};
use indicatif::HumanCount;

/// Counts of records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RecordCounts {
    /// All records.
    pub(crate) read: u64,
    /// Rows inserted into `events`.
    pub(crate) inserted: u64,
    /// Copies of an event, Insights record or Aggregated record in the database.
    pub(crate) duplicate: u64,
    /// Records that cannot be used.
    pub(crate) rejected: u64,
    /// Records that do not match the filter.
    pub(crate) filtered: u64,
    /// Records without the time, account or Region that the filter asks about.
    pub(crate) undecided: u64,
    /// Rows inserted into `insights`.
    pub(crate) insight: u64,
    /// Rows inserted into `aggregated_events`.
    pub(crate) aggregated: u64,
}

impl RecordCounts {
    pub(crate) fn add(&mut self, other: &Self) {
        self.read += other.read;
        self.inserted += other.inserted;
        self.duplicate += other.duplicate;
        self.rejected += other.rejected;
        self.filtered += other.filtered;
        self.undecided += other.undecided;
        self.insight += other.insight;
        self.aggregated += other.aggregated;
    }

    /// Returns the number of records that the filter leaves out.
    pub(crate) fn left_out(&self) -> u64 {
        self.filtered + self.undecided
    }

    /// Returns the sum of all counts except `read`, which must equal it.
    pub(crate) fn accounted(&self) -> u64 {
        self.inserted
            + self.duplicate
            + self.rejected
            + self.filtered
            + self.undecided
            + self.insight
            + self.aggregated
    }
}

/// Counts of files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct FileCounts {
    /// All files.
    pub(crate) found: u64,
    /// Files with CloudTrail records, and empty log files.
    pub(crate) imported: u64,
    /// Files not opened, as path, size and modification time are in the ledger.
    pub(crate) unchanged: u64,
    /// Files whose content was imported under another path.
    pub(crate) same_content: u64,
    /// Files of another form.
    pub(crate) not_cloudtrail: u64,
    /// Files that cannot be read, or that have nothing usable.
    pub(crate) unreadable: u64,
    /// Files not opened, as the delivery time in their name is outside the filter.
    pub(crate) out_of_range: u64,
}

impl FileCounts {
    pub(crate) fn add(&mut self, other: &Self) {
        self.found += other.found;
        self.imported += other.imported;
        self.unchanged += other.unchanged;
        self.same_content += other.same_content;
        self.not_cloudtrail += other.not_cloudtrail;
        self.unreadable += other.unreadable;
        self.out_of_range += other.out_of_range;
    }

    /// Returns the sum of all counts except `found`, which equals it after a complete import.
    pub(crate) fn accounted(&self) -> u64 {
        self.imported
            + self.unchanged
            + self.same_content
            + self.not_cloudtrail
            + self.unreadable
            + self.out_of_range
    }

    /// Returns the number of files that were not read because the import was stopped.
    pub(crate) fn not_reached(&self) -> u64 {
        self.found.saturating_sub(self.accounted())
    }
}

/// The counts of an import or of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Balance {
    /// Counts of files.
    pub(crate) files: FileCounts,
    /// Counts of records.
    pub(crate) records: RecordCounts,
    /// Counts of files that are not CloudTrail logs, by their form.
    pub(crate) other_forms: BTreeMap<Cow<'static, str>, u64>,
    /// Counts of files whose records were found in no known form, by the path of the records. A path comes
    /// from a log, so the number of them is limited.
    pub(crate) found_paths: BTreeMap<String, u64>,
}

/// The number of paths that are counted on their own.
const MAX_PATHS: usize = 20;

/// The count of files with any other path.
const OTHER_PATHS: &str = "other paths";

impl Balance {
    /// Adds the counts of a batch. Its files were counted as found before, except the members of archives.
    pub(crate) fn add(&mut self, other: &Self) {
        self.files.add(&other.files);
        self.records.add(&other.records);
        for (form, count) in &other.other_forms {
            *self.other_forms.entry(form.clone()).or_default() += count;
        }
        for (path, count) in &other.found_paths {
            self.add_path(path, *count);
        }
    }

    /// Counts a file with records by the path of its records, if its form is that.
    pub(crate) fn add_found(&mut self, form: &str) {
        if form.starts_with('$') || form.starts_with("csv.") {
            self.add_path(form, 1);
        }
    }

    fn add_path(&mut self, path: &str, count: u64) {
        let is_counted = self.found_paths.contains_key(path) || self.found_paths.len() < MAX_PATHS;
        let path = if is_counted { path } else { OTHER_PATHS };
        *self.found_paths.entry(path.to_owned()).or_default() += count;
    }

    /// Returns an error if the counts do not add up.
    pub(crate) fn check(&self) -> Result<()> {
        let (files, records) = (&self.files, &self.records);
        if files.found != files.accounted() {
            bail!("the balance does not add up: {files:?}; please report this");
        }
        if records.read != records.accounted() {
            bail!("the balance does not add up: {records:?}; please report this");
        }
        Ok(())
    }

    /// Returns true if no file was read.
    pub(crate) fn is_idle(&self) -> bool {
        self.files.found == self.files.unchanged + self.files.out_of_range
    }

    /// Returns true if some files or records cannot be used.
    pub(crate) fn has_losses(&self) -> bool {
        self.records.rejected > 0 || self.files.unreadable > 0
    }
}

impl fmt::Display for Balance {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (files, records) = (&self.files, &self.records);
        // The last value is true for counts that are shown even if they are 0.
        let sums = [
            (
                "Files found",
                files.found,
                vec![
                    ("imported", files.imported, true),
                    ("unchanged", files.unchanged, false),
                    ("same content", files.same_content, false),
                    ("out of range", files.out_of_range, false),
                    ("not CloudTrail", files.not_cloudtrail, false),
                    ("unreadable", files.unreadable, true),
                    ("not reached", files.not_reached(), false),
                ],
            ),
            (
                "Records read",
                records.read,
                vec![
                    ("inserted", records.inserted, true),
                    ("duplicate", records.duplicate, true),
                    ("filtered out", records.filtered, false),
                    ("without time, account or Region", records.undecided, false),
                    ("insights", records.insight, false),
                    ("aggregated", records.aggregated, false),
                    ("rejected", records.rejected, true),
                ],
            ),
        ];
        let is_shown = |(_, count, always): &(&str, u64, bool)| *always || *count > 0;
        let shown = sums.iter().flat_map(|(_, _, parts)| parts).filter(|part| is_shown(part));
        let width = shown.map(|(name, ..)| name.len()).max().unwrap_or_default().max(16);
        for (title, total, parts) in &sums {
            let total = HumanCount(*total).to_string();
            writeln!(formatter, "{title:<title_width$}{total:>15}", title_width = width + 2)?;
            for (name, count, _) in parts.iter().filter(|part| is_shown(part)) {
                writeln!(formatter, "  {name:<width$}{:>15}", HumanCount(*count).to_string())?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_balance_that_is_off_by_one_is_an_error() {
        let mut balance = Balance::default();
        assert!(balance.check().is_ok());
        balance.records.read = 1;
        assert!(balance.check().unwrap_err().to_string().contains("does not add up"));
        balance.records.duplicate = 1;
        assert!(balance.check().is_ok());
        balance.files.unreadable = 1;
        assert!(balance.check().is_err());
    }
}
