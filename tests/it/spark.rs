//! Reports on a Spark cluster of two workers, compared with DuckDB cell by cell and in order.
//!
//! Spark takes seconds to plan a report, so a few that have all functions between them are run. All reports in four
//! scopes, and a job whose worker is killed, are run with `DUCKTRAIL_SPARK=all`; `DUCKTRAIL_SPARK_PYTHON` is the
//! Python that has `pyspark`.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use ducktrail::internals::report::{REPORTS, Report};

use crate::{
    lake::pointers,
    support::{Sandbox, fixtures},
};

/// The reports that are run in any case, each with its options.
const CASES: &[&[&str]] = &[
    &["top_errors", "--since", "2024-05-01", "--until", "2024-05-31", "--errors-only"],
    &["access_keys", "--set", r"key=x\' OR '1'='1' -- ${spark.app.id}"],
    &["aggregated"],
    &["first_seen", "--region", "us-*", "--action", "*e*", "--actor", "*a*"],
    &["findings", "--set", "min_level=informational"],
    &["failed_deletes", "--account", "111122223333", "--region", "us-*", "--service", "ec2"],
    &["ip_activity", "--ip", "198.51.0.0/16"],
    &["resource_history", "--set", "resource=i-0123456789abcdef0", "--set", "reads=true"],
    &["unusual_regions", "--set", "allowed=us-east-1, eu-west-1"],
];

/// The other parameters, for the long form.
const PARAMETERS: &[&[&str]] = &[
    &["assume_role_trace", "--set", "external=true"],
    &["coverage", "--set", "gap_hours=48", "--set", "usual=true"],
    &["creations", "--set", "failed=true"],
    &["deletes", "--set", "wide=true"],
    &["evasion", "--set", "min_level=informational", "--set", "events=true"],
    &["exfiltration", "--set", "min_objects=1"],
    &["failed_logins", "--set", "minutes=60"],
    &["first_seen", "--set", "days=4000", "--action", "*a*", "--actor", "*"],
    &["global_services", "--set", "elsewhere=true"],
    &["network_changes", "--set", "kind=route"],
    &["unusual_regions", "--set", "percent=50"],
];

/// Four scopes, for the long form.
const SCOPES: [&[&str]; 4] = [
    &[],
    &["--since", "2023-01-01", "--until", "2024-06-30"],
    &["--service", "iam", "--service", "s3", "--errors-only"],
    &["--region", "us-*", "--action", "*e*", "--actor", "*a*"],
];

/// Returns a Python that has `pyspark`. Prints that `test` is skipped if there is none, or no Java.
fn python(test: &str) -> Option<String> {
    let python = env::var("DUCKTRAIL_SPARK_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    if runs(Command::new(&python).args(["-c", "import pyspark"]))
        && runs(Command::new("java").arg("-version"))
    {
        return Some(python);
    }
    eprintln!("skipped {test}: there is no pyspark or no java");
    None
}

/// Returns true in the long form of the tests.
fn is_long() -> bool {
    env::var("DUCKTRAIL_SPARK").is_ok()
}

/// Runs a script of `tests/spark`, whose first argument is the program.
fn run_script(python: &str, script: &str, arguments: &[&Path]) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spark").join(script);
    let output = Command::new(python)
        .arg(script)
        .arg(env!("CARGO_BIN_EXE_ducktrail"))
        .args(arguments)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .unwrap();
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    eprintln!("{out}");
    assert!(output.status.success(), "{out}\n{err}");
}

#[test]
fn reports_on_a_cluster_are_those_of_duckdb() {
    let Some(python) = python("reports_on_a_cluster_are_those_of_duckdb") else { return };
    let sandbox = Sandbox::new();
    let reports = fixtures("reports");
    let _ = sandbox.run(&["lake", "write", reports.to_str().unwrap(), "--to", "lake"]);
    let cases: Vec<String> =
        cases().iter().map(|case| serde_json::to_string(case).unwrap()).collect();
    sandbox.write("cases.jsonl", cases.join("\n"));
    std::fs::create_dir(sandbox.path("cluster")).unwrap();
    let paths = ["lake", "cluster", "cases.jsonl"].map(|name| sandbox.path(name));
    run_script(&python, "reports.py", &paths.each_ref().map(PathBuf::as_path));
}

#[test]
fn a_lake_is_whole_after_a_worker_was_killed_in_the_middle_of_the_job() {
    let name = "a_lake_is_whole_after_a_worker_was_killed_in_the_middle_of_the_job";
    let Some(python) = is_long().then(|| python(name)).flatten() else { return };
    let sandbox = Sandbox::new();
    let (since, until) = ("2024-05-01", "2024-05-06");
    let reports = fixtures("reports");
    let logs = reports.to_str().unwrap();
    for folder in ["cluster", "lake"] {
        std::fs::create_dir(sandbox.path(folder)).unwrap();
    }
    let (lake, cluster) = (sandbox.path("lake"), sandbox.path("cluster"));
    let arguments = [Path::new(logs), &lake, &cluster, Path::new(since), Path::new(until)];
    run_script(&python, "write.py", &arguments);
    let args =
        ["lake", "write", logs, "--to", "whole", "--since", since, "--until", until, "--untimed"];
    let _ = sandbox.run(&args).expect_code(3);
    let (written, whole) = (pointers(&lake), pointers(&sandbox.path("whole")));
    assert!(whole.len() > 5, "{whole:?}");
    assert_eq!(written, whole);
}

fn runs(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

fn cases() -> Vec<Vec<&'static str>> {
    let always = CASES.iter().map(|case| case.to_vec());
    if !is_long() {
        return always.collect();
    }
    let without = REPORTS.iter().map(Report::name).filter(|name| *name != "resource_history");
    let scoped = without.flat_map(|name| SCOPES.map(|scope| [&[name], scope].concat()));
    always.chain(PARAMETERS.iter().map(|case| case.to_vec())).chain(scoped).collect()
}
