//! The containers that CloudTrail records come in, told by content.
//!
//! To add a form, add a row to one of the tables: [`ARRAYS`] where its records are the elements of
//! an array in an object, [`ENVELOPES`] where each record is wrapped, [`OTHERS`] where the content
//! is to be recognised but holds no event.

use std::borrow::Cow;

use crate::trail::members::{self, Member};

/// Where in its file a value stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Within {
    /// On its own: a single record, or one of several lines.
    Top,
    /// In an array that is the whole document.
    Array,
    /// In `{"Records": […]}`, the form of CloudTrail's own log files.
    Records,
    /// In `{"Events": […]}`, the output of `aws cloudtrail lookup-events`.
    Events,
    /// In `{"logEvents": […]}`, the payload of a CloudWatch Logs subscription.
    LogEvents,
    /// In `{"events": […]}`, the output of `aws logs filter-log-events`.
    Messages,
    /// Behind the time of a line, as CloudWatch Logs exports to S3.
    LogLine,
    /// In the `eventJson` column of a CloudTrail Lake query result.
    LakeCsv,
}

impl Within {
    /// The name of the form whose records stand there.
    pub(crate) fn form(self) -> &'static str {
        match self {
            Self::Top => "object",
            Self::Array => "array",
            Self::Records => "records",
            Self::Events => "lookup-events",
            Self::LogEvents => "cloudwatch-logs-subscription",
            Self::Messages => "cloudwatch-logs-events",
            Self::LogLine => "cloudwatch-logs-export",
            Self::LakeCsv => "lake-csv",
        }
    }
}

/// The members that hold an array of records, looked for at the top of a document's objects.
pub const ARRAYS: &[(&str, Within)] = &[
    ("Records", Within::Records),
    ("Events", Within::Events),
    ("logEvents", Within::LogEvents),
    ("events", Within::Messages),
];

/// An object around one record.
struct Envelope {
    /// The members it must have.
    needs: &'static [&'static str],
    /// The member that holds the record: as an object, or as JSON in a string.
    record: &'static str,
    /// The form it gives its file; `None` where that is told by the array around it.
    form: Option<&'static str>,
}

const ENVELOPES: &[Envelope] = &[
    Envelope { needs: &["detail-type", "detail"], record: "detail", form: Some("eventbridge") },
    Envelope { needs: &["CloudTrailEvent"], record: "CloudTrailEvent", form: None },
    Envelope { needs: &["message", "timestamp"], record: "message", form: None },
];

/// A document that is no event: its form, and the members that tell it.
struct Other {
    form: &'static str,
    needs: &'static [&'static str],
}

const OTHERS: &[Other] = &[
    Other { form: DIGEST, needs: &["digestStartTime", "logFiles"] },
    Other { form: NOTIFICATION, needs: &["s3Bucket", "s3ObjectKey"] },
    Other { form: NOTIFICATION, needs: &["Type", "TopicArn", "Message"] },
    Other { form: SQS_MESSAGE, needs: &["eventSourceARN", "body"] },
    Other { form: NOTIFICATION, needs: &["EventSource", "Sns"] },
    Other { form: "lake-activity", needs: &["eventData", "metadata"] },
    Other { form: "lake-result-sign", needs: &["hashAlgorithm", "files"] },
    Other { form: "ocsf", needs: &["class_uid", "metadata"] },
];

/// The form of a digest file, which is kept for verification.
pub const DIGEST: &str = "digest";

/// The form of a notification of new log files, whose keys are kept.
pub const NOTIFICATION: &str = "sns-notification";

/// The form of a message that may hold such a notification.
pub(crate) const SQS_MESSAGE: &str = "sqs-message";

/// The form of content that is no text.
pub(crate) const BINARY: &str = "binary";

/// The form of JSON that nothing here recognises.
pub(crate) const OTHER_JSON: &str = "json-not-cloudtrail";

/// What one JSON object is.
#[derive(Debug, PartialEq)]
pub enum Class<'a> {
    /// A CloudTrail event, for `events`.
    Event,
    /// An Insights record.
    Insight,
    /// An Aggregated record.
    Aggregated,
    /// An envelope: look at the text inside. `None` where what it holds is no record.
    Envelope { inside: Option<Cow<'a, str>>, form: Option<&'static str> },
    /// A document of another form, by its name.
    Other(&'static str),
    /// Nothing that is known.
    Unknown,
}

/// Tells what an object is by its members.
pub fn classify<'a>(members: &[Member<'a>]) -> Class<'a> {
    let has = |name: &&str| members.iter().any(|member| member.name == *name);
    // First, as it decides nearly all: a record keeps its members whatever a log shipper adds.
    if has(&"eventVersion") || has(&"eventName") {
        return classify_record(members);
    }
    if let Some(envelope) = ENVELOPES.iter().find(|envelope| envelope.needs.iter().all(has)) {
        let value = members::find(members, envelope.record).unwrap_or_default();
        let inside = if value.starts_with('{') {
            Some(Cow::Borrowed(value))
        } else {
            members::unescape(value).filter(|text| text.starts_with('{'))
        };
        return Class::Envelope { inside, form: envelope.form };
    }
    match OTHERS.iter().find(|other| other.needs.iter().all(has)) {
        Some(other) => Class::Other(other.form),
        None if has(&"timeWindow") && has(&"summary") => Class::Aggregated,
        None => Class::Unknown,
    }
}

