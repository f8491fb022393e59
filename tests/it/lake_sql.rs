//! `ducktrail lake sql`, as far as it can be tested without an engine.

use std::{fs, path::Path};

use sha2::{Digest, Sha256};

use ducktrail::internals::report::REPORTS;

use crate::support::Sandbox;

/// The folder of the scripts that make sql/spark and sql/athena.
const SCRIPTS: &str = "lake/dialects";

#[test]
fn generated_files_are_made_from_the_present_sql() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for dialect in ["spark", "athena"] {
        let tables = (format!("sql/{dialect}/tables.sql"), "docs/schema.md".to_owned());
        let reports = REPORTS.iter().map(|report| {
            let name = report.name();
            (format!("sql/{dialect}/reports/{name}.sql"), format!("sql/reports/{name}.sql"))
        });
        for (path, source) in reports.chain([tables]) {
            let text = fs::read_to_string(root.join(&path)).unwrap();
            let inputs = text.lines().find_map(|line| line.strip_prefix("-- inputs: "));
            assert_eq!(
                inputs,
                Some(hash_of_inputs(root, &source).as_str()),
                "{path} is old: run {SCRIPTS}/generate.py, as CONTRIBUTING.md says"
            );
        }
    }
}

/// Returns the hash that `inputs` in project.py gives.
fn hash_of_inputs(root: &Path, source: &str) -> String {
    let project = fs::read_to_string(root.join(SCRIPTS).join("project.py")).unwrap();
    let (_, list) = project.split_once("MACROS = [\n").unwrap();
    let (list, _) = list.split_once("\n]").unwrap();
    let macros = list.lines().map(|line| format!("sql/{}.sql", line.trim_matches([' ', ',', '"'])));
    let mut scripts: Vec<String> = fs::read_dir(root.join(SCRIPTS))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| [".py", ".sql"].iter().any(|ending| name.ends_with(ending)))
        .map(|name| format!("{SCRIPTS}/{name}"))
        .collect();
    scripts.sort();
    let others = ["sql/activity.sql".to_owned(), source.to_owned()];
    let mut hash = Sha256::new();
    for name in macros.chain(others).chain(scripts) {
        hash.update(format!("{name}\0"));
        hash.update(fs::read(root.join(&name)).unwrap());
        hash.update("\0");
    }
    hex::encode(hash.finalize())
}

#[test]
fn what_cannot_be_printed_is_said() {
    let sandbox = Sandbox::new();
    let sql = |args: &[&str]| sandbox.run(&[&["lake", "sql"], args].concat());
    for (args, code, message) in [
        (&["--report", "deletes"][..], 2, "--dialect <ENGINE>"),
        (&["--dialect", "presto"], 2, "[possible values: spark, athena]"),
        (&["--dialect", "spark", "--report", "delets"], 2, "did you mean 'deletes'?"),
        (&["--dialect", "spark", "--service", "s3"], 2, "a scope is one of a report"),
        (&["--dialect", "spark", "--report", "deletes", "--last", "7d"], 2, "give --since instead"),
        (
            &["--dialect", "athena", "--report", "deletes", "--ip", "2001:db8::/32"],
            2,
            "an IPv6 address has several spellings",
        ),
        (&["--dialect", "spark", "--report", "resource_history"], 2, "needs --set resource=VALUE"),
        (
            &["--dialect", "spark", "--report", "first_seen", "--set", "days=x"],
            2,
            "'x' is not of the type INTEGER",
        ),
        (
            &["--dialect", "athena", "--report", "assume_role_trace"],
            1,
            "the report assume_role_trace cannot be said in the SQL of Athena: it needs rows",
        ),
    ] {
        sql(args).says(code, message);
    }
}

#[test]
fn a_value_stays_in_its_literal() {
    let sandbox = Sandbox::new();
    let value = r"key=x\' OR '1'='1' -- ${spark.app.id} {{1}}";
    for (dialect, literal) in [
        ("spark", r"'x\\\u0027 OR \u00271\u0027=\u00271\u0027 -- \u0024{spark.app.id} {{1}}'"),
        ("athena", r"'x\'' OR ''1''=''1'' -- ${spark.app.id} {{1}}'"),
    ] {
        let args = ["lake", "sql", "--dialect", dialect, "--report", "access_keys", "--set", value];
        let printed = sandbox.run(&args).expect_code(0).stdout;
        assert!(printed.contains(literal), "{printed}");
    }
}

#[test]
fn the_tables_are_those_of_the_lake_that_is_named() {
    let sandbox = Sandbox::new();
    let args = ["lake", "sql", "--dialect", "spark", "--lake", "s3://bucket/it's/"];
    let printed = sandbox.run(&args).expect_code(0).stdout;
    assert!(printed.contains(r"OPTIONS (path 's3://bucket/it\u0027s/current'"), "{printed}");
    let args = ["lake", "sql", "--dialect", "athena", "--lake", "s3://bucket/lake"];
    let printed = sandbox.run(&args).expect_code(0).stdout;
    assert!(printed.contains("LOCATION 's3://bucket/lake/current/activity/'"), "{printed}");
}
