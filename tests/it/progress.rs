//! The progress bar of an import of one large file.
#![cfg(target_os = "linux")]

use std::fs::OpenOptions;

use crate::{support::Sandbox, terminal::Terminal};

/// Returns the word before a text on the screen.
fn before<'a>(screen: &'a str, sign: &str) -> Option<&'a str> {
    let line = screen.lines().find(|line| line.contains(sign))?;
    line.split(sign).next()?.split_whitespace().last()
}

#[test]
fn the_bar_moves_within_a_file_and_ctrl_c_ends_it_there() {
    let sandbox = Sandbox::new();
    let line =
        |at| format!("{{\"eventVersion\":\"1.08\",\"eventName\":\"A\",\"eventID\":\"{at}\"}}\n");
    let lines: String = (0..2_000).map(line).collect();
    // Records, then an object that takes an hour to read.
    let path = sandbox.write("huge.json", format!("{lines}{{"));
    let size = 10 << 40;
    if OpenOptions::new().write(true).open(path).unwrap().set_len(size).is_err() {
        eprintln!("skipped: cannot make a file of {size} bytes");
        return;
    }
    let terminal = Terminal::run(&["import", "huge.json"], &sandbox.path(""), &[]);
    let bytes = |screen: &str| before(screen, "iB/10.00 TiB").map(str::to_owned);
    let records = |screen: &str| screen.contains("0 of 1 files, 2,000 records");
    let screen = terminal.wait("a bar", |screen| bytes(screen).is_some() && records(screen));
    let first = bytes(&screen);
    terminal.wait("the bar to move", |screen| bytes(screen).is_some_and(|it| Some(it) != first));
    terminal.send("\u{3}");
    terminal.expect("stopped; committed batches are in the database");
    assert_eq!(terminal.end(), 1);
}
