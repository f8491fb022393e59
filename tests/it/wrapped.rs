//! Records are found in whatever they lie: exports of log stores, payloads of streams and queues, tables and
//! text. What resembles a record is named and not imported.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::support::{Run, Sandbox, gzip};

fn record(number: u64) -> Value {
    json!({
        "eventVersion": "1.11",
        "userIdentity": {"type": "IAMUser", "accountId": "111122223333", "userName": "alice, \"a\""},
        "eventTime": "2026-03-01T10:00:00Z",
        "eventSource": "s3.amazonaws.com",
        "eventName": "DeleteBucket",
        "awsRegion": "us-east-1",
        "requestParameters": {"bucketName": "amzn-s3-demo-bucket"},
        "responseElements": null,
        "eventID": format!("aaaaaaaa-0000-4000-8000-{number:012}"),
        "readOnly": false,
        "recipientAccountId": "111122223333",
    })
}

/// Returns two records as text.
fn two() -> [String; 2] {
    [record(1).to_string(), record(2).to_string()]
}

/// Returns the payload of a CloudWatch Logs subscription with two records, as a stream delivers it.
fn payload() -> String {
    let events: Vec<_> =
        two().iter().map(|text| json!({"id": "1", "timestamp": 1, "message": text})).collect();
    let payload = json!({"messageType": "DATA_MESSAGE", "logEvents": events});
    STANDARD.encode(gzip(payload.to_string().as_bytes()))
}

fn control_message() -> String {
    let payload = json!({"messageType": "CONTROL_MESSAGE", "logEvents": [{"message": "CWL CONTROL MESSAGE"}]});
    STANDARD.encode(gzip(payload.to_string().as_bytes()))
}

