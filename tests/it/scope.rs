//! The scope of reports, and the files and formats of output.

use serde_json::Value;

use crate::support::{Sandbox, fixtures, imported};

/// Returns the number of calls that a report counts in a scope.
fn calls(sandbox: &Sandbox, scope: &[&str]) -> u64 {
    let args = [&["report", "actions_by_region", "--format", "csv"], scope].concat();
    let ran = sandbox.run(&args).expect_code(0);
    let mut reader = csv::Reader::from_reader(ran.stdout.as_bytes());
    reader.records().map(|row| row.unwrap()[3].parse::<u64>().unwrap()).sum()
}

#[test]
fn each_part_of_a_scope_narrows_a_report() {
    let sandbox = imported();
    for (scope, expected) in [
        (&[][..], 22),
        (&["--since", "2018-01-01"], 11),
        (&["--until", "2017-12-31"], 11),
        (&["--until", "2018-01-16T00:00:00Z"], 11),
        // A day or a month as the end is a part of the scope.
        (&["--since", "2018-01-16", "--until", "2018-01-16"], 5),
        (&["--since", "2018-01", "--until", "2018-01"], 5),
        (&["--since", "2018-01-16T00:41:43Z", "--until", "2018-01-16T00:41:44Z"], 1),
        (&["--account", "444455556666"], 6),
        (&["--account", "111122223333", "--account", "123456789012"], 16),
        (&["--region", "us-east-2"], 2),
        (&["--service", "cloudfront", "--service", "support"], 7),
        (&["--action", "UpdateDistribution"], 1),
        (&["--action", "UpdateDistribution2014_01_31"], 1),
        (&["--actor", "root"], 3),
        (&["--actor", "arn:aws:iam::111122223333:user/janedoe"], 1),
        (&["--ip", "198.51.100.15"], 1),
        (&["--ip", "198.51.100.0/24"], 1),
        (&["--ip", "198.51.100.*"], 1),
        (&["--service", "CloudFront.amazonaws.com", "--service", "Supp*"], 7),
        (&["--action", "updatedistribution*"], 1),
        (&["--action", "cloudfront:UpdateDistribution"], 1),
        (&["--region", "US-EAST-2"], 2),
        (&["--account", "arn:aws:iam::444455556666:root"], 6),
        (&["--account", "4444-5555-6666"], 6),
        (&["--errors-only"], 0),
        (&["--service", "route53", "--action", "DeleteHostedZone", "--actor", "smithj"], 1),
    ] {
        assert_eq!(calls(&sandbox, scope), expected, "{scope:?}");
    }
}

/// Returns the names of the tables whose rows are filtered by a text as they are read.
fn filtered_tables(plan: &Value, text: &str) -> Vec<String> {
    let children = plan["children"].as_array().unwrap();
    let (info, name) = (&plan["extra_info"], plan["name"].as_str().unwrap());
    let (filter, scan) = match children.as_slice() {
        [] => (&info["Filters"], plan),
        [scan] if name == "FILTER" => (&info["Expression"], scan),
        _ => (&Value::Null, plan),
    };
    let mut found: Vec<_> =
        children.iter().flat_map(|child| filtered_tables(child, text)).collect();
    if filter.to_string().contains(text) {
        let table = scan["extra_info"]["Table"].as_str().and_then(|it| it.rsplit('.').next());
        found.extend(table.map(str::to_owned));
    }
    found
}

/// DuckDB evaluates a condition that can fail, as `regexp_full_match` can, after all joins and all that is derived.
#[test]
fn a_scope_filters_the_table_that_it_is_about() {
    let sandbox = imported();
    for (option, value, table) in [
        ("--service", "iam", "actions"),
        ("--action", "DeleteUser", "actions"),
        ("--actor", "janedoe", "callers"),
        ("--access-key", "AKIAEXAMPLE", "callers"),
        ("--ip", "203", "event_rows"),
        ("--region", "here", "event_rows"),
        ("--account", "111122223333", "event_rows"),
    ] {
        let sql = "EXPLAIN (FORMAT json) SELECT count(target) FROM activity";
        let args = ["query", sql, "--format", "json", option, value];
        let rows = sandbox.run(&args).expect_code(0).stdout;
        let rows: Value = serde_json::from_str(&rows).unwrap();
        let plan: Value = serde_json::from_str(rows[0]["explain_value"].as_str().unwrap()).unwrap();
        let filtered = filtered_tables(&plan[0], value);
        assert!(filtered.iter().any(|it| it == table), "{option}: {filtered:?} {plan}");
    }
}

