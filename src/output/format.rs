//! Formats of rows, their names and their file extensions.

use std::path::Path;

/// A format of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Format {
    #[default]
    Table,
    Csv,
    Tsv,
    /// One array of objects.
    Json,
    /// One object per line.
    Jsonl,
    /// One line per value.
    Line,
    Markdown,
    Parquet,
    /// The CSV that the AWS console downloads from Event history.
    HistoryCsv,
    /// The JSON that the AWS console downloads from Event history: whole records.
    HistoryJson,
}

impl Format {
    /// Every format, in the order in which help lists them.
    pub(crate) const ALL: &'static [Self] = &[
        Self::Table,
        Self::Csv,
        Self::Tsv,
        Self::Json,
        Self::Jsonl,
        Self::Line,
        Self::Markdown,
        Self::Parquet,
        Self::HistoryCsv,
        Self::HistoryJson,
    ];

    /// The formats of rows of any kind. The others hold events.
    pub(crate) const OF_ROWS: &'static [Self] = Self::ALL.split_at(8).0;

    /// Returns the name, as users write it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Line => "line",
            Self::Markdown => "markdown",
            Self::Parquet => "parquet",
            Self::HistoryCsv => "history-csv",
            Self::HistoryJson => "history-json",
        }
    }

    /// Returns the format with a name, in upper or lower case.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.name().eq_ignore_ascii_case(name))
    }

    /// Returns the format that a file's extension stands for.
    pub(crate) fn of_path(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "csv" => Some(Self::Csv),
            "json" => Some(Self::Json),
            "jsonl" | "ndjson" => Some(Self::Jsonl),
            "md" | "markdown" => Some(Self::Markdown),
            "parquet" => Some(Self::Parquet),
            _ => None,
        }
    }

    /// Returns the extension of files in this format.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Table | Self::Line => "txt",
            Self::Csv | Self::HistoryCsv => "csv",
            Self::Tsv => "tsv",
            Self::Json | Self::HistoryJson => "json",
            Self::Jsonl => "jsonl",
            Self::Markdown => "md",
            Self::Parquet => "parquet",
        }
    }
}