fn cell(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// Imports content, and returns the run and the form of the file.
fn import(content: &str) -> (Sandbox, Run, String) {
    let sandbox = Sandbox::new();
    sandbox.write("logs/file", content);
    let ran = sandbox.import(&[&sandbox.path("logs")]);
    let form = sandbox.value("SELECT form FROM files");
    (sandbox, ran, form)
}

/// Fails unless both records are in `content`, for the import and for SQL, once and with this form.
fn expect_two(content: &str, form: &str) {
    let (sandbox, ran, found) = import(content);
    assert_eq!((ran.count("inserted"), ran.count("rejected")), (2, 0), "{content}\n{}", ran.stdout);
    assert_eq!((ran.code, found.as_str()), (Some(0), form), "{content}");
    let sql = format!(
        "SELECT count(DISTINCT event_id) AS n FROM read_cloudtrail('{}') WHERE identity_user_name = 'alice, \"a\"'",
        sandbox.path("logs").display()
    );
    let same = sandbox.run(&["query", &sql, "--format", "csv"]).expect_code(0);
    assert_eq!(same.stdout, "n\n2\n", "{content}");
    if form.starts_with('$') || form.starts_with("csv.") {
        let line = format!(" 1 at {form}");
        assert!(ran.stdout.contains(&line), "{}", ran.stdout);
    }
}

#[test]
fn records_are_found_in_the_json_of_log_stores() {
    let [one, two] = two();
    let parsed = [record(1), record(2)];
    let fields = |text: &str| json!([{"field": "@timestamp", "value": "x"}, {"field": "@message", "value": text}]);
    for (wrapper, form) in [
        (
            json!({"hits": {"hits": [{"_source": {"event": {"original": one}}}, {"_source": {"event": {"original": two}}}]}}),
            "$.hits.hits[*]._source.event.original",
        ),
        (
            json!({"status": "success", "data": {"result": [{"stream": {}, "values": [["1", one], ["2", two]]}]}}),
            "$.data.result[*].values[*][*]",
        ),
        (
            json!({"results": [fields(&one), fields(&two)], "status": "Complete"}),
            "$.results[*][*].value",
        ),
        (
            json!({"QueryStatus": "FINISHED", "QueryResultRows": [[{"a": "1"}, {"eventJson": one}], [{"eventJson": two}]]}),
            "$.QueryResultRows[*][*].eventJson",
        ),
        (json!([{"@message": parsed[0]}, {"@message": parsed[1]}]), "$[*].\"@message\""),
        (json!([{"_raw": one, "cribl_breaker": "x"}, {"_raw": two}]), "$[*]._raw"),
        (json!({"results": [{"_raw": one}, {"_raw": two}]}), "$.results[*]._raw"),
        (
            json!({"data": [{"attributes": {"content": {"attributes": parsed[0]}}}, {"attributes": {"content": {"attributes": parsed[1]}}}]}),
            "$.data[*].attributes.content.attributes",
        ),
        (
            json!({"frames": [{"data": {"values": [[1, 2], [one, two]]}}]}),
            "$.frames[*].data.values[*][*]",
        ),
    ] {
        expect_two(&wrapper.to_string(), form);
        expect_two(&serde_json::to_string_pretty(&wrapper).unwrap(), form);
    }
    for (name, path) in
        [("line", "$.line"), ("full_log", "$.full_log"), ("event.original", "$.\"event.original\"")]
    {
        expect_two(&format!("{}\n{}\n", json!({name: one}), json!({name: two})), path);
    }
    let splunk =
        |raw: &str| json!({"preview": false, "result": {"_raw": raw, "eventName": "DeleteBucket"}});
    expect_two(&format!("{}\n{}", splunk(&one), splunk(&two)), "$.result._raw");
}

/// The answers of log stores hold up to 10,000 hits in one document, which is larger than any record may be.
#[test]
fn records_are_found_in_documents_of_any_size() {
    let pad = "x".repeat(9 << 20);
    let hits: Vec<_> =
        two().iter().map(|text| json!({"_source": {"message": text}, "pad": pad})).collect();
    expect_two(&json!({"hits": {"hits": hits}}).to_string(), "$.hits.hits[*]._source.message");
    let rows: Vec<_> = two()
        .iter()
        .map(|text| json!([{"field": "pad", "value": pad}, {"field": "@message", "value": text}]))
        .collect();
    expect_two(
        &json!({"results": rows, "status": "Complete"}).to_string(),
        "$.results[*][*].value",
    );
}

#[test]
fn records_are_found_in_payloads_of_streams_and_queues() {
    let [one, two] = two();
    let both = format!("{one}\n{two}\n");
    let eventbridge = |at: u64| {
        json!({"detail-type": "AWS API Call via CloudTrail", "detail": record(at)}).to_string()
    };
    let sns = |text: &str| json!({"Type": "Notification", "TopicArn": "arn:aws:sns:us-east-1:111122223333:t", "Message": text});
    for (wrapper, form) in [
        (json!({"awslogs": {"data": payload()}}), "$.awslogs.data.logEvents[*].message"),
        (
            json!({"requestId": "r", "records": [{"data": payload()}]}),
            "$.records[*].data.logEvents[*].message",
        ),
        (
            json!({"Records": [{"eventSource": "aws:kinesis", "eventVersion": "1.0", "kinesis": {"data": payload()}}]}),
            "$.Records[*].kinesis.data.logEvents[*].message",
        ),
        (
            json!({"Records": [{"Data": control_message()}, {"Data": payload()}, {"Data": control_message()}]}),
            "$.Records[*].Data.logEvents[*].message",
        ),
        (json!({"Records": [{"Data": STANDARD.encode(&both)}]}), "$.Records[*].Data"),
        (
            json!({"Records": [{"eventSource": "aws:sqs", "eventSourceARN": "arn", "body": eventbridge(1)},
            {"eventSource": "aws:sqs", "eventSourceARN": "arn", "body": eventbridge(2)}]}),
            "$.Records[*].body.detail",
        ),
        (
            json!({"Messages": [{"Body": sns(&eventbridge(1)).to_string()}, {"Body": sns(&eventbridge(2)).to_string()}]}),
            "$.Messages[*].Body.Message.detail",
        ),
        (json!({"Messages": [{"Body": both}]}), "$.Messages[*].Body"),
    ] {
        expect_two(&wrapper.to_string(), form);
    }
}

#[test]
fn records_are_found_in_the_cells_of_tables() {
    let [one, two] = two().map(|text| cell(&text));
    let pretty = [1, 2]
        .map(|at| cell(&serde_json::to_string_pretty(&record(at)).unwrap()).replace('\n', "\r\n"));
    let [first, second] = &pretty;
    for (table, form) in [
        (format!("@timestamp,@message\nx,{one}\nx,{two}\n"), "csv.\"@message\""),
        (format!("\"@timestamp\",\"@message\"\n\"x\",{one}\n\"x\",{two}\n"), "csv.\"@message\""),
        (format!("_raw,_time,sourcetype\n{one},x,y\n{two},x,y\n"), "csv._raw"),
        (format!("_raw\r\n{one}\r\n{two}\r\n"), "csv._raw"),
        (format!("\"line\"\n{one}\n{two}\n"), "csv.line"),
        (format!("a;b;line\n1;2;{one}\n3;;{two}"), "csv.line"),
        (format!("a\tline\n1\t{}\n3\t{}\n", record(1), record(2)), "csv.line"),
        (format!("a|line\n1|{one}\n3|{two}\n"), "csv.line"),
        (format!("eventName,eventTime,eventID,raw\nx,y,z,{first}\nx,y,z,{second}\n"), "csv.raw"),
        (format!("a,b,data\n1,2,{}\n", payload()), "csv.data.logEvents[*].message"),
    ] {
        expect_two(&table, form);
    }
}

#[test]
fn records_are_found_on_lines_of_text() {
    let [one, two] = two();
    let stream = "2026-03-01T10:00:00.123000+00:00 111122223333_CloudTrail_us-east-1_2";
    expect_two(&format!("{stream} {one}\n{stream} {two}\n"), "cloudwatch-logs-tail");
    let pretty = [1, 2].map(|at| serde_json::to_string_pretty(&record(at)).unwrap());
    expect_two(
        &format!("{stream} {}\n{stream} {}\n", pretty[0], pretty[1]),
        "cloudwatch-logs-tail",
    );
    let syslog = "Mar  1 10:00:00 host cloudtrail[1]:";
    expect_two(&format!("{syslog} started\n{syslog} {one}\n{syslog} {two}\n"), "text");
}

/// Dumps of databases put all rows on one line, between quotes of their own.
#[test]
fn records_are_found_in_the_literals_of_other_languages() {
    let [one, two] = two();
    let doubled = |text: &str| text.replace('\'', "''");
    let escaped = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"").replace('\'', "\\'");
    let [sql_1, sql_2] = [doubled(&one), doubled(&two)];
    let [slash_1, slash_2] = [escaped(&one), escaped(&two)];
    for (text, form) in [
        (format!("INSERT INTO t VALUES (1,'{sql_1}'),(2,'{sql_2}');\n"), "text"),
        (format!("INSERT INTO `t` VALUES (1,'{slash_1}'),(2,'{slash_2}');\n"), "text"),
        (format!("Events:\n- CloudTrailEvent: '{sql_1}'\n- CloudTrailEvent: '{sql_2}'\n"), "text"),
        (format!("first {one} second {two} end\n"), "text"),
        (format!("a={{\"k\": 1}} b={one} c={{\"k\": {two}, \"cut\": \n"), "text"),
        (format!("1,{},x y\n2,{},z\n", cell(&one), cell(&two)), "csv.column1"),
        (format!("t\t{}\nt\t{}\n", cell(&one), cell(&two)), "csv.column1"),
        (format!("n,raw\n1,\"{slash_1}\"\n2,\"{slash_2}\"\n"), "csv.raw"),
        (format!("1;\"{slash_1}\"\n2;\"{slash_2}\"\n"), "csv.column1"),
    ] {
        expect_two(&text, form);
    }
}

