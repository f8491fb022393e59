//! Hostile text in Markdown output. Another parser must read a table of plain text.

use ducktrail::internals::text::visible;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::support::Sandbox;

/// Text with the syntax of Markdown, GitHub's dialect or other dialects.
const HOSTILE: &[&str] = &[
    "[a](http://b)",
    "![a](http://b/c.png)",
    "[a][b] [b]: http://c",
    "<http://a> <a@b.c>",
    "http://a.example/b see https://a.example ftp://a.example",
    "HTTPS://A.EXAMPLE git+ssh://a",
    "www.example.com (www.example.com) WWW.EXAMPLE.COM",
    "a@b.c alice+x@example.com mailto:a@b.c xmpp:a@b.c/d",
    "role/alice@example.com",
    "@octocat and @octocat/team",
    "$a^2$ $$b$$ $`c`$",
    "[^1] [^a note] ^[inline]",
    "<script>alert(1)</script><img src=x onerror=y><!-- x --><?x?>",
    "&lt;b&gt; &amp; &#60;b&#62; &copy;",
    "`code` ``code`` `http://a",
    "`@` `` ` `` $",
    " @ padded ` ",
    "*a* **b** _c_ __d__ ~~e~~ ~f~ ==g== ++h++ ^i^ ||j||",
    "a|b \\| \\\\| |",
    "@|\\|\\\\|\\\\\\| end",
    "| --- | --- |",
    "# heading",
    "- [ ] task",
    "[ ] task",
    "1. one",
    "> quote",
    "```",
    "---",
    "\\",
    "\\\\",
    "@\\",
    "[[wiki|link]] [[wiki]]",
    ":smile: :+1:",
    "{{x}} {% y %}",
    "a\nb\r\nc\u{2028}d\u{0}e\u{202e}f\u{fe0f}g\tend",
    "",
];

/// Returns the rows of a document. Fails unless the document is one table of plain text.
#[track_caller]
fn table(markdown: &str) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut tables = 0;
    // All extensions of the parser.
    let dialect = Options::all() - Options::ENABLE_SMART_PUNCTUATION;
    for event in Parser::new_ext(markdown, dialect) {
        match event {
            Event::Start(Tag::Table(_)) => tables += 1,
            Event::Start(Tag::TableHead | Tag::TableRow) => rows.push(Vec::new()),
            Event::Start(Tag::TableCell) => rows.last_mut().unwrap().push(String::new()),
            Event::Text(text) => {
                // The syntax of GitHub for links and formulas, outside of code.
                let lower = text.to_lowercase();
                for mark in ["@", "://", "www.", "$"] {
                    assert!(!lower.contains(mark), "{text}: {markdown}");
                }
                rows.last_mut().unwrap().last_mut().unwrap().push_str(&text);
            }
            Event::Code(text) => rows.last_mut().unwrap().last_mut().unwrap().push_str(&text),
            Event::End(
                TagEnd::Table | TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell,
            ) => {}
            other => panic!("{other:?}: {markdown}"),
        }
    }
    assert_eq!(tables, 1, "{markdown}");
    rows
}

#[test]
fn hostile_text_in_markdown_is_a_table_of_text() {
    let sandbox = Sandbox::new();
    sandbox.write("a.json", r#"{"eventVersion":"1","eventName":"A","eventID":"1"}"#);
    let _ = sandbox.run(&["import", "a.json"]).expect_code(0);
    let literal = |text: &str| {
        let parts: Vec<String> =
            text.split('\0').map(|part| format!("'{}'", part.replace('\'', "''"))).collect();
        parts.join(" || chr(0) || ")
    };
    for hostile in HOSTILE {
        // As a name, alone, first, in the middle and last.
        let name = hostile.replace(['"', '\0'], "");
        let name = if name.is_empty() { "x" } else { &name };
        let value = literal(hostile);
        let sql = format!(
            "SELECT {value} AS \"{name}\", {value} AS b, 1 AS c, {value} AS d FROM range(2)"
        );
        let ran = sandbox.run(&["query", &sql, "--format", "markdown"]).expect_code(0);
        let rows = table(&ran.stdout);
        assert_eq!(rows.len(), 3, "{}", ran.stdout);
        // Space at the ends of a cell is not part of its text.
        let expected = visible(hostile);
        assert_eq!(rows[0][0].trim(), visible(name).trim());
        for row in &rows[1..] {
            assert_eq!(row.len(), 4, "{}", ran.stdout);
            for at in [0, 1, 3] {
                assert_eq!(row[at].trim(), expected.trim(), "{}", ran.stdout);
            }
        }
    }
}

#[test]
fn reports_in_markdown_are_tables_of_text() {
    let sandbox = Sandbox::new();
    let hostile: String = HOSTILE.join(" ");
    let record = serde_json::json!({
        "eventVersion": "1.08", "eventName": "DeleteBucket", "eventID": "1",
        "eventSource": "s3.amazonaws.com", "eventTime": "2024-01-02T03:04:05Z",
        "awsRegion": hostile, "recipientAccountId": hostile, "userAgent": hostile,
        "userIdentity": {"type": "IAMUser", "userName": hostile, "arn": hostile},
        "requestParameters": {"bucketName": hostile, hostile.as_str(): hostile},
    });
    sandbox.write("a.json", record.to_string());
    let _ = sandbox.run(&["import", "a.json"]).expect_code(0);
    for args in [
        &["report", "deletes"][..],
        &["report", "actions-by-region"],
        &["events", "--wide"],
        &["query", "FROM activity"],
    ] {
        let ran = sandbox.run(&[args, &["--format", "markdown"]].concat()).expect_code(0);
        assert!(table(&ran.stdout).len() > 1, "{args:?}: {}", ran.stdout);
    }
}
