//! Formats of rows, their names and their file extensions.

use std::path::Path;

use crate::error::Usage;

/// A format of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Format {
    #[default]
    Table,
    Csv,
    Tsv,
    /// An array of objects.
    Json,
    /// An object per line.
    Jsonl,
    /// A line per value.
    Line,
    Markdown,
    /// A page for a browser.
    Html,
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
        Self::Html,
        Self::Parquet,
        Self::HistoryCsv,
        Self::HistoryJson,
    ];

    /// The formats of rows of any kind. The others hold events.
    pub(crate) const OF_ROWS: &'static [Self] = Self::ALL.split_at(9).0;

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
            Self::Html => "html",
            Self::Parquet => "parquet",
            Self::HistoryCsv => "history-csv",
            Self::HistoryJson => "history-json",
        }
    }

    /// Returns the format with a name, in upper or lower case.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.name().eq_ignore_ascii_case(name))
    }

    /// Returns the format that the ending of a file's name stands for, or `None` if it has none.
    ///
    /// # Errors
    ///
    /// The ending is not a known one.
    pub(crate) fn of_path(path: &Path) -> Result<Option<Self>, Usage> {
        let stem = if is_gzip(path) { path.with_extension("") } else { path.to_owned() };
        let Some(ending) = stem.extension() else { return Ok(None) };
        let known = ENDINGS.iter().find(|(known, _)| ending.eq_ignore_ascii_case(known));
        match known {
            Some((_, Self::Parquet)) if is_gzip(path) => Err(unknown_ending(path)),
            Some((_, format)) => Ok(Some(*format)),
            None => Err(unknown_ending(path)),
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
            Self::Html => "html",
            Self::Parquet => "parquet",
        }
    }
}

/// The endings of files, without the dot.
const ENDINGS: &[(&str, Format)] = &[
    ("csv", Format::Csv),
    ("tsv", Format::Tsv),
    ("json", Format::Json),
    ("jsonl", Format::Jsonl),
    ("ndjson", Format::Jsonl),
    ("md", Format::Markdown),
    ("markdown", Format::Markdown),
    ("html", Format::Html),
    ("htm", Format::Html),
    ("parquet", Format::Parquet),
    ("txt", Format::Table),
];

/// Returns true if the name says that the file is compressed.
pub(crate) fn is_gzip(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gz"))
}

fn unknown_ending(path: &Path) -> Usage {
    let known: Vec<String> = ENDINGS.iter().map(|(ending, _)| format!(".{ending}")).collect();
    Usage(format!(
        "cannot tell the format of {} from its ending; known are {}, and .gz after those of text; or name it with --format",
        path.display(),
        known.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_of_a_name_is_its_format() {
        for (name, format) in [
            ("a.csv", Some(Format::Csv)),
            ("a.CSV", Some(Format::Csv)),
            ("a.b.csv.gz", Some(Format::Csv)),
            ("a.Json.GZ", Some(Format::Json)),
            ("a.tsv", Some(Format::Tsv)),
            ("a.ndjson", Some(Format::Jsonl)),
            ("a.parquet", Some(Format::Parquet)),
            ("a.txt", Some(Format::Table)),
            ("a", None),
            ("folder.d/a", None),
            (".csv", None),
        ] {
            assert_eq!(Format::of_path(Path::new(name)).unwrap(), format, "{name}");
        }
        for name in ["a.xlsx", "a.csv.bz2", "a.parquet.gz", "a.xhtml", "a.csv.", "a.sqlite"] {
            let text = Format::of_path(Path::new(name)).unwrap_err().to_string();
            assert!(text.contains(name) && text.contains(".csv, .tsv, .json"), "{text}");
        }
    }
}
