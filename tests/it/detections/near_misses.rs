//! Calls that differ in one thing: with it they are a finding, without it they are not that one.

use serde_json::{Value, json};

use super::synthetic::{merge, record};
use crate::support::Sandbox;

const CASES: &str = include_str!("near_misses.json");

#[derive(Debug, serde::Deserialize)]
struct Case {
    detection: String,
    call: String,
    /// The members that differ from the usual record of the call.
    change: Value,
    is_found: bool,
}

#[test]
fn near_misses_are_not_found() {
    let cases: Vec<Case> = serde_json::from_str(CASES).unwrap();
    let account = |nth: usize| format!("{nth:012}");
    let records: Vec<Value> = cases
        .iter()
        .enumerate()
        .map(|(nth, case)| {
            let mut record = record(&account(nth), &case.call, nth);
            merge(&mut record, &case.change);
            record
        })
        .collect();
    let sandbox = Sandbox::new();
    let file = sandbox.write("events.json", json!({ "Records": records }).to_string());
    let _ = sandbox.import(&[&file]).expect_code(0);
    let found = sandbox.values(
        "SELECT detection || recipient_account_id FROM detected_events(NULL, 'informational')",
    );
    let wrong: Vec<_> = cases
        .iter()
        .enumerate()
        .filter(|(nth, case)| {
            found.contains(&(case.detection.clone() + &account(*nth))) != case.is_found
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
