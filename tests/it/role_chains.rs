//! The report `role_chains` finds the first caller behind a session, and says so where it cannot.

use serde_json::{Value, json};

use crate::support::Sandbox;

const ACCOUNT: &str = "111122223333";

/// A person with a long-term key.
fn user(name: &str) -> Value {
    json!({"type": "IAMUser", "userName": name, "principalId": format!("AIDA{name}"), "accountId": ACCOUNT,
        "arn": format!("arn:aws:iam::{ACCOUNT}:user/{name}"), "accessKeyId": format!("AKIA{name}")})
}

/// A session of a role, which is called like the role.
fn session(role: &str, key: &str, start: &str) -> Value {
    json!({"type": "AssumedRole", "principalId": format!("AROA{role}:{role}"), "accountId": ACCOUNT,
        "arn": format!("arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{role}"), "accessKeyId": key,
        "sessionContext": {
            "sessionIssuer": {"type": "Role", "userName": role, "arn": format!("arn:aws:iam::{ACCOUNT}:role/{role}")},
            "attributes": {"creationDate": time(start)}}})
}

/// Returns a time of one day: `09:00:00`.
fn time(of_day: &str) -> String {
    format!("2024-05-01T{of_day}Z")
}

fn record(id: &str, at: &str, caller: &Value) -> Value {
    json!({"eventVersion": "1.08", "eventID": id, "eventTime": time(at), "eventName": "DeleteBucket",
        "eventSource": "s3.amazonaws.com", "awsRegion": "us-east-1", "recipientAccountId": ACCOUNT,
        "eventCategory": "Management", "userIdentity": caller})
}

/// Returns the call by which a caller assumes a role and gets a key.
fn assume(id: &str, at: &str, caller: &Value, role: &str, key: &str) -> Value {
    let mut record = record(id, at, caller);
    record["eventName"] = json!("AssumeRole");
    record["eventSource"] = json!("sts.amazonaws.com");
    record["responseElements"] = json!({"credentials": {"accessKeyId": key},
        "assumedRoleUser": {"assumedRoleId": format!("AROA{role}:{role}")}});
    record
}

fn imported(records: &[Value]) -> Sandbox {
    let sandbox = Sandbox::new();
    let file = sandbox.write("log.json", json!({"Records": records}).to_string());
    let _ = sandbox.import(&[&file]).expect_code(0);
    sandbox
}

/// Returns end, origin and chain of the caller of an event.
fn chain_of(sandbox: &Sandbox, event: &str, scope: &[&str]) -> String {
    let set = format!("event={event}");
    let args = ["report", "role_chains", "--format", "jsonl", "--set", &set];
    let ran = sandbox.run(&[&args, scope].concat()).expect_code(0);
    let rows: Vec<Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), 1, "{}", ran.stdout);
    let text = |name: &str| rows[0][name].as_str().unwrap_or_default().to_owned();
    format!("{}: {}: {}", text("ends"), text("origin"), text("chain"))
}

/// Fails unless the event `x` of these records has this end, origin and chain.
#[track_caller]
fn check(records: &[Value], expected: &str) {
    assert_eq!(chain_of(&imported(records), "x", &[]), expected);
}

#[test]
fn a_chain_is_followed_over_all_events_whatever_the_scope() {
    let sandbox = imported(&[
        assume("1", "09:00:00", &user("alice"), "a", "ASIA1"),
        assume("2", "09:10:00", &session("a", "ASIA1", "09:00:00"), "b", "ASIA2"),
        assume("3", "09:20:00", &session("b", "ASIA2", "09:10:00"), "c", "ASIA3"),
        record("x", "09:30:00", &session("c", "ASIA3", "09:20:00")),
    ]);
    let expected = "first caller: alice: alice → a/a → b/b → c/c";
    for scope in
        [&[][..], &["--since", "2024-05-01T09:30:00Z"], &["--service", "s3"], &["--actor", "c"]]
    {
        assert_eq!(chain_of(&sandbox, "x", scope), expected, "{scope:?}");
    }
    assert_eq!(chain_of(&sandbox, "1", &[]), "first caller: alice: alice");
    let ran = sandbox.run(&["report", "role_chains", "--set", "event=none"]).expect_code(0);
    assert!(ran.stdout.contains("0 rows"), "{}", ran.stdout);
}

