//! A check that reading time grows linearly with the size of hostile content: each shape is read at one
//! size and at twice that size. A reader that backtracks or recurses takes more than twice the time.

use std::{
    io::Write,
    time::{Duration, Instant},
};

use anyhow::Result;
use clap::Args;
use ducktrail::internals::trail::{
    canonical::canonical,
    depth, members,
    record::{self, ColumnSet},
    row::RowValues,
    splitter::{Piece, Reading, Splitter},
};

#[derive(Args)]
pub(crate) struct Options {
    /// Megabytes of content; then twice as many
    #[arg(long, value_name = "N", default_value_t = 4)]
    pub(crate) megabytes: usize,

    /// The number of readings of each size; the fastest counts
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) rounds: usize,
}

/// A name, and a function that returns content of about the given number of bytes.
type Shape = (&'static str, fn(usize) -> String);

const SHAPES: &[Shape] = &[
    ("objects in objects", |bytes| around(&nested("{\"a\":", "}", bytes))),
    ("arrays in arrays", |bytes| around(&nested("[", "]", bytes))),
    ("objects that are never closed", |bytes| "{\"a\":".repeat(bytes / 5)),
    ("lines that each open an object", |bytes| "{\"a\":\n".repeat(bytes / 6)),
    ("lines that each open a string", |bytes| "{\"a\":\"\n".repeat(bytes / 7)),
    ("members of one object", |bytes| {
        around(&format!("{{{}\"a\":1}}", "\"a\":1,".repeat(bytes / 6)))
    }),
    ("members of the record", |bytes| {
        format!("{{\"eventName\":\"A\"{}}}", ",\"a\":1".repeat(bytes / 6))
    }),
    ("elements of an array", |bytes| around(&format!("[{}1]", "1,".repeat(bytes / 2)))),
    ("one string", |bytes| around(&format!("\"{}\"", "x".repeat(bytes)))),
    ("escapes", |bytes| around(&format!("\"{}\"", "\\u0041".repeat(bytes / 6)))),
    ("backslashes", |bytes| around(&format!("\"{}\"", "\\\\".repeat(bytes / 2)))),
    ("one number", |bytes| around(&"7".repeat(bytes))),
    ("blanks", |bytes| around(&format!("{}1", " ".repeat(bytes)))),
    ("small records", |bytes| "{\"eventName\":\"A\"}\n".repeat(bytes / 18)),
    ("closing brackets", |bytes| "}\n{".repeat(bytes / 3)),
    ("empty records in an array", |bytes| {
        format!("{{\"Records\":[{}{{}}]}}", "{},".repeat(bytes / 3))
    }),
];

fn nested(open: &str, close: &str, bytes: usize) -> String {
    let levels = bytes / (open.len() + close.len());
    format!("{}1{}", open.repeat(levels), close.repeat(levels))
}

/// Returns a record with a value. It has no ID, so its key is computed from its whole text.
fn around(value: &str) -> String {
    format!("{{\"eventName\":\"A\",\"requestParameters\":{value}}}")
}

/// Prints a line for each shape.
pub(crate) fn run(options: &Options, out: &mut impl Write) -> Result<()> {
    writeln!(out, "| content | MB | ms | twice the size, ms | ratio |")?;
    writeln!(out, "| --- | ---: | ---: | ---: | ---: |")?;
    for (name, make) in SHAPES {
        let bytes = options.megabytes << 20;
        let once = fastest(&make(bytes), options.rounds);
        let twice = fastest(&make(2 * bytes), options.rounds);
        let ratio = twice.as_secs_f64() / once.as_secs_f64();
        writeln!(
            out,
            "| {name} | {} | {:.1} | {:.1} | {ratio:.1} |",
            options.megabytes,
            once.as_secs_f64() * 1e3,
            twice.as_secs_f64() * 1e3
        )?;
    }
    Ok(())
}

fn fastest(content: &str, rounds: usize) -> Duration {
    let times = (0..rounds.max(1)).map(|_| {
        let start = Instant::now();
        std::hint::black_box(read(content));
        start.elapsed()
    });
    times.min().unwrap_or_default()
}

/// Reads content as the import does, without the database. Returns a number that depends on all results.
fn read(content: &str) -> usize {
    let mut splitter = Splitter::new(content.as_bytes());
    let columns = ColumnSet::all();
    let mut size = 0;
    while let Some(piece) = splitter.next_piece() {
        let Piece::Value(value) = piece else { continue };
        if let Reading::Ordinary(row) = value.reading {
            size += row.present().into_iter().count() + canonical(row.record()).len();
            continue;
        }
        let Ok(text) = str::from_utf8(value.text) else { continue };
        let Ok(members) = members::split(text) else { continue };
        if depth::is_too_deep(text) {
            continue;
        }
        size += record::to_row(&members, &columns).iter().count() + canonical(text).len();
    }
    size
}
