//! The sums that an import must add up to.

use std::fmt;

use anyhow::{Result, bail};
use indicatif::HumanCount;

/// Counts of records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RecordCounts {
    /// All that were read.
    pub(crate) read: u64,
    /// Those that became a row of `events`.
    pub(crate) inserted: u64,
    /// Copies of an event, Insights or Aggregated record that is there.
    pub(crate) duplicate: u64,
    /// Those that could not be used.
    pub(crate) rejected: u64,
    /// Those that were not asked for.
    pub(crate) filtered: u64,
    /// Those that became a row of `insights`.
    pub(crate) insight: u64,
    /// Those that became a row of `aggregated_events`.
    pub(crate) aggregated: u64,
}

impl RecordCounts {
    /// Adds the counts of another.
    pub(crate) fn add(&mut self, other: &Self) {
        self.read += other.read;
        self.inserted += other.inserted;
        self.duplicate += other.duplicate;
        self.rejected += other.rejected;
        self.filtered += other.filtered;
        self.insight += other.insight;
        self.aggregated += other.aggregated;
    }

    /// The sum of what became of records.
    pub(crate) fn accounted(&self) -> u64 {
        self.inserted
            + self.duplicate
            + self.rejected
            + self.filtered
            + self.insight
            + self.aggregated
    }
}

/// Counts of files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct FileCounts {
    /// All that were found.
    pub(crate) found: u64,
    /// Read, with records in them.
    pub(crate) imported: u64,
    /// Known by path, size and time, and not opened.
    pub(crate) unchanged: u64,
    /// Known by content under another name.
    pub(crate) same_content: u64,
    /// Of another kind.
    pub(crate) not_cloudtrail: u64,
    /// Not readable, or nothing in them usable.
    pub(crate) unreadable: u64,
    /// Not opened, as the time in their name is out of the range that was asked for.
    pub(crate) out_of_range: u64,
}

impl FileCounts {
    /// The sum of what became of files.
    pub(crate) fn accounted(&self) -> u64 {
        self.imported
            + self.unchanged
            + self.same_content
            + self.not_cloudtrail
            + self.unreadable
            + self.out_of_range
    }

    /// Files that were found but not come to, as the import was stopped.
    pub(crate) fn not_reached(&self) -> u64 {
        self.found.saturating_sub(self.accounted())
    }
}

/// The balance of one import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Balance {
    /// Of files.
    pub(crate) files: FileCounts,
    /// Of records.
    pub(crate) records: RecordCounts,
}

impl Balance {
    /// Adds the sums of another.
    pub(crate) fn add(&mut self, other: &Self) {
        self.files.imported += other.files.imported;
        self.files.unchanged += other.files.unchanged;
        self.files.same_content += other.files.same_content;
        self.files.not_cloudtrail += other.files.not_cloudtrail;
        self.files.unreadable += other.files.unreadable;
        self.files.out_of_range += other.files.out_of_range;
        self.records.add(&other.records);
    }

    /// Fails where the sums do not add up.
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

    /// Whether something could not be used.
    pub(crate) fn has_losses(&self) -> bool {
        self.records.rejected > 0 || self.files.unreadable > 0
    }
}

impl fmt::Display for Balance {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (files, records) = (&self.files, &self.records);
        // Those in the first list are shown even where they are 0, as that is what one looks for.
        let sums = [
            (
                "FileCounts found",
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
                    ("insights", records.insight, false),
                    ("aggregated", records.aggregated, false),
                    ("rejected", records.rejected, true),
                ],
            ),
        ];
        for (title, total, parts) in sums {
            writeln!(formatter, "{title:<18}{:>15}", HumanCount(total).to_string())?;
            for (name, count, always) in parts {
                if always || count > 0 {
                    writeln!(formatter, "  {name:<16}{:>15}", HumanCount(count).to_string())?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_that_is_off_by_one_fails() {
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
