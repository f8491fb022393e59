//! The reader gives the same values as the way that decides, or refuses a record.

use super::*;
use crate::trail::{
    container::{Class, classify},
    depth, members,
    record::to_row,
    row::{Row, RowValues},
    shape,
};

/// Returns the row and the shape of an event as all other modules read it, or `None` if it is no event.
fn decided(text: &str) -> Option<(Row<'_>, String)> {
    let members = members::split(text).ok()?;
    let is_event = classify(&members) == Class::Event && !depth::is_too_deep(text);
    is_event.then(|| (to_row(&members, &ColumnSet::all()), shape::of(text, &members)))
}

/// Reads `text` at the start of other text. Fails if the result is not that of [`decided`].
fn is_read(text: &str) -> bool {
    let mut reader = RecordReader::default();
    // The second time, the reader knows the order of the names.
    for _ in 0..2 {
        let Ok(length) = reader.read(format!("{text},{{\"eventName\":\"B\"}}").as_bytes()) else {
            return false;
        };
        assert_eq!(length, text.len(), "{text}");
        let row = reader.row(text);
        let (expected, shape) = decided(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(row.to_row(), expected, "{text}");
        assert_eq!(row.shape().to_text(), shape, "{text}");
    }
    true
}

/// Returns an event with one more member.
fn with(member: &str) -> String {
    format!(r#"{{"eventVersion":"1.11","eventName":"A",{member}}}"#)
}

#[test]
fn ordinary_records_are_read() {
    for text in [
        r#"{"eventVersion":"1.08"}"#,
        r#"{"eventName":null}"#,
        "{\n \"eventName\" : \"A\" ,\r\n\t\"readOnly\" : true\n}",
        r#"{"eventName":"A","userIdentity":{},"tlsDetails":{"tlsVersion":"TLSv1.3","x":[{}]},"addendum":{"reason":"x"}}"#,
        r#"{"eventName":"A","userIdentity":{"type":"AssumedRole","sessionContext":{"sessionIssuer":{"arn":"arn:x","type":5},"attributes":{"mfaAuthenticated":"true","creationDate":"2024-01-02T03:04:05Z"},"webIdFederationData":{}}}}"#,
        r#"{"eventName":"A","userIdentity":{"type":"x","type":"","sessionContext":"none","sessionContext":{"sourceIdentity":"s"}}}"#,
        r#"{"eventName":"A","userIdentity":null,"requestParameters":"a string","readOnly":"true","managementEvent":1}"#,
        r#"{"eventName":"A","eventSource":"signin.amazonaws.com","responseElements":{"ConsoleLogin":"Failure"}}"#,
        r#"{"eventName":"A","eventSource":"signin.amazonaws.com","serviceEventDetails":{"CredentialVerification":"Failure"}}"#,
        r#"{"eventName":"A","eventSource":"signin.amazonaws.com","responseElements":null}"#,
        r#"{"eventName":"A","new":{"a":[1,-0.5e+3,true,false,null,"x\u00e9\ud83d\ude00"]},"new":[],"é":{}}"#,
        r#"{"eventName":"a\"b\n","userAgent":"a\/b","errorMessage":"\u0041","eventCategory":"Data"}"#,
        r#"{"eventName":"A","eventCategory":null,"apiVersion":2.50,"eventID":"","eventSource":5}"#,
        r#"{"eventName":"A","eventTime":"2024-02-30T00:00:00Z","sessionCredentialFromConsole":"TRUE"}"#,
        r#"{"eventName":"A","eventTime":"2024-01-02 03:04:05.25","readOnly":false}"#,
        r#"{"eventName":{"a":1},"errorCode":[],"resources":[{"ARN":"x"}]}"#,
    ] {
        assert!(is_read(text), "{text}");
    }
}

#[test]
fn records_that_need_a_decision_are_refused() {
    for member in [
        r#""event\u0054ime":"2024-01-02T03:04:05Z""#,
        r#""eventName":"B""#,
        r#""userIdentity":{"ty\u0070e":"x"}"#,
        r#""eventSource":"aws:s3""#,
        r#""eventSource":"signin\u002eamazonaws.com""#,
        r#""eventCategory":"Insight""#,
        r#""eventCategory":"Aggregated""#,
        r#""eventCategory":"New""#,
        r#""insightDetails":null"#,
        r#""Records":[{"eventName":"A"}]"#,
        r#""events":0"#,
        r#""requestParameters":"\ud83d""#,
        r#""requestParameters":"\ud83dx""#,
        r#""requestParameters":"\ud83d\u0041""#,
        r#""requestParameters":"\udc00""#,
    ] {
        assert!(!is_read(&with(member)), "{member}");
    }
    for text in
        ["{}", r#"{"eventSource":"x"}"#, r#"{"digestStartTime":"x","logFiles":[]}"#, "[]", " {}"]
    {
        assert!(!is_read(text), "{text}");
    }
    let nested = |levels: usize| {
        with(&format!("\"requestParameters\":{}1{}", "[".repeat(levels), "]".repeat(levels)))
    };
    assert!(is_read(&nested(50)) && !is_read(&nested(70)));
    let wide = |count: usize| with(&vec!["\"x\":1"; count].join(","));
    assert!(is_read(&wide(100)) && !is_read(&wide(1000)));
}

#[test]
fn text_that_is_not_json_is_refused() {
    for value in [
        "",
        "01",
        "-",
        "+1",
        "1.",
        ".5",
        "1e",
        "1e+",
        "0x1",
        "NaN",
        "tru",
        "nul",
        "True",
        "'a'",
        "\"a",
        "\"\n\"",
        "\"\t\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u+123\"",
        "\"\u{0}\"",
        "[1,]",
        "[,]",
        "[1 2]",
        "[1}",
        "{\"a\":1]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{1:1}",
        "{\"a\":1 \"b\":2}",
        "[",
        "{",
        "[[",
        "\u{c}1",
        "\u{a0}1",
    ] {
        assert!(!is_read(&with(&format!("\"requestParameters\":{value}"))), "{value}");
        assert!(!is_read(&with(&format!("\"new\":{value}"))), "{value}");
        assert!(!is_read(&with(&format!("\"userIdentity\":{{\"type\":{value}}}"))), "{value}");
    }
    for text in [
        r#"{"eventName":"A",}"#,
        r#"{"eventName":"A"]"#,
        r#"{"eventName" "A"}"#,
        r#"{"eventName":"A" "x":1}"#,
        r#"{,"eventName":"A"}"#,
        r#"{eventName:"A"}"#,
        r#"{"eventName":"A","userIdentity":{"type":"x",}}"#,
        r#"{"eventName":"A","userIdentity":{"type":"x"]}"#,
    ] {
        assert!(!is_read(text), "{text}");
    }
}

#[test]
fn a_record_that_is_cut_off_is_refused() {
    let text = with(r#""userIdentity":{"type":"x","a":[{"b":1.5e3}]},"userAgent":"\u00e9""#);
    assert!(is_read(&text));
    let mut reader = RecordReader::default();
    for length in 0..text.len() {
        let looked_at = reader.read(&text.as_bytes()[..length]).unwrap_err();
        assert!(looked_at <= length, "{length}: {looked_at}");
    }
    assert_eq!(reader.read(text.as_bytes()), Ok(text.len()));
}

#[test]
fn the_order_of_names_may_change_from_record_to_record() {
    let mut reader = RecordReader::default();
    for text in [
        r#"{"eventVersion":"1","eventName":"A","x":1,"awsRegion":"r"}"#,
        r#"{"eventName":"B","eventVersion":"2","awsRegion":"s","x":2,"y":3}"#,
        r#"{"x":1,"y":2,"awsRegion":"t","eventName":"C"}"#,
        r#"{"eventVersion":"1","eventName":"A","x":1,"awsRegion":"r"}"#,
    ] {
        let padded = format!("{text}{}", " ".repeat(40));
        assert_eq!(reader.read(padded.as_bytes()), Ok(text.len()));
        let (expected, shape) = decided(text).unwrap();
        assert_eq!(reader.row(text).to_row(), expected, "{text}");
        assert_eq!(reader.row(text).shape().to_text(), shape);
    }
}

#[test]
fn bytes_that_are_not_utf_8_are_left_to_the_caller() {
    let text = b"{\"eventName\":\"A\",\"errorMessage\":\"\xff\"}";
    assert_eq!(RecordReader::default().read(text), Ok(text.len()));
    // An escape or another unusual value needs text at once.
    let text = b"{\"eventName\":\"A\",\"errorMessage\":\"\\n\xff\"}";
    assert!(RecordReader::default().read(text).is_err());
    let text = b"{\"eventName\":\"A\",\"\xff\":1}";
    assert!(RecordReader::default().read(text).is_err());
}
