//! The logs of 35 published attacks. Each must appear in a security report.

use std::fs;

use crate::support::{Sandbox, corpus};

/// The reports that should show attacks.
const SECURITY: &[&str] = &[
    "new_credentials",
    "evasion",
    "data_destruction",
    "public_security_groups",
    "network_changes",
    "s3_policy_changes",
    "public_sharing",
    "credential_access",
    "execution",
    "discovery",
    "console_login_no_mfa",
];

#[test]
fn every_published_attack_shows_in_a_security_report() {
    let Some(folder) = corpus("every_published_attack_shows_in_a_security_report") else { return };
    let mut missed = Vec::new();
    let mut attacks = 0;
    for entry in fs::read_dir(folder.join("files/stratus-red-team")).unwrap() {
        let path = entry.unwrap().path();
        attacks += 1;
        let sandbox = Sandbox::new();
        let _ = sandbox.import(&[&path]).expect_code(0);
        let shows =
            |report: &&&str| sandbox.value(&format!("SELECT count(*) FROM {report}")) != "0";
        if SECURITY.iter().find(shows).is_none() {
            missed.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    assert_eq!((attacks, missed), (35, Vec::<String>::new()));
}