#[test]
fn a_missing_link_ends_the_chain_at_the_session() {
    let of_b = session("b", "ASIA2", "09:10:00");
    check(
        &[
            assume("2", "09:10:00", &session("a", "ASIA1", "09:00:00"), "b", "ASIA2"),
            record("x", "09:30:00", &of_b),
        ],
        "not in the logs: a/a: a/a → b/b",
    );
    // A call that was denied, or comes after the use of the key, issued nothing.
    let mut denied = assume("2", "09:10:00", &user("alice"), "b", "ASIA2");
    denied["errorCode"] = json!("AccessDenied");
    check(&[denied, record("x", "09:30:00", &of_b)], "not in the logs: b/b: b/b");
    let later = assume("2", "09:40:00", &user("alice"), "b", "ASIA2");
    check(&[later, record("x", "09:30:00", &of_b)], "not in the logs: b/b: b/b");
}

#[test]
fn a_session_with_another_key_is_known_by_its_principal_and_start() {
    let used = record("x", "09:30:00", &session("a", "ASIAUSED", "09:00:01"));
    let by = |id, at, name| assume(id, at, &user(name), "a", &format!("ASIA{id}"));
    check(
        &[
            by("1", "08:59:00", "bob"),
            by("2", "09:00:00", "alice"),
            by("3", "09:00:09", "carl"),
            used.clone(),
        ],
        "first caller: alice: alice → a/a",
    );
    check(
        &[by("1", "09:00:00", "bob"), by("2", "09:00:01", "alice"), used.clone()],
        "several candidates: a/a: a/a",
    );
    // The same caller twice, and another one in between.
    check(
        &[by("1", "09:00:00", "bob"), by("2", "09:00:01", "bob"), used.clone()],
        "first caller: bob: bob → a/a",
    );
    check(
        &[
            by("1", "09:00:00", "bob"),
            by("2", "09:00:01", "carl"),
            by("3", "09:00:02", "bob"),
            used.clone(),
        ],
        "several candidates: a/a: a/a",
    );
    check(&[by("1", "08:59:00", "bob"), used], "not in the logs: a/a: a/a");
}

#[test]
fn a_call_into_another_account_is_followed_from_either_log() {
    let caller = session("a", "ASIA1", "09:00:00");
    let from_outside =
        json!({"type": "AWSAccount", "principalId": "AROAa:a", "accountId": ACCOUNT});
    let first = assume("1", "09:00:00", &user("alice"), "a", "ASIA1");
    let here = assume("2", "09:10:00", &caller, "b", "ASIA2");
    let mut there = assume("3", "09:10:00", &from_outside, "b", "ASIA2");
    there["recipientAccountId"] = json!("444455556666");
    let used = record("x", "09:30:00", &session("b", "ASIA2", "09:10:00"));
    let expected = "first caller: alice: alice → a/a → b/b";
    check(&[first.clone(), here, there.clone(), used.clone()], expected);
    check(&[first, there, used], "first caller: alice: alice → AROAa:a → b/b");
}

