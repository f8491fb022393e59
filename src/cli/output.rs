//! The destination and the format of rows.

use std::path::PathBuf;

use clap::{Args, ValueEnum, builder::PossibleValue};

use crate::output::{Destination, Format};

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

impl OutputArgs {
    pub(crate) fn destination(&self) -> Destination {
        Destination {
            format: self.format,
            path: self.output.clone(),
            may_replace: self.force,
            is_local: self.local,
            is_raw_csv: self.raw_csv,
        }
    }
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Self::Table => "Columns side by side, for people",
            Self::Csv => "Comma-separated values, safe to open in a spreadsheet",
            Self::Json => "An array of objects",
            Self::Jsonl => "An object per line",
            Self::Line => "A line for each value, JSON whole and indented",
            Self::Markdown => "A table for a document",
            Self::Parquet => "A Parquet file, compressed with zstd; needs --output",
            Self::HistoryCsv => {
                "What the console downloads from Event history as CSV; for `events`"
            }
            Self::HistoryJson => "What it downloads as JSON, which is whole records; for `events`",
        };
        Some(PossibleValue::new(self.name()).help(help))
    }
}
