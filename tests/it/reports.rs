//! Every report on its folder in `fixtures/reports`: records that must appear, near misses, and failures.
//! Read the snapshots before accepting them.

use std::{collections::BTreeMap, fs};

use ducktrail::internals::report::{REPORTS, Report};

use crate::support::{Run, Sandbox, fixtures, imported};

/// The parameters of reports that need one.
const SET: &[(&str, &str)] = &[("resource_history", "resource=i-0123456789abcdef0")];

fn run(sandbox: &Sandbox, name: &str) -> Run {
    let mut args = vec!["report", name, "--format", "csv"];
    for (_, assignment) in SET.iter().filter(|(report, _)| *report == name) {
        args.extend(["--set", assignment]);
    }
    sandbox.run(&args)
}

/// Runs all reports at once. Returns the rows of each by its name.
fn run_all(sandbox: &Sandbox) -> BTreeMap<String, String> {
    let mut args = vec!["report", "--all", "--format", "csv", "-o", "all", "--force"];
    args.extend(SET.iter().flat_map(|(_, assignment)| ["--set", assignment]));
    let _ = sandbox.run(&args).expect_code(0);
    let text = |report: &Report| {
        let name = report.name().to_owned();
        let text = fs::read_to_string(sandbox.path("all").join(format!("{name}.csv"))).unwrap();
        (name, text)
    };
    REPORTS.iter().map(text).collect()
}

#[test]
fn every_report_shows_only_the_records_that_belong_to_it() {
    let mut failed = Vec::new();
    for report in REPORTS {
        let folder = fixtures("reports").join(report.name());
        // import_health shows the import itself, whose time and paths vary.
        if !folder.is_dir() || report.name() == "import_health" {
            continue;
        }
        let sandbox = Sandbox::new();
        let _ = sandbox.import(&[&folder]);
        let ran = run(&sandbox, report.name()).expect_code(0);
        // One failing snapshot must not hide the others.
        let compared = std::panic::catch_unwind(|| {
            insta::assert_snapshot!(report.name(), ran.stdout);
        });
        if compared.is_err() {
            failed.push(report.name());
        }
    }
    assert_eq!(failed, Vec::<&str>::new());
}

#[test]
fn import_health_shows_each_import_and_each_incomplete_file() {
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&fixtures("reports/import_health")]).expect_code(3);
    let rows = sandbox.values(
        "SELECT concat_ws(' ', subject, outcome, parse_filename(path), form, records_read, records_inserted, records_duplicate, records_rejected, adds_up) FROM import_health",
    );
    assert_eq!(
        rows,
        [
            "import complete 7 3 1 3 true",
            "file not used broken.json invalid-json 1 0 0 1 true",
            "file partly used partly.json records 3 1 0 2 true",
        ]
    );
}

#[test]
fn every_report_has_a_fixture() {
    // The others are tested on the examples of the documents in commands.rs.
    let elsewhere = ["actions_by_region", "global_services"];
    for report in REPORTS.iter().filter(|report| !elsewhere.contains(&report.name())) {
        assert!(fixtures("reports").join(report.name()).is_dir(), "{}", report.name());
    }
}

#[test]
fn every_report_returns_its_columns_on_an_empty_database() {
    let sandbox = Sandbox::new();
    sandbox.write("empty.json", r#"{"Records":[]}"#);
    let _ = sandbox.import(&[&sandbox.path("empty.json")]).expect_code(0);
    let all = run_all(&sandbox);
    for report in REPORTS {
        let columns: Vec<&str> = all[report.name()].lines().next().unwrap().split(',').collect();
        let documented: Vec<&str> = report.columns().map(|(column, _)| column).collect();
        assert_eq!(columns, documented, "{}", report.name());
    }
}

#[test]
fn every_fixture_belongs_to_a_report() {
    let Ok(folders) = fs::read_dir(fixtures("reports")) else { return };
    for entry in folders {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(REPORTS.iter().any(|report| report.name() == name), "no report {name}");
    }
}

/// Fails if the order of a report does not determine the order of all rows.
#[test]
fn every_report_returns_its_rows_in_the_same_order_again() {
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&fixtures("")]);
    let (first, again) = (run_all(&sandbox), run_all(&sandbox));
    for (name, rows) in &first {
        assert_eq!(rows, &again[name], "{name}");
    }
}

