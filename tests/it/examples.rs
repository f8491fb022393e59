//! The examples in the documentation: what the program prints in a terminal is what the pages show.

use std::{fs, path::Path};

use ducktrail::internals::report::REPORTS;

use crate::{
    documentation::assert_current,
    picture,
    support::{Sandbox, fixtures},
    terminal::Terminal,
};

/// The rows and columns of the terminal.
pub(crate) const SIZE: (u16, u16) = (300, 100);

/// The pages with commands, each after `$ ` in a block of its own and followed by what it prints.
const PAGES: &[&str] = &["docs/guide.md"];

/// The commands of which there are pictures.
const PICTURES: &[(&str, &[&str])] = &[
    ("findings", &["report", "findings", "--limit", "8"]),
    ("iam_changes", &["report", "iam_changes"]),
    ("resource_history", &["report", "resource_history", "--set", "resource=shop-exports"]),
    ("coverage", &["coverage", "--calendar"]),
    ("ip_activity", &["report", "ip_activity"]),
];

/// Returns a sandbox with the fixtures and the imported incident.
pub(crate) fn incident() -> Sandbox {
    let sandbox = Sandbox::new();
    copy(&fixtures("incident"), &sandbox.path("fixtures/incident"));
    let _ = sandbox.import(&[&sandbox.path("fixtures/incident")]).expect_code(0);
    sandbox
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

fn run(sandbox: &Sandbox, args: &[&str]) -> Terminal {
    Terminal::run_sized(SIZE, args, &sandbox.path(""), &[])
}

/// Returns what a command prints in a terminal, without the time that an import took.
pub(crate) fn printed(sandbox: &Sandbox, args: &[&str]) -> String {
    let text = run(sandbox, args).last_screen(vt100::Screen::contents);
    let line = |line| if str::starts_with(line, "Took ") { "Took …" } else { line.trim_end() };
    assert!(!text.starts_with("error: "), "{args:?}: {text}");
    let lines: Vec<&str> = text.trim_end().lines().map(line).collect();
    lines.join("\n") + "\n"
}

/// Returns the text without the sizes of files, which differ from run to run.
fn constant(text: &str) -> String {
    let without_size = |line: &str| {
        let start = line.split(" MiB").next().unwrap_or_default();
        start.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '.').to_owned()
    };
    text.lines().map(without_size).collect::<Vec<_>>().join("\n")
}

/// Returns a page in which the text after each block that starts with `open` is what `run` makes of it, unless
/// only sizes differ.
pub(crate) fn renewed(page: &str, open: &str, run: impl Fn(&str) -> String) -> String {
    let mut text = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once(open) {
        let (example, after) = after.split_once('\n').unwrap();
        let (old, after) = after.split_once("```").unwrap();
        let new = run(example);
        let new = if constant(&new) == constant(old) { old.to_owned() } else { new };
        text += &[before, open, example, "\n", &new, "```"].concat();
        rest = after;
    }
    text + rest
}

pub(crate) fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

#[test]
fn the_commands_in_pages_print_what_the_pages_show() {
    let sandbox = incident();
    for name in PAGES {
        let fresh = Sandbox::new();
        copy(&fixtures("incident"), &fresh.path("fixtures/incident"));
        let page = renewed(&read(name), "```console\n$ ducktrail ", |command| {
            let args = shlex::split(command).unwrap();
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            // An import makes the database that the other commands read.
            printed(if args[0] == "import" { &fresh } else { &sandbox }, &args)
        });
        assert_current(name, &page);
    }
}

#[test]
fn the_queries_of_the_cookbook_return_what_it_shows() {
    let sandbox = incident();
    let mut text = String::new();
    let page = read("docs/cookbook.md");
    let mut parts = page.split("```sql\n");
    text += parts.next().unwrap();
    for part in parts {
        let (sql, after) = part.split_once("\n```\n").unwrap();
        let after = match after.trim_start().strip_prefix("```text\n") {
            Some(old) => old.split_once("```\n").unwrap().1,
            None => after,
        };
        let rows = printed(&sandbox, &["query", sql]);
        text += &["```sql\n", sql, "\n```\n\n```text\n", &rows, "```\n", after].concat();
    }
    assert_current("docs/cookbook.md", &text);
}

#[test]
fn the_pictures_are_current() {
    let sandbox = incident();
    for (name, args) in PICTURES {
        let command = format!("ducktrail {}", args.join(" "));
        let svg = run(&sandbox, args).last_screen(|screen| picture::svg(&command, screen));
        assert_current(&format!("docs/images/{name}.svg"), &svg);
    }
}

/// Returns the first rows of each report, by its name, of the fixtures. Those of `import_health` have times and
/// paths of the machine, so they are left out.
pub(crate) fn reports() -> Vec<(&'static str, String)> {
    let sandbox = Sandbox::new();
    let _ = sandbox.import(&[&fixtures("incident"), &fixtures("reports")]);
    let run = |report: &ducktrail::internals::report::Report| {
        if report.name() == "import_health" {
            return (report.name(), String::new());
        }
        let mut args = vec!["report", report.name(), "--limit", "3"];
        if report.name() == "resource_history" {
            args.extend(["--set", "resource=shop-exports"]);
        }
        let text = printed(&sandbox, &args);
        let end = text.find("not shown: ").unwrap_or(text.len());
        (report.name(), text[..end].to_owned())
    };
    REPORTS.iter().map(run).collect()
}
