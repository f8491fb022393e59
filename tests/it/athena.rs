//! Every query of `docs/from-athena-and-lake.md`, the original and the translation.

use std::fs;

use ducktrail::internals::{shell::FUNCTIONS, trail::column::COLUMNS};

use crate::support::{Run, Sandbox, fixtures};

fn page() -> String {
    fs::read_to_string(fixtures("../docs/from-athena-and-lake.md")).unwrap()
}

/// Returns the queries after `-- Ducktrail`, and the original ones.
fn queries(page: &str) -> (Vec<&str>, Vec<&str>) {
    let blocks = page.split("```sql\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.partition(|block| block.starts_with("-- Ducktrail"))
}

fn ask(sandbox: &Sandbox, sql: &str) -> Run {
    sandbox.run_with_input(&["shell"], format!(".mode jsonl\n{sql}").as_bytes())
}

#[test]
fn each_query_works_here_and_the_original_gets_a_hint() {
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&fixtures("trail"), &fixtures("reports")]).expect_code(3);
    let page = page();
    let (ours, theirs) = queries(&page);
    assert_eq!((ours.len(), theirs.len()), (10, 10));
    for query in ours {
        let ran = ask(&sandbox, query).expect_code(0);
        assert!(ran.stdout.lines().count() > 0, "{query}");
    }
    for query in theirs {
        let ran = ask(&sandbox, query).expect_code(1);
        assert!(ran.stderr.contains("hint: the events are in the view activity"), "{}", ran.stderr);
        // With the right table, there is a hint about column names.
        let query = query.replace("event_data_store_id", "activity");
        let query = query.replace("cloudtrail_logs", "activity");
        let ran = ask(&sandbox, &query).expect_code(1);
        assert!(
            ran.stderr.contains("\n  hint: ") && ran.stderr.contains(" here"),
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn the_guide_has_every_column_and_every_function() {
    let page = page();
    for column in COLUMNS.iter().filter(|column| !column.path.is_empty()) {
        let row = format!("\n| `{}` | `{}` |\n", column.path.join("."), column.name);
        assert!(page.contains(&row), "{row}");
    }
    for (name, instead) in FUNCTIONS {
        let row = format!("\n| `{name}` | {instead} |\n");
        assert!(page.contains(&row), "{row}");
    }
}