#[test]
fn a_scope_can_be_limited_to_failures() {
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&fixtures("traps/failed-delete")]).expect_code(0);
    assert_eq!(calls(&sandbox, &["--errors-only"]), 3);
}

#[test]
fn an_empty_scope_names_the_values_that_exist() {
    let sandbox = imported();
    let ran = sandbox.run(&["report", "deletes", "--since", "2030-01-01"]).expect_code(0);
    assert!(
        ran.stderr.contains("no event is in this scope; the database has events from 2014-03-23T21:50:34Z to 2022-10-11T17:30:18Z"),
        "{}",
        ran.stderr
    );
    let ran = sandbox.run(&["report", "deletes"]).expect_code(0);
    assert!(!ran.stderr.contains("scope"), "{}", ran.stderr);
}

/// Calls of one person in several ways, and from several addresses.
const PEOPLE: &str = r#"{"Records":[
{"eventID":"admin","eventTime":"2024-05-01T09:00:00Z","eventSource":"s3.amazonaws.com","eventName":"DeleteBucket","recipientAccountId":"111122223333","sourceIPAddress":"198.51.100.1,192.0.2.10","userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLEADMIN0001:erin@example.com","arn":"arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/erin@example.com","accountId":"111122223333","accessKeyId":"ASIAEXAMPLEERIN00001","sessionContext":{"sessionIssuer":{"type":"Role","userName":"AWSReservedSSO_Admin_0123456789abcdef","arn":"arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef"}}}},
{"eventID":"reader","eventTime":"2024-05-02T09:00:00Z","eventSource":"s3.amazonaws.com","eventName":"ListBuckets","recipientAccountId":"444455556666","sourceIPAddress":"2001:db8:0:0::7","userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLEREAD00001:erin@example.com","arn":"arn:aws:sts::444455556666:assumed-role/Reader/erin@example.com","accountId":"444455556666","sessionContext":{"sessionIssuer":{"type":"Role","userName":"Reader","arn":"arn:aws:iam::444455556666:role/Reader"}}}},
{"eventID":"saml","eventTime":"2024-05-02T09:00:01Z","eventSource":"sts.amazonaws.com","eventName":"AssumeRoleWithSAML","recipientAccountId":"111122223333","sourceIPAddress":"198.51.100.10","userIdentity":{"type":"SAMLUser","principalId":"x=:erin@example.com","userName":"erin@example.com"}},
{"eventID":"source","eventTime":"2024-05-02T09:00:02Z","eventSource":"sts.amazonaws.com","eventName":"AssumeRole","recipientAccountId":"111122223333","sourceIPAddress":"AWS Internal","userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLEJOB000001:job","arn":"arn:aws:sts::111122223333:assumed-role/Job/job","sessionContext":{"sourceIdentity":"erin@example.com","sessionIssuer":{"type":"Role","userName":"Job","arn":"arn:aws:iam::111122223333:role/Job"}}}},
{"eventID":"other","eventTime":"2024-05-03T09:00:00Z","eventSource":"s3.amazonaws.com","eventName":"ListBuckets","recipientAccountId":"111122223333","sourceIPAddress":"198.51.100.100","userIdentity":{"type":"IAMUser","userName":"erin","arn":"arn:aws:iam::111122223333:user/erin","accessKeyId":"AKIAIOSFODNN7EXAMPLE"}}
]}"#;

fn people() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("people.json", PEOPLE);
    let _ = sandbox.import(&[&sandbox.path("people.json")]).expect_code(0);
    sandbox
}

