use std::{convert::Infallible, io::Write};

use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};

use super::{Found, MAX_LEVELS, NearMiss, search};

/// Returns the path, the offset and the text of each record, and the near miss.
fn found(text: &str) -> (Vec<(String, usize, String)>, Option<NearMiss>) {
    let mut records = Vec::new();
    let near_miss = search::<Infallible>(text, "$", &mut |found| {
        records.push(match found {
            Found::Record { path, offset, text } => (path.to_owned(), offset, text.to_owned()),
            Found::TooLarge { offset, .. } => (String::new(), offset, "too large".to_owned()),
            Found::Broken { offset, text } => ("broken".to_owned(), offset, text.to_owned()),
        });
        Ok(())
    });
    (records, near_miss.unwrap_or_else(|never| match never {}))
}

fn paths(text: &str) -> Vec<String> {
    found(text).0.into_iter().map(|(path, ..)| path).collect()
}

fn record(id: &str) -> Value {
    json!({
        "eventVersion": "1.11",
        "userIdentity": {"type": "IAMUser", "userName": "alice"},
        "eventTime": "2026-03-01T10:00:00Z",
        "eventSource": "s3.amazonaws.com",
        "eventName": "DeleteBucket",
        "awsRegion": "us-east-1",
        "requestParameters": {"bucketName": "amzn-s3-demo-bucket"},
        "responseElements": null,
        "eventID": id,
        "readOnly": false,
    })
}

fn base64_gzip(text: &str) -> String {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    STANDARD.encode(encoder.finish().unwrap())
}

/// Returns a record with one member replaced, or without it.
fn with(name: &str, value: Option<Value>) -> Value {
    let mut record = record("1");
    match value {
        Some(value) => record[name] = value,
        None => drop(record.as_object_mut().unwrap().remove(name)),
    }
    record
}

#[test]
fn records_are_found_in_objects_arrays_and_strings() {
    let (one, two) = (record("1"), record("2"));
    let lines = format!("{one}\n{two}\n");
    let payload =
        json!({"logEvents": [{"message": one.to_string()}, {"message": two.to_string()}]});
    for (wrapper, path) in [
        (
            json!({"hits": {"hits": [{"_source": {"event": {"original": one.to_string()}}}]}}),
            "$.hits.hits[*]._source.event.original",
        ),
        (json!({"a b": {"@m": one}}), "$.\"a b\".\"@m\""),
        (json!([[one]]), "$[*][*]"),
        (
            json!({"QueryResultRows": [[{"eventJson": one.to_string()}]]}),
            "$.QueryResultRows[*][*].eventJson",
        ),
        (json!({"message": format!("<134>1 host cloudtrail: {one}")}), "$.message"),
        (json!({"body": lines}), "$.body"),
        (json!({"body": lines.replace('\n', "")}), "$.body"),
        (
            json!({"body": json!({"Message": json!({"detail": one}).to_string()}).to_string()}),
            "$.body.Message.detail",
        ),
        (json!({"body": json!(one.to_string()).to_string()}), "$.body"),
        (
            json!({"awslogs": {"data": base64_gzip(&payload.to_string())}}),
            "$.awslogs.data.logEvents[*].message",
        ),
        (json!({"data": base64_gzip(&lines)}), "$.data"),
        (json!({"data": STANDARD.encode(one.to_string())}), "$.data"),
    ] {
        let text = wrapper.to_string();
        let (records, _) = found(&text);
        assert!(!records.is_empty(), "{text}");
        for (at, (found, _, record)) in records.iter().enumerate() {
            let expected = if at == 0 { &one } else { &two };
            assert_eq!((found.as_str(), record), (path, &expected.to_string()), "{text}");
        }
    }
    assert_eq!(found(&json!({"body": lines}).to_string()).0.len(), 2);
    // The cell of a table may be the payload itself.
    let expected: Vec<_> =
        [&one, &two].map(|record| ("$".to_owned(), 0, record.to_string())).into();
    assert_eq!(found(&base64_gzip(&lines)).0, expected);
}

