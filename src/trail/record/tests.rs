use super::*;
use crate::trail::{canonical::canonical, column::index_of};

fn row(text: &str) -> Row<'_> {
    to_row(&members::split(text).unwrap(), &ColumnSet::all())
}

fn value<'a>(row: &'a Row<'_>, column: &str) -> Option<&'a str> {
    row.text(COLUMNS.iter().position(|other| other.name == column).unwrap())
}

fn assert_round_trip(text: &str) {
    assert_eq!(restored(text), text);
    assert_eq!(canonical(&from_row(&row(text), None)), canonical(text));
}

/// Returns the record after the way through a row.
fn restored(text: &str) -> String {
    let members = members::split(text).unwrap();
    from_row(&to_row(&members, &ColumnSet::all()), Some(&shape::of(text, &members)))
}

#[test]
fn null_members_order_and_spelling_are_restored() {
    for text in [
        "{}",
        r#"{"responseElements":null,"eventTime":"2024-01-02T03:04:05Z","eventVersion":"1.08"}"#,
        r#"{"unknown":null,"errorCode":null,"new":{"a":null},"readOnly":null}"#,
        r#"{"eventName":null,"a":1,"eventName":"A","a":null,"eventName":null}"#,
        r#"{"event\u004eame":"A","ne\/w":null,"":0,"eventSource":"s"}"#,
        r#"{"eventName":"A","event\u004eame":"B","eventSource":"s"}"#,
        r#"{"userAgent":"a\/b","errorMessage":"\u0026 \u00e9","eventName":"\"\\\n\u0001"}"#,
        r#"{"errorMessage":"\u000A","userAgent":"\u001F"}"#,
        r#"{"eventTime":"2024-01-02T03:04:05\u005a","awsRegion":"\u0065u","readOnly":"tru\u0065"}"#,
        r#"{"eventTime":"2024-01-02T03:04:05.000Z","readOnly":"True","eventVersion":1.080}"#,
        r#"{"sessionCredentialFromConsole":"TRUE","managementEvent":"true","eventID":""}"#,
        r#"{"requestParameters":"\u0061","resources":[null],"sourceIPAddress":null}"#,
    ] {
        assert_round_trip(text);
    }
}

#[test]
fn only_white_space_between_members_is_lost() {
    assert_eq!(
        restored("{ \"b\" : {\"x\": [1,\n2]} ,\n\"a\":null, \"eventName\" :\"A B\" }"),
        "{\"b\":{\"x\": [1,\n2]},\"a\":null,\"eventName\":\"A B\"}"
    );
}

#[test]
fn a_record_without_a_shape_has_its_members_in_the_order_of_the_columns() {
    let row = row(r#"{"new":1,"responseElements":null,"eventName":"A","eventTime":"x"}"#);
    let text = r#"{"eventName":"A","new":1,"eventTime":"x"}"#;
    for shape in [None, Some("{"), Some("{}"), Some("")] {
        assert_eq!(from_row(&row, shape), text);
    }
}

#[test]
fn nested_members_fill_their_columns() {
    let row = row(r#"{"userIdentity":{"type":"AssumedRole","sessionContext":{
        "sessionIssuer":{"arn":"arn:x"},"attributes":{"mfaAuthenticated":"true",
        "creationDate":"20131102T010628Z"}}},"tlsDetails":{"tlsVersion":"TLSv1.3"}}"#);
    assert_eq!(value(&row, "identity_type"), Some("AssumedRole"));
    assert_eq!(value(&row, "issuer_arn"), Some("arn:x"));
    assert_eq!(value(&row, "tls_version"), Some("TLSv1.3"));
    assert_eq!(row.cell(const { index_of("mfa_authenticated") }), &Cell::Bool(true));
    assert!(matches!(row.cell(const { index_of("session_creation_date") }), Cell::Time(_)));
    assert_eq!(row.text(EXTRA), None);
}

