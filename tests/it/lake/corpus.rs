//! Real logs in twelve shares give the lake of one share. The long form of the tests, by hand: `DUCKTRAIL_FAULTS=long`.

use std::env;

use jiff::{ToSpan, civil::Date};

use super::{
    pointers,
    writing::{books, kill_share},
};
use crate::support::{Sandbox, corpus};

const SHARES: usize = 12;

/// The options of each share: ranges of days that together are all days, with about as many days with events.
fn shares(days: &[String]) -> Vec<Vec<String>> {
    let start = |nth: usize| days[days.len() * nth / SHARES].parse::<Date>().unwrap();
    let shares = (0..SHARES).map(|nth| {
        let mut options = Vec::new();
        if nth > 0 {
            options.extend(["--since".to_owned(), start(nth).to_string()]);
        }
        if nth + 1 < SHARES {
            let last = start(nth + 1).checked_sub(1.day()).unwrap();
            options.extend(["--until".to_owned(), last.to_string()]);
        } else {
            options.push("--untimed".to_owned());
        }
        options
    });
    shares.collect()
}

#[test]
fn real_logs_in_twelve_shares_are_the_lake_of_one() {
    if env::var_os("DUCKTRAIL_FAULTS").is_none_or(|form| form != "long") {
        return;
    }
    let Some(corpus) = corpus("real_logs_in_twelve_shares_are_the_lake_of_one") else { return };
    let files = corpus.join("files");
    let sandbox = Sandbox::new();
    std::os::unix::fs::symlink(files, sandbox.path("logs")).unwrap();
    let write = |lake: &str, options: &[String]| {
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let args = [&["lake", "write", "logs/", "--to", lake, "--quiet"], &options[..]].concat();
        let run = sandbox.run(&args);
        // Some shares have nothing that is rejected.
        assert!(matches!(run.code, Some(0 | 3)), "{run:?}");
    };
    write("whole", &[]);
    let whole = pointers(&sandbox.path("whole"));
    let days: Vec<String> = whole
        .keys()
        .filter_map(|name| name.strip_prefix("activity/day="))
        .filter(|day| day.parse::<Date>().is_ok())
        .map(ToOwned::to_owned)
        .collect();
    let shares = shares(&days);
    // In any order; one is killed before it is written, one is written twice.
    let killed: Vec<&str> = shares[5].iter().map(String::as_str).collect();
    kill_share(&sandbox, "many", "logs/", &killed);
    assert!(pointers(&sandbox.path("many")).is_empty());
    for nth in (0..SHARES).map(|nth| nth * 5 % SHARES).chain([7]) {
        write("many", &shares[nth]);
    }
    assert!(days.len() > 100, "{}", days.len());
    let many = pointers(&sandbox.path("many"));
    let differing = whole.iter().filter(|(day, files)| many.get(*day) != Some(*files));
    let differing: Vec<_> = differing.map(|(day, files)| (day, files, many.get(day))).collect();
    assert!(differing.is_empty() && many.len() == whole.len(), "{differing:?}");
    assert!(books(&sandbox, "many") == books(&sandbox, "whole"));
}
