//! The page as text: its policy, its bounds, and text from logs that stays text.

use serde_json::{Value, json};

use crate::{
    hostile_text,
    sigma::rule,
    support::Sandbox,
    triage::{ATTACK, event},
};

#[test]
fn a_page_appears_whole_and_has_every_part() {
    let sandbox = Sandbox::new();
    let db = ATTACK.path("ducktrail.duckdb");
    let args = ["triage", "-o", "triage.html", "--db", db.to_str().unwrap()];
    let _ = sandbox.run(&args).expect_code(0);
    let page = std::fs::read_to_string(sandbox.path("triage.html")).unwrap();
    for part in [
        "<title>Triage of ducktrail.duckdb</title>",
        "A trail was stopped or deleted",
        "id=\"time\"",
        "id=\"findings\"",
        "id=\"hours\"",
        "<title>s3, eu-west-1: ",
        "id=\"calendar\"",
        "id=\"deletes\"",
        "id=\"creations\"",
        "id=\"global_services\"",
        "id=\"coverage\"",
        "What the data cannot know",
        "backups",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(page.ends_with("</html>\n") && !page.contains("http://") && !page.contains("https://"));
    sandbox.run(&args).says(2, "the file exists");
}

#[test]
fn every_report_can_be_a_page() {
    let ran = ATTACK.run(&["report", "deletes", "--format", "html"]).expect_code(0);
    assert!(ran.stdout.contains("<h1>Deleted resources</h1>") && ran.stdout.contains("1 row"));
    let sandbox = Sandbox::new();
    let db = ATTACK.path("ducktrail.duckdb");
    let _ = sandbox
        .run(&["report", "--all", "--format", "html", "-o", "r", "--db", db.to_str().unwrap()])
        .expect_code(0);
    let page = std::fs::read_to_string(sandbox.path("r/findings.html")).unwrap();
    assert!(page.contains("<h1>Findings, the worst first</h1>") && page.ends_with("</html>\n"));
    ATTACK
        .run(&["query", "--format", "html", "SELECT 1; SELECT 2"])
        .says(2, "cannot write two results as html");
}

/// A page of more rows than a browser can show says how many there are.
#[test]
fn a_page_has_a_bounded_number_of_rows() {
    let ran = ATTACK
        .run(&["query", "--format", "html", "SELECT range AS n FROM range(7000)"])
        .expect_code(0);
    assert_eq!(ran.stdout.matches("<tr>").count(), 5001);
    assert!(
        ran.stdout.contains("7,000 rows; 2,000 more than a page can show"),
        "{}",
        ran.stdout.len()
    );
}

/// Many findings with long and hostile texts make a page below two megabytes.
#[test]
fn a_page_of_many_long_findings_is_bounded() {
    let sandbox = Sandbox::new();
    let records: Vec<_> = (0..900)
        .map(|id| {
            let mut record = event(
                id,
                "cloudtrail:StopLogging",
                &format!("u{}{}", id, "<&\"".repeat(60)),
                "192.0.2.1",
            );
            record["requestParameters"] = json!({ "name": "é<".repeat(300) });
            record
        })
        .collect();
    sandbox.write("a.json", json!({ "Records": records }).to_string());
    let _ = sandbox.import(&[&sandbox.path("a.json")]).expect_code(0);
    let page = sandbox.run(&["triage", "--format", "html"]).expect_code(0).stdout;
    assert!(page.contains(" more: <code>ducktrail triage --level medium</code>"));
    assert!(page.len() < 2_000_000, "{}", page.len());
}

#[test]
fn hostile_text_stays_text_on_every_page() {
    let sandbox = hostile_text::imported();
    for args in [
        &["triage", "--level", "informational"][..],
        &["report", "deletes"],
        &["triage", "--actor", "*"],
        &["query", "FROM activity"],
    ] {
        let page = sandbox.run(&[args, &["--format", "html"]].concat()).expect_code(0).stdout;
        assert!(!page.contains("<script") && !page.contains("<img"), "{args:?}");
        let hidden: Vec<char> = page.chars().filter(|it| *it != '\n' && it.is_control()).collect();
        assert!(hidden.is_empty(), "{args:?}: {hidden:?}");
        let ignorable = hostile_text::ignorable();
        assert!(!page.chars().any(|it| ignorable.contains(&it)), "{args:?}");
    }
}

#[test]
fn below_a_finding_are_the_events_that_it_is_about_and_no_others() {
    let sandbox = Sandbox::new();
    let of = |id, call: &str, parameters: Value| {
        let mut event = event(id, call, "alice", &format!("192.0.2.{id}"));
        event["requestParameters"] = parameters;
        event
    };
    let ingress = |range: &str| {
        let range = json!({ "cidrIp": range });
        let permission = json!({ "ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "ipRanges": { "items": [range] } });
        json!({ "groupId": "sg-1", "ipPermissions": { "items": [permission] } })
    };
    let records = [
        of(1, "ec2:AuthorizeSecurityGroupIngress", ingress("0.0.0.0/0")),
        of(2, "ec2:AuthorizeSecurityGroupIngress", ingress("10.0.0.0/8")),
        of(3, "s3:HeadBucket", json!({ "bucketName": "backups" })),
        of(4, "s3:HeadBucket", json!({ "bucketName": "scratch" })),
        of(5, "s3:GetBucketLocation", json!({ "bucketName": "evil.example.com" })),
        of(6, "s3:GetBucketLocation", json!({ "bucketName": "scratch" })),
    ];
    sandbox.write("logs/a.json", json!({ "Records": records }).to_string());
    let _ = sandbox.import(&[&sandbox.path("logs")]).expect_code(0);
    let bucket = "{s: {requestParameters.bucketName: BACKUPS}, condition: s}";
    sandbox.write("rule.yml", rule("Bucket", bucket));
    sandbox.write("indicators.txt", "evil.example.com\n");
    let args = ["triage", "--sigma", "rule.yml", "--indicators", "indicators.txt"];
    for story in [&[][..], &["--actor", "alice"]] {
        let page = sandbox.run(&[&args, story, &["--format", "html"]].concat()).expect_code(0);
        for (title, own) in [("to the whole internet", 1), (">Bucket<", 3), ("Indicator seen", 5)] {
            let finding = page.stdout.split("<details class=\"finding").skip(1);
            let finding = finding.into_iter().find(|it| it.contains(title)).unwrap();
            let ids = (1..=6).filter(|id| finding.contains(&format!("4000-8000-{id:012}")));
            assert_eq!(ids.collect::<Vec<_>>(), [own], "{finding}");
        }
    }
}