/// Returns the IDs of the events that `query` and `events` find in a scope, which must be the same.
fn found(sandbox: &Sandbox, scope: &[&str]) -> Vec<String> {
    let lines = |args: &[&str], column: usize| -> Vec<String> {
        let ran = sandbox.run(&[args, scope].concat()).expect_code(0);
        let mut reader = csv::Reader::from_reader(ran.stdout.as_bytes());
        let mut ids: Vec<String> =
            reader.records().map(|row| row.unwrap()[column].to_owned()).collect();
        ids.sort();
        ids
    };
    let sql = "SELECT event_id FROM activity ORDER BY 1";
    let ids = lines(&["query", sql, "--format", "csv"], 0);
    let wide = ["events", "--wide", "--format", "csv"];
    let header = sandbox.run(&wide).stdout;
    let column = header.lines().next().unwrap().split(',').position(|it| it == "event_id");
    assert_eq!(lines(&wide, column.unwrap()), ids, "{scope:?}");
    ids
}

#[test]
fn a_person_is_one_caller_in_all_roles_and_sessions() {
    let sandbox = people();
    let all = ["admin", "reader", "saml", "source"];
    for (actor, expected) in [
        ("erin@example.com", &all[..]),
        ("ERIN@*", &all),
        ("erin", &["other"]),
        ("Reader", &["reader"]),
        ("Reader/erin@example.com", &["reader"]),
        ("arn:aws:iam::444455556666:role/Reader", &["reader"]),
        ("arn:aws:sts::444455556666:assumed-role/Reader/erin@example.com", &["reader"]),
        ("AROAEXAMPLEREAD00001:erin@example.com", &["reader"]),
        ("AROAEXAMPLEREAD00001", &["reader"]),
        ("AWSReservedSSO_Admin_*", &["admin"]),
        ("assumed-role", &[]),
        ("user", &[]),
        ("example.com", &[]),
    ] {
        assert_eq!(found(&sandbox, &["--actor", actor]), expected, "{actor}");
        let by = |option: &str| {
            let args = ["events", "--full", "--format", "jsonl", option, actor];
            sandbox.run(&args).expect_code(0).stdout
        };
        assert_eq!(by("--user"), by("--actor"), "{actor}");
    }
}

#[test]
fn addresses_are_found_in_lists_and_networks() {
    let sandbox = people();
    for (address, expected) in [
        ("198.51.100.1", &["admin"][..]),
        ("192.0.2.10", &["admin"]),
        ("198.51.100.0/24", &["admin", "other", "saml"]),
        ("198.51.100.0/28", &["admin", "saml"]),
        ("198.51.100.1*", &["admin", "other", "saml"]),
        ("2001:DB8::7", &["reader"]),
        ("2001:db8::/64", &["reader"]),
        ("2001:db9::/32", &[]),
        ("aws internal", &["source"]),
        ("0.0.0.0/0", &["admin", "other", "saml"]),
    ] {
        assert_eq!(found(&sandbox, &["--ip", address]), expected, "{address}");
    }
    assert_eq!(
        found(&sandbox, &["--ip", "192.0.2.0/24", "--ip", "198.51.100.10"]),
        ["admin", "saml"]
    );
    assert_eq!(found(&sandbox, &["--access-key", "asiaexampleerin00001"]), ["admin"]);
}