#[test]
fn a_parameter_changes_what_a_report_shows() {
    let sandbox = Sandbox::new();
    for name in [
        "deletes",
        "access_keys",
        "coverage",
        "first_seen",
        "failed_logins",
        "access_denied",
        "manual_changes",
    ] {
        let _ = sandbox.import(&[&fixtures("reports").join(name)]);
    }
    let rows = |args: &[&str]| {
        let args = [&["report"], args, &["--format", "jsonl"]].concat();
        sandbox.run(&args).expect_code(0).stdout.lines().count()
    };
    assert!(rows(&["deletes", "--set", "wide=true"]) > rows(&["deletes"]));
    assert_eq!(rows(&["access-keys", "--set", "key=AKIAIOSFODNN7EXAMPLE"]), 1);
    assert_eq!(rows(&["access-keys", "--set", "key=none"]), 0);
    let _ = sandbox.import(&[&fixtures("reports/creations")]);
    let _ = sandbox.import(&[&fixtures("reports/assume_role_trace")]);
    assert!(rows(&["assume_role_trace", "--set", "external=true"]) < rows(&["assume_role_trace"]));
    assert!(rows(&["creations", "--set", "failed=true"]) > rows(&["creations"]));
    assert!(
        rows(&["coverage", "--set", "usual=true", "--set", "gap_hours=1"])
            > rows(&["coverage", "--set", "gap-hours=100"])
    );
    assert!(
        rows(&["first_seen", "--set", "days=100000"]) > rows(&["first_seen", "--set", "days=0"])
    );
    for (name, finer) in [
        ("first_seen", "per=action"),
        ("access_denied", "per=action"),
        ("manual_changes", "events=true"),
    ] {
        assert!(rows(&[name, "--set", finer]) > rows(&[name]), "{name}");
    }
    assert!(
        rows(&["failed-logins", "--set", "minutes=1"])
            >= rows(&["failed-logins", "--set", "minutes=100000"])
    );
}

