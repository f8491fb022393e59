//! The forms of content without records, in words.

use crate::trail::container;

/// The form of content that is damaged, so that it may be CloudTrail.
pub(crate) const INVALID_JSON: &str = "invalid-json";

/// The forms whose name does not say it all, with what they are and what to do instead.
const FORMS: &[(&str, &str)] = &[
    ("7z", "a 7-Zip archive: unpack it first"),
    ("array-empty", "an empty list"),
    ("avro", "an Avro file"),
    ("binary", "a binary file"),
    ("csv", "a table, but no cell of it holds a CloudTrail record"),
    ("digest", "a digest file, kept in the table digests"),
    (
        "ducktrail-export",
        "rows that ducktrail exported; only export --format cloudtrail can be imported",
    ),
    (
        "elastic-fields",
        "fields of the Elastic Common Schema, not the record: export event.original",
    ),
    ("elf", "a program"),
    ("empty", "empty"),
    ("event-history-csv", "holds only parts of its events: download it as JSON"),
    ("eventbridge-not-cloudtrail", "EventBridge events, but none of CloudTrail"),
    ("evtx", "a Windows event log"),
    (INVALID_JSON, "not valid JSON"),
    ("jpeg", "an image"),
    ("json-not-cloudtrail", "JSON, but no CloudTrail record in it"),
    ("lake-rows", "rows of CloudTrail Lake without the record: select eventJson"),
    ("lz4", "an LZ4 file: unpack it first"),
    ("ocsf", "OCSF events, not the record"),
    ("ole", "an old Office document"),
    ("parquet", "a Parquet file, which DuckDB reads itself"),
    ("parsed-record", "members of records, but not the record"),
    (
        "parsed-record-csv",
        "a column for each member, not the record: in Lake, select eventJson; with Athena, import the log files",
    ),
    ("partial-record", "parts of CloudTrail records, but none that is whole"),
    ("pdf", "a PDF"),
    ("png", "an image"),
    ("rar", "a RAR archive: unpack it first"),
    ("snappy", "a Snappy file: unpack it first"),
    ("sns-notification", "notifications, kept in the table notifications"),
    ("sqlite", "a SQLite database"),
    ("sqs-message", "messages of a queue, without records"),
    ("stream-record", "event notifications of another service"),
    ("tar", "a tar file with no CloudTrail log in it"),
    ("text", "text, but no CloudTrail record in it"),
    (
        "yaml",
        "YAML, but no CloudTrail record on a line of it: export JSON, for example with --output json",
    ),
    ("zip", "a zip file with no CloudTrail log in it"),
];

/// Returns what content of a form is, in words, or the name of a form that needs no other.
pub(crate) fn describe(form: &str) -> &str {
    FORMS.iter().find(|(name, _)| *name == form).map_or(form, |(_, words)| words)
}

/// Returns true for content that is kept in a table of its own, although it holds no record.
pub(crate) fn is_stored(form: &str) -> bool {
    matches!(form, container::DIGEST | container::NOTIFICATION | container::SQS_MESSAGE)
}

/// Returns true if content of this form in which no record was found is not CloudTrail.
pub(crate) fn is_of_no_use(form: &str) -> bool {
    let is_known = FORMS.iter().any(|(name, _)| *name == form);
    is_known && form != INVALID_JSON && !is_stored(form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_sorted_and_described() {
        assert!(FORMS.is_sorted());
        assert_eq!(describe("empty"), "empty");
        assert_eq!(describe("records"), "records");
    }
}
