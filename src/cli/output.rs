//! The destination and the format of rows.

use std::path::PathBuf;

use clap::{
    Args, ValueEnum,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};

use crate::output::{Destination, Format};

/// The destination and the format of rows.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Output")]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
pub(crate) struct OutputArgs {
    /// Set the output format; by default that of the file extension, or a table
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,

    /// Write to this file, which appears complete or not at all
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Replace an existing file
    #[arg(long, requires = "output")]
    pub(crate) force: bool,

    /// Print times in the local time zone, with their UTC offset; not supported by Parquet
    #[arg(long)]
    pub(crate) local: bool,

    /// Do not escape formulas and control characters in CSV
    ///
    /// By default, an apostrophe is added before text that a spreadsheet would run as a formula, and
    /// control characters, which some readers reject, are written as \u{0}.
    #[arg(long)]
    pub(crate) raw_csv: bool,

    /// Print this text for NULL; by default nothing. JSON and Parquet have their own
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) null: String,

    /// Show all columns of a table in full, even if the terminal is narrower; `events` has more columns
    #[arg(long)]
    pub(crate) wide: bool,

    /// Do not show what is longer than the screen in a pager
    ///
    /// The pager is `PAGER`, or less if that is not set.
    #[arg(long)]
    pub(crate) no_pager: bool,
}

impl OutputArgs {
    pub(crate) fn destination(&self) -> Destination {
        Destination {
            format: self.format,
            path: self.output.clone(),
            may_replace: self.force,
            is_local: self.local,
            is_raw_csv: self.raw_csv,
            null: self.null.clone(),
            is_wide: self.wide,
            core: Vec::new(),
            title: "",
            note: "",
            may_page: !self.no_pager,
        }
    }
}

/// Returns a parser of all formats, for commands that print events.
pub(super) fn parse_event_format() -> impl TypedValueParser<Value = Format> {
    let values = Format::ALL.iter().filter_map(ValueEnum::to_possible_value);
    PossibleValuesParser::new(values).map(|name| Format::named(&name).unwrap_or_default())
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        Self::OF_ROWS
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Self::Table => "Aligned columns for reading",
            Self::Csv => "Comma-separated values, safe to open in a spreadsheet",
            Self::Tsv => "Tab-separated values, as safe as CSV",
            Self::Json => "One array of objects",
            Self::Jsonl => "One object per line",
            Self::Line => "One line per value, with JSON indented",
            Self::Markdown => "A Markdown table",
            Self::Html => "A page for a browser: one file without script, links or requests",
            Self::Parquet => "A Parquet file, compressed with zstd; requires --output",
            Self::HistoryCsv => "The CSV that the AWS console downloads from Event history",
            Self::HistoryJson => "The JSON that the AWS console downloads from Event history",
        };
        Some(PossibleValue::new(self.name()).help(help))
    }
}