#[test]
fn a_record_keeps_its_exact_text_and_place() {
    let record = record("1").to_string().replace(',', " ,\t").replace("\"1\"", "\"\\u0031\"");
    let text = format!("{{ \"x\": [1, {record} ] }}");
    let offset = text.find(&record).unwrap();
    assert_eq!(found(&text).0, [("$.x[*]".to_owned(), offset, record.clone())]);
    let line = format!("2026-03-01 10:00:00 stream {record}\n");
    assert_eq!(found(&line).0, [("$".to_owned(), line.find('{').unwrap(), record)]);
}

#[test]
fn what_a_record_holds_is_part_of_it() {
    let mut outer = record("1");
    outer["requestParameters"] = json!({"entries": [record("2")], "text": record("3").to_string()});
    let text = json!({"a": outer}).to_string();
    assert_eq!(paths(&text), ["$.a"]);
    assert_eq!(paths(&json!([record("1"), [outer], record("4")]).to_string()).len(), 3);
}

#[test]
fn records_of_every_kind_are_found() {
    let insight =
        json!({"eventVersion": "1.07", "eventTime": "2026-03-01T10:00:00Z", "insightDetails": {}});
    let aggregated = json!({"eventVersion": "1.0", "timeWindow": {}, "summary": {}});
    for record in [
        insight,
        aggregated,
        with("eventSource", Some(json!(""))),
        with("eventTime", Some(json!("2026-03-01 10:00:00"))),
        with("awsRegion", None),
        with("readOnly", None),
        with("requestParameters", Some(json!("HIDDEN_DUE_TO_SECURITY_REASONS"))),
        with("addedByAShipper", Some(json!(1))),
    ] {
        assert_eq!(paths(&json!({"a": record}).to_string()), ["$.a"], "{record}");
    }
}

#[test]
fn near_misses_are_no_records() {
    let s3 = json!({"eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "us-east-1",
        "eventTime": "2026-03-01T10:00:00Z", "eventName": "ObjectCreated:Put",
        "userIdentity": {"principalId": "AWS:AIDAEXAMPLE"}, "s3": {}});
    let other_cloud = json!({"eventVersion": "1", "eventSource": "ecs.example.com", "eventName": "Delete",
        "eventTime": "2026-03-01T10:00:00Z", "userIdentity": {"type": "root"}, "eventId": "1"});
    let schema = json!({"eventVersion": {"type": "string"}, "userIdentity": {"type": "object"},
        "eventTime": {"type": "string"}, "eventSource": {}, "eventName": {"enum": []}});
    let finding = json!({"detail-type": "GuardDuty Finding", "detail": {"service": {"action":
        {"awsApiCallAction": {"api": "DeleteBucket", "serviceName": "s3.amazonaws.com"}}}}});
    let flat = json!({"eventVersion": "1.11", "eventTime": "2026-03-01T10:00:00Z", "eventName": "A",
        "eventSource": "s3.amazonaws.com", "userIdentity.type": "IAMUser"});
    for value in [
        s3,
        other_cloud,
        schema,
        finding,
        flat,
        with("eventVersion", None),
        with("eventVersion", Some(json!(1.11))),
        with("eventVersion", Some(json!("2.0"))),
        with("userIdentity", Some(json!("{type=IAMUser}"))),
        with("eventTime", Some(json!("yesterday"))),
        with("eventTime", Some(json!(1_772_359_200))),
        with("eventSource", Some(json!("shop.example.com"))),
        with("eventSource", Some(json!("arn:aws:s3:::bucket"))),
        with("eventName", Some(json!(""))),
        with("readOnly", Some(json!("false"))),
        with("responseElements", Some(json!("null"))),
    ] {
        for text in [
            value.to_string(),
            json!({"a": [value]}).to_string(),
            json!({"a": value.to_string()}).to_string(),
        ] {
            assert_eq!(paths(&text), Vec::<String>::new(), "{text}");
        }
    }
}

#[test]
fn a_near_miss_says_what_is_missing() {
    let missing = |value: &Value| found(&json!({"data": {"aws": value}}).to_string()).1;
    let near = |missing: &str| {
        Some(NearMiss { path: "$.data.aws".to_owned(), missing: missing.to_owned() })
    };
    assert_eq!(
        missing(&with("readOnly", Some(json!("false")))),
        near("with other values of readOnly")
    );
    assert_eq!(missing(&with("userIdentity", None)), near("without userIdentity"));
    let elastic = json!({"event_version": "1.11", "user_identity": {}, "event_type": "AwsApiCall",
        "request_id": "1", "recipient_account_id": "111122223333"});
    let lacking = "without eventVersion, userIdentity, eventTime, eventSource, eventName";
    assert_eq!(missing(&elastic), near(lacking));
    assert_eq!(missing(&json!({"eventName": "A", "eventTime": "x", "b": 1})), None);
}