#[test]
fn a_value_that_no_event_has_is_named_with_the_nearest_one() {
    let sandbox = people();
    for (scope, text) in [
        (&["--service", "s4"][..], "no event has the service 's4' (did you mean 's3'?)"),
        (
            &["--action", "DeleteBuckets"],
            "no event has the action 'DeleteBuckets' (did you mean 'DeleteBucket'?)",
        ),
        (
            &["--account", "111122223334"],
            "no event has the account '111122223334' (did you mean '111122223333'?)",
        ),
        (&["--actor", "eryn"], "no event has the actor 'eryn' (did you mean 'erin'?)"),
        (&["--ip", "203.0.113.0/24"], "no event has the address '203.0.113.0/24'\n"),
        (&["--access-key", "ASIANONE"], "no event has the access key 'ASIANONE'\n"),
        (
            &["--service", "s3", "--service", "nothing-like-it"],
            "no event has the service 'nothing-like-it'\n",
        ),
    ] {
        for command in [&["report", "deletes"][..], &["query", "FROM deletes"], &["events"]] {
            let ran = sandbox.run(&[command, scope].concat()).expect_code(0);
            assert!(ran.stderr.starts_with(text), "{command:?} {scope:?}: {}", ran.stderr);
            assert!(!ran.stderr.contains("from 2024"), "{}", ran.stderr);
        }
    }
}

/// Statements that other people wrote must not decide what is said about the scope, nor how long that takes.
#[test]
fn a_view_that_hides_activity_does_not_reach_the_message_about_the_scope() {
    let sandbox = imported();
    let endless = "CREATE TEMP VIEW activity AS
        WITH RECURSIVE r AS (SELECT 1 AS i UNION ALL SELECT i FROM r) SELECT i FROM r WHERE i = 2;
        SELECT 1 AS a";
    for (service, expected) in [("route53", ""), ("nosuch", "no event has the service 'nosuch'")] {
        let args = ["query", "--safe", "--format", "csv", "--service", service, endless];
        let ran = sandbox.run(&args).expect_code(0);
        assert_eq!(ran.stdout, "a\n1\n");
        assert!(ran.stderr.starts_with(expected), "{}", ran.stderr);
        assert_eq!(ran.stderr.is_empty(), expected.is_empty(), "{}", ran.stderr);
    }
}

/// Of several values, one can be unknown although the scope has events.
#[test]
fn an_unknown_value_beside_a_known_one_is_named() {
    let sandbox = imported();
    let args =
        ["report", "actors", "--format", "csv", "--service", "route53", "--service", "nosuch"];
    let ran = sandbox.run(&args).expect_code(0);
    assert!(ran.stdout.lines().count() > 1, "{}", ran.stdout);
    assert!(ran.stderr.starts_with("no event has the service 'nosuch'\n"), "{}", ran.stderr);
}

#[test]
fn a_recent_time_that_finds_nothing_says_how_to_see_the_last_week() {
    let sandbox = people();
    let ran = sandbox.run(&["report", "deletes", "--since", "1w"]).expect_code(0);
    assert_eq!(
        ran.stderr.lines().next().unwrap(),
        "no event is in this scope; the database has events from 2024-05-01T09:00:00Z to 2024-05-03T09:00:00Z; --last 7d shows its last week"
    );
}

#[test]
fn a_time_range_that_ends_before_it_starts_is_a_mistake() {
    let sandbox = people();
    let range = ["--since", "2024-05-02", "--until", "2024-05-01"];
    for command in [
        &["report", "deletes"][..],
        &["query", "SELECT 1"],
        &["events"],
        &["coverage"],
        &["export", "-o", "x.csv"],
        &["import", "people.json"],
    ] {
        let text = "the time range is empty: it starts at 2024-05-02T00:00:00Z and ends before 2024-05-02T00:00:00Z";
        sandbox.run(&[command, &range].concat()).says(2, text);
    }
}

#[test]
fn arguments_are_never_sql() {
    let sandbox = imported();
    for value in ["x'; DROP VIEW activity; --", "'] OR true OR ['", "\\' OR 1=1 --"] {
        for option in ["--account", "--region", "--service", "--action", "--actor", "--ip"] {
            assert_eq!(calls(&sandbox, &[option, value]), 0, "{option} {value}");
        }
    }
    assert_eq!(calls(&sandbox, &[]), 22);
}

