//! The tables `event_rows` and `callers`, and the view `events` of both.

use ducktrail::internals::trail::column::COLUMNS;

use crate::support::Sandbox;

fn record(id: &str, rest: &str) -> String {
    format!(
        r#"{{"eventID":"{id}","eventTime":"2026-01-02T03:04:05Z","eventSource":"iam.amazonaws.com","eventName":"GetUser"{rest}}}"#
    )
}

fn user(name: &str) -> String {
    format!(r#","userIdentity":{{"type":"IAMUser","userName":"{name}"}}"#)
}

fn import(sandbox: &Sandbox) {
    let _ = sandbox.import(&[&sandbox.path("logs")]).expect_code(0);
}

/// The ends of records with unusual callers and IDs.
const UNUSUAL: &[&str] = &[
    "",
    r#","userIdentity":null"#,
    r#","userIdentity":{}"#,
    r#","userIdentity":"text""#,
    r#","userIdentity":{"type":"IAMUser","sessionContext":{"attributes":{"mfaAuthenticated":"true","creationDate":"2026-01-02T03:00:00Z"}}}"#,
    r#","userIdentity":{ "type" : "IAMUser", "userName":"\u0061nn \"b\" 😀"}"#,
    r#","userIdentity":{"arn":"arn:x"},"userIdentity":{"type":"Root"}"#,
    r#","userIdentity":{"type":["a"],"arn":1}"#,
    r#","eventType":"AwsServiceEvent""#,
    r#","eventType":"AwsServiceEvent","userIdentity":{}"#,
    r#","requestID":"0a1b2c3d-0000-4000-8000-00000000000a","sharedEventID":"0a1b2c3d-0000-4000-8000-00000000000b""#,
    r#","requestID":"0A1B2C3D-0000-4000-8000-00000000000A","sharedEventID":"{0a1b2c3d-0000-4000-8000-00000000000b}""#,
    r#","requestID":"0a1b2c3d000040008000000000000000","sharedEventID":"""#,
    r#","requestID":null,"sharedEventID":7"#,
    r#","requestID":"ABCDEF0123456789""#,
];

#[test]
fn the_view_of_events_gives_the_values_that_the_scan_gave() {
    let sandbox = Sandbox::new();
    let records: Vec<_> =
        UNUSUAL.iter().enumerate().map(|(at, rest)| record(&at.to_string(), rest)).collect();
    sandbox.write("logs/a.json", records.join("\n"));
    import(&sandbox);
    let columns: Vec<_> = COLUMNS.iter().map(|column| column.name).collect();
    let columns = columns.join(", ");
    let path = sandbox.path("logs/a.json");
    let scanned = format!("SELECT {columns} FROM read_cloudtrail('{}')", path.display());
    let stored = format!("SELECT {columns} FROM events");
    for (one, other) in [(&scanned, &stored), (&stored, &scanned)] {
        let missing = format!("SELECT event_id FROM ({one} EXCEPT ALL {other})");
        let ran = sandbox.run(&["query", "--format", "csv", &missing]).expect_code(0);
        assert_eq!(ran.stdout, "event_id\n");
    }
    assert_eq!(sandbox.value("SELECT count(*) FROM events"), UNUSUAL.len().to_string());
    let uuids = "SELECT event_id FROM event_rows WHERE request_id_uuid IS NOT NULL OR shared_event_id_uuid IS NOT NULL";
    assert_eq!(sandbox.values(uuids), ["10"]);
    let found =
        "SELECT event_id FROM events WHERE request_id = '0a1b2c3d-0000-4000-8000-00000000000a'";
    assert_eq!(sandbox.values(found), ["10"]);
}

#[test]
fn events_of_one_caller_share_its_row_across_imports() {
    let sandbox = Sandbox::new();
    let log = |ids: [&str; 2]| ids.map(|id| record(id, &user("ann"))).join("\n");
    sandbox.write("logs/a.json", log(["1", "2"]));
    import(&sandbox);
    sandbox.write("logs/b.json", log(["3", "4"]));
    import(&sandbox);
    let callers = "SELECT id || actor || actor_class FROM callers";
    assert_eq!(sandbox.values(callers), ["1anniam_user"]);
    assert_eq!(sandbox.value("SELECT count(*) FROM activity WHERE actor = 'ann'"), "4");
}

#[test]
fn a_copy_that_replaces_an_event_brings_its_caller() {
    let sandbox = Sandbox::new();
    sandbox.write("logs/a.json", record("1", &user("ann")));
    import(&sandbox);
    let id = r#","requestID":"0a1b2c3d-0000-4000-8000-00000000000a""#;
    sandbox.write("logs/b.json", record("1", &(user("ann-as-root") + id)));
    import(&sandbox);
    let events = "SELECT actor || ' ' || request_id || ' ' || action FROM activity";
    assert_eq!(
        sandbox.values(events),
        ["ann-as-root 0a1b2c3d-0000-4000-8000-00000000000a GetUser"]
    );
    let stored = "SELECT request_id_uuid FROM event_rows";
    assert_eq!(sandbox.values(stored), ["0a1b2c3d-0000-4000-8000-00000000000a"]);
    // No event has the other caller any more.
    assert_eq!(sandbox.values("SELECT identity_user_name FROM callers"), ["ann-as-root"]);
}

#[test]
fn a_caller_whose_events_are_deleted_is_deleted_by_the_next_import() {
    let sandbox = Sandbox::new();
    let log = [("1", "ann"), ("2", "bob"), ("3", "ann")].map(|(id, name)| record(id, &user(name)));
    sandbox.write("logs/a.json", log.join("\n"));
    import(&sandbox);
    let names = "SELECT identity_user_name FROM callers ORDER BY 1";
    assert_eq!(sandbox.values(names), ["ann", "bob"]);
    let erase = "DELETE FROM event_rows USING callers
        WHERE event_rows.caller_id = callers.id AND callers.identity_user_name = 'ann'";
    let _ = sandbox.run(&["query", "--read-write", erase]).expect_code(0);
    assert_eq!(sandbox.values("SELECT event_id FROM events"), ["2"]);
    import(&sandbox);
    assert_eq!(sandbox.values(names), ["bob"]);
    sandbox.write("logs/b.json", record("4", &user("ann")));
    import(&sandbox);
    assert_eq!(sandbox.values("SELECT actor FROM activity ORDER BY 1"), ["ann", "bob"]);
}