#[test]
fn the_last_of_several_members_with_one_name_fills_all_columns() {
    let text =
        r#"{"userIdentity":{"arn":"arn:x","type":"Root"},"userIdentity":{"type":"IAMUser"}}"#;
    let row = row(text);
    assert_eq!(value(&row, "identity_type"), Some("IAMUser"));
    assert_eq!(value(&row, "identity_arn"), None);
    assert_eq!(value(&row, "user_identity"), Some(r#"{"type":"IAMUser"}"#));
    assert_eq!(row.text(EXTRA), Some(text));
}

#[test]
fn a_value_of_unexpected_type_is_kept_in_extra() {
    for (text, extra) in [
        (r#"{"readOnly":"true"}"#, r#"{"readOnly":"true"}"#),
        (r#"{"errorCode":404}"#, r#"{"errorCode":404}"#),
        (r#"{"eventSource":""}"#, r#"{"eventSource":""}"#),
        (r#"{"eventName":{"a":1}}"#, r#"{"eventName":{"a":1}}"#),
        (
            r#"{"eventTime":"2024-01-02 03:04:05.000000001"}"#,
            r#"{"eventTime":"2024-01-02 03:04:05.000000001"}"#,
        ),
        (r#"{"eventTime":"...","new":50.0}"#, r#"{"eventTime":"...","new":50.0}"#),
        (r#"{"sessionCredentialFromConsole":true}"#, r#"{"sessionCredentialFromConsole":true}"#),
        (r#"{"eventName":"A","eventName":"B"}"#, r#"{"eventName":"A","eventName":"B"}"#),
        (r#"{"EventName":"A"}"#, r#"{"EventName":"A"}"#),
    ] {
        assert_eq!(row(text).text(EXTRA), Some(extra), "{text}");
        assert_round_trip(text);
    }
}

#[test]
fn a_failed_sign_in_is_recognised_by_its_response() {
    for (text, expected) in [
        (
            r#"{"eventSource":"signin.amazonaws.com","responseElements":{"ConsoleLogin":"Failure"}}"#,
            Cell::Bool(true),
        ),
        (
            r#"{"eventSource":"signin.amazonaws.com","responseElements":{"ConsoleLogin":"Success"}}"#,
            Cell::Bool(false),
        ),
        (
            r#"{"eventSource":"signin.amazonaws.com","serviceEventDetails":{"CredentialVerification":"Failure"}}"#,
            Cell::Bool(true),
        ),
        (
            r#"{"eventSource":"signin.amazonaws.com","requestParameters":{"x":"Failure"}}"#,
            Cell::Bool(false),
        ),
        (r#"{"eventSource":"signin.amazonaws.com"}"#, Cell::Bool(false)),
        (
            r#"{"eventSource":"ec2.amazonaws.com","responseElements":{"state":"Failure"}}"#,
            Cell::Null,
        ),
    ] {
        let row = row(text);
        assert_eq!(row.cell(SIGN_IN_FAILED), &expected, "{text}");
        assert_round_trip(text);
    }
}

#[test]
fn an_ordinary_value_is_not_repeated_in_extra() {
    for text in [
        r#"{"readOnly":true,"sessionCredentialFromConsole":"true"}"#,
        r#"{"eventTime":"2024-01-02T03:04:05Z","eventName":"é\n\"x\""}"#,
        r#"{"requestParameters":null,"additionalEventData":"a string"}"#,
    ] {
        assert_eq!(row(text).text(EXTRA), None, "{text}");
        assert_round_trip(text);
    }
}

#[test]
fn json_columns_keep_the_exact_text() {
    let row =
        row(r#"{"requestParameters":{"b": 50.0, "a":9.82222E-5,"tTL":123456789012345678901}}"#);
    assert_eq!(
        value(&row, "request_parameters"),
        Some(r#"{"b": 50.0, "a":9.82222E-5,"tTL":123456789012345678901}"#)
    );
}

#[test]
fn nested_values_of_unexpected_type_stay_in_the_whole_object() {
    let text = r#"{"userIdentity":{"type":5,"arn":"","sessionContext":{"attributes":"none"}}}"#;
    let row = row(text);
    assert_eq!((value(&row, "identity_type"), value(&row, "identity_arn")), (Some("5"), None));
    assert_round_trip(text);
}

#[test]
fn only_the_requested_columns_are_filled() {
    let members = members::split(r#"{"eventName":"A","errorCode":"B","x":1}"#).unwrap();
    let row = to_row(&members, &ColumnSet::only([index_of("event_name")]));
    assert_eq!((value(&row, "event_name"), value(&row, "error_code")), (Some("A"), None));
    assert_eq!(row.text(EXTRA), None);
}