/// Fails if the baseline of `first_seen` is empty in logs of a few days, or does not follow the scope.
#[test]
fn the_last_days_are_a_quarter_of_the_days_with_events_and_at_most_seven() {
    let record = |day: u32, name: &str| {
        format!(
            r#"{{"eventVersion":"1.09","userIdentity":{{"type":"IAMUser","principalId":"AIDAEXAMPLE","arn":"arn:aws:iam::111122223333:user/alice","accountId":"111122223333","userName":"alice"}},"eventTime":"2024-05-{day:02}T09:00:00Z","eventSource":"ec2.amazonaws.com","eventName":"{name}","awsRegion":"us-east-1","sourceIPAddress":"192.0.2.10","requestID":"r","eventID":"{name}-{day}","readOnly":true,"eventType":"AwsApiCall","recipientAccountId":"111122223333","eventCategory":"Management"}}"#
        )
    };
    let daily = (1..=31).map(|day| record(day, "DescribeInstances"));
    let once = [(23, "DescribeVpcs"), (26, "DescribeTags"), (31, "DescribeHosts")];
    let records: Vec<String> =
        daily.chain(once.iter().map(|(day, name)| record(*day, name))).collect();
    let sandbox = Sandbox::new();
    let file = sandbox.write("a.json", format!(r#"{{"Records":[{}]}}"#, records.join(",")));
    let _ = sandbox.import(&[&file]).expect_code(0);
    for (args, expected) in [
        (&[][..], &["DescribeHosts", "DescribeTags"][..]),
        (&["--set", "days=10"], &["DescribeHosts", "DescribeTags", "DescribeVpcs"]),
        // Eight days of the scope have events, so the last two are compared with the six before them.
        (&["--since", "2024-05-24"], &["DescribeHosts"]),
        (&["--until", "2024-05-26", "--since", "2024-05-24"], &["DescribeTags"]),
        (&["--until", "2024-05-25"], &["DescribeVpcs"]),
    ] {
        let args = [&["report", "first_seen", "--format", "jsonl"], args].concat();
        let shown = sandbox.run(&args).expect_code(0).stdout;
        for (_, name) in once {
            assert_eq!(shown.contains(name), expected.contains(&name), "{args:?}: {shown}");
        }
        assert_eq!(shown.lines().count(), 1, "{args:?}: {shown}");
    }
}

#[test]
fn a_parameter_of_the_wrong_type_is_a_usage_error_and_never_sql() {
    let sandbox = imported();
    for (args, expected) in [
        (&["coverage", "--set", "gap_hours=many"][..], "'many' is not of the type INTEGER"),
        (
            &["coverage", "--set", "gap_hours=6); DROP VIEW activity; --"],
            "is not of the type INTEGER",
        ),
        (&["deletes", "--set", "wide=perhaps"], "is not of the type BOOLEAN"),
        (&["deletes", "--set", "days=7"], "report deletes has no parameter 'days'; it has wide"),
        (&["deletes", "--set", "since=2024-01-01"], "no parameter 'since'"),
        (&["actors", "--set", "x=7"], "it has none"),
        (&["resource-history"], "needs --set resource=VALUE: The ARN, ID or name"),
        (&["deletes", "--set", "wide"], "expected NAME=VALUE"),
    ] {
        let ran = sandbox.run(&[&["report"], args].concat()).expect_code(2);
        assert!(ran.stderr.contains(expected), "{}", ran.stderr);
    }
    for value in ["x'; DROP VIEW activity; --", "\\", "\"", "%", "' OR true OR '"] {
        let set = format!("resource={value}");
        let ran = sandbox
            .run(&["report", "resource_history", "--set", &set, "--format", "jsonl"])
            .expect_code(0);
        assert_eq!(ran.stdout, "", "{value}");
    }
}

#[test]
fn resources_are_found_in_every_kind_of_request_list() {
    let sandbox = Sandbox::new();
    let file = sandbox.write("one.json", r#"{"Records":[]}"#);
    let _ = sandbox.import(&[&file]).expect_code(0);
    let lists = [
        r#"{"instancesSet":{"items":[{"instanceId":"a"},{"instanceId":"b"}]}}"#,
        r#"{"resourcesSet":{"items":[{"resourceId":"a"},{"resourceId":"b"}]}}"#,
        r#"{"hostIdSet":{"items":[{"hostId":"a"},{"hostId":"b"}]}}"#,
        r#"{"alarmNames":["a","b"]}"#,
        r#"{"dashboardNames":["a","b"]}"#,
        r#"{"ruleNames":["a","b"]}"#,
        r#"{"imageIds":[{"imageDigest":"a","imageTag":"x"},{"imageTag":"b"}]}"#,
        r#"{"tablesToDelete":["a","b"]}"#,
        r#"{"targets":[{"id":"a"},{"id":"b"}]}"#,
        r#"{"terminateWorkspaceRequests":[{"workspaceId":"a"},{"workspaceId":"b"}]}"#,
        r#"{"DeleteVpcEndpointsRequest":{"VpcEndpointId":[{"content":"a"},{"content":"b"}]}}"#,
        r#"{"DeleteFlowLogsRequest":{"FlowLogId":[{"content":"a"},{"content":"b"}]}}"#,
        r#"{"names":["a","b"]}"#,
        r#"{"ids":["a","b"]}"#,
        r#"{"accountIds":["a","b"]}"#,
        r#"{"delete":{"objects":[{"key":"a"},{"key":"b"}]}}"#,
    ];
    // Near misses: an empty list, a list of other things, and no list.
    let others = [r#"{"names":[]}"#, r#"{"targets":[{"name":"a"}]}"#, r#"{"other":["a"]}"#, "{}"];
    let targets = |request: &str| {
        let sql = format!("SELECT list_sort(targets_of('{request}'::JSON, 'own'))::VARCHAR AS t");
        let ran = sandbox.run(&["query", "--format", "jsonl", &sql]).expect_code(0);
        ran.stdout.trim().to_owned()
    };
    for request in lists {
        assert_eq!(targets(request), r#"{"t":"[a, b]"}"#, "{request}");
    }
    for request in others {
        assert_eq!(targets(request), r#"{"t":"[own]"}"#, "{request}");
    }
}

#[test]
fn each_kind_of_caller_has_its_actor_class() {
    let sandbox = Sandbox::new();
    let file = sandbox.write("one.json", r#"{"Records":[]}"#);
    let _ = sandbox.import(&[&file]).expect_code(0);
    // The type, `invokedBy`, the ARN, the account and the type of the event.
    let callers = [
        ("'Root', NULL, NULL, NULL, NULL", "root"),
        ("'Root', 'signin.amazonaws.com', NULL, NULL, NULL", "root"),
        ("'Root', 'ec2.amazonaws.com', NULL, NULL, NULL", "root_via_service"),
        ("'Root', NULL, NULL, NULL, 'AwsServiceEvent'", "root"),
        ("'AWSService', 'ec2.amazonaws.com', NULL, NULL, NULL", "aws_service"),
        (
            "'AssumedRole', NULL, 'arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForECS/ecs', NULL, NULL",
            "aws_service",
        ),
        (
            "'AssumedRole', NULL, 'arn:aws:sts::111122223333:assumed-role/deploy/AWSServiceRoleForECS', NULL, NULL",
            "assumed_role",
        ),
        ("'AssumedRole', 'ec2.amazonaws.com', NULL, NULL, 'AwsServiceEvent'", "assumed_role"),
        (
            "'Role', NULL, 'arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForECS/ecs', NULL, NULL",
            "assumed_role",
        ),
        ("'IAMUser', 'ec2.amazonaws.com', NULL, NULL, NULL", "iam_user"),
        ("'FederatedUser', NULL, NULL, NULL, NULL", "federated_user"),
        ("'SAMLUser', NULL, NULL, NULL, NULL", "external_identity"),
        ("'WebIdentityUser', NULL, NULL, NULL, NULL", "external_identity"),
        ("'IdentityCenterUser', NULL, NULL, NULL, NULL", "identity_center_user"),
        ("'AWSAccount', NULL, NULL, 'ANONYMOUS_PRINCIPAL', NULL", "anonymous"),
        ("'AWSAccount', NULL, NULL, 'anonymous', NULL", "anonymous"),
        ("'AWSAccount', NULL, NULL, '111122223333', NULL", "other_account"),
        ("'AWSAccount', NULL, NULL, NULL, NULL", "other_account"),
        ("'Directory', NULL, NULL, NULL, NULL", "directory"),
        ("NULL, NULL, NULL, NULL, 'AwsServiceEvent'", "aws_service"),
        ("NULL, 'ec2.amazonaws.com', NULL, NULL, NULL", "aws_service"),
        ("NULL, NULL, NULL, NULL, 'AwsApiCall'", "none"),
        ("NULL, NULL, NULL, NULL, NULL", "none"),
        ("'Unheard', 'ec2.amazonaws.com', NULL, NULL, 'AwsServiceEvent'", "unknown"),
    ];
    let classes: Vec<String> =
        callers.iter().map(|(caller, _)| format!("actor_class_of({caller})")).collect();
    let found = sandbox.values(&format!("SELECT unnest([{}])", classes.join(", ")));
    assert_eq!(found.len(), callers.len());
    for ((caller, expected), found) in callers.iter().zip(found) {
        assert_eq!(found, *expected, "{caller}");
    }
}

#[test]
fn all_sessions_of_a_role_are_one_caller_even_in_another_account() {
    let sandbox = Sandbox::new();
    let file = sandbox.write("one.json", r#"{"Records":[]}"#);
    let _ = sandbox.import(&[&file]).expect_code(0);
    let role = "'arn:aws:iam::111122223333:role/deploy'";
    let person = "'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef'";
    for (arn, actor, caller, caller_or_person) in [
        (role, "'deploy/one'", role, role),
        (person, "'AWSReservedSSO_Admin/bob'", person, "'AWSReservedSSO_Admin/bob'"),
        ("NULL", "'AROAEXAMPLE:one'", "'AROAEXAMPLE'", "'AROAEXAMPLE'"),
        ("NULL", "'AROAEXAMPLE'", "'AROAEXAMPLE'", "'AROAEXAMPLE'"),
        ("NULL", "'AIDAEXAMPLE:one'", "'AIDAEXAMPLE:one'", "'AIDAEXAMPLE:one'"),
        ("NULL", "'ec2.amazonaws.com'", "'ec2.amazonaws.com'", "'ec2.amazonaws.com'"),
        ("NULL", "NULL", "NULL", "NULL"),
    ] {
        let sql = format!(
            "SELECT caller_of({arn}, {actor}) IS NOT DISTINCT FROM {caller} AND caller_or_person_of({arn}, {actor}) IS NOT DISTINCT FROM {caller_or_person}"
        );
        assert_eq!(sandbox.values(&sql), ["true"], "{actor}");
    }
}
