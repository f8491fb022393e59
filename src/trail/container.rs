//! The containers that CloudTrail records come in, recognised by their content.
//!
//! Records are found in any JSON by [`search`](crate::trail::search). A form is in one of the tables here
//! because it has a name, because its parts are found while they are read, or because it is trusted more:
//! what lies there is a record even if it lacks what the search asks for. [`ARRAYS`] has the forms whose
//! records are the elements of an array in an object, [`ENVELOPES`] those that wrap each record in an object,
//! [`OTHERS`] documents that are not events themselves.

use std::borrow::Cow;

use crate::trail::members::{self, Member};

/// The place of a value in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Within {
    /// At the top level: a single record, or one of several lines.
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
    /// After the time on a line, as CloudWatch Logs exports to S3.
    LogLine,
    /// After the time and the name of the stream on a line, as `aws logs tail` prints.
    LogTail,
    /// In the `eventJson` column of a CloudTrail Lake query result.
    LakeCsv,
    /// In another column of a table.
    Cell,
    /// On a line of text.
    TextLine,
    /// In an object or array of no known form that is too large to be read at once.
    Large,
}

impl Within {
    /// Returns the name of the form that has its records there.
    pub(crate) fn form(self) -> &'static str {
        match self {
            Self::Top => "object",
            Self::Array => "array",
            Self::Records => "records",
            Self::Events => "lookup-events",
            Self::LogEvents => "cloudwatch-logs-subscription",
            Self::Messages => "cloudwatch-logs-events",
            Self::LogLine => "cloudwatch-logs-export",
            Self::LogTail => "cloudwatch-logs-tail",
            Self::LakeCsv => "lake-csv",
            Self::Cell => "csv",
            Self::TextLine => "text",
            Self::Large => "json",
        }
    }

    /// Returns the path of a value there, without its index.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Top | Self::LogLine | Self::LogTail | Self::TextLine | Self::Large => "$",
            Self::Array => "$[*]",
            Self::Records => "$.Records[*]",
            Self::Events => "$.Events[*]",
            Self::LogEvents => "$.logEvents[*]",
            Self::Messages => "$.events[*]",
            Self::LakeCsv => "csv.eventJson",
            Self::Cell => "csv",
        }
    }

    /// Returns true for a place that any program may write to. A value there is a record only if it has all
    /// that [`search`](crate::trail::search) asks for.
    pub(crate) fn is_of_any_program(self) -> bool {
        matches!(self, Self::LogTail | Self::Cell | Self::TextLine | Self::Large)
    }
}

/// The top-level members that hold an array of records.
pub const ARRAYS: &[(&str, Within)] = &[
    ("Records", Within::Records),
    ("Events", Within::Events),
    ("logEvents", Within::LogEvents),
    ("events", Within::Messages),
];

/// An object around one record.
struct Envelope {
    /// The members that it must have.
    required: &'static [&'static str],
    /// The member that holds the record: as an object, or as JSON in a string.
    record: &'static str,
    /// The form of a file of these; `None` if the array around them determines it.
    form: Option<&'static str>,
}

const ENVELOPES: &[Envelope] = &[
    Envelope { required: &["detail-type", "detail"], record: "detail", form: Some("eventbridge") },
    Envelope { required: &["CloudTrailEvent"], record: "CloudTrailEvent", form: None },
    Envelope { required: &["message", "timestamp"], record: "message", form: None },
];

/// A document that is not an event.
struct OtherDocument {
    form: &'static str,
    /// The members that it must have.
    required: &'static [&'static str],
}

const OTHERS: &[OtherDocument] = &[
    OtherDocument { form: DIGEST, required: &["digestStartTime", "logFiles"] },
    OtherDocument { form: NOTIFICATION, required: &["s3Bucket", "s3ObjectKey"] },
    OtherDocument { form: NOTIFICATION, required: &["Type", "TopicArn", "Message"] },
    OtherDocument { form: SQS_MESSAGE, required: &["eventSourceARN", "body"] },
    OtherDocument { form: NOTIFICATION, required: &["EventSource", "Sns"] },
    OtherDocument { form: "lake-activity", required: &["eventData", "metadata"] },
    OtherDocument { form: "lake-result-sign", required: &["hashAlgorithm", "files"] },
    OtherDocument { form: "ocsf", required: &["class_uid", "metadata"] },
    OtherDocument { form: "lake-rows", required: &["QueryStatus", "QueryResultRows"] },
    OtherDocument { form: "elastic-fields", required: &["@timestamp", "ecs", "event"] },
    OtherDocument { form: OWN_EXPORT, required: &["event_time", "event_source", "event_name"] },
];