#[test]
fn a_limit_truncates_and_a_wrong_name_gets_a_suggestion() {
    let sandbox = imported();
    let ran = sandbox
        .run(&["report", "actions-by-region", "--limit", "3", "--format", "jsonl"])
        .expect_code(0);
    assert_eq!(ran.stdout.lines().count(), 3);
    let ran = sandbox.run(&["report", "delets"]).expect_code(2);
    assert!(ran.stderr.contains("did you mean 'deletes'?"), "{}", ran.stderr);
    let ran = sandbox.run(&["report", "nothing-like-it"]).expect_code(2);
    assert!(!ran.stderr.contains("did you mean"), "{}", ran.stderr);
}

#[test]
fn each_line_of_jsonl_is_one_object() {
    let sandbox = imported();
    let ran = sandbox.run(&["query", "FROM events", "--format", "jsonl"]).expect_code(0);
    let rows: Vec<Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), 22);
    assert!(rows.iter().all(|row| row["user_identity"].is_object()));
    let none = sandbox.run(&["query", "FROM events LIMIT 0", "--format", "jsonl"]).expect_code(0);
    assert_eq!(none.stdout, "");
}

#[test]
fn a_file_is_written_whole_and_replaced_only_on_request() {
    let sandbox = imported();
    let sql = "SELECT event_name, request_parameters FROM events ORDER BY ALL";
    for name in ["x.csv", "x.json", "x.jsonl", "x.md", "x.parquet"] {
        let ran = sandbox.run(&["query", sql, "-o", name]).expect_code(0);
        assert_eq!(ran.stdout, "");
        let first = std::fs::read(sandbox.path(name)).unwrap();
        let ran = sandbox.run(&["query", "SELECT 1", "-o", name]).expect_code(2);
        assert!(ran.stderr.contains("exists; --force replaces it"), "{}", ran.stderr);
        assert!(first == std::fs::read(sandbox.path(name)).unwrap());
        let _ = sandbox.run(&["query", "SELECT 1", "-o", name, "--force"]).expect_code(0);
        assert!(first != std::fs::read(sandbox.path(name)).unwrap());
    }
    let _ = sandbox.run(&["query", "SELECT error('x')", "-o", "broken.csv"]).expect_code(1);
    assert!(!sandbox.path("broken.csv").exists());
    let ran = sandbox.run(&["query", sql, "-o", "no/such/folder/x.csv"]).expect_code(1);
    assert!(ran.stderr.contains("cannot write to no/such/folder"), "{}", ran.stderr);
    let ran = sandbox.run(&["query", sql, "--format", "parquet"]).expect_code(2);
    assert!(ran.stderr.contains("name a file with --output"), "{}", ran.stderr);
}

#[test]
fn parquet_has_the_same_rows_as_csv_and_json() {
    let sandbox = imported();
    let _ = sandbox.run(&["report", "deletes", "-o", "x.parquet"]).expect_code(0);
    let _ = sandbox.run(&["report", "deletes", "-o", "x.csv"]).expect_code(0);
    let _ = sandbox.run(&["report", "deletes", "-o", "x.json"]).expect_code(0);
    let path = |name| sandbox.path(name).display().to_string();
    let rows =
        |source: String| sandbox.values(&format!("SELECT columns(*)::VARCHAR FROM {source}"));
    let parquet = rows(format!("read_parquet('{}')", path("x.parquet")));
    assert_eq!(parquet, rows(format!("read_csv('{}', all_varchar = true)", path("x.csv"))));
    assert_eq!(parquet, rows(format!("read_json('{}')", path("x.json"))));
    assert_eq!(parquet.len(), 1);
}

#[test]
fn statements_can_be_read_from_a_file_or_standard_input() {
    let sandbox = imported();
    sandbox.write(
        "q.sql",
        "SET VARIABLE since = TIMESTAMP '2018-01-01';\nSELECT count(*) AS n FROM activity; -- done",
    );
    let ran = sandbox.run(&["query", "-f", "q.sql", "--format", "csv"]).expect_code(0);
    assert_eq!(ran.stdout, "n\n11\n");
    let ran =
        sandbox.run_with_input(&["query", "-", "--format", "csv"], b"SELECT 1 AS a").expect_code(0);
    assert_eq!(ran.stdout, "a\n1\n");
    let ran = sandbox.run(&["query", "-f", "missing.sql"]).expect_code(1);
    assert!(ran.stderr.contains("cannot read missing.sql"), "{}", ran.stderr);
    let _ = sandbox.run(&["query"]).expect_code(2);
}

