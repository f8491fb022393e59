//! The progress bar of an import of one large file.
#![cfg(target_os = "linux")]

use std::{fs::OpenOptions, io::Write, process::Command};

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
    let records = |screen: &str| screen.contains("0 of 1 file, 2,000 records");
    let screen = terminal.wait("a bar", |screen| bytes(screen).is_some() && records(screen));
    let first = bytes(&screen);
    terminal.wait("the bar to move", |screen| bytes(screen).is_some_and(|it| Some(it) != first));
    terminal.send("\u{3}");
    terminal.expect("stopped; committed batches are in the database");
    assert_eq!(terminal.end(), 130);
}

#[test]
fn a_pipe_has_no_total_and_no_advice_that_it_cannot_follow() {
    let sandbox = Sandbox::new();
    let pipe = sandbox.path("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let terminal = Terminal::run(&["import", "pipe"], &sandbox.path(""), &[]);
    let mut writer = OpenOptions::new().write(true).open(pipe).unwrap();
    for id in 0..2_000 {
        let record =
            format!("{{\"eventVersion\":\"1.08\",\"eventName\":\"A\",\"eventID\":\"{id}\"}}");
        writeln!(writer, "{record}").unwrap();
    }
    let screen = terminal.wait("progress", |screen| screen.contains("00 records"));
    assert!(screen.contains("B read") && screen.contains("0 of 1 file"), "{screen}");
    assert!(!screen.contains("0 B") && !screen.contains("left"), "{screen}");
    terminal.send("\u{3}");
    drop(writer);
    terminal.expect("give the whole input of the pipe again to continue");
    assert_eq!(terminal.end(), 130);
}

#[test]
fn the_bar_counts_what_the_balance_counts() {
    let sandbox = Sandbox::new();
    let record =
        |id| format!("{{\"eventVersion\":\"1.08\",\"eventName\":\"A\",\"eventID\":\"{id}\"}}\n");
    let records: String = (0..300).map(record).collect();
    for copy in 0..3 {
        sandbox.write(&format!("logs/{copy}.json"), format!("{records}{{\"a\":,}}\n"));
    }
    sandbox.write("logs/z.txt", "not a log");
    let pipe = sandbox.path("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    // The pipe keeps the bar on the screen: it is the last batch.
    let args = ["import", "logs", "pipe", "--batch-bytes", "1"];
    let terminal = Terminal::run(&args, &sandbox.path(""), &[]);
    let writer = OpenOptions::new().write(true).open(pipe).unwrap();
    terminal.wait("the bar", |screen| {
        screen.contains("4 of 5 files, 301 records") && screen.contains("1 rejected")
    });
    drop(writer);
    terminal.expect("Records read                  301");
    assert_eq!(terminal.end(), 3);
}