/// The form of a digest file, which is stored for verification.
pub const DIGEST: &str = "digest";

/// The form of a notification of new log files, whose object keys are stored.
pub const NOTIFICATION: &str = "sns-notification";

/// The form of an SQS message that may hold such a notification.
pub(crate) const SQS_MESSAGE: &str = "sqs-message";

/// The form of rows that `export` wrote, other than as CloudTrail's log files.
pub(crate) const OWN_EXPORT: &str = "ducktrail-export";

/// The form of YAML, whose lines may hold records.
pub(crate) const YAML: &str = "yaml";

/// The form of content with parts of records, none of which is whole.
pub(crate) const PARTIAL_RECORD: &str = "partial-record";

/// The form of JSON with an object that a program made of a record.
pub(crate) const PARSED_RECORD: &str = "parsed-record";

/// The form of content that is not text.
pub(crate) const BINARY: &str = "binary";

/// The form of JSON that is not recognised.
pub(crate) const OTHER_JSON: &str = "json-not-cloudtrail";

/// The kind of a JSON object.
#[derive(Debug, PartialEq)]
pub enum Class<'a> {
    /// A CloudTrail event, for `events`.
    Event,
    /// An Insights record.
    Insight,
    /// An Aggregated record.
    Aggregated,
    /// An envelope. `inside` is the object in it, or `None` if it holds something else.
    Envelope { inside: Option<Cow<'a, str>>, form: Option<&'static str> },
    /// A document of another form, with the name of the form.
    Other(&'static str),
    /// An object that is not recognised.
    Unknown,
}

/// Determines the kind of an object from its members.
pub fn classify<'a>(members: &[Member<'a>]) -> Class<'a> {
    let has = |name: &&str| members.iter().any(|member| member.name == *name);
    // Checked first, because a record keeps these members whatever a log shipper adds to it.
    if has(&"eventVersion") || has(&"eventName") {
        return classify_record(members);
    }
    if let Some(envelope) = ENVELOPES.iter().find(|envelope| envelope.required.iter().all(has)) {
        let value = members::find(members, envelope.record).unwrap_or_default();
        let inside = if value.starts_with('{') {
            Some(Cow::Borrowed(value))
        } else {
            members::unescape(value).filter(|text| text.starts_with('{'))
        };
        return Class::Envelope { inside, form: envelope.form };
    }
    match OTHERS.iter().find(|other| other.required.iter().all(has)) {
        Some(other) => Class::Other(other.form),
        None if has(&"timeWindow") && has(&"summary") => Class::Aggregated,
        None => Class::Unknown,
    }
}

/// Determines the kind of a record.
fn classify_record<'a>(members: &[Member<'a>]) -> Class<'a> {
    let value = |name| members::find(members, name).unwrap_or_default();
    // Event streams of other services (S3, DynamoDB, Kinesis) use the same member names.
    if value("eventSource").starts_with("\"aws:") {
        return Class::Other("stream-record");
    }
    match value("eventCategory") {
        "\"Insight\"" => Class::Insight,
        "\"Aggregated\"" => Class::Aggregated,
        // Event data stores of CloudTrail Lake hold these besides events.
        "\"ActivityAuditLog\"" => Class::Other("lake-activity"),
        "\"ConfigurationItem\"" => Class::Other("lake-configuration-item"),
        "\"Evidence\"" => Class::Other("lake-evidence"),
        _ if !value("insightDetails").is_empty() => Class::Insight,
        _ => Class::Event,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(text: &str) -> Class<'_> {
        classify(&members::split(text).unwrap())
    }

    #[test]
    fn records_are_distinguished_from_similar_objects() {
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
    fn envelopes_are_opened() {
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
}