/// Tells the kinds of records apart.
fn classify_record<'a>(members: &[Member<'a>]) -> Class<'a> {
    let value = |name| members::find(members, name).unwrap_or_default();
    // Streams of other services (S3, DynamoDB, Kinesis) name the parts of their events alike.
    if value("eventSource").starts_with("\"aws:") {
        return Class::Other("stream-record");
    }
    match value("eventCategory") {
        "\"Insight\"" => Class::Insight,
        "\"Aggregated\"" => Class::Aggregated,
        // What event data stores of CloudTrail Lake hold besides events.
        "\"ActivityAuditLog\"" => Class::Other("lake-activity"),
        "\"ConfigurationItem\"" => Class::Other("lake-configuration-item"),
        "\"Evidence\"" => Class::Other("lake-evidence"),
        _ if !value("insightDetails").is_empty() => Class::Insight,
        _ => Class::Event,
    }
}

/// What the first bytes of a content say of the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// JSON, or lines with JSON in them.
    Json,
    /// A CSV table with an `eventJson` column.
    LakeCsv,
    /// Something else, by its name.
    Other(&'static str),
    /// Nothing at all.
    Empty,
}

/// How many bytes [`sniff`] wants to see.
pub(crate) const SNIFFED: usize = 8 << 10;

/// Tells the kind of content by its first bytes.
pub fn sniff(start: &[u8]) -> Content {
    let start = start.strip_prefix("\u{feff}".as_bytes()).unwrap_or(start);
    let text = start.trim_ascii_start();
    let Some(first) = text.first() else { return Content::Empty };
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    let names = || line.trim_end().split(',').map(|name| name.trim_matches('"'));
    match first {
        b'{' | b'[' => Content::Json,
        b'0'..=b'9' if line.contains(' ') && line.as_bytes()[..13.min(line.len())].is_ascii() => {
            Content::Json
        }
        _ if text.contains(&0) => Content::Other(BINARY),
        _ if names().any(|name| name.eq_ignore_ascii_case("eventJson")) => Content::LakeCsv,
        _ if line.starts_with("User name,AWS access key,Event time") => {
            Content::Other("event-history-csv")
        }
        _ if names().count() > 2 => Content::Other("csv"),
        b'"' => Content::Json,
        _ if line.starts_with("CloudTrail validation message") => Content::Other(NOTIFICATION),
        _ => Content::Other("text"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(text: &str) -> Class<'_> {
        classify(&members::split(text).unwrap())
    }

    #[test]
    fn tells_records_from_their_neighbours() {
        for (text, expected) in [
            (r#"{"eventVersion":"1.08","eventName":"A"}"#, Class::Event),
            (r#"{"eventVersion":"1.05","userIdentity":{}}"#, Class::Event),
            (r#"{"eventName":"A","eventSource":"iam.amazonaws.com"}"#, Class::Event),
            (r#"{"eventVersion":"1.07","eventCategory":"Insight"}"#, Class::Insight),
            (r#"{"eventVersion":"1.07","insightDetails":{}}"#, Class::Insight),
            (r#"{"eventVersion":"1.0","eventCategory":"Aggregated"}"#, Class::Aggregated),
            (r#"{"digestStartTime":"x","logFiles":[]}"#, Class::Other(DIGEST)),
            (r#"{"s3Bucket":"b","s3ObjectKey":["k"]}"#, Class::Other("sns-notification")),
            (
                r#"{"eventVersion":"2.1","eventName":"ObjectCreated:Put","eventSource":"aws:s3","s3":{}}"#,
                Class::Other("stream-record"),
            ),
            (
                r#"{"eventID":"1","eventName":"INSERT","eventSource":"aws:dynamodb"}"#,
                Class::Other("stream-record"),
            ),
            (r#"{"class_uid":6003,"metadata":{}}"#, Class::Other("ocsf")),
            (
                r#"{"eventVersion":"1.0","eventCategory":"ActivityAuditLog","eventData":{}}"#,
                Class::Other("lake-activity"),
            ),
            (r#"{"cpu":5}"#, Class::Unknown),
            ("{}", Class::Unknown),
        ] {
            assert_eq!(class(text), expected, "{text}");
        }
    }

    #[test]
    fn opens_envelopes() {
        let inside = |text: &str| match class(text) {
            Class::Envelope { inside, form } => (inside.map(Cow::into_owned), form),
            other => panic!("{other:?}"),
        };
        let record = Some("{\"eventName\":\"A\"}".to_owned());
        assert_eq!(
            inside(r#"{"detail-type":"AWS API Call via CloudTrail","detail":{"eventName":"A"}}"#),
            (record.clone(), Some("eventbridge"))
        );
        assert_eq!(
            inside(r#"{"EventId":"e","CloudTrailEvent":"{\"eventName\":\"A\"}"}"#),
            (record.clone(), None)
        );
        assert_eq!(inside(r#"{"timestamp":1,"message":"{\"eventName\":\"A\"}"}"#), (record, None));
        assert_eq!(inside(r#"{"timestamp":1,"message":"CWL CONTROL MESSAGE"}"#), (None, None));
    }

    #[test]
    fn sniffs_content() {
        for (start, expected) in [
            ("", Content::Empty),
            ("\u{feff} \n", Content::Empty),
            ("\u{feff}{\"Records\":[", Content::Json),
            ("2024-01-02T03:04:05.000Z {\"a\":1}", Content::Json),
            ("1700000000000 {\"a\":1}", Content::Json),
            ("eventid,eventJson\n", Content::LakeCsv),
            ("\"eventJson\"\r\n", Content::LakeCsv),
            (
                "User name,AWS access key,Event time,Event source\n",
                Content::Other("event-history-csv"),
            ),
            ("a,b,c\n1,2,3", Content::Other("csv")),
            ("Amazon Route 53\nDeveloper Guide", Content::Other("text")),
            ("PK\u{3}\u{4}\0\0", Content::Other("binary")),
        ] {
            assert_eq!(sniff(start.as_bytes()), expected, "{start}");
        }
    }
}
