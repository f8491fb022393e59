//! Duplicates are dropped, and different events are not taken for duplicates.

use crate::support::{Sandbox, events, fixtures};

/// Returns an event with an ID and more members.
fn event(id: &str, more: &str) -> String {
    format!(
        r#"{{"eventVersion":"1.08","eventTime":"2024-01-02T03:04:05Z","eventSource":"iam.amazonaws.com","eventName":"ListUsers","recipientAccountId":"111122223333","eventID":"{id}"{more}}}"#
    )
}

fn records(events: &[String]) -> String {
    format!("{{\"Records\":[{}]}}", events.join(","))
}

#[test]
fn duplicates_are_dropped_across_files_imports_and_containers() {
    let sandbox = Sandbox::new();
    let one = event("1", "");
    sandbox.write("a/1.json", records(&[one.clone(), one.clone()]));
    sandbox.write_gzip("a/2.json.gz", records(&[event("2", ""), one.clone()]));
    let ran = sandbox.import(&[&sandbox.path("a")]).expect_code(0);
    assert_eq!(
        (ran.count("Records read"), ran.count("inserted"), ran.count("duplicate")),
        (4, 2, 2)
    );
    let quoted = serde_json::Value::from(one.clone()).to_string();
    sandbox.write("b/lookup.json", format!(r#"{{"Events":[{{"CloudTrailEvent":{quoted}}}]}}"#));
    sandbox.write(
        "b/bridge.json",
        format!(r#"{{"detail-type":"AWS API Call via CloudTrail","detail":{one}}}"#),
    );
    sandbox.write("b/lines.json", format!("{one}\n{}\n", event("3", "")));
    let ran = sandbox.import(&[&sandbox.path("b")]).expect_code(0);
    assert_eq!((ran.count("inserted"), ran.count("duplicate")), (1, 3));
    assert_eq!(sandbox.value("SELECT count(*) FROM events"), "3");
}

#[test]
fn an_event_in_many_files_is_stored_once_with_any_number_of_threads() {
    let sandbox = Sandbox::new();
    for file in 0..200 {
        let records = records(&(0..50).map(|id| event(&id.to_string(), "")).collect::<Vec<_>>());
        // Different bytes, so that the files are not recognised by their hash.
        sandbox.write(&format!("logs/{file}.json"), format!("{records}{}", " ".repeat(file)));
    }
    for jobs in ["1", "2", "4"] {
        let database = format!("{jobs}.duckdb");
        let ran =
            sandbox.run(&["import", "logs", "--db", &database, "--jobs", jobs]).expect_code(0);
        assert_eq!((ran.count("inserted"), ran.count("duplicate")), (50, 9950));
    }
}

#[test]
fn files_with_the_same_content_are_one_file() {
    let sandbox = Sandbox::new();
    let content = records(&[event("1", ""), event("2", "")]);
    sandbox.write("logs/a.json", &content);
    sandbox.write("logs/b.json", &content);
    sandbox.write_gzip("logs/c.json.gz", &content);
    let ran = sandbox.import(&[&sandbox.path("logs")]).expect_code(0);
    assert_eq!((ran.count("imported"), ran.count("same content")), (1, 2));
    assert_eq!(
        (ran.count("Records read"), ran.count("inserted"), ran.count("duplicate")),
        (2, 2, 0)
    );
    sandbox.write_gzip("later/d.gz", &content);
    let ran = sandbox.import(&[&sandbox.path("later")]).expect_code(0);
    assert_eq!((ran.count("same content"), ran.count("Records read")), (1, 0));
    assert_eq!(sandbox.value("SELECT count(*) FROM paths"), "4");
    assert_eq!(sandbox.value("SELECT count(*) FROM files"), "1");
}

#[test]
fn a_changed_file_is_read_again() {
    let sandbox = Sandbox::new();
    sandbox.write("a.json", records(&[event("1", "")]));
    let _ = sandbox.import(&[&sandbox.path("a.json")]).expect_code(0);
    sandbox.write("a.json", records(&[event("1", ""), event("2", "")]));
    let ran = sandbox.import(&[&sandbox.path("a.json")]).expect_code(0);
    assert_eq!((ran.count("unchanged"), ran.count("inserted"), ran.count("duplicate")), (0, 1, 1));
    for _ in 0..2 {
        let ran = sandbox.import(&[&sandbox.path("a.json")]).expect_code(0);
        assert_eq!(ran.count("unchanged"), 1);
    }
    // The ledger has the current content of a path, not an earlier one.
    assert_eq!(sandbox.value("SELECT count(*) FROM paths"), "1");
    assert_eq!(sandbox.value("SELECT count(*) FROM files"), "2");
}

#[test]
fn shared_events_of_two_accounts_and_two_events_with_one_id_are_all_kept() {
    let sandbox = Sandbox::new();
    let ran =
        sandbox.import(&[&fixtures("traps/shared-event-id"), &fixtures("traps/one-id-two-events")]);
    assert_eq!((ran.count("inserted"), ran.count("duplicate")), (4, 0));
}

#[test]
fn equal_records_without_an_id_are_stored_once() {
    let sandbox = Sandbox::new();
    let ran = sandbox.import(&[&fixtures("traps/no-event-id")]).expect_code(0);
    assert_eq!((ran.count("inserted"), ran.count("duplicate")), (2, 1));
    // A later import finds them by their rows.
    let other = sandbox.path("moved.json");
    let text =
        std::fs::read_dir(fixtures("traps/no-event-id")).unwrap().next().unwrap().unwrap().path();
    std::fs::write(&other, format!("{} ", std::fs::read_to_string(text).unwrap())).unwrap();
    let ran = sandbox.import(&[&other]).expect_code(0);
    assert_eq!((ran.count("inserted"), ran.count("duplicate")), (0, 3));
}

#[test]
fn of_copies_that_differ_the_same_one_is_kept_in_any_order() {
    let stub = r#","requestParameters":{"reason":"requestParameters too large","omitted":"true","originalSize":"149893"}"#;
    let whole = r#","requestParameters":{"userName":"alice"}"#;
    let longer = r#","requestParameters":{"userName":"alice"},"eventContext":{"tagContext":{}}"#;
    let mut contents = Vec::new();
    for order in [[stub, whole, longer], [longer, whole, stub], [whole, longer, stub]] {
        let together = Sandbox::new();
        for (at, more) in order.iter().enumerate() {
            together.write(&format!("logs/{at}.json"), records(&[event("1", more)]));
        }
        let ran = together.import(&[&together.path("logs")]).expect_code(0);
        assert_eq!((ran.count("inserted"), ran.count("duplicate")), (1, 2));
        contents.push(events(&together.path("ducktrail.duckdb")));
        let apart = Sandbox::new();
        for more in order {
            let path = apart.write("a.json", records(&[event("1", more)]));
            let _ = apart.import(&[&path]).expect_code(0);
        }
        contents.push(events(&apart.path("ducktrail.duckdb")));
    }
    assert!(contents[0][0].contains("tagContext"));
    assert!(contents.iter().all(|content| *content == contents[0]));
}

#[test]
fn of_copies_in_different_orders_the_same_record_is_given_back() {
    let texts = [
        event("1", r#","userAgent":"u""#),
        event("1", r#","userAgent":"u","errorCode":null"#),
        event("1", r#","userAgent":"u""#)
            .replace(r#","eventName":"ListUsers""#, "")
            .replace('{', r#"{"eventName":"ListUsers","#),
    ];
    let without_id = |text: &String| text.replace(r#","eventID":"1""#, "");
    for texts in [texts.clone(), texts.map(|text| without_id(&text))] {
        let mut records_of = Vec::new();
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            let together = Sandbox::new();
            let apart = Sandbox::new();
            for (at, nth) in order.into_iter().enumerate() {
                together.write(&format!("logs/{at}.json"), records(&[texts[nth].clone()]));
                let path = apart.write("a.json", records(&[texts[nth].clone()]));
                let ran = apart.import(&[&path]).expect_code(0);
                assert_eq!(ran.count("inserted"), u64::from(at == 0));
            }
            let _ = together.import(&[&together.path("logs")]).expect_code(0);
            for sandbox in [together, apart] {
                let record = sandbox.run(&["events", "--full"]).expect_code(0).stdout;
                records_of.push(record);
            }
        }
        assert!(records_of[0].contains("errorCode"), "{}", records_of[0]);
        assert!(records_of.iter().all(|record| *record == records_of[0]), "{records_of:#?}");
    }
}

#[test]
fn copies_that_differ_are_resolved_over_any_number_of_hours() {
    let sandbox = Sandbox::new();
    let copies = |more: &str| {
        let timed = (0..300).map(|at| {
            let time = format!("2024-{:02}-{:02}T{:02}:00:00Z", at % 12 + 1, at % 28 + 1, at % 24);
            event(&at.to_string(), more).replace("2024-01-02T03:04:05Z", &time)
        });
        let untimed = event("untimed", more).replace("2024-01-02T03:04:05Z", "then");
        records(&timed.chain([untimed]).collect::<Vec<_>>())
    };
    sandbox.write("logs/a.json", copies(""));
    sandbox.write("logs/b.json", copies(r#","requestParameters":{"userName":"alice"}"#));
    let ran = sandbox.import(&[&sandbox.path("logs")]).expect_code(0);
    assert_eq!((ran.count("inserted"), ran.count("duplicate")), (301, 301));
    let whole = "SELECT count(*) FROM events WHERE request_parameters IS NOT NULL";
    assert_eq!(sandbox.value(whole), "301");
}

#[test]
fn insights_aggregated_records_and_digests_are_kept_once() {
    let sandbox = Sandbox::new();
    let folders = ["forms/insights", "forms/aggregated", "forms/digest"].map(fixtures);
    let ran = sandbox.import(&folders.each_ref().map(AsRef::as_ref)).expect_code(0);
    assert_eq!((ran.count("inserted"), ran.count("insights")), (0, 2));
    let aggregated = ran.count("aggregated");
    assert!(aggregated > 0);
    for (at, folder) in folders.iter().enumerate() {
        let path = walkdir::WalkDir::new(folder)
            .into_iter()
            .map(Result::unwrap)
            .find(|entry| entry.file_type().is_file())
            .unwrap();
        let text = std::fs::read_to_string(path.path()).unwrap();
        sandbox.write(&format!("copies/{at}.json"), format!("{text}\n"));
    }
    let ran = sandbox.import(&[&sandbox.path("copies")]).expect_code(0);
    assert_eq!((ran.count("insights"), ran.count("aggregated")), (0, 0));
    assert_eq!(ran.count("duplicate"), 2 + aggregated);
    assert_eq!(sandbox.value("SELECT count(*) FROM insights"), "2");
    assert_eq!(sandbox.value("SELECT count(*) FROM digests"), "1");
    assert_eq!(sandbox.value("SELECT count(*) FROM events"), "0");
}
