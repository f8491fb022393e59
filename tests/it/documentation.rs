//! Documentation that is generated from the code, and the commands in the README.

use std::{fmt::Write, fs, path::Path};

use ducktrail::internals::{
    report::{REPORTS, Report},
    store::migrate::MIGRATIONS,
    trail::column::COLUMNS,
};

use crate::{
    examples,
    support::{Sandbox, imported},
};

/// The themes of reports and their titles, in the order of lists.
const THEMES: &[(&str, &str)] = &[
    ("security", "Security"),
    ("identity", "Identity and access"),
    ("network", "Network"),
    ("data", "Resources and data"),
    ("services", "Services and activity"),
    ("archive", "The archive itself"),
];

/// Compares a documentation file with its expected content. Writes the file if `UPDATE_DOCS` is set.
#[track_caller]
pub(crate) fn assert_current(name: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, expected).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "{name} is not current; run the tests with UPDATE_DOCS=1");
}

/// The conditions of detections are rows of `sql/detections.sql`. The macro that finds their events has them as
/// a `CASE`, because SQL does not evaluate text.
#[test]
fn the_macro_of_detected_events_has_the_conditions_of_the_detections() {
    let branches = with_no_event().value(
        r"SELECT string_agg(
            '                -- ' || array_to_string(detections[:3], ', ')
                || CASE WHEN len(detections) > 3 THEN ' and ' || (len(detections) - 3) || ' more' ELSE '' END || chr(10)
                || '                WHEN wanted_condition(wanted, [''' || array_to_string(themes, ''', ''') || '''], ' || condition_number || ') THEN '
                || regexp_replace(trim(condition), '\n\s*', chr(10) || '                    ', 'g'),
            chr(10) ORDER BY condition_number)
        FROM (
            SELECT
                condition_number,
                condition,
                list(detection ORDER BY detection) AS detections,
                list_sort(list_distinct(list(theme))) AS themes
            FROM numbered_detections()
            WHERE condition IS NOT NULL
            GROUP BY condition_number, condition
        ) AS conditions",
    );
    let name = "sql/detected.sql";
    let start = "a test writes them here.\n";
    let end = "\n                -- The end of the conditions.";
    let macros = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap();
    let (head, rest) = macros.split_once(start).unwrap();
    let (_, tail) = rest.split_once(end).unwrap();
    assert_current(name, &[head, start, &branches, end, tail].concat());
}

#[test]
fn the_table_of_detections_is_current() {
    let rows = with_no_event().values(
        "SELECT '| ' || concat_ws(' | ', level, failed_level, title, array_to_string(calls, ', '), technique, why, '`ducktrail ' || next || '`') || ' |'
        FROM detections() ORDER BY level_number(level) DESC, theme, detection",
    );
    let name = "docs/detections.md";
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap();
    let start = "| level | if it failed | what happened | calls | technique | why it matters | more |\n| --- | --- | --- | --- | --- | --- | --- |\n";
    let (head, rest) = page.split_once(start).unwrap();
    let (_, tail) = rest.split_once("\n\n").unwrap();
    assert_current(name, &[head, start, &rows.join("\n"), "\n\n", tail].concat());
}

/// Returns a sandbox whose database has no event.
fn with_no_event() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("empty.json", r#"{"Records":[]}"#);
    let _ = sandbox.import(&[&sandbox.path("empty.json")]).expect_code(0);
    sandbox
}

#[test]
fn the_schema_page_is_current() {
    let sandbox = imported();
    let mut text = String::from(
        "# The database\n\nMade from the comments in the database by a test. \
         `SELECT * FROM duckdb_columns()` shows the same in any DuckDB client. Each report of \
         [reports.md](reports.md) is a view, too.\n",
    );
    let objects = "SELECT table_name || chr(9) || comment FROM (
            SELECT table_name, comment, 0 AS kind FROM duckdb_tables()
            UNION ALL SELECT view_name, comment, 1 FROM duckdb_views() WHERE NOT internal)
        ORDER BY table_name <> 'events', kind, table_name <> 'activity', table_name";
    let of_events: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
    for object in sandbox.values(objects) {
        let (name, comment) = object.split_once('\t').unwrap();
        if REPORTS.iter().any(|report| report.name() == name) {
            continue;
        }
        write!(
            text,
            "\n## `{name}`\n\n{comment}\n\n| column | type | meaning |\n| --- | --- | --- |\n"
        )
        .unwrap();
        if name == "activity" {
            text += "| … | | the columns of `events` |\n";
        }
        let columns = format!(
            "SELECT column_name || chr(9) || data_type || chr(9) || coalesce(comment, '') FROM duckdb_columns() WHERE table_name = '{name}' ORDER BY column_index"
        );
        for column in sandbox.values(&columns) {
            let parts: Vec<&str> = column.split('\t').collect();
            if name == "activity" && of_events.contains(&parts[0]) {
                continue;
            }
            writeln!(text, "| `{}` | {} | {} |", parts[0], parts[1], parts[2].replace('|', "\\|"))
                .unwrap();
        }
    }
    assert_current("docs/schema.md", &text);
}

#[test]
fn every_column_of_every_table_has_a_comment() {
    let sandbox = imported();
    let bare = "SELECT table_name || '.' || column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL";
    assert_eq!(sandbox.values(bare), Vec::<String>::new());
    assert_eq!(sandbox.value("SELECT count(*) FROM migrations"), MIGRATIONS.len().to_string());
}

#[test]
fn the_readme_names_the_two_commands_and_every_subcommand() {
    let readme =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    for command in [
        "cargo run --release -- import fixtures/incident",
        "cargo test --release",
        "ducktrail import",
        "ducktrail triage",
        "ducktrail sigma",
        "ducktrail report",
        "ducktrail query",
        "ducktrail export",
        "ducktrail verify",
        "ducktrail events",
        "ducktrail info",
        "ducktrail coverage",
    ] {
        assert!(readme.contains(command), "the README lacks {command}");
    }
    assert!(readme.contains(&format!("There are {} reports", REPORTS.len())));
    let ci = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/run")).unwrap();
    assert!(ci.contains("\ncargo test --release\n"));
}

#[test]
fn the_command_line_page_is_current() {
    let sandbox = Sandbox::new();
    let mut text = String::from("# The command line\n\nMade from `--help` by a test.\n");
    for command in [
        &[][..],
        &["import"],
        &["triage"],
        &["sigma"],
        &["report"],
        &["query"],
        &["export"],
        &["lake", "write"],
        &["lake", "clean"],
        &["verify"],
        &["events"],
        &["info"],
        &["coverage"],
        &["shell"],
        &["completions"],
        &["man"],
    ] {
        let ran = sandbox.run(&[command, &["--help"]].concat()).expect_code(0);
        let title = [&["ducktrail"], command].concat().join(" ");
        write!(text, "\n## `{title}`\n\n```text\n{}```\n", ran.stdout).unwrap();
    }
    assert_current("docs/cli.md", &text);
}

#[test]
fn the_reports_page_is_current() {
    let mut text = String::from(
        "# The reports\n\nMade from the headers of `sql/reports` by a test, with the first rows that each finds in the \
         fixtures, on a terminal of 100 columns. Each report is a view in the database. \
         A scope (`--since`, `--account`, `--service`, …) narrows all of them, and \
         `ducktrail report NAME --explain` prints the SQL.\n",
    );
    for (theme, title) in THEMES {
        write!(text, "\n**{title}**\n\n| report | question |\n| --- | --- |\n").unwrap();
        for report in REPORTS.iter().filter(|report| report.theme() == *theme) {
            writeln!(text, "| [`{0}`](#{0}) | {1} |", report.name(), report.question()).unwrap();
        }
    }
    for (report, (_, rows)) in REPORTS.iter().zip(examples::reports()) {
        write_report(&mut text, report, &rows);
    }
    assert_current("docs/reports.md", &text);
}

/// Writes the section of a report, with the rows of an example.
fn write_report(text: &mut String, report: &Report, rows: &str) {
    let (name, title) = (report.name(), report.title());
    write!(text, "\n## {name}\n\n**{title}.** {}\n\n", report.question()).unwrap();
    if let Some(not_shown) = report.not_shown() {
        write!(text, "Not shown: {not_shown}.\n\n").unwrap();
    }
    write!(text, "{}\n\n", report.note()).unwrap();
    write!(text, "```console\n$ {}\n{rows}```\n\n", example(report)).unwrap();
    if report.parameters().count() > 0 {
        text.push_str("| parameter | type | default | |\n| --- | --- | --- | --- |\n");
        for parameter in report.parameters() {
            let (name, sql_type) = (parameter.name, parameter.sql_type);
            let default = parameter.default.unwrap_or("must be set");
            writeln!(text, "| `{name}` | {sql_type} | {default} | {} |", parameter.text).unwrap();
        }
        text.push('\n');
    }
    text.push_str("| column | meaning |\n| --- | --- |\n");
    for (column, meaning) in report.columns() {
        writeln!(text, "| `{column}` | {} |", meaning.replace('|', "\\|")).unwrap();
    }
}

#[test]
fn the_table_of_global_services_is_current() {
    let sandbox = imported();
    let rows = sandbox.values(
        "SELECT '| ' || aws_partition || ' | ' || service || ' | ' || region || ' | ' || if(is_also_regional, 'yes', '') || ' |'
         FROM global_service_regions ORDER BY aws_partition, service",
    );
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/global-services.md");
    let text = fs::read_to_string(path).unwrap();
    let found: Vec<&str> = text.lines().filter(|line| line.starts_with("| aws")).collect();
    assert_eq!(found, rows);
}

/// Returns a command that runs a report, with its required parameters.
fn example(report: &Report) -> String {
    let mut set = String::new();
    for parameter in report.parameters().filter(|parameter| parameter.default.is_none()) {
        write!(set, " --set {}=shop-exports", parameter.name).unwrap();
    }
    format!("ducktrail report {}{set}", report.name())
}

#[test]
fn every_report_example_runs() {
    let sandbox = imported();
    for report in REPORTS {
        let example = example(report);
        let args: Vec<&str> = example.split(' ').skip(1).collect();
        let _ = sandbox.run(&args).expect_code(0);
    }
}
