//! The kind of a file's content, judged by its first bytes.

use crate::trail::{
    container::{BINARY, NOTIFICATION, OWN_EXPORT, YAML},
    search,
};

/// The kind of a file's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// JSON, or lines that contain JSON.
    Json,
    /// A CSV table with an `eventJson` column.
    LakeCsv,
    /// Another table, whose cells may hold records.
    Table {
        /// The byte between two cells.
        delimiter: u8,
        /// True if a quote within a cell follows a backslash, as `MySQL` and Spark write it, and false if it is
        /// written twice.
        has_backslashes: bool,
        /// The name of its form if no cell holds a record.
        form: &'static str,
    },
    /// Text whose lines may hold records, with the name of its form if none does.
    Text(&'static str),
    /// Another form, with its name.
    Other(&'static str),
    /// No bytes except whitespace.
    Empty,
}

/// The number of bytes to pass to [`sniff`].
pub(crate) const SNIFF_BYTES: usize = 8 << 10;

/// The bytes between cells in the exports of databases, log stores and spreadsheets.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// The longest name of a column, in bytes.
const MAX_NAME: usize = 64;

/// The number of columns named like members of a record that make a table one of parsed records.
const MEMBER_COLUMNS: usize = 3;

/// A table without whole records, by columns that it must have.
const COLUMN_FORMS: &[(&str, &[&str])] = &[
    ("event-history-csv", &["User name", "AWS access key", "Event time"]),
    ("event-history-csv", &["Event name", "Event time", "Event source"]),
    (OWN_EXPORT, &["event_time", "event_source", "event_name"]),
];

/// Determines the kind of content from its first bytes.
pub fn sniff(start: &[u8]) -> Content {
    let start = start.strip_prefix("\u{feff}".as_bytes()).unwrap_or(start);
    let text = start.trim_ascii_start();
    let Some(first) = text.first() else { return Content::Empty };
    if matches!(first, b'{' | b'[') {
        return Content::Json;
    }
    let mut lines = text.split(|byte| *byte == b'\n');
    let line = String::from_utf8_lossy(lines.next().unwrap_or_default());
    let next = lines.next().unwrap_or_default();
    let line = line.trim_end();
    if let Some(table) = headless(line) {
        return table;
    }
    match first {
        b'0'..=b'9' if line.contains(' ') && line.as_bytes()[..13.min(line.len())].is_ascii() => {
            Content::Json
        }
        _ if text.contains(&0) => Content::Other(BINARY),
        _ if names(line, b',').any(|name| name.eq_ignore_ascii_case("eventJson")) => {
            Content::LakeCsv
        }
        _ if line.starts_with("CloudTrail validation message") => Content::Other(NOTIFICATION),
        _ => table(line, next).unwrap_or(match first {
            _ if names(line, b',').count() > 2 => Content::Text("csv"),
            _ if is_yaml(line, next) => Content::Text(YAML),
            b'"' => Content::Json,
            _ => Content::Text("text"),
        }),
    }
}

/// Returns the kind of a table that has the header `line`, or `None` if `line` is no header. `next` is the
/// line after it.
fn table(line: &str, next: &[u8]) -> Option<Content> {
    let delimiter = *DELIMITERS.iter().rev().max_by_key(|byte| names(line, **byte).count())?;
    let count = names(line, delimiter).count();
    let is_name = |name: &str| name.len() <= MAX_NAME && !name.contains(['{', '"']);
    if !names(line, delimiter).all(is_name) {
        return None;
    }
    let cell = next.trim_ascii_start();
    let holds_json = cell.starts_with(b"\"{") || cell.starts_with(b"{");
    if count == 1 && !holds_json {
        return None;
    }
    let has = |name: &&str| names(line, delimiter).any(|it| it == *name);
    let known = COLUMN_FORMS.iter().find(|(_, columns)| columns.iter().all(has));
    let form = match known {
        Some((form, _)) => form,
        None if search::count_alike(names(line, delimiter)) >= MEMBER_COLUMNS => {
            "parsed-record-csv"
        }
        None if count > 2 || line.starts_with('"') => "csv",
        None => "text",
    };
    let has_backslashes = quoted_json(next, b"\\\"").is_some();
    Some(Content::Table { delimiter, has_backslashes, form })
}

/// Returns the kind of a table whose first line is a row with JSON in a cell, or `None` if it is none.
fn headless(line: &str) -> Option<Content> {
    let line = line.as_bytes();
    let doubled = quoted_json(line, b"\"\"").map(|at| (at, false));
    let (at, has_backslashes) =
        doubled.or_else(|| quoted_json(line, b"\\\"").map(|at| (at, true)))?;
    // The first cell may be longer than what was read.
    let delimiter = at.checked_sub(1).map_or(b',', |before| line[before]);
    Some(Content::Table { delimiter, has_backslashes, form: "csv" })
}

/// Returns the start of a quoted cell of a line with an object whose first name is quoted by `quote`.
fn quoted_json(line: &[u8], quote: &[u8]) -> Option<usize> {
    let at = memchr::memchr(b'{', line)?.checked_sub(1)?;
    let is_cell = line[at] == b'"' && (at == 0 || DELIMITERS.contains(&line[at - 1]));
    (is_cell && line[at + 2..].trim_ascii_start().starts_with(quote)).then_some(at)
}

/// Returns true for two lines that begin a mapping or a document of YAML.
fn is_yaml(line: &str, next: &[u8]) -> bool {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let is_key =
        line.strip_suffix(':').is_some_and(|name| !name.is_empty() && name.bytes().all(is_name));
    line == "---" || (is_key && (next.starts_with(b"- ") || next.starts_with(b" ")))
}

/// Returns the names of columns in a header.
fn names(line: &str, delimiter: u8) -> impl Iterator<Item = &str> {
    line.split(char::from(delimiter)).map(|name| {
        let name = name.trim();
        name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(delimiter: u8, form: &'static str) -> Content {
        Content::Table { delimiter, has_backslashes: false, form }
    }

    fn table_with_backslashes(delimiter: u8, form: &'static str) -> Content {
        Content::Table { delimiter, has_backslashes: true, form }
    }

    #[test]
    fn content_is_recognised_by_its_first_bytes() {
        for (start, expected) in [
            ("", Content::Empty),
            ("\u{feff} \n", Content::Empty),
            ("\u{feff}{\"Records\":[", Content::Json),
            ("2024-01-02T03:04:05.000Z {\"a\":1}", Content::Json),
            ("1700000000000 {\"a\":1}", Content::Json),
            ("eventid,eventJson\n", Content::LakeCsv),
            ("\"eventJson\"\r\n", Content::LakeCsv),
            ("\"Records\": [", Content::Json),
            ("a,b,c\n1,2,3", table(b',', "csv")),
            ("_time\t_raw\n", table(b'\t', "text")),
            ("\"a\";\"b\"\n", table(b';', "csv")),
            ("_raw\n\"{\"\"a", table(b',', "text")),
            ("1;\"{ \"\"a\"\":1}\";2\n", table(b';', "csv")),
            ("\"{\"\"a\"\":1}\"\t2\n", table(b',', "csv")),
            ("x,raw\n1,\"{\\\"a", table_with_backslashes(b',', "text")),
            ("x\t\"{\\\"a\\\":1}\"\n", table_with_backslashes(b'\t', "csv")),
            ("2024-01-02T03:04:05.000Z {\"a\":[1,\"{\\\"b", Content::Json),
            ("Events:\n- EventId: a", Content::Text("yaml")),
            ("---\na: b", Content::Text("yaml")),
            ("Note:\nnext", Content::Text("text")),
            ("Amazon Route 53\nDeveloper Guide", Content::Text("text")),
            ("Mar 1 10:00:00 host x[1]: {\"a\":1}", Content::Text("text")),
            ("PK\u{3}\u{4}\0\0", Content::Other(BINARY)),
        ] {
            assert_eq!(sniff(start.as_bytes()), expected, "{start}");
        }
    }

    #[test]
    fn tables_without_whole_records_are_named() {
        for (header, form) in [
            ("User name,AWS access key,Event time,Event source", "event-history-csv"),
            ("Event ID,Event name,Event time,Username,Event source", "event-history-csv"),
            ("event_time,event_source,event_name,aws_region", OWN_EXPORT),
            ("\"eventversion\",\"useridentity\",\"eventtime\"", "parsed-record-csv"),
            ("eventName\teventTime\teventID", "parsed-record-csv"),
            ("id,name,time", "csv"),
        ] {
            let Content::Table { form: found, .. } = sniff(header.as_bytes()) else {
                panic!("{header}")
            };
            assert_eq!(found, form, "{header}");
        }
    }
}
