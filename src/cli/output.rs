//! Where rows go, and how they are written.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Where rows go, and how they are written.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArgs {
    /// How to write the rows; by default as the file's ending says, or as a table
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,

    /// Write to this file, whole or not at all
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Replace the file where it exists
    #[arg(long, requires = "output")]
    pub(crate) force: bool,

    /// Show times in the zone of this machine, with their offset, instead of UTC; not in Parquet
    #[arg(long)]
    pub(crate) local: bool,

    /// In CSV keep text that a spreadsheet would run as a formula exactly as it is
    #[arg(long)]
    pub(crate) raw_csv: bool,
}

/// How rows are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Columns side by side, for people
    #[default]
    Table,
    /// Comma-separated values, safe to open in a spreadsheet
    Csv,
    /// An array of objects
    Json,
    /// An object per line
    Jsonl,
    /// A line for each value, JSON whole and indented
    Line,
    /// A table for a document
    Markdown,
    /// A Parquet file, compressed with zstd; needs --output
    Parquet,
    /// What the console downloads from Event history as CSV; for `events`
    HistoryCsv,
    /// What it downloads as JSON, which is whole records; for `events`
    HistoryJson,
}

/// The format that a word names.
pub(crate) fn format_named(word: &str) -> Option<Format> {
    Format::from_str(word, true).ok()
}

/// The name of a format.
pub(crate) fn name_of(format: Format) -> String {
    format.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
}
