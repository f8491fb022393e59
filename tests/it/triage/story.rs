//! The stories of a key, a caller, an address and a session.

use serde_json::Value;

use crate::triage::{ATTACK, ATTACKER, LEAKED_KEY};

fn story(args: &[&str]) -> Value {
    let ran = ATTACK.run(&[&["triage", "--format", "json"], args].concat()).expect_code(0);
    serde_json::from_str(&ran.stdout).unwrap()
}

/// Returns the values of a column of a part.
fn column(story: &Value, part: &str, name: &str) -> Vec<String> {
    let rows = story[part].as_array().unwrap_or_else(|| panic!("{part}: {story}"));
    rows.iter().map(|row| row[name].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn the_story_of_a_key_tells_what_it_did_made_and_issued() {
    let story = story(&["--key", LEAKED_KEY]);
    assert_eq!(column(&story, "identities", "actor"), ["alice"]);
    let phases = column(&story, "phases", "phase");
    let mut once = phases.clone();
    once.dedup();
    assert_eq!(once, ["Discovery", "Persistence", "Defense Evasion"], "{story:#}");
    let targets = column(&story, "created", "target").join(" ");
    assert!(targets.contains("mallory"), "{story:#}");
    assert_eq!(column(&story, "addresses", "source_ip_address"), [ATTACKER]);
    let shared = column(&story, "shared_addresses", "actor");
    assert_eq!(shared, ["admin/backdoor", "bob"], "{story:#}");
    let issued = column(&story, "issued", "access_key_id");
    assert_eq!(issued, ["AKIAMALLORY00001", "ASIASESSION000001"]);
    assert_eq!(story["issued"][0]["calls"], 0);
    assert_eq!(story["issued"][1]["used_by"], "admin/backdoor");
}

#[test]
fn the_story_of_a_session_tells_how_it_was_issued() {
    for session in ["backdoor", "admin/backdoor", "AROAADMIN:backdoor", "ASIASESSION000001"] {
        let story = story(&["--session", session]);
        assert_eq!(column(&story, "identities", "actor"), ["admin/backdoor"], "{session}");
        assert_eq!(column(&story, "issued_by", "origin"), ["alice"]);
        assert_eq!(column(&story, "deleted", "target"), ["backups"], "{story:#}");
    }
    // The session of nobody, and a user who is no session.
    for session in ["back", "alice"] {
        let story = story(&["--session", session]);
        assert_eq!(column(&story, "identities", "actor"), Vec::<String>::new(), "{session}");
    }
}

#[test]
fn a_story_is_text_markdown_or_a_page_and_no_list() {
    let text = ATTACK.run(&["triage", "--ip", ATTACKER]).expect_code(0).stdout;
    insta::assert_snapshot!("story", text);
    let markdown = ATTACK.run(&["triage", "--ip", ATTACKER, "--format", "markdown"]).expect_code(0);
    assert!(
        markdown.stdout.contains("## What was done, by phase\n\n| phase |"),
        "{}",
        markdown.stdout
    );
    let page =
        ATTACK.run(&["triage", "--actor", "alice", "--format", "html"]).expect_code(0).stdout;
    assert!(
        page.contains("Credentials that it issued, and their use")
            && page.contains("AKIAMALLORY00001")
    );
    for format in ["csv", "jsonl"] {
        ATTACK
            .run(&["triage", "--actor", "alice", "--format", format])
            .says(2, "it has several tables");
    }
}