#[test]
fn the_depth_of_strings_is_bounded() {
    let mut text = record("1").to_string();
    for level in 0..MAX_LEVELS {
        text = json!({"a": text}).to_string();
        assert_eq!(paths(&text).len(), 1, "{level}");
    }
    assert_eq!(paths(&json!({"a": text}).to_string()), Vec::<String>::new());
}

#[test]
fn a_string_that_inflates_to_too_much_is_reported() {
    let bomb = json!({"data": base64_gzip(&" ".repeat(64 << 20))}).to_string();
    assert_eq!(
        found(&bomb).0,
        [(String::new(), bomb.find("\"H4sI").unwrap(), "too large".to_owned())]
    );
}

#[test]
fn hostile_text_is_searched_in_linear_time() {
    let size = 1 << 20;
    for text in [
        "[".repeat(size),
        "{\"\":".repeat(size / 5),
        "[{}".repeat(size / 3),
        "{\"\n".repeat(size / 3),
        "\"\\".repeat(size / 2),
        format!("[{}1]", "[],".repeat(size / 3)),
        format!("{}1{}", "[".repeat(size / 2), "]".repeat(size / 2)),
        json!({ "x".repeat(size / 2): "{".repeat(size / 2) }).to_string(),
        json!(vec!["{\"eventName\":".repeat(20); size / 300]).to_string(),
        json!(vec!["x".repeat(200); size / 200]).to_string(),
        format!("x {}", "{\"\":".repeat(size / 5)),
        format!("x {}", "{\"\n".repeat(size / 3)),
        format!("x {}", "\"{\"\"".repeat(size / 4)),
        format!("x {}", "\"{\\\"".repeat(size / 4)),
        format!("x {}", "'{\"".repeat(size / 3)),
        format!("x {}", "{\"\":[".repeat(size / 5) + &"]}".repeat(size / 6)),
    ] {
        assert_eq!(found(&text).0, [], "{}", &text[..20]);
    }
}

#[test]
fn every_record_on_a_line_is_found_and_no_part_of_one_is_passed_over() {
    let (one, two) = (record("1").to_string(), record("2").to_string());
    let cut = &one[..200];
    let doubled = |text: &str| text.replace('\'', "''");
    for (text, expected) in [
        (format!("a {one} b {two}"), vec!["$", "$"]),
        (format!("a {{\"k\":1}} b {one}"), vec!["$"]),
        (format!("a {{\"k\":{one}, \"cut"), vec!["$"]),
        (format!("a {cut}\nb {two}"), vec!["$", "broken"]),
        (format!("a {one}\nb {cut}"), vec!["$", "broken"]),
        (format!("{{\"k\":1}} {cut}"), vec!["broken"]),
        (format!("INSERT ('{}'), ('{}');", doubled(&one), doubled(&two)), vec!["$", "$"]),
        (format!("x {}", one.replace('"', "'")), vec!["broken"]),
        (format!("x {{\"eventName\": \"a\", {one}"), vec!["$"]),
        ("x {\"eventName\": \"a\", \"eventType\"".to_owned(), vec![]),
        ("x {\"a\": 1, eventVersion eventName".to_owned(), vec![]),
    ] {
        assert_eq!(paths(&text), expected, "{text}");
    }
    let surrogate = json!({"m": one}).to_string().replace("amzn-s3", "\\ud800");
    assert_eq!(paths(&surrogate), ["broken"]);
}

#[test]
fn a_record_in_a_literal_keeps_the_text_that_was_quoted() {
    let text = with("requestParameters", Some(json!({"a": "it's \"b\" \\"}))).to_string();
    let quoted = format!("('{}')", text.replace('\'', "''"));
    assert_eq!(found(&quoted).0, [("$".to_owned(), 2, text)]);
}
