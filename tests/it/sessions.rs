//! The sessions in the documentation: what one sees in a terminal in the shell, and after `verify`.

use crate::{
    documentation::assert_current,
    examples::{SIZE, incident, printed, read, renewed},
    support::Sandbox,
    terminal::Terminal,
    verify::cloudtrail::{Bucket, Trail, public_keys},
};

/// The lines that are entered in the shell.
const ENTERED: &[&str] = &[
    "SELECT event_name, count(*) AS calls\rFROM activity WHERE service = 'iam'\rGROUP BY ALL ORDER BY calls DESC, event_name LIMIT 3;",
    "SELECT eventName FROM activity WHERE userIdentity.type = 'Root';",
    ".scope last=1d service=iam",
    ".report iam_changes --limit 1",
    ".scope clear",
    ".mode line",
    "SELECT event_name, request_parameters FROM activity WHERE event_name = 'AttachUserPolicy';",
];

/// Enters the lines in the shell, each at a prompt, and returns what is then on the screen.
fn shell(sandbox: &Sandbox) -> String {
    let terminal = Terminal::run_sized(SIZE, &["shell"], &sandbox.path(""), &[]);
    terminal.expect_prompt();
    for lines in ENTERED {
        let before = terminal.bytes().len();
        terminal.send(&format!("{lines}\r"));
        terminal.wait(lines, |screen| {
            terminal.has_asked_since(before) && screen.trim_end().ends_with('>')
        });
    }
    terminal.send("\u{4}");
    let text = terminal.last_screen(vt100::Screen::contents);
    let line =
        |line| if str::starts_with(line, "took ") { "took …" } else { str::trim_end(line) };
    let text = text.trim_end().lines().map(line).collect::<Vec<_>>().join("\n");
    text.trim_end_matches("\nducktrail>").to_owned() + "\n"
}

#[test]
fn the_session_in_the_shell_is_as_the_page_shows() {
    let sandbox = incident();
    let name = "docs/shell.md";
    let page = renewed(&read(name), "```console\n$ ducktrail ", |command| {
        assert_eq!(command, "shell");
        shell(&sandbox)
    });
    assert_current(name, &page);
}

/// Returns lines as they are if the folder `evidence` is in the root folder: a cell of 32 characters holds a path.
fn shown_in_root(text: &str) -> String {
    let line = |line: &str| match line.split_once("  /") {
        Some((before, path)) if path.ends_with('…') => {
            format!("{before}  /evidence/AWSLogs/111122223333/…\n")
        }
        _ => format!("{line}\n"),
    };
    text.lines().map(line).collect()
}

#[test]
fn what_verify_prints_is_as_the_page_shows() {
    let (mut bucket, mut heads) = (Bucket::default(), Vec::new());
    for account in ["111122223333", "444455556666"] {
        for region in ["eu-west-1", "us-east-1"] {
            let mut trail = Trail::new(account, region, "trail");
            trail.deliver(&mut bucket, 6, 3);
            heads.extend(trail.digests.last().cloned());
        }
    }
    let digest = |hour: usize| {
        bucket.objects.keys().filter(|key| key.contains("Digest")).nth(hour).unwrap().clone()
    };
    let (altered, missing) = (bucket.logs(&digest(1)).remove(0), bucket.logs(&digest(2)).remove(1));
    bucket.objects.remove(&missing);
    bucket.objects.get_mut(&altered).unwrap().push(' ');

    let sandbox = Sandbox::new();
    bucket.sync(&sandbox, "evidence");
    bucket.heads(&sandbox, "heads", &heads);
    sandbox.write("keys.json", public_keys());
    let name = "docs/verify.md";
    let page = renewed(&read(name), "```console\n$ ducktrail verify --keys ", |rest| {
        let args = [&["verify", "--keys"][..], &rest.split(' ').collect::<Vec<_>>()].concat();
        shown_in_root(&printed(&sandbox, &args))
    });
    assert_current(name, &page);
}