/// Syslog cuts long lines off, and spreadsheets cut long cells off.
#[test]
fn a_part_of_a_record_is_rejected_where_there_are_records() {
    let [one, two] = two();
    let (cut, repr) = (&one[..200], one.replace('"', "'"));
    for (content, form) in [
        (format!("host a: {cut}\nhost b: {two}\n"), "text"),
        (format!("host a: {two}\nhost b: {cut}\n"), "text"),
        (format!("host a: {two}\nhost b: {repr}\n"), "text"),
        (format!("n,raw\n1,{}\n2,{}\n", cell(cut), cell(&two)), "csv.raw"),
        (format!("{}\n{}\n", json!({"log": cut}), json!({"log": two})), "$.log"),
    ] {
        let (sandbox, ran, found) = import(&content);
        assert_eq!((ran.count("inserted"), ran.count("rejected")), (1, 1), "{content}");
        assert_eq!((ran.code, found.as_str()), (Some(3), form), "{content}");
        let reason = sandbox.value("SELECT reason FROM rejects");
        assert_eq!(reason, "a part of a record: it is cut off, or is not valid JSON");
    }
}

#[test]
fn what_resembles_a_record_is_named_and_gives_no_event() {
    let mut text = record(1);
    text["readOnly"] = json!("false");
    let elastic = json!({"@timestamp": "x", "ecs": {"version": "8"}, "event": {"provider": "s3.amazonaws.com"},
        "aws": {"cloudtrail": {"event_version": "1.11", "user_identity": {}, "event_type": "x", "request_id": "x"}}});
    let s3 = json!({"Records": [{"eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "us-east-1",
        "eventTime": "2026-03-01T10:00:00Z", "eventName": "ObjectCreated:Put", "userIdentity": {"principalId": "x"}}]});
    let stream = json!({"Records": [{"eventID": "1", "eventName": "INSERT", "eventVersion": "1.1",
        "eventSource": "aws:dynamodb", "awsRegion": "us-east-1", "dynamodb": {"NewImage": {"a": {"S": "x"}}}}]});
    let event = json!({"detail-type": "EC2 Instance State-change Notification", "detail": {"state": "running"}});
    let export =
        json!([{"event_time": "x", "event_source": "s3.amazonaws.com", "event_name": "A"}]);
    for (content, form) in [
        (json!({"data": {"aws": text}}).to_string(), "parsed-record"),
        (elastic.to_string(), "elastic-fields"),
        (s3.to_string(), "stream-record"),
        (stream.to_string(), "stream-record"),
        (event.to_string(), "eventbridge-not-cloudtrail"),
        (export.to_string(), "ducktrail-export"),
        (
            json!({"QueryStatus": "FINISHED", "QueryResultRows": [[{"eventID": "1"}]]}).to_string(),
            "lake-rows",
        ),
        (
            json!({"name": "x", "list": [1, {"eventName": "click"}]}).to_string(),
            "json-not-cloudtrail",
        ),
        (
            "Event ID,Event name,Event time,Username,Event source\n1,A,x,a,b\n".to_owned(),
            "event-history-csv",
        ),
        (
            "\"eventversion\",\"useridentity\",\"eventtime\"\n\"1.11\",\"{type=x}\",\"y\"\n"
                .to_owned(),
            "parsed-record-csv",
        ),
        ("event_time,event_source,event_name\nx,y,z\n".to_owned(), "ducktrail-export"),
        (format!("a,b,c\n1,2,{}\n", cell("{\"eventName\":\"click\"}")), "csv"),
        (format!("host a: {}\n", &record(1).to_string()[..200]), "partial-record"),
        ("See {'eventName': 'x', 'eventTime': 'y', …} in the guide.\n".to_owned(), "partial-record"),
        ("Events:\n- CloudTrailEvent: \"{\\\"eventVersion\\\":\\\"1.08\\\",\\\"eventTime\\\":\\\n".to_owned(), "yaml"),
        ("Mar 1 host app: {\"eventName\":\"click\",\"eventVersion\":\"1.0\"}\n".to_owned(), "text"),
        ("2026-03-01T10:00:00 INFO {\"eventName\":\"click\"}\n".to_owned(), "json-not-cloudtrail"),
    ] {
        let (_, ran, found) = import(&content);
        assert_eq!((ran.count("inserted"), ran.count("rejected")), (0, 0), "{content}");
        assert_eq!((ran.code, found.as_str()), (Some(3), form), "{content}");
    }
}