#[test]
fn all_reports_are_written_with_an_index() {
    let sandbox = imported();
    let ran = sandbox.run(&["report", "--all", "-o", "out", "--format", "parquet"]).expect_code(0);
    assert!(ran.stderr.contains("reports and index.md to out"), "{}", ran.stderr);
    let index = std::fs::read_to_string(sandbox.path("out/index.md")).unwrap();
    assert!(index.contains("not written: needs --set resource=VALUE"), "{index}");
    for report in ducktrail::internals::report::REPORTS {
        if report.parameters().any(|parameter| parameter.default.is_none()) {
            continue;
        }
        let file = sandbox.path(&format!("out/{}.parquet", report.name()));
        let rows = sandbox.value(&format!("SELECT count(*) FROM '{}'", file.display()));
        assert_eq!(rows, sandbox.value(&format!("SELECT count(*) FROM {}", report.name())));
        let line = index
            .lines()
            .find(|line| line.starts_with(&format!("| {} |", report.name().replace('_', "\\_"))));
        assert!(line.unwrap_or_default().ends_with(&format!("| {rows} |")), "{index}");
    }
    assert!(index.contains("| Deleted resources |") && index.contains(" 1 |"), "{index}");
    let _ = sandbox.run(&["report", "--all", "-o", "out", "--format", "parquet"]).expect_code(2);
    let _ = sandbox.run(&["report", "--all"]).expect_code(2);
}

/// Values that mean "no filter", for each variable of a scope.
#[test]
fn a_variable_without_a_value_narrows_nothing() {
    let sandbox = imported();
    let count = |set: &str, sql: &str| {
        let ran = sandbox.run(&["query", &format!("{set}; {sql}"), "--format", "csv"]);
        ran.expect_code(0).stdout
    };
    let all = "SELECT count(*) AS n FROM activity";
    let whole = count("SET VARIABLE other = 1", all);
    let lists = ["accounts", "regions", "services", "actions", "actors", "ips"];
    for name in lists {
        for value in ["NULL", "[]", "[]::VARCHAR[]", "NULL::VARCHAR[]"] {
            assert_eq!(
                count(&format!("SET VARIABLE {name} = {value}"), all),
                whole,
                "{name} {value}"
            );
        }
        let none = count(&format!("SET VARIABLE {name} = ['no such value']"), all);
        assert_eq!(none, "n\n0\n", "{name}");
        // A text is not a list. An error is better than a wrong number.
        let sql = format!("SET VARIABLE {name} = ''; {all}");
        let _ = sandbox.run(&["query", &sql]).expect_code(1);
    }
    for name in ["since", "until"] {
        for value in ["NULL", "NULL::TIMESTAMP"] {
            assert_eq!(
                count(&format!("SET VARIABLE {name} = {value}"), all),
                whole,
                "{name} {value}"
            );
        }
        for value in ["''", "false", "[]"] {
            let sql = format!("SET VARIABLE {name} = {value}; {all}");
            let _ = sandbox.run(&["query", &sql]).expect_code(1);
        }
    }
    for value in ["NULL", "false", "NULL::BOOLEAN"] {
        let set = format!("SET VARIABLE errors_only = {value}");
        assert_eq!(count(&set, all), whole, "errors_only {value}");
    }
    assert_ne!(count("SET VARIABLE errors_only = true", all), whole);
}

#[test]
fn the_shell_shows_only_variables_that_narrow_something() {
    let sandbox = imported();
    let script = "SET VARIABLE errors_only = false; SET VARIABLE services = []; SET VARIABLE since = NULL;\n.scope\n";
    let ran = sandbox.run_with_input(&["shell"], script.as_bytes()).expect_code(0);
    assert!(ran.stderr.contains("no scope: all events"), "{}", ran.stderr);
}
