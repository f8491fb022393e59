//! The detections: their rows, the logs of published attacks, and events made for each.

mod instances;
mod near_misses;
mod synthetic;

use std::fs;

use crate::support::{Sandbox, corpus, fixtures, imported};

/// The key step of each attack is a finding of level high or critical, apart from the name of the tool.
#[test]
fn every_published_attack_is_a_finding_of_a_high_level() {
    let name = "every_published_attack_is_a_finding_of_a_high_level";
    let Some(folder) = corpus(name) else { return };
    let mut missed = Vec::new();
    let mut attacks = 0;
    for entry in fs::read_dir(folder.join("files/stratus-red-team")).unwrap() {
        let path = entry.unwrap().path();
        attacks += 1;
        let sandbox = Sandbox::new();
        let _ = sandbox.import(&[&path]).expect_code(0);
        let sql = "SELECT count(*) FROM findings WHERE level IN ('high', 'critical') AND detection <> 'attack_tool'";
        if sandbox.value(sql) == "0" {
            missed.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    assert_eq!((attacks, missed), (35, Vec::<String>::new()));
}

/// DuckDB 2.0 fails on `findings` of some archives of millions of events if the columns of the wanted calls become
/// dictionaries, which they do not beside a list: see `JoinHashTable::CanUseDictionaryEmission`.
#[test]
fn the_wanted_calls_have_a_column_of_lists() {
    let sandbox = imported();
    let columns = "SELECT count(*) FROM (DESCRIBE FROM wanted_calls(NULL, 'low')) WHERE column_type LIKE '%[]'";
    assert_eq!(sandbox.value(columns), "1");
}

/// Each detection has a level that the report knows, names a call once, and ends with a command that runs.
#[test]
fn every_detection_is_complete() {
    let sandbox = Sandbox::new();
    sandbox.write("empty.json", r#"{"Records":[]}"#);
    let _ = sandbox.import(&[&sandbox.path("empty.json")]).expect_code(0);
    let wrong = sandbox.values(
        r"SELECT detection FROM detections()
        WHERE level_number(level) IS NULL
            OR len(calls) <> len(list_distinct(calls))
            OR level_number(failed_level) IS NULL
            OR calls <> ['*'] AND len(list_filter(calls, lambda call: NOT regexp_full_match(call, '[a-z0-9-]+:[A-Z][A-Za-z0-9_]+'))) > 0
            OR NOT regexp_full_match(technique, 'T[0-9]{4}(\.[0-9]{3})?')
        UNION ALL
        SELECT detection FROM detections() GROUP BY detection HAVING count(*) > 1
        UNION ALL
        SELECT detection FROM (SELECT unnest(detection_thresholds(), recursive := true)) AS thresholds
        WHERE detection NOT IN (SELECT detection FROM detections())
            OR measure NOT IN ('events', 'requests', 'actions', 'Regions')",
    );
    assert_eq!(wrong, Vec::<String>::new());
    for next in sandbox.values("SELECT DISTINCT next FROM detections()") {
        let args: Vec<&str> = next.split(' ').collect();
        let _ = sandbox.run(&args).expect_code(0);
    }
}

#[test]
fn findings_of_a_lower_level_are_shown_on_demand() {
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&fixtures("reports/findings")]).expect_code(0);
    let levels = |set: &[&str]| {
        let args = [&["report", "findings", "--format", "jsonl"], set].concat();
        let rows = sandbox.run(&args).expect_code(0).stdout;
        let mut levels: Vec<String> =
            rows.lines().filter_map(|row| row.split('"').nth(3)).map(str::to_owned).collect();
        levels.dedup();
        levels
    };
    assert_eq!(levels(&[]), ["critical", "high", "medium"]);
    assert_eq!(levels(&["--set", "min_level=critical"]), ["critical"]);
    assert_eq!(levels(&["--set", "min_level=low"]), ["critical", "high", "medium", "low"]);
}
