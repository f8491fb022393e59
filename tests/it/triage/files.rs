//! The user's own files: places of addresses, and indicators.

use std::fs;

use serde_json::{Value, json};

use crate::{
    support::Sandbox,
    triage::{ATTACK, ATTACKER, LEAKED_KEY, mmdb::mmdb},
};

/// Returns a copy of the attack's database, which the test may change.
fn copy() -> Sandbox {
    let sandbox = Sandbox::new();
    fs::copy(ATTACK.path("ducktrail.duckdb"), sandbox.path("ducktrail.duckdb")).unwrap();
    sandbox
}

#[test]
fn places_of_addresses_are_kept_and_shown_everywhere() {
    let sandbox = copy();
    let net = |bits, value| (ATTACKER.parse().unwrap(), bits, value);
    let city = json!({ "country": { "iso_code": "NZ", "names": { "en": "New Zealand" } }, "city": { "names": { "en": "<b>Napier" } } });
    let asn = json!({ "autonomous_system_number": 64496, "autonomous_system_organization": "Example Hosting" });
    sandbox.write("city.mmdb", mmdb(&[net(24, city)]));
    sandbox.write("asn.mmdb", mmdb(&[net(16, asn)]));
    let ran =
        sandbox.run(&["triage", "--geoip", "city.mmdb", "--geoip", "asn.mmdb"]).expect_code(0);
    assert!(
        ran.stderr.contains("1 of 2 source addresses found in city.mmdb, asn.mmdb"),
        "{}",
        ran.stderr
    );
    assert!(ran.stdout.contains("(<b>Napier, New Zealand, Example Hosting)"), "{}", ran.stdout);
    // They are kept: without the files they show again, in the story and on the page.
    let story =
        sandbox.run(&["triage", "--ip", ATTACKER, "--format", "json"]).expect_code(0).stdout;
    let story: Value = serde_json::from_str(&story).unwrap();
    assert_eq!(story["addresses"][0]["place"], "<b>Napier, New Zealand, Example Hosting");
    let page = sandbox.run(&["triage", "--format", "html"]).expect_code(0).stdout;
    assert!(page.contains("&lt;b&gt;Napier, New Zealand, Example Hosting"));
    assert_eq!(
        sandbox.values("SELECT country || ' ' || as_number FROM addresses"),
        ["New Zealand 64496"]
    );
    // The files of other makers have other names for the same.
    sandbox.write(
        "flat.mmdb",
        mmdb(&[net(32, json!({ "country": "FR", "asn": "AS64500", "as_name": "Other" }))]),
    );
    let _ = sandbox.run(&["triage", "--geoip", "flat.mmdb"]).expect_code(0);
    assert_eq!(
        sandbox.values("SELECT country || as_number || network FROM addresses"),
        ["FR64500Other"]
    );
}

#[test]
fn a_file_that_is_no_mmdb_changes_nothing() {
    let sandbox = copy();
    sandbox.write("a.txt", "198.51.100.7 NZ\n");
    sandbox.write(
        "cut.mmdb",
        &mmdb(&[(ATTACKER.parse().unwrap(), 24, json!({ "country": "NZ" }))])[..40],
    );
    for name in ["a.txt", "cut.mmdb", "missing.mmdb"] {
        sandbox
            .run(&["triage", "--geoip", name])
            .says(1, &format!("cannot read {name} as a MaxMind database"));
    }
    sandbox
        .run(&["triage", "--indicators", "missing.txt"])
        .says(1, "cannot read the indicators of missing.txt");
}

#[test]
fn indicators_of_every_kind_are_findings() {
    let findings = |lines: &str| -> Vec<String> {
        let sandbox = copy();
        sandbox.write("bad.txt", lines);
        let ran = sandbox.run(&[
            "triage",
            "--indicators",
            "bad.txt",
            "--level",
            "high",
            "--format",
            "json",
        ]);
        let rows: Vec<Value> = serde_json::from_str(&ran.expect_code(0).stdout).unwrap();
        let indicated = rows.iter().filter(|row| row["detection"] == "indicator");
        indicated
            .map(|row| {
                format!(
                    "{} {} {}",
                    row["actor"].as_str().unwrap(),
                    row["calls"],
                    row["why"].as_str().unwrap()
                )
            })
            .collect()
    };
    let lines = "# mine\n198.51.100.0/24\n";
    assert_eq!(findings(lines).len(), 4, "{:?}", findings(lines));
    assert!(findings(lines).contains(&"bob 1 It is in line 2 of bad.txt.".to_owned()));
    for (line, actor) in [
        (LEAKED_KEY, "alice"),
        ("AKIAMALLORY00001", "alice"),
        ("arn:aws:iam::111122223333:role/admin", "a"),
        ("arn:aws:iam::111122223333:user/bob", "bob"),
        ("192.0.2[.]10", "bob"),
        ("AWS-CLI/2", "a"),
    ] {
        let found = findings(line);
        assert!(found.iter().any(|row| row.starts_with(actor)), "{line}: {found:?}");
    }
    for near in [
        "198.51.100.70",
        "198.51.101.0/24",
        "AKIAALICE0000000002",
        "example.com",
        "d41d8cd98f00b204e9800998ecf8427e",
        "kali",
    ] {
        assert_eq!(findings(near), Vec::<String>::new(), "{near}");
    }
}
