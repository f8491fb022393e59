//! Which columns of `history` are shown.

/// A set of columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Columns {
    /// Those of the console's Event history.
    Console,
    /// More of them.
    Wide,
    /// Those of the file that the console downloads, under its names.
    Download,
}

impl Columns {
    /// The columns as a list of SQL.
    pub(super) fn sql(self) -> &'static str {
        match self {
            Self::Console => include_str!("../../sql/events/console.sql"),
            Self::Wide => include_str!("../../sql/events/wide.sql"),
            Self::Download => include_str!("../../sql/events/download.sql"),
        }
    }
}