#[test]
fn a_person_is_known_by_the_source_identity_or_by_identity_center() {
    let mut named = session("a", "ASIA1", "09:00:00");
    named["sessionContext"]["sourceIdentity"] = json!("alice");
    check(&[record("x", "09:30:00", &named)], "source identity: alice: a/a");
    let mut first = assume("1", "09:00:00", &session("a", "ASIA1", "08:00:00"), "b", "ASIA2");
    first["requestParameters"] = json!({"sourceIdentity": "alice"});
    let used = record("x", "09:30:00", &session("b", "ASIA2", "09:00:00"));
    check(&[first, used], "source identity: alice: a/a → b/b");
    let mut own = session("AWSReservedSSO_x", "ASIA1", "09:00:00");
    check(
        &[record("x", "09:30:00", &own)],
        "not in the logs: AWSReservedSSO_x/AWSReservedSSO_x: AWSReservedSSO_x/AWSReservedSSO_x",
    );
    own["sessionContext"]["sessionIssuer"]["arn"] = json!(format!(
        "arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_x"
    ));
    own["principalId"] = json!("AROAx:alice@example.com");
    check(
        &[record("x", "09:30:00", &own)],
        "Identity Center user: alice@example.com: AWSReservedSSO_x/alice@example.com",
    );
}

#[test]
fn root_by_assume_root_is_not_the_first_caller() {
    let root = json!({"type": "Root", "principalId": ACCOUNT, "accountId": ACCOUNT, "accessKeyId": "ASIA1",
        "arn": format!("arn:aws:iam::{ACCOUNT}:root"),
        "sessionContext": {"assumedRoot": "true", "attributes": {"creationDate": time("09:00:00")}}});
    let mut first = assume("1", "09:00:00", &user("alice"), "a", "ASIA1");
    first["eventName"] = json!("AssumeRoot");
    let used = record("x", "09:30:00", &root);
    check(&[first, used.clone()], "first caller: alice: alice → root");
    check(&[used], "not in the logs: root: root");
}

#[test]
fn forged_chains_end() {
    // A key that issued itself, and two that issued each other.
    let a = session("a", "ASIA1", "09:00:00");
    let b = session("b", "ASIA2", "09:00:00");
    let used = record("x", "09:30:00", &a);
    check(&[assume("1", "09:00:00", &a, "a", "ASIA1"), used.clone()], "cycle: a/a: a/a → a/a");
    check(
        &[
            assume("1", "09:00:00", &b, "a", "ASIA1"),
            assume("2", "09:00:00", &a, "b", "ASIA2"),
            used.clone(),
        ],
        "cycle: a/a: a/a → b/b → a/a",
    );
    // One key, issued to two callers; an empty key; a response that is a text.
    let twice = [("1", "alice"), ("2", "bob")]
        .map(|(id, name)| assume(id, "09:00:00", &user(name), "a", "ASIA1"));
    check(&[twice[0].clone(), twice[1].clone(), used], "several candidates: a/a: a/a");
    let mut text = assume("3", "09:00:00", &user("carl"), "c", "");
    text["responseElements"] = json!("\"assumedRoleId\":\"AROAc:c\"");
    check(
        &[
            assume("1", "09:00:00", &user("alice"), "c", ""),
            text,
            record("x", "09:30:00", &session("c", "", "08:00:00")),
        ],
        "not in the logs: c/c: c/c",
    );
}

#[test]
fn a_chain_has_a_bounded_length() {
    let name = |nth: usize| format!("r{nth}");
    let key = |nth: usize| format!("ASIA{nth}");
    let mut records = vec![assume("0", "09:00:00", &user("alice"), "r0", "ASIA0")];
    for nth in 1..40 {
        let caller = session(&name(nth - 1), &key(nth - 1), "09:00:00");
        records.push(assume(&nth.to_string(), "09:00:00", &caller, &name(nth), &key(nth)));
    }
    for (last, end) in [(19, "first caller: alice: "), (20, "more than 20 roles: r0/r0: ")] {
        let used = record("x", "09:30:00", &session(&name(last), &key(last), "09:00:00"));
        let chain = chain_of(&imported(&[&records[..], &[used]].concat()), "x", &[]);
        assert!(chain.starts_with(end), "{chain}");
        assert_eq!(chain.matches(" → ").count(), 20, "{chain}");
    }
}