#[test]
fn paths_of_hostile_names_are_escaped_and_few() {
    let sandbox = Sandbox::new();
    for at in 0..30 {
        let name = format!("\u{1b}[31m{at}\u{202e}");
        sandbox.write(&format!("logs/{at}"), json!({name: record(at)}).to_string());
    }
    let ran = sandbox.import(&[&sandbox.path("logs")]).expect_code(0);
    assert_eq!(ran.count("inserted"), 30);
    let (_, list) = ran.stdout.split_once("other forms\n").unwrap();
    assert!(list.contains("\\u001b[31m") && list.is_ascii(), "{list}");
    assert!(list.contains("10 at other paths") && list.matches(" at ").count() == 21, "{list}");
}

#[test]
fn one_file_with_several_paths_says_so() {
    let [one, two] = two();
    expect_two(&json!({"a": one, "b": two}).to_string(), "$.a, …");
    // A record in a known form decides the name of the file.
    expect_two(&format!("{one}\n{}\n", json!({"a": two})), "jsonl");
}

#[test]
fn an_invalid_record_in_a_wrapper_is_rejected_alone() {
    let mut lone = record(1).to_string();
    lone.insert_str(1, "\"x\":\"\\ud800\",");
    let lines = format!("{}\n{}\n", json!({"line": lone}), json!({"line": record(2).to_string()}));
    let (_, ran, _) = import(&lines);
    assert_eq!((ran.count("inserted"), ran.count("rejected")), (1, 1), "{}", ran.stdout);
    let bomb = STANDARD.encode(gzip(&vec![b' '; 64 << 20]));
    let (sandbox, ran, _) =
        import(&format!("{}\n{}\n", json!({"data": bomb}), json!({"line": record(2)})));
    assert_eq!((ran.count("inserted"), ran.count("rejected")), (1, 1), "{}", ran.stdout);
    assert!(sandbox.value("SELECT reason FROM rejects").contains("inflates to too much"));
}
