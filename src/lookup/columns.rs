//! The column sets that a search can print.

/// A set of columns of `history`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Columns {
    /// The columns of the console's Event history.
    Console,
    /// These and more columns.
    Wide,
    /// The columns of the CSV file that the console downloads, with its names.
    Download,
}

impl Columns {
    /// Returns the columns as a `SELECT` list.
    pub(super) fn sql(self) -> &'static str {
        match self {
            Self::Console => include_str!("../../sql/events/console.sql"),
            Self::Wide => include_str!("../../sql/events/wide.sql"),
            Self::Download => include_str!("../../sql/events/download.sql"),
        }
    }
}
